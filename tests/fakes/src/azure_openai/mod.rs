//! Azure: tokens of Microsoft Entra ID, and what Azure Resource Manager says of OpenAI resources.
//!
//! | module | what it does |
//! |---|---|
//! | `apps` | `login.microsoftonline.com`: app registrations and their tokens |
//! | `address` | the paths of `management.azure.com` |
//! | `resources` | resources and deployments |
//! | `metrics`, `figures` | Azure Monitor: the question, and the figures of the fixtures |
//! | `costs`, `question` | Cost Management: the answer in pages, and the question |

mod address;
mod apps;
mod costs;
mod figures;
mod metrics;
mod question;
mod resources;

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::fake::Fake;
use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::now;
use crate::trouble::Trouble;

use address::{Address, Place};
use apps::Apps;
pub use apps::{CLIENT, CLIENT_SECRET, CLIENT_WITHOUT_COSTS, CLIENT_WITHOUT_ROLES, TENANT};

/// With resources and costs.
pub const SUBSCRIPTION: &str = "00000000-0000-4000-8000-0000000000aa";
/// With nothing in it.
pub const EMPTY_SUBSCRIPTION: &str = "00000000-0000-4000-8000-0000000000bb";

pub type FakeAzure = Fake<AzureOpenAi>;

/// Days before today that have figures.
const HISTORY_DAYS: i64 = 40;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../../connectors/azure-openai/fixtures/", $name, ".json"))
    };
}
use fixture;

#[derive(Debug, Default)]
pub struct AzureOpenAi {
    apps: Apps,
    /// Costs are called `Cost`, and `PreTaxCost` is not known.
    has_new_agreement: AtomicBool,
    has_refunds: AtomicBool,
}

impl AzureOpenAi {
    /// All tokens that were given out are worth nothing any more.
    pub fn forget_tokens(&self) {
        self.apps.forget_tokens();
    }

    /// From now on costs are called as newer agreements call them.
    pub fn renew_agreement(&self) {
        self.has_new_agreement.store(true, Ordering::Relaxed);
    }

    /// From now on every day that cost something has a refund of 0.1, past days, too.
    pub fn refund(&self) {
        self.has_refunds.store(true, Ordering::Relaxed);
    }

    fn respond(&self, seen: &Seen, now: i64) -> Result<Reply, Reply> {
        let Some(Address { subscription, place }) = Address::of(&seen.path) else {
            return self.apps.token(seen);
        };
        let expected = if matches!(place, Place::CostQuery) { "POST" } else { "GET" };
        if seen.method != expected {
            return Err(problem(405, "MethodNotAllowed", "The HTTP method is not supported by the resource."));
        }
        match place {
            Place::Accounts => resources::accounts(&subscription, seen),
            Place::Deployments(account) => resources::deployments(&subscription, &account, seen),
            Place::Metrics(account) => metrics::answer(&subscription, &account, seen, now),
            Place::CostQuery => {
                let money = if self.has_new_agreement.load(Ordering::Relaxed) { "Cost" } else { "PreTaxCost" };
                costs::answer(&subscription, seen, money, self.has_refunds.load(Ordering::Relaxed), now)
            }
        }
    }
}

impl Provider for AzureOpenAi {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "azure-openai",
            name: "Azure OpenAI",
            settings: vec![
                ("tenant_id", TENANT.to_owned()),
                ("client_id", CLIENT.to_owned()),
                ("subscription_ids", format!("{SUBSCRIPTION}, {EMPTY_SUBSCRIPTION}")),
            ],
            credentials: vec![("client_secret", CLIENT_SECRET.to_owned())],
            endpoints: vec![
                ("https://login.microsoftonline.com", origin.to_owned()),
                ("https://management.azure.com", origin.to_owned()),
            ],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let setting = |what, id, text: &str, finds| Mistake::setting(what, &right, id, text, finds);
        let secret = |what, text: &str| Mistake::credential(what, &right, "client_secret", text, "credentials_invalid");
        let unknown = "99999999-9999-4999-8999-999999999999";
        vec![
            secret("a secret that is not known", "Zx8Q~revoked.revoked.revoked.revoked.r0"),
            secret("the secret's ID", "33333333-3333-4333-8333-333333333333"),
            secret("a secret that has expired", apps::EXPIRED_SECRET),
            setting("another tenant", "tenant_id", unknown, "settings_invalid"),
            setting("a tenant that is none", "tenant_id", "contoso corp", "settings_invalid"),
            setting("an app that there is not", "client_id", unknown, "settings_invalid"),
            setting("an app without roles", "client_id", CLIENT_WITHOUT_ROLES, "credentials_insufficient"),
            setting("a subscription that there is not", "subscription_ids", unknown, "settings_invalid"),
            setting("a subscription that is none", "subscription_ids", "production", "settings_invalid"),
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        let Some(address) = Address::of(&seen.path) else {
            return self.apps.admit(seen);
        };
        self.apps.authorize(seen, &address, now())
    }

    /// As Cost Management words it: how long to wait stands in several headers, and the longest counts.
    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => {
                let headers: serde_json::Value =
                    serde_json::from_str(fixture!("cost_query.error.429.headers")).unwrap_or_default();
                let mut reply = Reply::fixture(429, fixture!("cost_query.error.429"));
                for (name, value) in headers.as_object().into_iter().flatten() {
                    let said = value.as_str().unwrap_or_default().to_owned();
                    let text = match retry_after {
                        Some(seconds) if name.ends_with("clienttype-retry-after") => seconds.to_string(),
                        Some(seconds) if name.ends_with("retry-after") => (seconds / 2).to_string(),
                        _ => said,
                    };
                    reply = reply.header(name, text);
                }
                reply
            }
            _ => Reply::fixture(503, fixture!("error.503")).retry_after(Some(1)),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        self.respond(seen, now).unwrap_or_else(|problem| problem)
    }

    fn dress(&self, seen: &Seen, reply: Reply) -> Reply {
        reply.header("x-ms-request-id", format!("00000000-0000-4000-8000-{:012}", seen.number))
    }
}

/// An error as Azure Resource Manager words it.
fn problem(status: u16, code: &str, message: &str) -> Reply {
    Reply::json(status, &json!({"error": {"code": code, "message": message}}))
}

fn bad(message: &str) -> Reply {
    problem(400, "BadRequest", message)
}

/// Refuses parameters that are not known, and another version than the documented one.
fn check_query(seen: &Seen, version: &str, known: &[&str]) -> Result<(), Reply> {
    if let Some((name, _)) =
        seen.query.iter().find(|(name, _)| name != "api-version" && !known.contains(&name.as_str()))
    {
        return Err(bad(&format!("The query parameter '{name}' is not known.")));
    }
    match seen.parameter("api-version") {
        Some(given) if given == version => Ok(()),
        Some(given) => {
            Err(problem(400, "InvalidApiVersionParameter", &format!("The api-version '{given}' is invalid.")))
        }
        None => Err(problem(400, "MissingApiVersionParameter", "The api-version query parameter is required.")),
    }
}
