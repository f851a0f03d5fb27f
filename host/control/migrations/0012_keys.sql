-- After a key was regenerated, the one before may work on for a while.
ALTER TABLE keys ADD COLUMN old_digest TEXT;
ALTER TABLE keys ADD COLUMN old_until BIGINT;
