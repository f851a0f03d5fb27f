//! The tables that SQL shows: one file each, one line each in [`Tables`].

mod alerts;
mod events;
mod records;
mod syncs;

use outlay_domain::entry::{AlertRow, SyncRow};

pub(crate) use events::EventRow;
pub(crate) use records::RecordRow;

use crate::table::{Table, TableInfo};

#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) events: Table<EventRow>,
    pub(crate) usage: Table<RecordRow>,
    pub(crate) costs: Table<RecordRow>,
    pub(crate) alerts: Table<AlertRow>,
    pub(crate) syncs: Table<SyncRow>,
}

impl Tables {
    pub(crate) fn new() -> Self {
        Self {
            events: events::table(),
            usage: records::usage(),
            costs: records::costs(),
            alerts: alerts::table(),
            syncs: syncs::table(),
        }
    }

    pub(crate) fn create_sql(&self) -> Vec<String> {
        vec![
            self.events.create_sql(),
            self.usage.create_sql(),
            self.costs.create_sql(),
            self.alerts.create_sql(),
            self.syncs.create_sql(),
        ]
    }

    pub(crate) fn info(&self) -> Vec<TableInfo> {
        vec![self.events.info(), self.usage.info(), self.costs.info(), self.alerts.info(), self.syncs.info()]
    }
}
