//! Seals and opens secrets: AES-256-GCM under a master key.
//!
//! A sealed text is bound to its place (table, row, column): moved elsewhere, it does not open. This room knows no
//! database and no network; it never shows a secret in an error or a log.

mod master_key;
mod vault;

pub use vault::{Place, Vault, VaultError};
