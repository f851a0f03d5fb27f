//! What narrows the log down, as a condition with parameters: no text of a caller ever stands in the SQL.

use std::collections::HashMap;

use outlay_domain::{Money, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

use super::search::{self, Found};
use crate::error::ApiError;
use crate::host::Host;

const MOST: usize = 500;
/// Before the name of a dimension: all but this value.
const NOT: &str = "not.";

/// What the log is narrowed down by: the name here, and how it is read from `events`.
pub(crate) const DIMENSIONS: [(&str, &str); 28] = [
    ("kind", "kind"),
    ("source", "source"),
    ("provider", "provider"),
    ("model", "model"),
    ("organization", "organization"),
    ("product", "product"),
    ("department", "department"),
    ("team", "team"),
    ("keyId", "key_id"),
    ("subscriberId", "subscriber_id"),
    ("subscriberEmail", "subscriber_email"),
    ("credential", "credential"),
    ("agent", "agent"),
    ("taskType", "task_type"),
    ("environment", "environment"),
    ("region", "region"),
    ("traceId", "trace_id"),
    ("traceType", "trace_type"),
    ("traceName", "trace_name"),
    ("jobName", "job_name"),
    ("squad", "squad"),
    ("operation", "operation"),
    ("tool", "tool"),
    ("stopReason", "stop_reason"),
    ("serviceTier", "service_tier"),
    ("pricingTier", "pricing_tier"),
    ("middleware", "middleware"),
    ("errorCode", "error_code::VARCHAR"),
];

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventFilter {
    /// RFC 3339, by event time; inclusive.
    from: Option<String>,
    /// RFC 3339, by event time; exclusive.
    to: Option<String>,
    /// Of this value. With `not.` before the name of this or one of the following, as in `not.kind`: of any other or none.
    kind: Option<String>,
    /// The wire format that it came in.
    source: Option<String>,
    provider: Option<String>,
    model: Option<String>,
    organization: Option<String>,
    product: Option<String>,
    department: Option<String>,
    team: Option<String>,
    key_id: Option<String>,
    subscriber_id: Option<String>,
    subscriber_email: Option<String>,
    credential: Option<String>,
    agent: Option<String>,
    task_type: Option<String>,
    environment: Option<String>,
    region: Option<String>,
    trace_id: Option<String>,
    trace_type: Option<String>,
    trace_name: Option<String>,
    job_name: Option<String>,
    squad: Option<String>,
    operation: Option<String>,
    tool: Option<String>,
    stop_reason: Option<String>,
    service_tier: Option<String>,
    pricing_tier: Option<String>,
    middleware: Option<String>,
    /// The provider's HTTP status when the call failed.
    error_code: Option<String>,
    /// Effective cost of at least this much, a decimal.
    min_cost: Option<String>,
    /// `true`: only events without a known cost; `false`: only those with one.
    unpriced: Option<bool>,
    /// The first of these that there is: an id of a call (of event, transaction, response or request); a part of a model, agent,
    /// organization, product, task or e-mail, in any case; the id of a trace.
    q: Option<String>,
    /// 1 to 500; 50 unless told.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

type Condition = (String, Vec<Value>);

/// What a caller asked for, understood.
#[derive(Debug)]
pub(crate) struct Narrowed {
    /// But for the time.
    pub(crate) parts: Vec<String>,
    pub(crate) params: Vec<Value>,
    /// The columns that the parts read; none if they read more than single dimensions.
    pub(crate) columns: Option<Vec<&'static str>>,
    pub(crate) from: Option<Timestamp>,
    pub(crate) to: Option<Timestamp>,
}

/// Opaque to callers: it may change its form.
pub(crate) fn cursor(seq: &str) -> String {
    format!("s{seq}")
}

impl EventFilter {
    /// Nothing but a time.
    pub(crate) fn within(from: Option<String>, to: Option<String>) -> Self {
        Self { from, to, ..Self::default() }
    }

    pub(crate) fn limit(&self) -> Result<usize, ApiError> {
        let limit = self.limit.unwrap_or(50);
        if (1..=MOST).contains(&limit) {
            return Ok(limit);
        }
        Err(ApiError::invalid("invalid_limit", format!("`limit` is 1 to {MOST}")).field("limit"))
    }

    /// In the order of [`DIMENSIONS`].
    fn dimensions(&self) -> [&Option<String>; DIMENSIONS.len()] {
        [
            &self.kind,
            &self.source,
            &self.provider,
            &self.model,
            &self.organization,
            &self.product,
            &self.department,
            &self.team,
            &self.key_id,
            &self.subscriber_id,
            &self.subscriber_email,
            &self.credential,
            &self.agent,
            &self.task_type,
            &self.environment,
            &self.region,
            &self.trace_id,
            &self.trace_type,
            &self.trace_name,
            &self.job_name,
            &self.squad,
            &self.operation,
            &self.tool,
            &self.stop_reason,
            &self.service_tier,
            &self.pricing_tier,
            &self.middleware,
            &self.error_code,
        ]
    }

    /// What the text that is looked for means, if there is one.
    pub(crate) async fn found(&self, host: &Host) -> Result<Option<Found>, ApiError> {
        search::found(host, self.q.as_deref(), &self.times()?.condition().0).await
    }

    /// The time alone.
    fn times(&self) -> Result<Narrowed, ApiError> {
        let (from, to) = (time("from", self.from.as_deref())?, time("to", self.to.as_deref())?);
        Ok(Narrowed { parts: Vec::new(), params: Vec::new(), columns: None, from, to })
    }

    /// All that match. `query` is the same question as pairs: it holds what is excluded. `found` is what the text means.
    pub(crate) fn narrowed(&self, query: &HashMap<String, String>, found: Option<Found>) -> Result<Narrowed, ApiError> {
        let (mut parts, mut params, mut columns) = (Vec::new(), Vec::new(), Vec::new());
        for ((_, column), value) in DIMENSIONS.into_iter().zip(self.dimensions()) {
            if let Some(value) = value {
                parts.push(format!("{column} = ?"));
                params.push(value.as_str().into());
                columns.push(column);
            }
        }
        for (column, value) in excluded(query)? {
            parts.push(format!("{column} IS DISTINCT FROM ?"));
            params.push(value.into());
            columns.push(column);
        }
        let mut is_rolled_up = true;
        if let Some(found) = found {
            let (part, texts, of) = found.condition();
            is_rolled_up = of.is_some();
            parts.push(part);
            params.extend(texts);
            columns.extend(of.into_iter().flatten());
        }
        let dimensions = parts.len();
        if let Some(least) = &self.min_cost {
            let least: Money = least.parse().map_err(|error| {
                ApiError::invalid("invalid_amount", format!("`minCost` is {error}")).field("minCost")
            })?;
            parts.push("effective_cost >= ?::DECIMAL(38,12)".to_owned());
            params.push(least.to_string().into());
        }
        match self.unpriced {
            Some(true) => parts.push("effective_cost IS NULL".to_owned()),
            Some(false) => parts.push("effective_cost IS NOT NULL".to_owned()),
            None => {}
        }
        let columns = (is_rolled_up && parts.len() == dimensions).then_some(columns);
        Ok(Narrowed { parts, params, columns, ..self.times()? })
    }

    /// The place behind which a page begins.
    pub(crate) fn behind(&self) -> Result<Option<i64>, ApiError> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let seq: Option<i64> = cursor.strip_prefix('s').and_then(|seq| seq.parse().ok());
        let wrong =
            || ApiError::invalid("invalid_cursor", "`cursor` must be the `next` of an earlier answer").field("cursor");
        seq.map(Some).ok_or_else(wrong)
    }
}

impl Narrowed {
    /// Of events.
    pub(crate) fn condition(&self) -> Condition {
        let times = [(">=", self.from), ("<", self.to)]
            .into_iter()
            .filter_map(|(operator, time)| Some(format!("event_time {operator} make_timestamp({})", time?.0)));
        let parts: Vec<String> = self.parts.iter().cloned().chain(times).collect();
        let condition = if parts.is_empty() { "true".to_owned() } else { parts.join(" AND ") };
        (condition, self.params.clone())
    }
}

fn excluded(query: &HashMap<String, String>) -> Result<Vec<(&'static str, &str)>, ApiError> {
    let names = query.iter().filter_map(|(name, value)| Some((name.strip_prefix(NOT)?, value.as_str())));
    let mut all = Vec::new();
    for (name, value) in names {
        let known = DIMENSIONS.into_iter().find(|(known, _)| *known == name);
        let (_, column) = known.ok_or_else(|| {
            let names: Vec<&str> = DIMENSIONS.iter().map(|(name, _)| *name).collect();
            let message = format!("`{NOT}` stands before the name of a dimension: {}", names.join(", "));
            ApiError::invalid("invalid_filter", message)
        })?;
        all.push((column, value));
    }
    all.sort_unstable();
    Ok(all)
}

fn time(name: &'static str, text: Option<&str>) -> Result<Option<Timestamp>, ApiError> {
    let read =
        |text: &str| text.parse().map_err(|error| ApiError::invalid("invalid_time", format!("{error}")).field(name));
    text.map(read).transpose()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn narrowed(filter: &EventFilter, excluded: &[(&str, &str)]) -> Result<Narrowed, ApiError> {
        let pairs = excluded.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        filter.narrowed(&pairs.collect(), None)
    }

    #[test]
    fn callers_texts_are_parameters() {
        let filter = EventFilter {
            model: Some("x' OR 1=1 --".into()),
            min_cost: Some("0.05".into()),
            cursor: Some("s7".into()),
            ..EventFilter::default()
        };
        let all = narrowed(&filter, &[("not.agent", "'; DROP"), ("model", "as above")]).unwrap();
        let (condition, params) = all.condition();
        assert_eq!(condition, "model = ? AND agent IS DISTINCT FROM ? AND effective_cost >= ?::DECIMAL(38,12)");
        assert_eq!(params, [Value::from("x' OR 1=1 --"), "'; DROP".into(), "0.05".into()]);
        assert_eq!((filter.behind().unwrap(), all.columns), (Some(7), None));
    }

    #[test]
    fn each_dimension_goes_to_its_column() {
        let filter = EventFilter {
            kind: Some("tool".into()),
            key_id: Some("k".into()),
            error_code: Some("429".into()),
            ..EventFilter::default()
        };
        let all = narrowed(&filter, &[]).unwrap();
        assert_eq!(all.parts, ["kind = ?", "key_id = ?", "error_code::VARCHAR = ?"]);
        assert_eq!(all.columns.unwrap(), ["kind", "key_id", "error_code::VARCHAR"]);
        assert_eq!(narrowed(&EventFilter::default(), &[]).unwrap().condition().0, "true");
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let refused = |filter: EventFilter, excluded: &[(&str, &str)]| {
            narrowed(&filter, excluded)?;
            filter.behind()?;
            filter.limit()
        };
        for (filter, excluded, code) in [
            (EventFilter { from: Some("yesterday".into()), ..EventFilter::default() }, &[][..], "invalid_time"),
            (EventFilter { min_cost: Some("dear".into()), ..EventFilter::default() }, &[], "invalid_amount"),
            (EventFilter { cursor: Some("7; DROP".into()), ..EventFilter::default() }, &[], "invalid_cursor"),
            (EventFilter { limit: Some(0), ..EventFilter::default() }, &[], "invalid_limit"),
            (EventFilter::default(), &[("not.password", "x")], "invalid_filter"),
        ] {
            assert_eq!(refused(filter, excluded).unwrap_err().code, code);
        }
    }
}
