//! Every column that a frame may have. The host fills exactly these; manifests may name exactly these.
//!
//! Names are those of the SQL table `events` where it has the column.

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number: the value times 10 to the column's `places`.
    Integer,
    Text,
    /// True or false.
    Flag,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Text => "text",
            Self::Flag => "flag",
        }
    }
}

/// How a column is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Form {
    pub kind: Kind,
    /// Decimal places of an integer: 0 for whole numbers, 6 for quantities that may be broken, 12 for money.
    pub places: u8,
}

/// A column that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnInfo {
    pub name: &'static str,
    pub form: Form,
    pub meaning: &'static str,
}

/// Decimal places of money.
pub const MONEY: u8 = 12;
/// Decimal places of quantities that may be broken: seconds, images, whatever a sender counts.
pub const UNITS: u8 = 6;
/// `meters.NAME` is a meter by its name, for those without a column of their own.
pub const METER_PREFIX: &str = "meters.";

/// How the column of this name is stored; none if there is no such column.
pub fn form(name: &str) -> Option<Form> {
    if name.strip_prefix(METER_PREFIX).is_some_and(|meter| !meter.is_empty()) {
        return Some(Form { kind: Kind::Integer, places: UNITS });
    }
    COLUMNS.iter().find(|column| column.name == name).map(|column| column.form)
}

const fn whole(name: &'static str, meaning: &'static str) -> ColumnInfo {
    ColumnInfo { name, form: Form { kind: Kind::Integer, places: 0 }, meaning }
}

const fn units(name: &'static str, meaning: &'static str) -> ColumnInfo {
    ColumnInfo { name, form: Form { kind: Kind::Integer, places: UNITS }, meaning }
}

const fn money(name: &'static str, meaning: &'static str) -> ColumnInfo {
    ColumnInfo { name, form: Form { kind: Kind::Integer, places: MONEY }, meaning }
}

const fn text(name: &'static str, meaning: &'static str) -> ColumnInfo {
    ColumnInfo { name, form: Form { kind: Kind::Text, places: 0 }, meaning }
}

const fn flag(name: &'static str, meaning: &'static str) -> ColumnInfo {
    ColumnInfo { name, form: Form { kind: Kind::Flag, places: 0 }, meaning }
}

/// Every column by name, besides `meters.NAME`.
pub const COLUMNS: &[ColumnInfo] = &[
    whole("seq", "Place in the ledger."),
    text("event_id", "Identity of the call."),
    text("transaction_id", "The sender's or provider's id of the call."),
    text("kind", "completion, embedding, image, audio, video, tool, api or custom."),
    text("entry", "What the row is: event, amend, void or record. A rule sees those that its manifest asks for."),
    text("source", "The wire format that the event came in."),
    whole("event_time", "When the call was answered, microseconds since 1970 (UTC)."),
    whole("received_at", "When Outlay took it, microseconds since 1970 (UTC): the rule's clock."),
    flag("is_future", "Whether the event says that it happened more than a day after it was received."),
    whole("day_start", "Begin of the day that holds `event_time`, in the team's time zone."),
    whole("week_start", "Begin of the week, a Monday."),
    whole("month_start", "Begin of the month."),
    whole("quarter_start", "Begin of the quarter."),
    text("key_id", "The API key that posted it."),
    text("team", "The team that owns the key."),
    text("provider", "Who sells the call, lower case."),
    text("model", "The model that the provider reported."),
    text("model_source", "The routing layer that the call went through."),
    text("organization", "The customer of yours that the call served."),
    text("product", "The product of yours that made the call."),
    text("product_id", "Your id of the product."),
    text("subscription_id", "The subscription that the call counts towards."),
    text("department", "The department that pays."),
    text("subscriber_id", "The end user, by id."),
    text("subscriber_email", "The end user, by e-mail address."),
    text("credential", "Name of the end user's credential."),
    text("agent", "The agent that made the call."),
    text("agent_version", "Version of the agent."),
    text("task_type", "What the call was for."),
    text("environment", "production, staging, ..."),
    text("region", "Where the call was made from."),
    text("trace_id", "Calls of one run share it."),
    text("trace_type", "Kind of run."),
    text("trace_name", "Name of the run."),
    text("transaction_name", "Name of this step of the run."),
    text("parent_transaction_id", "The step that this one belongs to."),
    text("job_id", "The job that the call worked on."),
    text("job_name", "Name of the job."),
    text("job_type", "Kind of job, lower case."),
    text("job_version", "Version of the job."),
    text("squad", "The squad that the agent works in."),
    text("operation", "CHAT, EMBED, IMAGE, AUDIO, VIDEO, TOOL_CALL ..."),
    text("operation_subtype", "Finer than the operation, for example transcription."),
    text("tool", "The tool that was called."),
    text("stop_reason", "Why the answer ended: END, TOKEN_LIMIT, ERROR ..."),
    text("error_reason", "What the provider said when the call failed."),
    text("service_tier", "The tier that served the call: default, flex, priority."),
    text("pricing_tier", "STANDARD or BATCH."),
    text("middleware", "The library that metered the call."),
    whole("retry_number", "0 for the first try."),
    whole("error_code", "The provider's HTTP status when the call failed."),
    flag("is_streamed", "Whether the answer was streamed."),
    whole("input_tokens", "Uncached input tokens."),
    whole("cache_read_tokens", "Input tokens read from the cache."),
    whole("cache_write_tokens", "Input tokens written to the cache, of whatever lifetime."),
    whole("cache_write_5m_tokens", "The cache writes that live 5 minutes."),
    whole("cache_write_1h_tokens", "The cache writes that live an hour."),
    whole("output_tokens", "Output tokens, reasoning included."),
    whole("reasoning_tokens", "The output tokens spent on reasoning."),
    whole("total_tokens", "Input, cached input, cache writes, output and audio tokens together."),
    units("images", "Number of images."),
    units("seconds", "Number of seconds."),
    units("characters", "Number of characters."),
    whole("duration_ms", "From request to the end of the answer, milliseconds."),
    whole("time_to_first_token_ms", "From request to the first token, milliseconds."),
    units("quality_score", "How good the sender found the answer, usually from 0 to 1."),
    money("cost", "The cost that counts (effective cost) in the reporting currency; missing if unpriced."),
    money("cost_delta", "By how much this row changes the cost of the call or record: all of it for an event."),
    money("reported_cost", "What the sender said it cost."),
    money("computed_cost", "What the price book says; missing if unpriced."),
    text("currency", "ISO 4217: of the event's own cost. Costs in another than the reporting currency are missing."),
    text("unpriced_reason", "Why there is no computed cost; missing if there is one."),
    text("connection_id", "Of a record: the connection that read it. Events have none of what follows."),
    text("record_kind", "Of a record: usage or cost."),
    text("project", "Of a record: the provider's project or workspace."),
    whole("period_end", "Of a record: where its period ends; `event_time` is where it begins."),
    flag("is_open", "Of a record: whether the provider may still change it."),
    whole("requests", "Of a record: how many calls it counts."),
    whole("previous_requests", "Of a record that was read before: what it said then; missing for a new one."),
    whole("previous_input_tokens", "The same of the uncached input tokens."),
    whole("previous_cache_read_tokens", "The same of the input tokens read from the cache."),
    whole("previous_cache_write_tokens", "The same of the input tokens written to the cache."),
    whole("previous_output_tokens", "The same of the output tokens."),
    money("previous_cost", "The same of the cost; of an amendment, the cost before it."),
];
