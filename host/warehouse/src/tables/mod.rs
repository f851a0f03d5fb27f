//! The tables that SQL shows: one file each, one line each in [`Tables`].

mod alerts;
mod events;
mod ingest_errors;
mod labels;
mod prompts;
mod records;
mod repricings;
mod syncs;

use outlay_domain::entry::{AlertRow, SyncRow};

pub(crate) use events::EventRow;
pub use ingest_errors::RefusedRecord;
pub use labels::{ClockLabel, ConnectionLabel, CredentialLabel, Labels, ProjectLabel, ZoneLabel};
pub(crate) use records::RecordRow;
pub(crate) use repricings::RepricingRow;

use crate::repricing::{self, NewCost};
use crate::table::{Table, TableInfo};
use crate::views;

#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) events: Table<EventRow>,
    pub(crate) usage: Table<RecordRow>,
    pub(crate) costs: Table<RecordRow>,
    pub(crate) prompts: Table<EventRow>,
    pub(crate) ingest_errors: Table<RefusedRecord>,
    pub(crate) alerts: Table<AlertRow>,
    pub(crate) syncs: Table<SyncRow>,
    pub(crate) repricings: Table<RepricingRow>,
    pub(crate) connections: Table<ConnectionLabel>,
    pub(crate) project_map: Table<ProjectLabel>,
    /// Not shown.
    pub(crate) credentials: Table<CredentialLabel>,
    pub(crate) zones: Table<ZoneLabel>,
    pub(crate) clock: Table<ClockLabel>,
    pub(crate) repriced: Table<NewCost>,
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
            repricings: repricings::table(),
            connections: labels::connections(),
            project_map: labels::project_map(),
            credentials: labels::credentials(),
            zones: labels::zones(),
            clock: labels::clock(),
            repriced: repricing::staging(),
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
            self.repricings.create_sql(),
            self.connections.create_sql(),
            self.project_map.create_sql(),
            self.credentials.create_sql(),
            self.zones.create_sql(),
            self.clock.create_sql(),
        ]
    }

    /// Where the rows are that nothing else brings back: schema and name.
    pub(crate) fn places(&self) -> [(&'static str, &'static str); 8] {
        [
            self.events.place(),
            self.usage.place(),
            self.costs.place(),
            self.prompts.place(),
            self.ingest_errors.place(),
            self.alerts.place(),
            self.syncs.place(),
            self.repricings.place(),
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
            self.repricings.info(),
            self.ingest_errors.info(),
            self.connections.info(),
            self.project_map.info(),
        ]
        .into_iter()
        .chain(views::info())
        .collect()
    }
}
