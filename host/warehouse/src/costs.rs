//! Two costs of an event: the one that it came with, and the one that a re-pricing gave it.
//!
//! The table behind `events` has a second set of the columns that are about the cost, and the number of the re-pricing
//! that filled it. `events` itself is a view that shows the second set where that re-pricing is in force. So a re-pricing
//! of any size comes into force, or is taken back, by one new view.

use crate::table::Table;
use crate::tables::EventRow;

/// The table behind the view `events`.
pub(crate) const EVENTS: (&str, &str) = ("internal", "events");

/// A column that is about the cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CostColumn {
    pub(crate) name: &'static str,
    /// Type and storage.
    kind: &'static str,
}

impl CostColumn {
    pub(crate) fn is_text(self) -> bool {
        self.kind != AMOUNT
    }
}

const AMOUNT: &str = "DECIMAL(38,12)";
const TEXT: &str = "VARCHAR USING COMPRESSION dict_fsst";

/// What a re-pricing says of an event.
pub(crate) const COLUMNS: [CostColumn; 8] = [
    CostColumn { name: "reported_cost", kind: AMOUNT },
    CostColumn { name: "computed_cost", kind: AMOUNT },
    CostColumn { name: "effective_cost", kind: AMOUNT },
    CostColumn { name: "currency", kind: TEXT },
    CostColumn { name: "price_version", kind: TEXT },
    CostColumn { name: "price_entry", kind: TEXT },
    CostColumn { name: "unpriced_reason", kind: TEXT },
    CostColumn { name: "cost_explanation", kind: "JSON USING COMPRESSION zstd" },
];

/// The column of the second set.
pub(crate) fn repriced(column: &str) -> String {
    format!("repriced_{column}")
}

/// The second set, and where the costs of a re-pricing wait to be put into it.
pub(crate) fn create_sql() -> Vec<String> {
    let mut statements = vec!["ALTER TABLE internal.events ADD COLUMN IF NOT EXISTS repricing BIGINT".to_owned()];
    for CostColumn { name, kind } in COLUMNS {
        let column = repriced(name);
        statements.push(format!("ALTER TABLE internal.events ADD COLUMN IF NOT EXISTS {column} {kind}"));
    }
    let columns: Vec<String> = COLUMNS.iter().map(|CostColumn { name, kind }| format!("{name} {kind}")).collect();
    statements
        .push(format!("CREATE TABLE IF NOT EXISTS internal.repriced (seq BIGINT NOT NULL, {})", columns.join(", ")));
    statements
}

/// The view over the table, with these re-pricings in force.
pub(crate) fn view_sql(events: &Table<EventRow>, in_force: &[i64]) -> String {
    let column = |name: &str| match in_force {
        [_, ..] if COLUMNS.iter().any(|column| column.name == name) => format!("{} AS {name}", shown(name, in_force)),
        _ => format!("\"{name}\""),
    };
    let columns: Vec<String> = events.columns.iter().map(|one| column(one.name)).collect();
    format!("CREATE OR REPLACE VIEW main.events AS SELECT {} FROM internal.events", columns.join(", "))
}

/// The value that counts.
pub(crate) fn shown(column: &str, in_force: &[i64]) -> String {
    let numbers: Vec<String> = in_force.iter().map(ToString::to_string).collect();
    format!("CASE WHEN repricing IN ({}) THEN {} ELSE events.{column} END", numbers.join(", "), repriced(column))
}
