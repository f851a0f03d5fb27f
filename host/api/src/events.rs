//! The transaction log: events with filters and their sum, and one event whole.

mod filter;
mod histogram;
mod prompt;
mod search;
mod sums;
mod values;
mod view;

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query as UrlQuery, State};
use outlay_access::Permission;
use outlay_domain::CallId;
use outlay_warehouse::{Grain, Limits, Query};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;
use filter::EventFilter;
use view::{EventDetail, EventPage, EventTotal, MeteredEvent, columns, object};

const LIMITS: Limits = Limits { rows: 1_000, time: Duration::from_secs(30) };

/// How long an event that is durable may take until it can be read.
const READABLE_WITHIN: Duration = Duration::from_secs(2);

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(detail))
        .merge(histogram::routes())
        .merge(values::routes())
}

/// List events, the newest first
///
/// `total` covers all live events that match, not only this page; `unpriced` says how many of them have no cost. Amounts of different
/// currencies are not added: what is not in `currency` stands in `others`.
#[utoipa::path(get, path = "/api/v1/events", tag = "Events", operation_id = "list_events", params(EventFilter),
    responses((status = 200, body = EventPage), (status = 422, body = ErrorBody)))]
async fn list(
    State(host): State<Arc<Host>>,
    asking: Asking,
    filter: Result<UrlQuery<EventFilter>, QueryRejection>,
    pairs: Result<UrlQuery<HashMap<String, String>>, QueryRejection>,
) -> Result<Json<EventPage>, ApiError> {
    asking.require(Permission::Read)?;
    let wrong = |error: QueryRejection| ApiError::invalid("invalid_query", error.body_text());
    let (UrlQuery(filter), UrlQuery(pairs)) = (filter.map_err(wrong)?, pairs.map_err(wrong)?);
    let limit = filter.limit()?;
    let found = filter.found(&host).await?;
    let narrowed = filter.narrowed(&pairs, found)?;
    let (mut page, params) = narrowed.condition();
    if let Some(seq) = filter.behind()? {
        page.push_str(&format!(" AND events.seq < {seq}"));
    }

    let all = sums::source(&narrowed, &["currency"], Grain::Day.micros());
    let total = format!(
        "SELECT currency, sum(events)::VARCHAR, \
         CASE WHEN sum(events) > sum(unpriced) THEN sum(amount) END::VARCHAR, sum(unpriced)::VARCHAR \
         FROM {} GROUP BY currency HAVING sum(events) > 0 ORDER BY sum(events) DESC",
        all.sql
    );
    let rows = format!("SELECT {} FROM events WHERE {page} ORDER BY events.seq DESC LIMIT {}", columns(), limit + 1);
    let total = ask(&host, total, all.params).await?;
    let mut rows = ask(&host, rows, params).await?;

    let more = rows.len() > limit;
    rows.truncate(limit);
    let items: Vec<MeteredEvent> = rows.into_iter().map(object).map(read).collect::<Result<_, _>>()?;
    let next = items.last().filter(|_| more).map(|event| filter::cursor(event.seq()));
    let total = EventTotal::of(&host.book.current().state().currency, total);
    Ok(Json(EventPage { items, next, total }))
}

/// One event, with how its cost came to be and what the rules said
#[utoipa::path(get, path = "/api/v1/events/{id}", tag = "Events", operation_id = "get_event",
    responses((status = 200, body = EventDetail), (status = 404, body = ErrorBody)))]
async fn detail(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<Json<EventDetail>, ApiError> {
    asking.require(Permission::Read)?;
    let call_id: CallId =
        id.parse().map_err(|error| ApiError::invalid("invalid_event_id", format!("{error}")).field("id"))?;
    wait_until_readable(&host, call_id).await?;
    let ledger = Arc::clone(&host.ledger);
    let known = tokio::task::spawn_blocking(move || search::call(&ledger, call_id)).await;
    let known = known.map_err(|error| ApiError::internal(&error))?.map_err(|error| ApiError::internal(&error))?;
    // Ids are not in order: the place in the ledger is found at once, an id by looking at all.
    let place = known.map_or_else(|| "event_id = ?".to_owned(), |seq| format!("seq = {seq} AND event_id = ?"));
    let sql = format!("SELECT {}, {} FROM events WHERE {place} LIMIT 1", columns(), view::detail_columns());
    let rows = ask(&host, sql, vec![call_id.to_string().into()]).await?;
    let row = rows.into_iter().next().ok_or_else(|| ApiError::not_found("event"))?;
    let findings = findings(&host, call_id).await?;
    let prompt = match row.first().and_then(Value::as_str) {
        Some(seq) => prompt::of(&host, seq).await?,
        None => None,
    };
    EventDetail::of(row, findings, prompt).map(Json).map_err(|error| ApiError::internal(&error))
}

/// An event that was just accepted is readable a moment later: whoever asks for it by its id gets it.
async fn wait_until_readable(host: &Host, call_id: CallId) -> Result<(), ApiError> {
    let seen = host.ledger.seen(call_id).map_err(|error| ApiError::internal(&error))?;
    if let Some(seq) = seen {
        let mut applied = host.warehouse.watch();
        // Later than that, it is not found yet.
        let _late = tokio::time::timeout(READABLE_WITHIN, applied.wait_for(|applied| *applied >= seq)).await;
    }
    Ok(())
}

/// What the rules said about an event when it came, as the ledger keeps it.
async fn findings(host: &Host, call_id: CallId) -> Result<Vec<outlay_domain::Finding>, ApiError> {
    let ledger = Arc::clone(&host.ledger);
    let work = tokio::task::spawn_blocking(move || {
        let mut findings = Vec::new();
        let Some(newest) = ledger.seen(call_id)? else { return Ok(findings) };
        let event = ledger.entry(newest)?.and_then(|(entry, _)| entry.event_seq(newest)).unwrap_or(newest);
        for seq in BTreeSet::from([event, newest]) {
            ledger.judged(seq - 1, |frame| {
                findings.extend(frame.findings.into_iter().filter(|finding| finding.seq == seq && !finding.shadow));
                ControlFlow::Break(())
            })?;
        }
        Ok::<_, outlay_ledger::LedgerError>(findings)
    });
    let outcome = work.await.map_err(|error| ApiError::internal(&error))?;
    outcome.map_err(|error| ApiError::internal(&error))
}

async fn ask(host: &Host, sql: String, params: Vec<Value>) -> Result<Vec<Vec<Value>>, ApiError> {
    crate::sql::run(host, Query { sql, params, limits: LIMITS }, |answer| answer.rows()).await
}

fn read<T: serde::de::DeserializeOwned>(object: Value) -> Result<T, ApiError> {
    serde_json::from_value(object).map_err(|error| ApiError::internal(&error))
}
