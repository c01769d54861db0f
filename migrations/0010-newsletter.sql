-- The newsletter: who gets it and by which word of theirs, what is sent, to whom, and what was opened and clicked.
-- Kinds of table, for a cluster: distributed by site_id = all of them.

-- distributed: who mails are from, how far may be measured, how fast may be sent
CREATE TABLE newsletter_settings (
  site_id integer NOT NULL,
  document jsonb NOT NULL,
  changed_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE newsletter_settings ADD CONSTRAINT newsletter_settings_pk PRIMARY KEY (site_id);
--> statement-breakpoint

-- distributed: what one can subscribe to. Open: by anybody, with the form; else staff and import alone add people.
CREATE TABLE newsletter_list (
  site_id integer NOT NULL,
  list_id integer NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  is_open boolean NOT NULL,
  made_at timestamptz NOT NULL,
  closed_at timestamptz
);
--> statement-breakpoint
ALTER TABLE newsletter_list ADD CONSTRAINT newsletter_list_pk PRIMARY KEY (site_id, list_id);
--> statement-breakpoint

-- distributed: the texts that people agreed to, by the hash of their text; never changed
CREATE TABLE subscription_text (
  site_id integer NOT NULL,
  text_id text NOT NULL,
  language text NOT NULL,
  body text NOT NULL,
  made_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE subscription_text ADD CONSTRAINT subscription_text_pk PRIMARY KEY (site_id, text_id);
--> statement-breakpoint

-- distributed: somebody who gets mail, or did. Address and name are sealed; the index finds an address without showing it.
-- The number is chance, and stands in no link but encrypted. No answer about measuring: never asked.
CREATE TABLE subscriber (
  site_id integer NOT NULL,
  subscriber_id bigint NOT NULL,
  email_index bytea NOT NULL,
  email bytea NOT NULL,
  name bytea,
  language text NOT NULL,
  made_at timestamptz NOT NULL,
  receive_receipt uuid NOT NULL,
  measure_answer text,
  measure_receipt uuid,
  measure_asked_at timestamptz,
  soft_bounces integer NOT NULL DEFAULT 0,
  bounced_at timestamptz
);
--> statement-breakpoint
ALTER TABLE subscriber ADD CONSTRAINT subscriber_pk PRIMARY KEY (site_id, subscriber_id);
--> statement-breakpoint
ALTER TABLE subscriber ADD CONSTRAINT subscriber_once UNIQUE (site_id, email_index);
--> statement-breakpoint
ALTER TABLE subscriber ADD CONSTRAINT subscriber_measure CHECK (measure_answer IN ('yes', 'no'));
--> statement-breakpoint
ALTER TABLE subscriber ADD CONSTRAINT subscriber_answer_proven CHECK ((measure_answer IS NULL) = (measure_receipt IS NULL));
--> statement-breakpoint

-- distributed: who gets which list, and how it ended
CREATE TABLE subscription (
  site_id integer NOT NULL,
  subscriber_id bigint NOT NULL,
  list_id integer NOT NULL,
  began_at timestamptz NOT NULL,
  receipt_id uuid NOT NULL,
  ended_at timestamptz,
  ended_by text
);
--> statement-breakpoint
ALTER TABLE subscription ADD CONSTRAINT subscription_pk PRIMARY KEY (site_id, subscriber_id, list_id);
--> statement-breakpoint
ALTER TABLE subscription ADD CONSTRAINT subscription_end CHECK ((ended_at IS NULL) = (ended_by IS NULL));
--> statement-breakpoint
ALTER TABLE subscription ADD CONSTRAINT subscription_ended_by CHECK (ended_by IN ('page', 'one-click', 'mail', 'staff', 'bounce', 'complaint'));
--> statement-breakpoint
-- Serves the audience of an issue.
CREATE INDEX subscription_live ON subscription (site_id, list_id, subscriber_id) WHERE ended_at IS NULL;
--> statement-breakpoint

-- distributed: proof of what was answered to which text, by which way. What an import brought as proof is sealed.
CREATE TABLE subscriber_receipt (
  site_id integer NOT NULL,
  receipt_id uuid NOT NULL,
  subscriber_id bigint NOT NULL,
  purpose text NOT NULL,
  answer text NOT NULL,
  text_id text,
  channel text NOT NULL,
  lists jsonb NOT NULL,
  evidence bytea,
  recorded_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE subscriber_receipt ADD CONSTRAINT subscriber_receipt_pk PRIMARY KEY (site_id, receipt_id);
--> statement-breakpoint
ALTER TABLE subscriber_receipt ADD CONSTRAINT subscriber_receipt_purpose CHECK (purpose IN ('receive', 'measure'));
--> statement-breakpoint
ALTER TABLE subscriber_receipt ADD CONSTRAINT subscriber_receipt_answer CHECK (answer IN ('yes', 'no', 'withdrawn'));
--> statement-breakpoint
ALTER TABLE subscriber_receipt ADD CONSTRAINT subscriber_receipt_channel CHECK (channel IN ('form', 'api', 'page', 'one-click', 'mail', 'staff', 'import'));
--> statement-breakpoint
-- Serves the receipts of one person.
CREATE INDEX subscriber_receipt_of ON subscriber_receipt (site_id, subscriber_id, recorded_at);
--> statement-breakpoint

-- distributed: what a mail asks to confirm within 48 hours, once: a subscription, another address, an export, an erasure.
-- Whom and what is sealed together: until it is confirmed, nobody is a subscriber.
CREATE TABLE confirmation (
  site_id integer NOT NULL,
  confirmation_id uuid NOT NULL,
  kind text NOT NULL,
  email_index bytea NOT NULL,
  subscriber_id bigint,
  sealed bytea,
  asked_at timestamptz NOT NULL,
  mailed_at timestamptz,
  used_at timestamptz
);
--> statement-breakpoint
ALTER TABLE confirmation ADD CONSTRAINT confirmation_pk PRIMARY KEY (site_id, confirmation_id);
--> statement-breakpoint
ALTER TABLE confirmation ADD CONSTRAINT confirmation_kind CHECK (kind IN ('subscribe', 'email', 'export', 'erase'));
--> statement-breakpoint
-- Serves what waits for its mail.
CREATE INDEX confirmation_waiting ON confirmation (site_id, asked_at) WHERE mailed_at IS NULL;
--> statement-breakpoint
-- Serves the limit per address.
CREATE INDEX confirmation_email ON confirmation (site_id, email_index, asked_at);
--> statement-breakpoint

-- distributed: how often one network, or one address, asked lately; by keyed hash
CREATE TABLE sign_up_try (
  site_id integer NOT NULL,
  subject bytea NOT NULL,
  tries integer NOT NULL,
  began_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE sign_up_try ADD CONSTRAINT sign_up_try_pk PRIMARY KEY (site_id, subject);
--> statement-breakpoint

-- distributed: addresses that get no newsletter any more, as keyed hash alone: it outlives the person's data, and any import
CREATE TABLE suppression (
  site_id integer NOT NULL,
  email_hash bytea NOT NULL,
  reason text NOT NULL,
  suppressed_at timestamptz NOT NULL,
  asked_again_at timestamptz
);
--> statement-breakpoint
ALTER TABLE suppression ADD CONSTRAINT suppression_pk PRIMARY KEY (site_id, email_hash);
--> statement-breakpoint
ALTER TABLE suppression ADD CONSTRAINT suppression_reason CHECK (reason IN ('asked', 'bounce', 'complaint'));
--> statement-breakpoint

-- distributed: how many subscriptions ended by which issue (0: by none) and in which way; never whose
CREATE TABLE unsubscribe_count (
  site_id integer NOT NULL,
  issue_id integer NOT NULL,
  ended_by text NOT NULL,
  day date NOT NULL,
  times integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE unsubscribe_count ADD CONSTRAINT unsubscribe_count_pk PRIMARY KEY (site_id, issue_id, ended_by, day);
--> statement-breakpoint

-- distributed: a newsletter that is written, sent, or was; `external`: another system sends it, with our links
CREATE TABLE newsletter_issue (
  site_id integer NOT NULL,
  issue_id integer NOT NULL,
  state text NOT NULL,
  document jsonb NOT NULL,
  made_at timestamptz NOT NULL,
  made_by uuid,
  changed_at timestamptz NOT NULL,
  scheduled_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  pause_code text,
  campaign text
);
--> statement-breakpoint
ALTER TABLE newsletter_issue ADD CONSTRAINT newsletter_issue_pk PRIMARY KEY (site_id, issue_id);
--> statement-breakpoint
-- The name that another mail system gives to what it sends: the same name again is the same issue.
ALTER TABLE newsletter_issue ADD CONSTRAINT newsletter_issue_campaign UNIQUE (site_id, campaign);
--> statement-breakpoint
ALTER TABLE newsletter_issue ADD CONSTRAINT newsletter_issue_state CHECK (state IN ('draft', 'scheduled', 'sending', 'paused', 'sent', 'cancelled', 'external'));
--> statement-breakpoint
-- Serves what is to be sent now.
CREATE INDEX newsletter_issue_due ON newsletter_issue (site_id, issue_id) WHERE state IN ('scheduled', 'sending');
--> statement-breakpoint

-- distributed: the mail as it was sent: clean, with placeholders where a reader's own words and links go
CREATE TABLE issue_body (
  site_id integer NOT NULL,
  issue_id integer NOT NULL,
  subject text NOT NULL,
  html text NOT NULL,
  body text NOT NULL,
  frozen_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE issue_body ADD CONSTRAINT issue_body_pk PRIMARY KEY (site_id, issue_id);
--> statement-breakpoint

-- distributed: where the links of an issue lead; one that is wrong can be mended after sending
CREATE TABLE issue_link (
  site_id integer NOT NULL,
  issue_id integer NOT NULL,
  link_no integer NOT NULL,
  target text NOT NULL,
  changed_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE issue_link ADD CONSTRAINT issue_link_pk PRIMARY KEY (site_id, issue_id, link_no);
--> statement-breakpoint

-- distributed: one recipient of one issue: how far they may be measured, frozen when it began, and what became of the mail.
-- `handing`: the server was being told the mail; whoever dies then leaves it uncertain.
CREATE TABLE delivery (
  site_id integer NOT NULL,
  issue_id integer NOT NULL,
  subscriber_id bigint NOT NULL,
  state text NOT NULL,
  opens text NOT NULL,
  clicks text NOT NULL,
  domain_key bytea,
  next_try_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  lease_holder text,
  lease_until timestamptz,
  sent_at timestamptz,
  last_code text,
  returned text,
  returned_at timestamptz
);
--> statement-breakpoint
ALTER TABLE delivery ADD CONSTRAINT delivery_pk PRIMARY KEY (site_id, issue_id, subscriber_id);
--> statement-breakpoint
ALTER TABLE delivery ADD CONSTRAINT delivery_state CHECK (state IN ('queued', 'claimed', 'handing', 'sent', 'failed', 'uncertain', 'skipped'));
--> statement-breakpoint
ALTER TABLE delivery ADD CONSTRAINT delivery_levels CHECK (opens IN ('off', 'aggregate', 'personal') AND clicks IN ('off', 'aggregate', 'personal'));
--> statement-breakpoint
ALTER TABLE delivery ADD CONSTRAINT delivery_returned CHECK (returned IN ('hard', 'soft', 'complaint'));
--> statement-breakpoint
ALTER TABLE delivery ADD CONSTRAINT delivery_code CHECK (last_code ~ '^([2-5][0-9]{2}|[A-Z][A-Z0-9_]{1,39})$');
--> statement-breakpoint
-- Serves the sender: what is due, and whose lease ended.
CREATE INDEX delivery_due ON delivery (site_id, issue_id, next_try_at) WHERE state IN ('queued', 'claimed', 'handing');
--> statement-breakpoint
-- Serves who takes over from a sender that died.
CREATE INDEX delivery_leased ON delivery (site_id, issue_id, lease_until) WHERE state IN ('claimed', 'handing');
--> statement-breakpoint
-- Serves the mails of one person.
CREATE INDEX delivery_of ON delivery (site_id, subscriber_id);
--> statement-breakpoint

-- distributed: recipients whose rows are gone, erased or past their time, so that an issue's figures stay; never who
CREATE TABLE delivery_total (
  site_id integer NOT NULL,
  issue_id integer NOT NULL,
  state text NOT NULL,
  opens text NOT NULL,
  clicks text NOT NULL,
  returned text NOT NULL,
  recipients integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE delivery_total ADD CONSTRAINT delivery_total_pk PRIMARY KEY (site_id, issue_id, state, opens, clicks, returned);
--> statement-breakpoint

-- distributed: from when on the next mail may leave: of a site's newsletters (empty subject), and to one mail domain (its keyed
-- hash). `planned_at`: up to when mails that were too many have been put off.
CREATE TABLE sending_pace (
  site_id integer NOT NULL,
  subject bytea NOT NULL,
  free_at timestamptz NOT NULL,
  planned_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE sending_pace ADD CONSTRAINT sending_pace_pk PRIMARY KEY (site_id, subject);
--> statement-breakpoint

-- distributed: how many mails left on a site's present day, or are about to; who sends locks its row
CREATE TABLE sending_day (
  site_id integer NOT NULL,
  kind text NOT NULL,
  day date NOT NULL,
  mails integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE sending_day ADD CONSTRAINT sending_day_pk PRIMARY KEY (site_id, kind);
--> statement-breakpoint
ALTER TABLE sending_day ADD CONSTRAINT sending_day_kind CHECK (kind IN ('newsletter', 'test'));
--> statement-breakpoint

-- distributed: opens (link 0) and clicks by day, with what kind of reader made them; never who
CREATE TABLE hit_count (
  site_id integer NOT NULL,
  issue_id integer NOT NULL,
  day date NOT NULL,
  link_no integer NOT NULL,
  level text NOT NULL,
  verdict text NOT NULL,
  times integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE hit_count ADD CONSTRAINT hit_count_pk PRIMARY KEY (site_id, issue_id, day, link_no, level, verdict);
--> statement-breakpoint
ALTER TABLE hit_count ADD CONSTRAINT hit_count_level CHECK (level IN ('aggregate', 'personal'));
--> statement-breakpoint
ALTER TABLE hit_count ADD CONSTRAINT hit_count_verdict CHECK (verdict IN ('human', 'proxy', 'machine', 'scanner'));
--> statement-breakpoint

-- distributed: what one person opened (link 0) and clicked, with their consent alone
CREATE TABLE reader_hit (
  site_id integer NOT NULL,
  issue_id integer NOT NULL,
  subscriber_id bigint NOT NULL,
  link_no integer NOT NULL,
  verdict text NOT NULL,
  times integer NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE reader_hit ADD CONSTRAINT reader_hit_pk PRIMARY KEY (site_id, issue_id, subscriber_id, link_no, verdict);
--> statement-breakpoint
ALTER TABLE reader_hit ADD CONSTRAINT reader_hit_verdict CHECK (verdict IN ('human', 'proxy', 'machine', 'scanner'));
--> statement-breakpoint
-- Serves what is kept of one person.
CREATE INDEX reader_hit_of ON reader_hit (site_id, subscriber_id);
--> statement-breakpoint

GRANT SELECT ON newsletter_issue, issue_body, issue_link, delivery_total, hit_count, unsubscribe_count, newsletter_list TO voordeur_dashboard;
--> statement-breakpoint
-- The report counts rows: nothing of who they are about.
GRANT SELECT (site_id, issue_id, state, opens, clicks, returned) ON delivery TO voordeur_dashboard;
--> statement-breakpoint
GRANT SELECT (site_id, issue_id, subscriber_id, link_no, verdict, times) ON reader_hit TO voordeur_dashboard;
--> statement-breakpoint
GRANT SELECT (site_id, subscriber_id, measure_answer) ON subscriber TO voordeur_dashboard;
--> statement-breakpoint
GRANT SELECT (site_id, subscriber_id, list_id, ended_at) ON subscription TO voordeur_dashboard;
