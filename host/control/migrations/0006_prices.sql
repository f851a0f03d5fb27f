-- The operator's prices beside the list. A price never changes: each change is another version, and none is taken away.

CREATE TABLE price_book (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    -- Grows with every change of a price, a rate or the currency.
    revision INTEGER NOT NULL,
    -- That costs are kept in.
    currency TEXT NOT NULL
);
INSERT INTO price_book (only_one, revision, currency) VALUES (1, 0, 'USD');

CREATE TABLE price_versions (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- JSON.
    price TEXT NOT NULL,
    -- The last version of a price that is in force no more.
    deleted INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    why TEXT,
    PRIMARY KEY (id, version)
);

CREATE TABLE exchange_rates (
    from_currency TEXT NOT NULL,
    to_currency TEXT NOT NULL,
    day TEXT NOT NULL,
    rate TEXT NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    PRIMARY KEY (from_currency, to_currency, day)
);
