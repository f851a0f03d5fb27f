//! `events`: every metered call.

use std::borrow::Cow;
use std::sync::Arc;

use outlay_domain::merge::Conflict;
use outlay_domain::{Dimension, Entry, Event, Frame, Money, Timestamp, Unpriced, meter};

use crate::costs;
use crate::explanation;
use crate::history;
use crate::table::{Column, Table};

type Of = Column<EventRow>;

/// An event as it is known with some entry of the ledger.
#[derive(Debug)]
pub(crate) struct EventRow {
    /// Of the event.
    pub(crate) seq: u64,
    pub(crate) received_at: Timestamp,
    pub(crate) findings: i64,
    frame: Arc<Frame>,
    /// Of the entry in the frame.
    index: usize,
}

impl EventRow {
    /// None if the entry is about no event.
    pub(crate) fn of(frame: &Arc<Frame>, index: usize, findings: i64) -> Option<Self> {
        let seq = frame.first_seq + index as u64;
        let (seq, received_at) = match frame.entries.get(index)? {
            Entry::Event(_) => (seq, frame.received_at),
            Entry::Amend(revision) => (revision.seq, revision.received_at),
            Entry::Void(voiding) => (voiding.seq, voiding.received_at),
            _ => return None,
        };
        Some(Self { seq, received_at, findings, frame: Arc::clone(frame), index })
    }

    fn entry(&self) -> &Entry {
        &self.frame.entries[self.index]
    }

    pub(crate) fn event(&self) -> &Event {
        self.entry().event().expect("rows are made of entries about events")
    }

    /// The same call turned out to be known by another event.
    pub(crate) fn is_merged(&self) -> bool {
        matches!(self.entry(), Entry::Void(voiding) if voiding.merged_into.is_some())
    }

    fn revision(&self) -> i64 {
        match self.entry() {
            Entry::Amend(revision) => revision.revision.into(),
            Entry::Void(voiding) => voiding.revision.into(),
            _ => 0,
        }
    }

    /// Place of the newest entry about it.
    fn newest(&self) -> u64 {
        self.frame.first_seq + self.index as u64
    }

    fn status(&self) -> &'static str {
        if matches!(self.entry(), Entry::Void(_)) { "voided" } else { "live" }
    }

    fn effective_cost(&self) -> Option<Money> {
        match self.entry() {
            Entry::Void(_) => Some(Money::ZERO),
            _ => self.event().cost.effective,
        }
    }

    /// What it cost before it was voided.
    fn voided_cost(&self) -> Option<Money> {
        match self.entry() {
            Entry::Void(_) => self.event().cost.effective,
            _ => None,
        }
    }

    fn judged_cost(&self) -> Option<Money> {
        match self.entry() {
            Entry::Amend(revision) => revision.judged_cost,
            Entry::Void(voiding) => voiding.judged_cost,
            _ => self.event().cost.effective,
        }
    }

    fn conflicts(&self) -> &[Conflict] {
        match self.entry() {
            Entry::Amend(revision) => &revision.conflicts,
            _ => &[],
        }
    }
}

