//! Seals and opens secrets: AES-256-GCM under a master key.
//!
//! A sealed text is bound to its place (table, row, column): moved elsewhere, it does not open. It names the key that it
//! was sealed under. This room knows no database, no file and no network; it never shows a secret in an error or a log.

mod cipher;
mod master_key;
mod rotation;
mod vault;

pub use cipher::{Place, VaultError, key_id_of};
pub use master_key::{KEY_FORM, MasterKey};
pub use rotation::Rotation;
pub use vault::{Sealing, Vault};
