//! Which windows a sync reads.
//!
//! What was read of a stream is one span without gaps, because windows are read in order. A sync goes on from its end,
//! and before that reads again what was not settled when it was read: buckets that were younger than the stream's
//! re-read and lateness; once a day, those of its deep re-read. A back-fill then goes on before the span, the newest
//! window first, so that the span stays whole.

use outlay_sandbox::connector::{StreamInfo, Window};

use crate::grid::Grid;

const DAY: i64 = 86_400;
/// A window is held in memory until it is whole: one with more records than this is followed by shorter ones.
const MANY_RECORDS: usize = 7_500;
/// A stream whose size nobody knows is begun with a window no longer than this; later ones are at most so many times as
/// long as the one before.
const FIRST_WINDOW: i64 = DAY;
const GROWTH: i64 = 8;

/// Half-open, seconds since 1970 (UTC).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
    /// How long windows may be so that they have not too many records, in seconds.
    pub(crate) window_length: Option<i64>,
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

/// Why a window is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It has news.
    New,
    /// The provider may have corrected it.
    Corrections,
    BackFill,
}

/// The windows of a stream that are still to be read.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    /// Read from its start on.
    new: Span,
    /// Before that: read from its end back.
    corrections: Span,
    /// Before what is covered: likewise.
    back_fill: Span,
    length: i64,
    longest: i64,
    grid: Grid,
}

impl Windows {
    /// The last window ends with the bucket that is open now.
    pub(crate) fn plan(stream: &StreamInfo, known: Known, wish: Wish) -> Self {
        let Wish { now, back_to, is_asked_for } = wish;
        let longest = i64::from(stream.max_window);
        // Where each request costs money, few are better than small ones.
        let first = if stream.every > 0 { longest } else { FIRST_WINDOW };
        let length = known.window_length.unwrap_or(first).min(longest);
        let mut windows = Self { length, longest, grid: Grid::of(stream), ..Self::default() };
        if is_asked_for || is_due(known.read_at, i64::from(stream.every), now) {
            let start = match known.covered {
                None => {
                    let first = now - i64::from(stream.backfill);
                    windows.grid.floor(back_to.map_or(first, |back_to| back_to.min(first)))
                }
                Some(covered) => {
                    let before =
                        |seconds: u32| windows.grid.floor(covered.end.min(now) - i64::from(seconds)).max(covered.start);
                    let start = before(stream.re_read.max(stream.lateness));
                    if is_due(known.deep_read_at, DAY, now) {
                        windows.corrections = Span { start: before(stream.deep_re_read).min(start), end: start };
                    }
                    start
                }
            };
            windows.new = Span { start, end: windows.grid.ceil(now) };
        }
        if let (Some(back_to), Some(covered)) = (back_to, known.covered) {
            windows.back_fill = Span { start: windows.grid.floor(back_to), end: covered.start };
        }
        windows
    }

    /// The next window, and why it is read.
    pub(crate) fn next(&mut self) -> Option<(Span, Why)> {
        if let Some(&next) = self.grid.cut(self.new, self.length).first() {
            self.new.start = next.end;
            return Some((next, Why::New));
        }
        for (span, why) in [(&mut self.corrections, Why::Corrections), (&mut self.back_fill, Why::BackFill)] {
            if let Some(&next) = self.grid.cut(*span, self.length).last() {
                span.end = next.start;
                return Some((next, why));
            }
        }
        None
    }

    /// Learns from a window how long the following may be; answers that.
    pub(crate) fn heed(&mut self, read: Span, records: usize) -> i64 {
        let records = i64::try_from(records.max(1)).unwrap_or(i64::MAX);
        let fitting = read.seconds().saturating_mul(MANY_RECORDS as i64) / records;
        self.length = fitting.min(self.length.saturating_mul(GROWTH)).min(self.longest);
        self.length
    }

    /// Whether more is to be read for the same reason.
    pub(crate) fn has_more(&self, why: Why) -> bool {
        let span = match why {
            Why::New => self.new,
            Why::Corrections => self.corrections,
            Why::BackFill => self.back_fill,
        };
        span.seconds() > 0
    }

    /// Leaves out what is to be read for a reason; answers how much that is, in seconds and windows.
    pub(crate) fn give_up(&mut self, why: Why) -> (i64, usize) {
        let (seconds, windows) = (self.seconds(), self.len());
        match why {
            Why::New => self.new = Span::default(),
            Why::Corrections => self.corrections = Span::default(),
            Why::BackFill => self.back_fill = Span::default(),
        }
        (seconds - self.seconds(), windows - self.len())
    }

