//! Cost Management: the fixtures' two days in turn, in pages.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::question::Question;
use super::{EMPTY_SUBSCRIPTION, HISTORY_DAYS, bad, check_query, fixture};
use crate::paging::Paging;
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::{DAY, date};

const VERSION: &str = "2025-03-01";
const ROWS_A_PAGE: usize = 25;
/// What a skip token begins with; it has to be encoded in a link.
const PREFIX: &str = "AQ==";
const PAGES: [&str; 2] = [fixture!("cost_query.page1"), fixture!("cost_query.page2")];

/// A row by the names of its columns.
type Row = Map<String, Value>;

pub(super) fn answer(
    subscription: &str,
    seen: &Seen,
    money: &str,
    has_refunds: bool,
    now: i64,
) -> Result<Reply, Reply> {
    check_query(seen, VERSION, &["$skiptoken"])?;
    let question = Question::read(seen.json(), money)?;
    let paging = Paging::of((subscription, &seen.body));
    let offset = match seen.parameter("$skiptoken") {
        Some(token) => {
            paging.offset_of(token, PREFIX).ok_or_else(|| bad("The skip token is not valid for this query."))?
        }
        None => 0,
    };
    let offset = usize::try_from(offset).unwrap_or_default();
    if subscription == EMPTY_SUBSCRIPTION || !question.has_ours {
        return Ok(Reply::text(204, "application/json", ""));
    }
    let mut days = fixture_days();
    if has_refunds {
        days.iter_mut().for_each(refund);
    }
    let mut rows = vec![];
    for start in (question.start..question.end).step_by(86_400) {
        let is_there = start <= now && start > now - HISTORY_DAYS * DAY;
        let day = usize::try_from(start.div_euclid(DAY)).unwrap_or_default();
        if let Some(figures) = days.get(day % days.len().max(1)).filter(|_| is_there) {
            rows.extend(of_day(figures, start, &question, money));
        }
    }
    let mut columns: Vec<&str> = question.sums.iter().map(String::as_str).chain(["UsageDate"]).collect();
    columns.extend(question.grouping.iter().map(String::as_str).chain(["Currency"]));
    // Their order is not fixed.
    let first = offset / ROWS_A_PAGE % columns.len().max(1);
    columns.rotate_left(first);
    let is_number = |name: &str| name == "UsageDate" || question.sums.iter().any(|sum| sum == name);
    let described: Vec<Value> = columns
        .iter()
        .map(|name| json!({"name": name, "type": if is_number(name) { "Number" } else { "String" }}))
        .collect();
    let page: Vec<Vec<Value>> = rows
        .iter()
        .skip(offset)
        .take(ROWS_A_PAGE)
        .map(|row| columns.iter().map(|name| row.get(*name).cloned().unwrap_or_default()).collect())
        .collect();
    let end = offset + ROWS_A_PAGE;
    let next = (end < rows.len()).then(|| {
        let token = paging.cursor(i64::try_from(end).unwrap_or_default(), PREFIX).replace('=', "%3D");
        format!(
            "https://management.azure.com/subscriptions/{subscription}/providers/Microsoft.CostManagement/query?api-version={VERSION}&$skiptoken={token}"
        )
    });
    let mut answer: Value = serde_json::from_str(PAGES[0]).unwrap_or_default();
    answer["properties"] = json!({"nextLink": next, "columns": described, "rows": page});
    Ok(Reply::json(200, &answer))
}

/// The rows of each day that the fixtures have, in the order of the days.
fn fixture_days() -> Vec<Vec<Row>> {
    let mut days: Vec<(String, Vec<Row>)> = vec![];
    for page in PAGES {
        let page: Value = serde_json::from_str(page).unwrap_or_default();
        let names = page["properties"]["columns"].as_array().into_iter().flatten();
        let names: Vec<&str> = names.filter_map(|column| column["name"].as_str()).collect();
        for values in page["properties"]["rows"].as_array().into_iter().flatten() {
            let values = values.as_array().into_iter().flatten();
            let row: Row = names.iter().map(|name| (*name).to_owned()).zip(values.cloned()).collect();
            let day = row.get("UsageDate").map(Value::to_string).unwrap_or_default();
            match days.iter_mut().find(|(known, _)| *known == day) {
                Some((_, rows)) => rows.push(row),
                None => days.push((day, vec![row])),
            }
        }
    }
    days.into_iter().map(|(_, rows)| rows).collect()
}

/// Of what the first row of a day is about.
fn refund(day: &mut Vec<Row>) {
    if let Some(mut row) = day.first().cloned() {
        row.insert("PreTaxCost".to_owned(), serde_json::from_str("-0.1").unwrap_or_default());
        row.insert("UsageQuantity".to_owned(), json!(-40));
        row.insert("Meter".to_owned(), json!("gpt 4o 1120 Inp glbl Tokens refund"));
        day.push(row);
    }
}

/// A day's rows as they were asked for: those that then look alike are one.
fn of_day(figures: &[Row], start: i64, question: &Question, money: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = vec![];
    for figure in figures {
        let mut row = Row::new();
        let day: i64 = date(start).replace('-', "").parse().unwrap_or_default();
        row.insert("UsageDate".to_owned(), json!(day));
        row.insert("Currency".to_owned(), figure.get("Currency").cloned().unwrap_or_default());
        for group in &question.grouping {
            row.insert(group.clone(), figure.get(group).cloned().unwrap_or_else(|| json!("")));
        }
        let same = rows.iter_mut().find(|other| row.iter().all(|(name, value)| other.get(name) == Some(value)));
        let figure_of =
            |sum: &str| figure.get(if sum == money { "PreTaxCost" } else { sum }).cloned().unwrap_or_default();
        match same {
            Some(other) => {
                for sum in &question.sums {
                    let mine = other.get(sum).cloned().unwrap_or_default();
                    other.insert(sum.clone(), added(&mine, &figure_of(sum)));
                }
            }
            None => {
                row.extend(question.sums.iter().map(|sum| (sum.clone(), figure_of(sum))));
                rows.push(row);
            }
        }
    }
    rows
}

/// Exact, as a JSON number.
fn added(a: &Value, b: &Value) -> Value {
    let decimal = |value: &Value| {
        let text = value.to_string();
        text.parse().or_else(|_| Decimal::from_scientific(&text)).unwrap_or_default()
    };
    serde_json::from_str(&(decimal(a) + decimal(b)).normalize().to_string()).unwrap_or_default()
}
