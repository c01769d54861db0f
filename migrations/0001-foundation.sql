-- Kinds of table, for a cluster: reference = site, api_key; local = lease, schema_migration; distributed by site_id = the rest.

-- reference: who may send, and how it is counted
CREATE TABLE site (
  site_id integer NOT NULL,
  domain text NOT NULL,
  hostnames jsonb NOT NULL,
  timezone text NOT NULL,
  settings jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE site ADD CONSTRAINT site_pk PRIMARY KEY (site_id);
--> statement-breakpoint
ALTER TABLE site ADD CONSTRAINT site_domain_once UNIQUE (domain);
--> statement-breakpoint

-- reference: keys for the API; only their hash is kept. No last-used column: it would be a hot row.
CREATE TABLE api_key (
  key_id uuid NOT NULL,
  hash bytea NOT NULL,
  label text NOT NULL,
  scope text NOT NULL,
  site_id integer,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz
);
--> statement-breakpoint
ALTER TABLE api_key ADD CONSTRAINT api_key_pk PRIMARY KEY (key_id);
--> statement-breakpoint
ALTER TABLE api_key ADD CONSTRAINT api_key_hash_once UNIQUE (hash);
--> statement-breakpoint
ALTER TABLE api_key ADD CONSTRAINT api_key_scope CHECK (scope IN ('read', 'admin'));
--> statement-breakpoint

-- distributed: what browsers sent, minimised; append-only; a partition per month (UTC); short life.
-- Wide columns first, so that alignment costs no padding.
CREATE TABLE event (
  occurred_at timestamptz NOT NULL,
  batch bigint NOT NULL,
  visitor bigint NOT NULL,
  id uuid NOT NULL,
  site_id integer NOT NULL,
  engaged_ms integer,
  scroll smallint,
  clock_clamped boolean,
  passive boolean,
  name text NOT NULL,
  path text NOT NULL,
  network cidr,
  device text,
  browser text,
  os text,
  language text,
  country text,
  source text,
  referrer text,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  target text,
  props jsonb
) PARTITION BY RANGE (occurred_at);
--> statement-breakpoint
-- Serves deduplication of a retried beacon, and a day's or a person's events by time.
ALTER TABLE event ADD CONSTRAINT event_pk PRIMARY KEY (site_id, occurred_at, id);
--> statement-breakpoint
-- The database itself refuses an address finer than what was promised (A-42).
ALTER TABLE event ADD CONSTRAINT event_network_truncated CHECK (masklen(network) <= CASE family(network) WHEN 4 THEN 24 ELSE 32 END);
--> statement-breakpoint
-- Serves stats/visits: the events of the batches it takes. Deduplicated keys make it some 10 bytes an event under load.
CREATE INDEX event_batch ON event (site_id, batch);
--> statement-breakpoint

-- distributed: one row per commit and site; deleted in the transaction that makes its visits, so each is counted exactly once
CREATE TABLE ingest_batch (
  site_id integer NOT NULL,
  batch bigint NOT NULL,
  events integer NOT NULL,
  received_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE ingest_batch ADD CONSTRAINT ingest_batch_pk PRIMARY KEY (site_id, batch);
--> statement-breakpoint

-- distributed: what a visitor did on one local day, without 30 minutes of silence in it
CREATE TABLE visit (
  visitor bigint NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL,
  opened_at timestamptz NOT NULL,
  engaged_ms bigint NOT NULL,
  site_id integer NOT NULL,
  day date NOT NULL,
  views integer NOT NULL,
  events integer NOT NULL,
  interactions integer NOT NULL,
  entry text,
  exit text,
  device text,
  browser text,
  os text,
  language text,
  country text,
  source text,
  referrer text,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  trail text[] NOT NULL,
  trail_at integer[] NOT NULL
);
--> statement-breakpoint
-- Serves the merge in stats/visits (one visitor's day) and every question over a range of days.
ALTER TABLE visit ADD CONSTRAINT visit_pk PRIMARY KEY (site_id, day, visitor, started_at);
--> statement-breakpoint

-- distributed: views and events per local hour, added to as events arrive; visits and visitors join when the day closes
CREATE TABLE day_hour (
  site_id integer NOT NULL,
  day date NOT NULL,
  hour smallint NOT NULL,
  views integer NOT NULL,
  events integer NOT NULL,
  visitors integer NOT NULL,
  visits integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE day_hour ADD CONSTRAINT day_hour_pk PRIMARY KEY (site_id, day, hour);
--> statement-breakpoint

-- distributed: a closed day's figures, and whether they still hold. Computed again whenever marks <> computed_marks.
CREATE TABLE site_day (
  site_id integer NOT NULL,
  day date NOT NULL,
  marks integer NOT NULL,
  computed_marks integer NOT NULL,
  visitors integer NOT NULL,
  visits integer NOT NULL,
  views integer NOT NULL,
  events integer NOT NULL,
  bounces integer NOT NULL,
  engaged_ms bigint NOT NULL,
  keys_lost boolean NOT NULL
);
--> statement-breakpoint
ALTER TABLE site_day ADD CONSTRAINT site_day_pk PRIMARY KEY (site_id, day);
--> statement-breakpoint

-- distributed: a closed day's figures per dimension and value
CREATE TABLE day_value (
  site_id integer NOT NULL,
  day date NOT NULL,
  visitors integer NOT NULL,
  visits integer NOT NULL,
  views integer NOT NULL,
  dimension text NOT NULL,
  value text NOT NULL
);
--> statement-breakpoint
-- Serves a breakdown over a range of days.
ALTER TABLE day_value ADD CONSTRAINT day_value_pk PRIMARY KEY (site_id, dimension, day, value);
--> statement-breakpoint

-- distributed: the secret behind the visitor keys of one site and local day, for 48 hours. UNLOGGED: it is in no backup
-- and no replica, and gone after a crash of the server.
CREATE UNLOGGED TABLE day_key (
  site_id integer NOT NULL,
  day date NOT NULL,
  key bytea NOT NULL,
  made_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE day_key ADD CONSTRAINT day_key_pk PRIMARY KEY (site_id, day);
--> statement-breakpoint

-- distributed: how many beacons were dropped on a local day, by reason; never which
CREATE TABLE drop_count (
  site_id integer NOT NULL,
  day date NOT NULL,
  reason text NOT NULL,
  beacons integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE drop_count ADD CONSTRAINT drop_count_pk PRIMARY KEY (site_id, day, reason);
--> statement-breakpoint

-- Roles: a transaction takes the least it needs (SET LOCAL ROLE); they can't log in.
DO $$ BEGIN CREATE ROLE voordeur_ingest NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
--> statement-breakpoint
DO $$ BEGIN CREATE ROLE voordeur_dashboard NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
--> statement-breakpoint
DO $$ BEGIN EXECUTE format('GRANT voordeur_ingest, voordeur_dashboard TO %I', current_user); END $$;
--> statement-breakpoint
GRANT SELECT ON site TO voordeur_ingest, voordeur_dashboard;
--> statement-breakpoint
GRANT INSERT ON event, ingest_batch TO voordeur_ingest;
--> statement-breakpoint
-- Only what deduplication must see of what was there: the identity of an event, nothing of its content.
GRANT SELECT (site_id, occurred_at, id) ON event TO voordeur_ingest;
--> statement-breakpoint
GRANT SELECT, INSERT ON day_key TO voordeur_ingest;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON drop_count TO voordeur_ingest;
--> statement-breakpoint
GRANT SELECT ON visit, day_hour, site_day, day_value, drop_count TO voordeur_dashboard;
