-- Where alerts are delivered. `sealed` is the secret that signs, sealed in the vault.
CREATE TABLE channels (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    sealed TEXT,
    allow_private BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    -- What became of the last attempt: delivered, pending (it is tried again) or failed.
    last_status TEXT,
    last_at BIGINT,
    last_error TEXT
);

-- `version` grows with each change; up to `told_version` the ledger knows them.
CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    rule_id TEXT NOT NULL,
    rule_name TEXT NOT NULL,
    key TEXT NOT NULL,
    status TEXT NOT NULL,
    severity TEXT NOT NULL,
    title TEXT NOT NULL,
    detail TEXT NOT NULL,
    value TEXT,
    limit_value TEXT,
    findings BIGINT NOT NULL,
    first_event_id TEXT,
    last_event_id TEXT,
    opened_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    closed_at BIGINT,
    closed_by TEXT,
    version BIGINT NOT NULL,
    told_version BIGINT NOT NULL DEFAULT 0
);
-- At most one open alert a rule and key.
CREATE UNIQUE INDEX alerts_open ON alerts (rule_id, key) WHERE status = 'open';
CREATE INDEX alerts_open_newest ON alerts (opened_at, id) WHERE status = 'open';
CREATE INDEX alerts_newest ON alerts (opened_at, id);
CREATE INDEX alerts_untold ON alerts (updated_at) WHERE version > told_version;

-- How far the ledger was folded into alerts: the last entry of the last frame.
CREATE TABLE alert_progress (
    partition_id BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL
);
INSERT INTO alert_progress (partition_id, seq) VALUES (0, 0);

-- One a channel and message. Of one alert and channel, none is due before an earlier one.
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    alert_id TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    alert_version BIGINT NOT NULL,
    channel_id TEXT NOT NULL,
    channel_name TEXT NOT NULL,
    message TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    delivered_at BIGINT
);
CREATE INDEX deliveries_of_alert ON deliveries (alert_id, alert_version);
CREATE INDEX deliveries_pending ON deliveries (channel_id, due_at, alert_version) WHERE status = 'pending';
