//! The names of attributes that decoders ask for.

use std::sync::LazyLock;

use crate::places::{Places, place};

/// Every name that some decoder asks for.
const NAMES: &[&str] = &[
    "agent.name",
    "ai.model.id",
    "ai.model.provider",
    "ai.operationId",
    "ai.prompt",
    "ai.prompt.messages",
    "ai.prompt.tools",
    "ai.response.finishReason",
    "ai.response.id",
    "ai.response.model",
    "ai.response.msToFirstChunk",
    "ai.response.object",
    "ai.response.reasoning",
    "ai.response.text",
    "ai.response.toolCalls",
    "ai.telemetry.metadata.userId",
    "ai.usage.cachedInputTokens",
    "ai.usage.completionTokens",
    "ai.usage.inputTokens",
    "ai.usage.outputTokens",
    "ai.usage.promptTokens",
    "ai.usage.reasoningTokens",
    "ai.usage.tokens",
    "app.version",
    "cache_creation_tokens",
    "cache_read_tokens",
    "cached_content_token_count",
    "cached_token_count",
    "client_request_id",
    "cloud.region",
    "codex.usage.total_tokens",
    "conversation.id",
    "cost_usd",
    "cost_usd_micros",
    "department",
    "deployment.environment",
    "deployment.environment.name",
    "duration_ms",
    "embedding.model_name",
    "enduser.id",
    "error",
    "error.message",
    "error.type",
    "error_code",
    "event.kind",
    "event.name",
    "event.sequence",
    "event.timestamp",
    "finish_reasons",
    "gen_ai.agent.id",
    "gen_ai.agent.name",
    "gen_ai.agent.version",
    "gen_ai.application_name",
    "gen_ai.completion",
    "gen_ai.conversation.id",
    "gen_ai.environment",
    "gen_ai.input.messages",
    "gen_ai.openai.request.service_tier",
    "gen_ai.openai.response.service_tier",
    "gen_ai.operation.name",
    "gen_ai.output.messages",
    "gen_ai.prompt",
    "gen_ai.provider.name",
    "gen_ai.request.is_stream",
    "gen_ai.request.model",
    "gen_ai.request.stream",
    "gen_ai.response.finish_reasons",
    "gen_ai.response.id",
    "gen_ai.response.model",
    "gen_ai.response.time_to_first_chunk",
    "gen_ai.retrieval.documents",
    "gen_ai.retrieval.query.text",
    "gen_ai.server.time_to_first_token",
    "gen_ai.system",
    "gen_ai.system_instructions",
    "gen_ai.token.type",
    "gen_ai.tool.call.arguments",
    "gen_ai.tool.call.result",
    "gen_ai.tool.definitions",
    "gen_ai.tool.name",
    "gen_ai.usage.audio.cache_read.input_tokens",
    "gen_ai.usage.audio.input_tokens",
    "gen_ai.usage.audio.output_tokens",
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.completion_tokens",
    "gen_ai.usage.cost",
    "gen_ai.usage.image.cache_read.input_tokens",
    "gen_ai.usage.image.input_tokens",
    "gen_ai.usage.image.output_tokens",
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.prompt_tokens",
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "gen_ai.usage.text.input_tokens",
    "gen_ai.usage.text.output_tokens",
    "gen_ai.usage.total_tokens",
    "gen_ai.workflow.name",
    "http.response.status_code",
    "http.status_code",
    "input.value",
    "input_token_count",
    "input_tokens",
    "langfuse.environment",
    "langfuse.observation.cost_details",
    "langfuse.observation.input",
    "langfuse.observation.model.name",
    "langfuse.observation.output",
    "langfuse.observation.type",
    "langfuse.observation.usage_details",
    "langfuse.session.id",
    "langfuse.trace.name",
    "langfuse.user.id",
    "llm.cost.completion",
    "llm.cost.prompt",
    "llm.cost.total",
    "llm.finish_reason",
    "llm.is_streaming",
    "llm.model_name",
    "llm.provider",
    "llm.request.model_name",
    "llm.request.type",
    "llm.response.model_name",
    "llm.system",
    "llm.token_count.completion",
    "llm.token_count.completion_details.audio",
    "llm.token_count.completion_details.reasoning",
    "llm.token_count.prompt",
    "llm.token_count.prompt_details.audio",
    "llm.token_count.prompt_details.cache_read",
    "llm.token_count.prompt_details.cache_write",
    "llm.token_count.total",
    "llm.usage.completion_tokens",
    "llm.usage.prompt_tokens",
    "llm.usage.total_tokens",
    "model",
    "openai.request.service_tier",
    "openai.response.service_tier",
    "openinference.span.kind",
    "organization.name",
    "output.value",
    "output_token_count",
    "output_tokens",
    "product.id",
    "product.name",
    "prompt",
    "provider",
    "reasoning_token_count",
    "request_id",
    "request_text",
    "response",
    "response.id",
    "response_id",
    "response_text",
    "revenium.agent.name",
    "revenium.department",
    "revenium.environment",
    "revenium.job.id",
    "revenium.job.name",
    "revenium.job.type",
    "revenium.job.version",
    "revenium.middleware.source",
    "revenium.operation.subtype",
    "revenium.organization.name",
    "revenium.product.id",
    "revenium.product.name",
    "revenium.region",
    "revenium.request.stream",
    "revenium.retry.number",
    "revenium.squad.id",
    "revenium.squad.name",
    "revenium.subscriber.credential.name",
    "revenium.subscriber.credential.value",
    "revenium.subscriber.email",
    "revenium.subscriber.id",
    "revenium.subscription.id",
    "revenium.task.type",
    "revenium.trace.name",
    "revenium.trace.type",
    "revenium.transaction.name",
    "server.address",
    "service.name",
    "service.version",
    "service_tier",
    "session.id",
    "status_code",
    "stop_reason",
    "subscription.id",
    "thoughts_token_count",
    "token_type",
    "tool_input",
    "tool_result",
    "tool_token_count",
    "traceloop.association.properties.user_id",
    "traceloop.entity.input",
    "traceloop.entity.output",
    "traceloop.span.kind",
    "traceloop.workflow.name",
    "transaction_id",
    "ttft_ms",
    "type",
    "user.email",
    "user.id",
];

