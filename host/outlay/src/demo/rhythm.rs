//! How much of a day's work falls in which hour, and on which days.

use outlay_domain::Timestamp;

use super::calendar::Calendar;

#[derive(Debug)]
pub(crate) struct Rhythm {
    /// By hour, UTC.
    hours: [i64; 24],
    /// What a day of the weekend has of a weekday, in thousandths.
    weekend: i64,
}

/// People at work, most of them in Europe, some in America.
pub(crate) const OFFICE: Rhythm = Rhythm {
    hours: [9, 8, 8, 8, 10, 18, 38, 62, 78, 84, 82, 74, 70, 80, 84, 78, 66, 48, 32, 22, 16, 12, 10, 9],
    weekend: 400,
};
/// Around the clock.
pub(crate) const STEADY: Rhythm = Rhythm {
    hours: [30, 29, 28, 28, 30, 34, 40, 46, 50, 52, 52, 50, 50, 52, 52, 50, 48, 44, 42, 40, 38, 36, 34, 32],
    weekend: 700,
};
/// What gathers is worked off in the morning and in the afternoon.
pub(crate) const BATCH: Rhythm = Rhythm {
    hours: [14, 12, 12, 14, 22, 60, 92, 90, 74, 62, 50, 46, 44, 50, 62, 70, 68, 54, 34, 24, 18, 16, 14, 14],
    weekend: 450,
};

/// Of [`Rhythm::share`]: a whole weekday.
pub(crate) const WHOLE: i64 = 1_000_000;

impl Rhythm {
    /// How much of a weekday's work falls in the hour of `time`.
    pub(crate) fn share(&self, time: Timestamp) -> i64 {
        let all: i64 = self.hours.iter().sum();
        let of_hour = WHOLE * self.hours[Calendar::hour_of(time)] / all;
        if Calendar::is_weekend(time) { of_hour * self.weekend / 1_000 } else { of_hour }
    }
}
