//! What other rooms hold to hand things in.

use std::fmt;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use async_trait::async_trait;
use outlay_domain::sink::{EntrySink, NotAccepted};
use outlay_domain::{CallId, Clock, Entry, Event};
use outlay_ledger::{Ledger, LedgerError, Snapshot};
use outlay_pricing::LiveBook;
use tokio::sync::{mpsc, oneshot, watch};

use crate::idempotency::{AnswerKey, InProgress, KeptAnswer, Running};
use crate::judge::Judge;
use crate::receipt::Receipt;
use crate::sequencer::{Sequencer, Submission, latest};

/// How many requests wait for the sequencer at most.
const QUEUE: usize = 4_096;
/// How long a request waits for a place in the queue.
const PATIENCE: Duration = Duration::from_secs(2);

/// Something on its way in, priced.
#[derive(Debug)]
pub enum Incoming {
    Event {
        event: Box<Event>,
        /// Other names of the same call.
        aliases: Vec<CallId>,
    },
    /// What it says counts more than what was said before.
    Amend { target: CallId, event: Box<Event> },
    /// The event counts no more.
    Void { target: CallId, team: String, key_id: String, reason: Option<String> },
}

/// Why the ledger takes nothing now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failure {
    pub reason: String,
    /// Only a new start helps.
    pub is_fatal: bool,
}

/// Why something was not taken. Nothing of the request was.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Refused {
    #[error("more arrives than can be written; try again shortly")]
    Busy,
    #[error("the warehouse is {0} entries behind; try again later")]
    Behind(u64),
    #[error("the disk is nearly full: {0} MB are free")]
    NearlyFull(u64),
    #[error("the server is stopping")]
    Stopping,
    #[error("the ledger cannot be written: {}", .0.reason)]
    Failed(Failure),
}

/// What an `Idempotency-Key` means for a request.
#[derive(Debug)]
pub enum Begun {
    /// Go on, and hand the token over with the events.
    Fresh(InProgress),
    /// It was carried out: this is what was answered.
    Replay(Receipt),
    /// The key was used with another body.
    Mismatch,
    /// The same request is being carried out.
    InProgress,
}

/// The way in. Cheap to clone; the sequencer ends when it is [stopped](Pipeline::stop) or the last clone is gone.
pub struct Pipeline<J> {
    inbox: mpsc::Sender<Submission<J>>,
    ledger: Arc<Ledger>,
    clock: Arc<dyn Clock>,
    running: Running,
    failure: watch::Receiver<Option<Failure>>,
    closed: Arc<watch::Sender<Option<Refused>>>,
}

impl<J> Clone for Pipeline<J> {
    fn clone(&self) -> Self {
        Self {
            inbox: self.inbox.clone(),
            ledger: Arc::clone(&self.ledger),
            clock: Arc::clone(&self.clock),
            running: self.running.clone(),
            failure: self.failure.clone(),
            closed: Arc::clone(&self.closed),
        }
    }
}

impl<J> fmt::Debug for Pipeline<J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline").field("ledger", &self.ledger).finish_non_exhaustive()
    }
}

