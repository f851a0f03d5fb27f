mod crowded;

use std::time::Duration;

use super::*;
use crate::testing::moment;
use crate::{Decimal, Timestamp, state};

const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3600 * SECOND;
const DAY: i64 = 24 * HOUR;

fn at(seconds: i64) -> Timestamp {
    Timestamp(seconds * SECOND)
}

/// As if the rule had been restarted.
fn restarted<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    state::load(&state::save(value)).unwrap()
}

#[test]
fn a_rolling_window_forgets_slice_by_slice() {
    let minute = RollingPeriod::new(Duration::from_secs(60), 60);
    let mut window = Rolling::<Spread>::default();
    window.at(minute, at(100)).add(5.into());
    window.at(minute, at(100)).add(7.into());
    window.at(minute, at(130)).add(Decimal::from(-2));
    let seen = |window: &mut Rolling<Spread>, now| {
        let spread = window.total(minute, at(now));
        let total = spread.total();
        let number = |decimal: Option<Decimal>| decimal.map_or("-".into(), |decimal| decimal.to_string());
        format!(
            "{} {} {} {} {}",
            total.sum(),
            total.count(),
            number(spread.min()),
            number(spread.max()),
            number(total.average())
        )
    };
    assert_eq!(seen(&mut window, 130), "10 3 -2 7 3.333333333333");
    assert_eq!(seen(&mut window, 159), "10 3 -2 7 3.333333333333");
    assert_eq!(seen(&mut restarted(&window), 159), "10 3 -2 7 3.333333333333");
    assert_eq!(seen(&mut window, 160), "-2 1 -2 -2 -2", "a minute after the first");
    assert_eq!(seen(&mut window, 189), "-2 1 -2 -2 -2");
    assert_eq!(seen(&mut window, 190), "0 0 - - -");
    assert!(window.is_empty());
    assert_eq!(seen(&mut window, 100), "0 0 - - -", "what is forgotten does not come back");
}

/// Recounts everything each time.
#[test]
fn a_rolling_window_is_what_a_recount_says() {
    let periods = [(60, 60), (60, 7), (300, 20), (10, 60), (86_400, 60)];
    let mut dice = 7_u64;
    let mut roll = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((dice >> 33) % sides).unwrap()
    };
    for (length, slices) in periods {
        let period = RollingPeriod::new(Duration::from_secs(length), slices);
        let length = i64::try_from(length).unwrap();
        let slice = (length * SECOND / i64::from(slices)).max(SECOND);
        let count = length * SECOND / slice;
        let (mut window, mut all, mut now) = (Rolling::<Spread>::default(), Vec::new(), 1_000);
        for _ in 0..400 {
            now += roll(length.unsigned_abs() / 8 + 2);
            let then = now - if roll(3) == 0 { roll(length.unsigned_abs() + 5) } else { 0 };
            let amount = Decimal::from(roll(1000) - 300);
            let is_in = |then: i64| (then * SECOND).div_euclid(slice) > (now * SECOND).div_euclid(slice) - count;
            let tally = window.at_earlier(period, at(now), at(then));
            assert_eq!(tally.is_some(), is_in(then));
            if let Some(tally) = tally {
                tally.add(amount);
                all.push((then, amount));
            }
            let inside = all.iter().filter(|(then, _)| is_in(*then)).map(|(_, amount)| *amount);
            let total = window.total(period, at(now));
            assert_eq!(total.total().sum(), inside.clone().sum());
            assert_eq!(total.total().count(), inside.clone().count() as i64);
            assert_eq!((total.min(), total.max()), (inside.clone().min(), inside.max()));
            if roll(5) == 0 {
                window = restarted(&window);
            }
        }
    }
}

#[test]
fn a_slice_is_never_shorter_than_a_second() {
    let minute = RollingPeriod::new(Duration::from_secs(60), 1_000_000);
    assert_eq!(minute, RollingPeriod::new(Duration::from_secs(60), 60));
}

fn days() -> Cut {
    Cut::calendar(CalendarPeriod::Day)
}

/// The day that an event counts in, told by its number.
fn day_of(calendar: &mut Calendar, now: i64, then: i64) -> Option<i64> {
    let is_future = then - now > DAY;
    let start = moment(Timestamp(then)).day;
    *calendar = restarted(calendar);
    calendar.event(days(), Timestamp(now), start, is_future).map(|start| start.0 / DAY)
}

#[test]
fn late_events_count_in_their_own_day_for_an_hour() {
    let mut calendar = Calendar::default();
    assert_eq!(day_of(&mut calendar, 5 * DAY, 5 * DAY), Some(5));
    calendar.tick(days(), &moment(Timestamp(6 * DAY + 10 * SECOND)));
    assert_eq!(calendar.current(), Some(Timestamp(6 * DAY)));
    assert_eq!(day_of(&mut calendar, 6 * DAY + HOUR - 1, 6 * DAY - 1), Some(5));
    assert_eq!(calendar.last_final(days(), Timestamp(6 * DAY + HOUR - 1)), None);
    assert_eq!(day_of(&mut calendar, 6 * DAY + HOUR, 6 * DAY - 1), None);
    assert_eq!(calendar.last_final(days(), Timestamp(6 * DAY + HOUR)), Some(Timestamp(5 * DAY)));
    assert_eq!(day_of(&mut calendar, 6 * DAY + 2 * HOUR, 2 * DAY), None, "long gone");
    assert_eq!((calendar.late(), calendar.future()), (2, 0));
}

