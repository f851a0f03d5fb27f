//! A month of a busy house takes seconds.

use std::time::{Duration, Instant};

use outlay_domain::record::RecordKind;
use outlay_domain::{CallId, Dimension, Entry, Timestamp};
use outlay_reports::Filter;
use outlay_reports::spend::Group;

use crate::house::{ACCOUNT, House, call, line, november, time, usage, window};

const CALLS: u32 = 200_000;
const MODELS: [&str; 4] = ["gpt-4o-mini", "gpt-4o", "gpt-5", "gpt-5-mini"];

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_200_000_calls_and_as_many_records() {
    let house = House::new().await;
    let begin = time("2026-11-01").0;
    let at = |number: u32| Timestamp(begin + i64::from(number) * (19 * 86_400_000_000 / i64::from(CALLS)));
    let book = house.book.current();
    for chunk in (0..CALLS).collect::<Vec<_>>().chunks(20_000) {
        let events = chunk.iter().map(|&number| {
            let mut event = call(0);
            (event.call_id, event.event_time) = (CallId::of(&[&number.to_string()]), at(number));
            event.dimensions.set(Dimension::Model, MODELS[number as usize % MODELS.len()]);
            event.dimensions.set(Dimension::Agent, &format!("agent {}", number % 50));
            event.cost = book.price(&event);
            Entry::Event(Box::new(event))
        });
        house.commit(events.collect());
    }
    let records: Vec<_> = (0..CALLS)
        .map(|number| {
            let mut record = usage(60_000, 40_000, 10_000, 1);
            (record.period_start, record.period_end) = (at(number), Timestamp(at(number).0 + 60_000_000));
            record.model = Some(MODELS[number as usize % MODELS.len()].into());
            record.key = Some(format!("key_{}", number % 100));
            record
        })
        .collect();
    let mut entry = window(ACCOUNT, RecordKind::Usage, records);
    if let Entry::Window(window) = &mut entry {
        window.stream = "usage".into();
    }
    let bill = (0..19).map(|day| {
        let mut record = line("input", 1_000, "0.1");
        record.period_start = Timestamp(begin + day * 86_400_000_000);
        record.period_end = Timestamp(begin + (day + 1) * 86_400_000_000);
        record
    });
    house.commit(vec![entry, window(ACCOUNT, RecordKind::Cost, bill.collect())]);

    let began = Instant::now();
    let reconciled = house.reconciled().await;
    let reconciling = began.elapsed();
    assert_eq!(reconciled.rows.len(), 19 * MODELS.len());
    let unmetered: Vec<_> =
        reconciled.rows.iter().map(|row| row.parts.calls_not_metered.unwrap().to_string()).collect();
    assert!(unmetered.iter().all(|amount| amount == "0"), "{unmetered:?}");
    let began = Instant::now();
    let groups = ["day", "agent"].map(|name| Group::of(name).unwrap());
    let spend = house.reports.spend(november(), &groups, &Filter::default(), None).await.unwrap();
    let spending = began.elapsed();
    assert!(spend.items.len() >= 19 * 50);
    let most = Duration::from_secs(10);
    assert!(reconciling < most && spending < most, "reconciliation took {reconciling:?}, spend {spending:?}");
}
