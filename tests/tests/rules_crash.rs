//! What rules know is exact: killed under load again and again, they find what a run over the same ledger finds that was
//! never killed, and every finding is recorded once.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use system_tests::events::{costing, with};
use system_tests::{Caller, Server, environment, list, wait_until};
use tokio::task::JoinSet;

const SENDERS: u64 = 5;
const KILLS: u64 = 7;
const EVENTS_A_REQUEST: u64 = 25;
/// Between two kills, at most.
const MOST_EVENTS: u64 = 5_000;
/// Events of a trace, a customer and an agent come from all senders and in all rounds, so that what a rule knows of each
/// is half of it from before a kill.
const CUSTOMERS: u64 = 150;
const AGENTS: u64 = 120;
const TRACES: u64 = 90;

/// Where it stops does not depend on the machine's clock, and no two runs are the same.
fn at_random(most: u64) -> u64 {
    RandomState::new().hash_one(()) % most
}

/// Whatever is like what comes next is far from it.
fn scattered(number: u64, kinds: u64) -> u64 {
    (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) % kinds
}

/// The counting rule fires at some of them.
fn event(sender: u64, number: u64) -> Value {
    let place = sender * 1_000_003 + number;
    let agent =
        if place.is_multiple_of(61) { "fire".to_owned() } else { format!("agent-{}", scattered(place, AGENTS)) };
    let cost = format!("0.0{}", 1_000 + scattered(place, 900));
    let fields = json!({
        "organizationName": format!("customer-{}", scattered(place + 1, CUSTOMERS)),
        "agent": agent, "traceId": format!("trace-{}", scattered(place + 2, TRACES)),
    });
    with(costing(&format!("s{sender}-{number}"), &cost), fields)
}

/// What a sender knows when its server is gone.
struct Outcome {
    sender: u64,
    /// Where it goes on.
    next: u64,
    /// What it was told of, by rule and key.
    told: Vec<(String, String)>,
}

fn alerts_of(answer: &Value) -> Vec<(String, String)> {
    let text = |alert: &Value, field: &str| alert[field].as_str().unwrap().to_owned();
    list(&answer["alerts"]).iter().map(|alert| (text(alert, "ruleId"), text(alert, "key"))).collect()
}

async fn post(caller: &Caller, sender: u64, first: u64) -> reqwest::Result<system_tests::Answer> {
    let events: Vec<Value> = (first..first + EVENTS_A_REQUEST).map(|number| event(sender, number)).collect();
    let request = caller.request(reqwest::Method::POST, "/v1/events").json(&events);
    system_tests::Answer::attempt(request).await
}

/// Posts until the server is gone.
async fn send(caller: Caller, sender: u64, first: u64, accepted: Arc<AtomicU64>) -> Outcome {
    let mut outcome = Outcome { sender, next: first, told: Vec::new() };
    while let Ok(answer) = post(&caller, sender, outcome.next).await {
        let answer = answer.expect(200);
        assert_eq!(answer["accepted"], EVENTS_A_REQUEST, "{answer}");
        outcome.told.extend(alerts_of(&answer));
        outcome.next += EVENTS_A_REQUEST;
        accepted.fetch_add(EVENTS_A_REQUEST, Ordering::Relaxed);
    }
    outcome
}

/// Builds a rule of this repository and takes it in.
async fn component(server: &Server, folder: &str) -> String {
    let out = server.folder().join("rule.wasm");
    let folder = environment::workspace().join(folder);
    let arguments = ["rule", "build", folder.to_str().unwrap(), "--out", out.to_str().unwrap()];
    system_tests::cli::run(system_tests::cli::outlay(server.folder(), arguments)).await.expect_ok();
    let wasm = std::fs::read(&out).unwrap();
    let made = server.admin().await.post_bytes("/api/v1/components", "application/wasm", wasm).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

/// Rules that each remember something: of everything, of a month, of an hour, of a minute.
async fn rules(server: &Server) -> BTreeMap<&'static str, String> {
    let counting = component(server, "tests/guests/hostile").await;
    let runaway = component(server, "examples/rules/runaway-agent").await;
    let metric = |alert: &str, metric: &str, threshold: &str, period: &str, group: &str| {
        json!({"builtin": "metric", "settings": {
            "alertType": alert, "metricType": metric, "operatorType": "GREATER_THAN", "threshold": threshold,
            "periodDuration": period, "groupBy": group,
        }})
    };
    // States are saved after so much work: the first rule works hard where it fires, so that its state is saved again and
    // again while events arrive, and not only at the start.
    let all = [
        ("count", json!({"component": counting, "settings": {"mode": "slow", "only": "fire", "keyed": true}})),
        ("budget", metric("CUMULATIVE_USAGE", "TOTAL_COST", "1", "QUARTERLY", "ORGANIZATION")),
        ("window", metric("THRESHOLD", "REQUEST_COUNT", "80", "ONE_HOUR", "AGENT")),
        ("runaway", json!({"component": runaway, "settings": {"calls": 60}})),
    ];
    let admin = server.admin().await;
    let mut made = BTreeMap::new();
    for (name, rule) in all {
        let rule = with(rule, json!({"name": name, "enabled": true}));
        let id = admin.post("/api/v1/rules", &rule).await.expect(201)["id"].as_str().unwrap().to_owned();
        are_live(&admin, [&id]).await;
        made.insert(name, id);
    }
    made
}

