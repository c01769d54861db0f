-- The rights desk: what people ask about their data and what became of it, proof of that, who else has to be told, how long things are
-- kept, and breaches. Kinds of table, for a cluster: distributed by site_id = all of them but subject_key, which is a reference table.

-- distributed: what somebody asks about their data (art. 15 to 22). Who they are and in which words is sealed, and goes with the request
CREATE TABLE rights_request (
  site_id integer NOT NULL,
  request_id uuid NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  channel text NOT NULL,
  language text NOT NULL,
  received_at timestamptz NOT NULL,
  entered_at timestamptz NOT NULL,
  promise_due date NOT NULL,
  legal_due date NOT NULL,
  extended_due date,
  extension_reason bytea,
  verified_at timestamptz,
  verified_by text,
  assigned_to uuid,
  duplicate_of uuid,
  ground text,
  email_index bytea,
  receipt_index bytea,
  subject_ref bytea,
  ref_year integer,
  sealed bytea NOT NULL,
  closed_at timestamptz
);
--> statement-breakpoint
ALTER TABLE rights_request ADD CONSTRAINT rights_request_pk PRIMARY KEY (site_id, request_id);
--> statement-breakpoint
ALTER TABLE rights_request ADD CONSTRAINT rights_request_kind CHECK (kind IN ('access', 'rectify', 'erase', 'restrict', 'object', 'withdraw'));
--> statement-breakpoint
ALTER TABLE rights_request ADD CONSTRAINT rights_request_state CHECK (state IN ('received', 'verifying', 'open', 'extended', 'answered', 'refused', 'cannot-identify', 'withdrawn'));
--> statement-breakpoint
ALTER TABLE rights_request ADD CONSTRAINT rights_request_channel CHECK (channel IN ('page', 'post', 'phone', 'counter', 'mail'));
--> statement-breakpoint
ALTER TABLE rights_request ADD CONSTRAINT rights_request_dues CHECK (promise_due <= legal_due);
--> statement-breakpoint
ALTER TABLE rights_request ADD CONSTRAINT rights_request_received CHECK (received_at <= entered_at);
--> statement-breakpoint
ALTER TABLE rights_request ADD CONSTRAINT rights_request_extension CHECK ((extended_due IS NULL) = (extension_reason IS NULL));
--> statement-breakpoint
ALTER TABLE rights_request ADD CONSTRAINT rights_request_verified CHECK ((verified_at IS NULL) = (verified_by IS NULL));
--> statement-breakpoint
ALTER TABLE rights_request ADD CONSTRAINT rights_request_verified_by CHECK (verified_by IN ('mail', 'device', 'staff'));
--> statement-breakpoint
ALTER TABLE rights_request ADD CONSTRAINT rights_request_closed CHECK ((closed_at IS NULL) = (state IN ('received', 'verifying', 'open', 'extended')));
--> statement-breakpoint
-- Serves the inbox: what is open, by when it must be answered.
CREATE INDEX rights_request_open ON rights_request (site_id, promise_due, request_id) WHERE closed_at IS NULL;
--> statement-breakpoint
-- Serves the search for an earlier request of the same person.
CREATE INDEX rights_request_email ON rights_request (site_id, email_index, received_at) WHERE email_index IS NOT NULL;
--> statement-breakpoint
CREATE INDEX rights_request_receipt ON rights_request (site_id, receipt_index, received_at) WHERE receipt_index IS NOT NULL;
--> statement-breakpoint
-- Serves the list of closed ones, and their end after two years.
CREATE INDEX rights_request_closed_at ON rights_request (site_id, closed_at, request_id) WHERE closed_at IS NOT NULL;
--> statement-breakpoint

-- distributed: each step of a request, by whom: what is shown as its history
CREATE TABLE rights_step (
  site_id integer NOT NULL,
  request_id uuid NOT NULL,
  nth integer NOT NULL,
  at timestamptz NOT NULL,
  step text NOT NULL,
  from_state text,
  to_state text NOT NULL,
  actor_kind text NOT NULL,
  actor_id text
);
--> statement-breakpoint
ALTER TABLE rights_step ADD CONSTRAINT rights_step_pk PRIMARY KEY (site_id, request_id, nth);
--> statement-breakpoint

