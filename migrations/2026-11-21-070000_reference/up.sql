-- Which state clinicians, departments and organisations are in, so that a server can keep them and know, by one small row, whether
-- they are still what it has read.

-- The state has a name that no other state ever has, nor had: after a restored backup, a count could come again.
CREATE TABLE reference_version (
    is_only boolean PRIMARY KEY DEFAULT true CONSTRAINT reference_version_only CHECK (is_only),
    version uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO reference_version DEFAULT VALUES;

-- Names the state anew, once in each transaction.
--
-- It goes by the schema of the table that was written to, and finds nothing by the search path, which is the writer's own.
CREATE FUNCTION reference_changed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Undone along with a savepoint, as the new name is.
    IF current_setting('panda.reference_changed', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        EXECUTE format('UPDATE %I.reference_version SET version = gen_random_uuid()', TG_TABLE_SCHEMA);
        PERFORM set_config('panda.reference_changed', pg_current_xact_id()::text, true);
    END IF;
    RETURN NULL;
END
$$;

-- All who write want the same row, so each takes it last of all, when it commits: nobody waits behind a long import, nor for whoever
-- waits for him. A statement that takes a whole table away cannot wait for the end, but has the table to itself.
--
-- Always, even for those who switch triggers off by being a replica.
CREATE CONSTRAINT TRIGGER reference_written AFTER INSERT OR DELETE ON clinicians DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION reference_changed();
CREATE CONSTRAINT TRIGGER reference_updated AFTER UPDATE ON clinicians DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION reference_changed();
CREATE TRIGGER reference_truncated AFTER TRUNCATE ON clinicians
    FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
ALTER TABLE clinicians ENABLE ALWAYS TRIGGER reference_written, ENABLE ALWAYS TRIGGER reference_updated,
    ENABLE ALWAYS TRIGGER reference_truncated;

CREATE CONSTRAINT TRIGGER reference_written AFTER INSERT OR DELETE ON departments DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION reference_changed();
CREATE CONSTRAINT TRIGGER reference_updated AFTER UPDATE ON departments DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION reference_changed();
CREATE TRIGGER reference_truncated AFTER TRUNCATE ON departments
    FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
ALTER TABLE departments ENABLE ALWAYS TRIGGER reference_written, ENABLE ALWAYS TRIGGER reference_updated,
    ENABLE ALWAYS TRIGGER reference_truncated;

CREATE CONSTRAINT TRIGGER reference_written AFTER INSERT OR DELETE ON organisations DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION reference_changed();
CREATE CONSTRAINT TRIGGER reference_updated AFTER UPDATE ON organisations DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION reference_changed();
CREATE TRIGGER reference_truncated AFTER TRUNCATE ON organisations
    FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
ALTER TABLE organisations ENABLE ALWAYS TRIGGER reference_written, ENABLE ALWAYS TRIGGER reference_updated,
    ENABLE ALWAYS TRIGGER reference_truncated;
