-- Consent: what is asked, what was answered and proof of it; and that a device's insights id is stored only while it holds.
-- Kinds of table, for a cluster: distributed by site_id = all of them.

-- Since when the answers to this site's question hold; null: nothing is asked. Read with the site, so no beacon or snippet asks more.
ALTER TABLE site ADD COLUMN asked_since timestamptz;
--> statement-breakpoint

-- distributed: what the editors are working on; a visitor never sees it
CREATE TABLE consent_draft (
  site_id integer NOT NULL,
  document jsonb NOT NULL,
  changed_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE consent_draft ADD CONSTRAINT consent_draft_pk PRIMARY KEY (site_id);
--> statement-breakpoint

-- distributed: versions of a site's privacy statement, by the hash of their text; never changed
CREATE TABLE statement_version (
  site_id integer NOT NULL,
  statement_id text NOT NULL,
  body text NOT NULL,
  published_on date NOT NULL,
  material integer NOT NULL,
  made_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE statement_version ADD CONSTRAINT statement_version_pk PRIMARY KEY (site_id, statement_id);
--> statement-breakpoint

-- distributed: every notice that was ever shown, by the hash of its text; never changed
CREATE TABLE notice (
  site_id integer NOT NULL,
  notice_id text NOT NULL,
  body text NOT NULL,
  made_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE notice ADD CONSTRAINT notice_pk PRIMARY KEY (site_id, notice_id);
--> statement-breakpoint

-- distributed: which notice was shown from when on; without a notice, nothing was asked any more. The latest one holds.
CREATE TABLE notice_publication (
  site_id integer NOT NULL,
  nth integer NOT NULL,
  published_at timestamptz NOT NULL,
  notice_id text,
  asked_since timestamptz,
  published_by uuid
);
--> statement-breakpoint
ALTER TABLE notice_publication ADD CONSTRAINT notice_publication_pk PRIMARY KEY (site_id, nth);
--> statement-breakpoint

-- distributed: the erasable half of a receipt: what was answered to which notice
CREATE TABLE consent_receipt (
  site_id integer NOT NULL,
  receipt_id text NOT NULL,
  previous_id text,
  recorded_at timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  body text NOT NULL
);
--> statement-breakpoint
ALTER TABLE consent_receipt ADD CONSTRAINT consent_receipt_pk PRIMARY KEY (site_id, receipt_id);
--> statement-breakpoint
-- Serves the history of one device, forwards.
CREATE INDEX consent_receipt_previous ON consent_receipt (site_id, previous_id);
--> statement-breakpoint
-- Serves the sweep by age.
CREATE INDEX consent_receipt_until ON consent_receipt (site_id, valid_until);
--> statement-breakpoint

-- distributed: the lasting half, until the sealer takes it up, within seconds
CREATE TABLE consent_unsealed (
  site_id integer NOT NULL,
  receipt_id text NOT NULL,
  recorded_at timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  hash bytea NOT NULL
);
--> statement-breakpoint
ALTER TABLE consent_unsealed ADD CONSTRAINT consent_unsealed_pk PRIMARY KEY (site_id, receipt_id);
--> statement-breakpoint

-- distributed: the lasting half, in one chain per site: dates and hashes, nothing of anybody's answer
CREATE TABLE consent_chain (
  site_id integer NOT NULL,
  seq bigint NOT NULL,
  receipt_id text NOT NULL,
  recorded_at timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  hash bytea NOT NULL,
  chain_hash bytea NOT NULL,
  sealed_at timestamptz NOT NULL
);
--> statement-breakpoint
-- One row per number: two sealers at once collide here, and one of them starts again.
ALTER TABLE consent_chain ADD CONSTRAINT consent_chain_pk PRIMARY KEY (site_id, seq);
--> statement-breakpoint
ALTER TABLE consent_chain ADD CONSTRAINT consent_chain_once UNIQUE (site_id, receipt_id);
--> statement-breakpoint

-- distributed: the end of the chain at the end of a day, signed, so that whoever rewrites the chain as a whole is found out
CREATE TABLE consent_head (
  site_id integer NOT NULL,
  day date NOT NULL,
  seq bigint NOT NULL,
  chain_hash bytea NOT NULL,
  signature bytea NOT NULL,
  signed_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE consent_head ADD CONSTRAINT consent_head_pk PRIMARY KEY (site_id, day);
--> statement-breakpoint

-- distributed: the answers that said yes to something, until when they hold or when they were taken back, with the insights id of the
-- device where that was among it. A row that is not here, or has ended, is a no. It stays until the id's own end, so that what was
-- stored under it can still be shown and erased.
CREATE TABLE consent_given (
  site_id integer NOT NULL,
  receipt_id text NOT NULL,
  valid_until timestamptz NOT NULL,
  ended_at timestamptz,
  insight bigint,
  insight_until timestamptz
);
--> statement-breakpoint
ALTER TABLE consent_given ADD CONSTRAINT consent_given_pk PRIMARY KEY (site_id, receipt_id);
--> statement-breakpoint
-- Serves stats/visits: whether an id still holds.
CREATE INDEX consent_given_insight ON consent_given (site_id, insight) WHERE insight IS NOT NULL;
--> statement-breakpoint

-- distributed: how often a notice was shown and how it was answered, by day and language; never by whom
CREATE TABLE consent_count (
  site_id integer NOT NULL,
  day date NOT NULL,
  notice_id text NOT NULL,
  language text NOT NULL,
  outcome text NOT NULL,
  times integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE consent_count ADD CONSTRAINT consent_count_pk PRIMARY KEY (site_id, day, notice_id, language, outcome);
--> statement-breakpoint
ALTER TABLE consent_count ADD CONSTRAINT consent_count_outcome CHECK (outcome IN ('shown', 'accepted', 'refused', 'custom', 'withdrawn'));
--> statement-breakpoint

-- The insights id of the device, with consent only.
ALTER TABLE event ADD COLUMN insight bigint;
--> statement-breakpoint
-- Serves access and erasure by a device's id. Without consent a row is not in it.
CREATE INDEX event_insight ON event (site_id, insight) WHERE insight IS NOT NULL;
--> statement-breakpoint
ALTER TABLE visit ADD COLUMN insight bigint;
--> statement-breakpoint
CREATE INDEX visit_insight ON visit (site_id, insight, day) WHERE insight IS NOT NULL;
--> statement-breakpoint

GRANT SELECT ON consent_count, notice_publication TO voordeur_dashboard;
--> statement-breakpoint
-- Whether an id still holds: nothing of receipts.
GRANT SELECT (site_id, insight, ended_at) ON consent_given TO voordeur_dashboard;
--> statement-breakpoint

-- The ids behind some receipts, where they hold at a given moment, each locked until the transaction ends: who withdraws waits
-- for events that are being stored, and events wait for who is withdrawing, so one of them is always first. Only those who ask by
-- a receipt's number get an answer; the role that stores events can not read the table.
CREATE FUNCTION live_insights(given_site integer, given_receipts text[], given_at timestamptz)
RETURNS TABLE (receipt text, device bigint) LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT receipt_id, insight FROM consent_given
  WHERE site_id = given_site AND receipt_id = ANY (given_receipts) AND insight IS NOT NULL
    AND ended_at IS NULL AND valid_until > given_at AND insight_until > given_at
  ORDER BY receipt_id FOR SHARE
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION live_insights(integer, text[], timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION live_insights(integer, text[], timestamptz) TO voordeur_ingest;
--> statement-breakpoint

-- As before, and besides: an event whose sender's consent holds in this moment gets the device's insights id. Where it does not, the
-- event is stored without, and that is counted.
CREATE OR REPLACE FUNCTION store_events(given_site integer, given_batch bigint, given_at timestamptz, given_events json)
RETURNS SETOF uuid LANGUAGE plpgsql SET role = voordeur_ingest AS $$
DECLARE
  receipts text[];
  live_receipts text[];
  live_devices bigint[];
BEGIN
  -- Hardly any event has one, and reading the rows once more costs as much as a tenth of the insert.
  IF position('"receipt":' IN given_events::text) > 0 THEN
    SELECT array_agg(DISTINCT said ->> 'receipt') INTO receipts
    FROM json_array_elements(given_events) AS said WHERE said ->> 'receipt' IS NOT NULL;
    SELECT array_agg(receipt), array_agg(device) INTO live_receipts, live_devices
    FROM live_insights(given_site, receipts, given_at);
  END IF;
  RETURN QUERY
  WITH given AS (
    SELECT * FROM json_to_recordset(given_events) AS given (
      occurred_at timestamptz, id uuid, visitor bigint, name text, path text, network cidr, engaged_ms integer,
      scroll smallint, clock_clamped boolean, passive boolean, device text, browser text, os text,
      language text, country text, channel text, source text, referrer text, utm_source text, utm_medium text,
      utm_campaign text, target text, outward text, props jsonb, receipt text)
  ), stored AS (
    INSERT INTO event (site_id, occurred_at, id, visitor, name, path, network, engaged_ms, scroll, clock_clamped,
      passive, device, browser, os, language, country, channel, source, referrer, utm_source, utm_medium, utm_campaign,
      target, outward, props, insight)
    SELECT given_site, given.occurred_at, given.id, given.visitor, given.name, given.path, given.network, given.engaged_ms,
      given.scroll, given.clock_clamped, given.passive, given.device, given.browser, given.os, given.language, given.country,
      given.channel, given.source, given.referrer, given.utm_source, given.utm_medium, given.utm_campaign, given.target,
      given.outward, given.props, live_devices[array_position(live_receipts, given.receipt)]
    FROM given ORDER BY given.occurred_at, given.id
    ON CONFLICT DO NOTHING
    RETURNING event.id, event.occurred_at
  ), batched AS (
    INSERT INTO ingest_batch (site_id, batch, events, received_at, event_ids, event_times)
    SELECT given_site, given_batch, count(*), given_at, array_agg(stored.id), array_agg(stored.occurred_at)
    FROM stored HAVING count(*) > 0
  ), unlinked AS (
    INSERT INTO drop_count (site_id, day, reason, beacons)
    SELECT given_site, (given_at AT TIME ZONE site.timezone)::date, 'no-receipt', count(*)
    FROM given JOIN stored USING (id), site
    WHERE site.site_id = given_site AND given.receipt IS NOT NULL
      AND array_position(live_receipts, given.receipt) IS NULL
    GROUP BY site.timezone
    ON CONFLICT (site_id, day, reason) DO UPDATE SET beacons = drop_count.beacons + excluded.beacons
  )
  SELECT given.id FROM given EXCEPT SELECT stored.id FROM stored;
END
$$;
