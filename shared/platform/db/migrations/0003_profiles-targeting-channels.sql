-- Up Migration

-- What a ruleset is made of: profiles, reference lists and the one channel policy (code `policy`).
CREATE TABLE ruleset_part (
  kind text NOT NULL CHECK (kind IN ('profile', 'list', 'policy')),
  code text COLLATE "C" NOT NULL,
  level text NOT NULL CHECK (level IN ('national', 'district', 'house')),
  -- Code of the district or customs house; null for the nation.
  scope text CHECK ((level = 'national') = (scope IS NULL)),
  PRIMARY KEY (kind, code)
);

-- Versions of the parts. The content of one that has left its draft never changes again.
CREATE TABLE ruleset_part_version (
  kind text NOT NULL,
  code text COLLATE "C" NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  state text NOT NULL CHECK (state IN ('draft', 'in-review', 'shadow', 'active', 'suspended', 'retired')),
  content jsonb NOT NULL,
  -- How it is in force, or was: status, canary, guard. Null before its first approval.
  release jsonb,
  author_id text NOT NULL,
  author_name text NOT NULL,
  -- Everyone who wrote on it: none of them approves it.
  writers text[] NOT NULL,
  -- Reference lists that its conditions name.
  lists jsonb NOT NULL GENERATED ALWAYS AS (CASE kind WHEN 'list' THEN '[]'::jsonb ELSE jsonb_path_query_array(
    content, '$.** ? (@.op == "inList" || @.op == "notInList").value') END) STORED,
  -- Counts its changes: who changes it names the one they have read.
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, code, version),
  FOREIGN KEY (kind, code) REFERENCES ruleset_part
);
CREATE INDEX ruleset_part_version_lists ON ruleset_part_version USING gin (lists) WHERE state <> 'retired';
CREATE INDEX ruleset_part_version_state ON ruleset_part_version (kind, state);
-- One version at a time is being written or reviewed, and one is in force.
CREATE UNIQUE INDEX ruleset_part_version_open ON ruleset_part_version (kind, code)
  WHERE state IN ('draft', 'in-review');
CREATE UNIQUE INDEX ruleset_part_version_in_force ON ruleset_part_version (kind, code)
  WHERE state IN ('shadow', 'active');

CREATE FUNCTION keep_part_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND NEW.content IS DISTINCT FROM OLD.content THEN
    RAISE EXCEPTION 'version % of % % is immutable', OLD.version, OLD.kind, OLD.code;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_content BEFORE UPDATE ON ruleset_part_version
  FOR EACH ROW EXECUTE FUNCTION keep_part_content();

-- Append-only: every step of every version, with who, when and why.
CREATE TABLE ruleset_part_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  kind text NOT NULL,
  code text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  step text NOT NULL,
  from_state text,
  to_state text NOT NULL,
  -- Null where a rule did it: a guard.
  actor_id text,
  actor_name text NOT NULL,
  reason text NOT NULL,
  release jsonb,
  -- The ruleset that the step put in force; null where it changed none.
  ruleset_version integer REFERENCES ruleset_version,
  FOREIGN KEY (kind, code, version) REFERENCES ruleset_part_version
);
CREATE INDEX ruleset_part_event_part ON ruleset_part_event (kind, code, id);

-- A ruleset is the members of its version: those from it or an earlier one, to a later one or none.
ALTER TABLE ruleset_version ALTER COLUMN document DROP NOT NULL;
COMMENT ON COLUMN ruleset_version.document IS 'The whole ruleset, in versions made before parts were kept apart.';
CREATE TABLE ruleset_member (
  kind text NOT NULL,
  code text COLLATE "C" NOT NULL,
  part_version integer NOT NULL,
  release jsonb NOT NULL,
  from_ruleset integer NOT NULL REFERENCES ruleset_version,
  to_ruleset integer REFERENCES ruleset_version CHECK (to_ruleset > from_ruleset),
  PRIMARY KEY (kind, code, from_ruleset),
  FOREIGN KEY (kind, code, part_version) REFERENCES ruleset_part_version
);
CREATE UNIQUE INDEX ruleset_member_in_force ON ruleset_member (kind, code) WHERE to_ruleset IS NULL;
CREATE INDEX ruleset_member_from ON ruleset_member (from_ruleset);
CREATE INDEX ruleset_member_to ON ruleset_member (to_ruleset);

