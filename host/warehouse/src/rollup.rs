//! Roll-ups: sums of events by hour and by day, kept beside the events, so that a question about months reads no events.
//!
//! Everything before one place in the ledger is rolled up; what stands behind it is read from the events themselves. So a
//! roll-up is never behind and never asked whether it is. An event that changes after it was rolled up adds two rows: what
//! it was, taken away, and what it is now; both in the transaction that changes it. What a re-pricing changes at once may
//! be everything, so then all of it is rolled up again from the beginning, while what is not yet is read from the events.

use duckdb::Connection;

use crate::database::literal;
use crate::raw::Writer;
use crate::table::ColumnInfo;
use crate::warehouse::WarehouseError;

/// The most entries of the ledger that one step takes: a tenth of a second.
const ENTRIES_A_STEP: u64 = 65_536;
/// A row of a roll-up takes this part of the memory of an event's.
pub(crate) const ROWS_AN_EVENT: u64 = 4;

/// The shortest time that sums tell apart, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    Hour,
    Day,
}

/// Sums of events by time and by these columns.
#[derive(Debug)]
pub(crate) struct Rollup {
    /// In `internal`: the view over all of it, and with `_rolled` behind it the table of what is rolled up.
    view: &'static str,
    grain: Grain,
    /// Columns of `events`. Their combinations must be far fewer than the events of that time.
    columns: &'static [&'static str],
}

const COLUMNS: [&str; 10] = [
    "provider",
    "model",
    "team",
    "key_id",
    "credential",
    "organization",
    "product",
    "agent",
    "environment",
    "currency",
];

const HOURLY: Rollup = Rollup { view: "hourly", grain: Grain::Hour, columns: &COLUMNS };
const DAILY: Rollup = Rollup { view: "daily", grain: Grain::Day, columns: &COLUMNS };
/// End users are too many to be told apart by anything else as well.
const SUBSCRIBERS: Rollup = Rollup {
    view: "daily_subscribers",
    grain: Grain::Day,
    columns: &["provider", "credential", "subscriber_id", "currency"],
};

/// The smallest stands first.
const ALL: [&Rollup; 3] = [&DAILY, &HOURLY, &SUBSCRIBERS];

const TOKENS: [&str; 4] = ["input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens"];

/// The view that answers for these columns of `events` by `time`, so finely: `events`, `amount`, `unpriced` and tokens are to
/// be added up. None if only the events themselves tell.
pub fn rolled_up<'c>(columns: impl IntoIterator<Item = &'c str> + Clone, grain: Grain) -> Option<String> {
    let has = |rollup: &&&Rollup| {
        rollup.grain <= grain && columns.clone().into_iter().all(|column| rollup.columns.contains(&column))
    };
    ALL.iter().find(has).map(|rollup| format!("internal.{}", rollup.view))
}

