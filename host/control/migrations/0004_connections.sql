-- `settings` and `account` are JSON texts. `next_sync_at` is null for none.
CREATE TABLE connections (
    id TEXT PRIMARY KEY,
    team TEXT NOT NULL REFERENCES teams (id),
    connector TEXT NOT NULL,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    schedule TEXT NOT NULL,
    allow_private BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    account TEXT,
    last_success_at BIGINT,
    failures BIGINT NOT NULL DEFAULT 0,
    next_sync_at BIGINT,
    UNIQUE (team, name)
);
CREATE INDEX connections_due ON connections (next_sync_at);

CREATE TABLE connection_credentials (
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    credential TEXT NOT NULL,
    sealed TEXT NOT NULL,
    length BIGINT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (connection_id, credential)
);

-- What was read of each stream, and what its connector wants to remember.
CREATE TABLE connection_coverage (
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    stream TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    state BLOB,
    PRIMARY KEY (connection_id, stream)
);

-- Outlives its connection, so that the ledger can be told the end. `told`: the ledger knows how it ended.
CREATE TABLE syncs (
    id TEXT PRIMARY KEY,
    connection_id TEXT NOT NULL,
    connector TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    records BIGINT NOT NULL DEFAULT 0,
    windows_done BIGINT NOT NULL DEFAULT 0,
    windows_total BIGINT NOT NULL DEFAULT 0,
    error TEXT,
    told BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX syncs_of_connection ON syncs (connection_id, id);
CREATE INDEX syncs_untold ON syncs (id) WHERE told = FALSE;
