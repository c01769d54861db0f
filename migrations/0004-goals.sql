-- What a site wants its visitors to reach: goals, and funnels that lead to one. Their figures stand in `day_value`, as
-- `goal:<id>` and `funnel:<id>`.

-- distributed: a page, event, link or download that counts when a visit reaches it
CREATE TABLE goal (
  site_id integer NOT NULL,
  goal_id uuid NOT NULL,
  made_at timestamptz NOT NULL,
  filled_on date,
  name text NOT NULL,
  kind text NOT NULL,
  pattern text NOT NULL
);
--> statement-breakpoint
ALTER TABLE goal ADD CONSTRAINT goal_pk PRIMARY KEY (site_id, goal_id);
--> statement-breakpoint
-- A form that is sent twice makes one goal.
ALTER TABLE goal ADD CONSTRAINT goal_name_once UNIQUE (site_id, name);
--> statement-breakpoint
ALTER TABLE goal ADD CONSTRAINT goal_kind_known CHECK (kind IN ('page', 'event', 'outbound', 'download'));
--> statement-breakpoint
ALTER TABLE goal ADD CONSTRAINT goal_text_bounded CHECK (length(name) BETWEEN 1 AND 80 AND length(pattern) BETWEEN 1 AND 300);
--> statement-breakpoint
GRANT SELECT ON goal TO voordeur_dashboard;
--> statement-breakpoint

-- distributed: 2 to 8 steps, each like a goal, to be reached in order within one visit
CREATE TABLE funnel (
  site_id integer NOT NULL,
  funnel_id uuid NOT NULL,
  made_at timestamptz NOT NULL,
  filled_on date,
  name text NOT NULL,
  steps jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE funnel ADD CONSTRAINT funnel_pk PRIMARY KEY (site_id, funnel_id);
--> statement-breakpoint
ALTER TABLE funnel ADD CONSTRAINT funnel_name_once UNIQUE (site_id, name);
--> statement-breakpoint
ALTER TABLE funnel ADD CONSTRAINT funnel_name_bounded CHECK (length(name) BETWEEN 1 AND 80);
--> statement-breakpoint
ALTER TABLE funnel ADD CONSTRAINT funnel_steps_bounded CHECK (jsonb_array_length(steps) BETWEEN 2 AND 8);
--> statement-breakpoint
GRANT SELECT ON funnel TO voordeur_dashboard;
