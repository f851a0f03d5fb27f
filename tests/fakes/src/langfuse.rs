//! Langfuse: the metrics of a project.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::fake::Fake;
use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::{DAY, date, from_rfc3339};
use crate::trouble::Trouble;

pub const PUBLIC_KEY: &str = "pk-lf-fake-3b1c5e7a-9d2f-4c68-8e04-a7f15b3d6c92";
pub const SECRET_KEY: &str = "sk-lf-fake-f04d8a26-71be-4395-b0c7-5d9e2a6f8c13";
/// Of an organization: may not read a project.
pub const ORGANIZATION_SECRET_KEY: &str = "sk-lf-fake-0rg6c1d2-48ab-4e97-a3f5-92b7d0e8c654";

pub type FakeLangfuse = Fake<Langfuse>;

const V1: &str = "/api/public/metrics";
const V2: &str = "/api/public/v2/metrics";
const PROJECTS: &str = "/api/public/projects";
/// Days before today that have figures.
const HISTORY_DAYS: i64 = 40;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../connectors/langfuse/fixtures/", $name, ".json"))
    };
}

#[derive(Debug)]
pub struct Langfuse {
    models: usize,
    /// The path of the metrics: the cloud has the second version only, older servers the first.
    metrics: &'static str,
}

impl Default for Langfuse {
    fn default() -> Self {
        Self { models: 1, metrics: V2 }
    }
}

impl Langfuse {
    /// A project that uses so many models, each as much as the fixture's.
    pub fn of_models(models: usize) -> Self {
        Self { models, ..Self::default() }
    }

    /// A server of one's own that knows the first version of the metrics only.
    pub fn self_hosted() -> Self {
        Self { metrics: V1, ..Self::default() }
    }
}

impl Provider for Langfuse {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "langfuse",
            name: "Langfuse",
            settings: vec![("base_url", origin.to_owned())],
            credentials: vec![("public_key", PUBLIC_KEY.to_owned()), ("secret_key", SECRET_KEY.to_owned())],
            endpoints: vec![],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let key = |what, id, key: &str, finds| Mistake::credential(what, &right, id, key, finds);
        let mut exchanged = right.clone();
        exchanged.credentials = vec![("public_key", SECRET_KEY.to_owned()), ("secret_key", PUBLIC_KEY.to_owned())];
        vec![
            key("a secret key that is not known", "secret_key", "sk-lf-fake-deleted-0000", "credentials_invalid"),
            key("a key of an organization", "secret_key", ORGANIZATION_SECRET_KEY, "credentials_insufficient"),
            Mistake { what: "keys that are exchanged", connect: exchanged, finds: "credentials_invalid" },
            Mistake::setting("a base URL with /api", &right, "base_url", &format!("{origin}/api"), "settings_invalid"),
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        if ![self.metrics, PROJECTS].contains(&seen.path.as_str()) {
            return Err(problem(404, "LangfuseNotFoundError", "Not Found"));
        }
        let unknown = || Reply::fixture(401, fixture!("error.401"));
        let given = seen.header("authorization").and_then(|text| text.strip_prefix("Basic ")).ok_or_else(unknown)?;
        let given = STANDARD.decode(given).map_err(|_| unknown())?;
        let given = String::from_utf8(given).map_err(|_| unknown())?;
        match given.split_once(':') {
            Some((PUBLIC_KEY, SECRET_KEY)) => Ok(()),
            Some((_, ORGANIZATION_SECRET_KEY)) => Err(Reply::fixture(403, fixture!("error.403"))),
            _ => Err(unknown()),
        }
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => {
                problem(429, "RateLimitError", "Rate limit exceeded").retry_after(retry_after)
            }
            _ => problem(500, "InternalServerError", "Internal Server Error"),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        if seen.method != "GET" {
            return problem(405, "MethodNotAllowedError", "Method Not Allowed");
        }
        if seen.path == PROJECTS {
            return Reply::fixture(200, fixture!("projects"));
        }
        Question::read(seen).map_or_else(|problem| problem, |question| self.rows(&question, now))
    }
}

/// What is asked for.
#[derive(Debug)]
struct Question {
    dimensions: Vec<String>,
    /// Measure and aggregation.
    metrics: Vec<(String, String)>,
    from: i64,
    to: i64,
    row_limit: usize,
}

const DIMENSIONS: &[&str] = &["providedModelName", "environment", "tags", "type", "name", "level", "version"];
const MEASURES: &[&str] =
    &["count", "inputTokens", "outputTokens", "totalTokens", "inputCost", "outputCost", "totalCost"];
