//! The billing report of one day. Its rows carry neither the day nor the user: they are what was asked for.

use outlay_connector::time::{DAY, year_month_day};
use outlay_connector::{Decimal, Entry, Error, Settings, entry, now};
use serde::Deserialize;
use serde_json::json;

use crate::PROVIDER;
use crate::github::{Subject, about, send};

/// What of the report is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// All that was used.
    Credits,
    /// What was charged, after discounts.
    Charges,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    #[serde(default)]
    usage_items: Vec<Item>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Item {
    product: Option<String>,
    sku: Option<String>,
    model: Option<String>,
    /// `credits`.
    unit_type: Option<String>,
    gross_quantity: Option<Decimal>,
    net_quantity: Option<Decimal>,
    /// Major unit of the US dollar.
    net_amount: Decimal,
}

/// Of a day, of everybody or of one user.
pub(crate) fn read(settings: &Settings, day: i64, user: Option<&str>) -> Result<Vec<Item>, Error> {
    let (year, month, number) = year_month_day(day);
    let request = about(settings, Subject::Credits)?.query("year", year).query("month", month).query("day", number);
    let request = match user {
        Some(user) => request.query("user", user),
        None => request,
    };
    let report: Report = send(request)?.json()?;
    Ok(report.usage_items)
}

impl Item {
    pub(crate) fn entry(self, view: View, day: i64, user: Option<&str>) -> Entry {
        let end = day + DAY;
        let raw = json!({"product": self.product, "sku": self.sku, "model": self.model, "user": user}).to_string();
        let blank = Entry {
            open: end > now(),
            model: self.model,
            user: user.map(str::to_owned),
            unit: self.unit_type.map(|unit| unit.to_lowercase()),
            raw,
            ..entry(PROVIDER, day, end)
        };
        match view {
            View::Credits => Entry { units: self.gross_quantity.and_then(Decimal::into_quantity), ..blank },
            View::Charges => Entry {
                // Corrections may be negative.
                units: self.net_quantity.and_then(Decimal::into_quantity),
                cost: Some(self.net_amount.into_string()),
                currency: Some("USD".into()),
                ..blank
            },
        }
    }
}
