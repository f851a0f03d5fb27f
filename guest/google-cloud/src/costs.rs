//! The stream of costs: a query over the billing export, day by day in US Pacific time, in which Google bills.

use outlay_connector::time::{DAY, HOUR, PACIFIC, day_in, rfc3339};
use outlay_connector::{
    Decimal, Entry, Error, Failure, Page, Request, Response, Settings, StreamInfo, StreamKind, Window, cursor, daily,
    entry, error, last_page, now, page,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::advice::ask_bigquery;
use crate::form::{Export, QUERY, QUERY_RESULTS, only_projects, services};
use crate::rows::{Answer, Row, answer};
use crate::sku::model;

/// Rows come up to a day late.
const LATENESS: i64 = DAY;
const PAGE_SIZE: i64 = 5_000;
/// How long one request waits for the query, and how many of them do.
const WAIT_MS: i64 = 20_000;
const MOST_WAITS: usize = 8;

/// Whose costs are read.
#[derive(Debug)]
pub struct Billing {
    pub stream: &'static str,
    /// As in the entries.
    pub provider: &'static str,
}

impl Billing {
    pub fn info(&self) -> StreamInfo {
        let days = |days: u32| days * DAY as u32;
        StreamInfo {
            re_read: days(7),
            // The invoice month is corrected until about the tenth of the next one.
            deep_re_read: days(41),
            every: 6 * HOUR as u32,
            // Each window is a query that costs.
            max_window: days(93),
            lateness: LATENESS as u32,
            backfill: days(186),
            zone: "America/Los_Angeles".into(),
            ..daily(self.stream, StreamKind::Cost, "Costs")
        }
    }
}

/// Where in a window we are: in the rows of a query that has been made.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    project: String,
    job: String,
    location: Option<String>,
    token: Option<String>,
    /// Rows of the pages before.
    rows: u64,
}

/// One page of a window.
pub(crate) fn read_costs(
    billing: &Billing,
    settings: &Settings,
    window: Window,
    cursor: Option<&str>,
) -> Result<Page, Error> {
    let Some(export) = Export::of(settings)? else { return Ok(last_page(vec![])) };
    let (mut place, mut answer) = match cursor::read::<Place>(cursor)? {
        None => {
            let answer = answer(&ask(&export, settings, window, false)?)?;
            let job = answer.job()?;
            let (project, job, location) = (job.project_id.clone(), job.job_id.clone(), job.location.clone());
            (Place { project, job, location, token: None, rows: 0 }, answer)
        }
        Some(place) => {
            let answer = place.results()?;
            (place, answer)
        }
    };
    let mut waits = 0;
    while !answer.is_complete() {
        if waits == MOST_WAITS {
            return Err(error(Failure::Unavailable, "BigQuery has not finished the query in time."));
        }
        waits += 1;
        answer = place.results()?;
    }
    let entries = answer.rows().map(|row| cost(billing, row, window)).collect::<Result<Vec<_>, _>>()?;
    place.rows += entries.len() as u64;
    place.token = cursor::next(None, answer.next(), place.token.as_deref())?;
    if place.token.is_none() && answer.total().is_some_and(|total| total != place.rows) {
        return Err(error(Failure::Unexpected, "BigQuery gave other rows than it announced"));
    }
    let next = place.token.is_some().then(|| cursor::write(&place)).transpose()?;
    Ok(page(entries, next))
}

impl Place {
    fn results(&self) -> Result<Answer, Error> {
        let mut request = Request::get(QUERY_RESULTS)
            .path(&self.project)
            .path(&self.job)
            .query("maxResults", PAGE_SIZE)
            .query("timeoutMs", WAIT_MS);
        for (name, value) in [("location", &self.location), ("pageToken", &self.token)] {
            if let Some(value) = value {
                request = request.query(name, value);
            }
        }
        answer(&ask_bigquery(request)?)
    }
}

/// What stands in the answer: group by these, add up the rest. Names of columns are those of `cost` below.
const GROUPS: &[(&str, &str)] = &[
    ("DATE(usage_start_time, 'America/Los_Angeles')", "usage_date"),
    ("project.id", "project_id"),
    ("service.description", "service"),
    ("sku.id", "sku_id"),
    ("sku.description", "sku"),
    ("location.location", "location"),
    ("cost_type", "cost_type"),
    ("usage.pricing_unit", "pricing_unit"),
    ("currency", "currency"),
];
/// Amounts are floats in the export: rounded to nine places, so that their sums are exact.
const SUMS: &[(&str, &str)] = &[
    ("CAST(SUM(CAST(usage.amount_in_pricing_units AS NUMERIC)) AS STRING)", "usage_amount"),
    ("CAST(SUM(CAST(cost AS NUMERIC)) AS STRING)", "cost"),
    ("CAST(SUM(IFNULL((SELECT SUM(CAST(c.amount AS NUMERIC)) FROM UNNEST(credits) c), 0)) AS STRING)", "credits"),
];

