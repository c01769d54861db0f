-- Readers brought along in a file, and what is kept while that goes on: three days at most.
-- Kinds of table, for a cluster: distributed by site_id = all of them.

-- distributed: one file: who brought it, for which lists, which of its columns says what, and how far it is.
-- The names of its columns are sealed: where a file has none, its first row is a person.
CREATE TABLE reader_import (
  site_id integer NOT NULL,
  import_id uuid NOT NULL,
  state text NOT NULL,
  lists jsonb NOT NULL,
  column_names bytea,
  width integer NOT NULL DEFAULT 0,
  column_map jsonb NOT NULL,
  row_count integer NOT NULL DEFAULT 0,
  last_row integer NOT NULL DEFAULT 0,
  cursor_row integer NOT NULL DEFAULT 0,
  admitted integer NOT NULL DEFAULT 0,
  known integer NOT NULL DEFAULT 0,
  ended integer NOT NULL DEFAULT 0,
  made_at timestamptz NOT NULL,
  made_by uuid NOT NULL,
  changed_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE reader_import ADD CONSTRAINT reader_import_pk PRIMARY KEY (site_id, import_id);
--> statement-breakpoint
ALTER TABLE reader_import ADD CONSTRAINT reader_import_state CHECK (state IN ('reading', 'checking', 'ready', 'applying', 'done', 'cancelled', 'undoing', 'undone'));
--> statement-breakpoint
-- Serves the round: what goes on by itself.
CREATE INDEX reader_import_due ON reader_import (site_id, made_at) WHERE state IN ('checking', 'applying', 'undoing');
--> statement-breakpoint

-- distributed: one row of a file that waits, or that was refused; gone as soon as it is taken. `new` and `known` are taken, all else is refused.
CREATE TABLE reader_import_row (
  site_id integer NOT NULL,
  import_id uuid NOT NULL,
  row_no integer NOT NULL,
  sealed bytea NOT NULL,
  email_index bytea,
  verdict text
);
--> statement-breakpoint
ALTER TABLE reader_import_row ADD CONSTRAINT reader_import_row_pk PRIMARY KEY (site_id, import_id, row_no);
--> statement-breakpoint
ALTER TABLE reader_import_row ADD CONSTRAINT reader_import_row_verdict CHECK (verdict IN ('new', 'known', 'no-email', 'bad-email', 'no-proof', 'too-long', 'too-many-columns', 'duplicate-in-file', 'suppressed', 'ended'));
--> statement-breakpoint
-- Serves the look for the same address twice in a file, and the erasure of a person.
CREATE INDEX reader_import_row_email ON reader_import_row (site_id, email_index, import_id) WHERE email_index IS NOT NULL;
--> statement-breakpoint
-- Serves the newest readers, which staff look at.
CREATE INDEX subscriber_newest ON subscriber (site_id, made_at, subscriber_id);
