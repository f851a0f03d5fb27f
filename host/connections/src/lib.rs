//! Connections: schedule, windows, syncs, status.
//!
//! A connection is a configured connector. Its syncs read what the provider says was used and billed, window by window,
//! and hand each finished window to the ledger whole. This room knows no ledger and no warehouse, only an
//! [`EntrySink`](outlay_domain::sink::EntrySink); it opens no socket: requests go through `egress`, with credentials that
//! the connector never sees.
//!
//! | module | what it does |
//! |---|---|
//! | [`accounts`] | what reports need to know about each |
//! | [`connections`] | [`Connections`]: what all of it shares; looking things up |
//! | [`catalogue`] | the connectors that there are |
//! | [`uploads`] | connectors that people bring |
//! | [`workshop`] | what a child process does with those first |
//! | [`manage`] | making, changing and deleting connections |
//! | [`directions`] | where its requests may go |
//! | [`draft`] | checks what a person typed |
//! | [`check`] | tries credentials |
//! | [`scheduler`] | starts syncs when they are due, one at a time for a connection |
//! | [`sync`] | one run: all windows of all streams |
//! | [`windows`] | which windows a run reads |
//! | [`grid`] | where a stream's buckets begin |
//! | [`ready`] | a connector with all that its calls need |
//! | [`pages`] | one page after another |
//! | [`names`] | streams of names |
//! | [`progress`] | how far a run is |
//! | [`records`] | a connector's entries as records of the ledger |
//! | [`earlier`] | what they said when they were read before |
//! | [`status`] | what an outcome means for the connection |
//! | [`schedule`] | cron |
//! | [`telling`] | the ledger is told about syncs |
//! | [`warnings`] | what is odd although it works |
//! | [`rehearsal`] | tries a connector outside a server |
//! | [`views`] | what others see |

mod accounts;
mod catalogue;
mod check;
mod connections;
mod directions;
mod draft;
mod earlier;
mod error;
mod grid;
mod manage;
mod names;
mod pages;
mod progress;
mod ready;
mod records;
pub mod rehearsal;
mod schedule;
mod scheduler;
mod status;
mod sync;
mod telling;
mod trouble;
mod uploads;
mod views;
mod warnings;
mod windows;
pub mod workshop;

pub use accounts::Account;
pub use catalogue::Upload;
pub use connections::{Connections, Rooms};
pub use draft::{Change, Draft};
pub use earlier::Earlier;
pub use error::ConnectionsError;
pub use status::Status;
pub use uploads::Wanted;
pub use views::{CheckView, Checked, ConnectionView, ConnectorView, CoverageView, CredentialView, SyncView};
