//! The names of fields that decoders ask for. A name is looked up once, when its record is read; after that a field is
//! a place in a list.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

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
        let mut place = 0;
        while place < NAMES.len() {
            if is_same(NAMES[place].as_bytes(), name.as_bytes()) {
                return Self(place as u8);
            }
            place += 1;
        }
        panic!("a field is missing in the list of names")
    }

    pub(crate) fn of(name: &str) -> Option<Self> {
        static PLACES: LazyLock<HashMap<&'static str, u8, BuildHasherDefault<Quick>>> =
            LazyLock::new(|| (0_u8..).zip(NAMES).map(|(place, &name)| (name, place)).collect());
        PLACES.get(name).map(|&place| Self(place))
    }

    pub(crate) fn name(self) -> &'static str {
        NAMES.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// `f!("model")` is the field of that name, found while compiling.
macro_rules! f {
    ($name:literal) => {
        const { $crate::json::Field::named($name) }
    };
}
pub(crate) use f;

/// The names are ours and few: nobody can make them collide.
#[derive(Debug, Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
