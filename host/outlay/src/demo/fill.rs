//! Tells the story: moves the clock on, posts what is called meanwhile, lets rules notice that time passes.

use std::sync::Arc;

use anyhow::{Context, Result};
use outlay_api::Host;
use outlay_domain::{Clock, Timestamp};
use outlay_rules::RuleState;
use serde_json::Value;

use super::bills::{Books, Providers};
use super::calendar::{Calendar, HOUR, MINUTE};
use super::call::{Call, Sender};
use super::channels::Channels;
use super::clock::StoryClock;
use super::keys::Keys;
use super::office::Office;
use super::progress::Progress;
use super::script::Act;
use super::traffic::Traffic;
use super::{decisions, images, pace, prices, rules, runaway, script, syncs};

/// The storyteller.
pub(crate) struct Fill<'f> {
    pub(crate) host: Arc<Host>,
    pub(crate) clock: &'f StoryClock,
    pub(crate) calendar: Calendar,
    pub(crate) office: Office,
    pub(crate) password: &'f str,
    /// Where messages to channels go.
    pub(crate) receiver: &'f str,
    pub(crate) providers: &'f Providers,
    /// What the providers count.
    pub(crate) books: &'f Books,
    pub(crate) keys: Keys,
    pub(crate) channels: Option<Channels>,
    pub(crate) traffic: Traffic,
}

impl Fill<'_> {
    /// From the first key to the end of the story.
    pub(crate) async fn tell(&mut self, progress: &mut Progress) -> Result<()> {
        self.traffic.put(runaway::calls(self.calendar));
        self.traffic.put(images::calls(self.calendar));
        let mut acts = script::acts(self.calendar).into_iter().peekable();
        let begin = self.calendar.begin();
        while let Some((time, act)) = acts.next_if(|(time, _)| *time < begin) {
            self.clock.move_to(time);
            self.office.sign_in(self.password).await?;
            self.carry_out(act).await?;
        }
        self.clock.move_to(begin);
        self.office.sign_in(self.password).await?;
        let (mut now, mut due) = (begin, None);
        while now < self.calendar.end() {
            let next_act = acts.peek().map(|(time, _)| *time);
            let ends = [Some(pace::next(self.calendar, now)), next_act, due, Some(self.calendar.end())];
            let to = ends.into_iter().flatten().filter(|end| *end > now).min().unwrap_or(self.calendar.end());
            if self.calendar.day_of(to) != self.calendar.day_of(now) {
                self.office.sign_in(self.password).await?;
            }
            due = self.pass(now, to, progress).await?;
            while let Some((_, act)) = acts.next_if(|(time, _)| *time <= to) {
                self.carry_out(act).await.with_context(|| format!("{act:?}"))?;
            }
            now = to;
        }
        self.wait_for_warehouse().await
    }

    /// What happens from one moment to the next; answers when a message is due.
    async fn pass(&mut self, from: Timestamp, to: Timestamp, progress: &mut Progress) -> Result<Option<Timestamp>> {
        let calls = self.traffic.between(from, to);
        self.clock.move_to(to);
        progress.add(to, calls.len());
        self.books.count(&calls);
        let is_judged = post(&self.office, &self.keys, calls).await?;
        // More often only where something is going on.
        if to.seconds() % HOUR == 0 || to.seconds() - from.seconds() <= MINUTE {
            self.host.rules.tick().await?;
        }
        if !is_judged {
            self.wait_for_rules().await?;
        }
        Ok(self.host.alerts.settle().await?)
    }

    /// Whoever looks first sees all of it.
    async fn wait_for_warehouse(&self) -> Result<()> {
        let last = self.host.ledger.end() - 1;
        self.host.warehouse.watch().wait_for(|applied| *applied >= last).await?;
        Ok(())
    }

    /// A rule that fell behind catches up before the clock goes on: what it finds is of now.
    async fn wait_for_rules(&self) -> Result<()> {
        while self.host.rules.list().await?.iter().any(|rule| rule.state == RuleState::Detached) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        Ok(())
    }

    async fn carry_out(&mut self, act: Act) -> Result<()> {
        let office = &self.office;
        match act {
            Act::MakeKey(key) => self.keys.make(office, key).await,
            Act::UseStaging => self.keys.use_staging(office).await,
            Act::UseNotebook => self.keys.use_notebook(office).await,
            Act::MakeChannels => {
                self.channels = Some(Channels::make(office, self.receiver).await?);
                Ok(())
            }
            Act::MakeRules(lesson) => {
                rules::make(office, self.channels.as_ref().context("channels come first")?, lesson).await
            }
            Act::SetBudget => prices::budget(office).await,
            Act::PriceTools => prices::of_tools(office).await,
            Act::PriceGpt5 => prices::of_gpt_5(office, self.clock.now()).await,
            Act::Connect(account) => syncs::connect(office, self.providers, account).await,
            Act::ReadAll => syncs::read_all(office).await,
            Act::Acknowledge { rule, note } => decisions::acknowledge(office, rule, note).await,
            Act::Resolve { rule, note } => decisions::resolve(office, rule, note).await,
        }
    }
}

/// Each sender posts its own. False if a rule has not judged all of it.
pub(crate) async fn post(office: &Office, keys: &Keys, calls: Vec<Call>) -> Result<bool> {
    let (workers, rest): (Vec<Call>, Vec<Call>) = calls.into_iter().partition(|call| call.sender == Sender::Workers);
    let (laptops, gateway): (Vec<Call>, Vec<Call>) = rest.into_iter().partition(|call| call.sender == Sender::Laptops);
    let of = async |sender, calls: Vec<Call>| post_of(office, keys.of(sender), &calls).await;
    let judged =
        tokio::try_join!(of(Sender::Gateway, gateway), of(Sender::Workers, workers), of(Sender::Laptops, laptops),)?;
    Ok(judged == (true, true, true))
}

async fn post_of(office: &Office, key: &str, calls: &[Call]) -> Result<bool> {
    if calls.is_empty() {
        return Ok(true);
    }
    let answer = office.post_as(key, "/v1/events", serde_json::to_vec(calls)?).await?;
    anyhow::ensure!(answer["rejected"] == 0, "an event was rejected: {}", first_error(&answer));
    Ok(answer["verdict"] == "complete")
}

fn first_error(answer: &Value) -> &Value {
    let results = answer["results"].as_array().into_iter().flatten();
    results.map(|result| &result["error"]).find(|error| !error.is_null()).unwrap_or(&Value::Null)
}
