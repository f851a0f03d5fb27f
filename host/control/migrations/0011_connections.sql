-- JSON. `endpoints`: by an origin of the connector's manifest, where its requests go instead. `granted`: the origins
-- (and `setting:` texts) of the manifest that may be asked.
ALTER TABLE connections ADD COLUMN endpoints TEXT NOT NULL DEFAULT '{}';
ALTER TABLE connections ADD COLUMN granted TEXT NOT NULL DEFAULT '[]';
-- The one connector that there was asks no other place.
UPDATE connections SET granted = '["setting:base_url"]' WHERE connector = 'openai';

-- `zone` is that of the schedule; `jitter` the most seconds that a sync comes later than it says.
ALTER TABLE connections ADD COLUMN zone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE connections ADD COLUMN jitter BIGINT NOT NULL DEFAULT 120;
-- `warning`: what did not work although the last sync succeeded. `back_to`: how far back is still to be read.
ALTER TABLE connections ADD COLUMN warning TEXT;
ALTER TABLE connections ADD COLUMN back_to BIGINT;

-- When a stream was read to its end, and when so far back that its corrections are known.
ALTER TABLE connection_coverage ADD COLUMN read_at BIGINT;
ALTER TABLE connection_coverage ADD COLUMN deep_read_at BIGINT;
-- How long a window of it may be, in seconds, so that it has not too many records.
ALTER TABLE connection_coverage ADD COLUMN window_length BIGINT;

-- What people call the projects, keys and users that records name by an id. `project`: the id of the one that a key
-- belongs to.
CREATE TABLE provider_names (
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    stream TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    project TEXT,
    PRIMARY KEY (connection_id, stream, kind, id)
);

ALTER TABLE syncs ADD COLUMN requests BIGINT NOT NULL DEFAULT 0;
ALTER TABLE syncs ADD COLUMN days_done BIGINT NOT NULL DEFAULT 0;
ALTER TABLE syncs ADD COLUMN days_total BIGINT NOT NULL DEFAULT 0;

-- Connectors that people uploaded, the newest make of each. Their wasm lies in the folder for components, by its digest.
-- `granted`: JSON, the origins of the manifest that connections of it may be granted.
CREATE TABLE connectors (
    id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    granted TEXT NOT NULL,
    uploaded_at BIGINT NOT NULL,
    uploaded_by TEXT NOT NULL
);
