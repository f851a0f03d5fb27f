//! Channels: where alerts are delivered.

mod log;
mod manage;
mod rotate;
mod shapes;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().merge(manage::routes()).merge(rotate::routes()).merge(log::routes())
}
