//! Callers and what they may do.

use std::str::FromStr;
use std::sync::Arc;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Posts events, nothing else.
    Metering,
    /// Reads, nothing else.
    Read,
    /// Everything that a key may do.
    Full,
}

impl Scope {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Metering => "metering",
            Self::Read => "read",
            Self::Full => "full",
        }
    }

    /// How keys of this scope begin; existing SDKs look at it.
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Self::Metering => "rev_mk_",
            Self::Read => "rev_rk_",
            Self::Full => "rev_sk_",
        }
    }
}

/// The text is no scope.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("a scope is metering, read or full")]
pub struct UnknownScope;

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        [Self::Metering, Self::Read, Self::Full].into_iter().find(|scope| scope.as_str() == text).ok_or(UnknownScope)
    }
}

/// An API key as its caller is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInfo {
    pub id: String,
    pub name: String,
    pub scope: Scope,
    pub team: String,
}

/// A person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub role: String,
}

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    PostEvents,
    Read,
    Sql,
    Manage,
    /// Copying a key again: for people only.
    RevealKeys,
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Through the socket in the data folder: whoever may open it owns the data.
    Local,
    Person(Person),
    Key(Arc<KeyInfo>),
}

impl Caller {
    pub fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Local => permission != Permission::RevealKeys,
            Self::Person(_) => true,
            Self::Key(key) => match permission {
                Permission::PostEvents => key.scope != Scope::Read,
                Permission::Read | Permission::Sql => key.scope != Scope::Metering,
                Permission::Manage => key.scope == Scope::Full,
                Permission::RevealKeys => false,
            },
        }
    }

    /// For the audit and for "created by".
    pub fn name(&self) -> &str {
        match self {
            Self::Local => "command line",
            Self::Person(person) => &person.name,
            Self::Key(key) => &key.name,
        }
    }
}