async fn are_live(admin: &Caller, rules: impl IntoIterator<Item = &String>) {
    for id in rules {
        wait_until("a rule that is live", async || {
            let rule = admin.get(&format!("/api/v1/rules/{id}")).await.expect(200);
            if rule["state"] == "live" { Ok(()) } else { Err(rule) }
        })
        .await;
    }
}

/// An alert as a person is told it, and as a back-test tells it.
type Told = BTreeMap<&'static str, String>;

fn told(pairs: [(&'static str, &Value); 5]) -> Told {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    pairs.into_iter().map(|(name, value)| (name, text(value))).collect()
}

/// The alerts of each rule, as recorded, by when they opened and by key.
async fn recorded(admin: &Caller) -> BTreeMap<String, Vec<Told>> {
    let (mut by_rule, mut cursor) = (BTreeMap::<String, Vec<Told>>::new(), String::new());
    loop {
        let page = admin.get(&format!("/api/v1/alerts?status=all&limit=200{cursor}")).await.expect(200);
        for alert in list(&page["items"]) {
            let value = if alert["status"] == "open" { &alert["value"] } else { &Value::Null };
            let told = told([
                ("opened", &alert["openedAt"]),
                ("key", &alert["key"]),
                ("cleared", &alert["closedAt"]),
                ("findings", &alert["findings"]),
                ("value", value),
            ]);
            by_rule.entry(alert["ruleId"].as_str().unwrap().to_owned()).or_default().push(told);
        }
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    by_rule.values_mut().for_each(|alerts| alerts.sort_by_key(|alert| (alert["opened"].clone(), alert["key"].clone())));
    by_rule
}

/// The alerts that a run over the same ledger raises, without a stop.
async fn undisturbed(admin: &Caller, rule: &str) -> Vec<Told> {
    let begun = admin.post(&format!("/api/v1/rules/{rule}/backtest"), &json!({"input": "asJudged"})).await;
    assert!(matches!(begun.status, 200 | 202), "{}", begun.text);
    let id = begun.json()["id"].as_str().unwrap().to_owned();
    let result = wait_until("a back-test that is done", async || {
        let task = admin.get(&format!("/api/v1/tasks/{id}")).await.expect(200);
        if task["status"] == "done" { Ok(task["result"].clone()) } else { Err(task) }
    })
    .await;
    assert_eq!(result["alertsOpened"], list(&result["alerts"]).len(), "all of them are listed");
    let alert = |alert: &Value| {
        let value = if alert["clearedAt"].is_null() { &alert["value"] } else { &Value::Null };
        told([
            ("opened", &alert["openedAt"]),
            ("key", &alert["key"]),
            ("cleared", &alert["clearedAt"]),
            ("findings", &alert["findings"]),
            ("value", value),
        ])
    };
    let mut alerts: Vec<Told> = list(&result["alerts"]).iter().map(alert).collect();
    alerts.sort_by_key(|alert| (alert["opened"].clone(), alert["key"].clone()));
    alerts
}

/// The first place where two lists differ.
fn difference(live: &[Told], undisturbed: &[Told]) -> Option<String> {
    let place = (0..live.len().max(undisturbed.len())).find(|&place| live.get(place) != undisturbed.get(place))?;
    let numbers = (live.len(), undisturbed.len());
    Some(format!("{numbers:?}, at {place}: {:?}, undisturbed {:?}", live.get(place), undisturbed.get(place)))
}

/// What the warehouse says, which knows nothing of rules: what the count was at each event that fires, and at what sum
/// each customer's budget was used up.
async fn arithmetic(admin: &Caller) -> (BTreeSet<String>, BTreeMap<String, String>) {
    let count =
        "SELECT count FROM (SELECT agent, count(*) OVER (ORDER BY seq) AS count FROM events) WHERE agent = 'fire'";
    let counts = admin.sql(count).await.iter().map(|row| format!("row {}", row["count"])).collect();
    let sums = "SELECT organization, min(sum)::VARCHAR AS sum FROM (SELECT organization, sum(effective_cost) \
                OVER (PARTITION BY organization ORDER BY seq) AS sum FROM events) WHERE sum > 1 GROUP BY organization";
    let text = |row: &Value, column: &str| row[column].as_str().unwrap().to_owned();
    let sum = |row: &Value| (format!("organization={}", text(row, "organization")), decimal(&text(row, "sum")));
    (counts, admin.sql(sums).await.iter().map(sum).collect())
}

fn decimal(text: &str) -> String {
    system_tests::events::decimal(&text.into())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_rules_find_is_what_they_find_without_a_crash() {
    let mut server = Server::start().await;
    let rules = rules(&server).await;
    let key = server.key("metering").await;
    let mut next: BTreeMap<u64, u64> = (0..SENDERS).map(|sender| (sender, 0)).collect();
    let mut told = Vec::new();
    for _ in 0..KILLS {
        let (enough, accepted) = (at_random(MOST_EVENTS), Arc::new(AtomicU64::new(0)));
        let caller = server.stranger().with_key(Some(&key));
        let mut senders = JoinSet::new();
        for (&sender, &first) in &next {
            senders.spawn(send(caller.clone(), sender, first, Arc::clone(&accepted)));
        }
        wait_until(&format!("{enough} events"), async || {
            let count = accepted.load(Ordering::Relaxed);
            if count >= enough { Ok(()) } else { Err(format!("{count} events")) }
        })
        .await;
        server.kill().await;
        let outcomes = senders.join_all().await;
        server.start_again().await;
        // What was not answered is sent again: it was taken whole, or not at all.
        let caller = server.stranger().with_key(Some(&key));
        for outcome in outcomes {
            let answer = post(&caller, outcome.sender, outcome.next).await.unwrap().expect(200);
            let numbers = (answer["accepted"].as_u64().unwrap(), answer["duplicates"].as_u64().unwrap());
            assert!(matches!(numbers, (EVENTS_A_REQUEST, 0) | (0, EVENTS_A_REQUEST)), "{answer}");
            told.extend(outcome.told);
            told.extend(if numbers.1 == 0 { alerts_of(&answer) } else { Vec::new() });
            next.insert(outcome.sender, outcome.next + EVENTS_A_REQUEST);
        }
    }

    let admin = server.admin().await;
    are_live(&admin, rules.values()).await;
    let total: u64 = next.values().sum();
    wait_until("all events in SQL", async || {
        let found = admin.sql("SELECT count(*) AS n FROM events").await.remove(0);
        if found["n"] == total { Ok(()) } else { Err(format!("{found} of {total}")) }
    })
    .await;
    for (name, rule) in &rules {
        wait_until(&format!("`{name}`: what an undisturbed run finds"), async || {
            let undisturbed = undisturbed(&admin, rule).await;
            let live = recorded(&admin).await.remove(rule).unwrap_or_default();
            difference(&live, &undisturbed).map_or(Ok(()), Err)
        })
        .await;
    }

    // Both could be wrong in the same way.
    let alerts = recorded(&admin).await;
    let (counts, sums) = arithmetic(&admin).await;
    let keys = |rule: &str| alerts.get(&rules[rule]).into_iter().flatten().map(|alert| alert["key"].clone());
    assert!(counts.len() > 10 && alerts[&rules["count"]].len() == counts.len(), "{} counts", counts.len());
    assert_eq!(keys("count").collect::<BTreeSet<_>>(), counts);
    let budgets = alerts.get(&rules["budget"]).into_iter().flatten();
    let budgets: BTreeMap<String, String> =
        budgets.map(|alert| (alert["key"].clone(), decimal(&alert["value"]))).collect();
    assert_eq!(budgets, sums);
    // Nobody was told anything twice, or anything that is not recorded.
    let fires_once = |(rule, _): &&(String, String)| *rule == rules["count"] || *rule == rules["budget"];
    let once: BTreeSet<_> = told.iter().filter(fires_once).collect();
    assert_eq!(once.len(), told.iter().filter(fires_once).count());
    let is_recorded = |(rule, key): &(String, String)| alerts[rule].iter().any(|alert| alert["key"] == *key);
    assert!(told.iter().all(is_recorded), "{told:?}");
    assert_eq!(server.panics(), Vec::<String>::new());
    let numbers: BTreeMap<_, _> = rules.keys().map(|name| (name, keys(name).count())).collect();
    eprintln!("{total} events; alerts: {numbers:?}");
}
