//! The price book over the API: prices of the operator's, currencies, what has no price, the past priced anew.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use system_tests::events::{decimal, with};
use system_tests::{Caller, Server, list, wait_until};

/// Posts a call of so many input tokens; the id of the event.
async fn metered(sender: &Caller, id: &str, facts: Value) -> String {
    let event = with(json!({"transactionId": id, "inputTokenCount": 1000, "outputTokenCount": 0}), facts);
    let answer = sender.post("/v1/events", &event).await.expect(200);
    assert_eq!(answer["accepted"], 1, "{answer}");
    answer["results"][0]["eventId"].as_str().unwrap().to_owned()
}

async fn event(admin: &Caller, id: &str) -> Value {
    admin.get(&format!("/api/v1/events/{id}")).await.expect(200)
}

async fn cost(admin: &Caller, id: &str) -> String {
    decimal(&event(admin, id).await["effectiveCost"])
}

async fn set(admin: &Caller, price: Value) -> Value {
    admin.post("/api/v1/prices", &price).await.expect(201)
}

/// So much for a million input tokens.
fn per_million(price: &str) -> Value {
    json!({"type": "prices", "meters": {"input_tokens": {"price": price, "per": 1_000_000}}})
}

/// A re-pricing of everything, once it is done.
async fn reprice(admin: &Caller, why: &str) -> Value {
    let begun = admin.post("/api/v1/prices/repricings", &json!({"why": why})).await.expect(201);
    wait_until("the re-pricing is done", async || {
        let all = admin.get("/api/v1/prices/repricings").await.expect(200);
        let found = list(&all["items"]).iter().find(|one| one["id"] == begun["id"]).cloned().ok_or("none")?;
        if found["state"] == "done" { Ok(found) } else { Err("another state") }
    })
    .await
}