-- A whole ruleset file handed in: its changed parts are reviewed and come into force together.
CREATE TABLE ruleset_import (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  author_id text NOT NULL,
  author_name text NOT NULL,
  note text NOT NULL,
  state text NOT NULL CHECK (state IN ('in-review', 'in-force', 'returned')),
  -- What it changes: [{kind, code, version, change, release}], change one of added, changed, retired.
  changes jsonb NOT NULL,
  -- The ruleset in force that it was compared with.
  base integer NOT NULL,
  decided_by text,
  decided_at timestamptz,
  ruleset_version integer REFERENCES ruleset_version
);
-- Versions that came with a file are decided on together.
ALTER TABLE ruleset_part_version ADD COLUMN import_id bigint REFERENCES ruleset_import;

-- Published with the day, so that a salt shown later is known to be the one the draws were made with.
ALTER TABLE draw_salt ADD COLUMN commitment bytea NOT NULL GENERATED ALWAYS AS (sha256(salt)) STORED;

-- Why a hit is one: the predicates that held with the facts they saw, and the goods item where one was in hand.
ALTER TABLE hit ADD COLUMN because json NOT NULL DEFAULT '[]';
-- Whether its declaration is red and would not be without this hit.
ALTER TABLE hit ADD COLUMN decisive boolean NOT NULL DEFAULT false;
-- When it was decided, which may be long after it was received; null for hits of before profiles had guards.
ALTER TABLE hit ADD COLUMN decided_at timestamptz;
CREATE INDEX hit_profile ON hit (profile_code, decided_at);
CREATE INDEX hit_decisive ON hit (profile_code, decided_at) WHERE decisive;

-- A trader has the credit class that the administration gave it, or none; it may have one before it is first seen.
CREATE TABLE trader_class (
  trader_id text PRIMARY KEY,
  credit_class text NOT NULL,
  set_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON trader_class TO tidewaiter_reader;
ALTER TABLE trader DROP COLUMN credit_class;

-- What an inspection found. `hits` names the profiles that acted, for their performance.
CREATE TABLE finding (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  declaration_no text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  received_at timestamptz NOT NULL,
  customs_house text NOT NULL,
  trader_id text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('red', 'orange', 'green')),
  -- Drawn at random, whatever else spoke for it: the measure of the rest.
  drawn boolean NOT NULL,
  hits text[] NOT NULL,
  found_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL,
  result text NOT NULL CHECK (result IN ('conform', 'discrepancy')),
  -- [{kind, itemNo?, dutyDifference?}], empty where all conforms.
  discrepancies jsonb NOT NULL,
  UNIQUE (declaration_no, version)
);
CREATE INDEX finding_trader ON finding (trader_id, found_at) WHERE result = 'discrepancy';
CREATE INDEX finding_found_at ON finding (found_at);
CREATE INDEX finding_hits ON finding USING gin (hits);

-- What profiles did, by UTC day of the decision and by house. Inspections and discrepancies come with the findings.
CREATE TABLE profile_flow (
  day date NOT NULL,
  profile_code text COLLATE "C" NOT NULL,
  profile_version integer NOT NULL,
  customs_house text NOT NULL,
  hits integer NOT NULL DEFAULT 0,
  shadow_hits integer NOT NULL DEFAULT 0,
  -- Declarations hit that went to red, and those of them that would not have without the profile.
  reds integer NOT NULL DEFAULT 0,
  extra_reds integer NOT NULL DEFAULT 0,
  last_hit_at timestamptz NOT NULL,
  PRIMARY KEY (day, profile_code, profile_version, customs_house)
) WITH (fillfactor = 60);
CREATE INDEX profile_flow_profile ON profile_flow (profile_code, day);

