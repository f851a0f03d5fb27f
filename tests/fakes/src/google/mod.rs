//! Google Cloud as its connectors see it: tokens for service accounts, Cloud Monitoring, and a billing export in BigQuery.
//! A product adds what is written to its metrics.
//!
//! | module | what it does |
//! |---|---|
//! | `keys` | key pairs, and the key files of service accounts |
//! | `tokens` | `POST /token`: a signed statement for a token |
//! | `monitoring` | `GET /v3/projects/{project}/timeSeries` |
//! | `api_keys` | `GET /v2/projects/{project}/locations/global/keys` |
//! | `bigquery` | queries over the billing export, and their rows |

mod api_keys;
mod bigquery;
mod keys;
mod monitoring;
mod tokens;

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::json;

use crate::fake::lock;
use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::now;
use crate::trouble::Trouble;

use bigquery::BigQuery;
use keys::Account;
pub(crate) use monitoring::Written;
use tokens::Token;

/// The one project that there is.
pub const PROJECT: &str = "my-project";
pub const BILLING_TABLE: &str = "my-project.billing.gcp_billing_export_v1_0AAAAA_BBBBBB_CCCCCC";
/// Where its dataset is.
pub const LOCATION: &str = "US";

/// What is asked of Google Cloud.
#[derive(Debug)]
pub struct Product {
    pub(crate) connector: &'static str,
    pub(crate) name: &'static str,
    pub(crate) metrics: &'static [Written],
    /// The list of API keys, if the product has any.
    pub(crate) api_keys: Option<&'static str>,
}

#[derive(Debug)]
pub struct GoogleCloud {
    product: &'static Product,
    tokens: Mutex<BTreeMap<String, Token>>,
    bigquery: BigQuery,
}

/// What an address leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place<'p> {
    Tokens,
    TimeSeries { project: &'p str },
    ApiKeys { project: &'p str },
    Queries { project: &'p str },
    Rows { project: &'p str, job: &'p str },
}

impl<'p> Place<'p> {
    fn of(path: &'p str) -> Option<Self> {
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        match parts[..] {
            ["token"] => Some(Self::Tokens),
            ["v3", "projects", project, "timeSeries"] => Some(Self::TimeSeries { project }),
            ["v2", "projects", project, "locations", "global", "keys"] => Some(Self::ApiKeys { project }),
            ["bigquery", "v2", "projects", project, "queries"] => Some(Self::Queries { project }),
            ["bigquery", "v2", "projects", project, "queries", job] => Some(Self::Rows { project, job }),
            _ => None,
        }
    }

    fn method(self) -> &'static str {
        match self {
            Self::Tokens | Self::Queries { .. } => "POST",
            Self::TimeSeries { .. } | Self::ApiKeys { .. } | Self::Rows { .. } => "GET",
        }
    }

    /// One of these scopes is needed.
    fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Tokens => &[],
            Self::TimeSeries { .. } => &["monitoring.read", "monitoring", "cloud-platform"],
            Self::ApiKeys { .. } => &["cloud-platform.read-only", "cloud-platform"],
            Self::Queries { .. } | Self::Rows { .. } => &["bigquery.readonly", "bigquery", "cloud-platform"],
        }
    }
}

impl GoogleCloud {
    pub(crate) fn of(product: &'static Product) -> Self {
        Self { product, tokens: Mutex::default(), bigquery: BigQuery::default() }
    }

    /// Adds a row to the bill, as corrections come: exported now, for a day (US Pacific) that may be long gone.
    pub fn correct_bill(&self, day: &str, sku_id: &str, cost: &str, credits: &str) {
        self.bigquery.correct(day, sku_id, cost, credits);
    }

    /// No token is taken any more.
    pub fn forget_tokens(&self) {
        lock(&self.tokens).clear();
    }

