-- Names are compared in more spellings than `search_form` knows. The new column stands beside `search_name`, which the previous
-- program reads, so both programs can run until a later release drops `search_name`.

-- The forms in which a name, and what is typed to find one, are compared: one form, or up to three if the name has letters that
-- people type in several ways (`ü` as `u` or `ue`, `ə` as `e` or `a`). Each form is folded as NFKC_Casefold (UAX #44) does: lower
-- case, one width, no Default_Ignorable_Code_Point. It has no marks on Latin, Greek and Cyrillic letters, and no hamza; every
-- other mark of other scripts remains. White space becomes a space, commas become `,`, hyphens and middle dots become `-`, and
-- apostrophes become `'`. At most 600 characters remain, because one character can become 18. What would leave nothing to compare is only
-- put into lower case.
--
-- The body refers to pg_catalog only, because pg_restore computes generated columns with an empty search path.
CREATE FUNCTION search_forms(name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 200 AS $$
DECLARE
    form text;
    forms text[];
BEGIN
    -- The letter I is replaced before lower(), which makes another letter of it in a Turkish locale.
    IF octet_length(name) = length(name) THEN
        form := translate(lower(translate(name, 'I', 'i')), U&'`\0009\000a\000b\000c\000d', '''     ');
        RETURN ARRAY[CASE WHEN translate(form, ' -,''', '') = '' THEN lower(name) ELSE form END];
    END IF;
    -- Every Default_Ignorable_Code_Point.
    form := regexp_replace(name, '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]', '', 'g');
    -- The apostrophes that NFKC would change into a space and a mark.
    form := translate(form, U&'I\0130\00b4\0384\1fbd\1fbf\1ffd\1ffe', 'ii''''''''''''');
    form := left(normalize(lower(translate(normalize(form, NFKC), 'I', 'i')), NFKC), 600);
    form := translate(form, U&'`\02b9\02bb\02bc\02bd\02be\02bf\02c8\02ca\02cb\055a\05f3\07f4\07f5\2018\2019\201b\2032\2035\a78b\a78c', repeat('''', 21));
    form := translate(form, U&'\0009\000a\000b\000c\000d\0085\1680\2028\2029', repeat(' ', 9));
    form := translate(form, U&'\060c\055d\07f8\1363\1802\1808\3001\a4fe\a60d\a6f5', repeat(',', 10));
    form := translate(form, U&'\00b7\058a\05be\1806\2010\2012\2013\2014\2015\2027\2212\2e17\2e1a\2e31\2e3a\2e3b\2e40\30a0\30fb', repeat('-', 19));
    -- Bengali and Malayalam letters that older texts write as a letter, a virama and a joiner.
    IF form ~ '[\u09ce\u0d54-\u0d56\u0d7a-\u0d7f]' THEN
        form := replace(form, U&'\09ce', U&'\09a4\09cd');
        FOR n IN 1..9 LOOP
            form := replace(form, substr(U&'\0d54\0d55\0d56\0d7a\0d7b\0d7c\0d7d\0d7e\0d7f', n, 1),
                substr(U&'\0d2e\0d2f\0d34\0d23\0d28\0d30\0d32\0d33\0d15', n, 1) || U&'\0d4d');
        END LOOP;
    END IF;
    forms := ARRAY[form];
    IF form ~ '[əǝәŋ]' THEN
        forms := forms || replace(translate(form, 'əǝә', 'aaа'), 'ŋ', 'ng');
    END IF;
    IF form ~ '[äöüøå]' THEN
        forms := forms || replace(replace(replace(replace(replace(form, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ø', 'oe'), 'å', 'aa');
    END IF;
    FOR n IN 1..cardinality(forms) LOOP
        -- Marks that follow a letter of Latin, Greek or Cyrillic; hamza, madda and tatweel.
        form := regexp_replace(
            replace(normalize(forms[n], NFD), U&'\0345', 'ι'),
            '([a-z\u00df-\u02af\u0370-\u052f\u1c80-\u1c8f\u1d00-\u1fff\u2c60-\u2c7f\ua640-\ua69f\ua720-\ua7ff\uab30-\uab6f])[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff]+|[\u0621\u0640\u0653-\u0655]',
            '\1', 'g');
        -- Letters that have no mark to take away and are typed as others.
        form := replace(replace(replace(replace(translate(normalize(form, NFC),
            'łøđðħŧıςɓɗƙƴəǝɛɔŋɖƒɣʋɩʊɨʉɲƀƈɠƥƭʈɟɉƶґғқңөұүһәєىیېکڪہھەةۃٱ' || U&'\1c80\1c81\1c82\1c83\1c84\1c85\1c86\1c87\1c88',
            'loddhtiσbdkyeeeondfgviuiunbcgpttjjzггкноуухееيييككههههها' || 'вдосттъѣꙋ'),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
        forms[n] := CASE WHEN translate(form, ' -,''', '') = '' THEN lower(name) ELSE form END;
    END LOOP;
    RETURN forms;
END
$$;

-- One text in which all spellings of a name are looked for, given its forms. It begins with the usual spelling: apostrophes left
-- out, and hyphens and commas as spaces. It goes on with those that differ from it: apostrophes as spaces; hyphens left out, together with
-- the spaces after single letters (O Brien) and in scripts that are written without spaces. No spelling contains a line feed, so
-- no fragment is found across the border of two spellings. At most 650 characters fit into a row of an index.
CREATE FUNCTION joined_search_forms(forms text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 200 AS $$
DECLARE
    form text;
    spelling text;
    border CONSTANT text := E'\n ';
    joined text;
BEGIN
    FOREACH form IN ARRAY forms LOOP
        FOREACH spelling IN ARRAY ARRAY[
            translate(form, '-,''', '  '),
            translate(form, '-,''', '   '),
            regexp_replace(
                translate(form, ',-''', ' '),
                '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]|\m[a-z]) +(?=[a-z\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff])',
                '\1', 'g')
        ] LOOP
            spelling := btrim(regexp_replace(spelling, ' +', ' ', 'g'));
            spelling := CASE spelling WHEN '' THEN form ELSE spelling END;
            IF joined IS NULL THEN
                joined := spelling;
            ELSIF position(border || spelling || border IN border || joined || border) = 0 THEN
                joined := joined || border || spelling;
            END IF;
        END LOOP;
    END LOOP;
    RETURN left(joined, 650);
END
$$;

-- Rewrites the tables, the largest last.
ALTER TABLE organisations ADD COLUMN search_text text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (joined_search_forms(search_forms(name))) STORED;
ALTER TABLE departments ADD COLUMN search_text text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (joined_search_forms(search_forms(name))) STORED;
ALTER TABLE clinicians ADD COLUMN search_text text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (joined_search_forms(search_forms(name))) STORED;
ALTER TABLE patients ADD COLUMN search_text text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (joined_search_forms(search_forms(name))) STORED;
