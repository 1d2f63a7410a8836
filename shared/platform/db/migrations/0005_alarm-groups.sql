-- Up Migration

-- What the alarms of a flood have in common. How many alarms and occurrences it has follows from its alarms.
CREATE TABLE alarm_group (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dimension text NOT NULL,
  value text COLLATE "C" NOT NULL,
  opened_at timestamptz NOT NULL,
  -- When all its alarms were over.
  closed_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  changed_in xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE UNIQUE INDEX alarm_group_open ON alarm_group (dimension, value) WHERE closed_at IS NULL;
CREATE INDEX alarm_group_changed ON alarm_group (changed_in);
CREATE TRIGGER note_change BEFORE UPDATE ON alarm_group FOR EACH ROW EXECUTE FUNCTION note_alarm_change();

-- An alarm stays in its group for good: what belonged together can be looked up later.
ALTER TABLE alarm ADD COLUMN group_id bigint REFERENCES alarm_group;
CREATE INDEX alarm_group_alarms ON alarm (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX alarm_chattering ON alarm (chattering_since) WHERE chattering_since IS NOT NULL;
-- Annunciations tell whether there is a flood.
CREATE INDEX alarm_event_annunciated ON alarm_event (at) WHERE annunciated;

GRANT SELECT ON alarm_group TO tidewaiter_reader;
ALTER TABLE alarm_group ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON alarm_group FOR SELECT TO tidewaiter_reader USING (
  (SELECT sees_nation()) OR EXISTS (SELECT 1 FROM alarm a WHERE a.group_id = alarm_group.id));

-- Down Migration

DROP INDEX alarm_event_annunciated, alarm_chattering, alarm_group_alarms;
ALTER TABLE alarm DROP COLUMN group_id;
DROP TABLE alarm_group;
