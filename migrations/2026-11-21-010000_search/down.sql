ALTER TABLE organisations DROP COLUMN search_name;
ALTER TABLE departments DROP COLUMN search_name;
ALTER TABLE clinicians DROP COLUMN search_name;
ALTER TABLE patients DROP COLUMN search_name;
DROP FUNCTION search_keys(text);
DROP FUNCTION search_form(text);
