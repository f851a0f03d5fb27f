//! The OpenAPI document: its head, and what all operations have in common.

mod always_there;
pub(crate) mod shapes;
mod words;

use std::sync::Arc;

use axum::http::StatusCode;
use utoipa::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, Response};
use utoipa_axum::router::OpenApiRouter;

use crate::error::ErrorBody;
use crate::host::Host;

#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Outlay",
        description = "Meters what AI costs. Money and integers over 2^53 are strings; null means unknown.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(ErrorBody))
)]
pub(crate) struct Head;

/// The document that belongs to these routes.
pub(crate) fn of(routes: OpenApiRouter<Arc<Host>>) -> utoipa::openapi::OpenApi {
    let (_, mut document) = routes.split_for_parts();
    let ways_in = ways_in();
    let every_way = ways_in.iter().map(|(name, _)| SecurityRequirement::new::<_, [&str; 0], _>(*name, []));
    document.security = Some(every_way.collect());
    let components = document.components.get_or_insert_default();
    components.security_schemes.extend(ways_in.map(|(name, scheme)| (name.to_owned(), RefOr::T(scheme))));
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        complete(operation);
    }
    always_there::complete(&mut document);
    let _every_word_has_its_place = words::complete(&mut document);
    document
}

/// How callers say who they are. An operation that takes anybody says so with `security(())`.
fn ways_in() -> [(&'static str, SecurityScheme); 3] {
    [
        ("key", SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("x-api-key")))),
        ("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer))),
        ("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("outlay_session")))),
    ]
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = path;
    [get, put, post, delete, patch].into_iter().flatten()
}

/// What need not be written at each operation: the refusals of strangers, what a status means, the form of errors.
fn complete(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    if operation.security.is_none() {
        for status in ["401", "403"] {
            responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(Response::default()));
        }
    }
    for (status, response) in responses {
        let RefOr::T(response) = response else { continue };
        let Some(status) = status.parse::<StatusCode>().ok() else { continue };
        if response.description.is_empty() {
            response.description = status.canonical_reason().unwrap_or("Answered").to_owned();
        }
        if response.content.is_empty() && !status.is_success() {
            let error = Content::new(Some(Ref::from_schema_name("ErrorBody")));
            response.content.insert("application/json".to_owned(), error.into());
        }
    }
}
