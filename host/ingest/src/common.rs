//! What the formats have in common: attribution, times, costs.

use outlay_domain::{Billing, CallId, Cost, Dimension, Dimensions, Event, Kind, Meters, Reported, Timestamp};
use outlay_pricing::{canonical_provider, convention};
use serde_json::Value;

use crate::fields::{FieldError, Fields};
use crate::{Format, identity};

/// Who sent a record, and when it arrived.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    pub key_id: &'c str,
    pub team: &'c str,
    pub now: Timestamp,
}

/// A record, decoded; not priced yet.
#[derive(Debug)]
pub struct Decoded {
    pub event: Box<Event>,
    /// Other names of the same call.
    pub aliases: Vec<CallId>,
}

/// Where each dimension stands in a record: the first name that is there counts.
const TEXTS: &[(Dimension, &[&str])] = &[
    (Dimension::Model, &["model"]),
    (Dimension::ModelSource, &["modelSource"]),
    (Dimension::Organization, &["organizationName", "organizationId"]),
    (Dimension::Product, &["productName", "productId"]),
    (Dimension::SubscriptionId, &["subscriptionId"]),
    (Dimension::Department, &["department"]),
    (Dimension::SubscriberId, &["subscriberId"]),
    (Dimension::SubscriberEmail, &["subscriberEmail"]),
    (Dimension::Credential, &["credentialAlias", "subscriberCredential"]),
    (Dimension::Agent, &["agent"]),
    (Dimension::AgentVersion, &["agentVersion"]),
    (Dimension::TaskType, &["taskType"]),
    (Dimension::Environment, &["environment"]),
    (Dimension::Region, &["region"]),
    (Dimension::TraceId, &["traceId"]),
    (Dimension::TraceType, &["traceType"]),
    (Dimension::TraceName, &["traceName"]),
    (Dimension::TransactionName, &["transactionName"]),
    (Dimension::ParentTransactionId, &["parentTransactionId"]),
    (Dimension::JobId, &["agenticJobId", "jobId"]),
    (Dimension::JobName, &["agenticJobName", "jobName"]),
    (Dimension::JobVersion, &["agenticJobVersion", "jobVersion"]),
    (Dimension::Squad, &["squadName", "squadId"]),
    (Dimension::Operation, &["operationType"]),
    (Dimension::OperationSubtype, &["operationSubtype"]),
    (Dimension::StopReason, &["stopReason"]),
    (Dimension::ErrorReason, &["errorReason", "errorMessage"]),
    (Dimension::ServiceTier, &["actualServiceTier", "serviceTier"]),
    (Dimension::PricingTier, &["pricingTier"]),
    (Dimension::Middleware, &["middlewareSource"]),
];

/// Prompts are kept only where somebody asked for it; until then they are not taken at all.
const PROMPTS: &[&str] = &["systemPrompt", "inputMessages", "outputResponse"];

/// A record under way: its kind and ids are known, its meters are added by the format.
pub(crate) struct Draft {
    pub(crate) fields: Fields,
    pub(crate) dimensions: Dimensions,
    pub(crate) meters: Meters,
    format: Format,
    kind: Kind,
    record: String,
}

impl Draft {
    pub(crate) fn begin(format: Format, kind: Kind, record: Value) -> Result<Self, FieldError> {
        let text = record.to_string();
        let mut fields = Fields::of(record)?;
        for prompt in PROMPTS {
            drop(fields.take(prompt));
        }
        let mut draft =
            Self { fields, dimensions: Dimensions::default(), meters: Meters::new(), format, kind, record: text };
        draft.attribution()?;
        Ok(draft)
    }

    pub(crate) fn set_kind(&mut self, kind: Kind) {
        self.kind = kind;
    }

    fn attribution(&mut self) -> Result<(), FieldError> {
        for (dimension, names) in TEXTS {
            if let Some(text) = self.fields.text_of(names)? {
                self.set(*dimension, &text);
            }
        }
        if let Some(provider) = self.fields.text("provider")? {
            self.set(Dimension::Provider, &canonical_provider(&provider));
        }
        if let Some(job_type) = self.fields.text_of(&["agenticJobType", "jobType"])? {
            self.set(Dimension::JobType, &job_type.to_lowercase());
        }
        self.subscriber()
    }

