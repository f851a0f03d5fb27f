//! GitHub: AI credits of an organization or enterprise, and who has a seat.

use std::sync::atomic::{AtomicBool, Ordering};

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::{DAY, date, from_date, now};
use crate::trouble::Trouble;

/// Classic, with every scope that is needed.
pub const TOKEN: &str = "ghp_fakeR7vXw2Kc9TzQ4mNb6LsHd8YpJf1GaEuO3";
/// Classic, without `manage_billing:copilot`.
pub const TOKEN_WITHOUT_SCOPE: &str = "ghp_fakeB3nMk8Vd5XwZq1Ls7HtYc4RpJg9FaEuO2";
pub const FINE_GRAINED_TOKEN: &str =
    "github_pat_11FAKE0000abcdefghijkl_mnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVW";
/// Right, but not authorized for single sign-on.
pub const UNAUTHORIZED_TOKEN: &str = "ghp_fakeS5tUv7Wx9Yz1Ab3Cd5Ef7Gh9Ij1Kl3Mn5";

/// As in the fixture.
pub const ORGANIZATION: &str = "contoso";
pub const ENTERPRISE: &str = "contoso-group";

const REPORT: &str = include_str!("../../../connectors/github-copilot/fixtures/ai_credit_usage.json");
const VERSION: &str = "2026-03-10";
/// Days before today that have figures.
const HISTORY_DAYS: i64 = 40;
/// Who used how much of a day's credits, in tenths.
const USERS: [(&str, u32); 2] = [("ada", 6), ("bob", 4)];
const FIGURES: &[&str] =
    &["grossQuantity", "grossAmount", "discountQuantity", "discountAmount", "netQuantity", "netAmount"];

#[derive(Debug, Default)]
pub struct GitHubCopilot {
    has_no_discount: AtomicBool,
}

impl GitHubCopilot {
    /// From now on nothing is taken off any more, of past days neither: the included credits went to others.
    pub fn end_discount(&self) {
        self.has_no_discount.store(true, Ordering::Relaxed);
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// With the field that names the account in an answer.
    Credits(&'static str),
    Seats,
}

impl Provider for GitHubCopilot {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "github-copilot",
            name: "GitHub Copilot",
            settings: vec![("account", ORGANIZATION.to_owned())],
            credentials: vec![("token", TOKEN.to_owned())],
            endpoints: vec![("https://api.github.com", origin.to_owned())],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let token = |what, text: &str, finds| Mistake::credential(what, &right, "token", text, finds);
        let setting = |what, id, text: &str| Mistake::setting(what, &right, id, text, "settings_invalid");
        vec![
            token("a token that is not known", "ghp_fakeRevokedRevokedRevokedRevoked000000", "credentials_invalid"),
            token("a token without the scope", TOKEN_WITHOUT_SCOPE, "credentials_insufficient"),
            token("a fine-grained token", FINE_GRAINED_TOKEN, "credentials_insufficient"),
            token("a token without single sign-on", UNAUTHORIZED_TOKEN, "credentials_insufficient"),
            setting("another account", "account", "fabrikam"),
            setting("another kind of account", "account_kind", "enterprise"),
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        if seen.header("user-agent").is_none_or(str::is_empty) {
            return Err(problem(
                403,
                "Request forbidden by administrative rules. Please make sure your request has a User-Agent header",
            ));
        }
        if seen.header("x-github-api-version").is_some_and(|version| version != VERSION) {
            return Err(problem(400, "This API version is not supported."));
        }
        let allowed = match seen.bearer() {
            Some(TOKEN) => Ok(()),
            Some(TOKEN_WITHOUT_SCOPE) => {
                Err(problem(403, "You must have the manage_billing:copilot scope to do that."))
            }
            Some(FINE_GRAINED_TOKEN) => Err(problem(403, "Resource not accessible by personal access token")),
            Some(UNAUTHORIZED_TOKEN) => Err(problem(
                403,
                "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.",
            )),
            _ => Err(problem(401, "Bad credentials")),
        };
        allowed?;
        // Who may not see something is not told that it is there.
        subject(&seen.path).map(drop).ok_or_else(|| problem(404, "Not Found"))
    }

    /// As GitHub words the primary limit; without a time it is the secondary one.
    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after: Some(seconds) } => {
                problem(403, "API rate limit exceeded for user ID 1.")
                    .header("x-ratelimit-limit", 5_000)
                    .header("x-ratelimit-remaining", 0)
                    .header("x-ratelimit-reset", now() + i64::from(seconds))
            }
            Trouble::RateLimited { retry_after: None } => problem(429, "You have exceeded a secondary rate limit."),
            _ => problem(502, "Server Error"),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        if seen.method != "GET" {
            return problem(404, "Not Found");
        }
        let answered = match subject(&seen.path) {
            Some(Subject::Credits(kind)) => credits(seen, kind, self.has_no_discount.load(Ordering::Relaxed), now),
            Some(Subject::Seats) => seats(seen),
            None => Err(problem(404, "Not Found")),
        };
        answered.unwrap_or_else(|problem| problem)
    }

    fn dress(&self, seen: &Seen, reply: Reply) -> Reply {
        reply.header("x-github-request-id", format!("FA4E:{:06}", seen.number))
    }
}

fn problem(status: u16, message: &str) -> Reply {
    let documentation = "https://docs.github.com/rest";
    Reply::json(status, &json!({"message": message, "documentation_url": documentation, "status": status.to_string()}))
}

