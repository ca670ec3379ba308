SET statement_timeout = 0;
SET application_name = {application};
-- A DO block, because its statements are not in the way of auto_explain. A setting that has its value already is not set,
-- because some may be set by a superuser only; one that this release of PostgreSQL does not know is left out.
DO $session$ BEGIN
    PERFORM set_config(wanted.name, wanted.setting, false)
    FROM (VALUES {settings}) AS wanted (name, setting) JOIN pg_settings AS present USING (name)
    WHERE present.setting <> wanted.setting
        -- Stronger than what is asked for: the standby has applied a commit before it is acknowledged.
        AND NOT (present.name = 'synchronous_commit' AND present.setting = 'remote_apply');
END $session$;