fn sql(table: &str, is_limited: bool) -> String {
    let columns: Vec<String> = GROUPS.iter().chain(SUMS).map(|(what, name)| format!("{what} AS {name}")).collect();
    let places: Vec<String> = (1..=GROUPS.len()).map(|place| place.to_string()).collect();
    let places = places.join(", ");
    let limit = if is_limited { " AND project.id IN UNNEST(@projects)" } else { "" };
    // The day of the partition is when a row was exported, which is never before it was used.
    format!(
        "SELECT {} FROM `{table}` WHERE service.description IN UNNEST(@services) AND usage_start_time >= @from \
         AND usage_start_time < @to AND (_PARTITIONTIME >= @exported OR _PARTITIONTIME IS NULL){limit} \
         GROUP BY {places} ORDER BY {places}",
        columns.join(", ")
    )
}

/// Makes the query. A dry one costs nothing and only says whether it would work.
pub(crate) fn ask(export: &Export<'_>, settings: &Settings, window: Window, is_dry: bool) -> Result<Response, Error> {
    let services = services(settings);
    let projects = only_projects(settings)?;
    let time = |name: &str, seconds: i64| json!({"name": name, "parameterType": {"type": "TIMESTAMP"}, "parameterValue": {"value": rfc3339(seconds)}});
    let list = |name: &str, values: &[&str]| {
        let values: Vec<Value> = values.iter().map(|value| json!({"value": value})).collect();
        let list = json!({"type": "ARRAY", "arrayType": {"type": "STRING"}});
        json!({"name": name, "parameterType": list, "parameterValue": {"arrayValues": values}})
    };
    let exported = window.start.div_euclid(DAY) * DAY - DAY;
    let mut parameters = vec![
        list("services", &services),
        time("from", window.start),
        time("to", window.end),
        time("exported", exported),
    ];
    parameters.extend(projects.as_ref().map(|projects| list("projects", projects)));
    let mut body = json!({
        "query": sql(export.table, projects.is_some()),
        "useLegacySql": false,
        "parameterMode": "NAMED",
        "queryParameters": parameters,
        "maxResults": PAGE_SIZE,
        "timeoutMs": WAIT_MS,
        "location": export.location,
    });
    if is_dry {
        body["dryRun"] = true.into();
    }
    ask_bigquery(Request::post(QUERY, &body)?.path(export.query_project))
}

fn cost(billing: &Billing, row: Row<'_>, window: Window) -> Result<Entry, Error> {
    let day = row.needed("usage_date")?;
    let (start, end) = day_in(PACIFIC, day)?;
    // Our rule for the beginning of days and the host's table of zones should agree; a window is what was asked for.
    let (start, end) = (start.max(window.start), end.min(window.end));
    if start >= end {
        return Err(error(Failure::Unexpected, format!("BigQuery gave {day}, a day that was not asked for")));
    }
    let amount = |column| -> Result<Decimal, Error> {
        let text = row.needed(column)?;
        text.parse().map_err(|_| error(Failure::Unexpected, format!("BigQuery's `{column}` is no amount")))
    };
    // Credits are negative.
    let net = amount("cost")?.plus(&amount("credits")?);
    let net = net.map_err(|_| error(Failure::Unexpected, "an amount has too many digits"))?;
    // Corrections take usage back; a quantity below zero is none. Its unit stays: it is part of what a row is about.
    let quantity = row.get("usage_amount").and_then(|text| text.parse::<Decimal>().ok());
    let raw: serde_json::Map<String, Value> = ["project_id", "service", "sku_id", "sku", "location", "cost_type"]
        .iter()
        .map(|name| ((*name).to_owned(), row.get(name).map_or(Value::Null, Value::from)))
        .collect();
    Ok(Entry {
        open: end + LATENESS > now(),
        model: row.get("sku").and_then(model),
        project: row.get("project_id").map(str::to_owned),
        unit: row.get("pricing_unit").map(str::to_owned),
        units: quantity.and_then(Decimal::into_quantity),
        cost: Some(net.into_string()),
        currency: Some(row.needed("currency")?.to_uppercase()),
        raw: Value::Object(raw).to_string(),
        ..entry(billing.provider, start, end)
    })
}
