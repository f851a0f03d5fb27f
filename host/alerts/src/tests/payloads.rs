//! What each kind of channel sends, word by word: receivers rely on it.

use outlay_control::alerts::AlertRow;
use outlay_domain::Timestamp;

use super::slack;
use super::world::{CONSOLE, firing};
use crate::fold::{Fold, Known, News};
use crate::kinds::KINDS;
use crate::message::{Message, Occasion};
use crate::storm::MOST;

const DELIVERY: &str = "019ac0de-0000-7000-8000-00000000000d";
const ALERT: &str = "019ac0de-0000-7000-8000-00000000000a";
const STORM: &str = "019ac0de-0000-7000-8000-000000000005";

fn at() -> Timestamp {
    "2026-11-25T12:00:00Z".parse().unwrap()
}

fn alert() -> AlertRow {
    let mut fold = Fold::over(Known::default());
    fold.add(&firing("agent-7 & <co>", "1.5"), at());
    AlertRow { id: ALERT.into(), ..fold.alerts().next().unwrap().clone() }
}

fn messages() -> Vec<(&'static str, Message)> {
    let cleared = AlertRow { closed_at: Some(at().0 + 60_000_000), ..alert() };
    let worse = AlertRow { severity: "critical".into(), findings: 2, ..alert() };
    let mut fold = Fold::over(Known::default());
    for number in 0..=MOST {
        fold.add(&firing(&format!("agent-{number}"), "2"), at());
    }
    let report = fold.news.iter().find_map(|news| match news {
        News::Storm(report) => Some(report),
        News::Alert { .. } | News::Woke { .. } => None,
    });
    let mut storm = Message::of_storm(DELIVERY, report.unwrap(), Some(CONSOLE));
    let summary = storm.storm.as_mut().unwrap();
    summary.id = STORM.into();
    summary.worst.iter_mut().for_each(|worst| worst.alert_id = ALERT.into());
    vec![
        ("opened", Message::about(Occasion::Opened, DELIVERY, &alert(), Some(CONSOLE))),
        ("escalated", Message::about(Occasion::Escalated, DELIVERY, &worse, Some(CONSOLE))),
        ("cleared", Message::about(Occasion::Cleared, DELIVERY, &cleared, None)),
        ("woke", Message::about(Occasion::Woke, DELIVERY, &alert(), Some(CONSOLE))),
        ("storm", storm),
        ("test", Message::test(DELIVERY, "on call", at(), Some(CONSOLE))),
    ]
}

#[test]
fn payloads_are_as_documented() {
    for (name, message) in messages() {
        for kind in KINDS {
            let payload = kind.payload(&message);
            if kind.name() == "slack" {
                slack::check(&payload).unwrap();
            }
            insta::assert_snapshot!(format!("{}_{name}", kind.name()), serde_json::to_string_pretty(&payload).unwrap());
        }
    }
}

#[test]
fn messages_of_an_earlier_version_are_still_read() {
    let (_, message) = messages().remove(0);
    let mut old = serde_json::to_value(&message).unwrap();
    for later in ["link", "storm"] {
        old.as_object_mut().unwrap().remove(later);
    }
    let read: Message = serde_json::from_value(old).unwrap();
    assert_eq!(read, Message { link: None, ..message });
}

#[test]
fn every_field_and_type_is_documented() {
    let page = include_str!("../../PAYLOADS.md");
    for (_, message) in messages() {
        let payload = serde_json::to_value(&message).unwrap();
        let occasion = payload["type"].as_str().unwrap();
        assert!(page.contains(&format!("| `{occasion}` |")), "{occasion}");
        for (field, value) in payload.as_object().unwrap() {
            assert!(page.contains(&format!("`{field}`")), "{field}");
            for inner in value.as_object().into_iter().flat_map(|inner| inner.keys()) {
                assert!(page.contains(&format!("\"{inner}\"")), "{inner}");
            }
        }
    }
}
