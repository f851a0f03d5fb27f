//! A provider is connected: Pending → Connected, its figures are in `usage` and `costs`, its key is nowhere.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use fakes::Trouble;
use fakes::openai::{ADMIN_KEY, FakeOpenAi, PROJECT_KEY};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use system_tests::environment::workspace;
use system_tests::{Caller, Server, list, wait_until};

/// Days with figures, today included.
const DAYS: i64 = 10;
const DAY: i64 = 86_400;
/// A first answer that leaves time to see what is pending.
const WAIT: Trouble = Trouble::RateLimited { retry_after: Some(1) };

async fn provider() -> FakeOpenAi {
    let provider = FakeOpenAi::start().await.unwrap();
    provider.set_history_days(DAYS.unsigned_abs());
    provider
}

fn connection(provider: &FakeOpenAi, key: &str) -> Value {
    json!({
        "connector": "openai", "name": "OpenAI", "credentials": {"admin_api_key": key},
        "settings": {"base_url": provider.base_url()}, "allowPrivate": true,
    })
}

async fn connect(admin: &Caller, new: &Value) -> Value {
    admin.post("/api/v1/connections", new).await.expect(201)
}

fn id_of(connection: &Value) -> String {
    connection["id"].as_str().unwrap().to_owned()
}

async fn in_status(admin: &Caller, id: &str, status: &str) -> Value {
    wait_until(&format!("a connection that is {status}"), async || {
        let connection = admin.get(&format!("/api/v1/connections/{id}")).await.expect(200);
        if connection["status"] == status { Ok(connection) } else { Err(connection) }
    })
    .await
}

/// Waits until the last sync has ended well and the warehouse shows it.
async fn synced(admin: &Caller, id: &str) -> Value {
    let connection = wait_until("a sync that is done", async || {
        let connection = admin.get(&format!("/api/v1/connections/{id}")).await.expect(200);
        if connection["lastSync"]["status"] == "done" { Ok(connection) } else { Err(connection) }
    })
    .await;
    let sync = json!([connection["lastSync"]["id"]]);
    wait_until("the sync in SQL", async || {
        let rows = admin.sql_with("SELECT status FROM syncs WHERE sync_id = ?", &sync).await;
        if rows.iter().any(|row| row["status"] == "done") { Ok(()) } else { Err(format!("{rows:?}")) }
    })
    .await;
    connection
}

/// The days of a provider's fixtures, in order; the provider repeats them.
fn fixture_days(files: &[&str]) -> Vec<Vec<Value>> {
    let folder = workspace().join("connectors/openai/fixtures");
    let read = |file: &&str| -> Value { serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap() };
    let buckets = files.iter().map(read).flat_map(|page| list(&page["data"]).to_vec());
    buckets.map(|bucket| list(&bucket["results"]).to_vec()).collect()
}

fn exact(value: &Value) -> Decimal {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned).parse().unwrap_or_else(|_| panic!("{value}"))
}

/// On some days nothing was used.
fn days_with_figures(today: i64, fixtures: &[Vec<Value>]) -> Vec<i64> {
    let has_figures = |day: &i64| !fixtures[usize::try_from(*day).unwrap() % fixtures.len()].is_empty();
    (today - DAYS + 1..=today).filter(has_figures).collect()
}

/// What `measure` adds up to on each of these days, by the fixtures.
fn expected(days: &[i64], fixtures: &[Vec<Value>], measure: impl Fn(&Value) -> Decimal) -> Vec<Decimal> {
    let of_day = |day: &i64| &fixtures[usize::try_from(*day).unwrap() % fixtures.len()];
    days.iter().map(|day| of_day(day).iter().map(&measure).sum::<Decimal>().normalize()).collect()
}

