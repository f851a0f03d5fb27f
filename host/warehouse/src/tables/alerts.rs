//! `alerts`: what people were told.

use outlay_domain::entry::AlertRow;

use crate::table::{Column, Table};

type Of = Column<AlertRow>;

pub(crate) fn table() -> Table<AlertRow> {
    Table {
        name: "alerts",
        place: None,
        description: "What people were told: findings of one rule with one key.",
        columns: vec![
            Of::text("alert_id", "Id of the alert.", |row| Some(&row.alert_id)),
            Of::text("rule_id", "The rule that found it.", |row| Some(&row.rule_id)),
            Of::text("rule_name", "Name of the rule.", |row| Some(&row.rule_name)),
            Of::text("key", "What the findings have in common.", |row| Some(&row.key)),
            Of::text("status", "open, cleared or resolved.", |row| Some(&row.status)),
            Of::text("severity", "info, warning or critical.", |row| Some(row.severity.as_str())),
            Of::text("title", "The fact, in one line.", |row| Some(&row.title)),
            Of::text("value", "The measured value, a decimal.", |row| row.value.as_deref()),
            Of::text("limit", "The limit, a decimal.", |row| row.limit.as_deref()),
            Of::integer("findings", "How many findings it gathers.", |row| i64::try_from(row.findings).ok()),
            Of::text("first_event_id", "The event that opened it.", |row| row.first_event_id.as_deref()),
            Of::time("opened_at", "UTC.", |row| Some(row.opened_at)),
            Of::time("updated_at", "UTC.", |row| Some(row.updated_at)),
            Of::time("closed_at", "UTC; NULL while open.", |row| row.closed_at),
        ],
    }
}
