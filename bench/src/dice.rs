//! Pseudo-random numbers that are the same for ever, whatever version of whatever crate is built.

/// A bijection of 64 bits that looks random (the finaliser of SplitMix64): distinct numbers stay distinct.
pub(crate) const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(mixed(seed))
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// One of 0 .. `end`.
    pub(crate) const fn below(&mut self, end: u64) -> u64 {
        // The high half of the product: no division.
        ((self.next() as u128 * end as u128) >> 64) as u64
    }

    /// Mostly small ones of 0 .. `end`, as customers and sizes are.
    pub(crate) const fn skewed_below(&mut self, end: u64) -> u64 {
        let bound = self.below(end) + 1;
        self.below(bound)
    }

    pub(crate) const fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_numbers_within_bounds() {
        let draw = |seed| {
            let mut dice = Dice::new(seed);
            (0..1_000).map(|_| dice.below(10)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert!((0..10).all(|number| draw(1).contains(&number)), "all of 0 .. 10 are drawn");
        assert!(!draw(1).contains(&10));
    }
}
