//! What was checked of an uploaded component.

use serde::Serialize;
use utoipa::ToSchema;

/// One thing that was checked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Check {
    check: String,
    ok: bool,
    detail: Option<String>,
}

impl Check {
    pub(crate) fn passed(check: String, detail: Option<String>) -> Self {
        Self { check, ok: true, detail }
    }
}
