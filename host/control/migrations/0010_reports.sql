-- Whether what the connection bills is spend. Null: as its connector says.
ALTER TABLE connections ADD COLUMN counts_towards_total BOOLEAN;

-- Which project a provider's keys and credentials belong to, where the operator knows better than the provider.
-- `connection_id` is '' for any.
CREATE TABLE project_map (
    provider TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    name TEXT,
    project TEXT,
    PRIMARY KEY (provider, kind, id, connection_id)
);

CREATE TABLE project_map_revision (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    -- Grows with every change.
    revision BIGINT NOT NULL
);
INSERT INTO project_map_revision (only_one, revision) VALUES (1, 0);
