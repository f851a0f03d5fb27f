//! Entries as columns: each column is encoded once, however many rules read it.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use foldhash::fast::RandomState;
use outlay_domain::{Entry, Timestamp};
use outlay_frame::{Builder, TooLarge};

use crate::column::{Column, Row, Source, scaled};

/// What was taken together: its events as rows, and where time passed between them.
#[derive(Debug)]
pub(crate) struct Batch<'b> {
    /// One past the last entry.
    pub(crate) end_seq: u64,
    pub(crate) received_at: Timestamp,
    pub(crate) rows: Vec<Row<'b>>,
    pub(crate) ticks: Vec<Tick>,
    encoded: HashMap<String, Encoded<'b>>,
    frames: VecDeque<Made>,
}

/// A frame and what it was made of.
#[derive(Debug)]
struct Made {
    columns: Vec<String>,
    rows: Vec<u32>,
    bytes: Arc<[u8]>,
}

/// How many frames are kept for the next rule: those of the largest batch, a few times over. Rules of one component
/// read the same columns, and most judge every row.
const FRAMES: usize = 32;

/// Time passes before the row of this index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tick {
    pub(crate) seq: u64,
    pub(crate) before_row: usize,
}

#[derive(Debug)]
enum Encoded<'b> {
    Integers(Vec<Option<i64>>),
    Texts(Texts<'b>),
    Flags(Vec<Option<bool>>),
}

/// Texts by their place in a dictionary.
#[derive(Debug, Default)]
pub(crate) struct Texts<'b> {
    pub(crate) codes: Vec<Option<u32>>,
    pub(crate) dictionary: Vec<Cow<'b, str>>,
}

impl<'b> Batch<'b> {
    pub(crate) fn new(first_seq: u64, received_at: Timestamp, entries: &'b [Entry]) -> Self {
        let (mut rows, mut ticks) = (Vec::new(), Vec::new());
        for (seq, entry) in (first_seq..).zip(entries) {
            match entry {
                Entry::Tick => ticks.push(Tick { seq, before_row: rows.len() }),
                _ => rows.extend(entry.event().map(|event| Row { seq, received_at, event, entry })),
            }
        }
        let end_seq = first_seq + entries.len() as u64;
        Self { end_seq, received_at, rows, ticks, encoded: HashMap::new(), frames: VecDeque::new() }
    }

    /// Nothing that a rule could judge.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.ticks.is_empty()
    }

    /// The texts of a column; none if it holds something else.
    pub(crate) fn texts(&mut self, column: &Column) -> Option<&Texts<'b>> {
        self.encode(column);
        if let Some(Encoded::Texts(texts)) = self.encoded.get(&column.name) { Some(texts) } else { None }
    }

    /// Encodes columns; whoever needs them next finds them.
    pub(crate) fn prepare(&mut self, columns: &[Column]) {
        columns.iter().for_each(|column| self.encode(column));
    }

    /// A frame of some rows with some columns.
    pub(crate) fn frame(&mut self, columns: &[Column], rows: &[u32]) -> Result<Arc<[u8]>, TooLarge> {
        let is_same = |made: &&Made| made.rows == rows && made.columns.iter().eq(columns.iter().map(|of| &of.name));
        if let Some(made) = self.frames.iter().find(is_same) {
            return Ok(Arc::clone(&made.bytes));
        }
        let bytes: Arc<[u8]> = self.make(columns, rows)?.into();
        if self.frames.len() == FRAMES {
            self.frames.pop_front();
        }
        let columns = columns.iter().map(|column| column.name.clone()).collect();
        self.frames.push_back(Made { columns, rows: rows.to_vec(), bytes: Arc::clone(&bytes) });
        Ok(bytes)
    }

    fn make(&mut self, columns: &[Column], rows: &[u32]) -> Result<Vec<u8>, TooLarge> {
        self.prepare(columns);
        let mut builder = Builder::new(u32::try_from(rows.len()).map_err(|_| TooLarge)?);
        for column in columns {
            let name = &column.name;
            match self.encoded.get(name) {
                Some(Encoded::Integers(values)) => {
                    builder.integers(name, column.form.places, rows.iter().map(|&row| values[row as usize]));
                }
                Some(Encoded::Texts(texts)) => {
                    builder.coded_texts(name, rows.iter().map(|&row| texts.codes[row as usize]), &texts.dictionary);
                }
                Some(Encoded::Flags(values)) => builder.flags(name, rows.iter().map(|&row| values[row as usize])),
                None => {}
            }
        }
        builder.finish()
    }

    fn encode(&mut self, column: &Column) {
        if self.encoded.contains_key(&column.name) {
            return;
        }
        let rows = &self.rows;
        let encoded = match &column.source {
            Source::Integer(read) => Encoded::Integers(rows.iter().map(read).collect()),
            Source::Meter(name, places) => {
                let value =
                    |row: &Row<'_>| row.event.meters.get(name.as_str()).map(|&quantity| scaled(quantity, *places));
                Encoded::Integers(rows.iter().map(value).collect())
            }
            Source::Flag(read) => Encoded::Flags(rows.iter().map(read).collect()),
            Source::Text(read) => Encoded::Texts(Texts::of(rows.iter().map(read))),
            Source::Dimension(dimension) => {
                let text = |row: &Row<'b>| row.event.dimensions.get(*dimension).map(Cow::Borrowed);
                Encoded::Texts(Texts::of(rows.iter().map(text)))
            }
        };
        self.encoded.insert(column.name.clone(), encoded);
    }
}

impl<'b> Texts<'b> {
    fn of(texts: impl Iterator<Item = Option<Cow<'b, str>>>) -> Self {
        let mut known: HashMap<Cow<'b, str>, u32, RandomState> = HashMap::default();
        let mut all = Self::default();
        for text in texts {
            let code = text.map(|text| {
                *known.entry(text).or_insert_with_key(|text| {
                    all.dictionary.push(text.clone());
                    all.dictionary.len() as u32 - 1
                })
            });
            all.codes.push(code);
        }
        all
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod tests {
    use outlay_domain::{CallId, Dimension, Event, Kind};
    use outlay_frame::Frame;

    use super::*;

    /// An event of which nothing is known.
    pub(crate) fn event() -> Event {
        Event::bare(CallId([1; 16]), Kind::Completion, Timestamp(5))
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
        let columns: Vec<_> = ["seq", "agent", "cost", "is_streamed"].map(|name| Column::named(name).unwrap()).into();
        let bytes = batch.frame(&columns, &[1, 2]).unwrap();
        let frame = Frame::read(&bytes).unwrap();
        assert_eq!((frame.rows(), frame.columns().len()), (2, 4));
        assert_eq!(frame.integers("seq").map(|seq| [seq.get(0), seq.get(1)]), Some([Some(12), Some(13)]));
        assert_eq!(frame.texts("agent").map(|agent| [agent.get(0), agent.get(1)]), Some([Some("b"), None]));
        assert_eq!(frame.texts("agent").and_then(|agent| agent.entry(1)), None, "only what the rows use is sent");
        assert_eq!(frame.integers("cost").map(|cost| cost.get(0)), Some(Some(2_000_000_000_000)));
        assert_eq!(frame.flags("is_streamed").map(|flag| flag.get(1)), Some(Some(true)));
    }
}
