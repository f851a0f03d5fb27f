#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, Tape, answer, settings_of};
use outlay_connector::{Connector, Entry, Failure, Settings, Window};

use crate::HouseGateway;

/// `outlay connector check --record` wrote it, of two days.
const TAPE: &str = include_str!("../tapes/two-days.ndjson");

/// All pages of a stream, from the tape.
fn entries(stream: &str) -> Vec<Entry> {
    let tape = Tape::read(TAPE).unwrap();
    // The days that were recorded: two, and the one that is open.
    let today = tape.head.now.div_euclid(86_400) * 86_400;
    let window = Window { start: today - 2 * 86_400, end: today + 86_400 };
    let settings = settings_of(&tape);
    let (entries, _host) = Host::replaying(&tape).run(|| {
        let (mut entries, mut cursor) = (vec![], None);
        loop {
            let page = HouseGateway::sync(&settings, stream, window, cursor.as_deref(), None).unwrap();
            entries.extend(page.entries);
            cursor = page.next;
            if cursor.is_none() {
                return entries;
            }
        }
    });
    entries
}

#[test]
fn usage_is_read_without_counting_cached_tokens_twice() {
    let entries = entries("usage");
    assert_eq!(entries.len(), 5);
    let first = &entries[0];
    assert_eq!((first.model.as_deref(), first.project.as_deref()), (Some("claude-sonnet-4-5"), Some("search")));
    assert_eq!(
        (first.input_tokens, first.cached_input_tokens, first.output_tokens),
        (Some(86_210), Some(4_000), Some(1_200))
    );
    assert!(first.cost.is_none() && !first.open);
    assert!(entries.last().unwrap().open, "the day is not over");
}

#[test]
fn costs_are_exact() {
    let costs: Vec<_> = entries("costs").into_iter().map(|entry| entry.cost.unwrap()).collect();
    assert_eq!(costs, ["0.30003", "1.25", "0.0000004", "2", "0.1"]);
}

#[test]
fn a_refusal_says_what_to_do() {
    let checked = |status, body: &'static str| {
        Host::at(0, move |_| Ok(answer(status, body))).run(|| HouseGateway::check(&Settings::default())).0
    };
    assert_eq!(checked(200, r#"{"name": "Acme"}"#).unwrap().name.as_deref(), Some("Acme"));
    let refused = checked(403, r#"{"error": "teams only"}"#).unwrap_err();
    assert_eq!(refused.failure, Failure::CredentialsInsufficient);
    assert!(refused.message.ends_with("The gateway says: teams only"), "{}", refused.message);
}
