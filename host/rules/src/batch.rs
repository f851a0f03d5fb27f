//! Entries as columns: each column is encoded once, however many rules read it, and each feed is cut once, however many
//! rules are fed with it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use outlay_domain::{Entry, Timestamp};
use outlay_frame::{Builder, TooLarge};

use crate::calendar::Calendar;
use crate::column::{Column, Source};
use crate::feed::Feed;
use crate::plan::Plan;
use crate::row::{Row, scaled};
use crate::texts::Texts;

/// What was taken together: its rows, and where time passed between them.
#[derive(Debug)]
pub(crate) struct Batch<'b> {
    pub(crate) first_seq: u64,
    /// One past the last entry.
    pub(crate) end_seq: u64,
    pub(crate) received_at: Timestamp,
    pub(crate) rows: Vec<Row<'b>>,
    pub(crate) ticks: Vec<Tick>,
    /// Every row is a new event.
    pub(crate) is_all_new: bool,
    encoded: HashMap<String, Encoded<'b>, RandomState>,
    /// Calendar columns, by name and time zone.
    begins: HashMap<(String, String), Vec<i64>, RandomState>,
    /// By the key of the plan.
    feeds: HashMap<Arc<str>, Arc<Feed>, RandomState>,
}

/// Time passes before the row of this index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tick {
    pub(crate) seq: u64,
    pub(crate) before_row: usize,
    pub(crate) at: Timestamp,
}

#[derive(Debug)]
pub(crate) enum Encoded<'b> {
    Integers(Vec<Option<i64>>),
    Texts(Texts<'b>),
    Flags(Vec<Option<bool>>),
}

impl<'b> Batch<'b> {
    pub(crate) fn new(first_seq: u64, received_at: Timestamp, entries: &'b [Entry]) -> Self {
        let (mut rows, mut ticks) = (Vec::with_capacity(entries.len()), Vec::new());
        let mut is_all_new = true;
        for (seq, entry) in (first_seq..).zip(entries) {
            match entry {
                Entry::Tick => ticks.push(Tick { seq, before_row: rows.len(), at: received_at }),
                Entry::Event(_) => Row::of(seq, received_at, entry, &mut rows),
                _ => {
                    let before = rows.len();
                    Row::of(seq, received_at, entry, &mut rows);
                    is_all_new &= rows.len() == before;
                }
            }
        }
        Self {
            first_seq,
            end_seq: first_seq + entries.len() as u64,
            received_at,
            rows,
            ticks,
            is_all_new,
            encoded: HashMap::default(),
            begins: HashMap::default(),
            feeds: HashMap::default(),
        }
    }

    /// Rows of the warehouse, with the columns that are read of them.
    pub(crate) fn of_past(
        rows: Vec<Row<'b>>,
        ticks: Vec<Tick>,
        encoded: HashMap<String, Encoded<'b>, RandomState>,
    ) -> Self {
        Self {
            first_seq: rows.first().map_or(0, |row| row.seq),
            end_seq: rows.last().map_or(0, |row| row.seq + 1),
            received_at: rows.last().map_or_else(Timestamp::default, |row| row.received_at),
            rows,
            ticks,
            is_all_new: true,
            encoded,
            begins: HashMap::default(),
            feeds: HashMap::default(),
        }
    }

    /// Time passes before the first row.
    pub(crate) fn tick_first(&mut self, times: impl Iterator<Item = Timestamp>) {
        let seq = self.first_seq;
        self.ticks.splice(0..0, times.map(|at| Tick { seq, before_row: 0, at }));
    }

    /// Nothing but time that passes.
    pub(crate) fn of_tick(seq: u64, at: Timestamp) -> Self {
        Self::of_past(Vec::new(), vec![Tick { seq, before_row: 0, at }], HashMap::default())
    }

