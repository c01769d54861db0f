-- distributed: which member of staff gets the report of which site by mail, how often, and up to which period they have had it.
CREATE TABLE report_subscription (
  site_id integer NOT NULL,
  staff_id uuid NOT NULL,
  period text NOT NULL,
  subscribed_at timestamptz NOT NULL,
  last_sent_for date
);
--> statement-breakpoint
ALTER TABLE report_subscription ADD CONSTRAINT report_subscription_pk PRIMARY KEY (site_id, staff_id, period);
--> statement-breakpoint
ALTER TABLE report_subscription ADD CONSTRAINT report_subscription_period CHECK (period IN ('week', 'month'));
