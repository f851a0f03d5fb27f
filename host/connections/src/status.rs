//! What the outcome of a sync means for its connection.

use std::time::Duration;

use outlay_control::connections::ConnectionRow;
use outlay_domain::Timestamp;

use crate::schedule::Schedule;
use crate::trouble::{Kind, Trouble};

/// How a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Saved; nothing was read yet.
    Pending,
    /// The credentials work and the provider is read.
    Connected,
    /// Nothing was read lately, or nothing will be until a person does something.
    Disconnected,
}

impl Status {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
        }
    }

    pub(crate) fn of(row: &ConnectionRow) -> Self {
        [Self::Connected, Self::Disconnected]
            .into_iter()
            .find(|status| status.as_str() == row.status)
            .unwrap_or(Self::Pending)
    }
}

/// How a sync ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The first trouble that a stream had.
    pub(crate) trouble: Option<Trouble>,
    /// Some stream was read, or need not be now.
    pub(crate) has_read: bool,
    /// The trouble is everybody's: what was not read yet was not tried.
    pub(crate) has_ended_early: bool,
}

impl Outcome {
    /// Something was read, and what was not does not stand in the way of the rest.
    pub(crate) fn is_partial(&self) -> bool {
        self.has_read && self.trouble.is_some() && !self.has_ended_early
    }
}

/// So many syncs that fail one after the other disconnect.
const FAILURES: i64 = 3;
const FIRST_WAIT: i64 = 60 * 1_000_000;
const LONGEST_WAIT: i64 = 3_600 * 1_000_000;

/// Writes what a sync's outcome means into the connection's row, the time of the next one included.
pub(crate) fn judge(row: &mut ConnectionRow, outcome: &Outcome, now: Timestamp) {
    let scheduled = Schedule::of(row).and_then(|schedule| schedule.next(now)).map(|time| time.0);
    row.next_sync_at = scheduled;
    let Some(trouble) = &outcome.trouble else {
        connect(row, None, now);
        return;
    };
    if outcome.is_partial() {
        connect(row, Some(trouble.message.clone()), now);
        return;
    }
    row.failures += 1;
    match trouble.kind {
        Kind::Configuration | Kind::Insufficient => disconnect(row, trouble.message.clone()),
        Kind::Passing | Kind::Unexpected => {
            if row.failures >= FAILURES {
                let failures = row.failures;
                disconnect(
                    row,
                    format!("{failures} syncs in a row failed, and it is tried again. {}", trouble.message),
                );
            }
            row.next_sync_at = Some(again(row.failures, trouble.retry_after, scheduled, now));
        }
    }
}

/// How a connection is at a time. One whose last success is older than two intervals of its schedule and the time that
/// its provider takes (`lateness`, seconds) has lost its connection, whatever was written down.
pub(crate) fn at(row: &ConnectionRow, lateness: u32, now: Timestamp) -> (Status, Option<String>) {
    let status = Status::of(row);
    if status != Status::Connected || !is_stale(row, lateness, now) {
        return (status, row.reason.clone());
    }
    let since = row.last_success_at.map_or_else(String::new, |since| format!(" since {}", plain(Timestamp(since))));
    let reason = format!("Nothing was read{since}: no sync has ended well. Sync now, or look at what its syncs say.");
    (Status::Disconnected, Some(reason))
}

fn is_stale(row: &ConnectionRow, lateness: u32, now: Timestamp) -> bool {
    let (Some(last), Some(schedule)) = (row.last_success_at, Schedule::of(row)) else { return false };
    let second = schedule.next(Timestamp(last)).and_then(|first| schedule.next(first));
    second.is_some_and(|second| now.seconds() > second.seconds() + i64::from(lateness))
}

/// As `2026-11-23 13:17 UTC`.
fn plain(time: Timestamp) -> String {
    let text = time.to_string();
    text.get(..16).map_or_else(|| text.clone(), |minute| format!("{} UTC", minute.replace('T', " ")))
}

fn connect(row: &mut ConnectionRow, warning: Option<String>, now: Timestamp) {
    row.status = Status::Connected.as_str().to_owned();
    row.reason = None;
    row.warning = warning;
    row.failures = 0;
    row.last_success_at = Some(now.0);
}

pub(crate) fn disconnect(row: &mut ConnectionRow, reason: String) {
    row.status = Status::Disconnected.as_str().to_owned();
    row.reason = Some(reason);
}

