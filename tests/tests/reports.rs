//! Spend and reconciliation over HTTP: a provider's bill with one fault after the other, found in its part.
#![allow(clippy::unwrap_used)]

use fakes::openai::{ADMIN_KEY, FakeOpenAi};
use serde_json::{Value, json};
use system_tests::events::{decimal, number};
use system_tests::{Answer, Caller, Server, list, wait_until};

const DAY: i64 = 86_400;
const MODEL: &str = "gpt-4o-mini-2024-07-18";

/// A server that reads from a provider, and a day whose bill is final, but is still read again.
struct House {
    server: Server,
    admin: Caller,
    provider: FakeOpenAi,
    connection: String,
    /// Since 1970.
    day: i64,
    date: String,
    syncs: usize,
}

fn line(item: &str, tokens: u64, amount: &str) -> Value {
    json!({
        "object": "organization.costs.result", "amount": {"value": number(amount), "currency": "usd"},
        "line_item": format!("{MODEL}, {item}"), "project_id": "proj_fixAlpha", "api_key_id": null,
        "quantity": tokens, "quantity_unit": "tokens",
    })
}

fn fee(item: &str, amount: &str) -> Value {
    json!({
        "object": "organization.costs.result", "amount": {"value": number(amount), "currency": "usd"},
        "line_item": item, "project_id": "proj_fixAlpha", "api_key_id": null, "quantity": null, "quantity_unit": null,
    })
}

fn usage(input: u64, cached: u64, output: u64, requests: u64) -> Value {
    json!({
        "object": "organization.usage.completions.result", "input_tokens": input + cached, "input_cached_tokens": cached,
        "input_cache_write_tokens": 0, "output_tokens": output, "num_model_requests": requests,
        "project_id": "proj_fixAlpha", "user_id": null, "api_key_id": "key_fixA1", "model": MODEL, "batch": false,
        "service_tier": "default",
    })
}

/// Ten calls of 0.018 $ each, as the provider bills them.
fn bill() -> Vec<Value> {
    vec![line("input", 600_000, "0.09"), line("cached input", 400_000, "0.03"), line("output", 100_000, "0.06")]
}

impl House {
    async fn new() -> Self {
        let server = Server::start().await;
        let admin = server.admin().await;
        let provider = FakeOpenAi::start().await.unwrap();
        provider.set_history_days(0);
        let now = admin.sql("SELECT epoch(now())::BIGINT AS now").await[0]["now"].as_i64().unwrap();
        let day = now / DAY - 2;
        let date = admin.sql(&format!("SELECT (make_timestamp({}))::DATE AS day", day * DAY * 1_000_000)).await;
        let date = date[0]["day"].as_str().unwrap().to_owned();
        provider.tell("costs", day, &bill());
        provider.tell("usage/completions", day, &[usage(600_000, 400_000, 100_000, 10)]);
        let connection = json!({
            "connector": "openai", "name": "OpenAI", "credentials": {"admin_api_key": ADMIN_KEY},
            "settings": {"base_url": provider.base_url()}, "allowPrivate": true,
        });
        let mut house = Self { server, admin, provider, connection: String::new(), day, date, syncs: 0 };
        house.post((0..10).map(|id| house.call(&format!("call {id}"))).collect()).await;
        let made = house.admin.post("/api/v1/connections", &connection).await.expect(201);
        assert_eq!(made["countsTowardsTotal"], true, "{made}");
        house.connection = made["id"].as_str().unwrap().to_owned();
        house.synced().await;
        house
    }

    fn call(&self, id: &str) -> Value {
        json!({
            "transactionId": id, "provider": "openai", "model": "gpt-4o-mini", "time": format!("{}T12:00:00Z", self.date),
            "credentialAlias": "alpha server",
            "meters": {"input_tokens": 60_000, "cache_read_tokens": 40_000, "output_tokens": 10_000},
        })
    }

    async fn post(&self, events: Vec<Value>) {
        let answer = self.admin.post("/v1/events", &Value::Array(events)).await.expect(200);
        assert_eq!(answer["rejected"], 0, "{answer}");
        self.applied().await;
    }

    /// All that was accepted can be read.
    async fn applied(&self) {
        wait_until("the warehouse", async || {
            let status = self.admin.get("/api/v1/status").await.expect(200);
            if status["ledgerSeq"] == status["appliedSeq"] { Ok(()) } else { Err(status) }
        })
        .await;
    }

    async fn synced(&mut self) {
        self.syncs += 1;
        let path = format!("/api/v1/connections/{}/syncs", self.connection);
        wait_until(&format!("{} syncs that are done", self.syncs), async || {
            let syncs = list(&self.admin.get(&path).await.expect(200)["items"]).to_vec();
            let done = syncs.iter().filter(|sync| sync["status"] == "done").count();
            if done == self.syncs { Ok(()) } else { Err(format!("{syncs:?}")) }
        })
        .await;
        self.applied().await;
    }

