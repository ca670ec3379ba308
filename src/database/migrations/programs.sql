SELECT locks.objid::bigint AS version,
    locks.pid,
    coalesce(nullif(activity.application_name, ''), 'no name') AS name,
    coalesce(host(activity.client_addr), 'a local socket') AS address
FROM pg_locks AS locks
LEFT JOIN pg_stat_activity AS activity ON activity.pid = locks.pid
WHERE locks.locktype = 'advisory'
    AND locks.classid::bigint = $1
    AND locks.objid::bigint < $2
    -- A lock of two numbers.
    AND locks.objsubid = 2
    AND locks.granted
    AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY version, locks.pid
