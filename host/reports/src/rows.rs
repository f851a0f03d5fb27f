//! Asking the warehouse, and reading rows by the place of their columns.

use std::time::Duration;

use jiff::civil::Date;
use outlay_domain::Money;
use outlay_warehouse::{Limits, Query, Warehouse};
use serde_json::Value;

use crate::error::ReportsError;

/// Groups that are summed up in memory.
const MOST: usize = 300_000;
const TIME: Duration = Duration::from_secs(60);

/// A statement in the making, with the values of its `?` in order.
#[derive(Debug, Default)]
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) params: Vec<Value>,
}

impl Statement {
    pub(crate) fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// `(?, ?, ...)`; a list that nothing is in, if there are none.
    pub(crate) fn push_list<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> &mut Self {
        let before = self.params.len();
        self.params.extend(texts.into_iter().map(Value::from));
        let places = vec!["?"; self.params.len() - before];
        let list = if places.is_empty() { "(NULL)".to_owned() } else { format!("({})", places.join(", ")) };
        self.push(&list)
    }

    pub(crate) async fn ask(self, warehouse: &Warehouse) -> Result<Vec<Row>, ReportsError> {
        let limits = Limits { rows: MOST, time: TIME };
        let (warehouse, query) = (warehouse.clone(), Query { sql: self.sql, params: self.params, limits });
        let work = tokio::task::spawn_blocking(move || {
            let answer = warehouse.query(&query)?;
            if answer.truncated {
                return Err(ReportsError::TooLarge { most: MOST });
            }
            Ok(answer.rows()?.into_iter().map(Row).collect())
        });
        work.await.map_err(ReportsError::internal)?
    }
}

/// What is not there, or not of the wanted kind, is none.
#[derive(Debug)]
pub(crate) struct Row(Vec<Value>);

impl Row {
    pub(crate) fn text(&self, place: usize) -> Option<&str> {
        self.0.get(place)?.as_str()
    }

    pub(crate) fn owned(&self, place: usize) -> Option<String> {
        self.text(place).map(str::to_owned)
    }

    pub(crate) fn flag(&self, place: usize) -> bool {
        self.0.get(place).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(crate) fn day(&self, place: usize) -> Option<Date> {
        self.text(place)?.parse().ok()
    }

    pub(crate) fn integer(&self, place: usize) -> Option<i64> {
        let value = self.0.get(place)?;
        value.as_i64().or_else(|| value.as_str()?.parse().ok())
    }

    pub(crate) fn count(&self, place: usize) -> u64 {
        self.integer(place).and_then(|count| u64::try_from(count).ok()).unwrap_or_default()
    }

    pub(crate) fn money(&self, place: usize) -> Option<Money> {
        scaled(self.0.get(place)?, 12).map(Money::from_pico)
    }

    /// A quantity in 10⁻⁹ units; 0 if it is not there.
    pub(crate) fn nano(&self, place: usize) -> i128 {
        self.known_nano(place).unwrap_or_default()
    }

    pub(crate) fn known_nano(&self, place: usize) -> Option<i128> {
        scaled(self.0.get(place)?, 9)
    }
}

/// A decimal of at most so many places, as a whole number of its last place. Sums may be larger than any one input.
fn scaled(value: &Value, places: usize) -> Option<i128> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let scale = 10_i128.checked_pow(u32::try_from(places).ok()?)?;
    let padded = format!("{fraction:0<places$}");
    let fraction: i128 = if padded.is_empty() { 0 } else { padded.get(..places)?.parse().ok()? };
    Some(sign * whole.parse::<i128>().ok()?.checked_mul(scale)?.checked_add(fraction)?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_keep_every_digit() {
        let row = Row(vec![json!("-0.050000000001"), json!(12), json!("9007199254740993"), json!("1.5"), Value::Null]);
        assert_eq!(row.money(0).map(|money| money.to_string()).as_deref(), Some("-0.050000000001"));
        assert_eq!((row.nano(1), row.nano(3), row.nano(4)), (12_000_000_000, 1_500_000_000, 0));
        assert_eq!(row.integer(2), Some(9_007_199_254_740_993));
        assert_eq!((row.money(4), row.known_nano(9)), (None, None));
    }
}
