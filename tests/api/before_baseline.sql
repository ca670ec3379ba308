-- What diesel keeps of a database that has the first four migrations from before 0.1.0 and none after.
CREATE TABLE __diesel_schema_migrations (
    version varchar(50) PRIMARY KEY,
    run_on timestamp NOT NULL DEFAULT current_timestamp
);
INSERT INTO __diesel_schema_migrations (version)
VALUES ('20261121000000'), ('20261121010000'), ('20261121020000'), ('20261121030000');
