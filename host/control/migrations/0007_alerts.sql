-- What people decide about alerts, storms, kinds of channels with settings of their own, and a log of attempts.

-- `storm_id`: it opened in a storm, so nobody was told of it alone.
ALTER TABLE alerts ADD COLUMN acknowledged_at BIGINT;
ALTER TABLE alerts ADD COLUMN acknowledged_by TEXT;
ALTER TABLE alerts ADD COLUMN snoozed_until BIGINT;
ALTER TABLE alerts ADD COLUMN snoozed_by TEXT;
ALTER TABLE alerts ADD COLUMN storm_id TEXT;
CREATE INDEX alerts_snoozed ON alerts (snoozed_until) WHERE snoozed_until IS NOT NULL;

-- What happened to an alert, in the order of `id`. `who` is null for the rule and for time itself.
CREATE TABLE alert_history (
    id TEXT PRIMARY KEY,
    alert_id TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    who TEXT,
    note TEXT,
    -- Of `snoozed` and `muted`.
    until_at BIGINT,
    -- Of `opened` and `severity`.
    severity TEXT
);
CREATE INDEX alert_history_of ON alert_history (alert_id, id);
INSERT INTO alert_history (id, alert_id, at, what, severity) SELECT id || '.0', id, opened_at, 'opened', severity FROM alerts;
INSERT INTO alert_history (id, alert_id, at, what, who)
    SELECT id || '.1', id, closed_at, status, closed_by FROM alerts WHERE closed_at IS NOT NULL;

-- Alerts of this rule and key are recorded, and nobody is told. `until_at` is null for good.
CREATE TABLE mutes (
    id TEXT PRIMARY KEY,
    rule_id TEXT NOT NULL,
    rule_name TEXT NOT NULL,
    key TEXT NOT NULL,
    until_at BIGINT,
    note TEXT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    UNIQUE (rule_id, key)
);

-- How often a rule opened alerts of late, and the storm that it is in; JSON. `due_at`: when something is to be said if no
-- further alert opens.
CREATE TABLE storms (
    rule_id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    due_at BIGINT
);

-- What a kind of channel needs is its own: JSON, and secrets by name, each sealed in the vault.
ALTER TABLE channels ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
UPDATE channels SET settings = json_object('url', url);
CREATE TABLE channel_secrets (
    channel_id TEXT NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    sealed TEXT NOT NULL,
    -- When it is dropped; null for never.
    ends_at BIGINT,
    PRIMARY KEY (channel_id, name)
);
INSERT INTO channel_secrets (channel_id, name, sealed) SELECT id, 'secret', sealed FROM channels WHERE sealed IS NOT NULL;
ALTER TABLE channels DROP COLUMN url;
ALTER TABLE channels DROP COLUMN sealed;

-- One a channel and message. `subject` is the alert or the storm that it is about: of one subject and channel, none is due
-- before an earlier one.
CREATE TABLE deliveries_7 (
    id TEXT PRIMARY KEY,
    -- Null for a storm.
    alert_id TEXT REFERENCES alerts (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    -- Grows with each message about its subject.
    position BIGINT NOT NULL,
    channel_id TEXT NOT NULL,
    channel_name TEXT NOT NULL,
    message TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    -- Those before a person had it tried again.
    earlier_attempts BIGINT NOT NULL DEFAULT 0,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    delivered_at BIGINT
);
INSERT INTO deliveries_7 (id, alert_id, subject, position, channel_id, channel_name, message, status, attempts, last_error,
    created_at, due_at, delivered_at)
    SELECT id, alert_id, alert_id, alert_version, channel_id, channel_name, message, status, attempts, last_error,
        created_at, due_at, delivered_at FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_7 RENAME TO deliveries;
CREATE INDEX deliveries_of_alert ON deliveries (alert_id, position);
CREATE INDEX deliveries_of_channel ON deliveries (channel_id, id);
CREATE INDEX deliveries_pending ON deliveries (channel_id, due_at, position) WHERE status = 'pending';

-- The last attempts of a delivery. `error` is null for the one that was taken.
CREATE TABLE delivery_attempts (
    delivery_id TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    status BIGINT,
    error TEXT,
    PRIMARY KEY (delivery_id, number)
);
