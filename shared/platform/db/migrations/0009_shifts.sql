-- Up Migration

-- Named places at a console, each with the kinds of alarms it covers; without any, one position covers them all.
CREATE TABLE console_position (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scope text NOT NULL,
  name text NOT NULL,
  name_zh text NOT NULL DEFAULT '',
  kinds text[] NOT NULL CHECK (cardinality(kinds) > 0),
  -- Kept for the shifts that were held at it.
  removed_at timestamptz
);
CREATE UNIQUE INDEX console_position_name ON console_position (scope, lower(name)) WHERE removed_at IS NULL;

-- Who held which position of a console, from when to when, and how it ended.
CREATE TABLE shift (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scope text NOT NULL,
  position_id bigint REFERENCES console_position,
  state text NOT NULL CHECK (state IN ('held', 'offered', 'handed-over', 'taken-over')),
  person_id text NOT NULL,
  person_name text NOT NULL,
  started_at timestamptz NOT NULL,
  -- The shift that this one follows, whose alarms it took over.
  follows bigint UNIQUE REFERENCES shift,
  offered_to text CHECK (offered_to <> person_id),
  offered_name text,
  ended_at timestamptz CHECK ((ended_at IS NULL) = (state IN ('held', 'offered'))),
  -- Why somebody took it over from a person who had not handed it over.
  taken_reason text CHECK ((taken_reason IS NULL) = (state <> 'taken-over'))
);
CREATE UNIQUE INDEX shift_open ON shift (scope, coalesce(position_id, 0)) WHERE ended_at IS NULL;
CREATE INDEX shift_scope ON shift (scope, id);

-- What one supervisor tells the next. Once signed it is what it is: content, PDF and its hash.
CREATE TABLE shift_report (
  shift_id bigint PRIMARY KEY REFERENCES shift,
  scope text NOT NULL,
  content jsonb NOT NULL,
  prepared_by text NOT NULL,
  prepared_at timestamptz NOT NULL,
  signed_by text CHECK (signed_by <> prepared_by),
  signed_at timestamptz,
  pdf bytea,
  sha256 bytea,
  CHECK (num_nulls(signed_by, signed_at, pdf, sha256) IN (0, 4))
);
-- It is compressed already.
ALTER TABLE shift_report ALTER COLUMN pdf SET STORAGE EXTERNAL;

CREATE FUNCTION refuse_change_of_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.signed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a signed report is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER keep_signed BEFORE UPDATE OR DELETE ON shift_report
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_signed();

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['console_position', 'shift', 'shift_report'] LOOP
    EXECUTE format('GRANT SELECT ON %I TO tidewaiter_reader', name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY scope ON %I FOR SELECT TO tidewaiter_reader USING ((SELECT sees_nation()) OR scope IN ('
      'SELECT ''district:'' || unnest(visible_districts()) UNION ALL '
      'SELECT ''house:'' || unnest(visible_houses())))', name);
  END LOOP;
END $$;

-- What the load of a period is told from says its priority itself.
UPDATE alarm_event e SET priority = a.priority FROM alarm a WHERE a.id = e.alarm_id AND e.priority IS NULL;
ALTER TABLE alarm_event ADD CONSTRAINT alarm_event_priority CHECK (priority IS NOT NULL OR NOT annunciated);
CREATE INDEX alarm_event_calls ON alarm_event (at) INCLUDE (alarm_id, priority) WHERE annunciated;
CREATE INDEX alarm_event_hidings ON alarm_event (at)
  WHERE action IN ('timed-shelve', 'suppress', 'remove-from-service', 'quarantine');
-- When alarms were over.
CREATE INDEX alarm_event_over ON alarm_event (at) INCLUDE (alarm_id) WHERE to_state = 'normal';
CREATE INDEX alarm_raised ON alarm (raised_at);

-- Down Migration

ALTER TABLE alarm_event DROP CONSTRAINT alarm_event_priority;
DROP INDEX alarm_raised, alarm_event_over, alarm_event_hidings, alarm_event_calls;
DROP TABLE shift_report, shift, console_position;
DROP FUNCTION refuse_change_of_signed();
