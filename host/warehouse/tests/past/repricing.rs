//! Costs of the past computed anew: what counts before, while and after; taken back; after a new start and from nothing.

use std::ops::ControlFlow;

use outlay_domain::{Dimension, Entry, RepriceScope};
use serde_json::{Value, json};

use crate::house::{House, a_token_costs};

#[test]
fn a_repricing_changes_what_counts_at_once_and_is_taken_back() {
    let mut house = House::new();
    house.arrive("gpt-4o", 1000);
    house.arrive("my-model", 7);
    let before = house.costs();
    assert_eq!(before[0][1..3], [json!("0.002500000000"), json!("openai/gpt-4o")]);
    assert_eq!(before[1][1..4], [Value::Null, Value::Null, json!("unknown_model")]);

    house.reprice("one", &a_token_costs("2"));
    assert_eq!(house.costs(), before, "nothing counts before all is computed");
    house.finish();
    let after = house.costs();
    assert_eq!(after[0][1..4], [json!("2000.000000000000"), json!("prc_1"), Value::Null]);
    assert_eq!(after[1][1..4], [json!("14.000000000000"), json!("prc_1"), Value::Null]);
    let told = house.ask("SELECT state, events, changed, cost_before, cost_after, who, why FROM repricings");
    let expected = [
        json!("done"),
        json!(2),
        json!(2),
        json!("0.002500000000"),
        json!("2014.000000000000"),
        json!("Ada"),
        json!("a test"),
    ];
    assert_eq!(told, [expected]);

    house.undo("one");
    assert_eq!(house.costs(), before);
    house.undo("one");
    assert_eq!(house.costs(), before, "twice is once");
    assert_eq!(house.ask("SELECT state FROM repricings"), [[json!("undone")]]);
}

#[test]
fn only_the_newest_is_taken_back() {
    let mut house = House::new();
    house.arrive("gpt-4o", 1000);
    house.reprice("one", &a_token_costs("1"));
    house.finish();
    house.reprice("two", &a_token_costs("3"));
    house.undo("one");
    house.finish();
    assert_eq!(house.total(), "3000.000000000000", "an older one is not taken back");
    house.undo("two");
    assert_eq!(house.total(), "1000.000000000000");
    house.undo("one");
    assert_eq!(house.total(), "1000.000000000000");
    // What was taken back leaves nothing behind.
    house.reprice("three", &a_token_costs("5"));
    house.finish();
    assert_eq!(house.total(), "5000.000000000000");
    house.undo("three");
    assert_eq!(house.total(), "1000.000000000000");
    // One that is under way is given up.
    house.reprice("four", &a_token_costs("7"));
    house.undo("four");
    house.finish();
    assert_eq!(house.total(), "1000.000000000000");
}

#[test]
fn what_comes_later_keeps_its_own_cost() {
    let mut house = House::new();
    let amended = house.arrive("gpt-4o", 1000);
    house.arrive("gpt-4o", 1000);
    let state = a_token_costs("1");
    house.reprice("one", &state);
    // Before the re-pricing gets there: an event, and a correction of one that it covers.
    house.arrive("gpt-4o", 1000);
    let event = house.event("gpt-4o", 4000);
    house.amend(amended, event);
    house.finish();
    let costs = house.costs();
    assert_eq!(
        costs.iter().map(|row| row[1].clone()).collect::<Vec<_>>(),
        ["0.010000000000", "1000.000000000000", "0.002500000000"]
    );
    let house = house.again(true);
    let mut house = house;
    house.finish();
    assert_eq!(house.costs(), costs, "made again from the ledger, it is the same");
}

#[test]
fn what_is_amended_meanwhile_keeps_its_own_cost() {
    let mut house = House::new();
    let events = (0..40_000).map(|_| Entry::Event(Box::new(house.event("gpt-4o", 1)))).collect();
    house.commit(events);
    house.reprice("one", &a_token_costs("1"));
    // The second part is computed while the first one is written.
    assert!(house.applier.reprice().unwrap());
    let event = house.event("gpt-4o", 400);
    house.amend(35_000, event);
    house.finish();
    assert_eq!(house.ask("SELECT effective_cost FROM events WHERE seq = 35000"), [[json!("0.001000000000")]]);
    assert_eq!(house.total(), "39999.001000000000");
}

