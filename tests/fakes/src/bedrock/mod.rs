//! AWS Bedrock: CloudWatch in some regions, and Cost Explorer.
//!
//! | module | what it does |
//! |---|---|
//! | `sigv4` | makes signatures anew, to compare them |
//! | `keys` | whose keys there are, and what they may do |
//! | `metrics` | `ListMetrics` and `GetMetricData` |
//! | `series` | the figures behind them |
//! | `costs` | `GetCostAndUsage` |

mod costs;
mod keys;
mod metrics;
mod series;
mod sigv4;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::now;
use crate::trouble::Trouble;

pub use keys::{
    ACCESS_KEY_ID, ENDED_SESSION_TOKEN, METRICS_KEY_ID, POWERLESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN,
    TEMPORARY_KEY_ID, TEMPORARY_SECRET,
};
pub use series::REGIONS;

pub type FakeBedrock = Fake<Bedrock>;

#[derive(Debug, Default)]
pub struct Bedrock;

/// An operation, by its `x-amz-target`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    ListMetrics,
    GetMetricData,
    GetCostAndUsage,
}

impl Operation {
    fn of(seen: &Seen) -> Option<Self> {
        let (operation, content_type) = match seen.header("x-amz-target")? {
            "GraniteServiceVersion20100801.ListMetrics" => (Self::ListMetrics, "application/x-amz-json-1.0"),
            "GraniteServiceVersion20100801.GetMetricData" => (Self::GetMetricData, "application/x-amz-json-1.0"),
            "AWSInsightsIndexService.GetCostAndUsage" => (Self::GetCostAndUsage, "application/x-amz-json-1.1"),
            _ => return None,
        };
        (seen.header("content-type") == Some(content_type)).then_some(operation)
    }

    /// As signatures name it.
    const fn service(self) -> &'static str {
        match self {
            Self::ListMetrics | Self::GetMetricData => "monitoring",
            Self::GetCostAndUsage => "ce",
        }
    }

    const fn permission(self) -> &'static str {
        match self {
            Self::ListMetrics => "cloudwatch:ListMetrics",
            Self::GetMetricData => "cloudwatch:GetMetricData",
            Self::GetCostAndUsage => "ce:GetCostAndUsage",
        }
    }
}

impl Fake<Bedrock> {
    /// How a server is connected with temporary credentials.
    pub fn connect_for_some_hours(&self) -> Connect {
        Connect {
            credentials: vec![
                ("access_key_id", TEMPORARY_KEY_ID.to_owned()),
                ("secret_access_key", TEMPORARY_SECRET.to_owned()),
                ("session_token", SESSION_TOKEN.to_owned()),
            ],
            ..self.connect()
        }
    }
}

impl Provider for Bedrock {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "bedrock",
            name: "AWS Bedrock",
            settings: vec![("regions", "us-west-2, us-east-1".to_owned())],
            credentials: vec![
                ("access_key_id", ACCESS_KEY_ID.to_owned()),
                ("secret_access_key", SECRET_ACCESS_KEY.to_owned()),
            ],
            endpoints: vec![
                ("https://monitoring.{regions}.amazonaws.com", origin.to_owned()),
                ("https://ce.us-east-1.amazonaws.com", origin.to_owned()),
            ],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let key = |what, text: &str, finds| Mistake::credential(what, &right, "access_key_id", text, finds);
        let regions = |what, text: &str| Mistake::setting(what, &right, "regions", text, "settings_invalid");
        let mut temporary = key("a temporary key without its session token", TEMPORARY_KEY_ID, "credentials_invalid");
        temporary.connect.credentials.retain(|(name, _)| *name != "secret_access_key");
        temporary.connect.credentials.push(("secret_access_key", TEMPORARY_SECRET.to_owned()));
        let mut ended = temporary.clone();
        ended.what = "temporary credentials that have ended";
        ended.connect.credentials.push(("session_token", ENDED_SESSION_TOKEN.to_owned()));
        vec![
            key("an access key that is not known", "AKIAFAKEUNKNOWN00000", "credentials_invalid"),
            key("a Bedrock API key", "ABSKQmVkcm9ja0FQSUtleS1mYWtlLWF0LTEyMzQ1Njc4OTAxMg", "credentials_invalid"),
            Mistake::credential(
                "the secret of another key",
                &right,
                "secret_access_key",
                "fakeOther/9Xb2Kq7LmZt4Rw1Yc6Vn8Hd3Js5Gp0",
                "credentials_invalid",
            ),
            temporary,
            ended,
            key("a key whose user may do nothing", POWERLESS_KEY_ID, "credentials_insufficient"),
            regions("a region without its number", "us-west"),
            regions("a region that the account has not enabled", "us-west-2, me-south-1"),
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        let operation = Operation::of(seen).filter(|_| seen.method == "POST" && seen.path == "/");
        let Some(operation) = operation else {
            return Err(problem(400, "UnknownOperationException", ""));
        };
        keys::admit(seen, operation, now())
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            // AWS says when to come back to nobody.
            Trouble::RateLimited { .. } => Reply::fixture(
                400,
                include_str!("../../../../connectors/bedrock/fixtures/error.throttling.cloudwatch.json"),
            ),
            _ => problem(500, "InternalServiceException", "An internal error occurred."),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        let Some(question) = seen.json().filter(Value::is_object) else {
            return problem(400, "SerializationException", "The body is no JSON object.");
        };
        let region = keys::region(seen).unwrap_or_default();
        let answered = match Operation::of(seen) {
            Some(Operation::ListMetrics) => metrics::list(&question, &region, now),
            Some(Operation::GetMetricData) => metrics::data(&question, &region, now),
            Some(Operation::GetCostAndUsage) => costs::answer(&question, now),
            None => Err(problem(400, "UnknownOperationException", "")),
        };
        answered.unwrap_or_else(|problem| problem)
    }

    fn dress(&self, seen: &Seen, reply: Reply) -> Reply {
        reply.header("x-amzn-requestid", format!("00000000-0000-4000-8000-{:012}", seen.number))
    }
}

/// An error as AWS's JSON services word it.
fn problem(status: u16, name: &str, message: &str) -> Reply {
    Reply::json(status, &json!({"__type": name, "message": message}))
}

/// Refuses members that the operation does not know.
fn only(question: &Value, known: &[&str]) -> Result<(), Reply> {
    match question.as_object().into_iter().flatten().find(|(name, _)| !known.contains(&name.as_str())) {
        Some((name, _)) => Err(problem(400, "ValidationException", &format!("Unknown member: {name}."))),
        None => Ok(()),
    }
}
