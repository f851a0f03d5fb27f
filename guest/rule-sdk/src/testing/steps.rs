//! Events and ticks in the order of the ledger, cut in different ways.

use super::{Harness, Judged, TestEvent};
use crate::{Finding, Rule, Timestamp};

/// What happens to a rule.
#[derive(Debug, Clone)]
pub enum Step {
    Event(TestEvent),
    Tick(Timestamp),
}

/// Lets time pass to this moment, between events.
pub fn tick(at: Timestamp) -> Step {
    Step::Tick(at)
}

impl From<TestEvent> for Step {
    fn from(event: TestEvent) -> Self {
        Self::Event(event)
    }
}

/// A finding, and at which step it came, by its index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub step: usize,
    pub finding: Finding,
}

impl<R: Rule> Harness<R> {
    /// Takes the steps; events between two ticks go in one frame.
    pub fn run(&mut self, steps: &[Step]) -> Vec<Told> {
        self.run_cut(steps, usize::MAX)
    }

    /// With at most so many events a frame.
    fn run_cut(&mut self, steps: &[Step], most: usize) -> Vec<Told> {
        let mut told = Vec::new();
        let mut waiting: Vec<TestEvent> = Vec::new();
        for (step, what) in steps.iter().enumerate() {
            match what {
                Step::Event(event) => {
                    waiting.push(event.clone());
                    if waiting.len() >= most {
                        self.judge_waiting(&mut waiting, step + 1, &mut told);
                    }
                }
                Step::Tick(now) => {
                    self.judge_waiting(&mut waiting, step, &mut told);
                    told.extend(self.tick(*now).into_iter().map(|finding| Told { step, finding }));
                }
            }
        }
        self.judge_waiting(&mut waiting, steps.len(), &mut told);
        told
    }

    /// The events that wait are those directly before the step `end`.
    fn judge_waiting(&mut self, waiting: &mut Vec<TestEvent>, end: usize, told: &mut Vec<Told>) {
        let first = end - waiting.len();
        let judged = self.judge(waiting);
        told.extend(judged.into_iter().map(|Judged { event, finding }| Told { step: first + event, finding }));
        waiting.clear();
    }
}

/// What a rule finds, and what it remembers, must not depend on how events are cut into frames, nor on restarts between
/// them: fails if it does. Steps are events, or events and [`tick`]s.
pub fn assert_cut_does_not_matter<R: Rule>(settings: &str, steps: &[impl Into<Step> + Clone]) {
    let steps: Vec<Step> = steps.iter().cloned().map(Into::into).collect();
    let start = || Harness::<R>::new(settings).unwrap_or_else(|error| panic!("{}", error.message));
    let mut whole = start();
    let expected = whole.run(&steps);
    for (most, between_restarts) in [(1, 1), (1, usize::MAX), (3, 7)] {
        let mut rule = start();
        let mut told = Vec::new();
        for (index, part) in steps.chunks(between_restarts.min(steps.len().max(1))).enumerate() {
            let first = index * between_restarts.min(steps.len());
            told.extend(
                rule.run_cut(part, most).into_iter().map(|Told { step, finding }| Told { step: first + step, finding }),
            );
            rule = rule.restarted(settings).unwrap_or_else(|error| panic!("{}", error.message));
        }
        let how = format!("frames of at most {most}, restarted after every {between_restarts} steps");
        assert_eq!(expected, told, "in whole frames, and in {how}");
        let same = whole.snapshot() == rule.snapshot();
        assert!(same, "the state depends on frames or restarts: it differs with {how}");
    }
}
