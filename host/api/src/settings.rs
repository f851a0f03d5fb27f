//! What a team chose: whether what is asked and answered is kept, its time zone, its budget.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Json;
use axum::extract::State;
use outlay_access::Permission;
use outlay_control::{Control, ControlError};
use outlay_domain::{Clock, Money};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::JsonBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

const TEAM: &str = "default";
const CAPTURE_PROMPTS: &str = "capturePrompts";
const MONTHLY_BUDGET: &str = "monthlyBudget";

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// The settings, as they are in force.
#[derive(Debug)]
pub struct Settings {
    control: Control,
    clock: Arc<dyn Clock>,
    captures_prompts: AtomicBool,
    monthly_budget: RwLock<Option<Money>>,
}

impl Settings {
    /// Reads what was chosen before.
    pub async fn open(control: Control, clock: Arc<dyn Clock>) -> Result<Self, ControlError> {
        let captures = control.setting(TEAM, CAPTURE_PROMPTS).await?.as_deref() == Some("true");
        let budget = control.setting(TEAM, MONTHLY_BUDGET).await?.and_then(|text| text.parse().ok());
        Ok(Self { control, clock, captures_prompts: AtomicBool::new(captures), monthly_budget: RwLock::new(budget) })
    }

    /// Whether prompts and answers are kept. Off until somebody switches it on.
    pub(crate) fn captures_prompts(&self) -> bool {
        self.captures_prompts.load(Ordering::Relaxed)
    }

    /// What a calendar month should come to at most, in the currency that costs are kept in.
    pub(crate) fn monthly_budget(&self) -> Option<Money> {
        *self.monthly_budget.read().unwrap_or_else(PoisonError::into_inner)
    }

    async fn budget(&self, budget: Option<Money>) -> Result<(), ControlError> {
        let text = budget.map(|budget| budget.to_string()).unwrap_or_default();
        self.control.set_setting(TEAM, MONTHLY_BUDGET, &text, self.clock.now().0).await?;
        *self.monthly_budget.write().unwrap_or_else(PoisonError::into_inner) = budget;
        Ok(())
    }

    pub(crate) async fn capture_prompts(&self, capture: bool) -> Result<(), ControlError> {
        self.control.set_setting(TEAM, CAPTURE_PROMPTS, &capture.to_string(), self.clock.now().0).await?;
        self.captures_prompts.store(capture, Ordering::Relaxed);
        Ok(())
    }
}

/// What the team chose.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SettingsView {
    /// Keep prompts and answers that senders send, cut at 50,000 characters each, secrets masked, in the table
    /// `prompts`. Off at first; nothing that was sent before is kept.
    capture_prompts: bool,
    /// IANA name of the time zone that days, weeks and months of rules begin in: Europe/Berlin, UTC.
    time_zone: String,
    /// What a calendar month should come to at most, in the currency that costs are kept in; null if nobody said.
    monthly_budget: Option<String>,
}

fn view(host: &Host) -> SettingsView {
    SettingsView {
        capture_prompts: host.settings.captures_prompts(),
        time_zone: host.rules.time_zone(),
        monthly_budget: host.settings.monthly_budget().map(|budget| budget.to_string()),
    }
}

/// What to change; absent keeps.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SettingsChange {
    capture_prompts: Option<bool>,
    time_zone: Option<String>,
    /// A decimal above 0; null removes it.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    monthly_budget: Option<Option<String>>,
}

/// Tells null from absent.
fn said<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(value).map(Some)
}

fn budget(text: &str) -> Result<Money, ApiError> {
    let wrong =
        |why: &str| ApiError::invalid("invalid_budget", format!("`monthlyBudget` is {why}")).field("monthlyBudget");
    let budget: Money = text.trim().parse().map_err(|error| wrong(&format!("{error}")))?;
    if budget > Money::ZERO { Ok(budget) } else { Err(wrong("a decimal above 0, or null")) }
}

/// Show the settings
#[utoipa::path(get, path = "/api/v1/settings", tag = "Settings", operation_id = "get_settings",
    responses((status = 200, body = SettingsView)))]
async fn show(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<SettingsView>, ApiError> {
    asking.require(Permission::Read)?;
    Ok(Json(view(&host)))
}

/// Change settings
#[utoipa::path(patch, path = "/api/v1/settings", tag = "Settings", operation_id = "change_settings",
    request_body = SettingsChange,
    responses((status = 200, body = SettingsView), (status = 422, body = ErrorBody)))]
async fn change(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(change): JsonBody<SettingsChange>,
) -> Result<Json<SettingsView>, ApiError> {
    asking.require(Permission::Manage)?;
    let budget = change.monthly_budget.map(|text| text.as_deref().map(budget).transpose()).transpose()?;
    if let Some(time_zone) = change.time_zone {
        host.rules.set_time_zone(&time_zone, asking.0.name()).await?;
    }
    if let Some(budget) = budget {
        host.settings.budget(budget).await.map_err(|error| ApiError::internal(&error))?;
    }
    if let Some(capture) = change.capture_prompts {
        host.settings.capture_prompts(capture).await.map_err(|error| ApiError::internal(&error))?;
    }
    Ok(Json(view(&host)))
}
