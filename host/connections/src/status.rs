//! What the outcome of a sync means for its connection.

use std::time::Duration;

use outlay_control::connections::ConnectionRow;
use outlay_domain::Timestamp;

use crate::schedule;
use crate::trouble::{Kind, Trouble};

/// How a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Saved; nothing was read yet.
    Pending,
    /// The credentials work and the provider is read.
    Connected,
    /// Nothing is read until a person does something, or has not been for a day.
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
    /// Some stream was read to its end.
    pub(crate) has_read: bool,
}

/// Trouble that passes disconnects only when it has lasted this long and met so many syncs.
const PATIENCE: i64 = 24 * 3_600 * 1_000_000;
const FAILURES: i64 = 3;
const FIRST_WAIT: i64 = 60 * 1_000_000;
const LONGEST_WAIT: i64 = 3_600 * 1_000_000;

/// Writes what a sync's outcome means into the connection's row, the time of the next one included.
pub(crate) fn judge(row: &mut ConnectionRow, outcome: &Outcome, now: Timestamp) {
    let scheduled = schedule::next(&row.schedule, now).map(|time| time.0);
    row.next_sync_at = scheduled;
    let Some(trouble) = &outcome.trouble else {
        connect(row, now);
        return;
    };
    let needs_a_person = match trouble.kind {
        Kind::Configuration => true,
        // What one stream is refused the others may be granted.
        Kind::Insufficient => !outcome.has_read,
        Kind::Passing | Kind::Unexpected => false,
    };
    if needs_a_person {
        row.failures += 1;
        disconnect(row, trouble.message.clone());
    } else if outcome.has_read && trouble.kind != Kind::Passing {
        // The account works; what did not is shown with the sync.
        connect(row, now);
    } else {
        row.failures += 1;
        let since = row.last_success_at.unwrap_or(row.created_at);
        if row.failures >= FAILURES && now.0 - since >= PATIENCE && Status::of(row) != Status::Disconnected {
            let since = Timestamp::from_seconds(Timestamp(since).seconds())
                .to_string()
                .replace('T', " ")
                .replace(".000000Z", " UTC");
            disconnect(row, format!("Nothing could be read since {since}. {}", trouble.message));
        }
        row.next_sync_at = Some(again(row.failures, trouble.retry_after, scheduled, now));
    }
}

fn connect(row: &mut ConnectionRow, now: Timestamp) {
    row.status = Status::Connected.as_str().to_owned();
    row.reason = None;
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
            allow_private: false,
            created_at: time("2026-11-20T00:00:00Z").0,
            created_by: "Ada".into(),
            status: status.as_str().into(),
            reason: None,
            account: None,
            last_success_at: Some(time("2026-11-23T13:17:00Z").0),
            failures: 0,
            next_sync_at: None,
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
        judge(&mut row, &Outcome { trouble, has_read }, time(now));
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
    }

    #[test]
    fn passing_trouble_keeps_the_status_for_a_day() {
        let row = after(Status::Connected, trouble(Kind::Passing), true, NOW);
        assert_eq!((Status::of(&row), row.failures), (Status::Connected, 1));
        assert_eq!(row.next_sync_at, Some(time("2026-11-23T14:18:30Z").0), "a minute later");
        assert_eq!(Status::of(&after(Status::Pending, trouble(Kind::Unexpected), false, NOW)), Status::Pending);

        let mut long = super::tests::row(Status::Connected);
        long.failures = 7;
        judge(&mut long, &Outcome { trouble: trouble(Kind::Passing), has_read: false }, time("2026-11-24T13:17:00Z"));
        assert_eq!(Status::of(&long), Status::Disconnected);
        assert_eq!(
            long.reason.as_deref(),
            Some("Nothing could be read since 2026-11-23 13:17:00 UTC. It does not work.")
        );
        assert_eq!(long.next_sync_at, Some(time("2026-11-24T14:17:00Z").0));
    }

    #[test]
    fn the_provider_says_when() {
        let waiting =
            trouble(Kind::Passing).map(|trouble| Trouble { retry_after: Some(Duration::from_secs(7_200)), ..trouble });
        let row = after(Status::Connected, waiting, false, NOW);
        assert_eq!(row.next_sync_at, Some(time("2026-11-23T16:17:30Z").0));
    }
}
