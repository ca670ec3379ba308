ALTER TABLE patients DROP COLUMN search_text;
ALTER TABLE clinicians DROP COLUMN search_text;
ALTER TABLE departments DROP COLUMN search_text;
ALTER TABLE organisations DROP COLUMN search_text;
DROP FUNCTION joined_search_forms(text[]);
DROP FUNCTION search_forms(text);
