//! Runs a rule as an ordinary program: the test plays the host. Not part of the component.
//!
//! ```
//! # use outlay_rule::{Error, Event, Finding, Manifest, Rule};
//! # struct Slow;
//! # impl Rule for Slow {
//! #     type Settings = serde_json::Value;
//! #     fn manifest() -> Manifest { Manifest::new("slow", "0.1.0", "Slow").reads(&["duration_ms"]) }
//! #     fn configure(_: serde_json::Value) -> Result<Self, Error> { Ok(Self) }
//! #     fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
//! #         (event.integer("duration_ms")? > 1000).then(|| Finding::firing("all", "slow"))
//! #     }
//! # }
//! use outlay_rule::testing::{Harness, event};
//!
//! let mut rule = Harness::<Slow>::new("{}")?;
//! let found = rule.judge(&[event().integer("duration_ms", 5_000), event().text("model", "gpt-5")]);
//! assert_eq!(found.len(), 1);
//! assert_eq!(found[0].event, 0);
//! # Ok::<(), Error>(())
//! ```

mod steps;

use std::cell::RefCell;
use std::collections::BTreeMap;

use outlay_frame::{Builder, Kind, columns, form};

use crate::bindings::{Finding as WireFinding, Moment as WireMoment, Selection};
use crate::glue::Slot;
use crate::log::Level;
use crate::{Condition, Decimal, Error, Finding, Moment, Operator, Rule, Timestamp};

pub use steps::{Step, Told, assert_cut_does_not_matter, tick};

/// An event that a test makes up: nothing is known of it but what is said.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct TestEvent(BTreeMap<String, Value>);

#[derive(Debug, Clone)]
enum Value {
    Integer(i64),
    Text(String),
    Flag(bool),
}

/// An event of which nothing is known yet.
pub fn event() -> TestEvent {
    TestEvent::default()
}

impl TestEvent {
    pub fn cost(self, amount: &str) -> Self {
        self.decimal("cost", amount)
    }

    pub fn text(self, column: &str, text: &str) -> Self {
        self.with(column, Kind::Text, Value::Text(text.into()))
    }

    /// A column of whole numbers.
    pub fn integer(self, column: &str, value: i64) -> Self {
        self.decimal(column, &value.to_string())
    }

    /// Any column of numbers.
    pub fn decimal(self, column: &str, value: &str) -> Self {
        let places = form(column).map_or(0, |form| form.places);
        let unit = 10_i128.pow(u32::from(columns::MONEY - places));
        let decimal: Decimal = value.parse().unwrap_or_else(|problem| panic!("`{value}`: {problem}"));
        assert!(decimal.pico() % unit == 0, "column `{column}` has only {places} decimals");
        let scaled = i64::try_from(decimal.pico() / unit).unwrap_or_else(|_| panic!("`{value}` is too large"));
        self.with(column, Kind::Integer, Value::Integer(scaled))
    }

    pub fn flag(self, column: &str, value: bool) -> Self {
        self.with(column, Kind::Flag, Value::Flag(value))
    }

    fn with(mut self, column: &str, kind: Kind, value: Value) -> Self {
        let form = form(column).unwrap_or_else(|| panic!("there is no column `{column}`"));
        assert_eq!(form.kind, kind, "the kind of column `{column}`");
        self.0.insert(column.into(), value);
        self
    }

    /// What the host tells of every row, as far as the test does not.
    fn fill(&mut self, seq: i64) {
        let mut or = |column: &str, value: Value| self.0.entry(column.into()).or_insert(value).clone();
        or("seq", Value::Integer(seq));
        or("entry", Value::Text("event".into()));
        let received_at = or("received_at", Value::Integer(seq * 1_000_000));
        let event_time = or("event_time", received_at.clone());
        if let (Value::Integer(received_at), Value::Integer(event_time)) = (received_at, event_time) {
            or("is_future", Value::Flag(event_time - received_at > 24 * 3_600_000_000));
        }
        let amount = |column: &str| if let Value::Integer(amount) = self.0.get(column)? { Some(*amount) } else { None };
        if let (cost, previous) = (amount("cost"), amount("previous_cost"))
            && cost.or(previous).is_some()
        {
            let delta = Value::Integer(cost.unwrap_or(0) - previous.unwrap_or(0));
            self.0.entry("cost_delta".into()).or_insert(delta);
        }
        self.fill_calendar();
    }

    fn fill_calendar(&mut self) {
        let Some(Value::Integer(time)) = self.0.get("event_time") else { return };
        let Moment { day, week, month, quarter, .. } = moment(Timestamp(*time));
        for (column, start) in
            [("day_start", day), ("week_start", week), ("month_start", month), ("quarter_start", quarter)]
        {
            self.0.entry(column.into()).or_insert(Value::Integer(start.0));
        }
    }

    fn text_of(&self, column: &str) -> Option<&str> {
        if let Value::Text(text) = self.0.get(column)? { Some(text) } else { None }
    }
}

/// A finding, and the event that it is about by its index in what was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub event: usize,
    pub finding: Finding,
}

/// A configured rule between real frames: filter, columns and encoding are as in the host.
#[derive(Debug)]
pub struct Harness<R> {
    slot: Slot<R>,
    conditions: Vec<Condition>,
    columns: Vec<String>,
    next_seq: i64,
}

