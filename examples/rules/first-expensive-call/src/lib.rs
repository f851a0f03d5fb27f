//! Example rule: one alert for the first call of each organization over a limit.
//!
//! It shows what a rule of your own needs when it remembers something: typed settings, state, `snapshot` and `restore`.

use std::collections::BTreeSet;

use outlay_rule::{Error, Event, Finding, Manifest, Money, Rule, Scope, log, state};
use serde::Deserialize;

/// What a person sets, read from JSON. `settings.json` describes it to the console, which draws a form from it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Read from the number's text, so that 0.1 is 0.1.
    limit: Money,
    /// The column whose values are kept apart.
    #[serde(default)]
    of_each: OfEach,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OfEach {
    #[default]
    Organization,
    Agent,
}

impl OfEach {
    const fn column(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Agent => "agent",
        }
    }
}

#[derive(Debug)]
pub struct FirstExpensiveCall {
    settings: Settings,
    /// Who had a call over the limit already. An ordered set: equal states must have equal bytes.
    seen: BTreeSet<String>,
}

/// The state must stay under 1 MiB, and a name has up to 255 characters: after this many, no further one is reported.
const MOST_NAMES: usize = 1_000;

// One line makes the type the rule of this component.
outlay_rule::export!(FirstExpensiveCall);

impl Rule for FirstExpensiveCall {
    type Settings = Settings;

    fn manifest() -> Manifest {
        Manifest::new("first-expensive-call", env!("CARGO_PKG_VERSION"), "First expensive call")
            .documented("Fires on the first call of each organization, or agent, that costs more than the limit.")
            // Only these columns are sent: the fewer, the cheaper.
            .reads(&["cost", "organization", "agent", "model"])
            // The state of one organization depends on its own events only.
            .scope(Scope::Keyed)
            .settings(include_str!("settings.json"))
    }

    fn configure(settings: Settings) -> Result<Self, Error> {
        if settings.limit < Money::ZERO {
            // Says what to do, and which field to mark.
            return Err(Error::new("the limit must not be negative").at("/limit"));
        }
        Ok(Self { settings, seen: BTreeSet::new() })
    }

    fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
        // An unknown cost is not zero: `?` leaves such an event alone, and one without the name as well.
        let cost = event.cost()?;
        let column = self.settings.of_each.column();
        let name = event.text(column)?;
        if cost <= self.settings.limit || self.seen.contains(name) || self.seen.len() >= MOST_NAMES {
            return None;
        }
        self.seen.insert(name.to_owned());
        if self.seen.len() == MOST_NAMES {
            log::warn(format!("{MOST_NAMES} names had a call over the limit; no further one is reported"));
        }

        let (shown, limit) = (cost.readable(self.settings.limit), self.settings.limit.readable(cost));
        let model = event.text("model").unwrap_or("an unknown model");
        let title = format!("First call of {column} {name} over ${limit} cost ${shown}");
        // Findings with the same key belong to one alert: here each name has its own.
        Some(
            Finding::firing(name, title)
                .detail(format!("The call was to {model}."))
                .value(cost)
                .limit(self.settings.limit),
        )
    }

    // Outlay saves the state every half minute and gives it back after a restart; then it shows the rule the events
    // that came after the snapshot again, and forgets what the rule says to them.
    fn snapshot(&self) -> Vec<u8> {
        state::save(&self.seen)
    }

    fn restore(&mut self, saved: &[u8]) -> Result<(), Error> {
        self.seen = state::load(saved)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use outlay_rule::testing::{Harness, assert_cut_does_not_matter, event};

    use super::*;

    const SETTINGS: &str = r#"{"limit": "1.25"}"#;

    #[test]
    fn fires_on_the_first_matching_event_and_not_on_the_others() {
        let mut rule = Harness::<FirstExpensiveCall>::new(SETTINGS).expect("valid settings");
        let call = |organization: &str, cost: &str| event().text("organization", organization).cost(cost);
        let found = rule.judge(&[
            call("acme", "0.40"),
            call("acme", "1.43"),
            call("acme", "9.00"),
            call("globex", "1.25"),
            call("globex", "1.26"),
            event().cost("5"),
            event().text("organization", "initech"),
        ]);
        let events: Vec<usize> = found.iter().map(|judged| judged.event).collect();
        assert_eq!(events, [1, 4]);
        assert_eq!(found[0].finding.title, "First call of organization acme over $1.25 cost $1.43");
    }

    #[test]
    fn remembers_across_restarts() {
        let mut rule = Harness::<FirstExpensiveCall>::new(SETTINGS).expect("valid settings");
        let dear = event().text("organization", "acme").cost("2");
        assert_eq!(rule.judge(std::slice::from_ref(&dear)).len(), 1);
        let mut restarted = rule.restarted(SETTINGS).expect("its own state");
        assert_eq!(restarted.judge(&[dear]).len(), 0);
    }

    #[test]
    fn frames_and_restarts_do_not_matter() {
        let events: Vec<_> =
            (0..30).map(|n| event().text("agent", ["a", "b", "c"][n % 3]).cost(&format!("{}.5", n / 7))).collect();
        assert_cut_does_not_matter::<FirstExpensiveCall>(r#"{"limit": 1, "of_each": "agent"}"#, &events);
    }

    #[test]
    fn the_example_of_the_schema_is_taken() {
        let schema: serde_json::Value =
            serde_json::from_str(&FirstExpensiveCall::manifest().settings_schema).expect("JSON");
        assert!(Harness::<FirstExpensiveCall>::new(&schema["examples"][0].to_string()).is_ok());
    }

    #[test]
    fn a_wrong_limit_is_named() {
        let error = Harness::<FirstExpensiveCall>::new(r#"{"limit": -1}"#).expect_err("negative");
        assert_eq!(error.field.as_deref(), Some("/limit"));
    }
}
