ALTER TABLE users DROP COLUMN locale_is_chosen;
