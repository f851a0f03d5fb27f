//! `prompts`: what was asked and answered, where a team keeps that.

use outlay_domain::Prompts;

use crate::table::{Column, Table};
use crate::tables::EventRow;

type Of = Column<EventRow>;

pub(crate) fn table() -> Table<EventRow> {
    Table {
        name: "prompts",
        place: None,
        description: "What was asked and answered. Filled only while `prompts` capture is switched on.",
        columns: vec![
            Of::integer("seq", "Place of the event in the ledger.", |row| i64::try_from(row.seq).ok()),
            Of::made("event_id", "Identity of the call.", |row| Some(row.event().call_id.to_string())),
            Of::time("event_time", "When the call was answered, UTC.", |row| Some(row.event().event_time)),
            Of::text("system_prompt", "The system's instructions.", |row| of(row)?.system.as_deref()),
            Of::text("input_messages", "What was asked, usually JSON.", |row| of(row)?.input.as_deref()),
            Of::text("output_response", "What was answered.", |row| of(row)?.output.as_deref()),
            Of::flag("truncated", "Whether something was cut off.", |row| Some(of(row)?.truncated)),
        ],
    }
}

fn of(row: &EventRow) -> Option<&Prompts> {
    row.event().prompts.as_deref()
}
