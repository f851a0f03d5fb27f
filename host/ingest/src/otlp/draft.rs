//! A record under way: whom it is for, how it ended, what it is named by.

use std::borrow::Cow;

use outlay_domain::{CallId, Dimension, Kind};
use serde_json::Value as Json;

use super::content;
use super::fields::{self, Fields};
use super::keys::{Key, k};
use super::model::{SpanEvent, SpanId, TraceId, Value};
use super::origin::Origin;
use crate::call::{Call, Context, Decoded};
use crate::common::is_job_id;
use crate::error::FieldError;
use crate::identity;
use crate::mask::masked;
use crate::stop::stop_reason;

/// Where each dimension stands: the first name that is there counts, the others stay attributes.
const TEXTS: &[(Dimension, &[Key])] = &[
    (Dimension::Organization, &[k!("revenium.organization.name"), k!("organization.name")]),
    (Dimension::Product, &[k!("revenium.product.name"), k!("product.name"), k!("gen_ai.application_name")]),
    (Dimension::ProductId, &[k!("revenium.product.id"), k!("product.id")]),
    (Dimension::SubscriptionId, &[k!("revenium.subscription.id"), k!("subscription.id")]),
    (Dimension::Department, &[k!("revenium.department"), k!("department")]),
    (
        Dimension::SubscriberId,
        &[
            k!("revenium.subscriber.id"),
            k!("user.id"),
            k!("enduser.id"),
            k!("langfuse.user.id"),
            k!("traceloop.association.properties.user_id"),
            k!("ai.telemetry.metadata.userId"),
        ],
    ),
    (Dimension::SubscriberEmail, &[k!("revenium.subscriber.email"), k!("user.email")]),
    (Dimension::Credential, &[k!("revenium.subscriber.credential.name")]),
    (Dimension::Agent, &[k!("revenium.agent.name"), k!("gen_ai.agent.name"), k!("agent.name"), k!("gen_ai.agent.id")]),
    (Dimension::AgentVersion, &[k!("gen_ai.agent.version")]),
    (Dimension::TaskType, &[k!("revenium.task.type")]),
    (
        Dimension::Environment,
        &[
            k!("revenium.environment"),
            k!("deployment.environment.name"),
            k!("deployment.environment"),
            k!("langfuse.environment"),
            k!("gen_ai.environment"),
        ],
    ),
    (Dimension::Region, &[k!("revenium.region"), k!("cloud.region")]),
    (Dimension::TraceType, &[k!("revenium.trace.type")]),
    (
        Dimension::TraceName,
        &[
            k!("revenium.trace.name"),
            k!("langfuse.trace.name"),
            k!("gen_ai.workflow.name"),
            k!("traceloop.workflow.name"),
        ],
    ),
    (Dimension::TransactionName, &[k!("revenium.transaction.name")]),
    (Dimension::JobName, &[k!("revenium.job.name")]),
    (Dimension::JobVersion, &[k!("revenium.job.version")]),
    (Dimension::Squad, &[k!("revenium.squad.name"), k!("revenium.squad.id")]),
    (Dimension::OperationSubtype, &[k!("revenium.operation.subtype")]),
    (Dimension::Middleware, &[k!("revenium.middleware.source")]),
];

/// The model that answered stands before the one that was asked for.
const MODELS: &[Key] = &[
    k!("gen_ai.response.model"),
    k!("llm.response.model_name"),
    k!("llm.model_name"),
    k!("ai.response.model"),
    k!("langfuse.observation.model.name"),
    k!("gen_ai.request.model"),
    k!("llm.request.model_name"),
    k!("embedding.model_name"),
    k!("ai.model.id"),
    k!("model"),
];
const PROVIDERS: &[Key] = &[
    k!("gen_ai.provider.name"),
    k!("gen_ai.system"),
    k!("llm.provider"),
    k!("llm.system"),
    k!("ai.model.provider"),
    k!("provider"),
];
/// How the conventions say that a provider has no name of theirs.
const NO_NAME: &str = "_OTHER";

const SESSIONS: &[Key] =
    &[k!("gen_ai.conversation.id"), k!("session.id"), k!("langfuse.session.id"), k!("conversation.id")];
const TIERS: &[Key] = &[
    k!("openai.response.service_tier"),
    k!("gen_ai.openai.response.service_tier"),
    k!("openai.request.service_tier"),
    k!("gen_ai.openai.request.service_tier"),
    k!("service_tier"),
];
const STREAMS: &[Key] = &[
    k!("gen_ai.request.stream"),
    k!("llm.is_streaming"),
    k!("gen_ai.request.is_stream"),
    k!("revenium.request.stream"),
];
const FIRST_CHUNK_SECONDS: &[Key] =
    &[k!("gen_ai.response.time_to_first_chunk"), k!("gen_ai.server.time_to_first_token")];
