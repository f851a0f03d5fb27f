//! HTTP: routes on one screen, one file an endpoint group.
//!
//! Handlers are short: they check who asks, call a room below, and give its answer the form of DESIGN's conventions.
//! The OpenAPI document is made from the same lines as the routes.

mod about;
mod alerts;
mod body;
mod caller;
mod channels;
mod component_check;
mod connections;
mod description;
mod error;
mod events;
mod guard;
mod host;
mod ingest_errors;
mod keys;
mod meter;
mod operation;
mod people;
mod prices;
mod reports;
mod rules;
mod sdk_error;
mod sdk_management;
mod session;
mod settings;
mod sql;
mod tasks;
mod traces;
mod vault;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use caller::Transport;
pub use host::{Addresses, Asset, Assets, Host, Pipe};
pub use settings::Settings;
pub use tasks::Tasks;

/// Every route, grouped by who uses it.
fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::with_openapi(description::Head::openapi())
        // What senders post.
        .merge(meter::routes())
        // What people and programs manage and ask.
        .merge(session::routes())
        .merge(people::routes())
        .merge(keys::routes())
        .merge(connections::routes())
        .merge(rules::routes())
        .merge(channels::routes())
        .merge(alerts::routes())
        .merge(events::routes())
        .merge(traces::routes())
        .merge(ingest_errors::routes())
        .merge(prices::routes())
        .merge(reports::routes())
        .merge(tasks::routes())
        .merge(settings::routes())
        .merge(sql::routes())
        // What operators watch and look after.
        .merge(about::routes())
        .merge(vault::routes())
        .merge(operation::routes())
}

/// The OpenAPI document as JSON.
pub fn openapi() -> String {
    description::of(routes()).to_pretty_json().unwrap_or_default()
}

/// The whole service for one kind of transport.
pub fn service(host: Arc<Host>, transport: Transport) -> Router {
    let (router, _) = routes().split_for_parts();
    sdk_management::routes(router)
        .fallback(operation::console)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(middleware::from_fn_with_state((Arc::clone(&host), transport), guard::guard))
        .layer(CatchPanicLayer::custom(error::panicked))
        .with_state(host)
}
