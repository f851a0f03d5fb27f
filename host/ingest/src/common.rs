//! What the JSON formats have in common: attribution, times, costs, names.

use std::borrow::Cow;

use outlay_domain::{Billing, CallId, Dimension, Kind, Quantity, Rank, Reported, ShortText, meter};
use outlay_pricing::convention;

use crate::Format;
use crate::call::{Call, Context, Decoded};
use crate::error::FieldError;
use crate::extras::Extras;
use crate::identity::{self, Names};
use crate::json::{Field, Record, f};
use crate::prompts;
use crate::response::Answer;

/// Longest id that a sender may give, in characters.
const LONGEST_ID: usize = 512;

/// Where each dimension stands in a record: the first name that is there counts, the others become attributes.
const TEXTS: &[(Dimension, &[Field])] = &[
    (Dimension::Model, &[f!("model")]),
    (Dimension::ModelSource, &[f!("modelSource")]),
    // The ids are deprecated and hold names; beside a name, the product's is one.
    (Dimension::Organization, &[f!("organizationName"), f!("organizationId")]),
    (Dimension::Product, &[f!("productName"), f!("productId")]),
    (Dimension::ProductId, &[f!("productId")]),
    (Dimension::SubscriptionId, &[f!("subscriptionId")]),
    (Dimension::Department, &[f!("department")]),
    (Dimension::SubscriberId, &[f!("subscriberId")]),
    (Dimension::SubscriberEmail, &[f!("subscriberEmail")]),
    (Dimension::Credential, &[f!("credentialAlias"), f!("subscriberCredential")]),
    (Dimension::Agent, &[f!("agent")]),
    (Dimension::AgentVersion, &[f!("agentVersion")]),
    (Dimension::TaskType, &[f!("taskType")]),
    (Dimension::Environment, &[f!("environment")]),
    (Dimension::Region, &[f!("region")]),
    (Dimension::TraceId, &[f!("traceId")]),
    (Dimension::TraceType, &[f!("traceType")]),
    (Dimension::TraceName, &[f!("traceName")]),
    (Dimension::TransactionName, &[f!("transactionName")]),
    (Dimension::ParentTransactionId, &[f!("parentTransactionId")]),
    (Dimension::JobId, &[f!("agenticJobId"), f!("jobId")]),
    (Dimension::JobName, &[f!("agenticJobName"), f!("jobName")]),
    (Dimension::JobVersion, &[f!("agenticJobVersion"), f!("jobVersion")]),
    (Dimension::Squad, &[f!("squadName"), f!("squadId")]),
    (Dimension::Operation, &[f!("operationType")]),
    (Dimension::OperationSubtype, &[f!("operationSubtype")]),
    (Dimension::StopReason, &[f!("stopReason")]),
    (Dimension::ErrorReason, &[f!("errorReason"), f!("errorMessage")]),
    (Dimension::ServiceTier, &[f!("actualServiceTier"), f!("serviceTier")]),
    (Dimension::PricingTier, &[f!("pricingTier")]),
    (Dimension::Middleware, &[f!("middlewareSource")]),
];

/// Where a meter stands in a record.
pub(crate) type Count = (Field, &'static str);

/// The token counts of models.
pub(crate) const TOKENS: &[Count] = &[
    (f!("inputTokenCount"), meter::INPUT_TOKENS),
    (f!("outputTokenCount"), meter::OUTPUT_TOKENS),
    (f!("cacheReadTokenCount"), meter::CACHE_READ_TOKENS),
    (f!("cacheCreationTokenCount"), meter::CACHE_WRITE_TOKENS),
    (f!("cacheCreation5mTokenCount"), meter::CACHE_WRITE_5M_TOKENS),
    (f!("cacheCreation1hTokenCount"), meter::CACHE_WRITE_1H_TOKENS),
    (f!("reasoningTokenCount"), meter::REASONING_TOKENS),
];

/// What media count.
pub(crate) const MEDIA: &[Count] = &[
    (f!("inputAudioTokenCount"), meter::INPUT_AUDIO_TOKENS),
    (f!("outputAudioTokenCount"), meter::OUTPUT_AUDIO_TOKENS),
    (f!("actualImageCount"), meter::IMAGES),
    (f!("durationSeconds"), meter::SECONDS),
    (f!("characterCount"), meter::CHARACTERS),
    (f!("creditsConsumed"), "credits"),
];

/// A record under way: its attribution is known, its meters are added by the format.
pub(crate) struct Draft<'r> {
    pub(crate) record: Record<'r>,
    pub(crate) call: Call,
    format: Format,
    /// A name that stands above all that the record gives.
    pub(crate) name: Option<CallId>,
    /// What the provider itself answered, where the sender posts it.
    pub(crate) answer: Option<Answer<'r>>,
}

