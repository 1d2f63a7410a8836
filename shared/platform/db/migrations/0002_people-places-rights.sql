-- Up Migration

-- Sign-in, as better-auth lays it out; tests/integration/auth-schema.test.ts asks it whether anything is missing.
CREATE SCHEMA auth;

CREATE TABLE auth."user" (
  "id" text PRIMARY KEY,
  "name" text NOT NULL,
  "email" text NOT NULL UNIQUE,
  "emailVerified" boolean NOT NULL,
  "image" text,
  "createdAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "twoFactorEnabled" boolean,
  "locale" text NOT NULL,
  "demonstration" boolean NOT NULL,
  "disabledAt" timestamptz
);

CREATE TABLE auth."session" (
  "id" text PRIMARY KEY,
  "expiresAt" timestamptz NOT NULL,
  "token" text NOT NULL UNIQUE,
  "createdAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamptz NOT NULL,
  "ipAddress" text,
  "userAgent" text,
  "userId" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  "method" text NOT NULL
);
CREATE INDEX "session_userId_idx" ON auth."session" ("userId");

CREATE TABLE auth."account" (
  "id" text PRIMARY KEY,
  "accountId" text NOT NULL,
  "providerId" text NOT NULL,
  "userId" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamptz NOT NULL
);
CREATE INDEX "account_userId_idx" ON auth."account" ("userId");

CREATE TABLE auth."verification" (
  "id" text PRIMARY KEY,
  "identifier" text NOT NULL,
  "value" text NOT NULL,
  "expiresAt" timestamptz NOT NULL,
  "createdAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX "verification_identifier_idx" ON auth."verification" ("identifier");

CREATE TABLE auth."twoFactor" (
  "id" text PRIMARY KEY,
  "secret" text NOT NULL,
  "backupCodes" text NOT NULL,
  "userId" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  "verified" boolean,
  "failedVerificationCount" integer,
  "lockedUntil" timestamptz
);
CREATE INDEX "twoFactor_secret_idx" ON auth."twoFactor" ("secret");
CREATE INDEX "twoFactor_userId_idx" ON auth."twoFactor" ("userId");

CREATE TABLE auth."passkey" (
  "id" text PRIMARY KEY,
  "name" text,
  "publicKey" text NOT NULL,
  "userId" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  "credentialID" text NOT NULL,
  "counter" integer NOT NULL,
  "deviceType" text NOT NULL,
  "backedUp" boolean NOT NULL,
  "transports" text,
  "createdAt" timestamptz,
  "aaguid" text
);
CREATE INDEX "passkey_userId_idx" ON auth."passkey" ("userId");
CREATE INDEX "passkey_credentialID_idx" ON auth."passkey" ("credentialID");

CREATE TABLE auth."apikey" (
  "id" text PRIMARY KEY,
  "configId" text NOT NULL,
  "name" text,
  "start" text,
  "referenceId" text NOT NULL,
  "prefix" text,
  "key" text NOT NULL,
  "refillInterval" integer,
  "refillAmount" integer,
  "lastRefillAt" timestamptz,
  "enabled" boolean,
  "rateLimitEnabled" boolean,
  "rateLimitTimeWindow" integer,
  "rateLimitMax" integer,
  "requestCount" integer,
  "remaining" integer,
  "lastRequest" timestamptz,
  "expiresAt" timestamptz,
  "createdAt" timestamptz NOT NULL,
  "updatedAt" timestamptz NOT NULL,
  "permissions" text,
  "metadata" text
);
CREATE INDEX "apikey_configId_idx" ON auth."apikey" ("configId");
CREATE INDEX "apikey_referenceId_idx" ON auth."apikey" ("referenceId");
CREATE INDEX "apikey_key_idx" ON auth."apikey" ("key");

CREATE TABLE auth."rateLimit" (
  "id" text PRIMARY KEY,
  "key" text NOT NULL UNIQUE,
  "count" integer NOT NULL,
  "lastRequest" bigint NOT NULL
);

-- Failed sign-ins by account, as rate-limiter-flexible lays it out; `expire` in ms since 1970.
CREATE TABLE auth.sign_in_failure (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);

-- A role held at a scope (`national`, `district:2200`, `house:2201`).
CREATE TABLE assignment (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  role text NOT NULL,
  scope text NOT NULL,
  assigned_by text NOT NULL,
  assigned_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (person_id, role, scope)
);

-- Rights lent across districts for a stated time (mutual assistance). Never deleted but by retention: the record.
CREATE TABLE loan (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  rights text[] NOT NULL CHECK (cardinality(rights) > 0),
  scope text NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL CHECK (valid_until > valid_from),
  reason text NOT NULL,
  lent_by text NOT NULL,
  lent_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  ended_by text
);
CREATE INDEX loan_person ON loan (person_id, valid_until);

-- Links that let a person set a password: the first administrator's, an invitation's, a reset's. Only hashes are kept.
CREATE TABLE invitation (
  token_hash bytea PRIMARY KEY,
  person_id text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  purpose text NOT NULL CHECK (purpose IN ('set-up', 'invitation', 'reset')),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX invitation_person ON invitation (person_id);

-- Wall displays. The private half of the key never leaves the device.
CREATE TABLE display (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  scope text NOT NULL,
  -- Path and query of the page it is to show.
  page text NOT NULL,
  locale text NOT NULL,
  public_key jsonb NOT NULL UNIQUE,
  challenge text,
  challenge_expires_at timestamptz,
  enrolled_by text NOT NULL,
  enrolled_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  revoked_by text,
  -- As the display last reported.
  last_seen_at timestamptz,
  shown_page text,
  version text,
  freshness text
);

-- Codes that displays show until an administrator confirms one; one for each key.
CREATE TABLE display_enrolment (
  code text PRIMARY KEY,
  public_key jsonb NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  display_id uuid REFERENCES display (id) ON DELETE CASCADE
);

-- A system that lodges declarations; its keys are in auth.apikey, whose referenceId is its id.
CREATE TABLE lodging_system (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE,
  scope text NOT NULL,
  rights text[] NOT NULL,
  -- Null: no limit.
  declarations_per_minute integer CHECK (declarations_per_minute > 0),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  disabled_at timestamptz
);

-- Append-only: who did what to accounts, rights, displays, keys, places and parameters, and who looked up whom.
CREATE TABLE access_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'machine', 'display', 'system', 'unknown')),
  actor_id text,
  actor_name text,
  action text NOT NULL,
  -- What it was done to: `person:ID`, `display:ID`, `house:2201`, `trader:ID`, …
  subject text,
  -- Where; null where no place is concerned.
  scope text,
  address text,
  detail jsonb
);
CREATE INDEX access_event_at ON access_event (at);
CREATE INDEX access_event_subject ON access_event (subject, at);
CREATE INDEX access_event_actor ON access_event (actor_id, at);

