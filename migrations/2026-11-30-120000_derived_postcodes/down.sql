DROP TRIGGER appointments_postcode_given ON appointments;
DROP FUNCTION appointments_postcode_given();
ALTER TABLE appointments DROP COLUMN postcode_derived;
