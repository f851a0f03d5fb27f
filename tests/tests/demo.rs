//! `outlay demo`: whoever tries it gets in, and finds the numbers of the story.
//!
//! They are known beforehand: the story is always the same for the same end. Whoever changes it, or the prices of its
//! models, changes them here.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use reqwest::{Method, StatusCode};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use system_tests::{Demo, list, wait_up_to};
use tempfile::TempDir;

const LONGEST: Duration = Duration::from_secs(300);

/// All that was metered from 1 November on.
const NOVEMBER: &str = "37033.360031995";
const OF_ANTHROPIC: &str = "16679.5356185";
const OF_OPENAI: &str = "12428.661567295";
/// The loop of the 19th.
const RUNAWAY: (&str, &str) = ("2914", "2118.46");
const RUNAWAY_SINCE: &str = "2026-11-19T02:30:40.000000Z";
/// Pictures without a price.
const IMAGES: &str = "7412";

/// Somebody who is signed in.
struct Person {
    base: String,
    http: reqwest::Client,
    cookie: String,
}

impl Person {
    async fn sign_in(demo: &Demo) -> Self {
        // One TLS implementation a process.
        let _chosen_before = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let base = demo.base().to_owned();
        let body = json!({"name": Demo::NAME, "password": demo.password()});
        let signed_in = http.post(format!("{base}/api/v1/session")).json(&body).send().await.unwrap();
        assert_eq!(signed_in.status(), StatusCode::OK);
        let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Self { base, http, cookie }
    }

    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        request = request.header("cookie", &self.cookie).header("origin", &self.base);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path} answered {status}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn get(&self, path: &str) -> Value {
        self.ask(Method::GET, path, None).await
    }

    /// The one row that a query answers, as texts.
    async fn row(&self, sql: &str) -> Vec<String> {
        let answer = self.ask(Method::POST, "/api/v1/sql", Some(&json!({"sql": sql}))).await;
        let [row] = list(&answer["rows"]) else { panic!("{sql}: {answer}") };
        list(row).iter().map(|cell| cell.as_str().map_or_else(|| cell.to_string(), str::to_owned)).collect()
    }

    async fn sum(&self, condition: &str) -> Decimal {
        let sum = self.row(&format!("SELECT sum(effective_cost) FROM events WHERE {condition}")).await;
        sum[0].parse::<Decimal>().unwrap().normalize()
    }
}

