-- What a rule may use beyond the default, in MiB; the time zone of its calendar; what went wrong last.
ALTER TABLE rules ADD COLUMN memory_mib BIGINT NOT NULL DEFAULT 16;
ALTER TABLE rules ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE rules ADD COLUMN last_error TEXT;
ALTER TABLE rules ADD COLUMN last_error_at BIGINT;

-- What a rule was made of at each revision: what a roll-back goes back to.
CREATE TABLE rule_revisions (
    rule_id TEXT NOT NULL REFERENCES rules (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    builtin TEXT,
    component TEXT REFERENCES components (id),
    sha256 TEXT NOT NULL,
    settings TEXT NOT NULL,
    memory_mib BIGINT NOT NULL,
    -- Whether it took over the state of the revision before.
    carried BOOLEAN NOT NULL,
    started_at BIGINT NOT NULL,
    started_by TEXT NOT NULL,
    PRIMARY KEY (rule_id, revision)
);
INSERT INTO rule_revisions
SELECT id, revision, builtin, component, sha256, settings, 16, FALSE, updated_at, created_by FROM rules;
