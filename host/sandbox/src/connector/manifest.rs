//! What a connector says about itself. `wit/connector/connector.wit` documents every field.

use serde::{Deserialize, Serialize};

use super::bindings::outlay::connector::types as wire;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Lower-case words joined by hyphens, for example `openai`.
    pub id: String,
    pub version: String,
    pub title: String,
    /// Markdown.
    pub documentation: String,
    /// Secrets: sealed by the host, never given to the connector.
    pub credentials: Vec<Field>,
    pub settings: Vec<Field>,
    pub auth: Vec<AuthScheme>,
    pub requests: Vec<DeclaredRequest>,
    /// Five cron fields, UTC.
    pub schedule: String,
    /// Whether its costs are what an account is charged.
    pub billing_source: bool,
    pub streams: Vec<StreamInfo>,
    /// What this provider does not tell, a sentence each.
    pub cannot_tell: Vec<String>,
}

/// A credential or setting that a person types into the connect form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    pub id: String,
    pub label: String,
    pub help: String,
    pub required: bool,
    pub default: Option<String>,
    /// The values to choose from; empty for free text.
    pub options: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthScheme {
    pub id: String,
    pub method: AuthMethod,
}

/// How the host adds a credential to a request. Credentials are named by the id of their field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum AuthMethod {
    None,
    /// `Authorization: Bearer <credential>`
    Bearer {
        credential: String,
    },
    Header {
        name: String,
        credential: String,
    },
    Query {
        name: String,
        credential: String,
    },
    /// A password that is empty stands for none.
    Basic {
        user: String,
        password: String,
    },
    AwsSigv4 {
        access_key: String,
        secret_key: String,
        session_token: Option<String>,
        service: String,
        /// Fixed, or `{<setting id>}`: the value that stands in the request's base.
        region: String,
    },
    OauthClient {
        /// `https://host/path`; `{<setting id>}` stands for a setting as one segment.
        token_url: String,
        /// A credential or a setting.
        client_id: String,
        client_secret: String,
        scope: String,
    },
    ServiceAccount {
        credential: String,
        scope: String,
    },
}

/// A request that the connector may make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeclaredRequest {
    pub id: String,
    /// `GET` or `POST`.
    pub method: String,
    /// `https://host[:port]`, in which `{<setting id>}` may stand for one label, or `setting:<field id>` for one that
    /// the operator typed, to which `path` is appended.
    pub base: String,
    /// Starts with `/`; `{name}` stands for one segment.
    pub path: String,
    /// The id of an auth scheme.
    pub auth: String,
    /// Whether the provider charges for the request.
    pub billed: bool,
    /// The most in a minute that the provider takes from one account.
    pub per_minute: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StreamKind {
    Usage,
    Cost,
    /// What people call projects, keys and users. It has no windows.
    Names,
}

/// A series of records that the provider offers. All lengths are in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamInfo {
    pub id: String,
    pub kind: StreamKind,
    pub title: String,
    /// Length of a bucket.
    pub step: u32,
    /// How far back is read again at every sync.
    pub re_read: u32,
    /// How far back is read again once a day.
    pub deep_re_read: u32,
    /// The shortest time between two reads.
    pub every: u32,
    /// The longest window of one `sync` call.
    pub max_window: u32,
    /// After how long a bucket is final.
    pub lateness: u32,
    /// How far back the first sync reaches.
    pub backfill: u32,
    /// Where the provider's days begin: an IANA name.
    pub zone: String,
}

impl From<wire::Manifest> for Manifest {
    fn from(wire: wire::Manifest) -> Self {
        Self {
            id: wire.id,
            version: wire.version,
            title: wire.title,
            documentation: wire.documentation,
            credentials: wire.credentials.into_iter().map(Field::from).collect(),
            settings: wire.settings.into_iter().map(Field::from).collect(),
            auth: wire.auth.into_iter().map(AuthScheme::from).collect(),
            requests: wire.requests.into_iter().map(DeclaredRequest::from).collect(),
            schedule: wire.schedule,
            billing_source: wire.billing_source,
            streams: wire.streams.into_iter().map(StreamInfo::from).collect(),
            cannot_tell: wire.cannot_tell,
        }
    }
}

impl From<wire::Field> for Field {
    fn from(wire: wire::Field) -> Self {
        Self {
            id: wire.id,
            label: wire.label,
            help: wire.help,
            required: wire.required,
            default: wire.default,
            options: wire.options,
        }
    }
}

impl From<wire::AuthScheme> for AuthScheme {
    fn from(wire: wire::AuthScheme) -> Self {
        let method = match wire.method {
            wire::AuthMethod::None => AuthMethod::None,
            wire::AuthMethod::Bearer(credential) => AuthMethod::Bearer { credential },
            wire::AuthMethod::Header(header) => AuthMethod::Header { name: header.name, credential: header.credential },
            wire::AuthMethod::Query(query) => AuthMethod::Query { name: query.name, credential: query.credential },
            wire::AuthMethod::Basic(basic) => AuthMethod::Basic { user: basic.user, password: basic.password },
            wire::AuthMethod::AwsSigv4(wire::Sigv4Auth { access_key, secret_key, session_token, service, region }) => {
                AuthMethod::AwsSigv4 { access_key, secret_key, session_token, service, region }
            }
            wire::AuthMethod::OauthClient(wire::OauthAuth { token_url, client_id, client_secret, scope }) => {
                AuthMethod::OauthClient { token_url, client_id, client_secret, scope }
            }
            wire::AuthMethod::ServiceAccount(wire::ServiceAccountAuth { credential, scope }) => {
                AuthMethod::ServiceAccount { credential, scope }
            }
        };
        Self { id: wire.id, method }
    }
}

impl From<wire::DeclaredRequest> for DeclaredRequest {
    fn from(wire: wire::DeclaredRequest) -> Self {
        Self {
            id: wire.id,
            method: wire.method,
            base: wire.base,
            path: wire.path,
            auth: wire.auth,
            billed: wire.billed,
            per_minute: wire.per_minute,
        }
    }
}

impl From<wire::StreamInfo> for StreamInfo {
    fn from(wire: wire::StreamInfo) -> Self {
        let kind = match wire.kind {
            wire::StreamKind::Usage => StreamKind::Usage,
            wire::StreamKind::Cost => StreamKind::Cost,
            wire::StreamKind::Names => StreamKind::Names,
        };
        Self {
            id: wire.id,
            kind,
            title: wire.title,
            step: wire.step,
            re_read: wire.re_read,
            deep_re_read: wire.deep_re_read,
            every: wire.every,
            max_window: wire.max_window,
            lateness: wire.lateness,
            backfill: wire.backfill,
            zone: wire.zone,
        }
    }
}