    /// The provider says something else, and is read again.
    async fn read(&mut self, costs: &[Value], counted: &[Value]) {
        self.provider.tell("costs", self.day, costs);
        self.provider.tell("usage/completions", self.day, counted);
        let answer = self.admin.post(&format!("/api/v1/connections/{}/sync", self.connection), &json!({})).await;
        assert!(answer.status < 300, "{}", answer.text);
        self.synced().await;
    }

    async fn reconciliation(&self, more: &str) -> Value {
        let path = format!("/api/v1/reconciliation?from={}{more}", self.date);
        self.admin.get(&path).await.expect(200)
    }

    /// The parts of the total that are not 0.
    async fn parts(&self) -> Vec<(String, String)> {
        let report = self.reconciliation("").await;
        let total = &list(&report["totals"])[0];
        let parts = total["parts"].as_object().unwrap();
        let known = parts.iter().map(|(name, amount)| (name.clone(), decimal(amount)));
        let mut parts: Vec<_> = known.filter(|(_, amount)| amount != "0").collect();
        parts.sort();
        parts
    }
}

fn expected(parts: &[(&str, &str)]) -> Vec<(String, String)> {
    parts.iter().map(|(name, amount)| ((*name).to_owned(), (*amount).to_owned())).collect()
}

#[tokio::test]
async fn faults_in_bills_are_found_in_their_parts() {
    let mut house = House::new().await;
    let report = house.reconciliation("").await;
    let items = list(&report["items"]);
    assert_eq!(items.len(), 1, "{report}");
    let row = &items[0];
    for (field, value) in [
        ("day", house.date.as_str()),
        ("lastDay", house.date.as_str()),
        ("connection", house.connection.as_str()),
        ("provider", "openai"),
        ("project", "proj_fixAlpha"),
        ("model", "gpt-4o-mini"),
        ("grain", "project_model"),
        ("currency", "USD"),
        ("billed", "0.18"),
        ("metered", "0.18"),
        ("estimated", "0.18"),
        ("coverage", "1"),
        ("drift", "0"),
    ] {
        assert_eq!(row[field], value, "{field} of {row}");
    }
    assert_eq!((&row["open"], list(&row["meters"]).len()), (&json!(false), 4), "{row}");
    assert_eq!(house.parts().await, []);

    let day = [usage(600_000, 400_000, 100_000, 10)];
    let with = |more: Value| [bill(), vec![more]].concat();
    let first = |line: Value| [vec![line], bill().split_off(1)].concat();
    // Each fault of a bill alone.
    for (costs, part, amount) in [
        (first(line("input", 600_000, "0.12")), "listPrice", "0.03"),
        (first(line("input", 1_000_000, "0.15")), "billedCacheSplit", "0.06"),
        (with(fee("Volume discount", "-0.05")), "discountCreditTax", "-0.05"),
        (with(fee("Credit grant", "-0.02")), "discountCreditTax", "-0.02"),
        (with(fee("VAT 19 %", "0.0342")), "discountCreditTax", "0.0342"),
        (with(fee("Rounding", "0.0001")), "rounding", "0.0001"),
        (with(fee("Seats", "1.5")), "unexplained", "1.5"),
    ] {
        house.read(&costs, &day).await;
        assert_eq!(house.parts().await, expected(&[(part, amount)]), "{costs:?}");
    }
    // The provider counts calls that nobody metered, and some in a batch.
    let mut batch = usage(60_000, 40_000, 10_000, 1);
    batch["batch"] = json!(true);
    let in_batch = |item: &str, tokens, amount| {
        let mut line = line(item, tokens, amount);
        line["line_item"] = json!(format!("{MODEL} batch, {item}"));
        line
    };
    let batched = [
        in_batch("input", 60_000, "0.0045"),
        in_batch("cached input", 40_000, "0.0015"),
        in_batch("output", 10_000, "0.003"),
    ];
    house.read(&[bill(), batched.to_vec()].concat(), &[day[0].clone(), batch]).await;
    // The list has no batch price for cached input.
    assert_eq!(house.parts().await, expected(&[("callsNotMetered", "0.0105"), ("tier", "-0.0015")]));

    // Calls that came after the provider was read.
    house.read(&bill(), &day).await;
    house.post(vec![house.call("late")]).await;
    assert_eq!(house.parts().await, expected(&[("lateData", "-0.018")]));
    // Read again, the provider still does not know it: it is somebody else's.
    house.read(&bill(), &day).await;
    assert_eq!(house.parts().await, expected(&[("callsNotMetered", "-0.018")]));
    let report = house.reconciliation("&grain=connection").await;
    assert_eq!(list(&report["items"])[0]["grain"], "connection");
    let refused = house.admin.get("/api/v1/reconciliation?grain=atom").await.expect(422);
    assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("invalid_grain"), &json!("grain")));
    let csv: Answer = house.admin.get(&format!("/api/v1/reconciliation?from={}&format=csv", house.date)).await;
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    let lines: Vec<&str> = csv.text.lines().collect();
    assert!(lines[0].starts_with("day,lastDay,connection,provider,project,model,grain,currency,billed"), "{lines:?}");
    assert_eq!((lines.len(), lines[1].split(',').count()), (2, lines[0].split(',').count()));
}

