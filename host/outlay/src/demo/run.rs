//! One run: calls of models one after the other, each with the tools that it asked for.

use outlay_domain::Timestamp;

use super::calendar::{Calendar, StoryDay};
use super::call::{Call, Meters, Outcome, Step, What, Whom};
use super::company::{customer, subscriber};
use super::failures::failure;
use super::models::{EMBEDDING, Model, Tokens};
use super::workloads::{SUPPORT_AGENT, Workload};

/// Since this day support-agent finds more in its cache: of a hundred tokens, so many before and since.
const CACHE_MENDED: StoryDay = 9;
const CACHED: (u64, u64) = (41, 63);
/// By so many hundredths calls are larger or smaller.
const VARIES: u64 = 14;
/// Of a hundred calls so many ask for a tool.
const ASK_FOR_TOOLS: u32 = 22;

#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) workload: &'static Workload,
    /// Which one of the workload's.
    pub(crate) number: u64,
    pub(crate) day: StoryDay,
    pub(crate) at: Timestamp,
}

impl Run {
    pub(crate) fn calls(&self, calendar: Calendar, random: &mut fastrand::Rng) -> Vec<Call> {
        let whom = self.whom(random);
        let trace = format!("tr_{:012x}", random.u64(..1 << 48));
        let mut calls: Vec<Call> = Vec::new();
        let mut at = self.at;
        let mut root = None;
        for (number, name) in self.workload.steps.iter().cycle().take(self.count(random)).enumerate() {
            let call = self.call(calendar, random, (at, name, number), &whom, (&trace, root.clone()));
            let id = call.transaction_id.clone();
            at = Timestamp(call.time.0 + random.i64(200..4_000) * 1_000);
            let is_answered = call.outcome.error_code.is_none();
            calls.push(call);
            if is_answered && !self.workload.tools.is_empty() && random.u32(..100) < ASK_FOR_TOOLS {
                let tool = self.tool(random, at, &whom, (&trace, id.clone()));
                at = Timestamp(tool.time.0 + random.i64(50..400) * 1_000);
                calls.push(tool);
            }
            root.get_or_insert(id);
        }
        calls
    }

    /// About as many as is usual.
    fn count(&self, random: &mut fastrand::Rng) -> usize {
        let usual = self.workload.calls;
        let count = if usual < 3 { usual } else { random.u64(usual - 1..=usual + 1) };
        usize::try_from(count).unwrap_or(1)
    }

    fn whom(&self, random: &mut fastrand::Rng) -> Whom {
        let workload = self.workload;
        // Developers work for no customer.
        let organization = (workload.run != "coding").then(|| customer(random, workload.mostly));
        let person = match organization {
            Some(name) => workload.is_asked.then(|| subscriber(random, name)),
            None => Some(subscriber(random, "Harbourline")),
        };
        Whom {
            organization_name: organization,
            product_name: workload.product,
            subscriber_id: person.as_ref().map(|person| person.id.clone()),
            subscriber_email: person.map(|person| person.email),
            agent: workload.agent,
            agent_version: workload.version,
            environment: workload.environment,
            region: if random.u32(..100) < 70 { "eu-central-1" } else { "us-east-1" },
        }
    }

    fn call(
        &self,
        calendar: Calendar,
        random: &mut fastrand::Rng,
        (begun, name, number): (Timestamp, &&'static str, usize),
        whom: &Whom,
        trace: (&str, Option<String>),
    ) -> Call {
        let workload = self.workload;
        let model = self.model(random, number);
        let failed = failure(calendar, model, begun, random);
        let tokens = if failed.is_some() { Tokens::default() } else { self.tokens(random).of(model) };
        let wait = model.wait * random.u64(700..1_500) / 1_000;
        let took = if failed.is_some() { wait / 2 } else { wait + 1_000 * tokens.output / model.pace };
        let is_streamed = model != EMBEDDING && failed.is_none();
        let outcome = Outcome {
            duration_ms: took,
            time_to_first_token: is_streamed.then_some(wait),
            is_streamed: Some(is_streamed),
            stop_reason: if failed.is_some() { "ERROR" } else { "END" },
            error_code: failed.map(|(code, _)| code),
            error_reason: failed.map(|(_, reason)| reason),
        };
        Call {
            sender: workload.sender,
            model_of: Some(model),
            time: Timestamp(begun.0 + i64::try_from(took).unwrap_or(0) * 1_000),
            transaction_id: format!("txn_{:016x}", random.u64(..)),
            what: What {
                kind: if model == EMBEDDING { "embedding" } else { "completion" },
                provider: Some(model.provider),
                model: Some(model.name),
                model_source: workload.source,
                tool_id: None,
                middleware_source: workload.middleware,
            },
            whom: whom.clone(),
            step: self.step(trace, name),
            outcome,
            meters: Meters::of(tokens),
        }
    }

    fn tool(&self, random: &mut fastrand::Rng, at: Timestamp, whom: &Whom, (trace, of): (&str, String)) -> Call {
        let name = self.workload.tools[random.usize(..self.workload.tools.len())];
        let took = random.u64(40..1_900);
        Call {
            sender: self.workload.sender,
            model_of: None,
            time: Timestamp(at.0 + i64::try_from(took).unwrap_or(0) * 1_000),
            transaction_id: format!("txn_{:016x}", random.u64(..)),
            what: What { kind: "tool", tool_id: Some(name), ..What::default() },
            whom: whom.clone(),
            step: self.step((trace, Some(of)), &name),
            outcome: Outcome { duration_ms: took, stop_reason: "END", ..Outcome::default() },
            meters: Meters { calls: Some(1), ..Meters::default() },
        }
    }

    fn step(&self, (trace, parent): (&str, Option<String>), name: &&'static str) -> Step {
        Step {
            trace_id: Some(trace.to_owned()),
            trace_type: Some(self.workload.run),
            trace_name: None,
            task_type: Some(self.workload.run),
            transaction_name: Some(name),
            parent_transaction_id: parent,
        }
    }

    /// A search begins with an embedding; else by share.
    fn model(&self, random: &mut fastrand::Rng, number: usize) -> Model {
        let mut place = random.u32(..100);
        let embeds = self.workload.models.iter().any(|(model, _)| *model == EMBEDDING);
        if embeds && number == 0 && self.number.is_multiple_of(2) {
            return EMBEDDING;
        }
        for (model, share) in self.workload.models {
            match place.checked_sub(*share) {
                None => return *model,
                Some(rest) => place = rest,
            }
        }
        self.workload.models[0].0
    }

    fn tokens(&self, random: &mut fastrand::Rng) -> Tokens {
        let usual = self.workload.tokens;
        if self.workload.agent != SUPPORT_AGENT.agent {
            return usual.vary(random, VARIES);
        }
        let whole = usual.input + usual.cache_read;
        let cached = whole * if self.day < CACHE_MENDED { CACHED.0 } else { CACHED.1 } / 100;
        Tokens { input: whole - cached, cache_read: cached, ..usual }.vary(random, VARIES)
    }
}
