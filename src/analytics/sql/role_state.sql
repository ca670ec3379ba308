-- The connection's user, the schema and its owner, and the state of the role.
SELECT me.rolname AS user, me.rolsuper OR me.rolcreaterole AS makes_roles,
    schema_owner.rolname AS owner, coalesce(pg_has_role(schema_owner.oid, 'USAGE'), false) AS is_owner,
    CASE WHEN role.oid IS NOT NULL THEN coalesce(shobj_description(role.oid, 'pg_authid') = $2, false) END AS is_ours,
    coalesce(pg_has_role(role.oid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE'), false) AS ends_sessions,
    current_database() AS database
FROM pg_roles AS me
    LEFT JOIN pg_namespace AS schema ON schema.nspname = 'analytics'
    LEFT JOIN pg_roles AS schema_owner ON schema_owner.oid = schema.nspowner
    LEFT JOIN pg_roles AS role ON role.rolname = $1
WHERE me.rolname = current_user
