-- The excess privileges of a role, beyond reading the schema analytics, as the statements that revoke them;
-- and missing privileges, as the statements that grant them. Objects of extensions are exempt.
WITH role AS (SELECT format('%I', rolname) AS name, pg_roles.* FROM pg_roles WHERE rolname = $1),
schema AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(temp|toast)'
),
extended AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e')
SELECT format('ALTER ROLE %s NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', role.name)
FROM role WHERE rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls
UNION ALL
SELECT format('REVOKE %I FROM %s', pg_get_userbyid(roleid), role.name) FROM role JOIN pg_auth_members ON member = role.oid
UNION ALL
SELECT format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC, %s', nspname, role.name)
FROM role, schema WHERE has_schema_privilege(role.oid, schema.oid, 'CREATE')
UNION ALL
SELECT format('REVOKE ALL ON %s FROM PUBLIC, %s', relation.oid::regclass, role.name)
FROM role, schema JOIN pg_class AS relation ON relnamespace = schema.oid
WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND (
    has_table_privilege(role.oid, relation.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
    OR relkind <> 'S' AND has_any_column_privilege(role.oid, relation.oid, 'INSERT, UPDATE, REFERENCES')
    OR nspname <> 'analytics' AND has_table_privilege(role.oid, relation.oid, 'SELECT')
    OR nspname <> 'analytics' AND relkind <> 'S' AND has_any_column_privilege(role.oid, relation.oid, 'SELECT')
) AND ('pg_class'::regclass, relation.oid) NOT IN (SELECT classid, objid FROM extended)
UNION ALL
-- A SECURITY DEFINER function runs with its owner's privileges for every caller, also as a trigger on a
-- temporary table.
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC, %s', function.oid::regprocedure, role.name)
FROM role, schema JOIN pg_proc AS function ON pronamespace = schema.oid
WHERE prosecdef AND has_schema_privilege(role.oid, schema.oid, 'USAGE') AND has_function_privilege(role.oid, function.oid, 'EXECUTE')
    AND ('pg_proc'::regclass, function.oid) NOT IN (SELECT classid, objid FROM extended)
UNION ALL
SELECT format('GRANT SELECT ON %s TO %s', relation.oid::regclass, role.name)
FROM role, schema JOIN pg_class AS relation ON relnamespace = schema.oid
WHERE nspname = 'analytics' AND relkind = 'v' AND NOT has_table_privilege(role.oid, relation.oid, 'SELECT')