const KEYS: &[&str] =
    &["view", "dimensions", "metrics", "filters", "timeDimension", "fromTimestamp", "toTimestamp", "orderBy", "config"];

impl Question {
    fn read(seen: &Seen) -> Result<Self, Reply> {
        let bad = |message: &str| problem(400, "InvalidRequestError", message);
        if let Some((unknown, _)) = seen.query.iter().find(|(name, _)| name != "query") {
            return Err(bad(&format!("unrecognized parameter {unknown}")));
        }
        let query = seen.parameter("query").ok_or_else(|| bad("query is required"))?;
        let query: Value = serde_json::from_str(query).map_err(|_| bad("query is not JSON"))?;
        let object = query.as_object().ok_or_else(|| bad("query is not an object"))?;
        if let Some(unknown) = object.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(bad(&format!("unrecognized key {unknown}")));
        }
        if query["view"] != "observations" {
            return Err(bad("view: this fake has observations only"));
        }
        if query["timeDimension"]["granularity"] != "day" {
            return Err(bad("timeDimension: this fake has days only"));
        }
        if query["filters"].as_array().is_none_or(|filters| !filters.is_empty()) {
            return Err(bad("filters: this fake has none"));
        }
        let texts = |list: &Value, field: &str, known: &[&str]| -> Result<Vec<String>, Reply> {
            let items = list.as_array().ok_or_else(|| bad("dimensions and metrics are lists"))?;
            let text = |item: &Value| {
                let text = item[field].as_str().filter(|text| known.contains(text));
                text.map(str::to_owned).ok_or_else(|| bad(&format!("invalid {field}: {item}")))
            };
            items.iter().map(text).collect()
        };
        let measures = texts(&query["metrics"], "measure", MEASURES)?;
        let aggregations = texts(&query["metrics"], "aggregation", &["sum", "count"])?;
        let metrics: Vec<(String, String)> = measures.into_iter().zip(aggregations).collect();
        if metrics.is_empty() {
            return Err(bad("metrics: at least one is required"));
        }
        let time = |name: &str| {
            let time = query[name].as_str().and_then(from_rfc3339);
            time.ok_or_else(|| bad(&format!("{name}: Invalid datetime")))
        };
        let (from, to) = (time("fromTimestamp")?, time("toTimestamp")?);
        if to <= from {
            return Err(bad("toTimestamp must be after fromTimestamp"));
        }
        let row_limit = match &query["config"]["row_limit"] {
            Value::Null => 100,
            limit => {
                let limit = limit.as_u64().and_then(|limit| usize::try_from(limit).ok());
                let limit = limit.filter(|limit| (1..=1_000).contains(limit));
                limit.ok_or_else(|| bad("row_limit: must be from 1 to 1000"))?
            }
        };
        Ok(Self { dimensions: texts(&query["dimensions"], "field", DIMENSIONS)?, metrics, from, to, row_limit })
    }
}

impl Langfuse {
    /// The fixture's row for each day and model; cut without a word where there are too many.
    fn rows(&self, question: &Question, now: i64) -> Reply {
        let fixture: Value = serde_json::from_str(fixture!("metrics_v2")).unwrap_or_default();
        let fixture = &fixture["data"][0];
        let days = (question.from.div_euclid(DAY)..(question.to + DAY - 1).div_euclid(DAY)).map(|day| day * DAY);
        let days = days.filter(|day| *day <= now && *day > now - HISTORY_DAYS * DAY);
        let by_model = question.dimensions.iter().any(|field| field == "providedModelName");
        let models = if by_model { self.models } else { 1 };
        let row = |day: i64, model: usize| {
            let mut row = Map::new();
            row.insert("time_dimension".to_owned(), json!(date(day)));
            for field in &question.dimensions {
                let value = match field.as_str() {
                    "providedModelName" if model > 0 => json!(format!("gpt-4o-{model:04}")),
                    "environment" => json!("production"),
                    other => fixture[other].clone(),
                };
                row.insert(field.clone(), value);
            }
            for (measure, aggregation) in &question.metrics {
                let name = format!("{aggregation}_{measure}");
                let value = fixture[&name].clone();
                row.insert(name, value);
            }
            Value::Object(row)
        };
        let all = days.flat_map(|day| (0..models).map(move |model| (day, model)));
        let data: Vec<Value> = all.take(question.row_limit).map(|(day, model)| row(day, model)).collect();
        Reply::json(200, &json!({"data": data}))
    }
}

fn problem(status: u16, error: &str, message: &str) -> Reply {
    Reply::json(status, &json!({"error": error, "message": message}))
}
