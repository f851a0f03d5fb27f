//! What was billed, counted and metered, from the warehouse: summed up by all that tells it apart.

mod billed;
mod counted;
mod metered;
mod spent;

use std::collections::HashMap;

use jiff::civil::Date;
use outlay_pricing::canonical_provider;
use outlay_warehouse::Warehouse;

use crate::days::{Days, day_sql};
use crate::error::ReportsError;
use crate::lines;
use crate::mapping::Mapping;
use crate::rows::{Row, Statement};

pub(crate) use billed::{BilledLine, billed, billed_whole};
pub(crate) use counted::{Counted, counted};
pub(crate) use metered::{Metered, Wanted, metered};
pub(crate) use spent::{Apart, spent};

/// Zones by connection, or by provider.
pub(crate) type Zones = HashMap<String, String>;

/// The day of a column's time, where the zone depends on another column.
fn day_of(statement: &mut Statement, column: &str, by: &str, zones: &Zones, days: Days) {
    let (since, until) = days.hull();
    let mut by_zone: HashMap<&str, Vec<&str>> = HashMap::new();
    for (one, zone) in zones.iter().filter(|(_, zone)| *zone != "UTC") {
        by_zone.entry(zone).or_default().push(one);
    }
    let utc = day_sql(column, "UTC", since, until);
    if by_zone.is_empty() {
        statement.push(&utc);
        return;
    }
    statement.push("CASE ");
    for (zone, ones) in by_zone {
        let day = day_sql(column, zone, since, until);
        statement.push(&format!("WHEN {by} IN ")).push_list(ones).push(&format!(" THEN {day} "));
    }
    statement.push(&format!("ELSE {utc} END"));
}

/// The values of some keys of `raw`, one a line.
fn said(keys: &[&str]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("'{key}'")).collect();
    format!("coalesce(array_to_string(json_extract_string(raw, [{}]), chr(10)), '')", keys.join(", "))
}

/// Which connection has records of which provider, both by their ids.
pub(crate) async fn sellers(warehouse: &Warehouse) -> Result<Vec<(String, String)>, ReportsError> {
    let mut statement = Statement::default();
    statement.push("SELECT connection_id, provider FROM usage UNION SELECT connection_id, provider FROM costs");
    let rows = statement.ask(warehouse).await?;
    Ok(rows.iter().filter_map(|row| Some((row.owned(0)?, canonical_provider(row.text(1)?)))).collect())
}

/// What records of a connection are about.
#[derive(Debug)]
pub(crate) struct About {
    pub(crate) connection_id: String,
    pub(crate) provider: String,
    pub(crate) model: Option<String>,
    pub(crate) project: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) day: Date,
}

impl About {
    /// The beginning of a question about records, with the columns that it is read from.
    fn asked(zones: &Zones, days: Days) -> Statement {
        let mut statement = Statement::default();
        statement.push("SELECT connection_id, provider, model, project, key, ");
        day_of(&mut statement, "period_start", "connection_id", zones, days);
        statement.push(" AS day");
        statement
    }

    fn read(row: &Row) -> Option<Self> {
        Some(Self {
            connection_id: row.owned(0)?,
            provider: canonical_provider(row.text(1)?),
            model: row.owned(2),
            project: row.owned(3),
            key: row.owned(4),
            day: row.day(5)?,
        })
    }

    /// The project that it belongs to.
    pub(crate) fn project(&self, mapping: &Mapping) -> Option<String> {
        mapping.of_record(&self.provider, &self.connection_id, self.project.as_deref(), self.key.as_deref())
    }
}

fn within(column: &str, days: Days) -> String {
    let (since, until) = days.hull();
    format!(" AND {column} >= make_timestamp({since}) AND {column} < make_timestamp({until})")
}

/// A quantity in 10⁻⁹ units of another unit, which is `scale` × 10⁻⁹ of ours.
fn times(nano: i128, scale: i128) -> i128 {
    let units = scale / lines::ONE;
    nano.saturating_mul(units)
}
