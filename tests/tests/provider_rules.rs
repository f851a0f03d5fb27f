//! Rules judge what providers report: a window that is read again counts by what changed, whatever became of its rows.
#![allow(clippy::unwrap_used)]

use fakes::openai::{ADMIN_KEY, FakeOpenAi};
use serde_json::{Value, json};
use system_tests::events::{decimal, number};
use system_tests::{Caller, Server, list, wait_until};

const DAY: i64 = 86_400;

/// What the provider says that a line of the bill costs.
fn cost(line: &str, amount: &str) -> Value {
    json!({
        "object": "organization.costs.result", "amount": {"value": number(amount), "currency": "usd"}, "line_item": line,
        "project_id": "proj_a", "api_key_id": "key_a", "quantity": null, "quantity_unit": null,
    })
}

fn usage(model: &str, input_tokens: u64) -> Value {
    json!({
        "object": "organization.usage.completions.result", "input_tokens": input_tokens, "input_cached_tokens": 0,
        "output_tokens": 0, "num_model_requests": 1, "project_id": "proj_a", "user_id": "user-a", "api_key_id": "key_a",
        "model": model, "batch": false, "service_tier": "default",
    })
}

/// A server that reads from a provider, and two rules about what it reads.
struct House {
    admin: Caller,
    provider: FakeOpenAi,
    today: i64,
    connection: String,
    /// More than 20 dollars in a quarter.
    costs: String,
    /// 1,000 input tokens at least in seven days.
    tokens: String,
    /// That ended, so far.
    syncs: usize,
    /// What the server has forgotten to have counted when it was killed.
    forgotten: [u64; 2],
}

impl House {
    async fn of(server: &Server) -> Self {
        let admin = server.admin().await;
        let provider = FakeOpenAi::start().await.unwrap();
        provider.set_history_days(0);
        let rule = async |settings: Value| {
            let rule =
                json!({"name": settings["metricType"], "builtin": "metric", "settings": settings, "enabled": true});
            let made = admin.post("/api/v1/rules", &rule).await.expect(201);
            made["id"].as_str().unwrap().to_owned()
        };
        let costs = rule(json!({
            "alertType": "CUMULATIVE_USAGE", "metricType": "TOTAL_COST", "operatorType": "GREATER_THAN",
            "threshold": 20, "periodDuration": "QUARTERLY", "dataSource": "PROVIDER",
        }));
        let costs = costs.await;
        let tokens = rule(json!({
            "alertType": "THRESHOLD", "metricType": "INPUT_TOKEN_COUNT", "operatorType": "GREATER_THAN_OR_EQUAL_TO",
            "threshold": 1000, "periodDuration": "SEVEN_DAYS", "dataSource": "PROVIDER", "groupBy": "MODEL",
        }));
        let tokens = tokens.await;
        for rule in [&costs, &tokens] {
            wait_until("a rule that is live", async || {
                let rule = admin.get(&format!("/api/v1/rules/{rule}")).await.expect(200);
                if rule["state"] == "live" { Ok(()) } else { Err(rule) }
            })
            .await;
        }
        let today = admin.sql("SELECT epoch(now())::BIGINT AS now").await[0]["now"].as_i64().unwrap() / DAY;
        let mut house =
            Self { admin, provider, today, connection: String::new(), costs, tokens, syncs: 0, forgotten: [0; 2] };
        house.tell(&[], &[]);
        let connection = json!({
            "connector": "openai", "name": "OpenAI", "credentials": {"admin_api_key": ADMIN_KEY},
            "settings": {"base_url": house.provider.base_url()}, "allowPrivate": true,
        });
        let made = house.admin.post("/api/v1/connections", &connection).await.expect(201);
        house.connection = made["id"].as_str().unwrap().to_owned();
        house.synced().await;
        house
    }

    fn tell(&self, costs: &[Value], usage: &[Value]) {
        self.provider.tell("costs", self.today, costs);
        self.provider.tell("usage/completions", self.today, usage);
    }

    /// One more sync ends well.
    async fn synced(&mut self) {
        self.syncs += 1;
        let path = format!("/api/v1/connections/{}/syncs", self.connection);
        wait_until(&format!("{} syncs that are done", self.syncs), async || {
            let syncs = list(&self.admin.get(&path).await.expect(200)["items"]).to_vec();
            let done = syncs.iter().filter(|sync| sync["status"] == "done").count();
            if done == self.syncs { Ok(()) } else { Err(format!("{syncs:?}")) }
        })
        .await;
    }

    /// The provider's figures from now on, read.
    async fn read(&mut self, costs: &[Value], usage: &[Value]) {
        self.tell(costs, usage);
        let path = format!("/api/v1/connections/{}/sync", self.connection);
        let answer = self.admin.post(&path, &json!({})).await;
        assert!(answer.status < 300, "{}", answer.text);
        self.synced().await;
    }

