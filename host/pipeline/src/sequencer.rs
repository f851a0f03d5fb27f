//! The thread that gives every entry its place.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use outlay_domain::{Clock, Entry, Finding, FindingState, Frame, Timestamp};
use outlay_ledger::{Commit, Ledger, LedgerError, Snapshot};
use outlay_pricing::LiveBook;
use tokio::sync::{mpsc, oneshot, watch};

use crate::batch::{Batch, Desk};
use crate::handle::{Failure, Incoming, Refused};
use crate::idempotency::{AnswerKey, KeptAnswer};
use crate::judge::{Judge, Judgement};
use crate::receipt::{Outcome, Receipt, Status, VerdictAlert};

/// How many entries share one fsync at most.
const ENTRIES_A_BATCH: usize = 10_000;
/// Behind a batch of at least this many entries, which means that there is load ...
const LOAD: usize = 8;
/// ... the next one begins so much later at the soonest: more entries share an fsync and a call of each rule.
const BETWEEN_BATCHES: Duration = Duration::from_millis(1);
/// While much waits in memory for the warehouse, each entry takes at least so long: it follows faster than that, but for
/// the moments of a checkpoint, and would have to read from disk what is pushed out of memory.
const FOR_FOLLOWER: Duration = Duration::from_micros(30);
/// How long to leave a ledger alone that could not be written.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Changes the judge; gets the `seq` of the entries that it answers.
pub(crate) type Change<J> = Box<dyn FnOnce(&mut J, u64) -> Vec<Entry> + Send>;
/// An answer to repeat, by its key, as the ledger keeps it.
type KeptBytes = ([u8; 16], Vec<u8>);
type Reply<T> = oneshot::Sender<Result<T, Refused>>;

pub(crate) enum Submission<J> {
    Events {
        events: Vec<Incoming>,
        answer: Option<AnswerKey>,
        reply: Reply<Receipt>,
    },
    Entries {
        entries: Vec<Entry>,
        reply: Reply<u64>,
    },
    /// Changes the judge between two batches; what it answers is committed in the next one.
    Change {
        change: Change<J>,
        reply: Reply<u64>,
    },
    /// States of rules that must be in the ledger's newer part before the older one is dropped.
    Carry {
        snapshots: Vec<Snapshot>,
        reply: Reply<u64>,
    },
    /// Finish what is queued and end.
    Stop,
}

pub(crate) struct Sequencer<J> {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) prices: Arc<LiveBook>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) judge: J,
    pub(crate) inbox: mpsc::Receiver<Submission<J>>,
    pub(crate) failure: watch::Sender<Option<Failure>>,
    /// When the last frame was taken.
    pub(crate) latest: Timestamp,
    /// When the ledger could not be written the last time, if it could not.
    pub(crate) failed_at: Option<Instant>,
}

/// Who waits for a batch.
struct Waiting {
    batch: Batch,
    requests: Vec<Request>,
    others: Vec<(u64, Reply<u64>)>,
    carried: Vec<Snapshot>,
}

struct Request {
    outcomes: Vec<Outcome>,
    answer: Option<AnswerKey>,
    reply: Reply<Receipt>,
}

impl Waiting {
    fn new() -> Self {
        Self { batch: Batch::default(), requests: Vec::new(), others: Vec::new(), carried: Vec::new() }
    }

    fn refuse(self, failure: &Failure) {
        for request in self.requests {
            // A sender may be gone; nobody is left to tell.
            let _gone = request.reply.send(Err(Refused::Failed(failure.clone())));
        }
        for (_, reply) in self.others {
            let _gone = reply.send(Err(Refused::Failed(failure.clone())));
        }
    }
}

