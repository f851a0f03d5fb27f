//! `repricings`: when costs of the past were computed anew, by whom and why.

use std::borrow::Cow;

use outlay_domain::{Money, Timestamp};

use crate::table::{Column, Table};

type Of = Column<RepricingRow>;

/// A re-pricing when it is asked for; the rest is filled in while it runs.
#[derive(Debug)]
pub(crate) struct RepricingRow {
    pub(crate) id: String,
    pub(crate) number: i64,
    pub(crate) seq: u64,
    pub(crate) at: Timestamp,
    pub(crate) who: String,
    pub(crate) why: String,
    pub(crate) scope: String,
    pub(crate) book: String,
    pub(crate) list: String,
}

pub(crate) fn table() -> Table<RepricingRow> {
    Table {
        name: "repricings",
        place: None,
        description: "When costs of the past were computed anew, by whom and why.",
        columns: vec![
            Of::text("repricing_id", "Id of the re-pricing.", |row| Some(&row.id)),
            Of::integer("number", "1 for the first.", |row| Some(row.number)),
            Of::integer("seq", "Place in the ledger: it covers the events before it.", |row| {
                i64::try_from(row.seq).ok()
            }),
            Of::text("state", "waiting, running, done or undone.", |_| Some("waiting")),
            Of::time("requested_at", "UTC.", |row| Some(row.at)),
            Of::text("who", "Who asked for it.", |row| Some(&row.who)),
            Of::text("why", "The reason given.", |row| Some(&row.why)),
            Of::json("scope", "Which events: from, to, provider, model ...", |row| Some(Cow::Borrowed(&row.scope))),
            Of::json("book", "The operator's prices, exchange rates and currency that count.", |row| {
                Some(Cow::Borrowed(&row.book))
            }),
            Of::text("list_version", "The list of prices that they stand beside.", |row| Some(&row.list)),
            Of::integer("next_seq", "Entries before this place were looked at.", |_| Some(0)),
            Of::integer("events", "How many events of the scope were looked at.", |_| Some(0)),
            Of::integer("changed", "How many of them got another cost.", |_| Some(0)),
            Of::amount("cost_before", "Sum of the known effective costs of the changed events before.", |_| {
                Some(Money::ZERO)
            }),
            Of::amount("cost_after", "The same with the new costs.", |_| Some(Money::ZERO)),
        ],
    }
}
