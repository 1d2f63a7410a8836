-- Up Migration

-- Decisions by hour (UTC) of their decision and by house, summed up of `flow_bucket`: what is usual is told by them.
CREATE TABLE flow_hour (
  started_at timestamptz NOT NULL,
  customs_house text NOT NULL,
  declarations integer NOT NULL,
  hits integer NOT NULL,
  reds integer NOT NULL,
  PRIMARY KEY (started_at, customs_house)
);
GRANT SELECT ON flow_hour TO tidewaiter_reader;
ALTER TABLE flow_hour ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON flow_hour FOR SELECT TO tidewaiter_reader USING (
  (SELECT sees_nation()) OR customs_house = ANY ((SELECT visible_houses())::text[]));

-- When a house was last heard of.
CREATE INDEX flow_bucket_house ON flow_bucket (customs_house, started_at);
-- What waits at a house and what is past its time, told from the index alone.
CREATE INDEX control_order_open ON control_order (customs_house) INCLUDE (channel, due_at) WHERE state <> 'closed';
-- Alarms that stand, by type, and causes that ended a while ago.
CREATE INDEX alarm_open_type ON alarm (type, id) WHERE state <> 'normal';
CREATE INDEX alarm_cleared ON alarm (cleared_at) WHERE cleared_at IS NOT NULL;

-- Down Migration

DROP INDEX alarm_cleared, alarm_open_type, control_order_open, flow_bucket_house;
DROP TABLE flow_hour;
