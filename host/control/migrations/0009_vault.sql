-- Which master key seals the secrets in here: one row at most.
CREATE TABLE vault (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    -- Names this folder where the master keys of several folders lie.
    folder TEXT NOT NULL,
    -- The key that seals, a constant that was sealed under it, and since when. Null until there is a key.
    key_id TEXT,
    proof TEXT,
    since BIGINT,
    -- The key before, until its file is removed.
    replaced TEXT
);
