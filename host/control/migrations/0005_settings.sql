-- What a team chose, one value a name; JSON texts.
CREATE TABLE settings (
    team TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (team, name)
);
