//! What is remembered from one sync to the next: the last balance, and what was spent lately.
//!
//! A window takes the place of what it said before, and the hour of the last sync is part of the next window again:
//! what was told of it has to be told again.

use outlay_connector::time::DAY;
use outlay_connector::{Error, Failure, error};
use serde::{Deserialize, Serialize};

use crate::account::Info;
use crate::spend::{Balance, Spent, between};

/// Much longer than windows overlap.
const KEPT: i64 = 48 * 3_600;
const MOST: usize = 300;

/// A time between two syncs in which something was spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Interval {
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) cost: String,
    pub(crate) credits: Option<u64>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Memory {
    at: i64,
    account: Option<String>,
    usd: String,
    used: Option<u64>,
    available: Option<u64>,
    pub(crate) intervals: Vec<Interval>,
}

impl Memory {
    /// None of what another version wrote: it begins anew.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Error> {
        serde_json::to_vec(self).map_err(|problem| error(Failure::Unexpected, problem.to_string()))
    }

    /// With the balance that the account has now. What was spent counts from the last sync on, but not before
    /// `earliest`, where the window begins.
    pub(crate) fn after(before: Option<Self>, info: Info, now: i64, earliest: i64) -> Self {
        let Info { id: account, balance, .. } = info;
        let mut intervals = vec![];
        let is_same = |before: &Self| before.account.is_none() || account.is_none() || before.account == account;
        if let Some(before) = before.filter(is_same) {
            // Within one second nothing can be told apart; the next sync will.
            if now <= before.at {
                return before;
            }
            let spent = before.balance().and_then(|earlier| between(&earlier, &balance));
            intervals = before.intervals;
            if let Some(spent) = spent {
                intervals.extend(by_day(spent, before.at.max(earliest), now));
            }
            // However long ago it was: what this window takes the place of is told again.
            intervals.retain(|interval| interval.start >= earliest || interval.end > now - KEPT);
            intervals.drain(..intervals.len().saturating_sub(MOST));
        }
        let Balance { usd, used, available } = balance;
        Self { at: now, account, usd: usd.into_string(), used, available, intervals }
    }

    fn balance(&self) -> Option<Balance> {
        Some(Balance { usd: self.usd.parse().ok()?, used: self.used, available: self.available })
    }
}

/// Each day (UTC) has its share of what was spent in a time, so that no interval lies in two days.
fn by_day(spent: Spent, start: i64, end: i64) -> Vec<Interval> {
    let midnights = (start.div_euclid(DAY) + 1..=(end - 1).div_euclid(DAY)).map(|day| day * DAY);
    let mut ends: Vec<i64> = midnights.chain([end]).collect();
    let starts = [start].into_iter().chain(ends.iter().copied());
    let lengths: Vec<u64> = starts.zip(&ends).map(|(start, end)| end.abs_diff(start)).collect();
    let parts = spent.shared(&lengths).unwrap_or_else(|| {
        ends = vec![end];
        vec![spent]
    });
    let mut start = start;
    let interval = |(end, Spent { cost, credits })| {
        let start = std::mem::replace(&mut start, end);
        Interval { start, end, cost: cost.into_string(), credits }
    };
    ends.into_iter().zip(parts).map(interval).collect()
}