-- Median unit price by HS6 and origin, in each currency; renewed as a whole.
CREATE TABLE price_reference (
  hs6 text COLLATE "C" NOT NULL,
  origin text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  median double precision NOT NULL CHECK (median > 0),
  goods_items integer NOT NULL,
  computed_at timestamptz NOT NULL,
  PRIMARY KEY (hs6, origin, currency)
);

-- The capacity regulator of each house: what the next discretionary red is measured by. The state is small and changes
-- with every red, the history of earlier days changes once an hour; null before the first red.
CREATE TABLE regulator (
  customs_house text COLLATE "C" PRIMARY KEY,
  state json,
  history json,
  changed_at timestamptz NOT NULL
) WITH (fillfactor = 50);
-- The hour's figure counts where it is stated, else the day's; 0 and 0: not stated, nothing is regulated.
ALTER TABLE customs_house ADD COLUMN inspections_per_hour integer NOT NULL DEFAULT 0
  CHECK (inspections_per_hour >= 0);

-- Re-routing by people: the decision stays as it was made, the channel that counts stands beside it.
ALTER TABLE channel_decision ADD COLUMN rerouted_to text CHECK (rerouted_to IN ('red', 'orange', 'green'));
CREATE TABLE channel_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  declaration_no text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  received_at timestamptz NOT NULL,
  customs_house text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_id text NOT NULL,
  actor_name text NOT NULL,
  from_channel text NOT NULL,
  to_channel text NOT NULL,
  reason text NOT NULL
);
CREATE INDEX channel_change_declaration ON channel_change (declaration_no, version, id);