impl<R: Rule> Harness<R> {
    /// Configures the rule with a JSON document.
    pub fn new(settings: &str) -> Result<Self, Error> {
        let slot = Slot::new();
        let Selection { columns, conditions } = slot.configure(settings)?;
        let declared = R::manifest().columns;
        let columns = columns.unwrap_or_else(|| declared.clone());
        for column in &columns {
            assert!(declared.contains(column), "the manifest does not name the column `{column}`");
        }
        for column in columns.iter().chain(conditions.iter().map(|condition| &condition.column)) {
            assert!(form(column).is_some(), "there is no column `{column}`");
        }
        Ok(Self { slot, conditions, columns, next_seq: 1 })
    }

    /// What it reads with these settings.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// What the host filters by.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Judges the events as one frame. What the host tells of every row they get, if they lack it: `seq`, `received_at`
    /// (a second after the one before), `event_time` (when it was received), `entry`, `is_future`, `cost_delta` and the
    /// calendar's columns; the time zone is UTC.
    pub fn judge(&mut self, events: &[TestEvent]) -> Vec<Judged> {
        let mut rows = Vec::new();
        for (index, event) in events.iter().enumerate() {
            let mut event = event.clone();
            let seq = self.next_seq;
            self.next_seq += 1;
            event.fill(seq);
            if self.conditions.iter().all(|condition| holds(condition, &event)) {
                rows.push((index, event));
            }
        }
        // The host does not call a rule for nothing.
        if rows.is_empty() {
            return Vec::new();
        }
        let frame = frame(&self.columns, &rows);
        let found = self.slot.evaluate(&frame).unwrap_or_else(|error| panic!("{}", error.message));
        let judged = |finding: WireFinding| {
            let row = finding.row.expect("a finding about an event names its row");
            Judged { event: rows[row as usize].0, finding: unwire(finding) }
        };
        found.into_iter().map(judged).collect()
    }

    /// Lets time pass; the time zone is UTC.
    pub fn tick(&mut self, now: Timestamp) -> Vec<Finding> {
        let Moment { at, day, week, month, quarter } = moment(now);
        let [at, day, week, month, quarter] = [at, day, week, month, quarter].map(|time| time.0);
        let found = self
            .slot
            .tick(WireMoment { at, day, week, month, quarter })
            .unwrap_or_else(|error| panic!("{}", error.message));
        found.into_iter().map(unwire).collect()
    }

    /// Everything that the rule remembers.
    pub fn snapshot(&self) -> Vec<u8> {
        self.slot.snapshot()
    }

    /// A second rule with the same settings that takes up where this one is.
    pub fn restarted(&self, settings: &str) -> Result<Self, Error> {
        let mut other = Self::new(settings)?;
        other.slot.restore(&self.slot.snapshot())?;
        other.next_seq = self.next_seq;
        Ok(other)
    }
}

/// The calendar in UTC.
pub fn moment(at: Timestamp) -> Moment {
    let time = jiff::Timestamp::from_microsecond(at.0).expect("a time that the calendar has");
    let today = time.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let since_monday = i32::from(today.weekday().to_monday_zero_offset());
    let first = today.first_of_month();
    let begin = |date: jiff::civil::Date| {
        let start = date.to_zoned_datetime(jiff::tz::TimeZone::UTC).expect("UTC has every day");
        Timestamp(start.timestamp().as_microsecond())
    };
    Moment {
        at,
        day: begin(today),
        week: begin(today.saturating_sub(jiff::Span::new().days(since_monday))),
        month: begin(first),
        quarter: begin(first.saturating_sub(jiff::Span::new().months((today.month() - 1) % 3))),
    }
}

fn holds(condition: &Condition, event: &TestEvent) -> bool {
    use outlay_frame::Operator as Native;
    let operator = match condition.operator {
        Operator::Equals => Native::Equals,
        Operator::NotEquals => Native::NotEquals,
        Operator::Contains => Native::Contains,
        Operator::StartsWith => Native::StartsWith,
        Operator::EndsWith => Native::EndsWith,
        Operator::In => Native::In,
    };
    operator.holds(event.text_of(&condition.column), &condition.values)
}

fn frame(columns: &[String], rows: &[(usize, TestEvent)]) -> Vec<u8> {
    let mut builder = Builder::new(u32::try_from(rows.len()).expect("a test has fewer rows"), columns.len() as u16);
    for column in columns {
        let values = rows.iter().map(|(_, event)| event.0.get(column));
        match form(column).map(|form| (form.kind, form.places)) {
            Some((Kind::Integer, places)) => builder.integers(column, places, values.map(integer)),
            Some((Kind::Text, _)) => builder.texts(column, rows.iter().map(|(_, event)| event.text_of(column))),
            Some((Kind::Flag, _)) => builder.flags(column, values.map(flag)),
            None => panic!("there is no column `{column}`"),
        }
    }
    builder.finish().expect("a test's frame fits")
}

fn integer(value: Option<&Value>) -> Option<i64> {
    if let Value::Integer(number) = value? { Some(*number) } else { None }
}

fn flag(value: Option<&Value>) -> Option<bool> {
    if let Value::Flag(flag) = value? { Some(*flag) } else { None }
}

fn unwire(finding: WireFinding) -> Finding {
    let WireFinding { state, severity, title, detail, key, value, limit, .. } = finding;
    Finding { state, severity, title, detail, key, value, limit }
}

thread_local! {
    static LOG: RefCell<Vec<(Level, String)>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn log(level: Level, message: String) {
    LOG.with(|lines| lines.borrow_mut().push((level, message)));
}

/// What rules on this thread have logged since the last call.
pub fn take_log() -> Vec<(Level, String)> {
    LOG.with(|lines| std::mem::take(&mut *lines.borrow_mut()))
}
