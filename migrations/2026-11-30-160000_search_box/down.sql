DROP INDEX patients_by_email;
DROP INDEX patients_by_phone;
