//! What control data says about accounts and projects: plain tables, replaced as a whole. They are no part of the ledger:
//! whoever keeps the control data hands them in again after each start.

use outlay_domain::Timestamp;

use crate::table::{Column, Table};

/// A connection as SQL shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConnectionLabel {
    pub connection_id: String,
    pub name: String,
    pub connector: String,
    /// Whether what it bills is spend.
    pub counts_towards_total: bool,
    /// Where its bill's days begin: an IANA name.
    pub zone: String,
    /// After how many seconds a bucket of its costs is final.
    pub cost_lateness: u32,
    /// The same of its usage.
    pub usage_lateness: u32,
}

/// Which project a key or a credential belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectLabel {
    pub provider: String,
    /// `key`, `credential` or `project`.
    pub kind: String,
    pub id: String,
    pub name: Option<String>,
    pub project: Option<String>,
    pub connection_id: Option<String>,
    /// `provider` or `operator`.
    pub source: String,
}

/// What events with a credential belong to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CredentialLabel {
    pub provider: String,
    pub credential: String,
    pub project: Option<String>,
    pub connection_id: Option<String>,
}

/// How far the clocks of a zone are before UTC, within a time (half-open).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ZoneLabel {
    pub zone: String,
    pub since: Timestamp,
    pub until: Timestamp,
    pub offset_seconds: i64,
}

/// How far the house's clock is before the machine's: not at all, but where time is made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClockLabel {
    pub ahead_seconds: i64,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Labels {
    pub connections: Vec<ConnectionLabel>,
    pub project_map: Vec<ProjectLabel>,
    pub credentials: Vec<CredentialLabel>,
    pub zones: Vec<ZoneLabel>,
    pub clock: ClockLabel,
}

pub(crate) fn connections() -> Table<ConnectionLabel> {
    type Of = Column<ConnectionLabel>;
    Table {
        name: "connections",
        place: None,
        description: "Every connection; no credentials.",
        columns: vec![
            Of::text("connection_id", "Id of the connection.", |row| Some(&row.connection_id)),
            Of::text("name", "What people call it.", |row| Some(&row.name)),
            Of::text("connector", "The connector that it configures.", |row| Some(&row.connector)),
            Of::flag("counts_towards_total", "Whether what it bills is spend.", |row| Some(row.counts_towards_total)),
            Of::text("zone", "Where its bill's days begin, an IANA name.", |row| Some(&row.zone)),
            Of::integer("cost_lateness", "After how many seconds its costs are final.", |row| {
                Some(row.cost_lateness.into())
            }),
            Of::integer("usage_lateness", "After how many seconds its usage is final.", |row| {
                Some(row.usage_lateness.into())
            }),
        ],
    }
}

pub(crate) fn project_map() -> Table<ProjectLabel> {
    type Of = Column<ProjectLabel>;
    Table {
        name: "project_map",
        place: None,
        description: "Which project a provider's keys and credentials belong to; what the operator says wins.",
        columns: vec![
            Of::text("provider", "Whose key, credential or project it is.", |row| Some(&row.provider)),
            Of::text("kind", "key, credential or project.", |row| Some(&row.kind)),
            Of::text("id", "The provider's id, or the name that events have in `credential`.", |row| Some(&row.id)),
            Of::text("name", "What people call it; NULL if nobody says.", |row| row.name.as_deref()),
            Of::text("project", "The project; NULL if unknown.", |row| row.project.as_deref()),
            Of::text("connection_id", "The connection that it belongs to; NULL for any.", |row| {
                row.connection_id.as_deref()
            }),
            Of::text("source", "provider or operator.", |row| Some(&row.source)),
        ],
    }
}

/// Not shown.
pub(crate) fn credentials() -> Table<CredentialLabel> {
    type Of = Column<CredentialLabel>;
    let columns = vec![
        Of::text("provider", "", |row| Some(&row.provider)),
        Of::text("credential", "", |row| Some(&row.credential)),
        Of::text("project", "", |row| row.project.as_deref()),
        Of::text("connection_id", "", |row| row.connection_id.as_deref()),
    ];
    Table { name: "credentials", place: Some(("internal", "credentials")), description: "", columns }
}

/// Not shown.
pub(crate) fn zones() -> Table<ZoneLabel> {
    type Of = Column<ZoneLabel>;
    let columns = vec![
        Of::text("zone", "", |row| Some(&row.zone)),
        Of::time("since", "", |row| Some(row.since)),
        Of::time("until", "", |row| Some(row.until)),
        Of::integer("offset_seconds", "", |row| Some(row.offset_seconds)),
    ];
    Table { name: "zones", place: Some(("internal", "zones")), description: "", columns }
}

/// Not shown; one row.
pub(crate) fn clock() -> Table<ClockLabel> {
    let columns = vec![Column::integer("ahead_seconds", "", |row: &ClockLabel| Some(row.ahead_seconds))];
    Table { name: "clock", place: Some(("internal", "clock")), description: "", columns }
}
