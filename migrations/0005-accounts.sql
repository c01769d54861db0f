-- Kinds of table, for a cluster: reference = staff, staff_role, staff_credential, staff_factor, staff_passkey;
-- local = staff_session, staff_verification, staff_invitation, staff_attempt, staff_act.

-- reference: who works with it. E-mail and name are sealed; the index is a keyed hash, by which an address is found.
CREATE TABLE staff (
  staff_id uuid NOT NULL,
  email_index bytea NOT NULL,
  email bytea NOT NULL,
  name bytea NOT NULL,
  language text NOT NULL,
  two_factor_enabled boolean NOT NULL,
  granted_by_provider text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE staff ADD CONSTRAINT staff_pk PRIMARY KEY (staff_id);
--> statement-breakpoint
ALTER TABLE staff ADD CONSTRAINT staff_email_once UNIQUE (email_index);
--> statement-breakpoint
ALTER TABLE staff ADD CONSTRAINT staff_language CHECK (language IN ('nl', 'en'));
--> statement-breakpoint

-- reference: what a member of staff may do where. site_id 0: at every site.
CREATE TABLE staff_role (
  staff_id uuid NOT NULL,
  site_id integer NOT NULL,
  role text NOT NULL,
  granted_at timestamptz NOT NULL,
  granted_by uuid
);
--> statement-breakpoint
ALTER TABLE staff_role ADD CONSTRAINT staff_role_pk PRIMARY KEY (staff_id, site_id);
--> statement-breakpoint
ALTER TABLE staff_role ADD CONSTRAINT staff_role_known CHECK (role IN ('viewer', 'editor', 'officer', 'admin'));
--> statement-breakpoint

-- reference: how a member of staff signs in: a password, or an identity at a provider. Tokens of a provider are not kept.
CREATE TABLE staff_credential (
  credential_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  provider_id text NOT NULL,
  account_id text NOT NULL,
  password text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE staff_credential ADD CONSTRAINT staff_credential_pk PRIMARY KEY (credential_id);
--> statement-breakpoint
ALTER TABLE staff_credential ADD CONSTRAINT staff_credential_once UNIQUE (provider_id, account_id);
--> statement-breakpoint
CREATE INDEX staff_credential_staff ON staff_credential (staff_id);
--> statement-breakpoint

-- reference: the second factor: the secret of an authenticator app and the recovery codes, both encrypted.
CREATE TABLE staff_factor (
  factor_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  secret text NOT NULL,
  backup_codes text NOT NULL,
  verified boolean,
  failed_verification_count integer,
  locked_until timestamptz
);
--> statement-breakpoint
ALTER TABLE staff_factor ADD CONSTRAINT staff_factor_pk PRIMARY KEY (factor_id);
--> statement-breakpoint
CREATE INDEX staff_factor_staff ON staff_factor (staff_id);
--> statement-breakpoint

-- reference: passkeys: public keys only.
CREATE TABLE staff_passkey (
  passkey_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  name text,
  public_key text NOT NULL,
  credential_id text NOT NULL,
  counter bigint NOT NULL,
  device_type text NOT NULL,
  backed_up boolean NOT NULL,
  transports text,
  aaguid text,
  created_at timestamptz
);
--> statement-breakpoint
ALTER TABLE staff_passkey ADD CONSTRAINT staff_passkey_pk PRIMARY KEY (passkey_id);
--> statement-breakpoint
ALTER TABLE staff_passkey ADD CONSTRAINT staff_passkey_once UNIQUE (credential_id);
--> statement-breakpoint
CREATE INDEX staff_passkey_staff ON staff_passkey (staff_id);
--> statement-breakpoint

-- local: who is signed in. The token is kept as a hash; no address, no user agent.
CREATE TABLE staff_session (
  session_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE staff_session ADD CONSTRAINT staff_session_pk PRIMARY KEY (session_id);
--> statement-breakpoint
ALTER TABLE staff_session ADD CONSTRAINT staff_session_token_once UNIQUE (token_hash);
--> statement-breakpoint
CREATE INDEX staff_session_staff ON staff_session (staff_id);
--> statement-breakpoint
CREATE INDEX staff_session_expires ON staff_session (expires_at);
--> statement-breakpoint

-- local: what waits for an answer for some minutes: a reset, a challenge of a passkey, a sign-in at a provider.
CREATE TABLE staff_verification (
  verification_id uuid NOT NULL,
  identifier bytea NOT NULL,
  value bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE staff_verification ADD CONSTRAINT staff_verification_pk PRIMARY KEY (verification_id);
--> statement-breakpoint
CREATE INDEX staff_verification_identifier ON staff_verification (identifier);
--> statement-breakpoint
CREATE INDEX staff_verification_expires ON staff_verification (expires_at);
--> statement-breakpoint

-- local: an invitation: whom, to what, until when. The token is kept as a hash. email is null for the first start's own.
CREATE TABLE staff_invitation (
  invitation_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  email bytea,
  email_index bytea,
  site_id integer NOT NULL,
  role text NOT NULL,
  invited_by uuid,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz
);
--> statement-breakpoint
ALTER TABLE staff_invitation ADD CONSTRAINT staff_invitation_pk PRIMARY KEY (invitation_id);
--> statement-breakpoint
ALTER TABLE staff_invitation ADD CONSTRAINT staff_invitation_token_once UNIQUE (token_hash);
--> statement-breakpoint
ALTER TABLE staff_invitation ADD CONSTRAINT staff_invitation_role CHECK (role IN ('viewer', 'editor', 'officer', 'admin'));
--> statement-breakpoint

-- local: wrong passwords and codes of an account in a window. The subject is a keyed hash, of an unknown address too.
CREATE TABLE staff_attempt (
  subject bytea NOT NULL,
  tries integer NOT NULL,
  began_at timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE staff_attempt ADD CONSTRAINT staff_attempt_pk PRIMARY KEY (subject);
--> statement-breakpoint

-- local: what staff did. Append-only: nothing of ours updates it, and only the sweep by age deletes.
CREATE TABLE staff_act (
  act_id uuid NOT NULL,
  at timestamptz NOT NULL,
  site_id integer,
  actor_kind text NOT NULL,
  actor_id uuid,
  kind text NOT NULL,
  object text
);
--> statement-breakpoint
ALTER TABLE staff_act ADD CONSTRAINT staff_act_pk PRIMARY KEY (act_id);
--> statement-breakpoint
ALTER TABLE staff_act ADD CONSTRAINT staff_act_actor CHECK (actor_kind IN ('staff', 'key', 'operator', 'service'));
--> statement-breakpoint
CREATE INDEX staff_act_at ON staff_act (at DESC);
