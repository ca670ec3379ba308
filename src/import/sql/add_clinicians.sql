WITH new AS (
    INSERT INTO clinicians (id, name, department_id, created_at, updated_at)
    SELECT id, name, department_id, $4, $4
    FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS new (id, name, department_id)
    RETURNING id
)
INSERT INTO import_added SELECT id FROM new
