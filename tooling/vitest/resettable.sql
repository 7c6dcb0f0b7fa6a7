-- Makes the migrated database of the tests one that can be used again: its rows can be put back as the migrations left them, and it is
-- on record whether anything else of it was changed.

CREATE SCHEMA portal_test;

CREATE TABLE portal_test.altered (command text NOT NULL);

CREATE FUNCTION portal_test.note_altered() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO portal_test.altered VALUES (TG_TAG);
END $$;

CREATE VIEW portal_test.tables AS
SELECT c.oid, c.relname AS name, c.oid::regclass AS place,
  (SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute AS a
   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
FROM pg_class AS c WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'graphile_worker'::regnamespace);

DO $$
DECLARE
  one record;
  is_filled boolean;
BEGIN
  FOR one IN SELECT * FROM portal_test.tables LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one.place) INTO is_filled;
    IF is_filled THEN
      EXECUTE format('CREATE TABLE portal_test.%I AS SELECT %s FROM %s', 'first ' || one.oid, one.columns, one.place);
    END IF;
  END LOOP;
END $$;

-- Nobody else may be connected. Not by TRUNCATE: many small tables are emptied faster one row at a time.
CREATE FUNCTION portal_test.put_back() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT * FROM portal_test.tables WHERE pg_relation_size(oid) > 0 LOOP
    EXECUTE format('DELETE FROM %s', one.place);
    IF to_regclass(format('portal_test.%I', 'first ' || one.oid)) IS NOT NULL THEN
      EXECUTE format(
        'INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT * FROM portal_test.%I', one.place, one.columns, 'first ' || one.oid);
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION portal_test.is_as_migrated() RETURNS boolean LANGUAGE sql AS $$
  SELECT NOT EXISTS (SELECT FROM portal_test.altered) AND NOT EXISTS (
    SELECT FROM pg_db_role_setting AS s JOIN pg_database AS d ON d.oid = s.setdatabase WHERE d.datname = current_database())
$$;

CREATE EVENT TRIGGER portal_test_note_altered ON ddl_command_end EXECUTE FUNCTION portal_test.note_altered();
