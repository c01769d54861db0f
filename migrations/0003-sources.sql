-- Where a visit came from, and where it went on to: channels, social networks in both directions, missing pages, search terms,
-- properties, notes on the chart, and how many pages a site's own server gave out.
ALTER TABLE event ADD COLUMN channel text;
--> statement-breakpoint
-- A click to a social network: network, kind of link, place on the page (`WhatsApp|share|content`).
ALTER TABLE event ADD COLUMN outward text;
--> statement-breakpoint
ALTER TABLE visit ADD COLUMN channel text;
--> statement-breakpoint
-- The social network that a visit came from.
ALTER TABLE visit ADD COLUMN social text;
--> statement-breakpoint

-- distributed: what happened on a day, in the words of staff
CREATE TABLE annotation (
  site_id integer NOT NULL,
  annotation_id uuid NOT NULL,
  day date NOT NULL,
  note text NOT NULL,
  made_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE annotation ADD CONSTRAINT annotation_pk PRIMARY KEY (site_id, day, annotation_id);
--> statement-breakpoint
GRANT SELECT ON annotation TO voordeur_dashboard;
--> statement-breakpoint

-- distributed: pages that a site's own server or CDN gave out on a local day, as it told us; a count and nothing else
CREATE TABLE served_day (
  site_id integer NOT NULL,
  day date NOT NULL,
  requests integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE served_day ADD CONSTRAINT served_day_pk PRIMARY KEY (site_id, day);
--> statement-breakpoint
GRANT SELECT ON served_day TO voordeur_dashboard;
--> statement-breakpoint

CREATE OR REPLACE FUNCTION store_events(given_site integer, given_batch bigint, given_at timestamptz, given_events json)
RETURNS SETOF uuid LANGUAGE plpgsql SET role = voordeur_ingest AS $$
BEGIN
  RETURN QUERY
  WITH given AS (
    SELECT * FROM json_to_recordset(given_events) AS given (
      occurred_at timestamptz, id uuid, visitor bigint, name text, path text, network cidr, engaged_ms integer,
      scroll smallint, clock_clamped boolean, passive boolean, device text, browser text, os text,
      language text, country text, channel text, source text, referrer text, utm_source text, utm_medium text,
      utm_campaign text, target text, outward text, props jsonb)
  ), stored AS (
    INSERT INTO event (site_id, occurred_at, id, visitor, name, path, network, engaged_ms, scroll, clock_clamped,
      passive, device, browser, os, language, country, channel, source, referrer, utm_source, utm_medium, utm_campaign,
      target, outward, props)
    SELECT given_site, given.* FROM given ORDER BY given.occurred_at, given.id
    ON CONFLICT DO NOTHING
    RETURNING event.id, event.occurred_at
  ), batched AS (
    INSERT INTO ingest_batch (site_id, batch, events, received_at, event_ids, event_times)
    SELECT given_site, given_batch, count(*), given_at, array_agg(stored.id), array_agg(stored.occurred_at)
    FROM stored HAVING count(*) > 0
  )
  SELECT given.id FROM given EXCEPT SELECT stored.id FROM stored;
END
$$;
