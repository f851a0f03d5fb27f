//! What is posted. Errors about a body never repeat what stands in it: it may be a credential in the wrong place.

use std::collections::{BTreeMap, BTreeSet};

use outlay_connections::{Change, Draft};
use outlay_domain::Timestamp;
use secrecy::SecretString;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::ApiError;

/// A connection to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateConnection {
    /// The id of a connector.
    #[serde(deserialize_with = "text")]
    connector: String,
    /// 1 to 100 characters, unlike any other connection's.
    #[serde(deserialize_with = "text")]
    name: String,
    /// Texts by the ids of the connector's settings.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    settings: Texts,
    /// Texts by the ids of the connector's credentials.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    credentials: Secrets,
    /// Five cron fields; the connector's own unless given.
    #[serde(default, deserialize_with = "optional_text")]
    schedule: Option<String>,
    /// Where the schedule's hours are: an IANA name such as `Europe/Berlin`; `UTC` unless given.
    #[serde(default, deserialize_with = "optional_text")]
    zone: Option<String>,
    /// The most seconds that a sync comes later than the schedule says, so that not all come at once: 0 to 3600; 120
    /// unless given.
    #[serde(default, deserialize_with = "seconds")]
    jitter_seconds: Option<i64>,
    /// Lets it reach private and loopback addresses, and `http://`.
    #[serde(default, deserialize_with = "flag")]
    allow_private: Option<bool>,
    /// Where requests go instead, by an origin of the connector: private endpoints, gateways.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    endpoints: Texts,
    /// The origins that the connector may ask; all that it wants unless given.
    #[serde(default, deserialize_with = "origins")]
    granted_origins: Option<BTreeSet<String>>,
    /// Whether what it bills is spend; as the connector says unless given. Of a gateway and the providers behind it, only
    /// one should.
    #[serde(default, deserialize_with = "flag")]
    counts_towards_total: Option<bool>,
}

/// Credentials to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CheckConnection {
    /// The id of a connector.
    #[serde(deserialize_with = "text")]
    connector: String,
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    settings: Texts,
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    credentials: Secrets,
    #[serde(default, deserialize_with = "flag")]
    allow_private: Option<bool>,
    /// Where requests go instead, by an origin of the connector: private endpoints, gateways.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    endpoints: Texts,
    /// The origins that the connector may ask; all that it wants unless given.
    #[serde(default, deserialize_with = "origins")]
    granted_origins: Option<BTreeSet<String>>,
}

/// What is to be different. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChangeConnection {
    #[serde(default, deserialize_with = "optional_text")]
    name: Option<String>,
    /// All settings: one that is left out goes back to its default.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    settings: Option<Texts>,
    /// A credential that is left out stays; null removes it.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Option<String>>)]
    credentials: Secrets,
    /// Null goes back to the connector's own.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    schedule: Option<OptionalText>,
    #[serde(default, deserialize_with = "optional_text")]
    zone: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    jitter_seconds: Option<i64>,
    #[serde(default, deserialize_with = "flag")]
    allow_private: Option<bool>,
    /// All endpoints. Another one takes the credentials again.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    endpoints: Option<Texts>,
    /// All origins that the connector may ask. More than before takes the credentials again.
    #[serde(default, deserialize_with = "origins")]
    granted_origins: Option<BTreeSet<String>>,
    /// Null goes back to what the connector says.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<bool>)]
    counts_towards_total: Option<OptionalFlag>,
}

/// How far back to read.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct BackFill {
    /// A day (`2026-01-31`, UTC) or a time (RFC 3339).
    #[serde(deserialize_with = "text")]
    from: String,
}

impl BackFill {
    pub(crate) fn start(&self) -> Result<Timestamp, ApiError> {
        let whole =
            if self.from.len() == "2026-01-31".len() { format!("{}T00:00:00Z", self.from) } else { self.from.clone() };
        whole.parse().map_err(|_| {
            ApiError::invalid("invalid_time", "`from` is a day such as `2026-01-31` or a time in RFC 3339")
                .field("from")
        })
    }
}

impl From<CreateConnection> for Draft {
    fn from(body: CreateConnection) -> Self {
        Self {
            connector: body.connector,
            name: body.name,
            settings: body.settings.0,
            credentials: body.credentials.given(),
            schedule: body.schedule,
            zone: body.zone,
            jitter_seconds: body.jitter_seconds,
            allow_private: body.allow_private.unwrap_or(false),
            endpoints: body.endpoints.0,
            granted: body.granted_origins,
            counts_towards_total: body.counts_towards_total,
        }
    }
}

impl From<CheckConnection> for Draft {
    fn from(body: CheckConnection) -> Self {
        Self {
            connector: body.connector,
            name: String::new(),
            settings: body.settings.0,
            credentials: body.credentials.given(),
            schedule: None,
            zone: None,
            jitter_seconds: None,
            allow_private: body.allow_private.unwrap_or(false),
            endpoints: body.endpoints.0,
            granted: body.granted_origins,
            counts_towards_total: None,
        }
    }
}