/// Passing trouble is tried again before the schedule says, but never before the provider does.
fn again(failures: i64, retry_after: Option<Duration>, scheduled: Option<i64>, now: Timestamp) -> i64 {
    let doublings = u32::try_from(failures - 1).unwrap_or(0).min(10);
    let wait = (FIRST_WAIT << doublings).min(LONGEST_WAIT);
    let asked = retry_after.map_or(0, |wait| i64::try_from(wait.as_micros()).unwrap_or(LONGEST_WAIT));
    let soon = now.0 + wait;
    scheduled.map_or(soon, |scheduled| scheduled.min(soon)).max(now.0.saturating_add(asked))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn row(status: Status) -> ConnectionRow {
        ConnectionRow {
            id: "1".into(),
            team: "default".into(),
            connector: "openai".into(),
            name: "OpenAI".into(),
            settings: "{}".into(),
            schedule: "17 * * * *".into(),
            zone: "UTC".into(),
            jitter: 0,
            allow_private: false,
            endpoints: "{}".to_owned(),
            granted: "[]".to_owned(),
            created_at: time("2026-11-20T00:00:00Z").0,
            created_by: "Ada".into(),
            status: status.as_str().into(),
            reason: None,
            warning: None,
            account: None,
            last_success_at: Some(time("2026-11-23T13:17:00Z").0),
            failures: 0,
            next_sync_at: None,
            back_to: None,
            counts_towards_total: None,
        }
    }

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn trouble(kind: Kind) -> Option<Trouble> {
        Some(Trouble { kind, code: "x", message: "It does not work.".into(), retry_after: None })
    }

    fn after(status: Status, trouble: Option<Trouble>, has_read: bool, now: &str) -> ConnectionRow {
        let mut row = row(status);
        judge(&mut row, &Outcome { trouble, has_read, has_ended_early: false }, time(now));
        row
    }

    const NOW: &str = "2026-11-23T14:17:30Z";

    #[test]
    fn success_connects() {
        for status in [Status::Pending, Status::Connected, Status::Disconnected] {
            let row = after(status, None, true, NOW);
            assert_eq!((Status::of(&row), row.reason.as_deref(), row.failures), (Status::Connected, None, 0));
            assert_eq!(row.last_success_at, Some(time(NOW).0));
            assert_eq!(row.next_sync_at, Some(time("2026-11-23T15:17:00Z").0));
        }
    }

    #[test]
    fn what_a_person_must_mend_disconnects_with_the_reason() {
        for kind in [Kind::Configuration, Kind::Insufficient] {
            let row = after(Status::Connected, trouble(kind), false, NOW);
            assert_eq!((Status::of(&row), row.reason.as_deref()), (Status::Disconnected, Some("It does not work.")));
            assert_eq!(
                row.next_sync_at,
                Some(time("2026-11-23T15:17:00Z").0),
                "tried again: it may be mended elsewhere"
            );
        }
        let partly = after(Status::Pending, trouble(Kind::Insufficient), true, NOW);
        assert_eq!(Status::of(&partly), Status::Connected, "one stream is refused, the others are read");
        assert_eq!((partly.warning.as_deref(), partly.reason), (Some("It does not work."), None));
    }

    #[test]
    fn three_failures_in_a_row_disconnect() {
        let mut row = super::tests::row(Status::Connected);
        let outcome = Outcome { trouble: trouble(Kind::Passing), has_read: true, has_ended_early: true };
        judge(&mut row, &outcome, time(NOW));
        assert_eq!((Status::of(&row), row.failures), (Status::Connected, 1));
        assert_eq!(row.next_sync_at, Some(time("2026-11-23T14:18:30Z").0), "a minute later");
        judge(&mut row, &outcome, time("2026-11-23T14:18:30Z"));
        assert_eq!((Status::of(&row), row.next_sync_at), (Status::Connected, Some(time("2026-11-23T14:20:30Z").0)));
        judge(&mut row, &outcome, time("2026-11-23T14:20:30Z"));
        assert_eq!(Status::of(&row), Status::Disconnected);
        assert!(row.reason.as_deref().unwrap().starts_with("3 syncs in a row failed"));
        judge(&mut row, &Outcome { has_read: true, ..Outcome::default() }, time("2026-11-23T14:24:30Z"));
        assert_eq!((Status::of(&row), row.reason, row.failures), (Status::Connected, None, 0));
        assert_eq!(Status::of(&after(Status::Pending, trouble(Kind::Unexpected), false, NOW)), Status::Pending);
    }

    #[test]
    fn what_is_too_old_is_disconnected() {
        let connected = row(Status::Connected);
        let check = |now: &str, lateness: u32, expected: Status| {
            let (status, reason) = at(&connected, lateness, time(now));
            assert_eq!((status, reason.is_some()), (expected, expected == Status::Disconnected), "{now}");
        };
        check("2026-11-23T15:17:00Z", 0, Status::Connected);
        check("2026-11-23T15:17:01Z", 0, Status::Disconnected);
        check("2026-11-23T16:17:00Z", 3_600, Status::Connected);
        check("2026-11-23T16:17:01Z", 3_600, Status::Disconnected);
        let (_, reason) = at(&connected, 0, time("2026-11-24T00:00:00Z"));
        assert!(reason.unwrap().contains("since 2026-11-23 13:17 UTC"));
        assert_eq!(at(&row(Status::Pending), 0, time("2026-12-24T00:00:00Z")), (Status::Pending, None));
    }

    #[test]
    fn the_provider_says_when() {
        let waiting =
            trouble(Kind::Passing).map(|trouble| Trouble { retry_after: Some(Duration::from_secs(7_200)), ..trouble });
        let row = after(Status::Connected, waiting, false, NOW);
        assert_eq!(row.next_sync_at, Some(time("2026-11-23T16:17:30Z").0));
    }
}
