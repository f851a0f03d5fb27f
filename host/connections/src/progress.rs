//! How far a sync is.

use outlay_control::syncs::SyncRow;

use crate::windows::Windows;

const DAY: i64 = 86_400;

/// All streams together.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    seconds_done: i64,
    seconds_total: i64,
    windows_done: usize,
    windows_total: usize,
    /// Those of the stream that reaches furthest.
    days: i64,
}

impl Progress {
    pub(crate) fn of<'w>(streams: impl Iterator<Item = &'w Windows>) -> Self {
        let mut progress = Self::default();
        for windows in streams {
            progress.seconds_total += windows.seconds();
            progress.windows_total += windows.len();
            progress.days = progress.days.max((windows.seconds() + DAY - 1) / DAY);
        }
        progress
    }

    /// A window of this length is done, and what is left of its stream is cut into so many more than before.
    pub(crate) fn add(&mut self, seconds: i64, more: isize) {
        self.seconds_done += seconds;
        self.windows_done += 1;
        self.windows_total = self.windows_total.saturating_add_signed(more);
    }

    /// So much will not be read.
    pub(crate) fn skip(&mut self, seconds: i64, windows: usize) {
        self.seconds_total -= seconds;
        self.windows_total -= windows;
    }

    pub(crate) fn note(&self, sync: &mut SyncRow, requests: u64) {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        (sync.windows_done, sync.windows_total) = (count(self.windows_done), count(self.windows_total));
        sync.days_total = self.days;
        sync.days_done = if self.seconds_total > 0 { self.days * self.seconds_done / self.seconds_total } else { 0 };
        sync.requests = i64::try_from(requests).unwrap_or(i64::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_furthest_stream_and_done_when_all_are() {
        let mut progress = Progress { seconds_total: 40 * DAY, windows_total: 4, days: 30, ..Progress::default() };
        let noted = |progress: &Progress| {
            let mut sync = crate::scheduler::new_sync("s".to_owned(), "c", "openai", 0);
            progress.note(&mut sync, 3);
            (sync.days_done, sync.days_total, sync.windows_done, sync.windows_total)
        };
        assert_eq!(noted(&progress), (0, 30, 0, 4));
        progress.add(10 * DAY, 2);
        assert_eq!(noted(&progress), (7, 30, 1, 6));
        progress.skip(10 * DAY, 2);
        progress.add(20 * DAY, 0);
        assert_eq!(noted(&progress), (30, 30, 2, 4));
    }
}