/// None of other accounts, and of other paths.
fn subject(path: &str) -> Option<Subject> {
    let path = path.to_ascii_lowercase();
    let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    match &parts[..] {
        ["organizations", ORGANIZATION, "settings", "billing", "ai_credit", "usage"] => {
            Some(Subject::Credits("organization"))
        }
        ["enterprises", ENTERPRISE, "settings", "billing", "ai_credit", "usage"] => {
            Some(Subject::Credits("enterprise"))
        }
        ["orgs", ORGANIZATION, "copilot", "billing", "seats"]
        | ["enterprises", ENTERPRISE, "copilot", "billing", "seats"] => Some(Subject::Seats),
        _ => None,
    }
}

/// A number among the parameters.
fn number(seen: &Seen, name: &str) -> Result<Option<i64>, Reply> {
    let invalid = |_| problem(422, &format!("Invalid value for {name}."));
    seen.parameter(name).map(|text| text.parse().map_err(invalid)).transpose()
}

fn refuse_others(seen: &Seen, known: &[&str]) -> Result<(), Reply> {
    match seen.query.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        Some((name, _)) => Err(problem(422, &format!("{name} is not a permitted key."))),
        None => Ok(()),
    }
}

fn credits(seen: &Seen, kind: &'static str, has_no_discount: bool, now: i64) -> Result<Reply, Reply> {
    let mut known = vec!["year", "month", "day", "user", "model", "product"];
    if kind == "enterprise" {
        known.extend(["organization", "cost_center_id"]);
    }
    refuse_others(seen, &known)?;
    let this_year = date(now).split('-').next().and_then(|year| year.parse().ok()).unwrap_or_default();
    let year = number(seen, "year")?.unwrap_or(this_year);
    let month = number(seen, "month")?;
    let day = number(seen, "day")?;
    if day.is_some() && month.is_none() {
        return Err(problem(422, "A day needs a month."));
    }
    let asked = match (month, day) {
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year:04}-{month:02}-"),
        _ => format!("{year:04}-"),
    };
    if day.is_some() && from_date(&asked).is_none() {
        return Err(problem(422, "There is no such day."));
    }
    let days = (0..HISTORY_DAYS).filter(|ago| date(now - ago * DAY).starts_with(&asked)).count();
    let tenths = match seen.parameter("user") {
        None => 10,
        Some(user) => USERS.iter().find(|(login, _)| *login == user).map_or(0, |(_, tenths)| *tenths),
    };
    let mut answer: Value = serde_json::from_str(REPORT).unwrap_or_default();
    let items = answer["usageItems"].as_array().cloned().unwrap_or_default();
    let is_wanted = |item: &Value| {
        ["model", "product"].iter().all(|name| seen.parameter(name).is_none_or(|wanted| item[*name] == *wanted))
    };
    let items = items.into_iter().filter(|item| days > 0 && tenths > 0 && is_wanted(item));
    let told = |item: Value| if has_no_discount { without_discount(item) } else { item };
    answer["usageItems"] = items.map(|item| scaled(told(item), days, tenths)).collect();
    answer["timePeriod"] = json!({"year": year});
    for (name, value) in [("month", month), ("day", day)] {
        if let Some(value) = value {
            answer["timePeriod"][name] = json!(value);
        }
    }
    if let Some(object) = answer.as_object_mut()
        && let Some(name) = object.remove("organization").filter(|_| kind == "organization").or(Some(json!(ENTERPRISE)))
    {
        object.insert(kind.to_owned(), name);
    }
    Ok(Reply::json(200, &answer))
}

fn without_discount(mut item: Value) -> Value {
    (item["discountQuantity"], item["discountAmount"]) = (json!(0), json!(0));
    (item["netQuantity"], item["netAmount"]) = (item["grossQuantity"].clone(), item["grossAmount"].clone());
    item
}

/// The figures of so many days, and of a part of the users. A whole day's stay as the fixture writes them.
fn scaled(mut item: Value, days: usize, tenths: u32) -> Value {
    if (days, tenths) == (1, 10) {
        return item;
    }
    for name in FIGURES {
        let figure: Decimal = item[*name].to_string().parse().unwrap_or_default();
        let scaled = figure * Decimal::from(days) * Decimal::from(tenths) / Decimal::TEN;
        item[*name] = serde_json::from_str(&scaled.normalize().to_string()).unwrap_or_default();
    }
    item
}

fn seats(seen: &Seen) -> Result<Reply, Reply> {
    refuse_others(seen, &["page", "per_page"])?;
    let page = number(seen, "page")?.unwrap_or(1);
    let size = number(seen, "per_page")?.unwrap_or(50);
    if page < 1 || !(1..=100).contains(&size) {
        return Err(problem(422, "page starts at 1, and per_page is 1 to 100."));
    }
    let skip = usize::try_from((page - 1).saturating_mul(size)).unwrap_or(usize::MAX);
    let seat = |(number, (login, _)): (usize, &(&str, u32))| json!({"created_at": "2026-06-01T00:00:00Z", "assignee": {"login": login, "id": number, "type": "User"}});
    let seats: Vec<Value> =
        USERS.iter().enumerate().map(seat).skip(skip).take(usize::try_from(size).unwrap_or(0)).collect();
    Ok(Reply::json(200, &json!({"total_seats": USERS.len(), "seats": seats})))
}
