-- Columns of closed sets admit only values that the program can read. The constraints apply to new rows from now on; the next
-- migration validates the old rows, because `appointments` may be large and a validation must not hold this lock.
ALTER TABLE organisations ADD CONSTRAINT organisations_kind CHECK (kind IN (
    'gp_surgery', 'walk_in_centre', 'urgent_care_centre', 'hospital', 'community_clinic', 'mental_health_clinic',
    'dental_practice', 'pharmacy', 'other'
)) NOT VALID;
ALTER TABLE appointments ADD CONSTRAINT appointments_cancelled_by CHECK (cancelled_by IN ('patient', 'provider')) NOT VALID;
