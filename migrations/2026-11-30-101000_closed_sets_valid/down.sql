ALTER TABLE appointments DROP CONSTRAINT appointments_cancelled_by;
ALTER TABLE appointments ADD CONSTRAINT appointments_cancelled_by CHECK (cancelled_by IN ('patient', 'provider')) NOT VALID;
ALTER TABLE organisations DROP CONSTRAINT organisations_kind;
ALTER TABLE organisations ADD CONSTRAINT organisations_kind CHECK (kind IN (
    'gp_surgery', 'walk_in_centre', 'urgent_care_centre', 'hospital', 'community_clinic', 'mental_health_clinic',
    'dental_practice', 'pharmacy', 'other'
)) NOT VALID;
