//! What the formats have in common: attribution, times, costs.

use outlay_domain::{Billing, CallId, Cost, Dimension, Dimensions, Event, Kind, Meters, Reported, Timestamp, meter};
use outlay_pricing::{canonical_provider, convention};
use serde_json::Value;

use crate::fields::{FieldError, Fields};
use crate::identity::{self, Names};
use crate::{Format, prompts};

/// Longest id that a sender may give, in characters.
const LONGEST_ID: usize = 512;

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

/// Where each dimension stands in a record: the first name that is there counts, the others become attributes.
const TEXTS: &[(Dimension, &[&str])] = &[
    (Dimension::Model, &["model"]),
    (Dimension::ModelSource, &["modelSource"]),
    // The ids are deprecated and hold names; beside a name, the product's is one.
    (Dimension::Organization, &["organizationName", "organizationId"]),
    (Dimension::Product, &["productName", "productId"]),
    (Dimension::ProductId, &["productId"]),
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

/// The token counts of models.
pub(crate) const TOKENS: &[(&str, &str)] = &[
    ("inputTokenCount", meter::INPUT_TOKENS),
    ("outputTokenCount", meter::OUTPUT_TOKENS),
    ("cacheReadTokenCount", meter::CACHE_READ_TOKENS),
    ("cacheCreationTokenCount", meter::CACHE_WRITE_TOKENS),
    ("cacheCreation5mTokenCount", meter::CACHE_WRITE_5M_TOKENS),
    ("cacheCreation1hTokenCount", meter::CACHE_WRITE_1H_TOKENS),
    ("reasoningTokenCount", meter::REASONING_TOKENS),
];

/// What media count.
pub(crate) const MEDIA: &[(&str, &str)] = &[
    ("inputAudioTokenCount", meter::INPUT_AUDIO_TOKENS),
    ("outputAudioTokenCount", meter::OUTPUT_AUDIO_TOKENS),
    ("actualImageCount", meter::IMAGES),
    ("durationSeconds", meter::SECONDS),
    ("characterCount", meter::CHARACTERS),
    ("creditsConsumed", "credits"),
];

/// A record under way: its attribution is known, its meters are added by the format.
pub(crate) struct Draft {
    pub(crate) fields: Fields,
    pub(crate) dimensions: Dimensions,
    pub(crate) meters: Meters,
    pub(crate) kind: Kind,
    format: Format,
    prompts: Vec<(&'static str, Value)>,
    /// Only of a record without any id.
    record_id: Option<CallId>,
}

impl Draft {
    pub(crate) fn begin(format: Format, kind: Kind, record: Value, context: &Context<'_>) -> Result<Self, FieldError> {
        let has = |name: &str| match record.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::String(id)) => !id.trim().is_empty(),
            Some(_) => true,
        };
        let is_named = has("transactionId") || has("spanId") || (format.has_ids() && has("id"));
        let record_id = (!is_named).then(|| identity::of_record(context.team, &record));
        let mut fields = Fields::of(record)?;
        let prompts = prompts::take(&mut fields)?;
        let (dimensions, meters) = (Dimensions::default(), Meters::new());
        let mut draft = Self { fields, dimensions, meters, kind, format, prompts, record_id };
        draft.attribution()?;
        Ok(draft)
    }

    fn attribution(&mut self) -> Result<(), FieldError> {
        self.subscriber()?;
        for (dimension, names) in TEXTS {
            if self.dimensions.get(*dimension).is_none()
                && let Some(text) = self.fields.text_of(names)?
            {
                self.set(*dimension, &text);
            }
        }
        if let Some(provider) = self.fields.text("provider")? {
            let canonical = canonical_provider(&provider);
            if !provider.trim().eq_ignore_ascii_case(&canonical) {
                self.fields.keep("provider", provider);
            }
            self.set(Dimension::Provider, &canonical);
        }
        if let Some(job_type) = self.fields.text_of(&["agenticJobType", "jobType"])? {
            self.set(Dimension::JobType, &job_type.to_lowercase());
        }
        match self.dimensions.get(Dimension::JobId) {
            Some(job) if !is_job_id(job) => Err(self.fields.error(
                "agenticJobId",
                "must begin with a letter or digit and hold only letters, digits, `.`, `_` and `-`; `types` and \
                 `conversion-funnel` are taken",
            )),
            _ => Ok(()),
        }
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

    /// Cuts what is too long, and says so under the attributes.
    pub(crate) fn set(&mut self, dimension: Dimension, text: &str) {
        if self.dimensions.set(dimension, text) {
            self.fields.keep(&format!("{}_truncated", dimension.column()), true);
        }
    }

    pub(crate) fn require_model(&self) -> Result<(), FieldError> {
        let has_model = self.dimensions.get(Dimension::Model).is_some();
        if has_model { Ok(()) } else { Err(FieldError::new("model", "is required")) }
    }

    /// Takes counted quantities, and turns the input into what is neither cached nor audio.
    pub(crate) fn count(&mut self, fields: &[&[(&str, &str)]]) -> Result<(), FieldError> {
        for (field, meter) in fields.iter().copied().flatten() {
            if let Some(quantity) = self.fields.quantity(field)? {
                self.meters.insert((*meter).to_owned(), quantity);
            }
        }
        let (provider, model) = (self.dimensions.get(Dimension::Provider), self.dimensions.get(Dimension::Model));
        if let Some(input) = self.meters.get(meter::INPUT_TOKENS).copied() {
            let read = self.meters.get(meter::CACHE_READ_TOKENS).copied().unwrap_or_default();
            let uncached = convention::exclusive_input(provider, model, input, read);
            self.meters.insert(meter::INPUT_TOKENS.to_owned(), uncached);
        }
        for (all, audio) in
            [(meter::INPUT_TOKENS, meter::INPUT_AUDIO_TOKENS), (meter::OUTPUT_TOKENS, meter::OUTPUT_AUDIO_TOKENS)]
        {
            // A sum that cannot contain the audio stands beside it.
            if let (Some(sum), Some(audio)) = (self.meters.get(all).copied(), self.meters.get(audio).copied())
                && sum >= audio
            {
                self.meters.insert(all.to_owned(), sum.saturating_sub(audio));
            }
        }
        Ok(())
    }

    pub(crate) fn finish(mut self, context: &Context<'_>) -> Result<Decoded, FieldError> {
        let (reported, billing) = self.costs()?;
        let fields = &mut self.fields;
        let event_time = fields.time_of(&["responseTime", "time", "timestamp", "requestTime"])?.unwrap_or(context.now);
        let duration_ms = fields.integer_of(&["requestDuration", "durationMs"])?;
        let time_to_first_token_ms = fields.integer("timeToFirstToken")?;
        let retry_number = fields.integer("retryNumber")?;
        let error_code = fields.integer("errorCode")?;
        let is_streamed = fields.flag("isStreamed")?;

        let own = if self.format.has_ids() { id(fields, "id")? } else { None };
        let transaction = id(fields, "transactionId")?;
        let span = id(fields, "spanId")?;
        let names = Names {
            team: context.team,
            kind: self.kind,
            id: own.as_deref(),
            transaction_id: transaction.as_deref(),
            trace_id: self.dimensions.get(Dimension::TraceId),
            span_id: span.as_deref(),
        };
        let mut call_ids = names.call_ids().into_iter();
        let first = call_ids.next().or(self.record_id);
        let call_id = first.ok_or_else(|| FieldError::new("transactionId", "must not be blank"))?;
        let aliases = call_ids.collect();
        // One of them has a column; the others are attributes.
        let mut given = [("transactionId", transaction), ("spanId", span), ("id", own)]
            .into_iter()
            .filter_map(|(name, id)| Some((name, id?)));
        let transaction_id = given.next().map(|(_, id)| id);
        for (name, other) in given.filter(|(_, other)| Some(other) != transaction_id.as_ref()) {
            fields.keep(name, other);
        }

        let event = Event {
            call_id,
            transaction_id,
            kind: self.kind,
            source: self.format.source().to_owned(),
            event_time,
            key_id: context.key_id.to_owned(),
            team: context.team.to_owned(),
            reported,
            billing,
            cost: Cost::default(),
            is_streamed,
            duration_ms,
            time_to_first_token_ms,
            retry_number,
            error_code,
            dimensions: self.dimensions,
            meters: self.meters,
            attributes: self.fields.rest(self.prompts)?,
        };
        Ok(Decoded { event: Box::new(event), aliases })
    }

    /// What the sender says about the cost. Parts and terms have no column, so they are attributes, too.
    fn costs(&mut self) -> Result<(Reported, Billing), FieldError> {
        let fields = &mut self.fields;
        let mut part = |name| {
            let amount = fields.money(name)?;
            if let Some(amount) = amount {
                fields.keep(name, amount.to_string());
            }
            Ok(amount)
        };
        let (input, output) = (part("inputTokenCost")?, part("outputTokenCost")?);
        let (cache_read, cache_write) = (part("cacheReadTokenCost")?, part("cacheCreationTokenCost")?);
        let total = fields.money_of(&["totalCost", "costUsd"])?;
        let skipped = fields.flag("billingSkipped")?;
        let skip_reason = fields.text("skipReason")?;
        let multiplier = fields.quantity("costMultiplier")?;
        if let Some(skipped) = skipped {
            fields.keep("billingSkipped", skipped);
        }
        if let Some(reason) = &skip_reason {
            fields.keep("skipReason", reason.as_str());
        }
        if let Some(multiplier) = multiplier {
            fields.keep("costMultiplier", multiplier.to_string());
        }
        let reported = Reported { input, output, cache_read, cache_write, total };
        Ok((reported, Billing { skipped: skipped.unwrap_or(false), skip_reason, multiplier }))
    }
}

fn id(fields: &mut Fields, name: &str) -> Result<Option<String>, FieldError> {
    match fields.text(name)? {
        Some(id) if id.chars().count() > LONGEST_ID => {
            Err(fields.error(name, format!("has more than {LONGEST_ID} characters")))
        }
        id => Ok(id.map(|id| id.trim().to_owned())),
    }
}

/// Other ids could not stand in the path of a job.
fn is_job_id(id: &str) -> bool {
    id.starts_with(|first: char| first.is_ascii_alphanumeric())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        && !matches!(id, "types" | "conversion-funnel")
}
