//! Answers in columns. Which there are, and in which order, depends on the question; they are found by name, or by unit.

use outlay_connector::{Decimal, Entry, Error, Failure, Window, entry, error, now, time};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Debug, Deserialize)]
pub(crate) struct Table {
    columns: Vec<String>,
    #[serde(default)]
    column_types: Vec<Option<String>>,
    #[serde(default)]
    column_units: Vec<Option<String>>,
    rows: Vec<Vec<Value>>,
}

/// A row with its table.
#[derive(Debug)]
pub(crate) struct Group<'t> {
    table: &'t Table,
    row: &'t [Value],
}

impl Table {
    /// An entry of a day for each row in the window; `fill` adds what was counted.
    pub(crate) fn entries(
        &self,
        by: &[&str],
        window: Window,
        fill: impl Fn(&Group<'_>, &mut Entry) -> Result<(), Error>,
    ) -> Result<Vec<Entry>, Error> {
        let is_time = |place: &usize| self.column_types.get(*place).and_then(Option::as_deref) == Some("DateTime");
        let time_column = ["time", "timestamp"].into_iter().find_map(|name| self.place(name));
        let time_column = time_column.or_else(|| (0..self.columns.len()).find(is_time));
        let time_column =
            time_column.ok_or_else(|| error(Failure::Unexpected, "the answer has no column for the time"))?;
        let mut entries = vec![];
        for row in &self.rows {
            if row.len() != self.columns.len() {
                return Err(error(
                    Failure::Unexpected,
                    "a row of the answer has another number of values than columns",
                ));
            }
            let start = instant(row.get(time_column).unwrap_or(&Value::Null))?.div_euclid(time::DAY) * time::DAY;
            if !(window.start..window.end).contains(&start) {
                continue;
            }
            let group = Group { table: self, row };
            let end = start + time::DAY;
            let mut entry = Entry { open: end > now(), ..entry("elevenlabs", start, end) };
            entry.model = group.text("model");
            entry.user = group.text("user_id");
            entry.key = group.text("hashed_xi_api_key");
            let raw: Map<String, Value> = by
                .iter()
                .map(|name| ((*name).to_owned(), group.text(name).map_or(Value::Null, Value::String)))
                .collect();
            entry.raw = Value::Object(raw).to_string();
            fill(&group, &mut entry)?;
            entries.push(entry);
        }
        Ok(entries)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    fn unit(&self, place: usize) -> Option<&str> {
        self.column_units.get(place)?.as_deref().filter(|unit| !unit.is_empty())
    }
}

impl Group<'_> {
    /// None if the column is not there, or nothing is in it.
    pub(crate) fn text(&self, column: &str) -> Option<String> {
        match self.row.get(self.table.place(column)?)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// What the values of a column are counted in.
    pub(crate) fn unit(&self, column: &str) -> Option<String> {
        self.table.unit(self.table.place(column)?).map(str::to_owned)
    }

    /// The number in the first of these columns that is there, or else in the first of a unit.
    pub(crate) fn number(&self, columns: &[&str], unit: Option<&str>) -> Result<Option<String>, Error> {
        let named = columns.iter().find_map(|column| self.table.place(column));
        let place = named
            .or_else(|| (0..self.table.columns.len()).find(|place| unit.is_some() && self.table.unit(*place) == unit));
        let Some(place) = place else {
            let message = format!("the answer has no column `{}`", columns.first().copied().unwrap_or_default());
            return Err(error(Failure::Unexpected, message));
        };
        match self.row.get(place) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match serde_json::from_value::<Decimal>(value.clone()) {
                Ok(number) => Ok(Some(number.into_string())),
                Err(problem) => Err(error(Failure::Unexpected, format!("a number of the answer is none: {problem}"))),
            },
        }
    }
}

/// `2026-10-01T00:00:00Z`, the same without a zone, or milliseconds.
fn instant(value: &Value) -> Result<i64, Error> {
    match value {
        Value::String(text) if text.contains(' ') => time::from_rfc3339(&format!("{}Z", text.trim().replace(' ', "T"))),
        Value::String(text) if text.len() == 10 => time::from_date(text),
        Value::String(text) => time::from_rfc3339(text),
        Value::Number(number) => {
            let milliseconds = number.to_string().parse::<Decimal>().ok().and_then(|number| number.to_count());
            milliseconds
                .and_then(|milliseconds| i64::try_from(milliseconds / 1_000).ok())
                .ok_or_else(|| error(Failure::Unexpected, "a time of the answer is none"))
        }
        _ => Err(error(Failure::Unexpected, "a row of the answer has no time")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_come_in_several_forms() {
        for value in [
            json!("2026-10-01T00:00:00Z"),
            json!("2026-10-01 00:00:00"),
            json!("2026-10-01"),
            json!(1_790_812_800_000_i64),
        ] {
            assert_eq!(instant(&value).unwrap(), 1_790_812_800, "{value}");
        }
        for value in [json!(null), json!("soon"), json!(-1), json!("")] {
            assert!(instant(&value).is_err(), "{value}");
        }
    }
}