impl Grain {
    /// In microseconds.
    pub const fn micros(self) -> i64 {
        match self {
            Self::Hour => 3_600_000_000,
            Self::Day => 86_400_000_000,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

impl Rollup {
    fn table(&self) -> String {
        format!("internal.{}_rolled", self.view)
    }

    fn create_sql(&self) -> String {
        let text = |column: &&str| format!("{column} VARCHAR USING COMPRESSION dict_fsst");
        let texts: Vec<String> = self.columns.iter().map(text).collect();
        let tokens = TOKENS.map(|name| format!("{name} BIGINT")).join(", ");
        format!(
            "CREATE TABLE IF NOT EXISTS {} (time TIMESTAMP, {}, events BIGINT, amount DECIMAL(38,12), unpriced BIGINT, \
             {tokens})",
            self.table(),
            texts.join(", ")
        )
    }

    /// Adds live events to the table, or takes them away.
    fn add_sql(&self, sign: &str, condition: &str) -> String {
        let tokens = TOKENS.map(|name| format!("{sign}coalesce(sum({name}), 0)::BIGINT")).join(", ");
        format!(
            "INSERT INTO {} SELECT date_trunc('{}', event_time), {}, {sign}count(*), {sign}sum(effective_cost), \
             {sign}count(*) FILTER (effective_cost IS NULL), {tokens} \
             FROM main.events WHERE status = 'live' AND {condition} GROUP BY ALL ORDER BY 1",
            self.table(),
            self.grain.name(),
            self.columns.join(", ")
        )
    }

    /// What is rolled up before this place, and the events from there on.
    fn view_sql(&self, rolled: u64) -> String {
        let (columns, tokens) = (self.columns.join(", "), TOKENS.join(", "));
        let each = TOKENS.map(|name| format!("coalesce({name}, 0) AS {name}")).join(", ");
        format!(
            "CREATE OR REPLACE VIEW internal.{} AS \
             SELECT time, {columns}, events, amount, unpriced, {tokens} FROM {} \
             UNION ALL SELECT date_trunc('{}', event_time) AS time, {columns}, 1 AS events, effective_cost AS amount, \
             (effective_cost IS NULL)::BIGINT AS unpriced, {each} \
             FROM main.events WHERE status = 'live' AND seq >= {rolled}",
            self.view,
            self.table(),
            self.grain.name()
        )
    }
}

/// `spend_hourly`: the widest of them, added up.
pub(crate) fn spend_hourly_sql() -> String {
    let tokens = TOKENS.map(|name| format!("sum({name})::BIGINT AS {name}")).join(", ");
    format!(
        "CREATE OR REPLACE VIEW main.spend_hourly AS SELECT time AS hour, {}, sum(events)::BIGINT AS events, \
         CASE WHEN sum(events) > sum(unpriced) THEN sum(amount) END AS amount, sum(unpriced)::BIGINT AS unpriced, \
         {tokens} FROM internal.{} GROUP BY ALL HAVING sum(events) > 0",
        HOURLY.columns.join(", "),
        HOURLY.view
    )
}

/// The columns of `spend_hourly` that this room adds to what they are about.
pub(crate) fn token_columns() -> Vec<ColumnInfo> {
    let column = |name: &str| ColumnInfo {
        name: name.to_owned(),
        sql_type: "BIGINT".to_owned(),
        description: format!("Sum of `events.{name}`."),
    };
    TOKENS.map(column).to_vec()
}

/// Tables for roll-ups of today's form; what is there of another form is made anew. And the views over them.
pub(crate) fn set_up(connection: &Connection) -> Result<(), WarehouseError> {
    let form = ALL.map(Rollup::create_sql).join("; ");
    let known = "SELECT form FROM internal.rolled";
    let is_todays = connection.query_row(known, [], |row| row.get::<_, String>(0)).is_ok_and(|found| found == form);
    if !is_todays {
        let old = ALL.map(|rollup| format!("DROP TABLE IF EXISTS {}", rollup.table())).join("; ");
        connection.execute_batch(&format!(
            "{old}; {form}; CREATE OR REPLACE TABLE internal.rolled AS SELECT 0::BIGINT AS seq, {} AS form",
            literal(&form)
        ))?;
    }
    connection.execute_batch(&views_sql(rolled(connection)?).join("; "))?;
    Ok(())
}

/// The first entry that is not rolled up.
pub(crate) fn rolled(connection: &Connection) -> Result<u64, duckdb::Error> {
    let seq: i64 = connection.query_row("SELECT seq FROM internal.rolled", [], |row| row.get(0))?;
    Ok(seq.unsigned_abs())
}

/// Rolls up what stands between these places, as part of a transaction. Answers where it ends.
pub(crate) fn step(writer: &Writer, from: u64, end: u64) -> Result<u64, duckdb::Error> {
    let to = end.min(from + ENTRIES_A_STEP);
    for rollup in ALL {
        writer.execute(&rollup.add_sql("", &format!("seq >= {from} AND seq < {to}")))?;
    }
    move_to(writer, to)?;
    Ok(to)
}

/// Forgets all of it, as part of a transaction that changes any number of costs.
pub(crate) fn start_over() -> Vec<String> {
    let mut statements = ALL.map(|rollup| format!("DELETE FROM {}", rollup.table())).to_vec();
    statements.push("UPDATE internal.rolled SET seq = 0".to_owned());
    statements.extend(views_sql(0));
    statements
}

/// Takes away the events that are about to change (their places stand in a table), or adds what they have become.
pub(crate) fn change(writer: &Writer, sign: Sign, changed: &str) -> Result<(), duckdb::Error> {
    let sign = match sign {
        Sign::Add => "",
        Sign::TakeAway => "-",
    };
    let condition = format!("seq IN (SELECT seq FROM {changed} WHERE seq < (SELECT seq FROM internal.rolled))");
    ALL.iter().try_for_each(|rollup| writer.execute(&rollup.add_sql(sign, &condition)))
}

pub(crate) enum Sign {
    Add,
    TakeAway,
}

fn move_to(writer: &Writer, seq: u64) -> Result<(), duckdb::Error> {
    writer.execute(&format!("UPDATE internal.rolled SET seq = {seq}"))?;
    views_sql(seq).iter().try_for_each(|view| writer.execute(view))
}

fn views_sql(rolled: u64) -> Vec<String> {
    ALL.iter().map(|rollup| rollup.view_sql(rolled)).collect()
}
