//! `syncs`: every run of a connection.

use outlay_domain::entry::SyncRow;

use crate::table::{Column, Table};

type Of = Column<SyncRow>;

pub(crate) fn table() -> Table<SyncRow> {
    Table {
        name: "syncs",
        place: None,
        description: "Every run of a connection.",
        columns: vec![
            Of::text("sync_id", "Id of the run.", |row| Some(&row.sync_id)),
            Of::text("connection_id", "The connection that ran.", |row| Some(&row.connection_id)),
            Of::text("connector", "The connector that ran.", |row| Some(&row.connector)),
            Of::text("status", "running, done, partial, failed or cancelled.", |row| Some(&row.status)),
            Of::time("started_at", "UTC.", |row| Some(row.started_at)),
            Of::time("ended_at", "UTC; NULL while running.", |row| row.ended_at),
            Of::integer("records", "How many records it brought.", |row| i64::try_from(row.records).ok()),
            Of::text("error", "What went wrong; NULL if nothing.", |row| row.error.as_deref()),
        ],
    }
}
