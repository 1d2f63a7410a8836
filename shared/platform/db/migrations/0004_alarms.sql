-- Up Migration

-- The state of an alarm follows from these (OPC UA part 9); `state` is what they come to.
ALTER TABLE alarm
  ADD COLUMN type text,
  ADD COLUMN active_state boolean NOT NULL DEFAULT true,
  ADD COLUMN acked_state boolean NOT NULL DEFAULT false,
  ADD COLUMN latched_state boolean NOT NULL DEFAULT false,
  ADD COLUMN unshelve_time timestamptz,
  ADD COLUMN suppressed_state boolean NOT NULL DEFAULT false,
  ADD COLUMN out_of_service_state boolean NOT NULL DEFAULT false,
  -- How often it called for an operator, and when it last did.
  ADD COLUMN annunciation integer NOT NULL DEFAULT 1,
  ADD COLUMN annunciated_at timestamptz,
  ADD COLUMN cleared_at timestamptz,
  ADD COLUMN acknowledged_by text,
  ADD COLUMN acknowledged_at timestamptz,
  ADD COLUMN assigned_to text,
  ADD COLUMN assigned_name text,
  ADD COLUMN quarantined_to text,
  ADD COLUMN quarantined_name text,
  ADD COLUMN chattering_since timestamptz,
  -- Steps of the escalation taken since it last called.
  ADD COLUMN escalated integer NOT NULL DEFAULT 0,
  -- Measured values behind it: {observed, expected, …}.
  ADD COLUMN detail jsonb,
  -- The ruleset that its last hits were made by.
  ADD COLUMN ruleset_version integer,
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  -- The transaction that changed it last: what readers ask to learn what is new.
  ADD COLUMN changed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
-- Those of before call now: their time to respond begins with what can be done about them, not months ago.
UPDATE alarm SET annunciated_at = now(),
  type = CASE kind WHEN 'profile' THEN 'profile-hit' ELSE substring(cause FROM '^system:([^@]+)') END;
ALTER TABLE alarm ALTER COLUMN type SET NOT NULL, ALTER COLUMN annunciated_at SET NOT NULL;
CREATE INDEX alarm_open ON alarm (
  array_position(ARRAY['critical', 'high', 'medium', 'low'], priority), annunciated_at, id) WHERE state <> 'normal';
CREATE INDEX alarm_changed ON alarm (changed_in);
CREATE INDEX alarm_cause ON alarm (cause, id);
DROP INDEX alarm_unacknowledged;
CREATE INDEX alarm_awaiting ON alarm (priority, raised_at)
  WHERE state IN ('unacknowledged', 'returned-unacknowledged', 'latched-unacknowledged');
CREATE INDEX alarm_unshelve ON alarm (unshelve_time) WHERE unshelve_time IS NOT NULL;

CREATE FUNCTION note_alarm_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  NEW.changed_in := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER note_change BEFORE UPDATE ON alarm FOR EACH ROW EXECUTE FUNCTION note_alarm_change();

-- Every transition, and everything else that was done to an alarm, with who, when and why.
ALTER TABLE alarm_event
  ADD COLUMN actor_id text,
  ADD COLUMN actor_name text,
  ADD COLUMN from_state text,
  ADD COLUMN to_state text,
  ADD COLUMN priority text,
  -- It called for an operator: what the figures of the alarm load count.
  ADD COLUMN annunciated boolean NOT NULL DEFAULT false,
  ADD COLUMN comment text,
  ADD COLUMN detail jsonb,
  ALTER COLUMN occurrences SET DEFAULT 0;
UPDATE alarm_event SET annunciated = true WHERE action = 'raised';
CREATE INDEX alarm_event_at ON alarm_event (at);
-- By minute, and what was done beside the many occurrences that only joined.
DROP INDEX alarm_event_alarm;
CREATE INDEX alarm_event_alarm ON alarm_event (alarm_id, at);
CREATE INDEX alarm_event_done ON alarm_event (alarm_id, id) WHERE action <> 'joined';
CREATE INDEX alarm_event_actor ON alarm_event (actor_id, at) WHERE actor_id IS NOT NULL;

