SELECT DISTINCT blocker.pid,
    coalesce(nullif(activity.application_name, ''), 'unknown') AS application,
    coalesce(activity.usename::text, 'unknown') AS name,
    -- Without the role pg_read_all_stats, the state of other users' sessions is hidden.
    coalesce(activity.state, 'unknown') AS state
FROM unnest($1) AS own (pid)
    CROSS JOIN LATERAL unnest(pg_blocking_pids(own.pid)) AS blocker (pid)
    LEFT JOIN pg_stat_activity AS activity ON activity.pid = blocker.pid
WHERE blocker.pid <> ALL ($1)
ORDER BY blocker.pid
