//! What providers bill.

use std::collections::HashMap;

use jiff::civil::Date;
use outlay_pricing::{canonical_provider, tier};
use outlay_warehouse::{ABOUT, Warehouse};

use super::{Zones, day_of, said, times};
use crate::days::Days;
use crate::error::ReportsError;
use crate::lines;
use crate::rows::{Row, Statement};
use crate::split::{Line, LineKind};

/// Lines that are about the same.
#[derive(Debug)]
pub(crate) struct BilledLine {
    pub(crate) connection_id: String,
    pub(crate) provider: String,
    pub(crate) model: Option<String>,
    pub(crate) project: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) day: Date,
    pub(crate) last_day: Date,
    pub(crate) currency: String,
    pub(crate) line: Line,
    pub(crate) is_open: bool,
    /// Microseconds since 1970.
    pub(crate) ends: i64,
}

/// All lines of the days of a range, and the range that has all days of all of these: a line for a month says nothing about
/// a part of it.
pub(crate) async fn billed_whole(
    warehouse: &Warehouse,
    zones: &Zones,
    days: Days,
) -> Result<(Days, Vec<BilledLine>), ReportsError> {
    let mut days = days;
    loop {
        let lines = billed(warehouse, zones, days).await?;
        let whole = lines.iter().fold(days, |days, line| days.with(line.day, line.last_day));
        if whole == days || days.is_very_long() {
            return Ok((days, lines));
        }
        days = whole;
    }
}

/// Lines that are for some of these days.
pub(crate) async fn billed(warehouse: &Warehouse, zones: &Zones, days: Days) -> Result<Vec<BilledLine>, ReportsError> {
    let mut statement = Statement::default();
    statement.push("SELECT connection_id, provider, model, project, key, ");
    day_of(&mut statement, "period_start", "connection_id", zones, days);
    statement.push(" AS day, ");
    day_of(&mut statement, "(period_end - to_microseconds(1))", "connection_id", zones, days);
    statement.push(&format!(
        " AS last_day, currency, {} AS about, {} AS tier, unit, cost < 0 AS is_back, sum(cost), \
         CASE WHEN count(units) = count(*) THEN sum(units) END, count(*), bool_or(open), epoch_us(max(period_end)), \
         CASE WHEN bool_and(ends_with(cost::VARCHAR, '0000000000')) THEN 2 \
           WHEN bool_and(ends_with(cost::VARCHAR, '00000000')) THEN 4 \
           WHEN bool_and(ends_with(cost::VARCHAR, '000000')) THEN 6 END::BIGINT \
         FROM costs WHERE cost IS NOT NULL AND currency IS NOT NULL AND connection_id IN ",
        said(&ABOUT),
        said(&tier::FIELDS)
    ));
    statement.push_list(zones.keys().map(String::as_str)).push(&overlapping(days)).push(" GROUP BY ALL");
    let read = |row: &Row| {
        let amount = row.money(12)?;
        let unit = row.text(10);
        let meaning = lines::meaning(row.text(8).unwrap_or_default(), row.text(9).unwrap_or_default(), unit, amount);
        let quantity = unit.and_then(lines::scale).zip(row.known_nano(13)).map(|((_, scale), nano)| times(nano, scale));
        let line = Line {
            kind: meaning.kind,
            meter: meaning.meter,
            tier: meaning.tier,
            quantity,
            amount,
            lines: u32::try_from(row.integer(14).unwrap_or(1)).unwrap_or(u32::MAX),
            places: row.integer(17).and_then(|places| u32::try_from(places).ok()),
        };
        Some(BilledLine {
            connection_id: row.owned(0)?,
            provider: canonical_provider(row.text(1)?),
            model: row.owned(2),
            project: row.owned(3),
            key: row.owned(4),
            day: row.day(5)?,
            last_day: row.day(6)?,
            currency: row.owned(7)?,
            line,
            is_open: row.flag(15),
            ends: row.integer(16).unwrap_or_default(),
        })
    };
    let rows = statement.ask(warehouse).await?;
    let mut all: Vec<BilledLine> = rows.iter().filter_map(read).collect();
    for one in &mut all {
        // A line that is no price of anything used is no reason to take its days together.
        let is_long = one.line.kind == LineKind::Charge;
        one.last_day = if is_long { one.last_day.max(one.day) } else { one.day };
    }
    all.retain(|one| one.day < days.to && days.from <= one.last_day);
    // How many decimals a bill has is seen from all of it.
    let mut places: HashMap<String, Option<u32>> = HashMap::new();
    for one in &all {
        let of = places.entry(one.connection_id.clone()).or_insert(Some(0));
        *of = of.zip(one.line.places).map(|(most, places)| most.max(places));
    }
    for one in &mut all {
        one.line.places = places.get(&one.connection_id).copied().flatten();
    }
    Ok(all)
}

fn overlapping(days: Days) -> String {
    let (since, until) = days.hull();
    format!(" AND period_end >= make_timestamp({since}) AND period_start < make_timestamp({until})")
}
