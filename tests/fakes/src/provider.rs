//! What each provider says for itself.

use std::fmt::Debug;

use serde_json::{Value, json};

use crate::reply::Reply;
use crate::seen::Seen;
use crate::trouble::Trouble;

/// A provider's side of HTTP. One server answers for all of a provider's hosts.
pub trait Provider: Debug + Send + Sync + 'static {
    /// How a server is connected to this one, which listens at `origin` (`http://127.0.0.1:PORT`).
    fn connect(&self, origin: &str) -> Connect;

    /// What people type by mistake.
    fn mistakes(&self, origin: &str) -> Vec<Mistake>;

    /// Refuses what has wrong credentials, or is asked of no known address.
    fn admit(&self, seen: &Seen) -> Result<(), Reply>;

    /// How this provider words a trouble. Asked for [`Trouble::RateLimited`] and [`Trouble::ServerError`] only.
    fn worded(&self, trouble: Trouble) -> Reply;

    /// Answers what was admitted at `now` (seconds since 1970).
    fn answer(&self, seen: &Seen, now: i64) -> Reply;

    /// False for a provider that tells only what is now, and so has nothing to read at a first sync.
    fn has_history(&self) -> bool {
        true
    }

    /// What all answers have, for example an id of the request.
    fn dress(&self, _seen: &Seen, reply: Reply) -> Reply {
        reply
    }
}

impl Provider for Box<dyn Provider> {
    fn connect(&self, origin: &str) -> Connect {
        (**self).connect(origin)
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        (**self).mistakes(origin)
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        (**self).admit(seen)
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        (**self).worded(trouble)
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        (**self).answer(seen, now)
    }

    fn has_history(&self) -> bool {
        (**self).has_history()
    }

    fn dress(&self, seen: &Seen, reply: Reply) -> Reply {
        (**self).dress(seen, reply)
    }
}

/// Something that does not work, and what a check of it should find.
#[derive(Debug, Clone)]
pub struct Mistake {
    pub what: &'static str,
    pub connect: Connect,
    /// `credentials_invalid`, `credentials_insufficient` or `settings_invalid`.
    pub finds: &'static str,
}

impl Mistake {
    /// Another text in the place of one credential.
    pub fn credential(what: &'static str, right: &Connect, id: &'static str, text: &str, finds: &'static str) -> Self {
        let mut connect = right.clone();
        connect.credentials.retain(|(name, _)| *name != id);
        connect.credentials.push((id, text.to_owned()));
        Self { what, connect, finds }
    }

    /// Another text in the place of one setting.
    pub fn setting(what: &'static str, right: &Connect, id: &'static str, text: &str, finds: &'static str) -> Self {
        let mut connect = right.clone();
        connect.settings.retain(|(name, _)| *name != id);
        connect.settings.push((id, text.to_owned()));
        Self { what, connect, finds }
    }
}

/// What a person types to connect to a fake.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Connect {
    /// The id of the connector.
    pub connector: &'static str,
    /// What the connection is called.
    pub name: &'static str,
    pub settings: Vec<(&'static str, String)>,
    pub credentials: Vec<(&'static str, String)>,
    /// By an origin of the connector's manifest: where its requests go instead.
    pub endpoints: Vec<(&'static str, String)>,
}

impl Connect {
    /// The body of `POST /api/v1/connections`.
    pub fn body(&self) -> Value {
        let object = |pairs: &[(&str, String)]| -> Value {
            pairs.iter().map(|(name, text)| ((*name).to_owned(), json!(text))).collect::<serde_json::Map<_, _>>().into()
        };
        json!({
            "connector": self.connector, "name": self.name, "settings": object(&self.settings),
            "credentials": object(&self.credentials), "endpoints": object(&self.endpoints), "allowPrivate": true,
        })
    }
}