    /// The account that a request comes from, if its token has one of the scopes.
    fn sender(&self, seen: &Seen, place: Place<'_>) -> Result<&'static Account, Reply> {
        let unknown = || Reply::fixture(401, include_str!("../../../../connectors/vertex/fixtures/error.401.json"));
        let tokens = lock(&self.tokens);
        let token = seen.bearer().and_then(|text| tokens.get(text)).filter(|token| token.until > now());
        let token = token.ok_or_else(unknown)?;
        if !place.scopes().iter().any(|scope| token.has(scope)) {
            return Err(problem(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes."));
        }
        Ok(token.account)
    }
}

impl Provider for GoogleCloud {
    fn connect(&self, origin: &str) -> Connect {
        let endpoint = |host: &'static str| (host, origin.to_owned());
        let api_keys = self.product.api_keys.map(|_| endpoint("https://apikeys.googleapis.com"));
        Connect {
            connector: self.product.connector,
            name: self.product.name,
            settings: vec![
                ("project_ids", PROJECT.to_owned()),
                ("billing_table", BILLING_TABLE.to_owned()),
                ("billing_location", LOCATION.to_owned()),
            ],
            credentials: vec![("service_account_json", keys::METER.key_file())],
            endpoints: [
                endpoint("https://oauth2.googleapis.com"),
                endpoint("https://monitoring.googleapis.com"),
                endpoint("https://bigquery.googleapis.com"),
            ]
            .into_iter()
            .chain(api_keys)
            .collect(),
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let credential =
            |what, text: &str, finds| Mistake::credential(what, &right, "service_account_json", text, finds);
        let setting = |what, id, text: &str, finds| Mistake::setting(what, &right, id, text, finds);
        let (invalid, insufficient, settings) = ("credentials_invalid", "credentials_insufficient", "settings_invalid");
        vec![
            credential("a key that was deleted", &keys::deleted_key_file(), invalid),
            credential("an account without roles", &keys::NOBODY.key_file(), insufficient),
            credential("an API key", "AIzaSyFake-000000000000000000000000000000", invalid),
            credential("a login of a person", &keys::login_file(), invalid),
            setting("somebody else's project", "project_ids", "other-project", insufficient),
            setting("a table that is not there", "billing_table", "my-project.billing.nothing", settings),
            setting("what is no table", "billing_table", "gcp_billing_export_v1_0AAAAA", settings),
            setting("another location", "billing_location", "EU", settings),
            setting("a project that runs no queries for it", "query_project", "other-project", insufficient),
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        let place = Place::of(&seen.path).ok_or_else(|| problem(404, "NOT_FOUND", "Not Found"))?;
        if seen.method != place.method() {
            return Err(problem(405, "UNIMPLEMENTED", "Method Not Allowed"));
        }
        let account = match place {
            Place::Tokens => return Ok(()),
            _ => self.sender(seen, place)?,
        };
        match place {
            Place::TimeSeries { project } if !account.may_read(project) => {
                Err(Reply::fixture(403, include_str!("../../../../connectors/vertex/fixtures/error.403.json")))
            }
            Place::ApiKeys { project } if !account.may_read(project) || self.product.api_keys.is_none() => {
                Err(problem(403, "PERMISSION_DENIED", "Permission 'apikeys.keys.list' denied on resource."))
            }
            Place::Queries { project } | Place::Rows { project, .. } if !account.may_read(project) => {
                let message = format!(
                    "Access Denied: Project {project}: User does not have bigquery.jobs.create permission in project {project}."
                );
                Err(problem(403, "PERMISSION_DENIED", &message))
            }
            _ => Ok(()),
        }
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => {
                Reply::fixture(429, include_str!("../../../../connectors/vertex/fixtures/error.429.json"))
                    .retry_after(retry_after)
            }
            _ => problem(503, "UNAVAILABLE", "The service is currently unavailable."),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        let answered = match Place::of(&seen.path) {
            Some(Place::Tokens) => tokens::answer(seen, now, &mut lock(&self.tokens)),
            Some(Place::TimeSeries { project }) => monitoring::answer(self.product.metrics, project, seen, now),
            Some(Place::ApiKeys { .. }) => api_keys::answer(self.product.api_keys.unwrap_or("{}"), seen),
            Some(Place::Queries { project }) => self.bigquery.query(project, seen, now),
            Some(Place::Rows { project, job }) => self.bigquery.rows(project, job, seen),
            None => Err(problem(404, "NOT_FOUND", "Not Found")),
        };
        answered.unwrap_or_else(|problem| problem)
    }
}

/// An error as Google words it.
fn problem(status: u16, name: &str, message: &str) -> Reply {
    Reply::json(status, &json!({"error": {"code": status, "message": message, "status": name}}))
}

fn bad(message: &str) -> Reply {
    problem(400, "INVALID_ARGUMENT", message)
}
