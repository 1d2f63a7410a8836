-- Up Migration

-- What the rules decided, a batch: SHA-256 over its decisions (see decision-digest.ts).
CREATE TABLE decision_digest (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch_id bigint NOT NULL,
  received_at timestamptz NOT NULL,
  decided_at timestamptz NOT NULL,
  ruleset_version integer NOT NULL,
  declarations integer NOT NULL,
  digest bytea NOT NULL
);

-- What retention deleted, so that what is missing is known to be missing rightly: rows dated before `before`.
CREATE TABLE audit_cut (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  source text NOT NULL,
  before timestamptz NOT NULL
);

-- Events of every kind, chained: each link hashes the one before and the content of its row.
CREATE TABLE audit_chain (
  seq bigint PRIMARY KEY CHECK (seq >= 1),
  source text NOT NULL,
  source_id bigint NOT NULL,
  -- What retention judges the row by.
  dated timestamptz NOT NULL,
  content_hash bytea NOT NULL,
  hash bytea NOT NULL,
  sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (source, source_id)
);

-- Events that wait for their link, entered with them in their transaction.
CREATE TABLE audit_pending (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source text NOT NULL,
  source_id bigint NOT NULL
);

-- A backup that is restored brings its links, and what waits for one, along.
CREATE FUNCTION await_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('tidewaiter.restoring', true) = 'on' THEN RETURN NULL; END IF;
  INSERT INTO audit_pending (source, source_id) SELECT TG_TABLE_NAME, id FROM added ORDER BY id;
  RETURN NULL;
END $$;

-- Members tell of every occurrence; only what changes an alarm is linked.
CREATE FUNCTION await_link_of_alarm() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('tidewaiter.restoring', true) = 'on' THEN RETURN NULL; END IF;
  INSERT INTO audit_pending (source, source_id)
    SELECT TG_TABLE_NAME, id FROM added WHERE action <> 'joined' ORDER BY id;
  RETURN NULL;
END $$;

-- Rows are added and, when their time is over, deleted by retention; nothing else.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('tidewaiter.retention', true) = 'on' THEN RETURN NULL; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'access_event', 'alarm_event', 'ruleset_part_event', 'channel_change', 'finding', 'order_event',
    'decision_digest', 'audit_cut'
  ] LOOP
    EXECUTE format(
      'CREATE TRIGGER await_link AFTER INSERT ON %I REFERENCING NEW TABLE AS added '
      'FOR EACH STATEMENT EXECUTE FUNCTION %I()', name,
      CASE name WHEN 'alarm_event' THEN 'await_link_of_alarm' ELSE 'await_link' END);
    EXECUTE format(
      'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    -- What was there before is linked first.
    EXECUTE format('INSERT INTO audit_pending (source, source_id) SELECT %L, id FROM %I %s ORDER BY id', name, name,
      CASE name WHEN 'alarm_event' THEN 'WHERE action <> ''joined''' ELSE '' END);
  END LOOP;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Without content: numbers of links and hashes alone.
GRANT SELECT ON audit_chain TO tidewaiter_reader;

-- What the search asks for.
CREATE INDEX access_event_action ON access_event (action, at);
CREATE INDEX ruleset_part_event_at ON ruleset_part_event (at);
CREATE INDEX ruleset_part_event_actor ON ruleset_part_event (actor_id, at);
CREATE INDEX channel_change_at ON channel_change (at);
CREATE INDEX channel_change_actor ON channel_change (actor_id, at);
CREATE INDEX order_event_at ON order_event (at);
CREATE INDEX finding_recorded ON finding (recorded_at);
CREATE INDEX finding_recorded_by ON finding (recorded_by, recorded_at);
CREATE INDEX alarm_profile ON alarm (profile_code, id);
CREATE INDEX alarm_member_declaration ON alarm_member (declaration_no);
CREATE INDEX decision_digest_received ON decision_digest (received_at);
GRANT SELECT ON decision_digest TO tidewaiter_reader;

-- Down Migration

DROP INDEX order_event_at, alarm_member_declaration, alarm_profile, finding_recorded_by, finding_recorded, channel_change_actor, channel_change_at, ruleset_part_event_actor,
  ruleset_part_event_at, access_event_action;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'access_event', 'alarm_event', 'ruleset_part_event', 'channel_change', 'finding', 'order_event'
  ] LOOP
    EXECUTE format('DROP TRIGGER await_link ON %I', name);
    EXECUTE format('DROP TRIGGER append_only ON %I', name);
  END LOOP;
END $$;
DROP TABLE audit_pending, audit_chain, audit_cut, decision_digest;
DROP FUNCTION refuse_change(), await_link_of_alarm(), await_link();
