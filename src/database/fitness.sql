SELECT current_setting('server_version_num')::integer AS version,
       current_setting('server_encoding') AS encoding,
       -- E acute, Devanagari ka, Han liu, as bytes, so that the statement is valid in any encoding. The type of the
       -- encoding's name (name) has the collation "C", so COLLATE selects the database's own.
       current_setting('server_encoding') = 'UTF8'
           AND lower(convert_from('\xc389', 'UTF8') COLLATE "default") = convert_from('\xc3a9', 'UTF8')
           AND convert_from('\xe0a495', 'UTF8') COLLATE "default" ~ '^\w$'
           AND convert_from('\xe58898', 'UTF8') COLLATE "default" ~ '^\w$' AS knows_letters
