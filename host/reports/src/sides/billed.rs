//! What providers bill.

use std::collections::HashMap;

use jiff::civil::Date;
use outlay_pricing::tier;
use outlay_warehouse::{ABOUT, Warehouse};

use super::{About, Zones, day_of, said, times};
use crate::days::Days;
use crate::error::ReportsError;
use crate::lines;
use crate::rows::Row;
use crate::split::{Line, LineKind};

/// Lines that are about the same.
#[derive(Debug)]
pub(crate) struct BilledLine {
    pub(crate) about: About,
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
        let whole = lines.iter().fold(days, |days, line| days.with(line.about.day, line.last_day));
        if whole == days || days.is_very_long() {
            return Ok((days, lines));
        }
        days = whole;
    }
}

/// Lines that are for some of these days.
pub(crate) async fn billed(warehouse: &Warehouse, zones: &Zones, days: Days) -> Result<Vec<BilledLine>, ReportsError> {
    let mut statement = About::asked(zones, days);
    statement.push(", ");
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
            about: About::read(row)?,
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
        one.last_day = if is_long { one.last_day.max(one.about.day) } else { one.about.day };
    }
    all.retain(|one| one.about.day < days.to && days.from <= one.last_day);
    // How many decimals a bill has is seen from all of it.
    let mut places: HashMap<String, Option<u32>> = HashMap::new();
    for one in &all {
        let of = places.entry(one.about.connection_id.clone()).or_insert(Some(0));
        *of = of.zip(one.line.places).map(|(most, places)| most.max(places));
    }
    for one in &mut all {
        one.line.places = places.get(&one.about.connection_id).copied().flatten();
    }
    Ok(all)
}

fn overlapping(days: Days) -> String {
    let (since, until) = days.hull();
    format!(" AND period_end >= make_timestamp({since}) AND period_start < make_timestamp({until})")
}
