-- The bands in which patients and waiting times are counted. They are defined here alone: the API names them, and the views for
-- analysts show them.
--
-- They are in SQL's own form, which means what it meant when it was written: a body in a string would be read in the search path of
-- whoever asks, an analyst's own function `age` included.

-- Completed years on a day, in the bands of the GP Patient Survey. Who was born on 29 February completes a year on 1 March
-- where there is no 29th.
CREATE FUNCTION age_band(born_on date, day date) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (ARRAY['AGE_0_TO_15', 'AGE_16_TO_24', 'AGE_25_TO_34', 'AGE_35_TO_44', 'AGE_45_TO_54', 'AGE_55_TO_64',
                  'AGE_65_TO_74', 'AGE_75_TO_84', 'AGE_85_AND_OVER'])
        [1 + width_bucket(extract(year FROM age(day::timestamp, born_on::timestamp))::integer,
                          ARRAY[16, 25, 35, 45, 55, 65, 75, 85])];

-- Days from booking to appointment, in the bands of NHS England's "Appointments in General Practice". What was recorded
-- after it had begun, as imported facts are, does not tell when it was booked.
CREATE FUNCTION lead_time_band(booked_on date, day date, is_known boolean) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN is_known THEN
        (ARRAY['SAME_DAY', 'ONE_DAY', 'DAYS_2_TO_7', 'DAYS_8_TO_14', 'DAYS_15_TO_21', 'DAYS_22_TO_28', 'DAYS_29_AND_OVER'])
            [1 + width_bucket(day - booked_on, ARRAY[1, 2, 8, 15, 22, 29])]
    ELSE 'UNKNOWN' END;