#[tokio::test]
async fn a_connection_becomes_connected_and_its_figures_agree() {
    // With everything in the log, so that a secret in it would be found.
    let mut server = Server::start_with(&["--log", "debug"]).await;
    let (provider, admin) = (provider().await, server.admin().await);
    provider.answer_next([WAIT]);
    let made = connect(&admin, &connection(&provider, ADMIN_KEY)).await;
    assert_eq!((&made["status"], &made["reason"]), (&json!("pending"), &Value::Null), "{made}");
    let id = id_of(&made);
    let connected = in_status(&admin, &id, "connected").await;
    assert_eq!(
        (&connected["reason"], &connected["account"]["name"]),
        (&Value::Null, &json!("fake-organization")),
        "{connected}"
    );
    let credential = &connected["credentials"]["admin_api_key"];
    assert_eq!(credential["length"], ADMIN_KEY.len(), "{connected}");
    let done = synced(&admin, &id).await;
    assert_eq!(done["lastSync"]["windowsDone"], done["lastSync"]["windowsTotal"]);
    assert!(done["nextSyncAt"].is_string());
    assert_eq!(list(&done["coverage"]).len(), 11, "every stream is covered: {done}");

    // Costs, day by day, to the last digit.
    let by_day = "SELECT epoch(period_start)::BIGINT AS start, sum(cost) AS cost, max(currency) AS currency \
                  FROM costs GROUP BY ALL ORDER BY ALL";
    let rows = admin.sql(by_day).await;
    let days: Vec<i64> = rows.iter().map(|row| row["start"].as_i64().unwrap() / DAY).collect();
    let fixtures = fixture_days(&["costs.page1.json", "costs.page2.json"]);
    let today = admin.sql("SELECT epoch(now())::BIGINT AS now").await[0]["now"].as_i64().unwrap() / DAY;
    // Midnight may have passed since.
    let possible = [today, today - 1].map(|today| days_with_figures(today, &fixtures));
    assert!(possible.contains(&days), "{days:?} are none of {possible:?}");
    let costs: Vec<Decimal> = rows.iter().map(|row| exact(&row["cost"]).normalize()).collect();
    assert_eq!(costs, expected(&days, &fixtures, |row| exact(&row["amount"]["value"])));
    assert!(rows.iter().all(|row| row["currency"] == "USD"));

    // Usage: no token twice, none lost.
    let by_day = "SELECT epoch(period_start)::BIGINT AS start, sum(output_tokens) AS output, sum(requests) AS requests, \
                  sum(input_tokens + coalesce(cached_input_tokens, 0) + coalesce(cache_write_tokens, 0)) AS input \
                  FROM usage WHERE stream = 'usage_completions' GROUP BY ALL ORDER BY ALL";
    let rows = admin.sql(by_day).await;
    let starts: Vec<i64> = rows.iter().map(|row| row["start"].as_i64().unwrap() / DAY).collect();
    let fixtures = fixture_days(&["usage_completions.page1.json", "usage_completions.page2.json"]);
    for (column, field) in [("input", "input_tokens"), ("output", "output_tokens"), ("requests", "num_model_requests")]
    {
        let sums: Vec<Decimal> = rows.iter().map(|row| exact(&row[column]).normalize()).collect();
        assert_eq!(sums, expected(&starts, &fixtures, |row| exact(&row[field])), "{column}");
    }
    // What it would cost stands beside it, or why that is not known.
    let estimates =
        "SELECT count(estimated_cost) AS known, count(unpriced_reason) AS unknown, count(*) AS n FROM usage";
    let estimates = admin.sql(estimates).await.remove(0);
    let number = |column: &str| estimates[column].as_i64().unwrap();
    assert!(number("known") > 0 && number("known") + number("unknown") == number("n"), "{estimates}");
    let streams = admin.sql("SELECT stream, count(*) AS n FROM usage GROUP BY ALL ORDER BY ALL").await;
    let streams: Vec<&str> = streams.iter().map(|row| row["stream"].as_str().unwrap()).collect();
    assert_eq!(
        streams,
        [
            "usage_audio_speeches",
            "usage_audio_transcriptions",
            "usage_code_interpreter_sessions",
            "usage_completions",
            "usage_embeddings",
            "usage_file_search_calls",
            "usage_images",
            "usage_vector_stores",
            "usage_web_search_calls"
        ]
    );
    let seen = provider.requests();
    assert!(seen.iter().all(|request| request.method == "GET" && request.path.starts_with("/v1/organization/")));

    // A second sync reads the last days again and doubles nothing, also after a restart.
    let counts = "SELECT (SELECT count(*) FROM usage) AS usage, (SELECT count(*) FROM costs) AS costs";
    let before = admin.sql(counts).await;
    server.stop().await;
    server.start_again().await;
    let ran = server.cli(&["connection", "sync", "OpenAI"]).await;
    assert!(ran.expect_ok().contains("connected"), "{ran:?}");
    let admin = server.admin().await;
    synced(&admin, &id).await;
    assert_eq!(admin.sql(counts).await, before);
    let syncs = admin.get(&format!("/api/v1/connections/{id}/syncs")).await.expect(200);
    assert_eq!(list(&syncs["items"]).len(), 2, "{syncs}");

    // The key: in no answer, no line of the log, no file.
    assert!(holds_secret(ADMIN_KEY.as_bytes()), "the search finds it where it is");
    for path in ["connections", &format!("connections/{id}"), &format!("connections/{id}/syncs"), "connectors"] {
        let answer = admin.get(&format!("/api/v1/{path}")).await;
        assert!(answer.status == 200 && !holds_secret(answer.text.as_bytes()), "{path}");
    }
    server.stop().await;
    assert!(server.log().contains("DEBUG"), "there is something to search");
    let files = files(server.folder());
    assert!(files.keys().any(|file| file.ends_with("control.sqlite")) && files.len() > 8, "{:?}", files.keys());
    for (file, bytes) in files {
        assert!(!holds_secret(&bytes), "the key is in {file}");
    }
}

