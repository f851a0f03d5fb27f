//! The rows of the billing export: those of the fixtures, day after day. Each came in two hours' rows, as it does from
//! Google, at hours of which some are already the next day in UTC.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::time::{DAY, now};

/// Days before today that have figures.
const HISTORY_DAYS: i64 = 60;
const HOUR: i64 = 3_600;
/// From use to the row in the table.
const EXPORTED_AFTER: i64 = 4 * HOUR;
/// Hours of the Pacific day in which the fixtures' rows, one after the other, were used.
const HOURS: [i64; 3] = [2, 19, 21];

const PAGES: [&str; 2] = [
    include_str!("../../../../../connectors/vertex/fixtures/bigquery_query.page1.json"),
    include_str!("../../../../../connectors/vertex/fixtures/bigquery_getQueryResults.page2.json"),
];

/// A row of the export.
#[derive(Debug, Clone)]
pub(super) struct BillRow {
    pub(super) start: i64,
    pub(super) exported: i64,
    /// By the names of the export's columns.
    pub(super) texts: BTreeMap<&'static str, Option<String>>,
    pub(super) amount: Decimal,
    pub(super) cost: Decimal,
    pub(super) credits: Decimal,
}

#[derive(Debug, Default)]
pub(super) struct Bill {
    corrections: Vec<BillRow>,
}

impl Bill {
    /// What is in the table at `now`.
    pub(super) fn rows(&self, now: i64) -> Vec<BillRow> {
        let today = pacific_date(now);
        let mut rows = vec![];
        for back in (0..=HISTORY_DAYS).rev() {
            let Some(midnight) = midnight(today, back) else { continue };
            for (row, hour) in fixture_rows().into_iter().zip(HOURS) {
                for later in [0, HOUR] {
                    let start = midnight + hour * HOUR + later;
                    let half = |amount: Decimal| amount / Decimal::TWO;
                    let (amount, cost, credits) = (half(row.amount), half(row.cost), half(row.credits));
                    rows.push(BillRow {
                        start,
                        exported: start + EXPORTED_AFTER,
                        amount,
                        cost,
                        credits,
                        texts: row.texts.clone(),
                    });
                }
            }
        }
        rows.retain(|row| row.exported <= now);
        rows.extend(self.corrections.iter().cloned());
        rows
    }

    /// Takes back some of what was used, with an amount and a credit of its own.
    pub(super) fn correct(&mut self, day: &str, sku_id: &str, cost: &str, credits: &str) {
        let decimal = |text: &str| text.parse::<Decimal>().unwrap_or_default();
        let midnight = day.parse::<Date>().ok().and_then(|day| midnight(day, 0));
        let row = fixture_rows().into_iter().find(|row| row.texts["sku.id"].as_deref() == Some(sku_id));
        if let (Some(midnight), Some(row)) = (midnight, row) {
            self.corrections.push(BillRow {
                start: midnight + 12 * HOUR,
                exported: now(),
                amount: -row.amount * Decimal::TWO,
                cost: decimal(cost),
                credits: decimal(credits),
                ..row
            });
        }
    }
}

/// Where the fixtures have what the export calls otherwise.
const NAMES: [(&str, &str); 7] = [
    ("project.id", "project_id"),
    ("service.description", "service"),
    ("sku.id", "sku_id"),
    ("sku.description", "sku"),
    ("location.location", "location"),
    ("usage.pricing_unit", "pricing_unit"),
    ("currency", "currency"),
];

fn fixture_rows() -> Vec<BillRow> {
    let mut rows = vec![];
    for page in PAGES {
        let page: Value = serde_json::from_str(page).unwrap_or_default();
        let names: Vec<&str> =
            page["schema"]["fields"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str()).collect();
        for row in page["rows"].as_array().into_iter().flatten() {
            let text = |name: &str| {
                let place = names.iter().position(|known| *known == name)?;
                row["f"][place]["v"].as_str().map(str::to_owned)
            };
            let decimal = |name: &str| text(name).and_then(|text| text.parse().ok()).unwrap_or_default();
            let mut texts: BTreeMap<_, _> = NAMES.iter().map(|(column, name)| (*column, text(name))).collect();
            texts.insert("cost_type", Some("regular".to_owned()));
            let (amount, cost, credits) = (decimal("usage_amount"), decimal("cost"), decimal("credits"));
            rows.push(BillRow { start: 0, exported: 0, texts, amount, cost, credits });
        }
    }
    rows
}

fn pacific() -> TimeZone {
    TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC)
}

fn pacific_date(time: i64) -> Date {
    pacific().to_datetime(jiff::Timestamp::from_second(time).unwrap_or_default()).date()
}

/// When the day so many days before began.
fn midnight(day: Date, days_before: i64) -> Option<i64> {
    let day = day.checked_sub(jiff::Span::new().try_days(days_before).ok()?).ok()?;
    Some(pacific().to_timestamp(day.at(0, 0, 0, 0)).ok()?.as_second())
}

/// The day of the partition that a row was put into, in UTC.
pub(super) fn partition(row: &BillRow) -> i64 {
    row.exported.div_euclid(DAY) * DAY
}
