//! Which windows a sync reads.
//!
//! What was read of a stream is one span without gaps, because windows are read in order. A sync goes on from its end,
//! and before that reads again what was not settled when it was read: buckets that were younger than the stream's
//! re-read and lateness.

use outlay_sandbox::connector::StreamInfo;

/// Half-open, seconds since 1970 (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: i64,
    pub(crate) end: i64,
}

/// Windows in order, cut at bucket borders; the last one ends with the bucket that is open now.
pub(crate) fn plan(stream: &StreamInfo, covered: Option<Span>, now: i64) -> Vec<Span> {
    let step = i64::from(stream.step.max(1));
    let floor = |time: i64| time.div_euclid(step) * step;
    let end = floor(now + step - 1);
    let mut start = match covered {
        None => floor(now - i64::from(stream.backfill)),
        Some(covered) => {
            let unsettled = i64::from(stream.re_read.max(stream.lateness));
            floor(covered.end.min(now) - unsettled).max(covered.start)
        }
    };
    let longest = (i64::from(stream.max_window) / step).max(1) * step;
    let mut windows = Vec::new();
    while start < end {
        let window = Span { start, end: (start + longest).min(end) };
        start = window.end;
        windows.push(window);
    }
    windows
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

    const DAY: i64 = 86_400;
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

    /// In days from today.
    fn planned(covered: Option<(i64, i64)>, now: i64) -> Vec<(i64, i64)> {
        let covered = covered.map(|(start, end)| Span { start, end });
        let days = |window: Span| ((window.start - TODAY) / DAY, (window.end - TODAY) / DAY);
        plan(&stream(), covered, now).into_iter().map(days).collect()
    }

    #[test]
    fn the_first_sync_reaches_back_and_is_cut() {
        assert_eq!(planned(None, NOON), [(-93, -62), (-62, -31), (-31, 0), (0, 1)]);
        assert_eq!(planned(None, TODAY), [(-93, -62), (-62, -31), (-31, 0)], "no bucket is open at midnight");
    }

    #[test]
    fn later_syncs_read_the_unsettled_again() {
        let start = TODAY - 93 * DAY;
        assert_eq!(planned(Some((start, NOON - 3_600)), NOON), [(-3, 1)]);
        assert_eq!(planned(Some((start, TODAY - 40 * DAY)), NOON), [(-43, -12), (-12, 1)], "after a long pause");
        assert_eq!(planned(Some((TODAY - DAY, NOON)), NOON), [(-1, 1)], "never before what was covered first");
        assert_eq!(planned(Some((start, NOON + 9 * DAY)), NOON), [(-3, 1)], "a clock that went back");
    }

    #[test]
    fn short_windows_are_whole_buckets() {
        let narrow = StreamInfo { max_window: 86_400 + 5, backfill: 2 * 86_400, ..stream() };
        let windows = plan(&narrow, None, NOON);
        assert_eq!(windows.len(), 3);
        assert!(windows.iter().all(|window| window.end - window.start == DAY));
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
