-- Up Migration

-- Which steps are taken for alarms that nobody acknowledges; a place without a policy has that of the next one around.
CREATE TABLE escalation_policy (
  scope text PRIMARY KEY,
  -- Null: the place has none of its own any more.
  policy jsonb,
  revision integer NOT NULL DEFAULT 1,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);

-- Who is on duty when, at a place.
CREATE TABLE shift_calendar (
  scope text PRIMARY KEY,
  calendar jsonb,
  revision integer NOT NULL DEFAULT 1,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);

-- Steps taken. The key keeps any step of one call from being taken twice.
CREATE TABLE alarm_escalation (
  alarm_id bigint NOT NULL REFERENCES alarm (id) ON DELETE CASCADE,
  annunciation integer NOT NULL,
  step integer NOT NULL,
  at timestamptz NOT NULL,
  -- Whom the step asks for, and who was told.
  target jsonb NOT NULL,
  recipients jsonb NOT NULL,
  PRIMARY KEY (alarm_id, annunciation, step)
);

-- Mails to be sent, written in the transaction of what they tell. Their id is that of the message.
CREATE TABLE mail_delivery (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person_id text NOT NULL,
  to_address text NOT NULL,
  to_name text NOT NULL,
  language text NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz,
  -- No further attempt is made.
  given_up_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  last_attempt_at timestamptz,
  last_error text
);
CREATE INDEX mail_delivery_open ON mail_delivery (next_attempt_at)
  WHERE delivered_at IS NULL AND given_up_at IS NULL;
CREATE INDEX mail_delivery_created ON mail_delivery (created_at);

-- A call that is new begins with the first step again, whoever made it.
CREATE FUNCTION begin_escalation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.escalated := 0;
  RETURN NEW;
END $$;
CREATE TRIGGER begin_escalation BEFORE UPDATE OF annunciation ON alarm FOR EACH ROW
  WHEN (NEW.annunciation IS DISTINCT FROM OLD.annunciation) EXECUTE FUNCTION begin_escalation();
CREATE INDEX alarm_waiting ON alarm (annunciated_at)
  WHERE state IN ('unacknowledged', 'returned-unacknowledged', 'latched-unacknowledged');

-- Webhooks are told of the access log or of alarms.
ALTER TABLE webhook_delivery
  ALTER COLUMN event_id DROP NOT NULL,
  ADD COLUMN alarm_event_id bigint,
  ADD CONSTRAINT webhook_delivery_of_one CHECK (num_nonnulls(event_id, alarm_event_id) = 1),
  ADD CONSTRAINT webhook_delivery_alarm_event UNIQUE (webhook_id, alarm_event_id);

-- In the transaction of the event, so that none is lost and none is told of what was rolled back.
CREATE FUNCTION tell_webhooks_of_alarms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM webhook WHERE enabled AND actions && ARRAY['alarm.raised', 'alarm.escalated']) THEN
    RETURN NULL;
  END IF;
  INSERT INTO webhook_delivery (webhook_id, alarm_event_id)
  SELECT w.id, e.id
  FROM written e
  JOIN alarm a ON a.id = e.alarm_id
  JOIN webhook w ON w.enabled AND (
    ('alarm.raised' = ANY (w.actions) AND e.annunciated AND coalesce(e.priority, a.priority) IN ('critical', 'high'))
    OR ('alarm.escalated' = ANY (w.actions) AND e.action = 'escalated' AND e.detail -> 'to' ? 'webhook'))
  FOR KEY SHARE OF w;
  RETURN NULL;
END $$;
CREATE TRIGGER tell_webhooks AFTER INSERT ON alarm_event REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION tell_webhooks_of_alarms();

GRANT SELECT ON escalation_policy, shift_calendar, alarm_escalation TO tidewaiter_reader;
ALTER TABLE shift_calendar ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON shift_calendar FOR SELECT TO tidewaiter_reader USING (
  (SELECT sees_nation())
  OR scope IN (SELECT 'district:' || unnest(visible_districts()) UNION ALL SELECT 'house:' || unnest(visible_houses())));
-- What applies at a place: its own, and that of the places around it.
ALTER TABLE escalation_policy ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON escalation_policy FOR SELECT TO tidewaiter_reader USING (
  (SELECT sees_nation()) OR scope = 'national'
  OR scope IN (SELECT 'district:' || unnest(visible_districts() || districts_around())
    UNION ALL SELECT 'house:' || unnest(visible_houses())));
ALTER TABLE alarm_escalation ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON alarm_escalation FOR SELECT TO tidewaiter_reader USING (
  (SELECT sees_nation()) OR EXISTS (SELECT 1 FROM alarm a WHERE a.id = alarm_escalation.alarm_id));

-- Down Migration

DROP TRIGGER tell_webhooks ON alarm_event;
DROP FUNCTION tell_webhooks_of_alarms();
DELETE FROM webhook_delivery WHERE event_id IS NULL;
ALTER TABLE webhook_delivery
  DROP CONSTRAINT webhook_delivery_alarm_event,
  DROP CONSTRAINT webhook_delivery_of_one,
  DROP COLUMN alarm_event_id,
  ALTER COLUMN event_id SET NOT NULL;
UPDATE webhook SET actions = array_remove(array_remove(actions, 'alarm.raised'), 'alarm.escalated');
DROP INDEX alarm_waiting;
DROP TRIGGER begin_escalation ON alarm;
DROP FUNCTION begin_escalation();
DROP TABLE mail_delivery, alarm_escalation, shift_calendar, escalation_policy;