#[tokio::test]
async fn a_price_of_ones_own_counts_for_what_comes_and_for_the_past_when_asked() {
    let server = Server::start().await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    let before = metered(&sender, "a", json!({"provider": "openai", "model": "our-model"})).await;
    let listed = metered(&sender, "b", json!({"provider": "openai", "model": "gpt-4o"})).await;
    let unpriced = event(&admin, &before).await;
    assert_eq!((&unpriced["effectiveCost"], &unpriced["unpricedReason"]), (&Value::Null, &json!("unknown_model")));

    let work = admin.get("/api/v1/prices/unpriced").await.expect(200);
    let todo = &list(&work["items"])[0];
    assert_eq!(
        (
            &todo["provider"],
            &todo["model"],
            &todo["reason"],
            &todo["events"],
            &todo["inputTokens"],
            &todo["withoutCost"]
        ),
        (&json!("openai"), &json!("our-model"), &json!("unknown_model"), &json!("1"), &json!("1000"), &json!("1"))
    );
    assert_eq!(todo["meters"], json!(["input_tokens", "output_tokens"]));

    let draft = json!({"name": "Ours", "scope": {"provider": "OpenAI", "model": "our-*"}, "terms": per_million("7"), "why": "contract"});
    let price = set(&admin, draft.clone()).await;
    assert_eq!((&price["version"], &price["why"]), (&json!(1), &json!("contract")));
    let after = metered(&sender, "c", json!({"provider": "openai", "model": "our-model"})).await;
    let explained = event(&admin, &after).await;
    assert_eq!(decimal(&explained["effectiveCost"]), "0.007");
    let line = &explained["cost"]["lines"][0];
    assert_eq!(
        (&line["meter"], &line["quantity"], &line["unitPrice"], &line["amount"]),
        (&json!("input_tokens"), &json!("1000"), &json!("7"), &json!("0.007"))
    );
    assert_eq!((&explained["cost"]["priceEntry"], &explained["cost"]["priceVersion"]), (&price["id"], &json!("v1")));
    assert_eq!(event(&admin, &before).await["effectiveCost"], Value::Null, "the past stays until it is priced anew");

    // Look first: nothing changes.
    let preview = admin.post("/api/v1/prices/repricings/preview", &json!({})).await.expect(200);
    assert_eq!(preview["status"], "done", "{preview}");
    let result = &preview["result"];
    assert_eq!((&result["events"], &result["changed"]), (&json!(3), &json!(1)));
    assert_eq!((&result["before"]["unpriced"], &result["after"]["unpriced"]), (&json!(1), &json!(0)));
    assert_eq!(
        (&result["before"]["cost"]["USD"], &result["after"]["cost"]["USD"]),
        (&json!("0.0095"), &json!("0.0165"))
    );
    let days = list(&result["days"]);
    let of_days = days.iter().map(|day| day["events"].as_u64().unwrap()).sum::<u64>();
    assert_eq!((of_days, days.iter().filter(|day| day["changed"] == 1).count()), (3, 1), "{result}");
    assert_eq!(days[0]["day"].as_str().unwrap().len(), "2026-01-31".len());
    assert_eq!(event(&admin, &before).await["effectiveCost"], Value::Null);

    let done = reprice(&admin, "the contract holds for all of it").await;
    assert_eq!((&done["changed"], &done["undoable"], &done["events"]), (&json!(1), &json!(true), &json!(3)));
    let now = event(&admin, &before).await;
    assert_eq!(decimal(&now["effectiveCost"]), "0.007");
    assert_eq!(now["judgedCost"], Value::Null, "what the rules saw stays");
    assert_eq!(cost(&admin, &listed).await, "0.0025");

    // A correction is another version; taking the re-pricing back brings the past back.
    let mut corrected = draft;
    corrected["terms"] = per_million("8");
    let path = format!("/api/v1/prices/{}", price["id"].as_str().unwrap());
    assert_eq!(admin.put(&path, &corrected).await.expect(200)["version"], 2);
    let undo = format!("/api/v1/prices/repricings/{}/undo", done["id"].as_str().unwrap());
    assert_eq!(admin.post(&undo, &json!({})).await.expect(200)["state"], "undone");
    assert_eq!(event(&admin, &before).await["effectiveCost"], Value::Null);
    assert_eq!(admin.post(&undo, &json!({})).await.expect(409)["error"]["code"], "not_undoable");

    admin.delete(&path).await.expect(204);
    let versions = admin.get(&format!("{path}/versions")).await.expect(200);
    let kept: Vec<_> =
        list(&versions["items"]).iter().map(|one| (one["version"].clone(), one["deleted"].clone())).collect();
    assert_eq!(kept, [(json!(3), json!(true)), (json!(2), json!(false)), (json!(1), json!(false))]);
    let last = metered(&sender, "d", json!({"provider": "openai", "model": "our-model"})).await;
    assert_eq!(event(&admin, &last).await["effectiveCost"], Value::Null);
}

#[tokio::test]
async fn prices_repricings_and_currency_survive_a_new_start_and_a_lost_warehouse() {
    let mut server = Server::start().await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    let ours = metered(&sender, "a", json!({"provider": "openai", "model": "our-model"})).await;
    set(&admin, json!({"name": "Ours", "scope": {"model": "our-model"}, "terms": per_million("7")})).await;
    reprice(&admin, "a test").await;
    let rows = "SELECT * EXCLUDE (findings) FROM events ORDER BY seq";
    let (before, told) = (admin.sql(rows).await, admin.sql("SELECT * FROM repricings").await);
    assert_eq!(decimal(&before[0]["effective_cost"]), "0.007");

    server.stop().await;
    server.start_again().await;
    let admin = server.admin().await;
    assert_eq!(admin.sql(rows).await, before);

    server.stop().await;
    std::fs::remove_file(server.data().join("warehouse.duckdb")).unwrap();
    server.start_again().await;
    let admin = server.admin().await;
    wait_until(
        "the warehouse is as it was",
        async || {
            if admin.sql(rows).await == before { Ok(()) } else { Err("not yet") }
        },
    )
    .await;
    assert_eq!(admin.sql("SELECT * FROM repricings").await, told);
    let sender = server.caller("metering").await;
    let next = metered(&sender, "b", json!({"provider": "openai", "model": "our-model"})).await;
    assert_eq!((cost(&admin, &next).await, cost(&admin, &ours).await), ("0.007".to_owned(), "0.007".to_owned()));
}

