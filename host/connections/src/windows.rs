//! Which windows a sync reads.
//!
//! What was read of a stream is one span without gaps, because windows are read in order. A sync goes on from its end,
//! and before that reads again what was not settled when it was read: buckets that were younger than the stream's
//! re-read and lateness; once a day, those of its deep re-read. A back-fill then goes on before the span, the newest
//! window first, so that the span stays whole.

use std::collections::VecDeque;

use outlay_sandbox::connector::{StreamInfo, Window};

use crate::grid::Grid;

const DAY: i64 = 86_400;
/// A window that has more records than this is followed by shorter ones: a window is held in memory until it is whole.
const MANY_RECORDS: usize = 20_000;

/// Half-open, seconds since 1970 (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: i64,
    pub(crate) end: i64,
}

impl Span {
    pub(crate) const fn seconds(self) -> i64 {
        self.end - self.start
    }
}

impl From<Span> for Window {
    fn from(span: Span) -> Self {
        Self { start: span.start, end: span.end }
    }
}

/// What was read of a stream.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Known {
    pub(crate) covered: Option<Span>,
    /// When it was read to its end.
    pub(crate) read_at: Option<i64>,
    /// When its corrections were read.
    pub(crate) deep_read_at: Option<i64>,
}

/// What a sync wants.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    pub(crate) now: i64,
    /// How far back a back-fill reaches.
    pub(crate) back_to: Option<i64>,
    /// A person asks: what was read a short while ago is read again.
    pub(crate) is_asked_for: bool,
}

/// The windows of a stream that are still to be read.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    /// In order.
    forward: VecDeque<Span>,
    /// Of a back-fill: the newest first.
    backward: VecDeque<Span>,
    /// The stream's corrections are among them.
    pub(crate) is_deep: bool,
    longest: i64,
    grid: Grid,
}

impl Windows {
    /// The last window ends with the bucket that is open now.
    pub(crate) fn plan(stream: &StreamInfo, known: Known, wish: Wish) -> Self {
        let Wish { now, back_to, is_asked_for } = wish;
        let grid = Grid::of(stream);
        let longest = i64::from(stream.max_window);
        let mut windows = Self { longest, grid, ..Self::default() };
        if is_asked_for || is_due(known.read_at, i64::from(stream.every), now) {
            windows.is_deep = stream.deep_re_read > 0 && is_due(known.deep_read_at, DAY, now);
            let start = match known.covered {
                None => {
                    let first = now - i64::from(stream.backfill);
                    windows.grid.floor(back_to.map_or(first, |back_to| back_to.min(first)))
                }
                Some(covered) => {
                    let again = if windows.is_deep { stream.deep_re_read.max(stream.re_read) } else { stream.re_read };
                    let unsettled = i64::from(again.max(stream.lateness));
                    windows.grid.floor(covered.end.min(now) - unsettled).max(covered.start)
                }
            };
            windows.forward = windows.grid.cut(Span { start, end: windows.grid.ceil(now) }, longest).into();
        }
        if let (Some(back_to), Some(covered)) = (back_to, known.covered) {
            let before = Span { start: windows.grid.floor(back_to), end: covered.start };
            windows.backward = windows.grid.cut(before, longest).into_iter().rev().collect();
        }
        windows
    }

    /// The next window, and whether it belongs to a back-fill.
    pub(crate) fn next(&mut self) -> Option<(Span, bool)> {
        let forward = self.forward.pop_front().map(|span| (span, false));
        forward.or_else(|| self.backward.pop_front().map(|span| (span, true)))
    }

    /// Cuts what is left shorter, if a window of this length had many records.
    pub(crate) fn heed(&mut self, read: Span, records: usize) {
        if records <= MANY_RECORDS {
            return;
        }
        let pieces = i64::try_from(records.div_ceil(MANY_RECORDS)).unwrap_or(i64::MAX);
        let shorter = read.seconds() / pieces;
        if shorter < self.longest {
            self.longest = shorter;
            let Self { forward, backward, grid, .. } = self;
            *forward = forward.iter().flat_map(|span| grid.cut(*span, shorter)).collect();
            *backward = backward.iter().flat_map(|span| grid.cut(*span, shorter).into_iter().rev()).collect();
        }
    }

    /// Whether something is left besides a back-fill.
    pub(crate) fn has_forward(&self) -> bool {
        !self.forward.is_empty()
    }

    pub(crate) fn give_up_back_fill(&mut self) {
        self.backward.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.forward.len() + self.backward.len()
    }

    /// How much is left, in seconds.
    pub(crate) fn seconds(&self) -> i64 {
        self.forward.iter().chain(&self.backward).map(|span| span.seconds()).sum()
    }
}

/// Whether what was read last at a time is to be read again. A sync that comes a little sooner after one that came late
/// counts: else a stream that is read as often as its schedule says would miss every second time.
pub(crate) fn is_due(last: Option<i64>, every: i64, now: i64) -> bool {
    last.is_none_or(|last| now - last >= every - every / 10)
}

/// What is covered after a window was read at `now`: of the bucket that is open, only what has passed.
pub(crate) fn extend(covered: Option<Span>, window: Span, now: i64) -> Span {
    let end = window.end.min(now);
    match covered {
        // A clock that went back must not hide what was read.
        Some(covered) => Span { start: covered.start.min(window.start), end: covered.end.max(end) },
        None => Span { start: window.start, end: end.max(window.start) },
    }
}

#[cfg(test)]
mod tests {
    use outlay_sandbox::connector::StreamKind;

    use super::*;

    const TODAY: i64 = 20_780 * DAY;
    const NOON: i64 = TODAY + DAY / 2;

