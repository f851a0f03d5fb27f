//! The rule that the benchmark measures: reads one text and one amount, keeps one sum.

mod spend;

use outlay_rule::{Column, Condition, Decimal, Error, Event, Finding, Manifest, Money, OneText, Rule, Scope, state};

pub use spend::Spend;

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whose calls do not count.
    except: String,
    limit: Money,
    /// Only calls of this agent count; the host leaves out the others.
    #[serde(default)]
    only: Option<String>,
}

#[derive(Debug)]
pub struct Simple {
    spend: Spend,
    only: Option<String>,
    except: OneText,
    cost: Column,
}

outlay_rule::export!(Simple);

impl Rule for Simple {
    type Settings = Settings;

    fn manifest() -> Manifest {
        Manifest::new("bench-simple", env!("CARGO_PKG_VERSION"), "What agents spend")
            .reads(&["agent", "cost"])
            .scope(Scope::Global)
            .settings(
                r#"{"type": "object", "examples": [{"except": "writer", "limit": "1"}], "properties": {
                    "except": {"type": "string"}, "limit": {"type": ["string", "number"]}, "only": {"type": "string"}}}"#,
            )
    }

    fn configure(Settings { except, limit, only }: Settings) -> Result<Self, Error> {
        let (except, cost) = (OneText::new("agent", except), Column::named("cost"));
        Ok(Self { spend: Spend::of(limit.pico()), only, except, cost })
    }

    fn filter(&self) -> Vec<Condition> {
        self.only.iter().map(|agent| Condition::one_of("agent", [agent])).collect()
    }

    fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
        let cost = event.decimal(&self.cost).map(Decimal::pico);
        let fires = self.spend.take(event.is(&self.except), cost);
        fires.then(|| Finding::firing("all", "The agents spent more than their limit"))
    }

    fn snapshot(&self) -> Vec<u8> {
        state::save(&(self.spend.sum.to_string(), self.spend.has_fired))
    }

    fn restore(&mut self, saved: &[u8]) -> Result<(), Error> {
        let (sum, has_fired): (String, bool) = state::load(saved)?;
        self.spend.sum = sum.parse().map_err(|_| Error::new("the saved sum is not a number"))?;
        self.spend.has_fired = has_fired;
        Ok(())
    }
}
