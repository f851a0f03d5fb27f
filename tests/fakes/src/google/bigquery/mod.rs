//! BigQuery: one table, the billing export, and queries over it that the documentation of the export shows.
//!
//! | module | what it does |
//! |---|---|
//! | `sql` | reads a query; what it does not know, it refuses |
//! | `bill` | the rows of the export |

mod bill;
mod sql;

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::{BILLING_TABLE, LOCATION, bad, problem};
use crate::fake::lock;
use crate::paging::Paging;
use crate::reply::Reply;
use crate::seen::Seen;
use bill::Bill;
use sql::Select;

/// Fewer than are asked for, as servers may, so that pages happen.
const MOST_ROWS: usize = 25;
const PREFIX: &str = "BF";
const MOST_JOBS: usize = 1_000;

#[derive(Debug, Default)]
pub(super) struct BigQuery {
    bill: Mutex<Bill>,
    jobs: Mutex<BTreeMap<String, Job>>,
}

/// A query that was made.
#[derive(Debug, Clone)]
struct Job {
    id: String,
    project: String,
    columns: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
}

impl BigQuery {
    pub(super) fn correct(&self, day: &str, sku_id: &str, cost: &str, credits: &str) {
        lock(&self.bill).correct(day, sku_id, cost, credits);
    }

    pub(super) fn query(&self, project: &str, seen: &Seen, now: i64) -> Result<Reply, Reply> {
        let body = seen.json().ok_or_else(|| bad("Invalid JSON payload received. Parse error."))?;
        let question = Question::read(&body)?;
        let select = Select::read(question.sql, &body["queryParameters"])?;
        if select.table != BILLING_TABLE || question.location != LOCATION {
            let (table, location) = (select.table.replacen('.', ":", 1), question.location);
            let message = format!("Not found: Table {table} was not found in location {location}");
            return Err(problem(404, "NOT_FOUND", &message));
        }
        let columns = select.columns.iter().map(|(_, name)| name.clone()).collect();
        if question.is_dry {
            let job = Job { id: String::new(), project: project.to_owned(), columns, rows: vec![] };
            let mut answer = job.head("bigquery#queryResponse", true);
            answer["totalBytesProcessed"] = "10485760".into();
            return Ok(Reply::json(200, &answer));
        }
        let rows = select.rows(&lock(&self.bill), now);
        let job = Job { id: format!("job_fake{:06}", seen.number), project: project.to_owned(), columns, rows };
        let mut jobs = lock(&self.jobs);
        if jobs.len() >= MOST_JOBS {
            jobs.clear();
        }
        // Every other query takes longer than the answer waits.
        let is_slow = jobs.len() % 2 == 1;
        jobs.insert(job.id.clone(), job.clone());
        let head = job.head("bigquery#queryResponse", !is_slow);
        Ok(Reply::json(200, &if is_slow { head } else { job.page(head, 0, question.most_rows) }))
    }

    pub(super) fn rows(&self, project: &str, id: &str, seen: &Seen) -> Result<Reply, Reply> {
        const KNOWN: &[&str] = &["location", "maxResults", "pageToken", "timeoutMs"];
        if let Some((unknown, _)) = seen.query.iter().find(|(name, _)| !KNOWN.contains(&name.as_str())) {
            return Err(bad(&format!("Invalid JSON payload received. Unknown name \"{unknown}\".")));
        }
        let jobs = lock(&self.jobs);
        // A job is looked for in the location that is named, or in the US.
        let job = jobs.get(id).filter(|job| job.project == project);
        let job = job.filter(|_| seen.parameter("location").unwrap_or("US") == LOCATION);
        let job = job.ok_or_else(|| problem(404, "NOT_FOUND", &format!("Not found: Job {project}:{id}")))?;
        let most = match seen.parameter("maxResults").map(str::parse::<usize>) {
            None => MOST_ROWS,
            Some(Ok(most)) if most > 0 => most,
            Some(_) => return Err(bad("Invalid value for maxResults.")),
        };
        let offset = seen.parameter("pageToken").map(|token| Paging::of(id).offset_of(token, PREFIX));
        let offset = offset.map(|offset| offset.and_then(|offset| usize::try_from(offset).ok()));
        let offset = offset.map_or(Some(0), |offset| offset).ok_or_else(|| bad("Invalid page token."))?;
        Ok(Reply::json(200, &job.page(job.head("bigquery#getQueryResultsResponse", true), offset, most)))
    }
}

impl Job {
    fn head(&self, kind: &str, is_complete: bool) -> Value {
        let reference = json!({"projectId": self.project, "jobId": self.id, "location": LOCATION});
        let mut head = json!({"kind": kind, "jobReference": reference, "jobComplete": is_complete});
        if is_complete {
            let field = |name: &String| json!({"name": name, "type": "STRING", "mode": "NULLABLE"});
            head["schema"] = json!({"fields": self.columns.iter().map(field).collect::<Vec<_>>()});
            head["cacheHit"] = false.into();
        }
        head
    }

    /// A page of a query without rows has none, not an empty list.
    fn page(&self, mut head: Value, offset: usize, most: usize) -> Value {
        let size = most.min(MOST_ROWS);
        head["totalRows"] = self.rows.len().to_string().into();
        let row = |row: &Vec<Option<String>>| json!({"f": row.iter().map(|v| json!({"v": v})).collect::<Vec<_>>()});
        let rows: Vec<Value> = self.rows.iter().skip(offset).take(size).map(row).collect();
        if !rows.is_empty() {
            head["rows"] = rows.into();
        }
        let end = offset + size;
        if end < self.rows.len() {
            let cursor = Paging::of(self.id.as_str()).cursor(i64::try_from(end).unwrap_or(i64::MAX), PREFIX);
            head["pageToken"] = cursor.into();
        }
        head
    }
}

/// The body of a query.
struct Question<'b> {
    sql: &'b str,
    location: &'b str,
    most_rows: usize,
    is_dry: bool,
}

impl<'b> Question<'b> {
    fn read(body: &'b Value) -> Result<Self, Reply> {
        const KNOWN: &[&str] = &[
            "query",
            "useLegacySql",
            "parameterMode",
            "queryParameters",
            "maxResults",
            "timeoutMs",
            "location",
            "dryRun",
            "maximumBytesBilled",
            "requestId",
            "useQueryCache",
        ];
        let fields = body.as_object().ok_or_else(|| bad("Invalid JSON payload received."))?;
        if let Some(unknown) = fields.keys().find(|name| !KNOWN.contains(&name.as_str())) {
            return Err(bad(&format!("Invalid JSON payload received. Unknown name \"{unknown}\": Cannot find field.")));
        }
        let sql = body["query"].as_str().ok_or_else(|| bad("Required parameter is missing: query"))?;
        if body["useLegacySql"] != false {
            return Err(bad("Encountered \" \"SELECT\": legacy SQL knows no table in backticks."));
        }
        if body.get("queryParameters").is_some() && body["parameterMode"] != "NAMED" {
            return Err(bad("Query parameters need the parameter mode NAMED here."));
        }
        let most_rows = match body.get("maxResults") {
            None => MOST_ROWS,
            Some(most) => most
                .as_u64()
                .and_then(|most| usize::try_from(most).ok())
                .filter(|most| *most > 0)
                .ok_or_else(|| bad("Invalid value for maxResults."))?,
        };
        Ok(Self { sql, location: body["location"].as_str().unwrap_or("US"), most_rows, is_dry: body["dryRun"] == true })
    }
}
