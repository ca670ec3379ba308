SET statement_timeout = 0;
SET application_name = {application};
-- A DO block, because its statements do not fill the log of auto_explain. It skips settings that already have their
-- value, because only a superuser may set some of them. It also skips settings that this PostgreSQL release lacks.
DO $session$ BEGIN
    PERFORM set_config(wanted.name, wanted.setting, false)
    FROM (VALUES {settings}) AS wanted (name, setting) JOIN pg_settings AS present USING (name)
    WHERE present.setting <> wanted.setting
        -- Keep the stronger setting: the standby has applied a commit before it is acknowledged.
        AND NOT (present.name = 'synchronous_commit' AND present.setting = 'remote_apply');
END $session$;
