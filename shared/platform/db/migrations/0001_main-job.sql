-- Up Migration

CREATE TABLE district (
  code text PRIMARY KEY,
  name text NOT NULL,
  name_zh text NOT NULL,
  latitude double precision NOT NULL,
  longitude double precision NOT NULL,
  time_zone text NOT NULL
);

CREATE TABLE customs_house (
  code text PRIMARY KEY,
  district text NOT NULL REFERENCES district (code),
  name text NOT NULL,
  name_zh text NOT NULL,
  latitude double precision NOT NULL,
  longitude double precision NOT NULL,
  time_zone text NOT NULL,
  inspections_per_day integer NOT NULL CHECK (inspections_per_day >= 0)
);

-- The whole ruleset in force, as one immutable document a version: profiles, lists and channel policy.
CREATE TABLE ruleset_version (
  version integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document jsonb NOT NULL,
  note text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Secret of the random draw, one a UTC day of acceptance.
CREATE TABLE draw_salt (
  day date PRIMARY KEY,
  salt bytea NOT NULL
);

CREATE TABLE trader (
  trader_id text PRIMARY KEY,
  first_seen_at timestamptz NOT NULL,
  credit_class text NOT NULL DEFAULT 'regular'
);

-- Declarations accepted in one commit. The payload (zstd of lines `version TAB json`) is dropped once assessed.
CREATE TABLE intake_batch (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('declarations', 'heartbeat')),
  -- Epoch of the server that lodged a heartbeat.
  heartbeat_of text,
  received_at timestamptz NOT NULL,
  declaration_count integer NOT NULL,
  payload bytea,
  assessed_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  last_error text
);
ALTER TABLE intake_batch ALTER COLUMN payload SET STORAGE EXTERNAL;
CREATE INDEX intake_batch_open ON intake_batch (id) INCLUDE (declaration_count) WHERE assessed_at IS NULL;
CREATE INDEX intake_batch_assessed ON intake_batch (assessed_at) WHERE assessed_at IS NOT NULL;

-- Every version of every declaration: the wall against doubles, and the way to its partition.
CREATE TABLE declaration_version (
  declaration_no text COLLATE "C" NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  content_hash uuid NOT NULL,
  batch_id bigint NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (declaration_no, version)
);

CREATE TABLE declaration (
  received_at timestamptz NOT NULL,
  batch_id bigint NOT NULL,
  declaration_no text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  registered_at timestamptz NOT NULL,
  customs_house text NOT NULL,
  direction text NOT NULL,
  trader_id text NOT NULL,
  item_count integer NOT NULL,
  total_value double precision NOT NULL,
  document json NOT NULL,
  PRIMARY KEY (declaration_no, version, received_at)
) PARTITION BY RANGE (received_at);

CREATE TABLE channel_decision (
  received_at timestamptz NOT NULL,
  declaration_no text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  decided_at timestamptz NOT NULL,
  channel text NOT NULL CHECK (channel IN ('red', 'orange', 'green')),
  score double precision NOT NULL,
  reasons text[] NOT NULL,
  ruleset_version integer NOT NULL,
  explanation json NOT NULL,
  PRIMARY KEY (declaration_no, version, received_at)
) PARTITION BY RANGE (received_at);

CREATE TABLE hit (
  received_at timestamptz NOT NULL,
  declaration_no text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  customs_house text NOT NULL,
  profile_code text NOT NULL,
  profile_version integer NOT NULL,
  items integer[] NOT NULL,
  shadow boolean NOT NULL,
  score double precision NOT NULL,
  channel text NOT NULL,
  PRIMARY KEY (declaration_no, version, profile_code, received_at)
) PARTITION BY RANGE (received_at);
CREATE INDEX hit_received_at ON hit (received_at);

CREATE TABLE control_order (
  received_at timestamptz NOT NULL,
  declaration_no text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  customs_house text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('red', 'orange')),
  score double precision NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'assigned', 'closed')),
  instructions json NOT NULL,
  PRIMARY KEY (declaration_no, version, received_at)
) PARTITION BY RANGE (received_at);

-- Decisions by 10 s of their decision and by house: what live views are reconciled with.
CREATE TABLE flow_bucket (
  started_at timestamptz NOT NULL,
  customs_house text NOT NULL,
  red integer NOT NULL,
  orange integer NOT NULL,
  green integer NOT NULL,
  hits integer NOT NULL,
  score_sum double precision NOT NULL,
  PRIMARY KEY (started_at, customs_house)
) WITH (fillfactor = 60);

-- States of ISA-18.2. One open alarm a cause: later occurrences join it.
CREATE TABLE alarm (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cause text NOT NULL,
  kind text NOT NULL,
  priority text NOT NULL CHECK (priority IN ('critical', 'high', 'medium', 'low')),
  state text NOT NULL,
  title text NOT NULL,
  profile_code text,
  district text,
  customs_house text,
  occurrences bigint NOT NULL,
  raised_at timestamptz NOT NULL,
  last_occurred_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX alarm_open_cause ON alarm (cause) WHERE state <> 'normal';
CREATE INDEX alarm_unacknowledged ON alarm (priority, raised_at) WHERE state = 'unacknowledged';

-- Append-only log of what happened to alarms.
CREATE TABLE alarm_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alarm_id bigint NOT NULL REFERENCES alarm (id),
  at timestamptz NOT NULL,
  action text NOT NULL,
  occurrences integer NOT NULL,
  batch_id bigint
);
CREATE INDEX alarm_event_alarm ON alarm_event (alarm_id, id);

-- Makes the daily partitions of one UTC day where they are missing. A table is made apart and then attached, since
-- that locks out neither readers nor writers of the parent.
CREATE FUNCTION prepare_partitions(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  child text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('tidewaiter.prepare_partitions'));
  FOREACH parent IN ARRAY ARRAY['declaration', 'channel_decision', 'hit', 'control_order'] LOOP
    child := parent || '_' || to_char(day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass(child) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', child, parent);
    EXECUTE format(
      'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child,
      to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
  END LOOP;
END $$;

-- Down Migration

DROP FUNCTION prepare_partitions(date);
DROP TABLE alarm_event, alarm, flow_bucket, control_order, hit, channel_decision, declaration,
  declaration_version, intake_batch, trader, draw_salt, ruleset_version, customs_house, district;