impl<J: Judge> Sequencer<J> {
    /// Runs until it is stopped or every handle is gone, and everything handed in is answered.
    pub(crate) fn run(mut self) {
        let mut next_at = Instant::now();
        let mut patience = Duration::ZERO;
        while let Some(first) = self.inbox.blocking_recv() {
            if let Err(failure) = self.try_again() {
                if matches!(first, Submission::Stop) {
                    self.inbox.close();
                }
                refuse(first, &failure);
                continue;
            }
            self.ledger.wait_for_follower(patience);
            std::thread::sleep(next_at.saturating_duration_since(Instant::now()));
            next_at = Instant::now();
            let mut waiting = Waiting::new();
            let mut next = Some(first);
            while let Some(submission) = next.take() {
                self.gather(submission, &mut waiting);
                if waiting.batch.entries.len() < ENTRIES_A_BATCH {
                    next = self.inbox.try_recv().ok();
                }
            }
            let entries = waiting.batch.entries.len();
            if entries >= LOAD {
                next_at += BETWEEN_BATCHES;
            }
            patience = FOR_FOLLOWER * u32::try_from(entries).unwrap_or(u32::MAX);
            self.finish(waiting);
        }
    }

    /// After a failed commit: whether the ledger can be written again.
    fn try_again(&mut self) -> Result<(), Failure> {
        let Some(failed_at) = self.failed_at else { return Ok(()) };
        let failure = self.failure.borrow().clone().unwrap_or_default();
        if failure.is_fatal || failed_at.elapsed() < RETRY_AFTER {
            return Err(failure);
        }
        let received_at = self.now();
        let first_seq = self.ledger.end();
        let frame = Arc::new(Frame { first_seq, received_at, entries: vec![Entry::Mark], findings: vec![] });
        match self.ledger.commit(&Commit { frame, names: &[], answers: &[], snapshots: &[] }) {
            Ok(()) => {
                tracing::info!("the ledger can be written again");
                self.latest = received_at;
                self.failed_at = None;
                self.failure.send_replace(None);
                Ok(())
            }
            Err(error) => Err(self.fail(&error)),
        }
    }

    /// Strictly later than any frame, whatever the machine's clock does.
    fn now(&self) -> Timestamp {
        Timestamp(self.clock.now().0.max(self.latest.0 + 1))
    }

    fn gather(&mut self, submission: Submission<J>, waiting: &mut Waiting) {
        match submission {
            Submission::Events { events, answer, reply } => {
                let prices = self.prices.current();
                let desk = Desk { ledger: &self.ledger, prices: &prices, first_seq: self.ledger.end() };
                let outcomes: Result<Vec<Outcome>, LedgerError> =
                    events.into_iter().map(|event| waiting.batch.take(event, desk)).collect();
                match outcomes {
                    Ok(outcomes) => waiting.requests.push(Request { outcomes, answer, reply }),
                    Err(error) => {
                        // What of it was gathered is not committed either.
                        let failure = self.fail(&error);
                        std::mem::replace(waiting, Waiting::new()).refuse(&failure);
                        let _gone = reply.send(Err(Refused::Failed(failure)));
                    }
                }
            }
            Submission::Entries { entries, reply } => {
                waiting.others.push((self.ledger.end() + waiting.batch.entries.len() as u64, reply));
                waiting.batch.entries.extend(entries);
            }
            Submission::Change { change, reply } => {
                // A change must not reach events that were numbered before it.
                if !waiting.batch.entries.is_empty() {
                    self.finish(std::mem::replace(waiting, Waiting::new()));
                }
                waiting.batch.entries.extend(change(&mut self.judge, self.ledger.end()));
                waiting.others.push((self.ledger.end(), reply));
            }
            Submission::Carry { snapshots, reply } => {
                waiting.others.push((self.ledger.end() + waiting.batch.entries.len() as u64, reply));
                waiting.batch.entries.push(Entry::Mark);
                waiting.carried.extend(snapshots);
            }
            // Nothing new comes in; what waits already is still taken.
            Submission::Stop => self.inbox.close(),
        }
    }

