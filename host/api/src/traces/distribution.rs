//! What traces of a type cost: from cheap to dear.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query as UrlQuery, State};
use outlay_access::Permission;
use outlay_domain::Money;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Texts, ask, within};
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

const BUCKETS: i128 = 40;
const BUCKETS_AT_MOST: usize = 40;
/// A unit of money, in the smallest parts that are told apart.
const PICO: i64 = 1_000_000_000_000;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(distribution))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct DistributionQuery {
    trace_type: String,
    /// RFC 3339, by the time of calls; inclusive.
    from: Option<String>,
    /// RFC 3339; exclusive.
    to: Option<String>,
}

/// Of traces all of whose calls have a known cost, in the currency that costs are kept in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TraceDistribution {
    trace_type: String,
    currency: String,
    traces: String,
    /// How many have calls without a known cost, and are left out.
    unpriced: String,
    least: Option<String>,
    /// What half of the traces cost at most; each is the cost of one trace.
    p50: Option<String>,
    p95: Option<String>,
    p99: Option<String>,
    most: Option<String>,
    /// Of equal width; the last has all that is dearer, too.
    buckets: Vec<TraceBucket>,
}

#[derive(Debug, Serialize, ToSchema)]
struct TraceBucket {
    /// Inclusive.
    from: String,
    /// Exclusive, but for the last one.
    to: String,
    traces: String,
}

/// How dear traces of a type are
#[utoipa::path(get, path = "/api/v1/traces/distribution", tag = "Events", operation_id = "get_trace_distribution",
    params(DistributionQuery),
    responses((status = 200, body = TraceDistribution), (status = 422, body = ErrorBody)))]
async fn distribution(
    State(host): State<Arc<Host>>,
    asking: Asking,
    query: Result<UrlQuery<DistributionQuery>, QueryRejection>,
) -> Result<Json<TraceDistribution>, ApiError> {
    asking.require(Permission::Read)?;
    let UrlQuery(query) = query.map_err(|error| ApiError::invalid("invalid_query", error.body_text()))?;
    let currency = host.book.current().state().currency.clone();
    // All in one question, so that the traces are summed up once. A row a bucket; what is of all of them stands in each.
    let sql = format!(
        "WITH traces AS (SELECT trace_id, sum(effective_cost) AS cost, \
         bool_or(effective_cost IS NULL OR currency <> ?) AS is_unknown FROM events \
         WHERE status = 'live' AND trace_id IS NOT NULL AND trace_type = ?{} GROUP BY trace_id), \
         known AS (SELECT cost FROM traces WHERE NOT is_unknown), \
         sums AS (SELECT count(*) AS known, (SELECT count(*) FROM traces WHERE is_unknown) AS unknown, \
         min(cost) AS least, quantile_disc(cost, 0.5) AS p50, quantile_disc(cost, 0.95) AS p95, \
         quantile_disc(cost, 0.99) AS p99, max(cost) AS most FROM known), \
         widths AS (SELECT *, ((p99 - least) * {PICO})::HUGEINT // {BUCKETS} + 1 AS width FROM sums) \
         SELECT known::VARCHAR, unknown::VARCHAR, least::VARCHAR, p50::VARCHAR, p95::VARCHAR, p99::VARCHAR, most::VARCHAR, \
         least((({PICO} * (cost - least))::HUGEINT // width), {})::INTEGER AS bucket, count(cost)::VARCHAR \
         FROM widths LEFT JOIN known ON true GROUP BY ALL",
        within(query.from.as_deref(), query.to.as_deref())?,
        BUCKETS - 1
    );
    let params = vec![currency.as_str().into(), query.trace_type.as_str().into()];
    let rows: Vec<Texts> = ask(&host, sql, params, BUCKETS_AT_MOST).await?.into_iter().map(Texts).collect();
    let none = Texts(Vec::new());
    let row = rows.first().unwrap_or(&none);
    let money = |place: usize| row.get(place).and_then(|text| text.parse::<Money>().ok());
    let text = |place: usize| money(place).map(|amount| amount.to_string());
    let buckets = money(2).zip(money(5)).map(|(least, p99)| buckets(&rows, least, p99));
    Ok(Json(TraceDistribution {
        traces: row.get(0).unwrap_or_else(|| "0".to_owned()),
        unpriced: row.get(1).unwrap_or_else(|| "0".to_owned()),
        least: text(2),
        p50: text(3),
        p95: text(4),
        p99: text(5),
        most: text(6),
        trace_type: query.trace_type,
        currency,
        buckets: buckets.unwrap_or_default(),
    }))
}

/// Those that hold no trace, too.
fn buckets(rows: &[Texts], least: Money, p99: Money) -> Vec<TraceBucket> {
    let width = (p99.pico() - least.pico()) / BUCKETS + 1;
    let mut counts = vec!["0".to_owned(); BUCKETS_AT_MOST];
    for row in rows {
        let place: Option<usize> = row.get(7).and_then(|bucket| bucket.parse().ok());
        if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
            *count = row.or_empty(8);
        }
    }
    let at = |number: i128| Money::from_pico(least.pico() + number * width).to_string();
    let bucket = |(number, traces): (i128, String)| TraceBucket { from: at(number), to: at(number + 1), traces };
    (0..BUCKETS).zip(counts).map(bucket).collect()
}