    /// How often each rule has found something: those of costs, then those of tokens. Its windows were judged before
    /// they were taken, so nothing can come later.
    async fn have_found(&self, costs: u64, tokens: u64) {
        let [of_costs, of_tokens] = self.counts().await;
        let found = [of_costs + self.forgotten[0], of_tokens + self.forgotten[1]];
        assert_eq!(found, [costs, tokens], "findings of costs and of tokens");
    }

    async fn counts(&self) -> [u64; 2] {
        let mut counts = [0; 2];
        for (count, rule) in counts.iter_mut().zip([&self.costs, &self.tokens]) {
            let rule = self.admin.get(&format!("/api/v1/rules/{rule}")).await.expect(200);
            assert_eq!(rule["state"], "live", "{rule}");
            *count = rule["findings"].as_str().unwrap().parse().unwrap();
        }
        counts
    }

    /// The newest alert of a rule, once it is in this state.
    async fn alert(&self, rule: &str, status: &str, value: &str) -> Value {
        wait_until(&format!("an alert that is {status} with {value}"), async || {
            let alerts = self.admin.get("/api/v1/alerts?status=all").await.expect(200);
            let newest = list(&alerts["items"]).iter().find(|alert| alert["ruleId"] == rule).cloned();
            let alert = newest.ok_or_else(|| alerts.to_string())?;
            let is_so = alert["status"] == status && decimal(&alert["value"]) == value;
            if is_so { Ok(alert) } else { Err(alert.to_string()) }
        })
        .await
    }

    /// The warehouse adds up to this, too, which knows nothing of what was said before.
    async fn add_up_to(&self, cost: &str, tokens: &str) {
        let sql = "SELECT coalesce((SELECT sum(cost) FROM costs), 0)::VARCHAR AS cost, \
                   coalesce((SELECT sum(input_tokens) FROM usage), 0)::VARCHAR AS tokens";
        wait_until("what was read, in SQL", async || {
            let row = self.admin.sql(sql).await.remove(0);
            let is_so = decimal(&row["cost"]) == cost && decimal(&row["tokens"]) == tokens;
            if is_so { Ok(()) } else { Err(row) }
        })
        .await;
    }
}

#[tokio::test]
async fn a_window_that_is_read_again_counts_by_what_changed() {
    let mut server = Server::start().await;
    let mut house = House::of(&server).await;
    house.have_found(0, 0).await;

    // 15 dollars and 600 tokens, however often they are read.
    let (costs, usages) = ([cost("a", "10"), cost("b", "5")], [usage("m", 600), usage("n", 700)]);
    for _ in 0..3 {
        house.read(&costs, &usages).await;
        house.have_found(0, 0).await;
    }

    // Exactly the limit: over it is not, at it is.
    house.read(&[cost("a", "15"), cost("b", "5")], &[usage("m", 1_000), usage("n", 700)]).await;
    house.have_found(0, 1).await;
    let fired = house.alert(&house.tokens, "open", "1000").await;
    assert!(fired["title"].as_str().unwrap().contains("of m"), "{fired}");

    // A value that rose counts by the difference; one that fires already fires once.
    let over = [cost("a", "15.000000000001"), cost("b", "5")];
    house.read(&over, &[usage("m", 1_600), usage("n", 999)]).await;
    house.have_found(1, 1).await;
    house.alert(&house.costs, "open", "20.000000000001").await;
    house.read(&over, &[usage("m", 1_600), usage("n", 999)]).await;
    house.have_found(1, 1).await;

    // What was known is known after a kill, too; the counts may lack what came just before.
    let before = house.counts().await;
    server.kill().await;
    server.start_again().await;
    house.admin = server.admin().await;
    let after = house.counts().await;
    house.forgotten = [before[0] - after[0], before[1] - after[1]];
    house.read(&over, &[usage("m", 1_600), usage("n", 999)]).await;
    house.have_found(1, 1).await;

    // Rows that vanish are taken back: of the bill one, of the usage both.
    house.read(&[cost("a", "15.000000000001")], &[]).await;
    house.have_found(2, 2).await;
    let cleared = house.alert(&house.costs, "cleared", "15.000000000001").await;
    assert_eq!(cleared["findings"], "1", "{cleared}");
    house.alert(&house.tokens, "cleared", "0").await;

    // They are back, beside one that is new; the alert is another one.
    house.read(&[cost("a", "15"), cost("b", "5"), cost("c", "0.5")], &[usage("m", 400), usage("n", 1_001)]).await;
    house.have_found(3, 3).await;
    let fired = house.alert(&house.costs, "open", "20.5").await;
    assert_ne!(fired["id"], cleared["id"]);
    house.alert(&house.tokens, "open", "1001").await;
    // A value that fell.
    house.read(&[cost("a", "1"), cost("b", "5"), cost("c", "0.5")], &[usage("m", 400), usage("n", 1_000)]).await;
    house.have_found(4, 3).await;
    house.alert(&house.costs, "cleared", "6.5").await;

    house.add_up_to("6.5", "1400").await;
    assert_eq!(server.panics(), Vec::<String>::new());
}