/// What was asked and answered, and a secret: never kept as attributes.
const WITHHELD: &[&str] = &[
    "ai.prompt",
    "ai.prompt.messages",
    "ai.prompt.tools",
    "ai.response.object",
    "ai.response.reasoning",
    "ai.response.text",
    "ai.response.toolCalls",
    "gen_ai.completion",
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.prompt",
    "gen_ai.retrieval.documents",
    "gen_ai.retrieval.query.text",
    "gen_ai.system_instructions",
    "gen_ai.tool.call.arguments",
    "gen_ai.tool.call.result",
    "gen_ai.tool.definitions",
    "input.value",
    "langfuse.observation.input",
    "langfuse.observation.output",
    "output.value",
    "prompt",
    "request_text",
    "response",
    "response_text",
    "revenium.subscriber.credential.value",
    "tool_input",
    "tool_result",
    "traceloop.entity.input",
    "traceloop.entity.output",
];

/// A name of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(u8);

impl Key {
    pub(crate) const COUNT: usize = NAMES.len();

    /// For constants only: a name that is not in the list does not compile.
    pub(crate) const fn named(name: &str) -> Self {
        match place(NAMES, name) {
            Some(place) => Self(place),
            None => panic!("an attribute is missing in the list of names"),
        }
    }

    pub(crate) fn of(name: &str) -> Option<Self> {
        static PLACES: LazyLock<Places> = LazyLock::new(|| Places::of(NAMES));
        PLACES.get(name).map(Self)
    }

    pub(crate) const fn at(place: usize) -> Option<Self> {
        if place < Self::COUNT { Some(Self(place as u8)) } else { None }
    }

    pub(crate) const fn place(self) -> usize {
        self.0 as usize
    }

    pub(crate) fn name(self) -> &'static str {
        NAMES.get(self.place()).copied().unwrap_or_default()
    }

    pub(crate) const fn is_withheld(self) -> bool {
        const IS_WITHHELD: [bool; Key::COUNT] = {
            let mut is_withheld = [false; Key::COUNT];
            let mut at = 0;
            while at < WITHHELD.len() {
                is_withheld[Key::named(WITHHELD[at]).place()] = true;
                at += 1;
            }
            is_withheld
        };
        IS_WITHHELD[self.place()]
    }
}

/// `k!("model")` is the key of that name, found while compiling.
macro_rules! k {
    ($name:literal) => {
        const { $crate::otlp::keys::Key::named($name) }
    };
}
pub(crate) use k;