/// Plain, or in base64.
fn holds_secret(bytes: &[u8]) -> bool {
    let middle: String = ADMIN_KEY.chars().skip(9).take(30).collect();
    let mut needles = vec![middle.clone().into_bytes()];
    needles.extend((0..3).map(|offset| base64_core(middle.as_bytes(), offset)));
    needles.iter().any(|needle| bytes.windows(needle.len()).any(|window| window == needle.as_slice()))
}

/// What the base64 of any text holds that holds this one at such an offset.
fn base64_core(text: &[u8], offset: usize) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let whole = text.get(offset..).unwrap_or_default().chunks_exact(3);
    let digits = whole.flat_map(|three| {
        let bits = three.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        [18, 12, 6, 0].map(|shift| DIGITS[bits >> shift & 63])
    });
    digits.collect()
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&path));
        } else if entry.file_type().unwrap().is_file() {
            found.insert(path.display().to_string(), std::fs::read(&path).unwrap());
        }
    }
    found
}

#[tokio::test]
async fn a_wrong_key_is_told_in_a_sentence_that_helps() {
    let server = Server::start().await;
    let (provider, admin) = (provider().await, server.admin().await);
    let wrong = "sk-admin-mistyped-0123456789abcdefghijklmnop";
    let checked = admin.post("/api/v1/connections/check", &connection(&provider, wrong)).await.expect(200);
    assert_eq!(checked["ok"], false, "{checked}");
    assert!(checked["message"].as_str().unwrap().contains("does not know this key"), "{checked}");

    let id = id_of(&connect(&admin, &connection(&provider, wrong)).await);
    let told = in_status(&admin, &id, "disconnected").await;
    let reason = told["reason"].as_str().unwrap();
    assert!(reason.contains("does not know this key") && reason.contains("sk-admin-"), "{reason}");
    assert!(!told.to_string().contains(wrong) && !server.log().contains(wrong));
    assert_eq!(server.sql("SELECT count(*) AS n FROM costs").await[0]["n"], 0);

    // A key of another kind.
    let change = |key: &str| json!({"credentials": {"admin_api_key": key}});
    let path = format!("/api/v1/connections/{id}");
    admin.patch(&path, &change(PROJECT_KEY)).await.expect(200);
    wait_until("another reason", async || {
        let told = admin.get(&path).await.expect(200);
        let reason = told["reason"].as_str().unwrap_or_default().to_owned();
        if reason.contains("project keys") { Ok(()) } else { Err(told) }
    })
    .await;

    // The right one mends it.
    admin.patch(&path, &change(ADMIN_KEY)).await.expect(200);
    assert_eq!(in_status(&admin, &id, "connected").await["reason"], Value::Null);
    let checked = admin.post(&format!("{path}/check"), &json!({})).await.expect(200);
    assert_eq!((&checked["ok"], &checked["message"]), (&json!(true), &Value::Null), "{checked}");

    // Where its requests go does not change without the key.
    let elsewhere = json!({"settings": {"base_url": "https://elsewhere.example/v1"}});
    let refusal = admin.patch(&path, &elsewhere).await.expect(422);
    assert!(refusal["error"]["message"].as_str().unwrap().contains("again"), "{refusal}");
    provider.revoke(ADMIN_KEY);
    admin.post(&format!("{path}/sync"), &json!({})).await;
    in_status(&admin, &id, "disconnected").await;
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(admin.get(&path).await.status, 404);
}

