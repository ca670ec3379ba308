-- Sets the time zone, if the database knows it.
UPDATE statistics_settings SET time_zone = $1::text WHERE timestamptz 'epoch' AT TIME ZONE $1::text IS NOT NULL
