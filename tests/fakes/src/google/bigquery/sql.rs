//! Queries over the export: `SELECT`, `WHERE`, `GROUP BY`, `ORDER BY`, with the columns and conditions that are known here.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::Value;

use super::bill::{Bill, BillRow, partition};
use crate::google::bad;
use crate::reply::Reply;
use crate::time::from_rfc3339;

/// What stands in a column of the answer.
#[derive(Debug, Clone)]
pub(super) enum Column {
    /// The day of use in a zone.
    Day(TimeZone),
    Text(&'static str),
    Sum(Sum),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    Amount,
    Cost,
    Credits,
}

const TEXTS: [&str; 8] = [
    "project.id",
    "service.description",
    "sku.id",
    "sku.description",
    "location.location",
    "usage.pricing_unit",
    "currency",
    "cost_type",
];

const SUMS: [(&str, Sum); 3] = [
    ("CAST(SUM(CAST(usage.amount_in_pricing_units AS NUMERIC)) AS STRING)", Sum::Amount),
    ("CAST(SUM(CAST(cost AS NUMERIC)) AS STRING)", Sum::Cost),
    ("CAST(SUM(IFNULL((SELECT SUM(CAST(c.amount AS NUMERIC)) FROM UNNEST(credits) c), 0)) AS STRING)", Sum::Credits),
];

#[derive(Debug)]
enum Condition {
    OneOf(&'static str, Vec<String>),
    UsedFrom(i64),
    UsedBefore(i64),
    ExportedFrom(i64),
}

#[derive(Debug)]
pub(super) struct Select {
    pub(super) table: String,
    pub(super) columns: Vec<(Column, String)>,
    conditions: Vec<Condition>,
    /// Places of columns.
    order: Vec<usize>,
}

impl Select {
    pub(super) fn read(sql: &str, parameters: &Value) -> Result<Self, Reply> {
        let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        let unexpected = |what: &str| bad(&format!("Syntax error: Expected {what}"));
        let rest = sql.strip_prefix("SELECT ").ok_or_else(|| unexpected("SELECT"))?;
        let (list, rest) = rest.split_once(" FROM `").ok_or_else(|| unexpected("FROM and a table in backticks"))?;
        let (table, rest) = rest.split_once("` WHERE ").ok_or_else(|| unexpected("WHERE"))?;
        let (conditions, rest) = rest.split_once(" GROUP BY ").ok_or_else(|| unexpected("GROUP BY"))?;
        let (groups, order) = rest.split_once(" ORDER BY ").unwrap_or((rest, ""));
        let columns = split(list, ",").iter().map(|item| column(item)).collect::<Result<Vec<_>, _>>()?;
        let grouped = places(groups, &columns)?;
        for (place, (column, name)) in columns.iter().enumerate() {
            let is_grouped = grouped.contains(&place);
            if is_grouped == matches!(column, Column::Sum(_)) {
                let problem = if is_grouped { "is an aggregate" } else { "is neither grouped nor aggregated" };
                return Err(bad(&format!("SELECT list expression references column {name} which {problem}")));
            }
        }
        let conditions =
            split(conditions, " AND ").iter().map(|text| condition(text, parameters)).collect::<Result<Vec<_>, _>>()?;
        let order = places(order, &columns)?;
        Ok(Self { table: table.to_owned(), columns, conditions, order })
    }

