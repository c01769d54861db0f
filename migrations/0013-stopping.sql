-- An objection stops what it is about when it comes in, and holds what there is until it is decided; what people take back themselves is
-- told to a restored backup.

-- Why rows are held: their owner asked for it (art. 18), or objected and it is not decided yet (art. 21).
ALTER TABLE restriction ADD COLUMN because text NOT NULL DEFAULT 'asked';
--> statement-breakpoint
ALTER TABLE restriction ADD CONSTRAINT restriction_because CHECK (because IN ('asked', 'objected'));
--> statement-breakpoint
-- They objected as well, and that was upheld: what their device did does not come back when the restriction is lifted.
ALTER TABLE restriction ADD COLUMN objection_upheld_at timestamptz;
--> statement-breakpoint
-- Which reader is held, as a keyed hash, so that the button of an old mail, pressed while they are, can be heard.
ALTER TABLE restriction ADD COLUMN reader_index bytea;
--> statement-breakpoint
CREATE INDEX restriction_reader ON restriction (site_id, reader_index) WHERE lifted_at IS NULL AND reader_index IS NOT NULL;
--> statement-breakpoint
-- Of what is held because of an objection: the day that it is of, since that goes at its term all the same.
ALTER TABLE held_row ADD COLUMN day date;
--> statement-breakpoint

-- What the journal says also has: an objection was upheld, and a consent was taken back, of which lists or for measuring.
ALTER TABLE journal_entry DROP CONSTRAINT journal_entry_act;
--> statement-breakpoint
ALTER TABLE journal_entry ADD CONSTRAINT journal_entry_act CHECK (act IN ('erased', 'objected', 'upheld', 'restricted', 'lifted', 'withdrawn'));
--> statement-breakpoint
ALTER TABLE journal_entry ADD COLUMN withdrawn jsonb;
--> statement-breakpoint

-- When the journal was told that somebody took it back: those that it was not told of yet are few, and found by these indexes.
-- Those of before are no news: a backup of today has them.
ALTER TABLE subscriber_receipt ADD COLUMN journaled_at timestamptz;
--> statement-breakpoint
UPDATE subscriber_receipt SET journaled_at = recorded_at WHERE answer = 'withdrawn';
--> statement-breakpoint
CREATE INDEX subscriber_receipt_unjournaled ON subscriber_receipt (site_id, recorded_at) WHERE answer = 'withdrawn' AND journaled_at IS NULL;
--> statement-breakpoint
ALTER TABLE consent_given ADD COLUMN journaled_at timestamptz;
--> statement-breakpoint
UPDATE consent_given SET journaled_at = ended_at WHERE ended_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX consent_given_unjournaled ON consent_given (site_id, ended_at) WHERE ended_at IS NOT NULL AND journaled_at IS NULL;
