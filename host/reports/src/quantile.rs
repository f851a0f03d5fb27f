//! The middle and the quarters of some amounts.

use outlay_domain::Money;

/// The amount below which so many of `of` lie, by the nearest rank; none without amounts.
fn ranked(amounts: &[Money], nth: usize, of: usize) -> Option<Money> {
    let mut sorted = amounts.to_vec();
    sorted.sort_unstable();
    sorted.get((sorted.len() * nth).div_ceil(of).saturating_sub(1)).copied()
}

/// Of an even number of amounts, the mean of both in the middle, rounded down to the last place.
pub(crate) fn median(amounts: &[Money]) -> Option<Money> {
    let mut sorted = amounts.to_vec();
    sorted.sort_unstable();
    let upper = sorted.get(sorted.len() / 2)?;
    let lower = sorted.get((sorted.len() - 1) / 2)?;
    Some(Money::from_pico((lower.pico() + upper.pico()).div_euclid(2)))
}

pub(crate) fn lower_quarter(amounts: &[Money]) -> Option<Money> {
    ranked(amounts, 1, 4)
}

pub(crate) fn upper_quarter(amounts: &[Money]) -> Option<Money> {
    ranked(amounts, 3, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_quarters_are_amounts_that_were_there() {
        let amounts: Vec<Money> = [5, 1, 4, 2, 3, 90, 6, 7].map(|pico: i128| Money::from_pico(pico * 2)).to_vec();
        let pico = |amount: Option<Money>| amount.map(|amount| amount.pico());
        assert_eq!(pico(median(&amounts)), Some(9));
        assert_eq!(pico(lower_quarter(&amounts)), Some(4));
        assert_eq!(pico(upper_quarter(&amounts)), Some(12));
        assert_eq!((pico(median(&amounts[..3])), pico(median(&[])), pico(upper_quarter(&[]))), (Some(8), None, None));
    }
}
