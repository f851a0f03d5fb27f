//! What a person types, and what a connector may therefore ask.

use outlay_connector::types::ServiceAccountAuth;
use outlay_connector::{
    AuthMethod, AuthScheme, DeclaredRequest, Error, Failure, Field, Settings, auth, declare, error, field,
    field_with_default, optional_field,
};

const MONITORING: &str = "https://monitoring.googleapis.com";
const BIGQUERY: &str = "https://bigquery.googleapis.com";

pub(crate) const TIME_SERIES: &str = "time_series";
pub(crate) const QUERY: &str = "query";
pub(crate) const QUERY_RESULTS: &str = "query_results";

const ACCOUNT: &str = "account";
const SCOPES: &str =
    "https://www.googleapis.com/auth/monitoring.read https://www.googleapis.com/auth/bigquery.readonly";

const ALL_PROJECTS: &str = "all projects";
const LISTED_PROJECTS: &str = "listed projects";
/// Every project is asked for every metric.
const MOST_PROJECTS: usize = 100;

pub fn credentials() -> Vec<Field> {
    vec![field(
        "service_account_json",
        "Service account key",
        "The whole JSON key file of a service account, from { to }. It needs the role Monitoring Viewer on each project, \
         and for costs BigQuery Job User on the project that runs the query and BigQuery Data Viewer on the dataset.",
    )]
}

/// `service` is what the product is called on the bill.
pub fn settings(service: &str) -> Vec<Field> {
    vec![
        field("project_ids", "Project IDs", "IDs (not numbers) of the projects to read, separated by commas."),
        optional_field(
            "billing_table",
            "Billing export table",
            "For costs: project.dataset.gcp_billing_export_v1_01AB2C_3D4E5F_67890A, the table itself, not a view of it. \
             Empty: usage only.",
        ),
        field_with_default("billing_location", "Location of the dataset", "For example US, EU or europe-west1.", "US"),
        optional_field(
            "query_project",
            "Project that runs the query",
            "It is charged for what the query scans. Empty: the project of the table.",
        ),
        field_with_default(
            "billing_services",
            "Services on the bill",
            "Descriptions of the services whose costs are read, separated by commas.",
            service,
        ),
        Field {
            options: vec![ALL_PROJECTS.into(), LISTED_PROJECTS.into()],
            ..field_with_default(
                "costs_of",
                "Costs of",
                "All projects of the billing account, or only those listed above.",
                ALL_PROJECTS,
            )
        },
    ]
}

pub fn auth_schemes() -> Vec<AuthScheme> {
    let method = AuthMethod::ServiceAccount(ServiceAccountAuth {
        credential: "service_account_json".into(),
        scope: SCOPES.into(),
    });
    vec![auth(ACCOUNT, method)]
}

pub fn requests() -> Vec<DeclaredRequest> {
    vec![
        declare(TIME_SERIES, "GET", MONITORING, "/v3/projects/{project}/timeSeries", ACCOUNT),
        // By the bytes that it scans, beyond a free amount each month.
        DeclaredRequest {
            billed: true,
            ..declare(QUERY, "POST", BIGQUERY, "/bigquery/v2/projects/{project}/queries", ACCOUNT)
        },
        declare(QUERY_RESULTS, "GET", BIGQUERY, "/bigquery/v2/projects/{project}/queries/{job}", ACCOUNT),
    ]
}

/// Those that the settings list.
pub fn projects(settings: &Settings) -> Result<Vec<&str>, Error> {
    let projects = settings.list("project_ids");
    if projects.is_empty() || projects.len() > MOST_PROJECTS {
        let message = format!("List 1 to {MOST_PROJECTS} project IDs; more need a connection of their own.");
        return Err(error(Failure::SettingsInvalid, message));
    }
    Ok(projects)
}

/// Where the bill is, and what is read of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Export<'s> {
    pub(crate) table: &'s str,
    pub(crate) location: &'s str,
    pub(crate) query_project: &'s str,
}

impl<'s> Export<'s> {
    /// None if no table was named.
    pub(crate) fn of(settings: &'s Settings) -> Result<Option<Self>, Error> {
        let Some(table) = settings.get("billing_table") else { return Ok(None) };
        let table = table.trim_matches('`');
        // It becomes part of a query, and names of tables cannot be parameters.
        let is_plain = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte))
        };
        let parts: Vec<&str> = table.rsplitn(3, '.').collect();
        let [name, dataset, project] = parts[..] else { return Err(wrong_table(table)) };
        if ![name, dataset].into_iter().chain(project.split('.')).all(is_plain) || table.len() > 500 {
            return Err(wrong_table(table));
        }
        let query_project = settings.get("query_project").unwrap_or(project);
        Ok(Some(Self { table, location: settings.get("billing_location").unwrap_or("US"), query_project }))
    }
}

fn wrong_table(table: &str) -> Error {
    let table: String = table.chars().take(100).collect();
    let message = format!(
        "`{}` is not the name of a table; it should look like my-project.billing.gcp_billing_export_v1_01AB2C_3D4E5F_67890A.",
        table.escape_debug()
    );
    error(Failure::SettingsInvalid, message)
}

/// Names of services have spaces in them.
pub(crate) fn services(settings: &Settings) -> Vec<&str> {
    let text = settings.get("billing_services").unwrap_or_default();
    text.split([',', ';', '\n']).map(str::trim).filter(|service| !service.is_empty()).collect()
}

/// The projects that costs are limited to; none for all.
pub(crate) fn only_projects(settings: &Settings) -> Result<Option<Vec<&str>>, Error> {
    match settings.get("costs_of") {
        Some(LISTED_PROJECTS) => projects(settings).map(Some),
        _ => Ok(None),
    }
}
