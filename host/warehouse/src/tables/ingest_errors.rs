//! `ingest_errors`: what was refused, and why.

use outlay_domain::Timestamp;

use crate::table::{Column, Table};

type Of = Column<RefusedRecord>;

/// A record, or a whole request, that was refused.
#[derive(Debug, Clone)]
pub struct RefusedRecord {
    pub at: Timestamp,
    pub team: String,
    pub key_id: String,
    /// The path that it was posted to.
    pub endpoint: String,
    /// Its place in the request.
    pub item: Option<u64>,
    pub code: String,
    pub message: String,
    pub field: Option<String>,
    /// How it begins, with secrets masked.
    pub body: String,
}

pub(crate) fn table() -> Table<RefusedRecord> {
    Table {
        name: "ingest_errors",
        place: None,
        description: "What senders posted and Outlay refused: the newest 10,000 of each team.",
        columns: vec![
            Of::time("received_at", "When it was refused, UTC.", |row| Some(row.at)),
            Of::text("team", "The team that owns the key.", |row| Some(&row.team)),
            Of::text("key_id", "The API key that posted it.", |row| Some(&row.key_id)),
            Of::text("endpoint", "The path that it was posted to.", |row| Some(&row.endpoint)),
            Of::integer("item", "Its place in the request, from 0; NULL if the whole request was refused.", |row| {
                i64::try_from(row.item?).ok()
            }),
            Of::text("code", "Why, for programs.", |row| Some(&row.code)),
            Of::text("message", "Why, for people.", |row| Some(&row.message)),
            Of::text("field", "The field that is wrong; NULL if none is.", |row| row.field.as_deref()),
            Of::text("body", "Its first 2 KB, secrets masked.", |row| Some(&row.body)),
        ],
    }
}