pub(crate) fn table() -> Table<EventRow> {
    let mut columns: Vec<Column<EventRow>> = vec![
        Of::integer("seq", "Place in the ledger.", |row| i64::try_from(row.seq).ok()),
        Of::made("event_id", "Identity of the call.", |row| Some(row.event().call_id.to_string())),
        Of::text("transaction_id", "The sender's or provider's id of the call.", |row| {
            row.event().transaction_id.as_deref()
        }),
        Of::text("kind", "completion, embedding, image, audio, video, tool, api or custom.", |row| {
            Some(row.event().kind.as_str())
        }),
        Of::text("source", "The wire format that it came in.", |row| Some(&row.event().source)),
        Of::text("status", "live or voided; a voided event costs nothing.", |row| Some(row.status())),
        Of::integer("revision", "0 as first received; higher after amendments.", |row| Some(row.revision())),
        Of::integer("newest_seq", "Place in the ledger of the newest entry about it.", |row| {
            i64::try_from(row.newest()).ok()
        }),
        Of::time("event_time", "When the call was answered, UTC.", |row| Some(row.event().event_time)),
        Of::time("received_at", "When Outlay took it, UTC.", |row| Some(row.received_at)),
        Of::text("key_id", "The API key that posted it.", |row| Some(&row.event().key_id)),
        Of::text("team", "The team that owns the key.", |row| Some(&row.event().team)),
    ];
    columns.extend(Dimension::ALL.iter().map(|&dimension| {
        Of::text(dimension.column(), dimension.meaning(), move |row| row.event().dimensions.get(dimension))
    }));
    columns.extend([
        Of::integer("retry_number", "0 for the first try.", |row| row.event().retry_number),
        Of::integer("error_code", "The provider's HTTP status when the call failed.", |row| row.event().error_code),
        Of::flag("is_streamed", "Whether the answer was streamed.", |row| row.event().is_streamed),
    ]);
    columns.extend(
        meter::TOKEN_COLUMNS
            .iter()
            .map(|&name| Of::integer(name, token_meaning(name), move |row| row.event().meters.get(name)?.to_integer())),
    );
    columns.extend(
        meter::UNIT_COLUMNS.iter().map(|&name| {
            Of::units(name, format!("Number of {name}."), move |row| row.event().meters.get(name).copied())
        }),
    );
    columns.extend([
        Of::meters("meters", "Everything that was counted, by name.", |row| &row.event().meters),
        Of::integer("duration_ms", "From request to the end of the answer, milliseconds.", |row| {
            row.event().duration_ms
        }),
        Of::integer("time_to_first_token_ms", "From request to the first token, milliseconds.", |row| {
            row.event().time_to_first_token_ms
        }),
        Of::json(
            "reported",
            "What the sender said about the cost, part by part, in `reported.currency` or USD.",
            |row| history::write_reported(&row.event().reported).map(Cow::Owned),
        ),
        Of::units(
            "cost_multiplier",
            "By which the sender wants the computed cost multiplied; NULL if he does not.",
            |row| row.event().billing.multiplier,
        ),
        Of::flag("billing_skipped", "Whether the sender says that nothing is charged.", |row| {
            Some(row.event().billing.skipped)
        }),
        Of::amount("reported_cost", "What the sender said it cost, in `currency`.", |row| row.event().cost.reported),
        Of::amount("computed_cost", "What the price book says, in `currency`; NULL if unpriced.", |row| {
            row.event().cost.computed
        }),
        Of::amount("effective_cost", "The cost that counts, in `currency`; NULL if unknown.", |row| {
            row.effective_cost()
        }),
        Of::amount("voided_cost", "What a voided event cost before, in `currency`; NULL if it is live.", |row| {
            row.voided_cost()
        }),
        Of::amount("judged_cost", "The effective cost that the rules saw, in `currency`.", |row| row.judged_cost()),
        Of::text("currency", "ISO 4217.", |row| Some(&row.event().cost.currency)),
        Of::text("price_version", "The price data that was used.", |row| row.event().cost.price_version.as_deref()),
        Of::text("price_entry", "The entry of the price book that was used.", |row| {
            row.event().cost.price_entry.as_deref()
        }),
        Of::text("unpriced_reason", "Why there is no computed cost; NULL if there is one.", |row| {
            row.event().cost.unpriced.as_ref().map(Unpriced::code)
        }),
        Of::json(
            "cost_explanation",
            "The computed cost, a list for each meter: name, quantity, unit price, per so many, amount; \
             quantity ÷ per × unit price = amount. A line may be followed by a multiplier, and by the entry and the \
             version of its price; the last element may be an object that says how the sum came into `currency`.",
            |row| explanation::write(&row.event().cost).map(Cow::Owned),
        ),
        Of::integer("findings", "How many findings of rules it caused.", |row| Some(row.findings)),
        Of::json(
            "conflicts",
            "Where arrivals of this call disagree: field, the value that counts, the other one.",
            |row| {
                Some(row.conflicts())
                    .filter(|all| !all.is_empty())
                    .and_then(|all| serde_json::to_string(all).ok())
                    .map(Cow::Owned)
            },
        ),
        Of::json("attributes", "Everything else that the sender said.", |row| {
            row.event().attributes.as_deref().map(Cow::Borrowed)
        }),
    ]);
    Table {
        name: "events",
        place: Some(costs::EVENTS),
        description: "Every metered call: what it was, what it counted, what it cost. One row a call.",
        columns,
    }
}

fn token_meaning(name: &str) -> &'static str {
    match name {
        meter::INPUT_TOKENS => "Uncached input tokens.",
        meter::CACHE_READ_TOKENS => "Input tokens read from the cache.",
        meter::CACHE_WRITE_TOKENS => "Input tokens written to the cache, of whatever lifetime.",
        meter::CACHE_WRITE_5M_TOKENS => "The cache writes that live 5 minutes.",
        meter::CACHE_WRITE_1H_TOKENS => "The cache writes that live an hour.",
        meter::OUTPUT_TOKENS => "Output tokens, reasoning included.",
        _ => "The output tokens spent on reasoning.",
    }
}
