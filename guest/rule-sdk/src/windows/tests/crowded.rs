//! More groups than there is room for, within one frame and across frames.

use crate::testing::{TestEvent, assert_cut_does_not_matter, event};
use crate::windows::{Groups, Keys, Periods, Total};
use crate::{Column, Error, Event, Finding, Manifest, Rule, Timestamp, state};

/// Tells how often it has seen the event's group, and who had to go; there is room for two.
struct Crowded {
    keys: Keys,
    groups: Groups<Periods<Total>>,
}

impl Rule for Crowded {
    type Settings = Vec<String>;

    fn manifest() -> Manifest {
        Manifest::new("crowded", "0.1.0", "Crowded").reads(&["agent", "model"])
    }

    fn configure(columns: Vec<String>) -> Result<Self, Error> {
        let keys = Keys::of(columns.into_iter().map(Column::named));
        Ok(Self { keys, groups: Groups::default().within(2, 10_000) })
    }

    fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
        let place = self.keys.find(event, &mut self.groups, Periods::default);
        let changed = self.groups.change(place, |key, periods| {
            periods.at(Timestamp(0)).add(1.into());
            format!("{key} {}", periods.total(Timestamp(0)).count())
        });
        let dropped: Vec<_> = changed.dropped.iter().map(|(key, _)| key.as_ref()).collect();
        Some(Finding::firing("all", format!("{}, without {}", changed.result, dropped.join(" "))))
    }

    fn snapshot(&self) -> Vec<u8> {
        state::save(&self.groups)
    }

    fn restore(&mut self, saved: &[u8]) -> Result<(), Error> {
        self.groups = state::load::<Groups<_>>(saved)?.within(2, 10_000);
        Ok(())
    }
}

fn events() -> Vec<TestEvent> {
    let name = |n: usize| ["a", "b", "c", "d"][n * n % 7 % 4];
    let call = |n: usize| match n % 5 {
        4 => event().text("model", name(n)),
        _ => event().text("agent", name(n)).text("model", name(n / 3)),
    };
    (0..60).map(call).collect()
}

#[test]
fn places_are_looked_up_again_when_groups_have_changed() {
    for columns in ["[]", r#"["agent"]"#, r#"["agent", "model"]"#] {
        assert_cut_does_not_matter::<Crowded>(columns, &events());
    }
}

#[test]
fn every_group_counts_its_own() {
    let mut rule = crate::testing::Harness::<Crowded>::new(r#"["agent"]"#).unwrap();
    let of = |agent: &str| event().text("agent", agent);
    let found = rule.judge(&[of("a"), of("b"), of("a"), of("c"), of("b"), of("a"), event()]);
    let titles: Vec<_> = found.into_iter().map(|judged| judged.finding.title).collect();
    assert_eq!(
        titles,
        [
            "a 1, without ",
            "b 1, without ",
            "a 2, without ",
            "c 1, without b",
            "b 1, without a",
            "a 1, without c",
            " 1, without b",
        ]
    );
}