    /// Nothing that a rule could judge.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.ticks.is_empty()
    }

    /// What a rule of this plan is fed with all of the batch.
    pub(crate) fn feed(&mut self, plan: &mut Plan) -> Result<Arc<Feed>, TooLarge> {
        if let Some(feed) = self.feeds.get(&plan.key) {
            return Ok(Arc::clone(feed));
        }
        let rows = plan.rows(self);
        let feed = Arc::new(Feed::cut(self, plan, rows, |_| true)?);
        self.feeds.insert(Arc::clone(&plan.key), Arc::clone(&feed));
        Ok(feed)
    }

    /// The texts of a column; none if it holds something else.
    pub(crate) fn texts(&mut self, column: &Column) -> Option<&Texts<'b>> {
        self.encode(column);
        if let Some(Encoded::Texts(texts)) = self.encoded.get(&column.name) { Some(texts) } else { None }
    }

    /// A frame of some rows with the columns of a plan.
    pub(crate) fn frame(&mut self, plan: &mut Plan, rows: &[u32]) -> Result<Arc<[u8]>, TooLarge> {
        let columns = u16::try_from(plan.columns.len()).map_err(|_| TooLarge)?;
        let mut builder = Builder::new(u32::try_from(rows.len()).map_err(|_| TooLarge)?, columns);
        for column in Arc::clone(&plan.columns).iter() {
            let name = &column.name;
            if let Source::Calendar(_) = column.source {
                let begins = self.begins(column, &mut plan.calendar);
                builder.integers(name, 0, rows.iter().map(|&row| Some(begins[row as usize])));
                continue;
            }
            self.encode(column);
            match self.encoded.get(name) {
                Some(Encoded::Integers(values)) => {
                    builder.integers(name, column.form.places, rows.iter().map(|&row| values[row as usize]));
                }
                Some(Encoded::Texts(texts)) => {
                    builder.coded_texts(name, rows.iter().map(|&row| texts.code(row)), texts.dictionary());
                }
                Some(Encoded::Flags(values)) => builder.flags(name, rows.iter().map(|&row| values[row as usize])),
                None => {}
            }
        }
        Ok(builder.finish()?.into())
    }

    /// When the period of each row's time began.
    fn begins(&mut self, column: &Column, calendar: &mut Calendar) -> &[i64] {
        let Source::Calendar(period) = column.source else { return &[] };
        let (rows, zone) = (&self.rows, calendar.zone().to_owned());
        let begins = || rows.iter().map(|row| period.start(&calendar.moment(row.event_time()))).collect();
        self.begins.entry((column.name.clone(), zone)).or_insert_with(begins)
    }

    fn encode(&mut self, column: &Column) {
        if self.encoded.contains_key(&column.name) {
            return;
        }
        let rows = &self.rows;
        let encoded = match &column.source {
            Source::Integer(read) => Encoded::Integers(rows.iter().map(read).collect()),
            Source::Meter(name, places) => {
                let value = |row: &Row<'_>| row.meter(name).map(|quantity| scaled(quantity, *places));
                Encoded::Integers(rows.iter().map(value).collect())
            }
            Source::Flag(read) => Encoded::Flags(rows.iter().map(read).collect()),
            Source::Text(read) => Encoded::Texts(Texts::of(rows.iter().map(read))),
            Source::Dimension(dimension) => {
                let text = |row: &Row<'b>| row.dimension(*dimension).map(Cow::Borrowed);
                Encoded::Texts(Texts::of(rows.iter().map(text)))
            }
            // Depends on the rule's time zone.
            Source::Calendar(_) => return,
        };
        self.encoded.insert(column.name.clone(), encoded);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod tests {
    use jiff::tz::TimeZone;
    use outlay_domain::{CallId, Dimension, Event, Kind};
    use outlay_frame::Frame;
    use outlay_sandbox::rule::{Manifest, Scope, Selection};

    use super::*;

    /// An event of which nothing is known.
    pub(crate) fn event() -> Event {
        Event::bare(CallId([1; 16]), Kind::Completion, Timestamp(5))
    }

    /// The plan of a rule that reads these columns of all events.
    pub(crate) fn reading(columns: &[&str]) -> Plan {
        let manifest = Manifest {
            name: "test".into(),
            version: "1.0.0".into(),
            title: "Test".into(),
            documentation: String::new(),
            columns: columns.iter().map(|&column| column.into()).collect(),
            scope: Scope::Global,
            wants_ticks: true,
            wants_amendments: false,
            wants_records: false,
            settings_schema: "{}".into(),
        };
        Plan::of(&manifest, &Selection::default(), &TimeZone::UTC).unwrap()
    }

    #[test]
    fn a_frame_holds_only_the_chosen_rows_and_columns() {
        let with_agent = |agent: Option<&str>, cost: &str| {
            let mut event = event();
            agent.map(|agent| event.dimensions.set(Dimension::Agent, agent));
            event.cost.effective = cost.parse().ok();
            event.is_streamed = Some(true);
            Entry::Event(Box::new(event))
        };
        let entries = [with_agent(Some("a"), "1"), Entry::Tick, with_agent(Some("b"), "2"), with_agent(None, "")];
        let mut batch = Batch::new(10, Timestamp(99), &entries);
        assert_eq!((batch.end_seq, batch.rows.len(), batch.ticks[0].before_row), (14, 3, 1));
        let mut plan = reading(&["seq", "agent", "cost", "is_streamed", "day_start"]);
        let bytes = batch.frame(&mut plan, &[1, 2]).unwrap();
        let frame = Frame::read(&bytes).unwrap();
        assert_eq!((frame.rows(), frame.columns().len()), (2, 5));
        assert_eq!(frame.integers("seq").map(|seq| [seq.get(0), seq.get(1)]), Some([Some(12), Some(13)]));
        assert_eq!(frame.texts("agent").map(|agent| [agent.get(0), agent.get(1)]), Some([Some("b"), None]));
        assert_eq!(frame.texts("agent").and_then(|agent| agent.entry(1)), None, "only what the rows use is sent");
        assert_eq!(frame.integers("cost").map(|cost| cost.get(0)), Some(Some(2_000_000_000_000)));
        assert_eq!(frame.integers("day_start").map(|day| day.get(0)), Some(Some(0)));
        assert_eq!(frame.flags("is_streamed").map(|flag| flag.get(1)), Some(Some(true)));
    }
}
