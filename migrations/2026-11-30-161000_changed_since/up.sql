-- What has changed since an instant, in the order of changes. Writers of appointments wait while it is built.
CREATE INDEX appointments_by_updated_at ON appointments (updated_at, id);
