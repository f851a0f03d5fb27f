//! The thread that gives every entry its place.

use std::collections::HashMap;
use std::sync::Arc;

use outlay_domain::{CallId, Clock, Entry, Finding, FindingState, Frame, Severity, Timestamp};
use outlay_ledger::{Commit, Ledger, LedgerError};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot, watch};

use crate::handle::{Incoming, Refused};
use crate::idempotency::{AnswerKey, KeptAnswer};
use crate::judge::Judge;

/// How many entries share one fsync at most.
const ENTRIES_A_BATCH: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Accepted,
    /// The same call was accepted before, or stands twice in one request.
    Duplicate,
}

/// What a rule says about an event, for its sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictAlert {
    pub rule_id: String,
    pub rule_name: String,
    pub severity: Severity,
    pub title: String,
    pub key: String,
}

/// What became of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub status: Status,
    /// Of the event, or of the one that it repeats.
    pub seq: u64,
    pub call_id: CallId,
    pub alerts: Vec<VerdictAlert>,
}

/// What became of a request: durable when it arrives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub received_at: Timestamp,
    /// One an event, in the order of the request.
    pub outcomes: Vec<Outcome>,
    /// Some rule has not judged all of it yet.
    pub partial: bool,
}

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
    /// Finish what is queued and end.
    Stop,
}

pub(crate) struct Sequencer<J> {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) judge: J,
    pub(crate) inbox: mpsc::Receiver<Submission<J>>,
    pub(crate) failed: watch::Sender<Option<String>>,
    pub(crate) latest: Timestamp,
}

/// A batch while it is put together.
#[derive(Default)]
struct Batch {
    entries: Vec<Entry>,
    ids: Vec<(CallId, u64)>,
    /// Ids of this batch that the ledger does not know yet.
    fresh: HashMap<CallId, u64>,
    requests: Vec<Request>,
    others: Vec<(u64, Reply<u64>)>,
}

struct Request {
    outcomes: Vec<Outcome>,
    answer: Option<AnswerKey>,
    reply: Reply<Receipt>,
}

impl<J: Judge> Sequencer<J> {
    /// Runs until it is stopped or every handle is gone, and everything handed in is answered.
    pub(crate) fn run(mut self) {
        while let Some(first) = self.inbox.blocking_recv() {
            let failed = self.failed.borrow().clone();
            if let Some(reason) = failed {
                if matches!(first, Submission::Stop) {
                    self.inbox.close();
                }
                refuse(first, &reason);
                continue;
            }
            let mut batch = Batch::default();
            let mut next = Some(first);
            while let Some(submission) = next.take() {
                self.gather(submission, &mut batch);
                if batch.entries.len() < ENTRIES_A_BATCH {
                    next = self.inbox.try_recv().ok();
                }
            }
            self.finish(batch);
        }
    }

    fn gather(&mut self, submission: Submission<J>, batch: &mut Batch) {
        let next_seq = self.ledger.end() + batch.entries.len() as u64;
        match submission {
            Submission::Events { events, answer, reply } => match self.number(events, batch) {
                Ok(outcomes) => batch.requests.push(Request { outcomes, answer, reply }),
                Err(error) => {
                    self.fail(&error);
                    // The sender may be gone; nobody is left to tell.
                    let _gone = reply.send(Err(Refused::Failed(error.to_string())));
                }
            },
            Submission::Entries { entries, reply } => {
                batch.entries.extend(entries);
                batch.others.push((next_seq, reply));
            }
            Submission::Change { change, reply } => {
                // A change must not reach events that were numbered before it.
                if !batch.entries.is_empty() {
                    let full = std::mem::take(batch);
                    self.finish(full);
                }
                batch.entries.extend(change(&mut self.judge, self.ledger.end()));
                batch.others.push((self.ledger.end(), reply));
            }
            // Nothing new comes in; what waits already is still taken.
            Submission::Stop => self.inbox.close(),
        }
    }

