//! The tables that SQL shows: one file each, one line each in [`Tables`].

mod alerts;
mod events;
mod ingest_errors;
mod prompts;
mod records;
mod syncs;

use outlay_domain::entry::{AlertRow, SyncRow};

pub(crate) use events::EventRow;
pub use ingest_errors::RefusedRecord;
pub(crate) use records::RecordRow;

use crate::table::{Table, TableInfo};

#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) events: Table<EventRow>,
    pub(crate) usage: Table<RecordRow>,
    pub(crate) costs: Table<RecordRow>,
    pub(crate) prompts: Table<EventRow>,
    pub(crate) ingest_errors: Table<RefusedRecord>,
    pub(crate) alerts: Table<AlertRow>,
    pub(crate) syncs: Table<SyncRow>,
}

impl Tables {
    pub(crate) fn new() -> Self {
        Self {
            events: events::table(),
            usage: records::usage(),
            costs: records::costs(),
            prompts: prompts::table(),
            ingest_errors: ingest_errors::table(),
            alerts: alerts::table(),
            syncs: syncs::table(),
        }
    }

    pub(crate) fn create_sql(&self) -> Vec<String> {
        vec![
            self.events.create_sql(),
            self.usage.create_sql(),
            self.costs.create_sql(),
            self.prompts.create_sql(),
            self.ingest_errors.create_sql(),
            self.alerts.create_sql(),
            self.syncs.create_sql(),
        ]
    }

    pub(crate) fn info(&self) -> Vec<TableInfo> {
        vec![
            self.events.info(),
            self.prompts.info(),
            self.usage.info(),
            self.costs.info(),
            self.alerts.info(),
            self.syncs.info(),
            self.ingest_errors.info(),
        ]
    }
}