-- distributed: a mailed link: its hash. It works once, and until its end
CREATE TABLE rights_link (
  site_id integer NOT NULL,
  token_hash bytea NOT NULL,
  request_id uuid NOT NULL,
  purpose text NOT NULL,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  uses integer NOT NULL DEFAULT 0
);
--> statement-breakpoint
ALTER TABLE rights_link ADD CONSTRAINT rights_link_pk PRIMARY KEY (site_id, token_hash);
--> statement-breakpoint
ALTER TABLE rights_link ADD CONSTRAINT rights_link_purpose CHECK (purpose IN ('confirm', 'download'));
--> statement-breakpoint
CREATE INDEX rights_link_of ON rights_link (site_id, request_id);
--> statement-breakpoint

-- distributed: the code of ten minutes that a download asks for besides its link, as a keyed hash; three tries
CREATE TABLE rights_code (
  site_id integer NOT NULL,
  request_id uuid NOT NULL,
  code_hash bytea NOT NULL,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  used_at timestamptz
);
--> statement-breakpoint
ALTER TABLE rights_code ADD CONSTRAINT rights_code_pk PRIMARY KEY (site_id, request_id);
--> statement-breakpoint

-- distributed: what staff write down about a request, for each other; sealed
CREATE TABLE rights_note (
  site_id integer NOT NULL,
  request_id uuid NOT NULL,
  note_id uuid NOT NULL,
  at timestamptz NOT NULL,
  written_by uuid,
  sealed bytea NOT NULL
);
--> statement-breakpoint
ALTER TABLE rights_note ADD CONSTRAINT rights_note_pk PRIMARY KEY (site_id, request_id, note_id);
--> statement-breakpoint