impl<'r> Draft<'r> {
    pub(crate) fn begin(
        format: Format,
        kind: Kind,
        record: Record<'r>,
        context: &Context<'_>,
    ) -> Result<Self, FieldError> {
        record.check()?;
        let call = Call::new(format.source(), Rank::Json, kind);
        let mut draft = Self { record, call, format, name: None, answer: None };
        let has = |field: Field| draft.record.peek_text(field).is_some();
        let is_named = has(f!("transactionId")) || has(f!("spanId")) || (format.has_ids() && has(f!("id")));
        if !is_named {
            draft.call.names.push(identity::of_record(context.team, &draft.record));
        }
        draft.prompts(context)?;
        draft.attribution()?;
        Ok(draft)
    }

    fn prompts(&mut self, context: &Context<'_>) -> Result<(), FieldError> {
        let record = &mut self.record;
        let system = record.text(f!("systemPrompt"))?;
        let input = record.text(f!("inputMessages"))?;
        let output = record.text(f!("outputResponse"))?;
        let truncated = record.flag(f!("promptsTruncated"))?;
        if context.keeps_prompts {
            self.call.prompts = prompts::prompts(system, input, output, truncated.unwrap_or(false));
        }
        Ok(())
    }

    fn attribution(&mut self) -> Result<(), FieldError> {
        self.subscriber()?;
        for (dimension, fields) in TEXTS {
            if self.call.get(*dimension).is_none()
                && let Some(text) = self.record.text_of(fields)?
            {
                self.call.set(*dimension, &text)?;
            }
        }
        if let Some(provider) = self.record.text(f!("provider"))? {
            self.call.set_provider(&provider)?;
        }
        if let Some(job_type) = self.record.text_of(&[f!("agenticJobType"), f!("jobType")])? {
            self.call.set(Dimension::JobType, &job_type.to_lowercase())?;
        }
        match self.call.get(Dimension::JobId) {
            Some(job) if !is_job_id(job) => Err(FieldError::new(
                "agenticJobId",
                "must begin with a letter or digit and hold only letters, digits, `.`, `_` and `-`; `types` and \
                 `conversion-funnel` are taken",
            )),
            _ => Ok(()),
        }
    }

    /// `{id, email, credential: {name, value}}`; the credential's value is a secret of the sender and is not taken.
    fn subscriber(&mut self) -> Result<(), FieldError> {
        let Some(mut subscriber) = self.record.object(f!("subscriber"))? else { return Ok(()) };
        if let Some(id) = subscriber.text("id")? {
            self.call.set(Dimension::SubscriberId, &id)?;
        }
        if let Some(email) = subscriber.text("email")? {
            self.call.set(Dimension::SubscriberEmail, &email)?;
        }
        let mut rest = Extras::default();
        if let Some(mut credential) = subscriber.object("credential")? {
            if let Some(name) = credential.text("name")? {
                self.call.set(Dimension::Credential, &name)?;
            }
            credential.take("value");
            rest.put_object("credential", &credential.fields)?;
        }
        for (name, raw) in &subscriber.fields {
            rest.put_raw(name, raw)?;
        }
        self.call.extras.put_inner("subscriber", rest)
    }

    pub(crate) fn require_model(&self) -> Result<(), FieldError> {
        let has_model = self.call.get(Dimension::Model).is_some();
        if has_model { Ok(()) } else { Err(FieldError::new("model", "is required")) }
    }

    /// Takes counted quantities, and turns the input into what is neither cached nor audio.
    pub(crate) fn count(&mut self, counts: &[&[Count]]) -> Result<(), FieldError> {
        for (field, meter) in counts.iter().copied().flatten() {
            if let Some(quantity) = self.record.quantity(*field)? {
                self.call.count(meter, quantity);
            }
        }
        let (provider, model) = (self.call.get(Dimension::Provider), self.call.get(Dimension::Model));
        if let Some(input) = self.call.counted(meter::INPUT_TOKENS) {
            let read = self.call.counted(meter::CACHE_READ_TOKENS).unwrap_or_default();
            let uncached = convention::exclusive_input(provider, model, input, read);
            self.call.count(meter::INPUT_TOKENS, uncached);
        }
        self.call.separate_audio();
        Ok(())
    }