#[tokio::test]
async fn spend_is_billed_or_metered_and_people_map_projects() {
    let mut house = House::new().await;
    house.read(&[bill(), vec![fee("Seats", "0.07")]].concat(), &[usage(600_000, 400_000, 100_000, 10)]).await;
    let now = json!({"transactionId": "now", "provider": "openai", "model": "gpt-4o-mini", "totalCost": 0.5});
    house.post(vec![now]).await;
    let spend =
        async |more: &str| house.admin.get(&format!("/api/v1/spend?from={}{more}", house.date)).await.expect(200);
    let by_day = spend("").await;
    let items = list(&by_day["items"]);
    let seen: Vec<_> = items.iter().map(|item| (item["basis"].as_str().unwrap(), decimal(&item["amount"]))).collect();
    assert_eq!(seen, [("billed", "0.25".to_owned()), ("metered", "0.5".to_owned())], "{by_day}");
    assert_eq!(items[0]["group"]["day"], house.date.as_str());
    let total = &list(&by_day["totals"])[0];
    let figure = |name: &str| decimal(&total[name]);
    assert_eq!(["amount", "billed", "metered", "notAttributed"].map(figure), ["0.75", "0.25", "0.5", "0.07"]);
    let by_team = spend("&groupBy=team").await;
    let seen: Vec<_> = list(&by_team["items"])
        .iter()
        .map(|item| (item["group"]["team"].as_str(), item["basis"].as_str().unwrap(), decimal(&item["amount"])))
        .collect();
    assert_eq!(
        seen,
        [(None, "not attributed", "0.07".to_owned()), (Some("default"), "metered", "0.68".to_owned())],
        "{by_team}"
    );
    let page = spend("&limit=1").await;
    assert_eq!((list(&page["items"]).len(), &page["next"]), (1, &json!("o1")));
    let refused = house.admin.get("/api/v1/spend?groupBy=secret").await.expect(422);
    assert_eq!(refused["error"]["field"], "groupBy");
    let csv = house.admin.get(&format!("/api/v1/spend?from={}&groupBy=day,provider&format=csv", house.date)).await;
    assert!(csv.text.starts_with("day,provider,currency,basis,amount,unpricedEvents,others\r\n"), "{}", csv.text);

    // An account that does not count is no spend.
    let path = format!("/api/v1/connections/{}", house.connection);
    let changed = house.admin.patch(&path, &json!({"countsTowardsTotal": false})).await.expect(200);
    assert_eq!(changed["countsTowardsTotal"], false);
    assert_eq!(decimal(&list(&spend("").await["totals"])[0]["amount"]), "0.68");
    let back = house.admin.patch(&path, &json!({"countsTowardsTotal": null})).await.expect(200);
    assert_eq!(back["countsTowardsTotal"], true);

    // The map is filled in by the sync; what people say wins, and nobody overwrites somebody else.
    let read = house.admin.get("/api/v1/project-map").await;
    let (map, tag) = (read.expect(200), read.header("etag").to_owned());
    let find =
        |map: &Value, id: &str| list(&map["items"]).iter().find(|item| item["id"] == id).cloned().unwrap_or_default();
    let key = find(&map, "key_fixA1");
    assert_eq!((&key["name"], &key["source"]), (&json!("alpha server"), &json!("provider")), "{map}");
    let own = json!({"items": [{"provider": "openai", "kind": "project", "id": "proj_fixAlpha", "project": "search"}]});
    let put = async |tag: Option<&str>, body: &Value| {
        let request = house.admin.request(reqwest::Method::PUT, "/api/v1/project-map").json(body);
        Answer::to(if let Some(tag) = tag { request.header("if-match", tag) } else { request }).await
    };
    assert_eq!(put(None, &own).await.expect(428)["error"]["code"], "if_match_needed");
    let changed = put(Some(&tag), &own).await;
    assert_eq!(find(&changed.expect(200), "proj_fixAlpha")["source"], "operator");
    assert_ne!(changed.header("etag"), tag);
    assert_eq!(put(Some(&tag), &own).await.expect(412)["error"]["code"], "changed_meanwhile");
    let report = house.reconciliation("&model=gpt-4o-mini").await;
    assert_eq!(list(&report["items"])[0]["project"], "search", "{report}");
    let metering = house.server.key("metering").await;
    assert_eq!(house.admin.with_key(Some(&metering)).get("/api/v1/spend").await.status, 403);

    // SQL follows a moment later.
    let spent = "SELECT sum(amount) AS amount FROM spend WHERE project = 'search'";
    wait_until("the project in SQL", async || {
        let rows = house.admin.sql(spent).await;
        if decimal(&rows[0]["amount"]) == "0.25" { Ok(()) } else { Err(format!("{rows:?}")) }
    })
    .await;
}
