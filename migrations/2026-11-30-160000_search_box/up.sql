-- The search box finds patients by telephone number and by e-mail address in any case. Few records have none, and those are left out.
CREATE INDEX patients_by_phone ON patients (phone) WHERE phone IS NOT NULL;
CREATE INDEX patients_by_email ON patients (lower(email)) WHERE email IS NOT NULL;