-- How long what is kept, in days; a subject without a row has the default of the code.
CREATE TABLE retention_period (
  subject text PRIMARY KEY,
  days integer NOT NULL CHECK (days > 0),
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE retention_run (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  started_by text NOT NULL,
  report jsonb,
  error text
);

-- Where events are sent to.
CREATE TABLE webhook (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE,
  url text NOT NULL,
  secret text NOT NULL,
  actions text[] NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE webhook_delivery (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  webhook_id uuid NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
  event_id bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz,
  -- No further attempt is made.
  given_up_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  last_attempt_at timestamptz,
  last_status integer,
  last_error text,
  UNIQUE (webhook_id, event_id)
);
CREATE INDEX webhook_delivery_open ON webhook_delivery (next_attempt_at)
  WHERE delivered_at IS NULL AND given_up_at IS NULL;
CREATE INDEX webhook_delivery_created ON webhook_delivery (webhook_id, created_at);

-- The place of a decision stands beside it, so that lists of one place need not look elsewhere.
ALTER TABLE channel_decision ADD COLUMN customs_house text;
UPDATE channel_decision c SET customs_house = d.customs_house
FROM declaration d
WHERE d.declaration_no = c.declaration_no AND d.version = c.version AND d.received_at = c.received_at;
ALTER TABLE channel_decision ALTER COLUMN customs_house SET NOT NULL;

-- Null for versions that were waiting when this column came: only the nation sees those until they are decided.
ALTER TABLE declaration_version ADD COLUMN customs_house text;
UPDATE declaration_version v SET customs_house = d.customs_house
FROM declaration d
WHERE d.declaration_no = v.declaration_no AND d.version = v.version AND d.received_at = v.received_at;

CREATE INDEX declaration_received_at ON declaration (received_at);
CREATE INDEX declaration_trader ON declaration (trader_id, received_at);
CREATE INDEX declaration_house ON declaration (customs_house, received_at);

-- The second wall. Reads on behalf of someone run as this role, with their scopes in `tidewaiter.scopes`
-- (`national,district:2200,…`); without them nothing is seen. Roles belong to the whole server, so it may be there.
DO $$
BEGIN
  -- Asked first: who may not create roles may not try to create one that is there either.
  IF to_regrole('tidewaiter_reader') IS NULL THEN
    CREATE ROLE tidewaiter_reader NOLOGIN;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'this account may not create roles: let an administrator of the database run "CREATE ROLE tidewaiter_reader NOLOGIN; GRANT tidewaiter_reader TO %"', current_user;
END $$;
DO $$
BEGIN
  -- Also where this account made the role: from Postgres 16 on that alone does not let it take the role.
  EXECUTE format('GRANT tidewaiter_reader TO %I', current_user);
EXCEPTION
  WHEN insufficient_privilege THEN
    IF NOT pg_has_role(current_user, 'tidewaiter_reader', 'MEMBER') THEN
      RAISE EXCEPTION 'let an administrator of the database run "GRANT tidewaiter_reader TO %"', current_user;
    END IF;
END $$;

CREATE FUNCTION reader_scopes() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT string_to_array(coalesce(current_setting('tidewaiter.scopes', true), ''), ',') $$;

CREATE FUNCTION sees_nation() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT 'national' = ANY (reader_scopes()) $$;

CREATE FUNCTION visible_districts() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT coalesce(array_agg(code), '{}') FROM district WHERE 'district:' || code = ANY (reader_scopes()) $$;

CREATE FUNCTION visible_houses() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$
  SELECT coalesce(array_agg(code), '{}') FROM customs_house
  WHERE 'house:' || code = ANY (reader_scopes()) OR 'district:' || district = ANY (reader_scopes())
$$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'declaration', 'declaration_version', 'channel_decision', 'hit', 'control_order', 'flow_bucket', 'alarm'
  ] LOOP
    EXECUTE format('GRANT SELECT ON %I TO tidewaiter_reader', name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY scope ON %I FOR SELECT TO tidewaiter_reader USING ((SELECT sees_nation()) OR %s)', name,
      CASE name
        WHEN 'alarm' THEN
          'customs_house = ANY ((SELECT visible_houses())::text[]) OR '
          || '(customs_house IS NULL AND district = ANY ((SELECT visible_districts())::text[]))'
        ELSE 'customs_house = ANY ((SELECT visible_houses())::text[])'
      END);
  END LOOP;
END $$;
GRANT SELECT ON district, customs_house, ruleset_version, trader TO tidewaiter_reader;

-- Down Migration

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'declaration', 'declaration_version', 'channel_decision', 'hit', 'control_order', 'flow_bucket', 'alarm'
  ] LOOP
    EXECUTE format('DROP POLICY scope ON %I', name);
    EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', name);
    EXECUTE format('REVOKE ALL ON %I FROM tidewaiter_reader', name);
  END LOOP;
END $$;
REVOKE ALL ON district, customs_house, ruleset_version, trader FROM tidewaiter_reader;
DROP FUNCTION visible_houses(), visible_districts(), sees_nation(), reader_scopes();
DROP INDEX declaration_house, declaration_trader, declaration_received_at;
ALTER TABLE declaration_version DROP COLUMN customs_house;
ALTER TABLE channel_decision DROP COLUMN customs_house;
DROP TABLE webhook_delivery, webhook, retention_run, retention_period, access_event, lodging_system,
  display_enrolment, display, invitation, loan, assignment;
DROP SCHEMA auth CASCADE;
