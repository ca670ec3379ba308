DROP FUNCTION lead_time_band;
DROP FUNCTION age_band;