    /// The answer's rows.
    pub(super) fn rows(&self, bill: &Bill, now: i64) -> Vec<Vec<Option<String>>> {
        let mut groups: BTreeMap<Vec<Option<String>>, Vec<BillRow>> = BTreeMap::new();
        for row in bill.rows(now).into_iter().filter(|row| self.conditions.iter().all(|one| one.holds(row))) {
            let key = self.columns.iter().filter_map(|(column, _)| column.group(&row)).collect();
            groups.entry(key).or_default().push(row);
        }
        let mut rows: Vec<Vec<Option<String>>> = groups
            .into_iter()
            .map(|(key, members)| {
                let mut keys = key.into_iter();
                let cell = |(column, _): &(Column, String)| match column {
                    Column::Sum(sum) => Some(sum.of(&members)),
                    _ => keys.next().flatten(),
                };
                self.columns.iter().map(cell).collect()
            })
            .collect();
        rows.sort_by_cached_key(|row| self.order.iter().map(|place| row[*place].clone()).collect::<Vec<_>>());
        rows
    }
}

impl Column {
    /// None of an aggregate; what the row is grouped by otherwise, which may be null.
    fn group(&self, row: &BillRow) -> Option<Option<String>> {
        match self {
            Self::Day(zone) => {
                let time = jiff::Timestamp::from_second(row.start).unwrap_or_default();
                Some(Some(zone.to_datetime(time).date().to_string()))
            }
            Self::Text(name) => Some(row.texts.get(name).cloned().flatten()),
            Self::Sum(_) => None,
        }
    }
}

impl Sum {
    /// As a text of NUMERIC, without zeros at its end.
    fn of(self, rows: &[BillRow]) -> String {
        let one = |row: &BillRow| match self {
            Self::Amount => row.amount,
            Self::Cost => row.cost,
            Self::Credits => row.credits,
        };
        rows.iter().map(|row| one(row).round_dp(9)).sum::<Decimal>().normalize().to_string()
    }
}

impl Condition {
    fn holds(&self, row: &BillRow) -> bool {
        match self {
            Self::OneOf(column, values) => {
                row.texts.get(column).and_then(Option::as_ref).is_some_and(|text| values.contains(text))
            }
            Self::UsedFrom(time) => row.start >= *time,
            Self::UsedBefore(time) => row.start < *time,
            Self::ExportedFrom(time) => partition(row) >= *time,
        }
    }
}

fn column(item: &str) -> Result<(Column, String), Reply> {
    let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let (what, name) = item.rsplit_once(" AS ").filter(|(_, name)| is_name(name)).unwrap_or((item, item));
    let unknown = || bad(&format!("Unrecognized name: {what}"));
    if let Some(arguments) = what.strip_prefix("DATE(usage_start_time").and_then(|rest| rest.strip_suffix(')')) {
        let zone = match arguments.strip_prefix(", '").and_then(|rest| rest.strip_suffix('\'')) {
            Some(zone) => TimeZone::get(zone).map_err(|_| bad(&format!("Invalid time zone: {zone}")))?,
            None if arguments.is_empty() => TimeZone::UTC,
            None => return Err(unknown()),
        };
        return Ok((Column::Day(zone), name.to_owned()));
    }
    let text = TEXTS.iter().find(|known| **known == what).map(|known| Column::Text(known));
    let sum = || SUMS.iter().find(|(known, _)| *known == what).map(|(_, sum)| Column::Sum(*sum));
    Ok((text.or_else(sum).ok_or_else(unknown)?, name.to_owned()))
}

/// Columns by their names or places from 1 on.
fn places(list: &str, columns: &[(Column, String)]) -> Result<Vec<usize>, Reply> {
    let place = |text: &str| {
        let by_place = text.parse::<usize>().ok().and_then(|place| place.checked_sub(1));
        let place = by_place.or_else(|| columns.iter().position(|(_, name)| name == text));
        place.filter(|place| *place < columns.len()).ok_or_else(|| bad(&format!("Unrecognized name: {text}")))
    };
    list.split(',').map(str::trim).filter(|text| !text.is_empty()).map(place).collect()
}

fn condition(text: &str, parameters: &Value) -> Result<Condition, Reply> {
    let unknown = || bad(&format!("Unrecognized condition: {text}"));
    let text = text.trim();
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    let text = inner.and_then(|text| text.strip_suffix(" OR _PARTITIONTIME IS NULL")).unwrap_or(text);
    for (start, make) in [
        ("usage_start_time >= @", Condition::UsedFrom as fn(i64) -> Condition),
        ("usage_start_time < @", Condition::UsedBefore),
        ("_PARTITIONTIME >= @", Condition::ExportedFrom),
    ] {
        if let Some(name) = text.strip_prefix(start) {
            let value = parameter(parameters, name, &["TIMESTAMP"])?;
            let time = value["value"].as_str().and_then(from_rfc3339);
            return time.map(make).ok_or_else(|| bad(&format!("Invalid value for parameter {name}")));
        }
    }
    for column in ["service.description", "project.id"] {
        let Some(rest) = text.strip_prefix(column) else { continue };
        if let Some(name) = rest.strip_prefix(" IN UNNEST(@").and_then(|rest| rest.strip_suffix(')')) {
            let value = parameter(parameters, name, &["ARRAY", "STRING"])?;
            let values = value["arrayValues"].as_array().ok_or_else(unknown)?;
            let texts = values.iter().filter_map(|one| one["value"].as_str().map(str::to_owned));
            return Ok(Condition::OneOf(column, texts.collect()));
        }
        if let Some(list) = rest.strip_prefix(" IN (").and_then(|rest| rest.strip_suffix(')')) {
            let texts = list.split(',').map(|one| one.trim().trim_matches('\'').to_owned());
            return Ok(Condition::OneOf(column, texts.collect()));
        }
    }
    Err(unknown())
}

/// The value of a parameter of a type.
fn parameter<'v>(parameters: &'v Value, name: &str, kind: &[&str]) -> Result<&'v Value, Reply> {
    let all = parameters.as_array().into_iter().flatten();
    let found = all.into_iter().find(|one| one["name"] == name);
    let found = found.ok_or_else(|| bad(&format!("Query parameter '{name}' not found")))?;
    let given = &found["parameterType"];
    let is_right = given["type"] == kind[0] && kind.get(1).is_none_or(|of| given["arrayType"]["type"] == *of);
    if is_right {
        Ok(&found["parameterValue"])
    } else {
        Err(bad(&format!("Query parameter '{name}' has another type")))
    }
}

/// At separators that stand in no parenthesis or quotation.
fn split(text: &str, separator: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut depth, mut is_quoted) = (0, false);
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if depth == 0
            && !is_quoted
            && let Some(behind) = rest.strip_prefix(separator)
        {
            parts.push(String::new());
            rest = behind;
            continue;
        }
        match next {
            '\'' => is_quoted = !is_quoted,
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted => depth -= 1,
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(next);
        }
        rest = rest.get(next.len_utf8()..).unwrap_or_default();
    }
    parts.into_iter().map(|part| part.trim().to_owned()).collect()
}