-- The columnar archive: files that hold the declarations of whole batches, each batch in one file or in none.
CREATE TABLE archive_chunk (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- UTC day of acceptance of all that is in it.
  day date NOT NULL,
  file text NOT NULL UNIQUE,
  declarations integer NOT NULL,
  goods_items integer NOT NULL,
  bytes bigint NOT NULL,
  -- Declarations by customs house and channel before regulation: {"2201": [green, orange, red]}.
  summary jsonb NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX archive_chunk_day ON archive_chunk (day);
-- Chunk it was first written in; chunks of a day are merged later.
ALTER TABLE intake_batch ADD COLUMN archived_in bigint;
CREATE INDEX intake_batch_unarchived ON intake_batch (received_at)
  WHERE assessed_at IS NOT NULL AND archived_in IS NULL AND kind = 'declarations';
-- Batches are how the archive knows what it lacks: those deleted before there was one are entered again.
INSERT INTO intake_batch (id, kind, received_at, declaration_count, assessed_at) OVERRIDING SYSTEM VALUE
  SELECT batch_id, 'declarations', received_at, count(*), received_at FROM declaration d
  WHERE NOT EXISTS (SELECT FROM intake_batch b WHERE b.id = d.batch_id) GROUP BY batch_id, received_at;

-- The second wall, for what belongs to a customs house; a part of the ruleset is seen where it applies.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['finding', 'profile_flow', 'regulator', 'channel_change'] LOOP
    EXECUTE format('GRANT SELECT ON %I TO tidewaiter_reader', name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY scope ON %I FOR SELECT TO tidewaiter_reader USING ('
      '(SELECT sees_nation()) OR customs_house = ANY ((SELECT visible_houses())::text[]))', name);
  END LOOP;
END $$;

-- Districts whose profiles apply at the places seen: their own, and that of each house.
CREATE FUNCTION districts_around() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT coalesce(array_agg(DISTINCT district), '{}') FROM customs_house WHERE code = ANY (visible_houses()) $$;
GRANT SELECT ON ruleset_part, ruleset_part_version, ruleset_part_event, ruleset_member, price_reference
  TO tidewaiter_reader;
ALTER TABLE ruleset_part ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON ruleset_part FOR SELECT TO tidewaiter_reader USING (
  (SELECT sees_nation())
  OR level = 'national'
  OR (level = 'district' AND scope = ANY ((SELECT visible_districts() || districts_around())::text[]))
  OR (level = 'house' AND scope = ANY ((SELECT visible_houses())::text[])));
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ruleset_part_version', 'ruleset_part_event', 'ruleset_member'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY scope ON %I FOR SELECT TO tidewaiter_reader USING (EXISTS ('
      'SELECT 1 FROM ruleset_part p WHERE p.kind = %I.kind AND p.code = %I.code))', name, name, name);
  END LOOP;
END $$;

-- The ruleset in force becomes parts: the same content under a new ruleset version, whose members they are.
DO $$
DECLARE
  held jsonb;
  version_now integer;
BEGIN
  SELECT document INTO held FROM ruleset_version ORDER BY version DESC LIMIT 1;
  IF held IS NULL THEN RETURN; END IF;
  INSERT INTO ruleset_version (note) VALUES ('the same ruleset, kept in parts') RETURNING version INTO version_now;

  INSERT INTO ruleset_part (kind, code, level, scope)
    SELECT 'profile', p ->> 'code', p ->> 'level', p ->> 'scope' FROM jsonb_array_elements(held -> 'profiles') p
    UNION ALL SELECT 'list', l ->> 'name', 'national', NULL FROM jsonb_array_elements(held -> 'lists') l
    UNION ALL SELECT 'policy', 'policy', 'national', NULL;
  INSERT INTO ruleset_part_version
      (kind, code, version, state, content, release, author_id, author_name, writers)
    SELECT 'profile', p ->> 'code', (p ->> 'version')::integer, p ->> 'status',
           p - ARRAY['code', 'version', 'level', 'scope', 'status'], jsonb_build_object('status', p ->> 'status'),
           'migration', 'Tidewaiter', '{}'
      FROM jsonb_array_elements(held -> 'profiles') p
    UNION ALL
    SELECT 'list', l ->> 'name', 1, 'active', jsonb_build_object('entries', l -> 'entries'),
           '{"status": "active"}', 'migration', 'Tidewaiter', '{}'
      FROM jsonb_array_elements(held -> 'lists') l
    UNION ALL
    SELECT 'policy', 'policy', 1, 'active', held -> 'policy', '{"status": "active"}', 'migration', 'Tidewaiter', '{}';
  INSERT INTO ruleset_member (kind, code, part_version, release, from_ruleset)
    SELECT kind, code, version, release, version_now FROM ruleset_part_version;
  INSERT INTO ruleset_part_event
      (kind, code, version, step, to_state, actor_name, reason, release, ruleset_version)
    SELECT kind, code, version, 'load', state, 'Tidewaiter', 'kept in parts from here on', release, version_now
    FROM ruleset_part_version;
END $$;

-- Down Migration

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'finding', 'profile_flow', 'regulator', 'channel_change',
    'ruleset_part', 'ruleset_part_version', 'ruleset_part_event', 'ruleset_member'
  ] LOOP
    EXECUTE format('DROP POLICY scope ON %I', name);
  END LOOP;
END $$;
DROP FUNCTION districts_around();
ALTER TABLE customs_house DROP COLUMN inspections_per_hour;
DROP INDEX intake_batch_unarchived;
ALTER TABLE intake_batch DROP COLUMN archived_in;
ALTER TABLE channel_decision DROP COLUMN rerouted_to;
ALTER TABLE trader ADD COLUMN credit_class text NOT NULL DEFAULT 'regular';
DROP TABLE trader_class;
DROP INDEX hit_decisive, hit_profile;
ALTER TABLE hit DROP COLUMN decided_at;
ALTER TABLE hit DROP COLUMN decisive;
ALTER TABLE hit DROP COLUMN because;
ALTER TABLE draw_salt DROP COLUMN commitment;
DROP TABLE archive_chunk, channel_change, regulator, price_reference, profile_flow, finding, ruleset_member,
  ruleset_part_event, ruleset_part_version, ruleset_import, ruleset_part;
DROP FUNCTION keep_part_content();
-- Versions made of parts cannot be told in a document any more.
DELETE FROM ruleset_version WHERE document IS NULL;
ALTER TABLE ruleset_version ALTER COLUMN document SET NOT NULL;
