//! What was spent.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query as UrlQuery, State};
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use outlay_reports::spend::{Group, OF_CALLS, SpendTotal};
use outlay_reports::{Days, Filter};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::csv;
use super::page::{ReportFormat, cut};
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

const MOST_GROUPS: usize = 6;
const MOST_VALUES: usize = 1_000;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(spend))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct SpendQuery {
    /// A day (`2026-11-01`), or a time in RFC 3339, which stands for its day in UTC; inclusive. Days begin where those of
    /// the provider's bill do. The last 30 days unless told.
    from: Option<String>,
    /// The same; exclusive.
    to: Option<String>,
    /// Up to 6 names, separated by commas: `day`, `month`, `provider`, `connection`, `project`, `model`, and what only calls
    /// say: `team`, `keyId`, `kind`, `credential`, `organization`, `product`, `department`, `subscriberId`,
    /// `subscriberEmail`, `agent`, `taskType`, `environment`, `region`, `traceType`, `traceName`, `jobName`, `squad`. `day`
    /// unless told.
    group_by: Option<String>,
    /// 1 to 1000, where the last name of `groupBy` is what only calls say: of that only so many values that cost the most,
    /// and all others together.
    top: Option<usize>,
    #[param(inline)]
    format: ReportFormat,
    provider: Option<String>,
    /// The id of a connection.
    connection: Option<String>,
    project: Option<String>,
    model: Option<String>,
    /// This and the following narrow down to calls, of which no bill knows: all amounts are then metered.
    team: Option<String>,
    key_id: Option<String>,
    kind: Option<String>,
    credential: Option<String>,
    organization: Option<String>,
    product: Option<String>,
    department: Option<String>,
    subscriber_id: Option<String>,
    subscriber_email: Option<String>,
    agent: Option<String>,
    task_type: Option<String>,
    environment: Option<String>,
    region: Option<String>,
    trace_type: Option<String>,
    trace_name: Option<String>,
    job_name: Option<String>,
    squad: Option<String>,
    /// 1 to 1000; 200 unless told.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// What was spent of one group, in one currency, on one basis.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SpendGroup {
    /// A value for each name of `groupBy`; null if it is not known.
    #[schema(value_type = Object)]
    group: Map<String, Value>,
    /// It is for all values of the last group together that are not among the `top`.
    others: bool,
    currency: String,
    /// `billed` where a final bill covers the day of the account, else `metered`. Where calls tell apart what a bill does
    /// not, what is billed beyond them is `not attributed`.
    basis: &'static str,
    /// Null if the cost of none of its calls is known.
    amount: Option<String>,
    /// How many of its events have no known cost.
    unpriced_events: String,
}

/// The sum in one currency: `amount` = `billed` + `metered`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SpendSum {
    currency: String,
    amount: String,
    billed: String,
    /// Of days that no final bill covers.
    metered: String,
    /// Of `billed`, how much is more than was metered of the same accounts and days; below 0 if it is less.
    not_attributed: String,
    unpriced_events: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpendReport {
    /// A day; inclusive.
    from: String,
    /// A day; exclusive.
    to: String,
    items: Vec<SpendGroup>,
    /// The `cursor` of the next page; null on the last.
    next: Option<String>,
    /// Of all items, by currency.
    totals: Vec<SpendSum>,
}

/// What was spent
///
/// Of an account and day, spend is what is billed where a final bill covers it, else what was metered; the two are never
/// added, nor are amounts of two currencies. Connections count that have `countsTowardsTotal`.
#[utoipa::path(get, path = "/api/v1/spend", tag = "Reports", operation_id = "get_spend", params(SpendQuery),
    responses((status = 200, body = SpendReport), (status = 422, body = ErrorBody)))]
async fn spend(
    State(host): State<Arc<Host>>,
    asking: Asking,
    query: Result<UrlQuery<SpendQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Read)?;
    let UrlQuery(query) = query.map_err(|error| ApiError::invalid("invalid_query", error.body_text()))?;
    let days = Days::read(query.from.as_deref(), query.to.as_deref(), host.clock.now())?;
    let groups = query.groups()?;
    let report = host.reports.spend(days, &groups, &query.filter(), query.top(&groups)?).await?;
    let amount = |amount: Option<outlay_domain::Money>| amount.map(|amount| amount.to_string());
    if query.format == ReportFormat::Csv {
        let mut head: Vec<&str> = groups.iter().map(|group| group.name()).collect();
        head.extend(["currency", "basis", "amount", "unpricedEvents", "others"]);
        let rows = report.items.into_iter().map(|item| {
            let mut row = item.group;
            let (others, basis) = (item.is_rest.to_string(), item.basis.as_str().to_owned());
            row.extend([Some(item.currency), Some(basis), amount(item.amount)]);
            row.extend([Some(item.unpriced_events.to_string()), Some(others)]);
            row
        });
        return Ok(csv::answer(&head, rows));
    }
    let (items, next) = cut(report.items, query.limit, query.cursor.as_deref())?;
    let items = items.into_iter().map(|item| SpendGroup {
        group: groups
            .iter()
            .map(|group| group.name().to_owned())
            .zip(item.group.into_iter().map(Value::from))
            .collect(),
        others: item.is_rest,
        currency: item.currency,
        basis: item.basis.as_str(),
        amount: amount(item.amount),
        unpriced_events: item.unpriced_events.to_string(),
    });
    let report = SpendReport {
        from: report.days.from.to_string(),
        to: report.days.to.to_string(),
        items: items.collect(),
        next,
        totals: report.totals.into_iter().map(SpendSum::from).collect(),
    };
    Ok(Json(report).into_response())
}