#[tokio::test]
async fn private_addresses_are_reached_only_by_an_explicit_grant() {
    let server = Server::start().await;
    let (provider, admin) = (provider().await, server.admin().await);
    let mut new = connection(&provider, ADMIN_KEY);
    new["allowPrivate"] = false.into();
    let answer = admin.post("/api/v1/connections", &new).await;
    let told = match answer.status {
        201 => in_status(&admin, answer.json()["id"].as_str().unwrap(), "disconnected").await["reason"].clone(),
        status => {
            assert_eq!(status, 422, "{}", answer.text);
            answer.json()
        }
    };
    assert!(told.to_string().to_lowercase().contains("private"), "{told}");
    assert_eq!(provider.requests().len(), 0, "nothing was sent");
}

#[tokio::test]
async fn connections_are_made_on_the_command_line() {
    let server = Server::start().await;
    let provider = provider().await;
    let base = format!("base_url={}", provider.base_url());
    let add = |credential: &str| {
        let arguments = ["connection", "add", "openai", "--name", "Ours", "--setting", &base, "--allow-private"];
        let mut command = server.command(&arguments);
        command.args(["--credential", credential]).env("THE_KEY", ADMIN_KEY);
        command
    };
    provider.answer_next([WAIT]);
    // Other users of the machine could see it there.
    let refusal = system_tests::cli::run(add(&format!("admin_api_key={ADMIN_KEY}"))).await;
    assert!(refusal.expect_failure().contains("env:VARIABLE") && !refusal.stderr.contains(ADMIN_KEY), "{refusal:?}");
    let added = system_tests::cli::run(add("admin_api_key=env:THE_KEY")).await;
    assert!(added.expect_ok().contains("Ours is pending"), "{added:?}");
    let admin = server.admin().await;
    let listed = admin.get("/api/v1/connections").await.expect(200);
    let id = listed["items"][0]["id"].as_str().unwrap();
    synced(&admin, id).await;

    let ran = server.cli(&["connection", "sync", "Ours"]).await;
    assert!(ran.expect_ok().starts_with("Synced ") && ran.stdout.contains("connected"), "{ran:?}");
    let listed = server.cli(&["connection", "list"]).await;
    assert!(listed.expect_ok().contains("connected") && !listed.stdout.contains(ADMIN_KEY), "{listed:?}");
    let csv = server.cli(&["sql", "--format", "csv", "SELECT count(DISTINCT period_start) AS days FROM costs"]).await;
    assert_ne!(csv.expect_ok(), "days\n0");
    let unknown = server.cli(&["connection", "add", "crystal-ball"]).await;
    assert!(unknown.expect_failure().contains("openai"), "it says which there are: {unknown:?}");
    let nobody = server.cli(&["connection", "sync", "Theirs"]).await;
    assert!(nobody.expect_failure().contains("no such connection"), "{nobody:?}");

    provider.revoke(ADMIN_KEY);
    let failed = server.cli(&["connection", "sync", "Ours"]).await;
    assert!(failed.expect_failure().contains("does not know this key"), "{failed:?}");
}
