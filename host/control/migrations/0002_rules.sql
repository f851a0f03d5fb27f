-- Uploaded components. The wasm itself lies beside the database, named by its digest.
CREATE TABLE components (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    -- What the component says about itself, JSON.
    manifest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL
);

-- Either `builtin` or `component` says what the rule is made of.
CREATE TABLE rules (
    id TEXT PRIMARY KEY,
    team TEXT NOT NULL REFERENCES teams (id),
    name TEXT NOT NULL,
    builtin TEXT,
    component TEXT REFERENCES components (id),
    -- Of the wasm that this revision runs: another one cannot take up its state.
    sha256 TEXT NOT NULL,
    -- JSON.
    settings TEXT NOT NULL,
    -- JSON array of ids.
    channels TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    shadow BOOLEAN NOT NULL,
    -- Grows with everything that makes the rule start anew.
    revision BIGINT NOT NULL,
    -- Why Outlay stopped the rule; NULL if it did not.
    suspended TEXT,
    findings BIGINT NOT NULL DEFAULT 0,
    traps BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
