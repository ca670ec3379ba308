-- Whether the postcode was taken over from the organisation: then it follows when the appointment moves to another one.
--
-- Null means that the row does not say so: earlier releases and imports write null. Such a postcode counts as derived if it equals
-- that of the appointment's organisation when the appointment moves. Rows on record are not rewritten, because attended and
-- cancelled appointments never change.
ALTER TABLE appointments ADD COLUMN postcode_derived boolean;

-- The previous release changes a postcode and leaves this column as it is. The postcode was then given, unless it equals that of
-- the organisation. This release never changes a postcode that stays derived but to that of the organisation.
CREATE FUNCTION appointments_postcode_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.postcode_derived := EXISTS (
        SELECT FROM organisations AS o WHERE o.id = NEW.organisation_id AND o.postcode = NEW.postcode
    );
    RETURN NEW;
END
$$;
CREATE TRIGGER appointments_postcode_given BEFORE UPDATE ON appointments
    FOR EACH ROW WHEN (OLD.postcode_derived AND NEW.postcode_derived AND NEW.postcode <> OLD.postcode)
    EXECUTE FUNCTION appointments_postcode_given();
