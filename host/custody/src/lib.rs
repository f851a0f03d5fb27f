//! Where the master key lies, whether it is the right one, and how another takes its place.
//!
//! | module | what it does |
//! |---|---|
//! | `settings` | says where keys may come from and are kept; chosen by the operator and the platform |
//! | `given` | reads a key that the operator hands in: a variable, a file, a command |
//! | `slots` | the files that Outlay keeps keys in: read, written, moved, removed, each durably |
//! | `survey` | looks at all of them and finds the one that fits; changes nothing |
//! | `custody` | opens the vault of a data folder |
//! | `rotate` | seals everything anew, at once |
//! | `start_over` | takes a new key when the old one is lost |
//! | `concerns` | what an operator should know |
//! | `places` | which secrets there are, and what each is bound to |
//!
//! A key that does not fit is refused, and nothing is written. Nothing here removes a key that something is sealed under.

mod concerns;
mod custody;
mod error;
mod given;
pub mod places;
mod rotate;
mod settings;
mod slots;
mod start_over;
mod survey;
#[cfg(test)]
mod tests;

pub use concerns::{Concern, Inspection, inspect};
pub use custody::{Custody, KeptAt, Source};
pub use error::{CustodyError, KeyFileError, WrongKey};
pub use given::Given;
pub use rotate::{NextKey, Rotated};
pub use settings::{Keep, KeySettings, Platform};
pub use start_over::{GivenUp, start_over};
