//! When there was much more to do than usual.

use outlay_domain::Timestamp;

use super::calendar::{Calendar, StoryDay};
use super::workloads::Workload;

#[derive(Debug)]
pub(crate) struct Surge {
    agent: &'static str,
    day: StoryDay,
    /// Hour and minute, and how many minutes it lasts.
    at: (i64, i64),
    minutes: i64,
    /// How many times the usual.
    times: i64,
}

const ALL: &[Surge] = &[
    // A customer's whole archive at once.
    Surge { agent: "contract-digest", day: -2, at: (9, 42), minutes: 16, times: 14 },
    Surge { agent: "claims-extractor", day: 6, at: (16, 4), minutes: 18, times: 16 },
];

impl Surge {
    /// More runs of a weekday, in tenths, at a time.
    pub(crate) fn runs(workload: &Workload, calendar: Calendar, time: Timestamp) -> i64 {
        let is_now = |surge: &&Self| workload.agent == Some(surge.agent) && surge.covers(calendar, time);
        ALL.iter().find(is_now).map_or(0, |surge| workload.runs * (surge.times - 1))
    }

    fn covers(&self, calendar: Calendar, time: Timestamp) -> bool {
        let begin = calendar.at(self.day, self.at.0, self.at.1);
        (begin.seconds()..begin.seconds() + self.minutes * 60).contains(&time.seconds())
    }
}