#[test]
fn events_ahead_wait_for_their_day() {
    let mut calendar = Calendar::default();
    let now = 5 * DAY + 20 * HOUR;
    assert_eq!(day_of(&mut calendar, now, now), Some(5));
    assert_eq!(day_of(&mut calendar, now, now + 10 * HOUR), Some(6));
    assert_eq!(calendar.current(), Some(Timestamp(5 * DAY)));
    assert_eq!(day_of(&mut calendar, now, now + DAY + 1), None, "flagged as future");
    assert_eq!(calendar.future(), 1);
    // The clock gets there with an event of the day before.
    assert_eq!(day_of(&mut calendar, 6 * DAY + 1, 6 * DAY - 1), Some(5));
    assert_eq!(calendar.current(), Some(Timestamp(6 * DAY)));
    for year in 0..20 {
        let start = moment(Timestamp(now + year * 365 * DAY)).day;
        calendar.event(days(), Timestamp(now), start, false);
    }
    assert!(state::save(&calendar).len() < 400, "however far ahead clocks are");
}

#[test]
fn periods_are_neighbours_only_if_nothing_lies_between() {
    let mut calendar = Calendar::default();
    for day in [5, 6, 9] {
        calendar.tick(days(), &moment(Timestamp(day * DAY)));
    }
    let start = |day: i64| Timestamp(day * DAY);
    assert_eq!(calendar.before(days(), start(6)), Some(start(5)));
    assert_eq!(calendar.before(days(), start(9)), None);
    assert_eq!((calendar.end(days(), start(5)), calendar.end(days(), start(6))), (Some(start(6)), None));
    assert_eq!(calendar.end(days(), start(9)), None, "it has not ended");
}

#[test]
fn periods_of_equal_length_are_never_late() {
    let cut = Cut::length(300 * SECOND);
    let mut calendar = Calendar::default();
    let start = Calendar::start_of(cut, at(1_000)).unwrap();
    assert_eq!(start, at(900));
    assert_eq!(calendar.event(cut, at(1_000), start, false), Some(at(900)));
    calendar.tick(cut, &moment(at(1_199)));
    assert_eq!(calendar.last_final(cut, at(1_199)), None);
    calendar.tick(cut, &moment(at(1_200)));
    assert_eq!(calendar.last_final(cut, at(1_200)), Some(at(900)));
    calendar.tick(cut, &moment(at(1_500)));
    assert_eq!(calendar.before(cut, at(1_200)), Some(at(900)));
}

#[test]
fn what_is_remembered_of_a_calendar_does_not_grow() {
    let mut calendar = Calendar::default();
    for hour in 0..24 * 400 {
        calendar.tick(days(), &moment(Timestamp(hour * HOUR)));
        assert!(state::save(&calendar).len() < 200);
    }
}

#[test]
fn the_group_used_longest_ago_makes_room() {
    let period = RollingPeriod::new(Duration::from_secs(3600), 60);
    let mut groups = Groups::<Rolling<Total>>::default().within(3, 900_000);
    let use_one = |groups: &mut Groups<Rolling<Total>>, key: &str| {
        let place = groups.place(key, Rolling::default);
        let changed = groups.change(place, |_, window| window.at(period, at(1)).add(1.into()));
        changed.dropped.into_iter().map(|(key, _)| key.into()).collect::<Vec<String>>()
    };
    for key in ["a", "b", "c", "a"] {
        assert!(use_one(&mut groups, key).is_empty());
    }
    let mut groups = restarted(&groups).within(3, 900_000);
    assert_eq!(use_one(&mut groups, "d"), ["b"]);
    assert_eq!(use_one(&mut groups, "e"), ["c"]);
    assert_eq!((groups.len(), groups.dropped()), (3, 2));
    assert_eq!(groups.keys().collect::<Vec<_>>(), ["a", "d", "e"]);
    groups.retain(|key, _| key != "d");
    assert!(use_one(&mut groups, "f").is_empty(), "there is room again");
    assert_eq!(groups.get("a").map(|window| window.clone().total(period, at(1)).sum()), Some(2.into()));
    assert_eq!(groups.get("d"), None);
}

/// Names that are long, hostile, and many; sums that are as large as they get.
#[test]
fn groups_stay_under_a_mebibyte_whatever_comes() {
    let period = RollingPeriod::new(Duration::from_secs(3600), 60);
    let name = |n: i64| match n % 3 {
        0 => format!("customer-{n}"),
        1 => format!("{n}{}", "\u{1}\"\\".repeat(80)),
        _ => format!("{n}{}", "ü".repeat(255)),
    };
    let mut groups = Groups::<Rolling<Spread>>::default();
    let (mut most, mut largest) = (0, 0);
    for n in 0..60_000_i64 {
        let place = groups.place(&name(n % 17_000), Rolling::default);
        let amount =
            if n % 2 == 0 { Decimal::from_pico(i128::MAX / 5) } else { Decimal::from_pico(-(n as i128).pow(4)) };
        groups.change(place, |_, window| window.at(period, at(n / 3)).add(amount));
        if n % 5_000 == 4_999 {
            most = most.max(groups.len());
            largest = largest.max(state::save(&groups).len());
        }
    }
    assert!(largest < 950_000, "{largest} bytes with {most} groups");
    assert!(groups.dropped() > 0);
    let again = restarted(&groups);
    assert_eq!(state::save(&again), state::save(&groups));
    // In memory: a slice takes less than four times its JSON form, a group a few hundred bytes.
    assert!(std::mem::size_of::<(i64, Spread)>() <= 96);
}

#[test]
fn small_groups_reach_their_number() {
    let mut groups = Groups::<Periods<Total>>::default();
    for n in 0..12_000 {
        let place = groups.place(&format!("customer-{n}"), Periods::default);
        groups.change(place, |_, periods| periods.at(at(1_790_000_000)).add("0.0125".parse().unwrap()));
    }
    assert_eq!((groups.len(), groups.dropped()), (10_000, 2_000));
    assert!(state::save(&groups).len() < 900_000);
}
