-- Up Migration

-- When an order was made and until when it is to be answered; those of before get their time from now on.
ALTER TABLE control_order
  ADD COLUMN ordered_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN due_at timestamptz NOT NULL DEFAULT now() + interval '24 hours',
  -- [{id, name}], at most two.
  ADD COLUMN officers jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN two_officers boolean NOT NULL DEFAULT false,
  -- What became of the goods; null before that, and where nobody said.
  ADD COLUMN disposition text CHECK (disposition IN ('released', 'held')),
  -- State of the newest request for a deviation.
  ADD COLUMN deviation text CHECK (deviation IN ('requested', 'approved', 'refused', 'lapsed')),
  ADD COLUMN revision integer NOT NULL DEFAULT 0,
  ADD COLUMN started_at timestamptz,
  ADD COLUMN closed_at timestamptz,
  DROP CONSTRAINT control_order_state_check,
  ADD CONSTRAINT control_order_state_check CHECK (state IN ('open', 'assigned', 'in-progress', 'closed'));
UPDATE control_order SET ordered_at = received_at, closed_at = CASE state WHEN 'closed' THEN now() END;
-- A house's queue; those past their time are told from the index alone.
CREATE INDEX control_order_queue ON control_order (customs_house, score DESC, ordered_at)
  INCLUDE (due_at, state, deviation) WHERE state <> 'closed';
CREATE INDEX control_order_closed ON control_order (customs_house, closed_at) WHERE state = 'closed';
CREATE INDEX control_order_held ON control_order (customs_house, closed_at) WHERE disposition = 'held';

-- Append-only: everything that was done to an order, by whom, when and why.
CREATE TABLE order_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  made_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
  received_at timestamptz NOT NULL,
  declaration_no text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  customs_house text NOT NULL,
  -- Null where a rule or a change of channel did it.
  actor_id text,
  actor_name text,
  action text NOT NULL,
  from_state text,
  to_state text,
  reason text,
  detail jsonb
);
CREATE INDEX order_event_order ON order_event (declaration_no, version, id);
CREATE INDEX order_event_received_at ON order_event (received_at);
CREATE INDEX order_event_actor ON order_event (actor_id, at) WHERE actor_id IS NOT NULL;

-- Photographs and documents, each content once, whatever refers to it.
CREATE TABLE attachment_content (
  sha256 bytea PRIMARY KEY,
  bytes bytea NOT NULL
);
-- They are compressed already.
ALTER TABLE attachment_content ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE TABLE order_attachment (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  received_at timestamptz NOT NULL,
  declaration_no text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  customs_house text NOT NULL,
  sha256 bytea NOT NULL REFERENCES attachment_content,
  name text NOT NULL,
  -- As the bytes say, never as the sender does.
  type text NOT NULL,
  size integer NOT NULL,
  item_no integer,
  actor_id text NOT NULL,
  actor_name text NOT NULL
);
CREATE UNIQUE INDEX order_attachment_order ON order_attachment (declaration_no, version, sha256);
CREATE INDEX order_attachment_content ON order_attachment (sha256);
CREATE INDEX order_attachment_received_at ON order_attachment (received_at);

-- What an officer wants to do otherwise than ordered, and what a supervisor said to it.
CREATE TABLE order_deviation (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at timestamptz NOT NULL,
  declaration_no text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  customs_house text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('skip', 'partial', 'documents-only', 'other-item')),
  reason text NOT NULL,
  -- Profiles that acted, for what their orders come to.
  profiles text[] NOT NULL,
  asked_by text NOT NULL,
  asked_name text NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  state text NOT NULL CHECK (state IN ('requested', 'approved', 'refused', 'lapsed')),
  decided_by text CHECK (decided_by <> asked_by),
  decided_name text,
  decided_at timestamptz,
  comment text
);
CREATE UNIQUE INDEX order_deviation_requested ON order_deviation (declaration_no, version)
  WHERE state = 'requested';
CREATE INDEX order_deviation_order ON order_deviation (declaration_no, version, id);
CREATE INDEX order_deviation_asked_at ON order_deviation (asked_at);
CREATE INDEX order_deviation_received_at ON order_deviation (received_at);

-- How far the check behind a finding went, as far as it is told, and what else was said.
ALTER TABLE finding
  ADD COLUMN extent text CHECK (extent IN ('documents', 'partial', 'full')),
  ADD COLUMN note text,
  ADD COLUMN recorded_name text;
COMMENT ON COLUMN finding.discrepancies IS
  '[{kind, itemNo?, declaredValue?, foundValue?, dutyDifference?, note?, seizure?}], empty where all conforms';

-- A trader's record: what was inspected beside what was found wrong.
CREATE INDEX finding_inspected ON finding (trader_id, found_at);

-- Goods taken, one row a seizure, with what the seizure report asks by.
CREATE TABLE seizure (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  finding_id bigint NOT NULL REFERENCES finding,
  received_at timestamptz NOT NULL,
  declaration_no text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  customs_house text NOT NULL,
  found_at timestamptz NOT NULL,
  kind text NOT NULL,
  item_no integer,
  hs_code text,
  goods text NOT NULL,
  quantity double precision NOT NULL CHECK (quantity > 0),
  unit text NOT NULL,
  value double precision,
  currency text CHECK ((currency IS NULL) = (value IS NULL)),
  duty_difference double precision,
  duty_currency text,
  country_of_dispatch text,
  profiles text[] NOT NULL
);
CREATE INDEX seizure_found_at ON seizure (found_at);
CREATE INDEX seizure_finding ON seizure (finding_id);
CREATE INDEX seizure_received_at ON seizure (received_at);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['order_event', 'order_attachment', 'order_deviation', 'seizure'] LOOP
    EXECUTE format('GRANT SELECT ON %I TO tidewaiter_reader', name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY scope ON %I FOR SELECT TO tidewaiter_reader USING ('
      '(SELECT sees_nation()) OR customs_house = ANY ((SELECT visible_houses())::text[]))', name);
  END LOOP;
END $$;
-- A content is seen by who sees an attachment that refers to it.
GRANT SELECT ON attachment_content TO tidewaiter_reader;
ALTER TABLE attachment_content ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON attachment_content FOR SELECT TO tidewaiter_reader USING (
  EXISTS (SELECT FROM order_attachment a WHERE a.sha256 = attachment_content.sha256));

-- Down Migration

DROP POLICY scope ON attachment_content;
DROP TABLE seizure, order_deviation, order_attachment, attachment_content, order_event;
DROP INDEX finding_inspected;
ALTER TABLE finding DROP COLUMN extent, DROP COLUMN note, DROP COLUMN recorded_name;
DROP INDEX control_order_held, control_order_closed, control_order_queue;
-- Who has begun has it in hand.
UPDATE control_order SET state = 'assigned' WHERE state = 'in-progress';
ALTER TABLE control_order
  DROP COLUMN ordered_at, DROP COLUMN due_at, DROP COLUMN officers, DROP COLUMN two_officers,
  DROP COLUMN disposition, DROP COLUMN deviation, DROP COLUMN revision, DROP COLUMN started_at,
  DROP COLUMN closed_at,
  DROP CONSTRAINT control_order_state_check,
  ADD CONSTRAINT control_order_state_check CHECK (state IN ('open', 'assigned', 'closed'));
