-- Apart from the column, so that readers of patients wait only while the table is rewritten. Writers wait for the indexes.
CREATE INDEX patients_by_search_text ON patients (search_text, id);
-- A search reads the whole pending list, so it is kept short.
CREATE INDEX patients_by_search_text_key ON patients USING gin (search_keys(search_text)) WITH (gin_pending_list_limit = 256);