    fn stream() -> StreamInfo {
        let days = |days: u32| days * 86_400;
        StreamInfo {
            id: "usage".into(),
            kind: StreamKind::Usage,
            title: "Usage".into(),
            step: days(1),
            re_read: days(3),
            deep_re_read: 0,
            every: 0,
            max_window: days(31),
            lateness: 3_600,
            backfill: days(93),
            zone: "UTC".into(),
        }
    }

    fn wish(now: i64) -> Wish {
        Wish { now, back_to: None, is_asked_for: false }
    }

    fn covered(start: i64, end: i64) -> Known {
        Known { covered: Some(Span { start, end }), ..Known::default() }
    }

    /// In days from today.
    fn days(mut windows: Windows) -> Vec<(i64, i64)> {
        let mut days = vec![];
        while let Some((span, _)) = windows.next() {
            days.push(((span.start - TODAY) / DAY, (span.end - TODAY) / DAY));
        }
        days
    }

    fn planned(known: Known, now: i64) -> Vec<(i64, i64)> {
        days(Windows::plan(&stream(), known, wish(now)))
    }

    #[test]
    fn the_first_sync_reaches_back_and_is_cut() {
        assert_eq!(planned(Known::default(), NOON), [(-93, -62), (-62, -31), (-31, 0), (0, 1)]);
        let at_midnight = planned(Known::default(), TODAY);
        assert_eq!(at_midnight, [(-93, -62), (-62, -31), (-31, 0)], "no bucket is open at midnight");
    }

    #[test]
    fn later_syncs_read_the_unsettled_again() {
        let start = TODAY - 93 * DAY;
        assert_eq!(planned(covered(start, NOON - 3_600), NOON), [(-3, 1)]);
        assert_eq!(planned(covered(start, TODAY - 40 * DAY), NOON), [(-43, -12), (-12, 1)], "after a long pause");
        assert_eq!(planned(covered(TODAY - DAY, NOON), NOON), [(-1, 1)], "never before what was covered first");
        assert_eq!(planned(covered(start, NOON + 9 * DAY), NOON), [(-3, 1)], "a clock that went back");
    }

    #[test]
    fn corrections_are_read_once_a_day() {
        let corrected = StreamInfo { deep_re_read: 36 * 86_400, ..stream() };
        let known = |deep: Option<i64>| Known { deep_read_at: deep, ..covered(TODAY - 93 * DAY, NOON - 3_600) };
        let check = |deep: Option<i64>, expected: &[(i64, i64)]| {
            assert_eq!(days(Windows::plan(&corrected, known(deep), wish(NOON))), expected, "{deep:?}");
        };
        check(None, &[(-36, -5), (-5, 1)]);
        check(Some(NOON - DAY), &[(-36, -5), (-5, 1)]);
        check(Some(NOON - DAY * 9 / 10 + 1), &[(-3, 1)]);
    }

    #[test]
    fn streams_whose_requests_cost_are_read_less_often() {
        let billed = StreamInfo { every: 21_600, ..stream() };
        let known = |ago: i64| Known { read_at: Some(NOON - ago), ..covered(TODAY - 93 * DAY, NOON - ago) };
        assert_eq!(days(Windows::plan(&billed, known(19_439), wish(NOON))), []);
        assert_eq!(days(Windows::plan(&billed, known(19_440), wish(NOON))), [(-3, 1)], "a little sooner will do");
        let asked = Wish { is_asked_for: true, ..wish(NOON) };
        assert_eq!(days(Windows::plan(&billed, known(60), asked)), [(-3, 1)]);
    }

    #[test]
    fn a_back_fill_goes_on_before_what_is_covered() {
        let back = Wish { back_to: Some(TODAY - 80 * DAY + 5), ..wish(NOON) };
        let planned = |known| days(Windows::plan(&stream(), known, back));
        assert_eq!(planned(covered(TODAY - 30 * DAY, NOON)), [(-3, 1), (-49, -30), (-80, -49)]);
        assert_eq!(planned(covered(TODAY - 90 * DAY, NOON)), [(-3, 1)], "that was read long ago");
        assert_eq!(planned(Known::default()), [(-93, -62), (-62, -31), (-31, 0), (0, 1)], "the first sync reaches it");
        let further = Wish { back_to: Some(TODAY - 100 * DAY), ..wish(NOON) };
        assert_eq!(days(Windows::plan(&stream(), Known::default(), further))[0], (-100, -69));
    }

    #[test]
    fn short_windows_are_whole_buckets() {
        let narrow = StreamInfo { max_window: 86_400 + 5, backfill: 2 * 86_400, ..stream() };
        assert_eq!(days(Windows::plan(&narrow, Known::default(), wish(NOON))), [(-2, -1), (-1, 0), (0, 1)]);
    }

    #[test]
    fn windows_with_many_records_are_followed_by_shorter_ones() {
        let mut windows = Windows::plan(&stream(), Known::default(), wish(NOON));
        let (first, _) = windows.next().unwrap();
        windows.heed(first, MANY_RECORDS);
        assert_eq!(windows.len(), 3);
        windows.heed(first, 3 * MANY_RECORDS);
        assert_eq!(windows.seconds(), 63 * DAY, "nothing is lost");
        assert_eq!(&days(windows)[..4], [(-62, -52), (-52, -42), (-42, -32), (-32, -31)]);
    }

    #[test]
    fn coverage_ends_now() {
        let window = Span { start: TODAY - DAY, end: TODAY + DAY };
        let covered = extend(None, window, NOON);
        assert_eq!(covered, Span { start: TODAY - DAY, end: NOON });
        let more = extend(Some(Span { start: TODAY - 9 * DAY, end: TODAY }), window, NOON);
        assert_eq!(more, Span { start: TODAY - 9 * DAY, end: NOON });
    }
}