impl From<ChangeConnection> for Change {
    fn from(body: ChangeConnection) -> Self {
        Self {
            name: body.name,
            settings: body.settings.map(|texts| texts.0),
            credentials: body.credentials.0,
            schedule: body.schedule.map(|text| text.0),
            zone: body.zone,
            jitter_seconds: body.jitter_seconds,
            allow_private: body.allow_private,
            endpoints: body.endpoints.map(|texts| texts.0),
            granted: body.granted_origins,
            counts_towards_total: body.counts_towards_total.map(|flag| flag.0),
        }
    }
}

/// Texts by name. Null counts as absent, also for a single one.
#[derive(Debug, Default)]
struct Texts(BTreeMap<String, String>);

/// Secrets by name; none for null.
#[derive(Debug, Default)]
struct Secrets(BTreeMap<String, Option<SecretString>>);

impl Secrets {
    fn given(self) -> BTreeMap<String, SecretString> {
        self.0.into_iter().filter_map(|(id, secret)| Some((id, secret?))).collect()
    }
}

#[derive(Debug)]
struct OptionalText(Option<String>);

#[derive(Debug)]
struct OptionalFlag(Option<bool>);

fn optional_texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Option<String>>, D::Error> {
    const EXPECTED: &str = "`settings`, `credentials` and `endpoints` are objects of texts";
    let entries = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(BTreeMap::new()),
        Value::Object(entries) => entries,
        _ => return Err(D::Error::custom(EXPECTED)),
    };
    let entry = |(id, value)| match value {
        Value::Null => Ok((id, None)),
        Value::String(text) => Ok((id, Some(text))),
        _ => Err(D::Error::custom(EXPECTED)),
    };
    entries.into_iter().map(entry).collect()
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = optional_texts(deserializer)?;
        Ok(Self(texts.into_iter().filter_map(|(id, text)| Some((id, text?))).collect()))
    }
}

impl<'de> Deserialize<'de> for Secrets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = optional_texts(deserializer)?;
        Ok(Self(texts.into_iter().map(|(id, text)| (id, text.map(SecretString::from))).collect()))
    }
}

impl<'de> Deserialize<'de> for OptionalText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        optional_text(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for OptionalFlag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        flag(deserializer).map(Self)
    }
}

fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        _ => Err(D::Error::custom("`connector`, `name`, `schedule`, `zone` and `from` are texts")),
    }
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(optional_text(deserializer)?.unwrap_or_default())
}

fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::Bool(flag) => Ok(Some(flag)),
        _ => Err(D::Error::custom("`allowPrivate` and `countsTowardsTotal` are true or false")),
    }
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::Number(number) if number.is_i64() => Ok(number.as_i64()),
        _ => Err(D::Error::custom("`jitterSeconds` is a whole number")),
    }
}

fn origins<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<BTreeSet<String>>, D::Error> {
    let expected = || D::Error::custom("`grantedOrigins` is a list of texts");
    let entries = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(None),
        Value::Array(entries) => entries,
        _ => return Err(expected()),
    };
    let entry = |value: Value| if let Value::String(text) = value { Ok(text) } else { Err(expected()) };
    entries.into_iter().map(entry).collect::<Result<_, _>>().map(Some)
}

/// Tells null from absent.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn null_is_not_absent_in_a_change() {
        let change = |json: &str| Change::from(serde_json::from_str::<ChangeConnection>(json).unwrap());
        let nothing = change("{}");
        assert!(nothing.name.is_none() && nothing.settings.is_none() && nothing.schedule.is_none());
        assert!(nothing.credentials.is_empty());
        let cleared =
            change(r#"{"settings": null, "schedule": null, "credentials": {"key": null}, "allowPrivate": null}"#);
        assert_eq!(
            (cleared.settings, cleared.schedule, cleared.allow_private),
            (Some(BTreeMap::new()), Some(None), None)
        );
        assert!(matches!(cleared.credentials.get("key"), Some(None)));
    }

    #[test]
    fn errors_repeat_nothing_of_the_body() {
        for json in [
            r#"{"connector": "openai", "name": "x", "credentials": "sk-admin-secret"}"#,
            r#"{"connector": "openai", "name": "x", "credentials": {"key": ["sk-admin-secret"]}}"#,
            r#"{"connector": {"key": "sk-admin-secret"}, "name": "x"}"#,
            r#"{"connector": "openai", "name": ["sk-admin-secret"]}"#,
            r#"{"connector": "openai", "name": "x", "allowPrivate": "sk-admin-secret"}"#,
            r#"{"connector": "openai", "name": "x", "endpoints": "sk-admin-secret"}"#,
            r#"{"connector": "openai", "name": "x", "grantedOrigins": [{"x": "sk-admin-secret"}]}"#,
        ] {
            let error = serde_json::from_str::<CreateConnection>(json).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
