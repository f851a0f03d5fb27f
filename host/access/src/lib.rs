//! Who is asking, and may they: keys, people, sessions. For HTTP and any other protocol alike.
//!
//! This room knows no HTTP: it is handed what a caller presents and answers who that is.

mod access;
mod caller;
mod first_sign_in;
mod key_ring;
mod keys;
mod passwords;
mod people;

pub use access::{Access, AccessError};
pub use caller::{Caller, KeyInfo, Permission, Person, Scope};
pub use first_sign_in::FirstSignIn;
pub use keys::{KeyView, NewKey};
