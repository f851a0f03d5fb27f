//! Connectors: asynchronous guests that talk to one provider through the HTTP door.
//!
//! A [`ConnectorComponent`] is a checked and compiled connector. Each call of it runs in a fresh instance; what it may
//! reach is the [`Http`] that the caller gives, which adds the credentials outside the sandbox.

mod bindings;
mod component;
mod failure;
mod http;
mod limits;
mod manifest;
mod records;
mod run;
mod validate;

pub use crate::log::LogLine;
pub use component::ConnectorComponent;
pub use failure::{ConnectorFailure, Failure};
pub use http::{Http, HttpError, HttpRequest, HttpResponse};
pub use limits::ConnectorLimits;
pub use manifest::{AuthMethod, AuthScheme, DeclaredRequest, Field, Manifest, StreamInfo, StreamKind};
pub use records::{Account, Entry, Name, NameKind, Page, Quality, Window};
pub use validate::setting_in_origin;

pub(crate) use component::load;
