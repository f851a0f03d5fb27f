//! Keeps to what a provider takes in a minute, over all connections to one account.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

const MOST: usize = 10_000;

/// Connector, request, account.
type Whose<'w> = (&'w str, &'w str, u64);

/// When requests were made, as far as that still matters.
#[derive(Debug)]
pub(crate) struct Paces {
    minute: Duration,
    made: Mutex<HashMap<(String, String, u64), VecDeque<Instant>>>,
    hasher: RandomState,
}

impl Paces {
    pub(crate) fn of(minute: Duration) -> Self {
        Self { minute, made: Mutex::default(), hasher: RandomState::default() }
    }

    /// Tells accounts apart by their credentials. Seeded anew with every process, so that it says nothing about them.
    pub(crate) fn account(&self, secrets: &[String]) -> u64 {
        self.hasher.hash_one(secrets)
    }

    /// Waits for the request's turn.
    pub(crate) async fn wait(&self, whose: Whose<'_>, per_minute: u32) {
        tokio::time::sleep_until(self.turn(whose, per_minute, Instant::now())).await;
    }

    /// When the request may be made. It counts as made then.
    fn turn(&self, (connector, request, account): Whose<'_>, per_minute: u32, now: Instant) -> Instant {
        let mut all = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, made| made.back().is_some_and(|last| *last + self.minute > now));
        }
        let made = all.entry((connector.to_owned(), request.to_owned(), account)).or_default();
        made.retain(|time| *time + self.minute > now);
        // So many requests ago there must be a minute.
        let before = made.len().checked_sub(per_minute.max(1) as usize).and_then(|index| made.get(index));
        let turn = before.map_or(now, |before| (*before + self.minute).max(now));
        made.push_back(turn);
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn no_minute_has_more_requests_than_the_provider_takes() {
        let paces = Paces::of(MINUTE);
        let start = Instant::now();
        let turn = |account, after: u64| {
            let now = start + Duration::from_secs(after);
            paces.turn(("azure", "cost", account), 2, now).duration_since(start).as_secs()
        };
        assert_eq!([turn(1, 0), turn(1, 1), turn(1, 2), turn(1, 3), turn(1, 4)], [0, 1, 60, 61, 120]);
        assert_eq!(turn(2, 4), 4, "another account");
        assert_eq!(turn(1, 500), 500);
    }

    #[test]
    fn accounts_are_told_apart_by_their_credentials() {
        let paces = Paces::of(MINUTE);
        let account = |secret: &str| paces.account(&[secret.to_owned()]);
        assert_eq!(account("a"), account("a"));
        assert_ne!(account("a"), account("b"));
    }
}