    /// Everything but the names.
    fn complete(mut self, context: &Context<'_>) -> Result<Call, FieldError> {
        self.costs()?;
        let (record, call) = (&mut self.record, &mut self.call);
        let times = [f!("responseTime"), f!("time"), f!("timestamp"), f!("requestTime")];
        call.time = record.time_of(&times)?.or(call.time);
        call.duration_ms = record.integer_of(&[f!("requestDuration"), f!("durationMs")])?.or(call.duration_ms);
        call.time_to_first_token_ms = record.integer(f!("timeToFirstToken"))?;
        call.retry_number = record.integer(f!("retryNumber"))?;
        call.error_code = record.integer(f!("errorCode"))?.or(call.error_code);
        call.is_streamed = record.flag(f!("isStreamed"))?.or(call.is_streamed);

        let mut answer = self.answer.take();
        let response_id =
            answer.as_mut().and_then(|answer| answer.id.take()).map(|id| Cow::Owned(id.trim().to_owned()));

        let own = if self.format.has_ids() { id(record, f!("id"))? } else { None };
        let transaction = id(record, f!("transactionId"))?;
        let span = id(record, f!("spanId"))?;
        let names = Names {
            team: context.team,
            kind: call.kind,
            response_id: response_id.as_deref(),
            id: own.as_deref(),
            transaction_id: transaction.as_deref(),
            trace_id: call.dimensions.get(Dimension::TraceId),
            span_id: span.as_deref(),
        };
        let given = names.call_ids();
        let of_record = std::mem::take(&mut call.names);
        call.names.extend(self.name);
        given.into_iter().for_each(|name| call.name(name));
        // What the record says names it only where nothing else does: two calls may say the same.
        if call.names.is_empty() {
            call.names = of_record;
        }
        // One of them has a column; the others are attributes.
        let mut given = [("transactionId", transaction), ("spanId", span), ("responseId", response_id), ("id", own)]
            .into_iter()
            .filter_map(|(name, id)| Some((name, id?)));
        let first = given.next().map(|(_, id)| id.into_owned());
        for (name, other) in given.filter(|(_, other)| Some(other.as_ref()) != first.as_deref()) {
            call.extras.put(name, other.as_ref())?;
        }
        call.transaction_id = first;
        let Self { record, mut call, .. } = self;
        record.rest(&mut call.extras)?;
        for (name, text) in answer.map(Answer::into_facts).unwrap_or_default() {
            call.extras.put(name, text)?;
        }
        Ok(call)
    }

    pub(crate) fn finish(self, context: &Context<'_>) -> Result<Decoded, FieldError> {
        self.complete(context)?.finish(context)
    }

    pub(crate) fn finish_amending(self, target: CallId, context: &Context<'_>) -> Result<Decoded, FieldError> {
        Ok(self.complete(context)?.finish_amending(target, context))
    }

    /// What the sender says about the cost.
    fn costs(&mut self) -> Result<(), FieldError> {
        let record = &mut self.record;
        let (input, output) = (record.money(f!("inputTokenCost"))?, record.money(f!("outputTokenCost"))?);
        let cache_read = record.money(f!("cacheReadTokenCost"))?;
        let cache_write = record.money(f!("cacheCreationTokenCost"))?;
        let total = record.money_of(&[f!("totalCost"), f!("costUsd")])?;
        let currency = if self.format == Format::Native { record.text(f!("currency"))? } else { None };
        let currency = currency.map(|text| currency_code(&text)).transpose()?;
        self.call.reported = Reported { input, output, cache_read, cache_write, total, currency };
        if !self.call.reported.is_given()
            && let Some(answer) = &self.answer
        {
            self.call.reported = Reported { total: answer.reported, ..Reported::default() };
        }

        let skip_reason = record.text(f!("skipReason"))?.map(Cow::into_owned);
        if let Some(reason) = &skip_reason {
            self.call.extras.put("skipReason", reason.as_str())?;
        }
        let multiplier: Option<Quantity> = record.quantity(f!("costMultiplier"))?;
        let skipped = record.flag(f!("billingSkipped"))?.unwrap_or(false);
        self.call.billing = Billing { skipped, skip_reason, multiplier };
        Ok(())
    }
}

/// Of the amounts that the sender gives.
fn currency_code(text: &str) -> Result<ShortText, FieldError> {
    let code = text.trim().to_ascii_uppercase();
    let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_code { Ok(code.into()) } else { Err(FieldError::new("currency", "must be a code of ISO 4217, such as USD")) }
}

fn id<'r>(record: &mut Record<'r>, field: Field) -> Result<Option<Cow<'r, str>>, FieldError> {
    let Some(id) = record.text(field)? else { return Ok(None) };
    if id.len() > LONGEST_ID && id.chars().count() > LONGEST_ID {
        return Err(FieldError::new(field.name(), format!("has more than {LONGEST_ID} characters")));
    }
    Ok(Some(match id {
        Cow::Borrowed(id) => Cow::Borrowed(id.trim()),
        Cow::Owned(id) => Cow::Owned(id.trim().to_owned()),
    }))
}

/// Other ids could not stand in the path of a job.
pub(crate) fn is_job_id(id: &str) -> bool {
    id.starts_with(|first: char| first.is_ascii_alphanumeric())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        && !matches!(id, "types" | "conversion-funnel")
}
