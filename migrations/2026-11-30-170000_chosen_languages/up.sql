-- Whether a user or an administrator has chosen the language of the account. Otherwise it is that of the request which
-- added the account, and serves requests that name no language. Nothing tells it of accounts that exist already.
ALTER TABLE users ADD COLUMN locale_is_chosen boolean NOT NULL DEFAULT false;