const FIRST_CHUNK_MS: &[Key] = &[k!("ai.response.msToFirstChunk"), k!("ttft_ms")];
const FINISHES: &[Key] = &[
    k!("gen_ai.response.finish_reasons"),
    k!("llm.finish_reason"),
    k!("ai.response.finishReason"),
    k!("finish_reasons"),
    k!("stop_reason"),
];
const STATUS_CODES: &[Key] =
    &[k!("http.response.status_code"), k!("http.status_code"), k!("status_code"), k!("error_code")];
pub(crate) const RESPONSE_IDS: &[Key] = &[k!("gen_ai.response.id"), k!("ai.response.id")];

/// Longest id that a sender may give, in bytes. Longer ones stay attributes.
const LONGEST_ID: usize = 512;

/// What a record or a resource says about whom its calls are for.
pub(crate) fn texts(
    fields: &mut Fields<'_>,
    mut set: impl FnMut(Dimension, &str) -> Result<(), FieldError>,
) -> Result<(), FieldError> {
    for (dimension, keys) in TEXTS {
        if let Some(text) = fields.text_of(keys) {
            set(*dimension, &text)?;
        }
    }
    if let Some(job_type) = fields.text_of(&[k!("revenium.job.type")]) {
        set(Dimension::JobType, &job_type.to_lowercase())?;
    }
    // Other ids could not stand in the path of a job; they stay attributes.
    let job = k!("revenium.job.id");
    if fields.peek_text(job).is_some_and(|id| is_job_id(&id))
        && let Some(id) = fields.text_of(&[job])
    {
        set(Dimension::JobId, &id)?;
    }
    Ok(())
}

pub(crate) struct Draft<'f, 'c> {
    pub(crate) fields: Fields<'f>,
    pub(crate) call: Call,
    pub(crate) origin: &'c Origin,
    pub(crate) context: &'c Context<'c>,
}

impl<'f, 'c> Draft<'f, 'c> {
    pub(crate) fn begin(
        mut call: Call,
        fields: Fields<'f>,
        origin: &'c Origin,
        context: &'c Context<'c>,
    ) -> Result<Self, FieldError> {
        // A span may hold whatever its sender likes: what does not fit is left out.
        call.extras.is_lenient = true;
        let mut draft = Self { fields, call, origin, context };
        draft.attribution()?;
        Ok(draft)
    }

    fn attribution(&mut self) -> Result<(), FieldError> {
        let Self { fields, call, .. } = self;
        texts(fields, |dimension, text| call.set(dimension, text))?;
        if let Some(model) = fields.text_of(MODELS) {
            call.set(Dimension::Model, &model)?;
        }
        if let Some(tier) = fields.text_of(TIERS) {
            call.set(Dimension::ServiceTier, &tier)?;
        }
        call.is_streamed = fields.flag(STREAMS);
        call.retry_number = fields.integer(&[k!("revenium.retry.number")]);
        call.time_to_first_token_ms = fields.seconds(FIRST_CHUNK_SECONDS).or_else(|| fields.integer(FIRST_CHUNK_MS));
        Ok(())
    }

    /// The provider, by name or by the host that was called; else the given one.
    pub(crate) fn provider(&mut self, otherwise: Option<&str>) -> Result<(), FieldError> {
        let keys = PROVIDERS.iter().copied();
        let named =
            keys.filter_map(|key| Some((key, self.fields.peek_text(key).filter(|name| name != NO_NAME)?))).next();
        if let Some((key, name)) = named {
            self.fields.take(key);
            let is_vercel = self.fields.has(k!("ai.model.provider")) || key == k!("ai.model.provider");
            return self.call.set_provider(if is_vercel { vercel_provider(&name) } else { &name });
        }
        let host = self.fields.peek_text(k!("server.address"));
        match host.as_deref().and_then(provider_of_host).or(otherwise) {
            Some(provider) => self.call.set(Dimension::Provider, provider),
            None => Ok(()),
        }
    }

    /// The ids of trace and span in their columns. Where there is no trace, a session is one.
    pub(crate) fn trace(&mut self, trace: Option<&TraceId>, parent: Option<&SpanId>) -> Result<(), FieldError> {
        match trace {
            Some(trace) => self.call.set(Dimension::TraceId, trace.as_str())?,
            None => {
                if let Some(session) = self.fields.peek_text_of(SESSIONS) {
                    self.call.set(Dimension::TraceId, &session)?;
                }
            }
        }
        match parent {
            Some(parent) => self.call.set(Dimension::ParentTransactionId, parent.as_str()),
            None => Ok(()),
        }
    }