-- distributed: which reminder of a request went out: once each
CREATE TABLE rights_reminder (
  site_id integer NOT NULL,
  request_id uuid NOT NULL,
  reminder text NOT NULL,
  at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE rights_reminder ADD CONSTRAINT rights_reminder_pk PRIMARY KEY (site_id, request_id, reminder);
--> statement-breakpoint
ALTER TABLE rights_reminder ADD CONSTRAINT rights_reminder_kind CHECK (reminder IN ('day-7', 'day-14', 'day-21', 'day-25', 'overdue'));
--> statement-breakpoint

-- distributed: what was written to somebody about their request, as it was sent; sealed
CREATE TABLE rights_letter (
  site_id integer NOT NULL,
  request_id uuid NOT NULL,
  letter_id uuid NOT NULL,
  kind text NOT NULL,
  sent_at timestamptz NOT NULL,
  sealed bytea NOT NULL
);
--> statement-breakpoint
ALTER TABLE rights_letter ADD CONSTRAINT rights_letter_pk PRIMARY KEY (site_id, request_id, letter_id);
--> statement-breakpoint

-- distributed: a letter of the desk as the site wants it worded; where there is none, our own text is used
CREATE TABLE letter_template (
  site_id integer NOT NULL,
  kind text NOT NULL,
  language text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by uuid
);
--> statement-breakpoint
ALTER TABLE letter_template ADD CONSTRAINT letter_template_pk PRIMARY KEY (site_id, kind, language);
--> statement-breakpoint

-- distributed: how often the form was used from a network or for an e-mail address in this hour, by a keyed hash
CREATE TABLE rights_try (
  site_id integer NOT NULL,
  subject bytea NOT NULL,
  began_at timestamptz NOT NULL,
  tries integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE rights_try ADD CONSTRAINT rights_try_pk PRIMARY KEY (site_id, subject);
--> statement-breakpoint

-- distributed: where the audit chain stands; locked by whoever adds to it, so that numbers have no gap and the chain no fork
CREATE TABLE audit_head (
  site_id integer NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL
);
--> statement-breakpoint
ALTER TABLE audit_head ADD CONSTRAINT audit_head_pk PRIMARY KEY (site_id);
--> statement-breakpoint

-- distributed: the audit chain of the desk: each entry hashes the one before it. Nothing in it names a person
CREATE TABLE audit_entry (
  site_id integer NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  request_id uuid,
  body text NOT NULL,
  hash bytea NOT NULL
);
--> statement-breakpoint
ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_pk PRIMARY KEY (site_id, seq);
--> statement-breakpoint
-- Serves the history of one request.
CREATE INDEX audit_entry_of ON audit_entry (site_id, request_id, seq) WHERE request_id IS NOT NULL;
--> statement-breakpoint

-- distributed: where the chain stood at the end of a day, signed and sent out of the house
CREATE TABLE audit_anchor (
  site_id integer NOT NULL,
  day date NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  signature bytea NOT NULL,
  made_at timestamptz NOT NULL,
  sent_at timestamptz,
  copied_at timestamptz
);
--> statement-breakpoint
ALTER TABLE audit_anchor ADD CONSTRAINT audit_anchor_pk PRIMARY KEY (site_id, day);
--> statement-breakpoint
-- Serves the copy in the journal's file.
CREATE INDEX audit_anchor_uncopied ON audit_anchor (site_id, day) WHERE copied_at IS NULL;
--> statement-breakpoint

-- reference: the key of a year that references to people in the proof of erasures are made with. Destroyed when that year's proof has
-- served its term: then they lead to nobody.
CREATE TABLE subject_key (
  year integer NOT NULL,
  key bytea,
  made_at timestamptz NOT NULL,
  destroyed_at timestamptz
);
--> statement-breakpoint
ALTER TABLE subject_key ADD CONSTRAINT subject_key_pk PRIMARY KEY (year);
--> statement-breakpoint
ALTER TABLE subject_key ADD CONSTRAINT subject_key_destroyed CHECK ((key IS NULL) = (destroyed_at IS NOT NULL));
--> statement-breakpoint

-- distributed: what a restored backup must be told again: erasures, objections, restrictions, by keyed hashes. A copy of it lies outside every backup
CREATE TABLE journal_entry (
  site_id integer NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  act text NOT NULL,
  email_index bytea,
  email_hash bytea,
  receipt_indexes jsonb,
  request_id uuid,
  copied_at timestamptz
);
--> statement-breakpoint
ALTER TABLE journal_entry ADD CONSTRAINT journal_entry_pk PRIMARY KEY (site_id, seq);
--> statement-breakpoint
ALTER TABLE journal_entry ADD CONSTRAINT journal_entry_act CHECK (act IN ('erased', 'objected', 'restricted', 'lifted'));
--> statement-breakpoint
-- Serves the copy that lies outside.
CREATE INDEX journal_entry_uncopied ON journal_entry (site_id, seq) WHERE copied_at IS NULL;
--> statement-breakpoint
-- Serves imports: who was erased is not brought back by a proof from before that.
CREATE INDEX journal_entry_erased ON journal_entry (site_id, email_index, at) WHERE act = 'erased' AND email_index IS NOT NULL;
--> statement-breakpoint

-- distributed: whose data may only be kept (art. 18), since when, and that they were told before it ends
CREATE TABLE restriction (
  site_id integer NOT NULL,
  restriction_id uuid NOT NULL,
  request_id uuid,
  began_at timestamptz NOT NULL,
  email_index bytea,
  receipt_indexes jsonb NOT NULL DEFAULT '[]',
  noticed_at timestamptz,
  lifted_at timestamptz
);
--> statement-breakpoint
ALTER TABLE restriction ADD CONSTRAINT restriction_pk PRIMARY KEY (site_id, restriction_id);
--> statement-breakpoint
CREATE INDEX restriction_email ON restriction (site_id, email_index) WHERE lifted_at IS NULL;
--> statement-breakpoint

-- distributed: rows of whoever restricted them, taken out of their tables so that nothing shows, changes or sweeps them; sealed
CREATE TABLE held_row (
  site_id integer NOT NULL,
  restriction_id uuid NOT NULL,
  nth integer NOT NULL,
  table_name text NOT NULL,
  sealed bytea NOT NULL
);
--> statement-breakpoint
ALTER TABLE held_row ADD CONSTRAINT held_row_pk PRIMARY KEY (site_id, restriction_id, nth);
--> statement-breakpoint

-- distributed: who else gets data from the site, and how they are told what somebody asks (art. 19, 28)
CREATE TABLE processor (
  site_id integer NOT NULL,
  processor_id uuid NOT NULL,
  document jsonb NOT NULL,
  secret bytea,
  made_at timestamptz NOT NULL,
  ended_at timestamptz
);
--> statement-breakpoint
ALTER TABLE processor ADD CONSTRAINT processor_pk PRIMARY KEY (site_id, processor_id);
--> statement-breakpoint

-- distributed: that one of them is to be told of a request, and whether they did what they had to. What it says is sealed
CREATE TABLE processor_task (
  site_id integer NOT NULL,
  task_id uuid NOT NULL,
  request_id uuid NOT NULL,
  processor_id uuid NOT NULL,
  what text NOT NULL,
  state text NOT NULL,
  due date NOT NULL,
  sealed bytea,
  made_at timestamptz NOT NULL,
  next_try_at timestamptz,
  tries integer NOT NULL DEFAULT 0,
  last_code text,
  lease_holder text,
  lease_until timestamptz,
  sent_at timestamptz,
  done_at timestamptz,
  done_by text,
  answered_at timestamptz
);
--> statement-breakpoint
ALTER TABLE processor_task ADD CONSTRAINT processor_task_pk PRIMARY KEY (site_id, task_id);
--> statement-breakpoint
ALTER TABLE processor_task ADD CONSTRAINT processor_task_state CHECK (state IN ('waiting', 'sent', 'done', 'failed'));
--> statement-breakpoint
CREATE INDEX processor_task_of ON processor_task (site_id, request_id);
--> statement-breakpoint
CREATE INDEX processor_task_due ON processor_task (site_id, next_try_at) WHERE state = 'waiting';
--> statement-breakpoint
-- Serves the list of what processors have yet to do.
CREATE INDEX processor_task_open ON processor_task (site_id, due, task_id) WHERE state <> 'done';
--> statement-breakpoint
-- An erasure that is begun again after a crash tells nobody twice; of rectifications a request may have several.
CREATE UNIQUE INDEX processor_task_once ON processor_task (site_id, request_id, processor_id, what) WHERE what <> 'rectify';
--> statement-breakpoint

-- distributed: a processing of the organisation that this service has no part in, for its register (art. 30)
CREATE TABLE processing (
  site_id integer NOT NULL,
  processing_id uuid NOT NULL,
  document jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  ended_at timestamptz
);
--> statement-breakpoint
ALTER TABLE processing ADD CONSTRAINT processing_pk PRIMARY KEY (site_id, processing_id);
--> statement-breakpoint

-- distributed: a breach of personal data (art. 33): every one, also those that were not notified. What happened is sealed
CREATE TABLE breach (
  site_id integer NOT NULL,
  breach_id uuid NOT NULL,
  discovered_at timestamptz NOT NULL,
  aware_at timestamptz,
  notify_due timestamptz,
  notified_at timestamptz,
  decision text,
  closed_at timestamptz,
  sealed bytea NOT NULL,
  made_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE breach ADD CONSTRAINT breach_pk PRIMARY KEY (site_id, breach_id);
--> statement-breakpoint
ALTER TABLE breach ADD CONSTRAINT breach_decision CHECK (decision IN ('notified', 'not-notified'));
--> statement-breakpoint
ALTER TABLE breach ADD CONSTRAINT breach_due CHECK ((aware_at IS NULL) = (notify_due IS NULL));
--> statement-breakpoint

-- distributed: what a daily sweep deleted of each category, and the oldest that it left
CREATE TABLE retention_run (
  site_id integer NOT NULL,
  day date NOT NULL,
  category text NOT NULL,
  at timestamptz NOT NULL,
  rows_deleted bigint NOT NULL,
  partitions_dropped integer NOT NULL,
  oldest_at timestamptz,
  keep_until timestamptz,
  is_done boolean NOT NULL
);
--> statement-breakpoint
ALTER TABLE retention_run ADD CONSTRAINT retention_run_pk PRIMARY KEY (site_id, day, category);
--> statement-breakpoint
-- When the day's counts were written in the audit chain: once.
ALTER TABLE retention_run ADD COLUMN chained_at timestamptz;
--> statement-breakpoint
-- Of a day whose events or visits were swept, wholly or in part, nothing is computed from them any more.
ALTER TABLE site_day ADD COLUMN purged text;
--> statement-breakpoint
ALTER TABLE site_day ADD CONSTRAINT site_day_purged CHECK (purged IN ('events', 'visits'));
--> statement-breakpoint

-- The role of the desk reads what a site keeps of people, and only while a request of that site is open: the transaction names both.
DO $$ BEGIN CREATE ROLE voordeur_desk NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
--> statement-breakpoint
DO $$ BEGIN EXECUTE format('GRANT voordeur_desk TO %I', current_user); END $$;
--> statement-breakpoint
CREATE FUNCTION desk_site() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT site_id FROM rights_request
  WHERE site_id = nullif(current_setting('voordeur.site', true), '')::integer
    AND request_id = nullif(current_setting('voordeur.request', true), '')::uuid AND state IN ('open', 'extended')
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION desk_site() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION desk_site() TO voordeur_desk;
--> statement-breakpoint
GRANT SELECT ON event, visit, visit_trail, consent_receipt, consent_given, subscriber, subscription, subscriber_receipt, confirmation, suppression, delivery, reader_hit, rights_request, rights_step, rights_letter, site, newsletter_list, subscription_text, newsletter_issue, issue_link, notice, statement_version, processor TO voordeur_desk;
--> statement-breakpoint
-- The chain is added to and never changed: its role can do nothing else.
DO $$ BEGIN CREATE ROLE voordeur_audit NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
--> statement-breakpoint
DO $$ BEGIN EXECUTE format('GRANT voordeur_audit TO %I', current_user); END $$;
--> statement-breakpoint
GRANT SELECT, INSERT ON audit_entry TO voordeur_audit;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON audit_head TO voordeur_audit;
--> statement-breakpoint
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY event_desk ON event FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
CREATE POLICY event_ingest ON event TO voordeur_ingest USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE visit ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY visit_desk ON visit FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
CREATE POLICY visit_dashboard ON visit TO voordeur_dashboard USING (true);
--> statement-breakpoint
ALTER TABLE visit_trail ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY visit_trail_desk ON visit_trail FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
CREATE POLICY visit_trail_dashboard ON visit_trail TO voordeur_dashboard USING (true);
--> statement-breakpoint
ALTER TABLE consent_receipt ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY consent_receipt_desk ON consent_receipt FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
ALTER TABLE consent_given ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY consent_given_desk ON consent_given FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
CREATE POLICY consent_given_dashboard ON consent_given TO voordeur_dashboard USING (true);
--> statement-breakpoint
ALTER TABLE subscriber ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY subscriber_desk ON subscriber FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
CREATE POLICY subscriber_dashboard ON subscriber TO voordeur_dashboard USING (true);
--> statement-breakpoint
ALTER TABLE subscription ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY subscription_desk ON subscription FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
CREATE POLICY subscription_dashboard ON subscription TO voordeur_dashboard USING (true);
--> statement-breakpoint
ALTER TABLE subscriber_receipt ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY subscriber_receipt_desk ON subscriber_receipt FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
ALTER TABLE confirmation ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY confirmation_desk ON confirmation FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
ALTER TABLE suppression ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY suppression_desk ON suppression FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
ALTER TABLE delivery ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY delivery_desk ON delivery FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
CREATE POLICY delivery_dashboard ON delivery TO voordeur_dashboard USING (true);
--> statement-breakpoint
ALTER TABLE reader_hit ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY reader_hit_desk ON reader_hit FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
CREATE POLICY reader_hit_dashboard ON reader_hit TO voordeur_dashboard USING (true);
--> statement-breakpoint
ALTER TABLE rights_request ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY rights_request_desk ON rights_request FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
ALTER TABLE rights_step ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY rights_step_desk ON rights_step FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
ALTER TABLE rights_letter ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY rights_letter_desk ON rights_letter FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
-- Also what is told of somebody, is held of them, or waits in a file: a copy of their data has it too.
GRANT SELECT ON processor_task, restriction, held_row, reader_import_row TO voordeur_desk;
--> statement-breakpoint
ALTER TABLE processor ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY processor_desk ON processor FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
ALTER TABLE processor_task ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY processor_task_desk ON processor_task FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
ALTER TABLE restriction ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY restriction_desk ON restriction FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
ALTER TABLE held_row ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY held_row_desk ON held_row FOR SELECT TO voordeur_desk USING (site_id = desk_site());
--> statement-breakpoint
ALTER TABLE reader_import_row ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY reader_import_row_desk ON reader_import_row FOR SELECT TO voordeur_desk USING (site_id = desk_site());
