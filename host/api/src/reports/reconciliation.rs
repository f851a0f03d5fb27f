//! What was billed against what was metered, and why they differ.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query as UrlQuery, State};
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use outlay_reports::{Days, Filter, Grain};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::csv;
use super::page::{ReportFormat, cut};
use super::reconciled::{HEAD, ReconciledRow, ReconciledSum, Reconciliation};
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(reconciliation))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReconciliationQuery {
    /// A day (`2026-11-01`), or a time in RFC 3339, which stands for its day in UTC; inclusive. Days begin where those of
    /// the provider's bill do. The last 30 days unless told.
    from: Option<String>,
    /// The same; exclusive.
    to: Option<String>,
    /// No finer than this: `project_model`, `model`, `project`, `connection` or `provider`. As fine as both sides allow
    /// unless told.
    grain: Option<String>,
    #[param(inline)]
    format: ReportFormat,
    provider: Option<String>,
    /// The id of a connection; also of one that does not count towards the total.
    connection: Option<String>,
    project: Option<String>,
    model: Option<String>,
    /// 1 to 1000; 200 unless told.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Compare what was metered with what is billed
///
/// Of connected providers. Between the two stands what the provider's own usage costs by the price book: drift = billed −
/// metered = (estimated − metered) + (billed − estimated). Its parts add up to it to the last digit.
#[utoipa::path(get, path = "/api/v1/reconciliation", tag = "Reports", operation_id = "get_reconciliation", params(ReconciliationQuery),
    responses((status = 200, body = Reconciliation), (status = 422, body = ErrorBody)))]
async fn reconciliation(
    State(host): State<Arc<Host>>,
    asking: Asking,
    query: Result<UrlQuery<ReconciliationQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Read)?;
    let UrlQuery(query) = query.map_err(|error| ApiError::invalid("invalid_query", error.body_text()))?;
    let days = Days::read(query.from.as_deref(), query.to.as_deref(), host.clock.now())?;
    let grain = match query.grain.as_deref() {
        None => Grain::default(),
        Some(text) => Grain::of(text).ok_or_else(|| {
            let all = Grain::ALL.map(Grain::as_str).join(", ");
            ApiError::invalid("invalid_grain", format!("`grain` is one of: {all}")).field("grain")
        })?,
    };
    let filter = Filter {
        provider: query.provider.as_deref().map(outlay_pricing::canonical_provider),
        connection: query.connection,
        project: query.project,
        model: query.model,
        calls: Vec::new(),
    };
    let report = host.reports.reconciliation(days, grain, &filter).await?;
    if query.format == ReportFormat::Csv {
        return Ok(csv::answer(&HEAD, report.rows.into_iter().map(|row| ReconciledRow::from(row).cells())));
    }
    let (rows, next) = cut(report.rows, query.limit, query.cursor.as_deref())?;
    let report = Reconciliation {
        from: report.days.from.to_string(),
        to: report.days.to.to_string(),
        items: rows.into_iter().map(ReconciledRow::from).collect(),
        next,
        totals: report.totals.into_iter().map(ReconciledSum::from).collect(),
    };
    Ok(Json(report).into_response())
}
