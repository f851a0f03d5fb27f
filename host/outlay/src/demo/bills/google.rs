//! Google Cloud: tokens for the service account, Cloud Monitoring, and the billing export in BigQuery, whose days are
//! those of US Pacific time. Since the 21st the account's key is gone.

use axum::http::{Method, StatusCode};
use jiff::tz::TimeZone;
use outlay_domain::{Money, Timestamp};
use serde_json::{Value, json};

use super::super::calendar::HOUR;
use super::super::models::{GEMINI_IMAGE, Model};
use super::books::{Books, Line, Meter, days};
use super::server::{Asked, Reply};

/// A private key that nobody trusts.
const KEY: &str = include_str!("google_key.txt");
const PROJECT: &str = "harbourline-ml";
const TOKEN: &str = "ya29.harbourline-demo";
const SELLER: &str = "google";
const COLUMNS: [&str; 12] = [
    "usage_date",
    "project_id",
    "service",
    "sku_id",
    "sku",
    "location",
    "cost_type",
    "pricing_unit",
    "currency",
    "usage_amount",
    "cost",
    "credits",
];

pub(super) fn connection(origin: &str) -> Value {
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{KEY}-----END PRIVATE KEY-----\n");
    let file = json!({
        "type": "service_account", "project_id": PROJECT, "private_key_id": "harbourline-demo", "private_key": pem,
        "client_email": format!("outlay-reader@{PROJECT}.iam.gserviceaccount.com"),
    });
    let settings = json!({
        "project_ids": PROJECT, "billing_location": "EU",
        "billing_table": format!("{PROJECT}.billing.gcp_billing_export_v1_01HARB_0URL1N_3DEM0A"),
    });
    json!({
        "connector": "vertex", "name": "Google Vertex AI", "credentials": {"service_account_json": file.to_string()},
        "settings": settings, "schedule": "20 * * * *",
        "endpoints": {
            "https://oauth2.googleapis.com": origin, "https://monitoring.googleapis.com": origin,
            "https://bigquery.googleapis.com": origin,
        },
    })
}

pub(super) fn answer(books: &Books, asked: &Asked) -> Reply {
    let is_gone = books.now() >= books.calendar.at(21, 4, 0);
    if asked.path == "/token" {
        return if is_gone {
            let said = "Invalid JWT Signature: the key of this service account was deleted.";
            Reply::refused(StatusCode::BAD_REQUEST, json!({"error": "invalid_grant", "error_description": said}))
        } else {
            Reply::of(json!({"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"}))
        };
    }
    if is_gone || asked.bearer() != Some(TOKEN) {
        let said = "Request had invalid authentication credentials.";
        let error = json!({"code": 401, "message": said, "status": "UNAUTHENTICATED"});
        return Reply::refused(StatusCode::UNAUTHORIZED, json!({"error": error}));
    }
    match (&asked.method, asked.path.strip_prefix("/bigquery/v2/projects/")) {
        (&Method::POST, Some(_)) => query(books, &serde_json::from_slice(&asked.body).unwrap_or_default()),
        (_, Some(_)) => Reply::nothing_there(),
        _ => time_series(books, asked),
    }
}

/// The costs of some days; the only question that this table is asked.
fn query(books: &Books, body: &Value) -> Reply {
    let schema: Vec<Value> = COLUMNS.iter().map(|name| json!({"name": name, "type": "STRING"})).collect();
    let rows = if body["dryRun"] == true { Vec::new() } else { rows(books, &body["queryParameters"]) };
    let cells = |row: [String; 12]| json!({"f": row.iter().map(|cell| json!({"v": cell})).collect::<Vec<_>>()});
    let job = json!({"projectId": PROJECT, "jobId": "job_harbourline", "location": "EU"});
    Reply::of(json!({
        "jobReference": job, "jobComplete": true, "schema": {"fields": schema}, "totalRows": rows.len().to_string(),
        "rows": rows.into_iter().map(cells).collect::<Vec<_>>(),
    }))
}

fn rows(books: &Books, parameters: &Value) -> Vec<[String; 12]> {
    let time = |name: &str| {
        let parameter = parameters.as_array()?.iter().find(|parameter| parameter["name"] == name)?;
        parameter["parameterValue"]["value"].as_str()?.parse::<Timestamp>().ok().map(Timestamp::seconds)
    };
    let (from, to) = (time("from").unwrap_or(0), time("to").unwrap_or(0));
    let pacific = TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC);
    let mut rows = Vec::new();
    for (date, start, end) in days(books, &pacific, from, to) {
        for (model, lines) in books.bill(SELLER, start, end) {
            rows.extend(lines.into_iter().map(|line| row(&date.to_string(), model, line)));
        }
    }
    rows
}

fn row(date: &str, model: Model, line: Line) -> [String; 12] {
    let words = match line.meter {
        Meter::CacheRead => "Cached Text Input",
        Meter::Output => "Text Output",
        Meter::Input | Meter::CacheWrite | Meter::HourWrite => "Text Input",
    };
    let name = if model.name.ends_with("pro") { "Gemini 2.5 Pro" } else { "Gemini 2.5 Flash" };
    let sku = format!("{name} {words} - Predictions");
    let id = sku.bytes().fold(0_u32, |id, byte| id.wrapping_mul(31).wrapping_add(byte.into()));
    // In millions of tokens.
    let amount = Money::from_pico(i128::from(line.quantity) * 1_000_000);
    [
        date,
        PROJECT,
        "Vertex AI",
        &format!("{:04X}-{:04X}", id >> 16, id & 0xffff),
        &sku,
        "europe-west4",
        "regular",
        "1000000 count",
        "USD",
        &amount.to_string(),
        &line.amount.to_string(),
        "0",
    ]
    .map(str::to_owned)
}

/// Tokens, or calls, by the hour.
fn time_series(books: &Books, asked: &Asked) -> Reply {
    let time = |name: &str| asked.parameter(name)?.parse::<Timestamp>().ok().map(Timestamp::seconds);
    let from = time("interval.startTime").unwrap_or(0).max(books.calendar.begin().seconds());
    let to = time("interval.endTime").unwrap_or(0);
    let asks_tokens = asked.parameter("filter").is_some_and(|filter| filter.contains("token_count"));
    let mut series: std::collections::BTreeMap<(Model, &str), Vec<Value>> = std::collections::BTreeMap::new();
    let rfc3339 = |seconds: i64| jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string();
    for start in (from..to).step_by(usize::try_from(HOUR).unwrap_or(1)) {
        for (model, counted) in books.between(SELLER, start, start + HOUR) {
            let point = |count: u64| {
                json!({
                    "interval": {"startTime": rfc3339(start), "endTime": rfc3339(start + HOUR)},
                    "value": {"int64Value": count.to_string()},
                })
            };
            let mut put = |label, count| series.entry((model, label)).or_default().push(point(count));
            match (asks_tokens, model == GEMINI_IMAGE) {
                // Pictures are no tokens.
                (true, true) => {}
                (true, false) => {
                    put("input", counted.tokens.input + counted.tokens.cache_read);
                    put("output", counted.tokens.output);
                }
                (false, _) => put("200", counted.calls),
            }
        }
    }
    let one = |((model, label), points): ((Model, &str), Vec<Value>)| {
        let resource = json!({"model_user_id": model.name, "publisher": "google", "location": "europe-west4"});
        let metric = if asks_tokens { json!({"type": label}) } else { json!({"response_code": label}) };
        json!({"metric": {"labels": metric}, "resource": {"labels": resource}, "points": points})
    };
    Reply::of(json!({"timeSeries": series.into_iter().map(one).collect::<Vec<_>>()}))
}
