DROP INDEX patients_by_search_text_key;
DROP INDEX patients_by_search_text;
