//! Why an amount changed. A cause is told only where it explains more than 60 % of the change by itself; else nothing is.

use std::collections::BTreeMap;

use jiff::civil::Date;
use outlay_domain::Timestamp;
use outlay_pricing::BookState;

use super::{Change, OfDay, Time};
use crate::days::utc;
use crate::quantile::median;

/// Of a hundred parts of a change, what a cause must explain more of.
const MOST_OF_IT: i128 = 60;
/// A day stands out that costs more than so many usual ones.
const TIMES_THE_USUAL: i128 = 3;

/// Percents are in tenths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// There were no calls then; the first now was on that day.
    New { day: Date },
    /// There are no calls now; the last then was on that day.
    Gone { day: Date },
    /// One day cost that much, far more than the usual one.
    OneDay { day: Date, of: OfDay },
    /// More or fewer calls at the cost of then.
    Calls { tenths: i128 },
    /// As many calls as now would have cost more or less by so much.
    CostPerCall { tenths: i128 },
    /// The same, since an own price of the model is in force.
    Price { day: Date, tenths: i128 },
}

pub(super) fn of(change: &Change, now: Time, then: Time, prices: &[(String, Date)]) -> Option<Cause> {
    let within = |time: Time| change.days.iter().filter(move |(day, _)| contains(time, **day));
    if change.then.events == 0 {
        return within(now).next().map(|(day, _)| Cause::New { day: *day });
    }
    if change.now.events == 0 {
        return within(then).next_back().map(|(day, _)| Cause::Gone { day: *day });
    }
    let amount = change.amount()?.pico();
    one_day(within(now), amount).or_else(|| {
        let (was, is) = (change.then.amount.pico(), change.now.amount.pico());
        let (calls_then, calls) = (i128::from(change.then.events), i128::from(change.now.events));
        let at_the_cost_of_then = was.checked_mul(calls)? / calls_then;
        if explains(at_the_cost_of_then - was, amount) {
            return Some(Cause::Calls { tenths: tenths(calls - calls_then, calls_then)? });
        }
        if !explains(is - at_the_cost_of_then, amount) {
            return None;
        }
        let by_price = change.value.as_deref().filter(|_| change.dimension == "model").and_then(|model| {
            let since =
                prices.iter().filter(|(of, day)| of == model && contains(now, *day)).map(|(_, day)| *day).max()?;
            let tenths = difference_since(within(now), since)?;
            (tenths.signum() == amount.signum()).then_some(Cause::Price { day: since, tenths })
        });
        by_price.or_else(|| Some(Cause::CostPerCall { tenths: tenths(is - at_the_cost_of_then, at_the_cost_of_then)? }))
    })
}

/// The days since which own prices of single models are in force.
pub(super) fn price_days(book: &BookState) -> Vec<(String, Date)> {
    let day = |time: Timestamp| Some(utc(jiff::Timestamp::from_microsecond(time.0).ok()?));
    book.prices.iter().filter_map(|price| Some((price.scope.model.clone()?, day(price.from?)?))).collect()
}

/// The dearest day, if it stands out and what it costs beyond the usual day explains the change.
fn one_day<'d>(days: impl Iterator<Item = (&'d Date, &'d OfDay)> + Clone, amount: i128) -> Option<Cause> {
    let usual = median(&days.clone().map(|(_, of)| of.amount).collect::<Vec<_>>())?.pico();
    let (day, of) = days.max_by_key(|(_, of)| of.amount)?;
    let stands_out = of.amount.pico() > usual.max(0).saturating_mul(TIMES_THE_USUAL);
    (stands_out && explains(of.amount.pico() - usual, amount)).then_some(Cause::OneDay { day: *day, of: *of })
}

/// By how much a call costs more from a day on than before it, in tenths of a percent.
fn difference_since<'d>(days: impl Iterator<Item = (&'d Date, &'d OfDay)>, since: Date) -> Option<i128> {
    let mut sides: BTreeMap<bool, OfDay> = BTreeMap::new();
    days.for_each(|(day, of)| sides.entry(*day >= since).or_default().add(*of));
    let (before, after) = (sides.get(&false)?, sides.get(&true)?);
    let as_before = before.amount.pico().checked_mul(after.events.into())? / i128::from(before.events);
    tenths(after.amount.pico() - as_before, as_before).filter(|tenths| *tenths != 0)
}