impl From<SpendTotal> for SpendSum {
    fn from(total: SpendTotal) -> Self {
        Self {
            currency: total.currency,
            amount: total.amount.to_string(),
            billed: total.billed.to_string(),
            metered: total.metered.to_string(),
            not_attributed: total.not_attributed.to_string(),
            unpriced_events: total.unpriced_events.to_string(),
        }
    }
}

impl SpendQuery {
    fn groups(&self) -> Result<Vec<Group>, ApiError> {
        let invalid = |message: String| ApiError::invalid("invalid_group", message).field("groupBy");
        let mut groups: Vec<Group> = Vec::new();
        for name in self.group_by.as_deref().unwrap_or("day").split(',').map(str::trim) {
            let group = Group::of(name).ok_or_else(|| {
                let of_calls: Vec<&str> = OF_CALLS.iter().map(|(name, _)| *name).collect();
                invalid(format!(
                    "`groupBy` has names out of: day, month, provider, connection, project, model, {}",
                    of_calls.join(", ")
                ))
            })?;
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        if groups.len() > MOST_GROUPS {
            return Err(invalid(format!("`groupBy` has at most {MOST_GROUPS} names")));
        }
        Ok(groups)
    }

    fn top(&self, groups: &[Group]) -> Result<Option<usize>, ApiError> {
        let Some(top) = self.top else { return Ok(None) };
        let invalid = |message: String| Err(ApiError::invalid("invalid_top", message).field("top"));
        if !(1..=MOST_VALUES).contains(&top) {
            return invalid(format!("`top` is 1 to {MOST_VALUES}"));
        }
        if !matches!(groups.last(), Some(Group::Call(..))) {
            return invalid("`top` is about the last name of `groupBy`, which must be what only calls say".to_owned());
        }
        Ok(Some(top))
    }

    fn filter(&self) -> Filter {
        let calls = [
            &self.team,
            &self.key_id,
            &self.kind,
            &self.credential,
            &self.organization,
            &self.product,
            &self.department,
            &self.subscriber_id,
            &self.subscriber_email,
            &self.agent,
            &self.task_type,
            &self.environment,
            &self.region,
            &self.trace_type,
            &self.trace_name,
            &self.job_name,
            &self.squad,
        ];
        let calls = OF_CALLS.iter().zip(calls).filter_map(|((_, column), text)| Some((*column, text.clone()?)));
        Filter {
            provider: self.provider.as_deref().map(outlay_pricing::canonical_provider),
            connection: self.connection.clone(),
            project: self.project.clone(),
            model: self.model.clone(),
            calls: calls.collect(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_known_names() {
        let groups = |text: &str| SpendQuery { group_by: Some(text.into()), ..SpendQuery::default() }.groups();
        assert_eq!(SpendQuery::default().groups().unwrap(), [Group::Day]);
        assert_eq!(groups("team, model,team").unwrap(), [Group::Call("team", "team"), Group::Model]);
        for wrong in ["", "password", "day,month,provider,connection,project,model,team"] {
            assert_eq!(groups(wrong).unwrap_err().code, "invalid_group", "{wrong}");
        }
    }

    #[test]
    fn the_largest_are_of_a_group_that_calls_say() {
        let top = |groups: &str, top| {
            let query = SpendQuery { group_by: Some(groups.into()), top, ..SpendQuery::default() };
            query.top(&query.groups().unwrap())
        };
        assert_eq!((top("day,agent", Some(8)).unwrap(), top("day", None).unwrap()), (Some(8), None));
        assert_eq!(top("agent,day", Some(8)).unwrap_err().code, "invalid_top");
        assert_eq!(top("agent", Some(0)).unwrap_err().code, "invalid_top");
    }

    #[test]
    fn each_filter_goes_to_its_column() {
        let query = SpendQuery { key_id: Some("k".into()), squad: Some("s".into()), ..SpendQuery::default() };
        assert_eq!(query.filter().calls, [("key_id", "k".to_owned()), ("squad", "s".to_owned())]);
    }
}