impl<J: Judge + 'static> Pipeline<J> {
    /// Starts the sequencer's thread. The thread ends with everything answered.
    pub fn start(
        ledger: Arc<Ledger>,
        prices: Arc<LiveBook>,
        clock: Arc<dyn Clock>,
        judge: J,
    ) -> Result<(Self, JoinHandle<()>), LedgerError> {
        let (inbox, receiver) = mpsc::channel(QUEUE);
        let (failure, watch_failure) = watch::channel(None);
        let sequencer = Sequencer {
            latest: latest(&ledger)?,
            ledger: Arc::clone(&ledger),
            prices,
            clock: Arc::clone(&clock),
            judge,
            inbox: receiver,
            failure,
            failed_at: None,
        };
        let thread = std::thread::Builder::new()
            .name("sequencer".to_owned())
            .spawn(move || sequencer.run())
            .expect("a thread can be started while the process starts");
        let closed = Arc::new(watch::Sender::new(None));
        Ok((Self { inbox, ledger, clock, running: Running::default(), failure: watch_failure, closed }, thread))
    }

    /// Why nothing is taken now, if so.
    pub fn failure(&self) -> Option<Failure> {
        self.failure.borrow().clone()
    }

    /// Tells failures when they come and go.
    pub fn watch_failure(&self) -> watch::Receiver<Option<Failure>> {
        self.failure.clone()
    }

    /// Refuses whatever comes, for a reason outside of the ledger; none opens again.
    pub fn close(&self, reason: Option<Refused>) {
        self.closed.send_replace(reason);
    }

    /// Why senders are refused now, if so.
    pub fn closed(&self) -> Option<Refused> {
        self.closed.borrow().clone()
    }

    /// Commits states of rules again, so that the ledger's older part can be dropped.
    pub async fn carry(&self, snapshots: Vec<Snapshot>) -> Result<u64, Refused> {
        let (reply, answer) = oneshot::channel();
        self.submit(Submission::Carry { snapshots, reply }, answer).await
    }

    /// Looks an `Idempotency-Key` up.
    pub fn begin(&self, key: AnswerKey) -> Result<Begun, LedgerError> {
        // Enter first: an answer that is committed meanwhile is then seen below.
        let Some(in_progress) = self.running.enter(key) else { return Ok(Begun::InProgress) };
        let kept = self.ledger.answer(key.key)?.and_then(|bytes| rmp_serde::from_slice::<KeptAnswer>(&bytes).ok());
        Ok(match kept.filter(|kept| kept.is_current(self.clock.now())) {
            None => Begun::Fresh(in_progress),
            Some(kept) if kept.body == key.body => Begun::Replay(kept.receipt),
            Some(_) => Begun::Mismatch,
        })
    }

    /// Takes events; when it answers, they are durable and judged.
    pub async fn take(&self, events: Vec<Incoming>, in_progress: Option<InProgress>) -> Result<Receipt, Refused> {
        if let Some(refused) = self.closed() {
            return Err(refused);
        }
        let (reply, answer) = oneshot::channel();
        let key = in_progress.as_ref().map(|in_progress| in_progress.key);
        self.submit(Submission::Events { events, answer: key, reply }, answer).await
    }

    /// Changes the judge between two batches. `change` gets the `seq` of the entries that it answers.
    pub async fn change(
        &self,
        change: impl FnOnce(&mut J, u64) -> Vec<Entry> + Send + 'static,
    ) -> Result<u64, Refused> {
        let (reply, answer) = oneshot::channel();
        self.submit(Submission::Change { change: Box::new(change), reply }, answer).await
    }

    /// Takes nothing more. The sequencer finishes what waits already; join its thread to know when.
    pub async fn stop(&self) {
        // A sequencer that has ended already is as good.
        let _ended = self.inbox.send(Submission::Stop).await;
    }

    async fn submit<T>(
        &self,
        submission: Submission<J>,
        answer: oneshot::Receiver<Result<T, Refused>>,
    ) -> Result<T, Refused> {
        self.inbox.send_timeout(submission, PATIENCE).await.map_err(|error| match error {
            mpsc::error::SendTimeoutError::Timeout(_) => Refused::Busy,
            mpsc::error::SendTimeoutError::Closed(_) => Refused::Stopping,
        })?;
        answer.await.map_err(|_| Refused::Stopping)?
    }
}

#[async_trait]
impl<J: Judge + 'static> EntrySink for Pipeline<J> {
    async fn append(&self, entries: Vec<Entry>) -> Result<u64, NotAccepted> {
        let (reply, answer) = oneshot::channel();
        let submitted = self.submit(Submission::Entries { entries, reply }, answer).await;
        submitted.map_err(|refused| NotAccepted(refused.to_string()))
    }
}
