//! Sums by hour are those of the events, whatever happens to events and whenever they are summed up.

use outlay_domain::{Dimension, Timestamp};
use outlay_warehouse::{Grain, rolled_up};
use serde_json::{Value, json};

use crate::house::{House, a_token_costs};

const COLUMNS: &str = "provider, model, agent, currency";

impl House {
    fn rolled_up(&mut self) {
        while self.applier.roll_up(1).unwrap() {}
    }

    /// Sums as a roll-up has them, and as the events say.
    fn both(&self, view: &str, grain: &str) -> [Vec<Vec<Value>>; 2] {
        let rolled = format!(
            "SELECT time, {COLUMNS}, sum(events)::BIGINT, CASE WHEN sum(events) > sum(unpriced) THEN sum(amount) END, \
             sum(unpriced)::BIGINT, sum(input_tokens)::BIGINT FROM internal.{view} GROUP BY ALL \
             HAVING sum(events) > 0 ORDER BY ALL"
        );
        let events = format!(
            "SELECT date_trunc('{grain}', event_time) AS time, {COLUMNS}, count(*), sum(effective_cost), \
             count(*) FILTER (effective_cost IS NULL), sum(input_tokens)::BIGINT FROM events WHERE status = 'live' \
             GROUP BY ALL ORDER BY ALL"
        );
        [self.ask(&rolled), self.ask(&events)]
    }

    fn assert_agree(&self, when: &str) {
        for (view, grain) in [("hourly", "hour"), ("daily", "day")] {
            let [rolled, events] = self.both(view, grain);
            assert_eq!(rolled, events, "{when}: {view}");
        }
    }

    /// How many events are read one by one when sums are asked for.
    fn read_one_by_one(&self) -> Value {
        self.ask("SELECT count(*) FROM events WHERE seq >= (SELECT seq FROM internal.rolled)")[0][0].clone()
    }
}

/// The same numbers at every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[test]
fn sums_agree_with_events_whatever_happens() {
    let mut house = House::new();
    let mut dice = Dice(7);
    let (mut live, mut number) = (Vec::new(), 0);
    for step in 0..100 {
        let what = match dice.roll(12) {
            0..=3 => {
                // Some of these have no price.
                let model = ["gpt-4o-mini", "gpt-4o", "no-such-model"][usize::try_from(dice.roll(3)).unwrap()];
                let mut event = house.event(model, u32::try_from(dice.roll(9_000)).unwrap());
                number += 1;
                event.call_id = outlay_domain::CallId::of(&[&number.to_string()]);
                event.event_time = Timestamp::from_seconds(1_790_000_000 + i64::try_from(dice.roll(20_000)).unwrap());
                let agent = ["a", "b"][usize::try_from(dice.roll(2)).unwrap()];
                event.dimensions.set(Dimension::Agent, agent);
                live.push((house.commit(vec![outlay_domain::Entry::Event(Box::new(event.clone()))]), event));
                "arrives"
            }
            4..=5 if !live.is_empty() => {
                let place = usize::try_from(dice.roll(live.len() as u64)).unwrap();
                let (seq, event) = &mut live[place];
                event.meters.insert("input_tokens".into(), u32::try_from(dice.roll(9_000)).unwrap().into());
                event.cost = house.book.price(event);
                let (seq, event) = (*seq, event.clone());
                house.amend(seq, event);
                "is amended"
            }
            6 if !live.is_empty() => {
                let (seq, event) = live.swap_remove(usize::try_from(dice.roll(live.len() as u64)).unwrap());
                house.void(seq, event);
                "is voided"
            }
            7 => {
                house.reprice(&format!("re_{step}"), &a_token_costs(&format!("0.0{}", dice.roll(9) + 1)));
                if dice.roll(2) == 0 {
                    house.finish();
                }
                "is repriced"
            }
            8 => {
                house.finish();
                let newest = house.ask("SELECT max_by(repricing_id, number) FROM repricings WHERE state = 'done'");
                if let Some(id) = newest[0][0].as_str() {
                    house.undo(id);
                }
                "is taken back"
            }
            _ => {
                house.rolled_up();
                "is rolled up"
            }
        };
        house.assert_agree(&format!("step {step}: {what}"));
    }
    house.finish();
    house.rolled_up();
    assert_eq!(house.read_one_by_one(), json!(0));
    let house = house.again(false);
    house.assert_agree("opened again");
    let mut house = house.again(true);
    house.finish();
    house.assert_agree("made of the ledger again");
}

#[test]
fn what_is_rolled_up_is_not_read_again() {
    let mut house = House::new();
    let seq = house.arrive("gpt-4o-mini", 1_000);
    assert!(!house.applier.roll_up(3).unwrap(), "one event is not worth it");
    assert_eq!(house.read_one_by_one(), json!(1));
    house.rolled_up();
    assert_eq!(house.read_one_by_one(), json!(0));
    let event = house.event("gpt-4o-mini", 2_000);
    house.amend(seq, event);
    assert_eq!(house.read_one_by_one(), json!(0), "an amendment corrects the sums");
    house.assert_agree("amended");
    house.reprice("re_1", &a_token_costs("1"));
    house.finish();
    assert_eq!(house.read_one_by_one(), json!(1), "a re-pricing may change any of them");
    house.assert_agree("repriced");
}

#[test]
fn the_narrowest_roll_up_answers() {
    let of = |columns: &[&str], grain| rolled_up(columns.iter().copied(), grain);
    assert_eq!(of(&["provider", "agent"], Grain::Day).as_deref(), Some("internal.daily"));
    assert_eq!(of(&["provider", "agent"], Grain::Hour).as_deref(), Some("internal.hourly"));
    assert_eq!(of(&["provider", "subscriber_id"], Grain::Day).as_deref(), Some("internal.daily_subscribers"));
    assert_eq!(of(&["provider", "subscriber_id"], Grain::Hour), None);
    assert_eq!(of(&["agent", "subscriber_id"], Grain::Day), None);
    assert_eq!(of(&["task_type"], Grain::Day), None);
}
