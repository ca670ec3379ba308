-- People are found by fragments of their names. What is compared is stored beside each name, so that it is right whoever
-- writes the name, and the indexes below answer for it.

-- The form in which names and what is looked for are compared: lower case; no marks on Latin, Greek and Cyrillic letters,
-- whichever the normal form; every mark of every other script; one form of apostrophe, hyphen and space.
--
-- It is not STRICT, for then PostgreSQL would not inline it, which makes it four times as fast; of NULL it makes NULL all
-- the same. The letter I is replaced first, because lower() makes another letter of it in a Turkish locale.
CREATE FUNCTION search_form(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(regexp_replace(lower(replace(
    CASE WHEN octet_length(name) = length(name) THEN replace(name, '`', '''') ELSE
        -- White space, hyphens and apostrophes.
        regexp_replace(regexp_replace(regexp_replace(
        -- Letters that have no marks to take away and are yet written without.
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(translate(
        lower(replace(
            normalize(
                regexp_replace(
                    normalize(
                        -- What shows nothing and joins nothing: soft hyphens and marks of direction.
                        regexp_replace(name, '[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]', '', 'g'),
                        NFD),
                    -- Marks that follow a letter of Latin, Greek or Cyrillic.
                    '([A-Za-z\u00c0-\u02af\u0370-\u052f\u1d00-\u1fff\u2c60-\u2c7f\ua640-\ua69f\ua720-\ua7ff\uab30-\uab6f])[\u0300-\u036f]+',
                    '\1', 'g'),
                NFC),
            'I', 'i')),
        'łøđðħŧıſςɓɗƙƴ', 'loddhtisσbdky'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ĳ', 'ij'), 'ﬃ', 'ffi'), 'ﬄ', 'ffl'), 'ﬀ', 'ff'), 'ﬁ', 'fi'), 'ﬂ', 'fl'),
        '[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]', ' ', 'g'),
        '[\u2010-\u2015\u2212]', '-', 'g'),
        '[`\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u201b\u2032]', '''', 'g')
    END,
    'I', 'i')), '[\u0009-\u000d ]+', ' ', 'g'));

-- Every character of a name and every pair of neighbours, each filed under where it stands: 0 where the name begins,
-- 1 where any other word begins, 2 inside of a word. As trigrams serve only fragments of three characters and more, and
-- only those of letters, they would not do.
--
-- It is not cheap, and the planner should know it, lest it calls it for every name instead of reading the index.
CREATE FUNCTION search_keys(name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
DECLARE
    keys text[] := '{}';
    place text := '0';
    number integer := 0;
    letter text;
BEGIN
    FOREACH letter IN ARRAY string_to_array(name, NULL) LOOP
        number := number + 1;
        keys := keys || ARRAY[place || letter, place || substr(name, number, 2)];
        place := CASE WHEN letter IN (' ', '-', '''') THEN '1' ELSE '2' END;
    END LOOP;
    RETURN keys;
END
$$;

-- By code point, which is the same everywhere, and lets one index serve both prefixes and order.
ALTER TABLE patients ADD COLUMN search_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form(name)) STORED;
CREATE INDEX patients_by_search_name ON patients (search_name, id);
-- A search reads what is pending from beginning to end, so that is kept short.
CREATE INDEX patients_by_search_key ON patients USING gin (search_keys(search_name)) WITH (gin_pending_list_limit = 256);

ALTER TABLE clinicians ADD COLUMN search_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form(name)) STORED;
ALTER TABLE departments ADD COLUMN search_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form(name)) STORED;
ALTER TABLE organisations ADD COLUMN search_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form(name)) STORED;
