//! Which secrets there are, and what each is bound to.
//!
//! Whoever seals asks here, so that a rotation opens everything at the place that it was sealed for.

use outlay_control::vault::{HeldIn, SealedRow};
use outlay_vault::Place;

/// The text of an API key.
pub fn api_key(id: &str) -> Place<'_> {
    Place { table: "keys", row: id, column: "sealed" }
}

/// A credential of a connection.
pub fn credential<'p>(connection: &'p str, credential: &'p str) -> Place<'p> {
    Place { table: "connections", row: connection, column: credential }
}

/// A secret of a channel. The one that signs was sealed for this column before channels had several.
pub fn channel_secret<'p>(channel: &'p str, name: &'p str) -> Place<'p> {
    Place { table: "channels", row: channel, column: if name == "secret" { "sealed" } else { name } }
}

/// The constant that proves a master key.
pub(crate) const PROOF: Place<'_> = Place { table: "vault", row: "1", column: "proof" };

pub(crate) fn of(row: &SealedRow) -> Place<'_> {
    match row.held_in {
        HeldIn::Keys => api_key(&row.owner),
        HeldIn::ConnectionCredentials => credential(&row.owner, &row.name),
        HeldIn::ChannelSecrets => channel_secret(&row.owner, &row.name),
    }
}

/// What people call it.
pub(crate) fn title(row: &SealedRow) -> String {
    let (name, owner) = (&row.name, &row.owner_name);
    match row.held_in {
        HeldIn::Keys => format!("the text of the API key `{owner}`"),
        HeldIn::ConnectionCredentials => format!("`{name}` of the connection `{owner}`"),
        HeldIn::ChannelSecrets => format!("`{name}` of the channel `{owner}`"),
    }
}
