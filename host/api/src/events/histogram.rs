//! How the events that match lie in time.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query as UrlQuery, State};
use outlay_access::Permission;
use outlay_domain::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ask;
use super::filter::EventFilter;
use super::sums::source;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

const USUAL: i64 = 60;
const MOST: i64 = 400;
const SECOND: i64 = 1_000_000;
/// Lengths of a bucket that people count in, in seconds.
const LENGTHS: [i64; 15] =
    [1, 5, 15, 60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 31_536_000];

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(histogram))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Buckets {
    /// At most so many, 1 to 400; 60 unless told.
    buckets: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EventHistogram {
    bucket_seconds: i64,
    /// Amounts are of this one: the currency that costs are kept in.
    currency: String,
    /// From the first to the last of the time that was asked for, or of the events that match; those without events, too.
    buckets: Vec<EventBucket>,
}

#[derive(Debug, Serialize, ToSchema)]
struct EventBucket {
    /// RFC 3339.
    from: String,
    events: String,
    /// Null if the cost of none of its events is known.
    amount: Option<String>,
    unpriced: String,
}

/// How the events that match lie in time
///
/// Live events and what they cost, in buckets of equal length.
#[utoipa::path(get, path = "/api/v1/events/histogram", tag = "Events", operation_id = "get_event_histogram",
    params(EventFilter, Buckets),
    responses((status = 200, body = EventHistogram), (status = 422, body = ErrorBody)))]
async fn histogram(
    State(host): State<Arc<Host>>,
    asking: Asking,
    filter: Result<UrlQuery<EventFilter>, QueryRejection>,
    pairs: Result<UrlQuery<HashMap<String, String>>, QueryRejection>,
    buckets: Result<UrlQuery<Buckets>, QueryRejection>,
) -> Result<Json<EventHistogram>, ApiError> {
    asking.require(Permission::Read)?;
    let wrong = |error: QueryRejection| ApiError::invalid("invalid_query", error.body_text());
    let (UrlQuery(filter), UrlQuery(pairs)) = (filter.map_err(wrong)?, pairs.map_err(wrong)?);
    let UrlQuery(Buckets { buckets }) = buckets.map_err(wrong)?;
    let most = buckets.unwrap_or(USUAL);
    if !(1..=MOST).contains(&most) {
        return Err(ApiError::invalid("invalid_buckets", format!("`buckets` is 1 to {MOST}")).field("buckets"));
    }
    let found = filter.found(&host).await?;
    let mut narrowed = filter.narrowed(&pairs, found)?;
    let currency = host.book.current().state().currency.clone();
    if narrowed.from.is_none() || narrowed.to.is_none() {
        // The hours that have any: a bucket that begins too early is empty.
        let all = source(&narrowed, &[], 3_600 * SECOND);
        let sql = format!("SELECT epoch_us(min(time)), epoch_us(max(time)) + 1 FROM {}", all.sql);
        let rows = ask(&host, sql, all.params).await?;
        let time = |place: usize| rows.first().and_then(|row| integer(row.get(place)?)).map(Timestamp);
        let (Some(first), Some(last)) = (time(0), time(1)) else {
            return Ok(Json(EventHistogram { bucket_seconds: 1, currency, buckets: Vec::new() }));
        };
        let end = last.0.div_euclid(3_600 * SECOND) + 1;
        narrowed.from.get_or_insert(first);
        narrowed.to.get_or_insert(Timestamp(end * 3_600 * SECOND));
    }
    let (from, to) = (narrowed.from.unwrap_or_default().0, narrowed.to.unwrap_or_default().0);
    if from >= to {
        return Err(ApiError::invalid("invalid_time", "`from` lies before `to`").field("from"));
    }
    let fits = |length: &&i64| buckets_of(from, to, **length * SECOND).1 <= most;
    let bucket_seconds = LENGTHS.iter().find(fits).copied().unwrap_or((to - from) / SECOND / most + 1);
    let length = bucket_seconds * SECOND;
    let (first, count) = buckets_of(from, to, length);
    let source = source(&narrowed, &["currency"], length);
    let sql = format!(
        "SELECT epoch_us(time) // {length} AS bucket, sum(events)::VARCHAR, \
         CASE WHEN sum(events) > sum(unpriced) THEN sum(CASE WHEN currency = ? THEN amount END) END::VARCHAR, \
         sum(unpriced)::VARCHAR FROM {} GROUP BY bucket HAVING sum(events) > 0",
        source.sql
    );
    let params = [currency.clone().into()].into_iter().chain(source.params).collect();
    let mut found: HashMap<i64, Vec<Value>> = HashMap::new();
    for row in ask(&host, sql, params).await? {
        found.extend(row.first().and_then(integer).map(|bucket| (bucket, row)));
    }
    let bucket = |number: i64| {
        let row = found.get(&number);
        let text = |place: usize| row.and_then(|row| row.get(place)?.as_str()).map(str::to_owned);
        EventBucket {
            from: Timestamp(number * length).to_string(),
            events: text(1).unwrap_or_else(|| "0".to_owned()),
            amount: if row.is_some() { text(2) } else { Some("0".to_owned()) },
            unpriced: text(3).unwrap_or_else(|| "0".to_owned()),
        }
    };
    let buckets = (first..first + count).map(bucket).collect();
    Ok(Json(EventHistogram { bucket_seconds, currency, buckets }))
}

/// The number of the first bucket, and how many there are.
fn buckets_of(from: i64, to: i64, length: i64) -> (i64, i64) {
    let first = from.div_euclid(length);
    (first, (to - 1).div_euclid(length) - first + 1)
}

/// Integers over 2^53 come as text.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}
