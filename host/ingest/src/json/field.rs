//! The names of fields that decoders ask for.

use std::sync::LazyLock;

use crate::places::{Places, place};

/// Every name that some decoder asks for.
pub(crate) const NAMES: &[&str] = &[
    "actualImageCount",
    "actualServiceTier",
    "agent",
    "agentVersion",
    "agenticJobId",
    "agenticJobName",
    "agenticJobType",
    "agenticJobVersion",
    "amends",
    "attributes",
    "backendLatency",
    "batch",
    "billingSkipped",
    "cacheCreation1hTokenCount",
    "cacheCreation5mTokenCount",
    "cacheCreationTokenCost",
    "cacheCreationTokenCount",
    "cacheReadTokenCost",
    "cacheReadTokenCount",
    "characterCount",
    "costMultiplier",
    "costUsd",
    "credential",
    "credentialAlias",
    "creditsConsumed",
    "currency",
    "data",
    "data_base64",
    "datacontenttype",
    "dataschema",
    "department",
    "durationMs",
    "durationSeconds",
    "environment",
    "errorCode",
    "errorMessage",
    "errorReason",
    "gatewayLatency",
    "id",
    "inputAudioTokenCount",
    "inputMessages",
    "inputTokenCost",
    "inputTokenCount",
    "isStreamed",
    "jobId",
    "jobName",
    "jobType",
    "jobVersion",
    "kind",
    "meters",
    "method",
    "middlewareSource",
    "model",
    "modelSource",
    "operation",
    "operationSubtype",
    "operationType",
    "organizationId",
    "organizationName",
    "outputAudioTokenCount",
    "outputResponse",
    "outputTokenCost",
    "outputTokenCount",
    "parentTransactionId",
    "payload",
    "pricingTier",
    "productId",
    "productName",
    "promptsTruncated",
    "provider",
    "reason",
    "reasoningTokenCount",
    "region",
    "remoteHost",
    "requestDuration",
    "requestMessageSize",
    "requestTime",
    "resource",
    "response",
    "responseCode",
    "responseMessageSize",
    "responseTime",
    "retryNumber",
    "sampledrate",
    "serviceTier",
    "skipReason",
    "source",
    "spanId",
    "specversion",
    "squadId",
    "squadName",
    "stopReason",
    "stream",
    "subject",
    "subscriber",
    "subscriberCredential",
    "subscriberEmail",
    "subscriberId",
    "subscriptionId",
    "success",
    "systemPrompt",
    "taskType",
    "time",
    "timeToFirstToken",
    "timestamp",
    "toolId",
    "totalCost",
    "totalDuration",
    "traceId",
    "traceName",
    "traceType",
    "transactionId",
    "transactionName",
    "type",
    "usageMetadata",
    "voids",
];

/// A name of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field(pub(crate) u8);

impl Field {
    pub(crate) const COUNT: usize = NAMES.len();

    /// For constants only: a name that is not in the list does not compile.
    pub(crate) const fn named(name: &str) -> Self {
        match place(NAMES, name) {
            Some(place) => Self(place),
            None => panic!("a field is missing in the list of names"),
        }
    }

    pub(crate) fn of(name: &str) -> Option<Self> {
        static PLACES: LazyLock<Places> = LazyLock::new(|| Places::of(NAMES));
        PLACES.get(name).map(Self)
    }

    pub(crate) fn name(self) -> &'static str {
        NAMES.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

/// `f!("model")` is the field of that name, found while compiling.
macro_rules! f {
    ($name:literal) => {
        const { $crate::json::Field::named($name) }
    };
}
pub(crate) use f;
