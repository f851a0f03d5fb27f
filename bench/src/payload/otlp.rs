//! An OTLP export of GenAI spans, in protobuf written by hand: all that is needed are nested messages with known widths.

use super::draft::Draft;
use super::facts::Facts;
use super::slot::What;

/// `ExportTraceServiceRequest` of one resource and one scope.
pub(crate) fn request(facts: &[Facts]) -> Draft {
    let mut resource = Draft::default();
    resource.text_attribute(1, "service.name", "assistant");
    resource.text_attribute(1, "service.version", "4.2.0");
    resource.text_attribute(1, "deployment.environment.name", "production");
    let mut scope = Draft::default();
    scope.bytes_field(1, b"opentelemetry.instrumentation.genai");
    scope.bytes_field(2, b"2.1.0");
    let mut scope_spans = Draft::default();
    scope_spans.message(1, scope);
    for (event, facts) in facts.iter().enumerate() {
        scope_spans.message(2, span(facts, event));
    }
    let mut resource_spans = Draft::default();
    resource_spans.message(1, resource);
    resource_spans.message(2, scope_spans);
    let mut request = Draft::default();
    request.message(1, resource_spans);
    request
}

fn span(facts: &Facts, event: usize) -> Draft {
    const ATTRIBUTES: u64 = 9;
    let mut span = Draft::default();
    span.tag(1, LENGTH);
    span.varint(16);
    span.push(b"benchmrk");
    span.slot(event, What::TraceBytes);
    span.tag(2, LENGTH);
    span.varint(8);
    span.slot(event, What::SpanBytes);
    span.bytes_field(5, format!("chat {}", facts.model).as_bytes());
    span.number_field(6, 3); // CLIENT
    span.tag(7, FIXED_64);
    span.slot(event, What::Nanos { ago_ms: facts.sent_after_ms + facts.duration_ms });
    span.tag(8, FIXED_64);
    span.slot(event, What::Nanos { ago_ms: facts.sent_after_ms });
    for (key, value) in [
        ("gen_ai.operation.name", "chat"),
        ("gen_ai.provider.name", facts.provider.otel_name),
        ("gen_ai.request.model", facts.model),
        ("gen_ai.response.model", facts.model),
        ("gen_ai.agent.name", facts.agent),
        ("server.address", "api.example.com"),
        ("revenium.product.name", facts.product),
        ("revenium.task.type", facts.task),
        ("revenium.trace.type", facts.trace_type),
        ("revenium.transaction.name", facts.task),
        ("revenium.middleware.source", "PYTHON"),
        ("cloud.region", facts.region),
        ("deployment.environment.name", facts.environment),
        ("openai.response.system_fingerprint", "fp_1f2e3d4c5b"),
        ("openai.response.service_tier", "default"),
    ] {
        span.text_attribute(ATTRIBUTES, key, value);
    }
    span.text_attribute(ATTRIBUTES, "revenium.organization.name", &format!("Organization {:03}", facts.organization));
    let subscriber = What::Subscriber { organization: facts.organization };
    span.slot_attribute(ATTRIBUTES, "gen_ai.response.id", facts.provider.id_prefix, (event, What::Id));
    span.slot_attribute(ATTRIBUTES, "gen_ai.conversation.id", "conversation-", (event, What::Trace));
    span.slot_attribute(ATTRIBUTES, "revenium.subscriber.id", "subscriber-", (event, subscriber));
    span.slot_attribute(ATTRIBUTES, "revenium.subscription.id", "subscription-", (event, subscriber));
    // The convention counts cached tokens into the input, whoever the provider is.
    let apart = if facts.provider.input_contains_cached { 0 } else { facts.cached_tokens };
    for (key, value) in [
        ("gen_ai.usage.input_tokens", facts.input_tokens + apart),
        ("gen_ai.usage.output_tokens", facts.output_tokens),
        ("gen_ai.usage.cache_read.input_tokens", facts.cached_tokens),
        ("gen_ai.request.max_tokens", 8_192),
        ("revenium.retry.number", facts.retry_number),
        ("server.port", 443),
    ] {
        let mut any = Draft::default();
        any.number_field(3, value);
        span.attribute(ATTRIBUTES, key, any);
    }
    for (key, value) in [
        ("gen_ai.request.temperature", facts.temperature as f64 / 10.0),
        ("gen_ai.response.time_to_first_chunk", facts.first_token_ms as f64 / 1_000.0),
    ] {
        let mut any = Draft::default();
        any.tag(4, FIXED_64);
        any.push(&value.to_le_bytes());
        span.attribute(ATTRIBUTES, key, any);
    }
    let mut streamed = Draft::default();
    streamed.number_field(2, facts.is_streamed.into());
    span.attribute(ATTRIBUTES, "gen_ai.request.stream", streamed);
    span.attribute(ATTRIBUTES, "gen_ai.response.finish_reasons", list_of("stop"));
    span.message(15, Draft::default());
    span
}

/// `AnyValue` with an `ArrayValue` of one text.
fn list_of(text: &str) -> Draft {
    let mut item = Draft::default();
    item.bytes_field(1, text.as_bytes());
    let mut list = Draft::default();
    list.message(1, item);
    let mut any = Draft::default();
    any.message(5, list);
    any
}

/// Protobuf's wire types.
const VARINT: u64 = 0;
const FIXED_64: u64 = 1;
const LENGTH: u64 = 2;

impl Draft {
    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn tag(&mut self, field: u64, wire_type: u64) {
        self.varint(field << 3 | wire_type);
    }

    fn number_field(&mut self, field: u64, number: u64) {
        self.tag(field, VARINT);
        self.varint(number);
    }

    fn bytes_field(&mut self, field: u64, bytes: &[u8]) {
        self.tag(field, LENGTH);
        self.varint(bytes.len() as u64);
        self.push(bytes);
    }

    fn message(&mut self, field: u64, message: Self) {
        self.tag(field, LENGTH);
        self.varint(message.bytes.len() as u64);
        self.append(message);
    }

    /// A `KeyValue`.
    fn attribute(&mut self, field: u64, key: &str, any: Self) {
        let mut pair = Self::default();
        pair.bytes_field(1, key.as_bytes());
        pair.message(2, any);
        self.message(field, pair);
    }

    fn text_attribute(&mut self, field: u64, key: &str, value: &str) {
        let mut any = Self::default();
        any.bytes_field(1, value.as_bytes());
        self.attribute(field, key, any);
    }

    fn slot_attribute(&mut self, field: u64, key: &str, before: &str, (event, what): (usize, What)) {
        let mut any = Self::default();
        any.tag(1, LENGTH);
        any.varint((before.len() + what.width()) as u64);
        any.push(before.as_bytes());
        any.slot(event, what);
        self.attribute(field, key, any);
    }
}
