-- Up Migration

-- A shift whose time is over goes, and those that followed it stay.
ALTER TABLE shift DROP CONSTRAINT shift_follows_fkey;
ALTER TABLE shift ADD CONSTRAINT shift_follows_fkey FOREIGN KEY (follows) REFERENCES shift ON DELETE SET NULL;

-- What is signed is never changed, and deleted by retention alone.
CREATE OR REPLACE FUNCTION refuse_change_of_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('tidewaiter.retention', true) = 'on' THEN RETURN OLD; END IF;
  IF OLD.signed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a signed report is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;

-- Down Migration

CREATE OR REPLACE FUNCTION refuse_change_of_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.signed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a signed report is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
ALTER TABLE shift DROP CONSTRAINT shift_follows_fkey;
ALTER TABLE shift ADD CONSTRAINT shift_follows_fkey FOREIGN KEY (follows) REFERENCES shift;