fn explains(effect: i128, amount: i128) -> bool {
    effect.signum() == amount.signum() && effect.abs().saturating_mul(100) > amount.abs().saturating_mul(MOST_OF_IT)
}

/// Rounded half away from zero; none of nothing.
fn tenths(part: i128, of: i128) -> Option<i128> {
    let doubled = part.checked_mul(2_000)?;
    (of > 0).then(|| (doubled + of * doubled.signum()) / (2 * of))
}

fn contains(time: Time, day: Date) -> bool {
    let (begin, end) = (crate::days::micros(day), crate::days::micros(crate::days::plus(day, 1)));
    begin < time.to.0 && time.from.0 < end
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use outlay_domain::Money;

    use super::*;

    const THEN: [i128; 5] = [10, 10, 10, 10, 10];

    fn time(from: &str, to: &str) -> Time {
        let at = |day: &str| format!("{day}T00:00:00Z").parse().unwrap();
        Time { from: at(from), to: at(to) }
    }

    fn date(day: i8) -> Date {
        jiff::civil::date(2026, 11, day)
    }

    /// Costs and calls of five days from the 1st, and of five from the 11th.
    fn cause(then: &[i128], now: &[i128], calls: (u64, u64), prices: &[(String, Date)]) -> Option<Cause> {
        let mut change = Change {
            dimension: "model",
            value: Some("gpt-5".into()),
            currency: "USD".into(),
            then: OfDay::default(),
            now: OfDay::default(),
            days: BTreeMap::new(),
            cause: None,
        };
        for (amounts, first, events) in [(then, 1, calls.0), (now, 11, calls.1)] {
            for (later, amount) in (0..).zip(amounts) {
                let of = OfDay { events, unpriced: 0, amount: Money::from_pico(amount * 1_000) };
                if first == 1 { &mut change.then } else { &mut change.now }.add(of);
                change.days.insert(date(first + later), of);
            }
        }
        of(&change, time("2026-11-11", "2026-11-16"), time("2026-11-01", "2026-11-06"), prices)
    }

    #[test]
    fn a_cause_explains_most_of_the_change() {
        assert_eq!(cause(&THEN, &[13; 5], (100, 130), &[]), Some(Cause::Calls { tenths: 300 }));
        assert_eq!(cause(&THEN, &[5; 5], (100, 50), &[]), Some(Cause::Calls { tenths: -500 }));
        assert_eq!(cause(&THEN, &[8; 5], (100, 100), &[]), Some(Cause::CostPerCall { tenths: -200 }));
        assert_eq!(cause(&[], &[8; 5], (100, 100), &[]), Some(Cause::New { day: date(11) }));
        assert_eq!(cause(&THEN, &[], (100, 100), &[]), Some(Cause::Gone { day: date(5) }));
        // Half by more calls, half by dearer ones.
        assert_eq!(cause(&THEN, &[20; 5], (100, 142), &[]), None);
    }

    #[test]
    fn a_day_that_stands_out_is_named() {
        let cause = cause(&THEN, &[10, 10, 90, 10, 10], (100, 100), &[]);
        assert!(matches!(cause, Some(Cause::OneDay { day, of }) if day == date(13) && of.amount.pico() == 90_000));
    }

    #[test]
    fn a_price_is_named_where_calls_cost_less_since() {
        let prices = [("gpt-5".to_owned(), date(13))];
        let now = [10, 10, 5, 5, 5];
        assert_eq!(cause(&THEN, &now, (100, 100), &prices), Some(Cause::Price { day: date(13), tenths: -500 }));
        assert_eq!(cause(&THEN, &now, (100, 100), &[]), Some(Cause::CostPerCall { tenths: -300 }));
        assert_eq!(cause(&THEN, &[13; 5], (100, 100), &prices), Some(Cause::CostPerCall { tenths: 300 }));
    }
}
