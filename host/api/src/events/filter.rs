//! What narrows the log down, as a condition with parameters: no text of a caller ever stands in the SQL.

use outlay_domain::{Money, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

use crate::error::ApiError;

const MOST: usize = 500;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventFilter {
    /// RFC 3339, by event time; inclusive.
    from: Option<String>,
    /// RFC 3339, by event time; exclusive.
    to: Option<String>,
    provider: Option<String>,
    model: Option<String>,
    organization: Option<String>,
    product: Option<String>,
    agent: Option<String>,
    environment: Option<String>,
    kind: Option<String>,
    trace_id: Option<String>,
    key_id: Option<String>,
    /// Effective cost of at least this much, a decimal.
    min_cost: Option<String>,
    /// `true`: only events without a known cost; `false`: only those with one.
    unpriced: Option<bool>,
    /// An id (of event, transaction or trace), or a text in model, agent, organization, product, task or e-mail.
    q: Option<String>,
    /// 1 to 500; 50 unless told.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

type Condition = (String, Vec<Value>);

/// Opaque to callers: it may change its form.
pub(crate) fn cursor(seq: &str) -> String {
    format!("s{seq}")
}

impl EventFilter {
    pub(crate) fn limit(&self) -> Result<usize, ApiError> {
        let limit = self.limit.unwrap_or(50);
        if (1..=MOST).contains(&limit) {
            return Ok(limit);
        }
        Err(ApiError::invalid("invalid_limit", format!("`limit` is 1 to {MOST}")).field("limit"))
    }

    /// All that match.
    pub(crate) fn condition(&self) -> Result<Condition, ApiError> {
        let mut parts = vec!["true".to_owned()];
        let mut params: Vec<Value> = Vec::new();
        for (column, value) in [
            ("provider", &self.provider),
            ("model", &self.model),
            ("organization", &self.organization),
            ("product", &self.product),
            ("agent", &self.agent),
            ("environment", &self.environment),
            ("kind", &self.kind),
            ("trace_id", &self.trace_id),
            ("key_id", &self.key_id),
        ] {
            if let Some(value) = value {
                parts.push(format!("{column} = ?"));
                params.push(value.as_str().into());
            }
        }
        for (name, operator, value) in [("from", ">=", &self.from), ("to", "<", &self.to)] {
            if let Some(value) = value {
                let time: Timestamp =
                    value.parse().map_err(|error| ApiError::invalid("invalid_time", format!("{error}")).field(name))?;
                parts.push(format!("event_time {operator} make_timestamp(?)"));
                params.push(time.0.into());
            }
        }
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
        if let Some(text) = self.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            parts.push(
                "(event_id = ? OR transaction_id = ? OR trace_id = ? OR contains(lower(concat_ws(chr(10), model, agent, \
                 organization, product, task_type, subscriber_email)), lower(?)))"
                    .to_owned(),
            );
            params.extend(std::iter::repeat_n(Value::from(text), 4));
        }
        Ok((parts.join(" AND "), params))
    }

    /// Of all that match, those behind the cursor.
    pub(crate) fn page_condition(&self, all: String, mut params: Vec<Value>) -> Result<Condition, ApiError> {
        let Some(cursor) = &self.cursor else { return Ok((all, params)) };
        let seq: Option<i64> = cursor.strip_prefix('s').and_then(|seq| seq.parse().ok());
        let seq = seq.ok_or_else(|| {
            ApiError::invalid("invalid_cursor", "`cursor` must be the `next` of an earlier answer").field("cursor")
        })?;
        params.push(seq.into());
        Ok((format!("{all} AND events.seq < ?"), params))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn callers_texts_are_parameters() {
        let filter = EventFilter {
            model: Some("x' OR 1=1 --".into()),
            min_cost: Some("0.05".into()),
            cursor: Some("s7".into()),
            ..EventFilter::default()
        };
        let (all, params) = filter.condition().unwrap();
        let (page, params) = filter.page_condition(all, params).unwrap();
        assert_eq!(page, "true AND model = ? AND effective_cost >= ?::DECIMAL(38,12) AND events.seq < ?");
        assert_eq!(params, [Value::from("x' OR 1=1 --"), "0.05".into(), 7.into()]);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let refused = |filter: EventFilter| {
            let (all, params) = filter.condition()?;
            filter.page_condition(all, params)?;
            filter.limit()
        };
        for (filter, code) in [
            (EventFilter { from: Some("yesterday".into()), ..EventFilter::default() }, "invalid_time"),
            (EventFilter { min_cost: Some("dear".into()), ..EventFilter::default() }, "invalid_amount"),
            (EventFilter { cursor: Some("7; DROP".into()), ..EventFilter::default() }, "invalid_cursor"),
            (EventFilter { limit: Some(0), ..EventFilter::default() }, "invalid_limit"),
        ] {
            assert_eq!(refused(filter).unwrap_err().code, code);
        }
    }
}