    /// Gives each event that is new its place; finds the place of the others.
    fn number(&self, events: Vec<Incoming>, batch: &mut Batch) -> Result<Vec<Outcome>, LedgerError> {
        let mut outcomes = Vec::with_capacity(events.len());
        for Incoming { event, aliases } in events {
            let call_id = event.call_id;
            let mut known = None;
            for id in std::iter::once(call_id).chain(aliases.iter().copied()) {
                known = match batch.fresh.get(&id) {
                    Some(&seq) => Some(seq),
                    None => self.ledger.seen(id)?,
                };
                if known.is_some() {
                    break;
                }
            }
            let (status, seq) = match known {
                Some(seq) => (Status::Duplicate, seq),
                None => {
                    let seq = self.ledger.end() + batch.entries.len() as u64;
                    for id in std::iter::once(call_id).chain(aliases) {
                        batch.fresh.insert(id, seq);
                        batch.ids.push((id, seq));
                    }
                    batch.entries.push(Entry::Event(event));
                    (Status::Accepted, seq)
                }
            };
            outcomes.push(Outcome { status, seq, call_id, alerts: Vec::new() });
        }
        Ok(outcomes)
    }

    /// Judges, commits, answers.
    fn finish(&mut self, batch: Batch) {
        let Batch { entries, ids, mut requests, others, .. } = batch;
        let received_at = Timestamp(self.clock.now().0.max(self.latest.0 + 1));
        if entries.is_empty() {
            // Nothing but repetitions: they are durable already.
            return answer(requests, others, received_at, false);
        }
        let first_seq = self.ledger.end();
        let judgement = self.judge.judge(first_seq, received_at, &entries);
        let mut frame = Frame { first_seq, received_at, entries, findings: judgement.findings };
        frame.entries.extend(judgement.skips);
        let snapshots = self.judge.due_snapshots(frame.end_seq() - 1, received_at);
        tell_findings(&mut requests, &frame.findings);
        let answers = match kept_answers(&requests, received_at, judgement.partial) {
            Ok(answers) => answers,
            Err(error) => return self.give_up(requests, others, &error.to_string()),
        };
        match self.ledger.commit(&Commit { frame: &frame, ids: &ids, answers: &answers, snapshots: &snapshots }) {
            Ok(()) => {
                self.latest = received_at;
                answer(requests, others, received_at, judgement.partial);
            }
            Err(error) => {
                self.fail(&error);
                self.give_up(requests, others, &error.to_string());
            }
        }
    }

    /// After a failed commit what is on disk decides, at the next start.
    fn fail(&self, error: &LedgerError) {
        tracing::error!(%error, "the ledger cannot be written: taking nothing more until the next start");
        self.failed.send_replace(Some(error.to_string()));
    }

    fn give_up(&self, requests: Vec<Request>, others: Vec<(u64, Reply<u64>)>, reason: &str) {
        for request in requests {
            let _gone = request.reply.send(Err(Refused::Failed(reason.to_owned())));
        }
        for (_, reply) in others {
            let _gone = reply.send(Err(Refused::Failed(reason.to_owned())));
        }
    }
}

fn refuse<J>(submission: Submission<J>, reason: &str) {
    let refused = Refused::Failed(reason.to_owned());
    match submission {
        Submission::Events { reply, .. } => drop(reply.send(Err(refused))),
        Submission::Entries { reply, .. } | Submission::Change { reply, .. } => drop(reply.send(Err(refused))),
        Submission::Stop => {}
    }
}

fn answer(requests: Vec<Request>, others: Vec<(u64, Reply<u64>)>, received_at: Timestamp, partial: bool) {
    for Request { outcomes, reply, .. } in requests {
        let _gone = reply.send(Ok(Receipt { received_at, outcomes, partial }));
    }
    for (seq, reply) in others {
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

fn kept_answers(
    requests: &[Request],
    at: Timestamp,
    partial: bool,
) -> Result<Vec<KeptBytes>, rmp_serde::encode::Error> {
    let with_key = requests.iter().filter_map(|request| Some((request.answer?, &request.outcomes)));
    with_key
        .map(|(key, outcomes)| {
            let receipt = Receipt { received_at: at, outcomes: outcomes.clone(), partial };
            Ok((key.key, rmp_serde::to_vec_named(&KeptAnswer { at, body: key.body, receipt })?))
        })
        .collect()
}