#[test]
fn a_repricing_goes_on_after_a_new_start() {
    let mut house = House::new();
    let events = (0..70_000).map(|index| Entry::Event(Box::new(house.event("gpt-4o", index)))).collect();
    house.commit(events);
    house.applier.checkpoint().unwrap();
    house.reprice("one", &a_token_costs("1"));
    assert!(house.applier.reprice().unwrap());
    house.applier.checkpoint().unwrap();
    let done = "SELECT state, next_seq > 1 AND next_seq < seq FROM repricings";
    assert_eq!(house.ask(done), [[json!("running"), json!(true)]]);
    let mut house = house.again(false);
    assert_eq!(house.ask(done), [[json!("running"), json!(true)]]);
    house.finish();
    assert_eq!(house.total(), "2449965000.000000000000");
    let costs = house.ask("SELECT sum(hash(seq, effective_cost, price_entry, cost_explanation)) FROM events");
    let mut house = house.again(true);
    house.finish();
    assert_eq!(house.ask("SELECT sum(hash(seq, effective_cost, price_entry, cost_explanation)) FROM events"), costs);
    house.undo("one");
    assert_eq!(house.total(), "6124.912500000000");
}

#[test]
fn the_past_is_read_as_the_book_takes_it() {
    let mut house = House::new();
    let mut event = house.event("gpt-4o", 1000);
    event.reported.input = Some("0.5".parse().unwrap());
    event.billing.multiplier = Some("1.5".parse().unwrap());
    event.meters.insert("pages".into(), "0.25".parse().unwrap());
    event.meters.insert("output_tokens".into(), 10.into());
    for (dimension, text) in
        [(Dimension::Organization, "Acme"), (Dimension::ServiceTier, "flex"), (Dimension::PricingTier, "BATCH")]
    {
        event.dimensions.set(dimension, text);
    }
    event.cost = house.book.price(&event);
    house.commit(vec![Entry::Event(Box::new(event.clone()))]);
    let mut seen = 0;
    let visit = |past: outlay_warehouse::PastEvent<'_>| {
        seen += 1;
        assert_eq!(past.event.meters, event.meters);
        assert_eq!(past.event.reported, event.reported);
        assert_eq!(past.event.billing, event.billing);
        assert_eq!(past.event.dimensions, event.dimensions);
        let cost = house.book.price(&past.event);
        assert_eq!(cost, event.cost);
        assert!(!past.cost.differs_from(&cost));
    };
    house.warehouse.past_events(&RepriceScope::default(), visit, |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(seen, 1);
    let narrow = RepriceScope { provider: Some("anthropic".into()), ..RepriceScope::default() };
    house.warehouse.past_events(&narrow, |_| panic!("not of it"), |_, _| ControlFlow::Continue(())).unwrap();
}

/// DuckDB keeps texts of updates that change nothing.
#[test]
fn what_is_the_same_again_takes_no_memory() {
    let mut house = House::new();
    for _ in 0..2 {
        let events = (0..60_000).map(|index| Entry::Event(Box::new(house.event("gpt-4o", index)))).collect();
        house.commit(events);
    }
    house.applier.checkpoint().unwrap();
    let held = |house: &mut House| {
        house.applier.checkpoint().unwrap();
        let sql = "SELECT coalesce(sum(memory_usage_bytes), 0)::BIGINT FROM duckdb_memory() WHERE tag = 'ALLOCATOR'";
        house.ask(sql)[0][0].as_i64().unwrap()
    };
    house.reprice("one", &a_token_costs("1"));
    house.finish();
    let once = held(&mut house);
    for (before, id) in [("one", "two"), ("two", "three"), ("three", "four")] {
        house.undo(before);
        house.reprice(id, &a_token_costs("1"));
        house.finish();
    }
    let often = held(&mut house);
    assert!(often < once + 1_000_000, "{once} bytes, then {often}");
    assert_eq!(house.total(), "3599940000.000000000000");
}