-- The declarations behind an alarm, with what they may have in common with others.
CREATE TABLE alarm_member (
  alarm_id bigint NOT NULL,
  received_at timestamptz NOT NULL,
  declaration_no text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  at timestamptz NOT NULL,
  customs_house text NOT NULL,
  profile_code text,
  trader_id text NOT NULL,
  -- HS4 of the goods item that was hit, of the first where it was the whole declaration.
  heading text,
  -- Country of dispatch and house: `CN>2201`.
  route text,
  ruleset_version integer NOT NULL
) PARTITION BY RANGE (received_at);
CREATE INDEX alarm_member_alarm ON alarm_member (alarm_id, at);
CREATE INDEX alarm_member_at ON alarm_member (at);

CREATE OR REPLACE FUNCTION prepare_partitions(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  child text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('tidewaiter.prepare_partitions'));
  FOREACH parent IN ARRAY ARRAY['declaration', 'channel_decision', 'hit', 'control_order', 'alarm_member'] LOOP
    child := parent || '_' || to_char(day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass(child) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', child, parent);
    EXECUTE format(
      'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child,
      to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
  END LOOP;
END $$;

GRANT SELECT ON alarm_event, alarm_member TO tidewaiter_reader;
ALTER TABLE alarm_member ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON alarm_member FOR SELECT TO tidewaiter_reader USING (
  (SELECT sees_nation()) OR customs_house = ANY ((SELECT visible_houses())::text[]));
ALTER TABLE alarm_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON alarm_event FOR SELECT TO tidewaiter_reader USING (
  (SELECT sees_nation()) OR EXISTS (SELECT 1 FROM alarm a WHERE a.id = alarm_event.alarm_id));

-- Down Migration

DROP POLICY scope ON alarm_event;
ALTER TABLE alarm_event DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON alarm_event FROM tidewaiter_reader;
DROP TABLE alarm_member;
CREATE OR REPLACE FUNCTION prepare_partitions(day date) RETURNS void LANGUAGE plpgsql AS $$
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
DROP INDEX alarm_event_done, alarm_event_alarm, alarm_event_actor, alarm_event_at;
CREATE INDEX alarm_event_alarm ON alarm_event (alarm_id, id);
ALTER TABLE alarm_event
  DROP COLUMN actor_id, DROP COLUMN actor_name, DROP COLUMN from_state, DROP COLUMN to_state, DROP COLUMN priority,
  DROP COLUMN annunciated, DROP COLUMN comment, DROP COLUMN detail;
DROP TRIGGER note_change ON alarm;
DROP FUNCTION note_alarm_change();
DROP INDEX alarm_awaiting, alarm_unshelve, alarm_cause, alarm_changed, alarm_open;
CREATE INDEX alarm_unacknowledged ON alarm (priority, raised_at) WHERE state = 'unacknowledged';
-- States that were not known before are the nearest of those that were.
UPDATE alarm SET state = 'acknowledged' WHERE state = 'latched-acknowledged';
UPDATE alarm SET state = 'unacknowledged' WHERE state = 'latched-unacknowledged';
ALTER TABLE alarm
  DROP COLUMN type, DROP COLUMN active_state, DROP COLUMN acked_state, DROP COLUMN latched_state,
  DROP COLUMN unshelve_time, DROP COLUMN suppressed_state, DROP COLUMN out_of_service_state,
  DROP COLUMN annunciation, DROP COLUMN annunciated_at, DROP COLUMN cleared_at, DROP COLUMN acknowledged_by,
  DROP COLUMN acknowledged_at, DROP COLUMN assigned_to, DROP COLUMN assigned_name, DROP COLUMN quarantined_to,
  DROP COLUMN quarantined_name, DROP COLUMN chattering_since, DROP COLUMN escalated, DROP COLUMN detail,
  DROP COLUMN ruleset_version, DROP COLUMN version, DROP COLUMN changed_in;
