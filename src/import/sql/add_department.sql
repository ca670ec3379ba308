WITH new AS (
    INSERT INTO departments (id, code, name, created_at, updated_at) VALUES ($1, $2, $3, $4, $4) RETURNING id
)
INSERT INTO import_added SELECT id FROM new
