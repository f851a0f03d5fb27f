//! A month of a company, event by event in the order of time: what one says follows from who makes the call.

use std::fmt::Write;

use jiff::Timestamp;

use crate::dice::{Dice, mixed};

const DAYS: i64 = 30;
/// Each has a key's worth of work: an agent, its product, two models.
const AGENTS: u64 = 24;
const ORGANIZATIONS: u64 = 400;
const SUBSCRIBERS: u64 = 50_000;
/// Calls of one run.
const SPANS: u64 = 5;
const MODELS: [(&str, &str); 12] = [
    ("anthropic", "claude-sonnet-4-5"),
    ("openai", "gpt-5-mini"),
    ("openai", "gpt-5"),
    ("anthropic", "claude-haiku-4-5"),
    ("google", "gemini-2.5-pro"),
    ("google", "gemini-2.5-flash"),
    ("azure", "gpt-4o"),
    ("openai", "gpt-4.1-mini"),
    ("anthropic", "claude-opus-4-5"),
    ("openai", "gpt-4o-mini"),
    ("mistral", "mistral-large-latest"),
    ("openai", "no-price-yet"),
];

#[derive(Debug)]
pub(crate) struct Company {
    dice: Dice,
    events: u64,
    made: u64,
    begin: Timestamp,
}

impl Company {
    pub(crate) fn new(events: u64, seed: u64) -> Self {
        let begin = Timestamp::now().as_second() - DAYS * 86_400;
        Self { dice: Dice::new(seed), events, made: 0, begin: Timestamp::from_second(begin).unwrap_or_default() }
    }

    /// The next events as one body; none at the end.
    pub(crate) fn batch(&mut self, most: u64) -> Option<String> {
        let count = most.min(self.events - self.made);
        let mut body = String::from("[");
        for index in 0..count {
            body.push_str(if index > 0 { "," } else { "" });
            self.event(&mut body);
            self.made += 1;
        }
        body.push(']');
        (count > 0).then_some(body)
    }

    /// The run of a call, some of the way through the month.
    pub(crate) fn trace(&self) -> String {
        trace_id(self.events / SPANS / 2)
    }

    /// A call, some of the way through the month.
    pub(crate) fn call(&self) -> String {
        call_id(self.events / 3)
    }

    fn event(&mut self, body: &mut String) {
        let micros = i128::from(self.made) * i128::from(DAYS) * 86_400_000_000 / i128::from(self.events);
        let time = self.begin.as_microsecond() + i64::try_from(micros).unwrap_or_default();
        let time = Timestamp::from_microsecond(time).unwrap_or_default();
        let run = self.made / SPANS;
        // All calls of a run are of one agent and customer.
        let mut of_run = Dice::new(run);
        let agent = of_run.skewed_below(AGENTS);
        let organization = of_run.skewed_below(ORGANIZATIONS);
        let subscriber = of_run.skewed_below(SUBSCRIBERS);
        let (provider, model) = MODELS[((agent + self.dice.below(2) * 5) % 12) as usize];
        let (input, output) = (self.dice.skewed_below(20_000), self.dice.skewed_below(3_000));
        let cached = if self.dice.one_in(3) { self.dice.below(input + 1) } else { 0 };
        let number = self.made;
        let _infallible = write!(
            body,
            "{{\"kind\":\"completion\",\"time\":\"{time}\",\"provider\":\"{provider}\",\"model\":\"{model}\",\
             \"inputTokenCount\":{input},\"cacheReadTokenCount\":{cached},\"outputTokenCount\":{output},\
             \"organizationName\":\"customer-{organization}\",\"agent\":\"agent-{agent}\",\"productName\":\"product-{}\",\
             \"environment\":\"{}\",\"taskType\":\"task-{}\",\"traceId\":\"{}\",\"traceType\":\"type-{}\",\
             \"transactionId\":\"{}\",\"requestDuration\":{},\"subscriber\":{{\"id\":\"user-{subscriber}\"}}}}",
            agent % 7,
            if agent % 8 == 7 { "staging" } else { "production" },
            agent % 9,
            trace_id(run),
            agent % 6,
            call_id(number),
            200 + output,
        );
    }
}

/// As tracers make them: no order, and nothing in common.
fn trace_id(run: u64) -> String {
    format!("{:016x}{:016x}", mixed(run), mixed(!run))
}

/// As providers make them.
fn call_id(number: u64) -> String {
    format!("req-{:016x}", mixed(number))
}