    /// Judges, commits, answers.
    fn finish(&mut self, mut waiting: Waiting) {
        let received_at = self.now();
        if waiting.batch.entries.is_empty() {
            // Nothing but repetitions: they are durable already.
            return answer(waiting, received_at, false);
        }
        let first_seq = self.ledger.end();
        waiting.batch.stamp(first_seq, received_at);
        let mut entries = std::mem::take(&mut waiting.batch.entries);
        let Judgement { findings, notes, partial } = self.judge.judge(first_seq, received_at, &entries);
        entries.extend(notes.iter().cloned());
        let frame = Arc::new(Frame { first_seq, received_at, entries, findings });
        let mut snapshots = self.judge.due_snapshots(frame.end_seq() - 1, received_at);
        // A state that is due anyway is newer.
        waiting.carried.retain(|carried| snapshots.iter().all(|due| due.rule_id != carried.rule_id));
        snapshots.append(&mut waiting.carried);
        tell_findings(&mut waiting.requests, &frame.findings);
        let committed = kept_answers(&waiting.requests, received_at, partial).and_then(|answers| {
            let names = &waiting.batch.names;
            self.ledger.commit(&Commit { frame: Arc::clone(&frame), names, answers: &answers, snapshots: &snapshots })
        });
        match committed {
            Ok(()) => {
                self.latest = received_at;
                answer(waiting, received_at, partial);
            }
            Err(error) => {
                let findings = frame.findings.clone();
                self.judge.roll_back(self.ledger.end(), Judgement { findings, notes, partial });
                let failure = self.fail(&error);
                waiting.refuse(&failure);
            }
        }
    }

    /// Nobody was told anything; the ledger is as it was, and is tried again.
    fn fail(&mut self, error: &LedgerError) -> Failure {
        let failure = Failure { reason: error.to_string(), is_fatal: error.is_fatal() };
        if failure.is_fatal {
            tracing::error!(%error, "the ledger may not be whole on disk: only a new start finds out");
        } else if self.failed_at.is_none() {
            tracing::error!(%error, "the ledger cannot be written: nothing is taken until it can");
        }
        self.failed_at = Some(Instant::now());
        self.failure.send_replace(Some(failure.clone()));
        failure
    }
}

fn refuse<J>(submission: Submission<J>, failure: &Failure) {
    let refused = Refused::Failed(failure.clone());
    match submission {
        Submission::Events { reply, .. } => drop(reply.send(Err(refused))),
        Submission::Entries { reply, .. } | Submission::Change { reply, .. } | Submission::Carry { reply, .. } => {
            drop(reply.send(Err(refused)))
        }
        Submission::Stop => {}
    }
}

fn answer(waiting: Waiting, received_at: Timestamp, partial: bool) {
    for Request { outcomes, reply, .. } in waiting.requests {
        let _gone = reply.send(Ok(Receipt { received_at, outcomes, partial }));
    }
    for (seq, reply) in waiting.others {
        let _gone = reply.send(Ok(seq));
    }
}

/// Hands each sender the findings about its own events.
fn tell_findings(requests: &mut [Request], findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    let mut by_seq: HashMap<u64, Vec<VerdictAlert>> = HashMap::new();
    for finding in findings.iter().filter(|finding| !finding.shadow && finding.state == FindingState::Firing) {
        by_seq.entry(finding.seq).or_default().push(VerdictAlert {
            rule_id: finding.rule_id.clone(),
            rule_name: finding.rule_name.clone(),
            severity: finding.severity,
            title: finding.title.clone(),
            key: finding.key.clone(),
        });
    }
    for outcome in requests.iter_mut().flat_map(|request| &mut request.outcomes) {
        if outcome.status == Status::Accepted {
            outcome.alerts = by_seq.get(&outcome.seq).cloned().unwrap_or_default();
        }
    }
}

/// Answers with a correction that was refused are not kept: it may be right later.
fn kept_answers(requests: &[Request], at: Timestamp, partial: bool) -> Result<Vec<KeptBytes>, LedgerError> {
    let is_kept =
        |request: &&Request| request.outcomes.iter().any(|outcome| !matches!(outcome.status, Status::Rejected(_)));
    let with_key = requests.iter().filter(is_kept).filter_map(|request| Some((request.answer?, &request.outcomes)));
    with_key
        .map(|(key, outcomes)| {
            let receipt = Receipt { received_at: at, outcomes: outcomes.clone(), partial };
            let bytes = rmp_serde::to_vec(&KeptAnswer { at, body: key.body, receipt });
            Ok((key.key, bytes.map_err(outlay_ledger::CodecError::from)?))
        })
        .collect()
}

/// When the last frame was taken.
pub(crate) fn latest(ledger: &Ledger) -> Result<Timestamp, LedgerError> {
    let mut latest = Timestamp::default();
    ledger.judged(ledger.end().saturating_sub(2), |frame| {
        latest = frame.received_at;
        ControlFlow::Continue(())
    })?;
    Ok(latest)
}
