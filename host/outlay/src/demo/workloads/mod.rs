//! Who calls which models, how often and for whom: seventeen agents, and products that call models without one.

use super::calendar::StoryDay;
mod agents;
mod products;

use super::call::Sender;
use super::models::{Model, Tokens};
use super::rhythm::{OFFICE, Rhythm};

pub(crate) use agents::{ROUTE_PLANNER, SUPPORT_AGENT};

/// One kind of run.
#[derive(Debug)]
pub(crate) struct Workload {
    pub(crate) agent: Option<&'static str>,
    pub(crate) version: Option<&'static str>,
    pub(crate) product: Option<&'static str>,
    /// The kind of its runs.
    pub(crate) run: &'static str,
    /// What its calls do, in turn.
    pub(crate) steps: &'static [&'static str],
    pub(crate) tools: &'static [&'static str],
    pub(crate) sender: Sender,
    /// The routing layer.
    pub(crate) source: Option<&'static str>,
    pub(crate) middleware: Option<&'static str>,
    pub(crate) environment: &'static str,
    /// Whom it mostly works for.
    pub(crate) mostly: &'static [&'static str],
    /// Whether somebody at the customer asks for it.
    pub(crate) is_asked: bool,
    /// Its models with their shares, in hundredths.
    pub(crate) models: &'static [(Model, u32)],
    /// Of a usual call.
    pub(crate) tokens: Tokens,
    /// Calls of a run.
    pub(crate) calls: u64,
    /// Runs on a usual weekday of November, in tenths.
    pub(crate) runs: i64,
    pub(crate) rhythm: &'static Rhythm,
    /// How much more it is a month later, in thousandths.
    pub(crate) growth: i64,
    pub(crate) since: Option<StoryDay>,
}

const NOBODY: Workload = Workload {
    agent: None,
    version: None,
    product: None,
    run: "request",
    steps: &["answer"],
    tools: &[],
    sender: Sender::Gateway,
    source: None,
    middleware: None,
    environment: "production",
    mostly: &[],
    is_asked: false,
    models: &[],
    tokens: Tokens { input: 0, cache_read: 0, cache_write: 0, output: 0 },
    calls: 1,
    runs: 0,
    rhythm: &OFFICE,
    growth: 50,
    since: None,
};

/// All that there are.
pub(crate) fn all() -> impl Iterator<Item = &'static Workload> {
    agents::ALL.iter().chain(products::ALL)
}

#[cfg(test)]
mod tests {
    use super::super::models::{GEMINI_PRO, SONNET};
    use super::*;

    #[test]
    fn there_are_seventeen_agents_and_no_model_is_called_beyond_its_first_tier() {
        assert_eq!(all().filter(|workload| workload.agent.is_some()).count(), 17);
        for workload in all() {
            assert_eq!(workload.models.iter().map(|(_, share)| share).sum::<u32>(), 100, "{}", workload.run);
            let Tokens { input, cache_read, cache_write, .. } = workload.tokens;
            let has_tiers = workload.models.iter().any(|(model, _)| [SONNET, GEMINI_PRO].contains(model));
            assert!(!has_tiers || (input + cache_read + cache_write) * 115 / 100 < 200_000, "{}", workload.run);
        }
    }
}
