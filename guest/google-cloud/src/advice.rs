//! What to do where Google only says no.

use outlay_connector::{Error, Failure, Request, Response};

/// Asks Cloud Monitoring about a project. None where it has never seen such a metric: there are no figures.
pub(crate) fn ask_monitoring(request: Request, project: &str) -> Result<Option<Response>, Error> {
    let response = request.send_any()?;
    if response.status() == 404 && response.provider_message().is_some_and(|said| said.contains("metric")) {
        return Ok(None);
    }
    let refused = format!(
        "The service account may not read the metrics of the project `{project}`: give it the role Monitoring Viewer \
         (roles/monitoring.viewer) there, or correct the project ID."
    );
    let disabled = format!("Enable the Cloud Monitoring API in the project `{project}`.");
    response
        .or_advice("Google", |status, said| match status {
            400 | 404 => {
                Some((Failure::SettingsInvalid, "Cloud Monitoring refuses the request; look at the project IDs."))
            }
            403 if is_disabled(said) => Some((Failure::CredentialsInsufficient, disabled.as_str())),
            403 => Some((Failure::CredentialsInsufficient, refused.as_str())),
            _ => general(status),
        })
        .map(Some)
}

/// Asks BigQuery for a query or its rows.
pub(crate) fn ask_bigquery(request: Request) -> Result<Response, Error> {
    request.send_any()?.or_advice("Google", |status, said| match status {
        400 => Some((
            Failure::SettingsInvalid,
            "BigQuery refuses the query. The billing table must be the export's own table, not a view or a copy of it.",
        )),
        403 if is_too_often(said) => Some((Failure::RateLimited, "BigQuery asks to wait.")),
        403 if is_disabled(said) => {
            Some((Failure::CredentialsInsufficient, "Enable the BigQuery API in the project that runs the query."))
        }
        403 if said.contains("bigquery.jobs.create") => Some((
            Failure::CredentialsInsufficient,
            "The service account may not run queries: give it the role BigQuery Job User (roles/bigquery.jobUser) on the \
             project that runs the query.",
        )),
        403 => Some((
            Failure::CredentialsInsufficient,
            "The service account may not read the billing table: give it the role BigQuery Data Viewer \
             (roles/bigquery.dataViewer) on the dataset.",
        )),
        404 => Some((
            Failure::SettingsInvalid,
            "The billing table is not there: look at its name, at the location of its dataset, and at the project that \
             runs the query.",
        )),
        _ => general(status),
    })
}

fn general(status: u16) -> Option<(Failure, &'static str)> {
    match status {
        401 => Some((
            Failure::CredentialsInvalid,
            "Google does not take the service account's token: the key was deleted or the account disabled. Make a new key.",
        )),
        429 => Some((Failure::RateLimited, "Google asks to wait.")),
        500..=599 => Some((Failure::Unavailable, "Google has trouble; the next sync tries again.")),
        _ => None,
    }
}

fn is_disabled(said: &str) -> bool {
    said.contains("has not been used in project") || said.contains("is disabled")
}

/// BigQuery says so with 403.
fn is_too_often(said: &str) -> bool {
    said.starts_with("Exceeded rate limits") || said.starts_with("Quota exceeded")
}
