//! What a connector answers: an account, pages of entries.

use serde::{Deserialize, Serialize};

use super::bindings::outlay::connector::types as wire;

/// What `check` found out. All of it is shown to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    pub id: Option<String>,
    pub name: Option<String>,
    pub notes: Vec<String>,
}

/// Half-open, seconds since 1970 (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub start: i64,
    pub end: i64,
}

/// A part of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub entries: Vec<Entry>,
    /// Of a stream of names.
    pub names: Vec<Name>,
    /// Continues the window; none when it is finished.
    pub next: Option<String>,
    /// Kept with the window and given to the next sync of this stream, at most 64 KiB.
    pub state: Option<Vec<u8>>,
}

/// What people call something that entries name by an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Name {
    pub kind: NameKind,
    pub id: String,
    pub name: String,
    /// The id of the project that a key belongs to.
    pub project: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NameKind {
    Project,
    Key,
    User,
}

impl NameKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Key => "key",
            Self::User => "user",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Quality {
    Reported,
    Derived,
    Estimated,
}

/// One row of usage or cost. None means that the provider does not say; that is different from zero.
/// Lengths are bounded; decimals, currency and times are as the connector wrote them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    pub start: i64,
    pub end: i64,
    /// The bucket may still change.
    pub open: bool,
    pub provider: String,
    pub model: Option<String>,
    pub project: Option<String>,
    pub key: Option<String>,
    pub user: Option<String>,
    /// Uncached input only.
    pub input_tokens: Option<u64>,
    pub cached_input_tokens: Option<u64>,
    pub cache_write_tokens: Option<u64>,
    pub cache_write_5m_tokens: Option<u64>,
    pub cache_write_1h_tokens: Option<u64>,
    /// Reasoning tokens included.
    pub output_tokens: Option<u64>,
    pub requests: Option<u64>,
    /// Decimal quantity of what is not a token, and its unit.
    pub units: Option<String>,
    pub unit: Option<String>,
    /// Decimal in the major unit of the currency.
    pub cost: Option<String>,
    /// Upper-case ISO 4217.
    pub currency: Option<String>,
    pub quality: Quality,
    /// The provider's own grouping keys, a JSON object.
    pub raw: String,
}

/// Bytes of one text of an entry, and of its `raw`.
const LONGEST_TEXT: usize = 4_096;
const LONGEST_RAW: usize = 65_536;

impl Entry {
    /// The name of a text that is too long.
    pub(super) fn too_long(&self) -> Option<&'static str> {
        let texts = [
            ("provider", Some(&self.provider)),
            ("model", self.model.as_ref()),
            ("project", self.project.as_ref()),
            ("key", self.key.as_ref()),
            ("user", self.user.as_ref()),
            ("units", self.units.as_ref()),
            ("unit", self.unit.as_ref()),
            ("cost", self.cost.as_ref()),
            ("currency", self.currency.as_ref()),
        ];
        let text = texts.iter().find(|(_, text)| text.is_some_and(|text| text.len() > LONGEST_TEXT));
        text.map(|(name, _)| *name).or((self.raw.len() > LONGEST_RAW).then_some("raw"))
    }
}

impl Name {
    pub(super) fn is_too_long(&self) -> bool {
        [Some(&self.id), Some(&self.name), self.project.as_ref()]
            .into_iter()
            .flatten()
            .any(|text| text.len() > LONGEST_TEXT)
    }
}

impl From<wire::Account> for Account {
    fn from(wire: wire::Account) -> Self {
        Self { id: wire.id, name: wire.name, notes: wire.notes }
    }
}

impl From<Window> for wire::Window {
    fn from(window: Window) -> Self {
        Self { start: window.start, end: window.end }
    }
}

impl From<wire::Page> for Page {
    fn from(wire: wire::Page) -> Self {
        Self {
            entries: wire.entries.into_iter().map(Entry::from).collect(),
            names: wire.names.into_iter().map(Name::from).collect(),
            next: wire.next,
            state: wire.state,
        }
    }
}

impl From<wire::Name> for Name {
    fn from(wire: wire::Name) -> Self {
        let kind = match wire.kind {
            wire::NameKind::Project => NameKind::Project,
            wire::NameKind::Key => NameKind::Key,
            wire::NameKind::User => NameKind::User,
        };
        Self { kind, id: wire.id, name: wire.name, project: wire.project }
    }
}

impl From<wire::Entry> for Entry {
    fn from(wire: wire::Entry) -> Self {
        let quality = match wire.quality {
            wire::Quality::Reported => Quality::Reported,
            wire::Quality::Derived => Quality::Derived,
            wire::Quality::Estimated => Quality::Estimated,
        };
        Self {
            start: wire.start,
            end: wire.end,
            open: wire.open,
            provider: wire.provider,
            model: wire.model,
            project: wire.project,
            key: wire.key,
            user: wire.user,
            input_tokens: wire.input_tokens,
            cached_input_tokens: wire.cached_input_tokens,
            cache_write_tokens: wire.cache_write_tokens,
            cache_write_5m_tokens: wire.cache_write_5m_tokens,
            cache_write_1h_tokens: wire.cache_write_1h_tokens,
            output_tokens: wire.output_tokens,
            requests: wire.requests,
            units: wire.units,
            unit: wire.unit,
            cost: wire.cost,
            currency: wire.currency,
            quality,
            raw: wire.raw,
        }
    }
}
