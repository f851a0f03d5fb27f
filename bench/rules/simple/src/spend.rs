//! What the measured rule does, wherever it runs: in the server, as a closure, as a plug-in of another host.

/// Says once when the calls of all agents but one have come to more than a limit: each call is compared and counted.
#[derive(Debug, Clone, Default)]
pub struct Spend {
    /// Both in 10⁻¹² of the currency.
    pub limit: i128,
    pub sum: i128,
    pub has_fired: bool,
}

impl Spend {
    pub fn of(limit: i128) -> Self {
        Self { limit, sum: 0, has_fired: false }
    }

    /// Takes a call; whether the limit is exceeded for the first time. An unknown cost adds nothing.
    #[inline]
    pub fn take(&mut self, is_left_out: bool, cost: Option<i128>) -> bool {
        if is_left_out {
            return false;
        }
        self.sum += cost.unwrap_or_default();
        let fires = self.sum > self.limit && !self.has_fired;
        self.has_fired |= fires;
        fires
    }
}