#[tokio::test]
async fn discounts_plans_tools_and_customers_have_prices_of_their_own() {
    let server = Server::start().await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    set(
        &admin,
        json!({"name": "Deal", "scope": {"provider": "openai"}, "terms": {"type": "discount", "percent": "12.5"}}),
    )
    .await;
    set(
        &admin,
        json!({"name": "Acme's", "scope": {"provider": "openai", "organization": "Acme"}, "terms": per_million("1")}),
    )
    .await;
    set(&admin, json!({"name": "Plan", "scope": {"provider": "cursor"}, "terms": {"type": "included"}})).await;
    let search = json!({"type": "prices", "meters": {"calls": {"price": "0.005", "per": 1}, "seconds": {"price": "0.6", "per": 60},
        "pages": {"price": "0.02", "per": 1, "tiersBy": "graduated", "tiers": [{"over": 10, "price": "0.01"}]}}});
    set(&admin, json!({"name": "Search", "scope": {"tool": "web-search"}, "terms": search})).await;

    let discounted = metered(&sender, "a", json!({"provider": "openai", "model": "gpt-4o"})).await;
    let shown = event(&admin, &discounted).await;
    assert_eq!(decimal(&shown["effectiveCost"]), "0.0021875");
    assert_eq!(shown["cost"]["lines"][0]["multiplier"], "0.875");
    assert!(shown["cost"]["priceEntry"].as_str().unwrap().contains(", less prc_"), "{shown}");
    let customer = json!({"provider": "openai", "model": "gpt-4o", "organizationName": "Acme"});
    assert_eq!(cost(&admin, &metered(&sender, "b", customer).await).await, "0.001");
    let planned = metered(&sender, "c", json!({"provider": "cursor", "model": "whatever"})).await;
    assert_eq!(cost(&admin, &planned).await, "0");

    let tool = json!({"transactionId": "5b1e9c1e-95a5-4a4c-a6c4-09a1f07b1b0a", "toolId": "Web-Search", "durationMs": 1500, "success": true,
        "timestamp": "2026-11-01T00:00:00Z", "usageMetadata": {"pages": 12}});
    sender.post("/meter/v2/tool/events", &tool).await.expect(201);
    let unknown =
        with(tool.clone(), json!({"transactionId": "5b1e9c1e-95a5-4a4c-a6c4-09a1f07b1b0b", "toolId": "shell"}));
    sender.post("/meter/v2/tool/events", &unknown).await.expect(201);
    let rows = server
        .rows(2, "SELECT tool, effective_cost, unpriced_reason FROM events WHERE tool IS NOT NULL ORDER BY seq")
        .await;
    // A call, 1.5 s, ten pages and two cheaper ones: 0.005 + 0.015 + 0.2 + 0.02.
    assert_eq!((decimal(&rows[0]["effective_cost"]), &rows[0]["unpriced_reason"]), ("0.24".to_owned(), &Value::Null));
    assert_eq!((&rows[1]["effective_cost"], &rows[1]["unpriced_reason"]), (&Value::Null, &json!("unknown_tool")));
}

