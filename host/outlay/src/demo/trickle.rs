//! While the demo is served, Harbourline goes on.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use outlay_api::Host;
use outlay_domain::{Clock, Timestamp};

use super::bills::Books;
use super::calendar::HOUR;
use super::clock::StoryClock;
use super::fill::post;
use super::keys::Keys;
use super::office::Office;
use super::pulse;
use super::traffic::Traffic;

const EVERY: Duration = Duration::from_millis(400);

pub(crate) struct Trickle {
    pub(crate) clock: Arc<StoryClock>,
    pub(crate) keys: Keys,
    pub(crate) traffic: Traffic,
    pub(crate) books: Arc<Books>,
    pub(crate) random: fastrand::Rng,
    /// What was called before then was posted.
    pub(crate) since: Timestamp,
}

impl Trickle {
    /// Runs until the server takes nothing more.
    pub(crate) async fn run(mut self, host: Arc<Host>) {
        let office = Office::of(&host);
        drop(host);
        loop {
            tokio::time::sleep(EVERY).await;
            if let Err(error) = self.go_on(&office).await {
                tracing::debug!(%error, "the demo's calls end");
                return;
            }
        }
    }

    async fn go_on(&mut self, office: &Office) -> Result<()> {
        let now = self.clock.now();
        while self.since < now {
            let hour = Timestamp::from_seconds((self.since.seconds().div_euclid(HOUR) + 1) * HOUR);
            let to = hour.min(now);
            let mut calls = self.traffic.between(self.since, to);
            calls.push(pulse::call(to, &mut self.random));
            self.since = to;
            self.books.count(&calls);
            post(office, &self.keys, calls).await?;
        }
        Ok(())
    }
}
