//! What senders post: one file a family of wire formats.

mod cloud_events;
mod intake;
mod native;
mod open_meter;
mod otlp;
mod sdk;

use std::sync::Arc;

use outlay_domain::{Finding, Severity};
use outlay_pipeline::VerdictAlert;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().merge(sdk::routes()).merge(native::routes()).merge(open_meter::routes()).merge(otlp::routes())
}

/// A rule that fired on an event.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AlertView {
    rule_id: String,
    rule_name: String,
    #[schema(value_type = String, example = "warning")]
    severity: Severity,
    title: String,
    key: String,
}

impl From<&VerdictAlert> for AlertView {
    fn from(alert: &VerdictAlert) -> Self {
        Self {
            rule_id: alert.rule_id.clone(),
            rule_name: alert.rule_name.clone(),
            severity: alert.severity,
            title: alert.title.clone(),
            key: alert.key.clone(),
        }
    }
}

impl From<&Finding> for AlertView {
    fn from(finding: &Finding) -> Self {
        Self {
            rule_id: finding.rule_id.clone(),
            rule_name: finding.rule_name.clone(),
            severity: finding.severity,
            title: finding.title.clone(),
            key: finding.key.clone(),
        }
    }
}
