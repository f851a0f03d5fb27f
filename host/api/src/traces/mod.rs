//! Runs of several calls: those that share a trace id.

mod distribution;
mod list;
mod one;

use std::sync::Arc;
use std::time::Duration;

use outlay_domain::Timestamp;
use outlay_warehouse::{Limits, Query};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

use crate::error::ApiError;
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().merge(list::routes()).merge(distribution::routes()).merge(one::routes())
}

const TIME: Duration = Duration::from_secs(30);

async fn ask(host: &Host, sql: String, params: Vec<Value>, rows: usize) -> Result<Vec<Vec<Value>>, ApiError> {
    let limits = Limits { rows, time: TIME };
    crate::sql::run(host, Query { sql, params, limits }, |answer| answer.rows()).await
}

/// `event_time` within; texts of a caller.
fn within(from: Option<&str>, to: Option<&str>) -> Result<String, ApiError> {
    let mut parts = Vec::new();
    for (field, operator, text) in [("from", ">=", from), ("to", "<", to)] {
        let Some(text) = text else { continue };
        let time: Timestamp =
            text.parse().map_err(|error| ApiError::invalid("invalid_time", format!("{error}")).field(field))?;
        parts.push(format!(" AND event_time {operator} make_timestamp({})", time.0));
    }
    Ok(parts.concat())
}

/// The texts of a row, by place.
struct Texts(Vec<Value>);

impl Texts {
    fn get(&self, place: usize) -> Option<String> {
        match self.0.get(place)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn or_empty(&self, place: usize) -> String {
        self.get(place).unwrap_or_default()
    }
}
