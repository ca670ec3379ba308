SET LOCAL statement_timeout = 0;
DO $session$ BEGIN
    PERFORM set_config('panda.session', concat_ws(' ', pg_backend_pid(), source = 'client' AND starts_with(setting, '{nonce}')), true)
    FROM pg_settings WHERE name = 'application_name';
END $session$;
SHOW panda.session;