fn amount(value: &Value) -> Decimal {
    value.as_str().unwrap_or("0").parse().unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[tokio::test]
async fn the_demo_tells_its_story_and_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let demo = Demo::start(folder.path()).await;
    let person = Person::sign_in(&demo).await;
    spend(&person).await;
    alerts(&person).await;
    bills(&person).await;
    views(&person).await;
    connections(&person).await;
    keys(&person).await;
    demo.stop().await;
    let left: Vec<_> = std::fs::read_dir(folder.path().join("tmp")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

async fn spend(person: &Person) {
    assert_eq!(person.sum("event_time >= '2026-11-01'").await, decimal(NOVEMBER));
    assert_eq!(person.sum("event_time >= '2026-11-01' AND provider = 'anthropic'").await, decimal(OF_ANTHROPIC));
    assert_eq!(person.sum("event_time >= '2026-11-01' AND provider = 'openai'").await, decimal(OF_OPENAI));
    let october = person.sum("event_time BETWEEN '2026-10-01' AND '2026-10-23 14:32'").await;
    assert!(october > decimal("31000") && october < decimal("34000"), "{october}");

    let looping = "SELECT count(*), sum(effective_cost) FROM events WHERE agent = 'route-planner' AND task_type = 'replan' \
                   AND model = 'claude-opus-4-5' AND error_code IS NULL";
    let looping = person.row(looping).await;
    assert_eq!((looping[0].as_str(), decimal(&looping[1])), (RUNAWAY.0, decimal(RUNAWAY.1)));

    let unpriced = "SELECT count(*), count(DISTINCT model), min(model), count(*) FILTER (effective_cost IS NULL) \
                    FROM events WHERE unpriced_reason IS NOT NULL";
    assert_eq!(person.row(unpriced).await, [IMAGES, "1", "gemini-3.1-image", IMAGES]);

    let names = "SELECT count(DISTINCT organization), count(DISTINCT agent), count(DISTINCT provider) FROM events";
    assert_eq!(person.row(names).await, ["46", "17", "5"]);
    let copilot = "SELECT min(event_time)::DATE::VARCHAR FROM events WHERE product = 'Dispatch Copilot'";
    assert_eq!(person.row(copilot).await, ["2026-11-10"]);
    // A trace is a tree.
    let trees = "SELECT count(*) > 1000, count(*) FILTER (p.transaction_id IS NULL) FROM events AS e \
                 LEFT JOIN events AS p ON p.transaction_id = e.parent_transaction_id AND p.trace_id = e.trace_id \
                 WHERE e.parent_transaction_id IS NOT NULL AND e.event_time > '2026-11-01'";
    assert_eq!(person.row(trees).await, ["true", "0"]);
}

async fn alerts(person: &Person) {
    let open = person.get("/api/v1/alerts?status=open").await;
    let mut open: Vec<&str> = list(&open["items"]).iter().map(|alert| alert["ruleName"].as_str().unwrap()).collect();
    open.sort_unstable();
    assert_eq!(open, ["Agent's week", "Anthropic's bill", "Images by model", "Vertex bill gone quiet"]);

    let all = person.get("/api/v1/alerts?status=all&limit=100").await;
    let looping = list(&all["items"]).iter().find(|alert| alert["openedAt"] == RUNAWAY_SINCE).unwrap();
    assert_eq!((&looping["ruleName"], &looping["severity"]), (&json!("Runaway agent"), &json!("critical")));
    assert_eq!((&looping["key"], &looping["status"]), (&json!("agent=route-planner"), &json!("cleared")));
    assert_eq!(looping["acknowledged"]["by"], Demo::NAME);
    // The pager did not answer at first.
    let first = list(&looping["deliveries"]).iter().find(|delivery| delivery["channelName"] == "on-call").unwrap();
    assert_eq!((&first["status"], &first["attempts"]), (&json!("delivered"), &json!(2)));
    assert!(list(&all["items"]).iter().any(|alert| alert["status"] == "resolved" && alert["closedBy"] == Demo::NAME));

    let rules = person.get("/api/v1/rules").await;
    let rules = list(&rules["items"]);
    assert!(rules.iter().all(|rule| rule["state"] == "live" && rule["traps"] == "0"), "{rules:?}");
    let shadow: Vec<_> = rules.iter().filter(|rule| rule["shadow"] == true).collect();
    assert!(shadow.len() == 1 && shadow[0]["findings"] != "0", "{shadow:?}");
}

/// Anthropic counts what claims-workers writes to its cache as kept for an hour.
async fn bills(person: &Person) {
    let path = |from: &str, to: &str| format!("/api/v1/reconciliation?from=2026-11-{from}&to=2026-11-{to}&limit=1000");
    let drift = async |provider: &str, from: &str, to: &str| {
        let rows = person.get(&path(from, to)).await;
        let rows: Vec<_> = list(&rows["items"]).iter().filter(|row| row["provider"] == provider).cloned().collect();
        let sum = |what: fn(&Value) -> &Value| rows.iter().map(|row| amount(what(row))).sum::<Decimal>();
        let (billed, metered) = (sum(|row| &row["billed"]), sum(|row| &row["metered"]));
        let explained = sum(|row| &row["parts"]["cacheSplit"]);
        assert!(billed > Decimal::ZERO, "{provider} has a bill");
        (billed - metered, (billed - metered) * Decimal::ONE_HUNDRED / metered, explained)
    };
    let (before, ..) = drift("anthropic", "01", "12").await;
    assert_eq!(before, Decimal::ZERO);
    let (difference, percent, explained) = drift("anthropic", "12", "19").await;
    assert!(percent > decimal("3.1") && percent < decimal("3.7"), "{percent}");
    assert_eq!(difference, explained, "that is the whole difference");
    let (_, percent, _) = drift("openai", "01", "23").await;
    assert!(percent.abs() < decimal("0.2"), "{percent}");

    let discount = "SELECT count(DISTINCT price_version) FROM events WHERE model = 'gpt-5'";
    assert_eq!(person.row(discount).await, ["2"], "eight percent less since the 12th");
}

/// SQL says what the pages say.
async fn views(person: &Person) {
    let told = person.get("/api/v1/spend?from=2026-11-01&to=2026-11-24&groupBy=provider").await;
    // What is final goes by the clock of the story, of which the views hear within some seconds.
    let total = amount(&told["totals"][0]["amount"]);
    wait_up_to(LONGEST, "the same sum", async || {
        let sum = person.row("SELECT sum(amount) FROM spend WHERE day >= '2026-11-01'").await;
        if decimal(&sum[0]) == total { Ok(()) } else { Err(json!({"view": sum[0], "page": total.to_string()})) }
    })
    .await;
    for item in list(&told["items"]).iter().filter(|item| item["group"]["provider"].is_string()) {
        let (provider, basis) = (item["group"]["provider"].as_str().unwrap(), item["basis"].as_str().unwrap());
        let sum = format!(
            "SELECT coalesce(sum(amount), 0) FROM spend WHERE day >= '2026-11-01' AND provider = '{provider}' \
             AND basis = '{basis}'"
        );
        assert_eq!(decimal(&person.row(&sum).await[0]), amount(&item["amount"]), "{provider} {basis}");
    }
    let day = "SELECT sum(billed) - sum(metered), bool_or(open) FROM reconciliation \
               WHERE day = '2026-11-12' AND provider = 'anthropic'";
    let path = "/api/v1/reconciliation?from=2026-11-12&to=2026-11-13&grain=provider";
    let rows = person.get(path).await;
    let row = list(&rows["items"]).iter().find(|row| row["provider"] == "anthropic").unwrap();
    let said = person.row(day).await;
    assert_eq!((decimal(&said[0]), said[1].as_str()), (amount(&row["drift"]), "false"), "{row}");
    // Google's bills call it otherwise than its events.
    let google = "SELECT count(billed) > 0 AND count(metered) > 0 FROM reconciliation \
                  WHERE day = '2026-11-10' AND provider = 'google'";
    assert_eq!(person.row(google).await, ["true"]);
}

async fn connections(person: &Person) {
    let all = person.get("/api/v1/connections").await;
    let all = list(&all["items"]);
    let found: Vec<_> = all.iter().map(|one| (one["connector"].as_str(), one["status"].as_str())).collect();
    let expected = [
        ("anthropic", "connected"),
        ("openai", "connected"),
        ("vertex", "disconnected"),
        ("litellm", "connected"),
        ("azure-openai", "pending"),
    ];
    assert_eq!(found, expected.map(|(connector, status)| (Some(connector), Some(status))));
    let counts: Vec<_> = all.iter().filter(|one| one["countsTowardsTotal"] == false).collect();
    assert!(counts.len() == 1 && counts[0]["connector"] == "litellm", "{counts:?}");
    assert!(all[2]["reason"].as_str().unwrap().contains("was deleted"), "{}", all[2]);
    assert_eq!(all[4]["nextSyncAt"], "2026-11-23T15:00:00.000000Z");
    // Vertex was read last on the 20th; Bedrock is not connected, although events name it.
    let billed = "SELECT max(period_start)::DATE::VARCHAR FROM costs WHERE provider = 'vertex'";
    assert_eq!(person.row(billed).await, ["2026-11-19"]);
    assert!(person.sum("provider = 'aws' AND event_time >= '2026-11-01'").await > decimal("3000"));

    // Asked for now, it is read now.
    let id = all[0]["id"].as_str().unwrap();
    person.ask(Method::POST, &format!("/api/v1/connections/{id}/sync"), Some(&json!({}))).await;
    let ended = wait_up_to(LONGEST, "a sync of now", async || {
        let one = person.get(&format!("/api/v1/connections/{id}")).await;
        if one["lastSync"]["status"] == "running" { Err(one) } else { Ok(one) }
    })
    .await;
    assert_eq!(ended["lastSync"]["status"], "done", "{ended}");
}

async fn keys(person: &Person) {
    let all = person.get("/api/v1/keys").await;
    let day = |time: &Value| time.as_str().and_then(|time| time.get(..10)).map(str::to_owned);
    let found: Vec<_> = list(&all["items"])
        .iter()
        .map(|key| {
            (
                key["name"].as_str().unwrap(),
                key["scope"].as_str().unwrap(),
                day(&key["createdAt"]),
                day(&key["lastUsedAt"]),
            )
        })
        .collect();
    let day = |day: &str| Some(format!("2026-{day}"));
    let today = || day("11-23");
    assert_eq!(
        found,
        [
            ("old-staging", "metering", day("01-27"), day("08-14")),
            ("prod-gateway", "metering", day("03-12"), today()),
            ("claims-workers", "metering", day("06-03"), today()),
            ("laptops-otel", "metering", day("08-18"), today()),
            ("finance-notebook", "read", day("09-02"), day("11-01")),
        ]
    );
}
