//! What reports need to know about each connection.

use outlay_sandbox::connector::{Manifest, StreamInfo, StreamKind};

use crate::connections::Connections;
use crate::error::ConnectionsError;
use crate::views::counts;

/// A connection as an account with a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
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

impl Connections {
    /// All connections as accounts, the oldest first.
    pub async fn accounts(&self) -> Result<Vec<Account>, ConnectionsError> {
        let rows = self.control.connections().await?;
        let account = |row: outlay_control::connections::ConnectionRow| {
            let connector = self.catalogue.find(&row.connector);
            let manifest = connector.as_ref().map(|connector| connector.manifest.as_ref());
            let of = |kind| streams(manifest, kind);
            let zone = of(StreamKind::Cost).chain(of(StreamKind::Usage)).map(|stream| stream.zone.clone()).next();
            let lateness = |kind| of(kind).map(|stream| stream.lateness).max().unwrap_or_default();
            Account {
                counts_towards_total: counts(&row, manifest),
                zone: zone.unwrap_or_else(|| "UTC".to_owned()),
                cost_lateness: lateness(StreamKind::Cost),
                usage_lateness: lateness(StreamKind::Usage),
                connection_id: row.id,
                name: row.name,
                connector: row.connector,
            }
        };
        Ok(rows.into_iter().map(account).collect())
    }
}

fn streams(manifest: Option<&Manifest>, kind: StreamKind) -> impl Iterator<Item = &StreamInfo> {
    manifest.map(|manifest| manifest.streams.as_slice()).unwrap_or_default().iter().filter(move |one| one.kind == kind)
}
