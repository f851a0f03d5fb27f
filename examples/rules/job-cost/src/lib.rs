//! Example rule: one job costs more than a limit.
//!
//! It shows amendments: a cost that is corrected later counts by the difference, and may take an alert back.

use outlay_rule::windows::{Groups, Keys, Weigh, weight_of_decimal};
use outlay_rule::{Column, Condition, Error, Event, Finding, Manifest, Money, Rule, Scope, decimal, state};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    limit: Money,
    /// Only jobs of this type, if one is named.
    #[serde(default)]
    job_type: Option<String>,
}

#[derive(Debug)]
pub struct JobCost {
    settings: Settings,
    job_id: Column,
    cost_delta: Column,
    keys: Keys,
    /// Nothing says that a job is done, so those that were seen longest ago are forgotten when there are too many.
    jobs: Groups<Job>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Job {
    #[serde(with = "decimal::sum")]
    cost: Money,
    calls: u64,
    fires: bool,
}

impl Weigh for Job {
    fn weight(&mut self) -> usize {
        const NAMES_AND_CALLS: usize = 60;
        weight_of_decimal(self.cost) + NAMES_AND_CALLS
    }
}

outlay_rule::export!(JobCost);

impl Rule for JobCost {
    type Settings = Settings;

    fn manifest() -> Manifest {
        Manifest::new("job-cost", env!("CARGO_PKG_VERSION"), "Cost of a job")
            .documented(include_str!("../README.md"))
            .reads(&["job_id", "job_name", "entry", "cost_delta", "agent"])
            .scope(Scope::Keyed)
            .with_amendments()
            .settings(include_str!("settings.json"))
    }

    fn configure(mut settings: Settings) -> Result<Self, Error> {
        if settings.limit < Money::ZERO {
            return Err(Error::new("the limit must not be negative").at("/limit"));
        }
        // Types are kept in lower case.
        settings.job_type = settings.job_type.map(|name| name.to_lowercase()).filter(|name| !name.is_empty());
        let [job_id, cost_delta] = ["job_id", "cost_delta"].map(Column::named);
        Ok(Self { settings, keys: Keys::of([job_id.clone()]), job_id, cost_delta, jobs: Groups::default() })
    }

    fn filter(&self) -> Vec<Condition> {
        self.settings.job_type.iter().map(|name| Condition::one_of("job_type", [name])).collect()
    }

    fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
        let id = event.text(&self.job_id)?;
        // What a call costs, or by how much that is corrected. Unknown is not zero.
        let delta = event.decimal(&self.cost_delta)?;
        let is_call = event.text("entry") == Some("event");
        let limit = self.settings.limit;
        let place = self.keys.find(event, &mut self.jobs, Job::default);
        let changed = self.jobs.change(place, |_, job| {
            job.cost += delta;
            job.calls += u64::from(is_call);
            let is_over = job.cost > limit;
            let turns = is_over != job.fires;
            job.fires = is_over;
            turns.then_some((is_over, job.cost, job.calls))
        });
        let (fires, cost, calls) = changed.result?;
        let name = event.text("job_name").map(|name| format!(" ({name})")).unwrap_or_default();
        let (shown, limit_shown) = (cost.readable(limit), limit.readable(cost));
        let finding = if fires {
            Finding::firing(id, format!("Job {id}{name} has cost ${shown} so far, over ${limit_shown}"))
        } else {
            Finding::cleared(
                id,
                format!("Job {id}{name} has cost ${shown} after a correction, no longer over ${limit_shown}"),
            )
        };
        let by = event.text("agent").map(|agent| format!(" The last was made by {agent}.")).unwrap_or_default();
        Some(finding.detail(format!("{calls} calls whose cost is known.{by}")).value(cost).limit(limit))
    }

    fn snapshot(&self) -> Vec<u8> {
        state::save(&self.jobs)
    }

    fn restore(&mut self, saved: &[u8]) -> Result<(), Error> {
        self.jobs = state::load(saved)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
