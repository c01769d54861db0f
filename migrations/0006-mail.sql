-- Kind of table, for a cluster: local = mail, which has no site_id: a mail is for a person, who may work at several sites or at none.

-- local: what is to be sent, and what became of it. Recipient and content are sealed together, and are gone once nobody
-- needs them any more: sent, or given up.
CREATE TABLE mail (
  mail_id uuid NOT NULL,
  sealed bytea,
  queued_at timestamptz NOT NULL,
  next_try_at timestamptz NOT NULL,
  tries integer NOT NULL,
  lease_holder text,
  lease_until timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  last_code text
);
--> statement-breakpoint
ALTER TABLE mail ADD CONSTRAINT mail_pk PRIMARY KEY (mail_id);
--> statement-breakpoint
ALTER TABLE mail ADD CONSTRAINT mail_ends_once CHECK (sent_at IS NULL OR failed_at IS NULL);
--> statement-breakpoint
ALTER TABLE mail ADD CONSTRAINT mail_kept_while_waiting CHECK ((sealed IS NULL) = (sent_at IS NOT NULL OR failed_at IS NOT NULL));
--> statement-breakpoint
ALTER TABLE mail ADD CONSTRAINT mail_leased CHECK ((lease_holder IS NULL) = (lease_until IS NULL));
--> statement-breakpoint
-- A server's reply as its three digits, or the name of an error: never its words, which quote addresses.
ALTER TABLE mail ADD CONSTRAINT mail_code CHECK (last_code ~ '^([2-5][0-9]{2}|[A-Z][A-Z0-9_]{1,39})$');
--> statement-breakpoint
CREATE INDEX mail_due ON mail (next_try_at) WHERE sent_at IS NULL AND failed_at IS NULL;
--> statement-breakpoint
CREATE INDEX mail_queued ON mail (queued_at);