#[tokio::test]
async fn currencies_are_converted_at_their_day_and_never_added_silently() {
    let server = Server::start().await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    let euros = json!({"type": "prices", "currency": "EUR", "meters": {"input_tokens": {"price": "2", "per": 1000}}});
    set(&admin, json!({"name": "Euro", "scope": {"provider": "mistral"}, "terms": euros})).await;
    let at = |day: &str| json!({"provider": "mistral", "model": "m", "time": format!("{day}T12:00:00Z")});
    let without = metered(&sender, "a", at("2026-10-31")).await;
    let shown = event(&admin, &without).await;
    assert_eq!((&shown["effectiveCost"], &shown["unpricedReason"]), (&Value::Null, &json!("no_exchange_rate")));
    assert_eq!(shown["cost"]["conversion"]["amount"], "2");
    assert!(shown["cost"]["unpricedSentence"].as_str().unwrap().contains("EUR to USD"), "{shown}");

    for (day, rate) in [("2026-10-01", "1.08"), ("2026-11-01", "1.1")] {
        admin
            .put("/api/v1/prices/rates", &json!({"from": "EUR", "to": "USD", "day": day, "rate": rate}))
            .await
            .expect(200);
    }
    assert_eq!(cost(&admin, &metered(&sender, "b", at("2026-10-31")).await).await, "2.16");
    let converted = event(&admin, &metered(&sender, "c", at("2026-11-01")).await).await;
    assert_eq!(decimal(&converted["effectiveCost"]), "2.2");
    assert_eq!(
        (&converted["cost"]["conversion"]["rate"], &converted["cost"]["conversion"]["day"]),
        (&json!("1.1"), &json!("2026-11-01"))
    );
    let said = with(at("2026-11-01"), json!({"totalCost": 3, "currency": "eur"}));
    assert_eq!(cost(&admin, &metered(&sender, "d", said).await).await, "3.3");
    reprice(&admin, "rates came later").await;
    assert_eq!(cost(&admin, &without).await, "2.16");

    // Costs are kept in another currency from now on; the past follows when it is priced anew.
    let refused = admin.put("/api/v1/prices/currency", &json!({"currency": "EUR"})).await.expect(422);
    assert!(refused["error"]["message"].as_str().unwrap().contains("exchange rate from USD"), "{refused}");
    admin
        .put("/api/v1/prices/rates", &json!({"from": "USD", "to": "EUR", "day": "2026-01-01", "rate": "0.9"}))
        .await
        .expect(200);
    admin.put("/api/v1/prices/currency", &json!({"currency": "EUR"})).await.expect(200);
    metered(&sender, "e", at("2026-11-01")).await;
    let log = wait_until("five events", async || {
        let log = admin.get("/api/v1/events").await.expect(200);
        if log["total"]["events"] == "5" { Ok(log) } else { Err("not yet") }
    })
    .await;
    assert_eq!((&log["total"]["currency"], decimal(&log["total"]["cost"])), (&json!("EUR"), "2".to_owned()));
    assert_eq!(
        (&log["total"]["others"][0]["currency"], decimal(&log["total"]["others"][0]["cost"])),
        (&json!("USD"), "9.82".to_owned())
    );
    reprice(&admin, "euros").await;
    let log = admin.get("/api/v1/events").await.expect(200);
    assert_eq!((decimal(&log["total"]["cost"]), &log["total"]["others"]), ("11".to_owned(), &json!([])));
}

