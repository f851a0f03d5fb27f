//! The body of the completions endpoint, which the native one understands as well: 31 fields.

use std::fmt::Display;

use super::draft::Draft;
use super::facts::Facts;
use super::slot::What;

pub(crate) fn object(facts: &Facts) -> Draft {
    event(facts, 0)
}

pub(crate) fn array(facts: &[Facts]) -> Draft {
    let mut draft = Draft::default();
    for (number, facts) in facts.iter().enumerate() {
        draft.push(if number == 0 { b"[" } else { b"," });
        draft.append(event(facts, number));
    }
    draft.push(b"]");
    draft
}

/// Values are plain ASCII without quotes, so nothing needs escaping.
struct Writer {
    draft: Draft,
    event: usize,
}

fn event(facts: &Facts, event: usize) -> Draft {
    let mut writer = Writer { draft: Draft::default(), event };
    let answered_ms = facts.sent_after_ms;
    let asked_ms = answered_ms + facts.duration_ms;
    let input: &dyn Display = if facts.is_valid { &facts.input_tokens } else { &"\"many\"" };
    let subscriber = What::Subscriber { organization: facts.organization };
    writer.parts(
        "{\"transactionId\":\"",
        &format!("{}{{}}{:013x}\"", facts.provider.id_prefix, facts.fingerprint & 0xf_ffff_ffff_ffff),
        What::Id,
    );
    writer.text("model", facts.model);
    writer.text("provider", facts.provider.name);
    writer.text("costType", "AI");
    writer.time("requestTime", asked_ms);
    writer.time("responseTime", answered_ms);
    writer.time("completionStartTime", asked_ms - facts.first_token_ms);
    writer.plain("requestDuration", &facts.duration_ms);
    writer.plain("inputTokenCount", input);
    writer.plain("outputTokenCount", &facts.output_tokens);
    writer.plain("totalTokenCount", &(facts.input_tokens + facts.output_tokens));
    writer.plain("cacheReadTokenCount", &facts.cached_tokens);
    writer.text("stopReason", facts.stop_reason);
    writer.plain("isStreamed", &facts.is_streamed);
    writer.plain("timeToFirstToken", &facts.first_token_ms);
    writer.text("operationType", "CHAT");
    writer.text("organizationName", &format!("Organization {:03}", facts.organization));
    writer.text("productName", facts.product);
    writer.parts(",\"subscriber\":{\"id\":\"", "subscriber-{}\"", subscriber);
    writer.parts(
        ",\"email\":\"",
        &format!("user{{}}@organization-{:03}.example.com\"}}", facts.organization),
        subscriber,
    );
    writer.parts(",\"subscriptionId\":\"", "subscription-{}\"", subscriber);
    writer.text("taskType", facts.task);
    writer.text("agent", facts.agent);
    writer.text("environment", facts.environment);
    writer.text("region", facts.region);
    writer.parts(",\"traceId\":\"", "trace-{}\"", What::Trace);
    writer.text("traceType", facts.trace_type);
    writer.text("transactionName", &format!("{} a document", facts.task));
    writer.text("middlewareSource", "PYTHON");
    writer.plain("retryNumber", &facts.retry_number);
    writer.text("systemFingerprint", &format!("fp_{:010x}", facts.fingerprint & 0xff_ffff_ffff));
    writer.plain("temperature", &format_args!("{}.{}", facts.temperature / 10, facts.temperature % 10));
    writer.draft.push(b"}");
    writer.draft
}

impl Writer {
    fn plain(&mut self, name: &str, value: &dyn Display) {
        self.draft.push(format!(",\"{name}\":{value}").as_bytes());
    }

    fn text(&mut self, name: &str, value: &str) {
        self.draft.push(format!(",\"{name}\":\"{value}\"").as_bytes());
    }

    /// `{}` in the value is the place.
    fn parts(&mut self, name: &str, value: &str, what: What) {
        let (before, after) = value.split_once("{}").unwrap_or((value, ""));
        self.draft.push(name.as_bytes());
        self.draft.push(before.as_bytes());
        self.draft.slot(self.event, what);
        self.draft.push(after.as_bytes());
    }

    /// So many milliseconds before the second in which it is sent.
    fn time(&mut self, name: &str, ago_ms: u64) {
        let ago_s = ago_ms.div_ceil(1_000);
        let after = format!("{{}}.{:03}Z\"", ago_s * 1_000 - ago_ms);
        self.parts(&format!(",\"{name}\":\""), &after, What::Second { ago_s: ago_s as usize });
    }
}