    /// `{id, email, credential: {name, value}}`; the credential's value is a secret of the sender and is not taken.
    fn subscriber(&mut self) -> Result<(), FieldError> {
        let Some(mut subscriber) = self.fields.object("subscriber")? else { return Ok(()) };
        if let Some(id) = subscriber.text("id")? {
            self.set(Dimension::SubscriberId, &id);
        }
        if let Some(email) = subscriber.text("email")? {
            self.set(Dimension::SubscriberEmail, &email);
        }
        if let Some(mut credential) = subscriber.object("credential")? {
            if let Some(name) = credential.text("name")? {
                self.set(Dimension::Credential, &name);
            }
            drop(credential.take("value"));
            subscriber.keep_rest("credential", credential);
        }
        self.fields.keep_rest("subscriber", subscriber);
        Ok(())
    }

    pub(crate) fn set(&mut self, dimension: Dimension, text: &str) {
        if self.dimensions.set(dimension, text) {
            self.fields.keep(&format!("{}_truncated", dimension.column()), true);
        }
    }

    /// Takes a counted quantity.
    pub(crate) fn meter(&mut self, field: &str, meter: &str) -> Result<(), FieldError> {
        if let Some(quantity) = self.fields.quantity(field)? {
            self.meters.insert(meter.to_owned(), quantity);
        }
        Ok(())
    }

    /// Turns the sender's input count into the uncached one, by the convention of the provider and model.
    pub(crate) fn uncached_input(&mut self) {
        use outlay_domain::meter::{CACHE_READ_TOKENS, INPUT_TOKENS};
        let Some(input) = self.meters.get(INPUT_TOKENS).copied() else { return };
        let read = self.meters.get(CACHE_READ_TOKENS).copied().unwrap_or_default();
        let (provider, model) = (self.dimensions.get(Dimension::Provider), self.dimensions.get(Dimension::Model));
        let uncached = convention::exclusive_input(provider, model, input, read);
        self.meters.insert(INPUT_TOKENS.to_owned(), uncached);
    }

    pub(crate) fn finish(mut self, context: &Context<'_>) -> Result<Decoded, FieldError> {
        let fields = &mut self.fields;
        let reported = Reported {
            input: fields.money("inputTokenCost")?,
            output: fields.money("outputTokenCost")?,
            cache_read: fields.money("cacheReadTokenCost")?,
            cache_write: fields.money("cacheCreationTokenCost")?,
            total: match fields.money("totalCost")? {
                Some(total) => Some(total),
                None => fields.money("costUsd")?,
            },
        };
        let billing = Billing {
            skipped: fields.flag("billingSkipped")?.unwrap_or(false),
            skip_reason: fields.text("skipReason")?,
            multiplier: fields.quantity("costMultiplier")?,
        };
        let answered = fields.time("responseTime")?;
        let stamped = match fields.time("time")? {
            Some(time) => Some(time),
            None => fields.time("timestamp")?,
        };
        let asked = fields.time("requestTime")?;
        if let (Some(asked), Some(_)) = (asked, answered) {
            fields.keep("requestTime", asked.to_string());
        }
        let duration_ms = match fields.integer("requestDuration")? {
            Some(duration) => Some(duration),
            None => fields.integer("durationMs")?,
        };
        let transaction_id = fields.text_of(&["transactionId", "spanId"])?;
        let id = fields.text("id")?;
        let event = Event {
            call_id: identity::call_id(context.team, self.kind, transaction_id.as_deref(), id.as_deref(), &self.record),
            transaction_id: transaction_id.or(id),
            kind: self.kind,
            source: self.format.source().to_owned(),
            event_time: answered.or(stamped).or(asked).unwrap_or(context.now),
            key_id: context.key_id.to_owned(),
            team: context.team.to_owned(),
            reported,
            billing,
            cost: Cost::default(),
            is_streamed: fields.flag("isStreamed")?,
            duration_ms,
            time_to_first_token_ms: fields.integer("timeToFirstToken")?,
            retry_number: fields.integer("retryNumber")?,
            error_code: fields.integer("errorCode")?,
            dimensions: self.dimensions,
            meters: self.meters,
            attributes: self.fields.rest()?,
        };
        Ok(Decoded { event: Box::new(event), aliases: Vec::new() })
    }
}

/// The token counts of completions and native events.
pub(crate) const TOKENS: &[(&str, &str)] = &[
    ("inputTokenCount", outlay_domain::meter::INPUT_TOKENS),
    ("outputTokenCount", outlay_domain::meter::OUTPUT_TOKENS),
    ("cacheReadTokenCount", outlay_domain::meter::CACHE_READ_TOKENS),
    ("cacheCreationTokenCount", outlay_domain::meter::CACHE_WRITE_TOKENS),
    ("cacheCreation5mTokenCount", outlay_domain::meter::CACHE_WRITE_5M_TOKENS),
    ("cacheCreation1hTokenCount", outlay_domain::meter::CACHE_WRITE_1H_TOKENS),
    ("reasoningTokenCount", outlay_domain::meter::REASONING_TOKENS),
];