    /// How the call ended, as the record says it, `failed` if something around it says so.
    pub(crate) fn outcome(&mut self, failed: bool, message: &str) -> Result<(), FieldError> {
        let error = self.fields.peek_text(k!("error.type"));
        let said = self.fields.peek_text_of(&[k!("error.message"), k!("error")]);
        if !failed && error.is_none() {
            let Some(reason) = FINISHES.iter().find_map(|key| first_reason(self.fields.peek(*key)?)) else {
                return Ok(());
            };
            return self.call.set(Dimension::StopReason, stop_reason(&reason));
        }
        self.fields.take(k!("error"));
        let status = self.fields.integer(STATUS_CODES);
        self.call.error_code = status.or_else(|| error.as_deref()?.parse().ok());
        let is_timeout = error.as_deref().is_some_and(|error| error.to_ascii_lowercase().contains("timeout"));
        self.call.set(Dimension::StopReason, if is_timeout { "TIMEOUT" } else { "ERROR" })?;
        let message = Some(message.trim()).filter(|message| !message.is_empty()).map(Cow::Borrowed);
        match message.or(said).or(error) {
            // Providers quote the key that they refuse.
            Some(message) => self.call.set(Dimension::ErrorReason, &masked(&message)),
            None => Ok(()),
        }
    }

    /// By the provider's id of its answer. An SDK's record with that transaction id is about the same call.
    pub(crate) fn name_by_response(&mut self, keys: &[Key]) {
        let Some(id) = self.fields.text_of(keys).filter(|id| id.len() <= LONGEST_ID) else { return };
        self.call.name(identity::of_response(self.context.team, &id));
        self.call.name(identity::of_transaction(self.context.team, self.call.kind, &id));
        self.call.transaction_id = Some(id.into_owned());
    }

    pub(crate) fn name_by_span(&mut self, trace: &TraceId, span: &SpanId) {
        self.call.name(identity::of_span(self.context.team, trace.as_str(), span.as_str()));
        if self.call.transaction_id.is_none() {
            self.call.transaction_id = Some(span.as_str().to_owned());
        }
    }

    /// By what somebody gave it as an id.
    pub(crate) fn name_by(&mut self, key: Key, name: impl FnOnce(&Context<'_>, Kind, &str) -> CallId) -> bool {
        let Some(id) = self.fields.peek_text(key).filter(|id| id.len() <= LONGEST_ID) else { return false };
        self.fields.take(key);
        self.call.name(name(self.context, self.call.kind, &id));
        self.call.transaction_id.get_or_insert_with(|| id.into_owned());
        true
    }

    pub(crate) fn prompts(&mut self, events: &[SpanEvent<'_>]) {
        if self.context.keeps_prompts {
            self.call.prompts = content::prompts(&self.fields, events);
        }
    }

    /// A coding assistant is the agent, unless it names another one.
    pub(crate) fn agent(&mut self) -> Result<(), FieldError> {
        if self.call.get(Dimension::Agent).is_none()
            && let Some(service) = self.origin.service()
        {
            self.call.set(Dimension::Agent, service)?;
            let version = self.fields.peek_text(k!("app.version"));
            if let Some(version) = version.as_deref().or(self.origin.service_version()) {
                self.call.set_if_free(Dimension::AgentVersion, version)?;
            }
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<Decoded, FieldError> {
        let Self { fields, mut call, origin, context } = self;
        fields.rest(|name, value| fields::put(&mut call.extras, name, value))?;
        origin.fill(&mut call)?;
        if let Some(middleware) = origin.library.as_deref().or(origin.service()) {
            call.set_if_free(Dimension::Middleware, middleware)?;
        }
        let service = origin.service().filter(|service| !service.starts_with(UNNAMED_SERVICE));
        if let Some(service) = service
            && origin.assistant.is_none()
            && call.get(Dimension::Agent) != Some(service)
        {
            call.set_if_free(Dimension::Product, service)?;
        }
        if call.extras.was_cut {
            call.extras.put("attributes_truncated", true)?;
        }
        call.finish(context)
    }
}

/// What SDKs call a service that nobody named.
const UNNAMED_SERVICE: &str = "unknown_service";

/// `openai.chat`, `google.generative-ai`: the provider, and which of its APIs.
fn vercel_provider(name: &str) -> &str {
    name.split_once('.').map_or(name, |(provider, _)| provider)
}

/// Who answers at an address of a provider.
fn provider_of_host(host: &str) -> Option<&'static str> {
    let host = host.to_ascii_lowercase();
    match host.as_str() {
        "api.openai.com" => Some("openai"),
        "api.anthropic.com" => Some("anthropic"),
        "generativelanguage.googleapis.com" => Some("google"),
        _ if host.ends_with(".openai.azure.com") => Some("azure"),
        _ if host.starts_with("bedrock") && host.ends_with(".amazonaws.com") => Some("aws"),
        _ if host.ends_with("aiplatform.googleapis.com") => Some("google"),
        _ => None,
    }
}

/// The first one of a list, of the JSON of a list, or the only one.
fn first_reason<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    if let Value::List(reasons) = value {
        return reasons.iter().find_map(Value::text);
    }
    let text = value.text()?;
    if text.starts_with('[')
        && let Ok(Json::Array(reasons)) = serde_json::from_str(&text)
    {
        return reasons.iter().find_map(|reason| reason.as_str().map(|reason| Cow::Owned(reason.to_owned())));
    }
    Some(text)
}
