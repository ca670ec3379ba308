-- Which programs may run on this schema. `panda migrate` raises the bound before a migration that removes what older programs use.
CREATE TABLE schema_compatibility (
    is_only boolean PRIMARY KEY DEFAULT true CONSTRAINT schema_compatibility_only CHECK (is_only),
    -- A schema version, YYYYMMDDnn. Programs of older schema versions are not ready.
    oldest_program integer NOT NULL DEFAULT 0
);
INSERT INTO schema_compatibility DEFAULT VALUES;