    /// How many windows are left, as far as can be told.
    pub(crate) fn len(&self) -> usize {
        self.spans().map(|span| self.grid.cut(span, self.length).len()).sum()
    }

    /// How much is left, in seconds.
    pub(crate) fn seconds(&self) -> i64 {
        self.spans().map(|span| span.seconds().max(0)).sum()
    }

    fn spans(&self) -> impl Iterator<Item = Span> {
        [self.new, self.corrections, self.back_fill].into_iter()
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
        Known { covered: Some(Span { start, end }), window_length: Some(31 * DAY), ..Known::default() }
    }

    /// Nothing but that it is a small stream.
    fn never() -> Known {
        Known { window_length: Some(31 * DAY), ..Known::default() }
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
        assert_eq!(planned(never(), NOON), [(-93, -62), (-62, -31), (-31, 0), (0, 1)]);
        let at_midnight = planned(never(), TODAY);
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
        // What is new comes first: a correction that cannot be read must not stand in its way.
        check(None, &[(-3, 1), (-5, -3), (-36, -5)]);
        check(Some(NOON - DAY), &[(-3, 1), (-5, -3), (-36, -5)]);
        check(Some(NOON - DAY * 9 / 10 + 1), &[(-3, 1)]);
        let mut windows = Windows::plan(&corrected, known(None), wish(NOON));
        assert_eq!(windows.next().map(|(_, why)| why), Some(Why::New));
        assert_eq!(windows.next().map(|(_, why)| why), Some(Why::Corrections));
        assert!(!windows.has_more(Why::New) && windows.has_more(Why::Corrections));
        assert_eq!(windows.give_up(Why::Corrections), (31 * DAY, 1));
        assert_eq!(windows.next(), None);
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
        assert_eq!(planned(never()), [(-93, -62), (-62, -31), (-31, 0), (0, 1)], "the first sync reaches it");
        let further = Wish { back_to: Some(TODAY - 100 * DAY), ..wish(NOON) };
        assert_eq!(days(Windows::plan(&stream(), never(), further))[0], (-100, -69));
    }

    #[test]
    fn short_windows_are_whole_buckets() {
        let narrow = StreamInfo { max_window: 86_400 + 5, backfill: 2 * 86_400, ..stream() };
        assert_eq!(days(Windows::plan(&narrow, never(), wish(NOON))), [(-2, -1), (-1, 0), (0, 1)]);
    }

    /// The windows' lengths in days, if a day has so many records.
    fn lengths(known: Known, wish: Wish, a_day: usize) -> Vec<i64> {
        let mut windows = Windows::plan(&stream(), known, wish);
        let total = windows.seconds();
        let mut lengths = vec![];
        while let Some((span, _)) = windows.next() {
            lengths.push(span.seconds() / DAY);
            let length = windows.heed(span, a_day * (span.seconds() / DAY) as usize);
            assert!(windows.seconds() + lengths.iter().sum::<i64>() * DAY == total && length <= 31 * DAY);
        }
        lengths
    }

    #[test]
    fn windows_are_as_long_as_their_records_allow() {
        let first = |a_day| lengths(Known::default(), wish(NOON), a_day);
        assert_eq!(first(0), [1, 8, 31, 31, 23]);
        assert_eq!(first(750), [1, 8, 10, 10, 10, 10, 10, 10, 10, 10, 5]);
        assert_eq!(first(MANY_RECORDS + 1), [1; 94], "a day is not cut");
        let billed = Windows::plan(&StreamInfo { every: 43_200, ..stream() }, Known::default(), wish(NOON));
        assert_eq!(days(billed), [(-93, -62), (-62, -31), (-31, 0), (0, 1)], "each request costs money");
        let known = |days: i64| Known { window_length: Some(days * DAY), ..covered(TODAY - 93 * DAY, NOON) };
        assert_eq!(lengths(known(2), wish(NOON), 3_750), [2, 2], "as was learned before");
        assert_eq!(lengths(known(2), wish(NOON), 10), [2, 2]);
        let back = Wish { back_to: Some(TODAY - 180 * DAY), ..wish(NOON) };
        assert_eq!(lengths(known(31), back, 375), [4, 7, 20, 20, 20, 20]);
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