#[tokio::test]
async fn what_if_counts_the_past_otherwise_and_changes_nothing() {
    let server = Server::start().await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    for id in ["a", "b"] {
        metered(
            &sender,
            id,
            json!({"provider": "openai", "model": "gpt-4o", "totalCost": 5, "time": "2026-11-01T00:00:00Z"}),
        )
        .await;
    }
    server.rows(2, "SELECT seq FROM events").await;
    let sums = async |what: Value| {
        let task = admin.post("/api/v1/prices/what-if", &what).await.expect(200);
        assert_eq!(task["status"], "done", "{task}");
        let sum = |side: &str| decimal(&task["result"][side]["cost"]["USD"]);
        (sum("before"), sum("after"))
    };
    let pair = |before: &str, after: &str| (before.to_owned(), after.to_owned());
    assert_eq!(sums(json!({"model": "gpt-4o-mini"})).await, pair("0.005", "0.0003"));
    let unknown = json!({"model": "nobody-knows"});
    let task = admin.post("/api/v1/prices/what-if", &unknown).await.expect(200);
    assert_eq!(
        (&task["result"]["after"]["unpriced"], &task["result"]["difference"]),
        (&json!(2), &json!({"cost": {}, "incomparable": 2}))
    );
    assert_eq!(sums(json!({"tier": "batch"})).await, pair("0.005", "0.0025"));
    let negotiated = json!([{"name": "offer", "scope": {"provider": "openai"}, "terms": per_million("2")}]);
    assert_eq!(sums(json!({"prices": negotiated})).await, pair("0.005", "0.004"));
    let nothing =
        admin.post("/api/v1/prices/what-if", &json!({"scope": {"provider": "aws"}, "model": "x"})).await.expect(200);
    assert_eq!(nothing["result"]["events"], 0);
    assert_eq!(server.sql("SELECT sum(effective_cost) AS sum FROM events").await[0]["sum"], "10.000000000000");
    assert_eq!(list(&admin.get("/api/v1/prices").await.expect(200)["items"]).len(), 0);
}

#[tokio::test]
async fn what_cannot_be_a_price_is_refused_with_its_field() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let good = json!({"name": "p", "scope": {"model": "m"}, "terms": per_million("1")});
    for (wrong, field) in [
        (json!({"name": " "}), "name"),
        (json!({"scope": {}}), "scope"),
        (json!({"scope": {"model": ""}}), "scope.model"),
        (json!({"from": "soon"}), "from"),
        (json!({"from": "2026-11-02T00:00:00Z", "to": "2026-11-01T00:00:00Z"}), "to"),
        (json!({"terms": per_million("-1")}), "terms.meters.input_tokens.price"),
        (json!({"terms": {"type": "prices", "meters": {}}}), "terms.meters"),
        (
            json!({"terms": {"type": "prices", "currency": "euro", "meters": {"a": {"price": "1", "per": 1}}}}),
            "terms.currency",
        ),
        (json!({"terms": {"type": "prices", "meters": {"a": {"price": "1", "per": 0}}}}), "terms.meters.a.per"),
        (
            json!({"terms": {"type": "prices", "meters": {"a": {"price": "1", "per": 1, "tiersBy": "moon"}}}}),
            "terms.meters.a.tiersBy",
        ),
        (
            json!({"terms": {"type": "prices", "meters": {"cache_write_5m_tokens": {"price": "1", "per": 1}}}}),
            "terms.meters.cache_write_5m_tokens",
        ),
        (json!({"terms": {"type": "discount", "percent": "101"}}), "terms.percent"),
    ] {
        let refused = admin.post("/api/v1/prices", &with(good.clone(), wrong.clone())).await.expect(422);
        assert_eq!(refused["error"]["field"], field, "{wrong} {refused}");
    }
    let free = with(good.clone(), json!({"terms": {"type": "gift"}}));
    assert_eq!(admin.post("/api/v1/prices", &free).await.expect(422)["error"]["code"], "invalid_body");
    for (rate, field) in [("0", "rate"), ("-1", "rate"), ("x", "rate")] {
        let rate = json!({"from": "EUR", "to": "USD", "day": "2026-11-01", "rate": rate});
        assert_eq!(admin.put("/api/v1/prices/rates", &rate).await.expect(422)["error"]["field"], field);
    }
    assert_eq!(admin.post("/api/v1/prices/repricings", &json!({"why": ""})).await.expect(422)["error"]["field"], "why");
    admin.get("/api/v1/prices/prc_none").await.expect(404);
    admin.get("/api/v1/tasks/none").await.expect(404);
    let reader = server.stranger().with_key(Some(&server.key("read").await));
    reader.post("/api/v1/prices", &good).await.expect(403);
    reader.post("/api/v1/prices/repricings", &json!({"why": "x"})).await.expect(403);
    reader.get("/api/v1/prices/book?q=openai%204o").await.expect(200);
}
