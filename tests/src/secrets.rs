//! Secrets of every sort in a running server: keys that people copy, credentials that a provider checks, secrets that sign.

use reqwest::Method;
use serde_json::{Value, json};

use crate::caller::{Answer, Caller, list};
use crate::server::Server;
use crate::wait::wait_until;
use crate::webhook::Receiver;

const PASSWORD: &str = "correct horse battery";

/// A person who is signed in; signed in for good, also at the server's next starts.
#[derive(Debug)]
pub struct Person {
    cookie: String,
}

impl Person {
    /// The first.
    ///
    /// # Panics
    /// If there is an owner already.
    pub async fn sign_in(server: &Server) -> Self {
        let token = std::fs::read_to_string(server.data().join("first-sign-in")).expect("there is no owner yet");
        let body = json!({"token": token, "name": "Ada", "password": PASSWORD});
        let request = server.stranger().request(Method::POST, "/api/v1/session/first").header("origin", server.base());
        let answer = Answer::to(request.json(&body)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        Self { cookie }
    }

    /// The text of a key, or why it is not shown.
    pub async fn reveal(&self, server: &Server, id: &str) -> Answer {
        let request = server.stranger().request(Method::POST, &format!("/api/v1/keys/{id}/reveal"));
        Answer::to(request.header("origin", server.base()).header("cookie", &self.cookie)).await
    }
}

/// Keys that were made, by id.
#[derive(Debug, Default, Clone)]
pub struct Keys(Vec<(String, String)>);

impl Keys {
    pub async fn make(&mut self, owner: &Caller, name: &str) {
        let made = owner.post("/api/v1/keys", &json!({"name": name, "scope": "metering"})).await.expect(201);
        self.know(&made);
    }

    /// Of an answer that held a key's text.
    pub fn know(&mut self, made: &Value) {
        let text = |field: &str| made[field].as_str().map(str::to_owned).unwrap_or_default();
        self.0.push((text("id"), text("key")));
    }

    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ids, in the order in which they were made.
    pub fn ids(&self) -> Vec<&str> {
        self.0.iter().map(|(id, _)| id.as_str()).collect()
    }

    /// Each is shown as it was made.
    ///
    /// # Panics
    /// If one is not.
    pub async fn are_all_shown(&self, server: &Server, person: &Person) {
        for (id, text) in &self.0 {
            assert_eq!(person.reveal(server, id).await.expect(200)["key"], **text, "the key {id}");
        }
    }
}

/// Signs with the secret that the receiver knows.
pub async fn make_channel(owner: &Caller, receiver: &Receiver, name: &str, secret: &str) -> String {
    let new = json!({"name": name, "kind": "webhook", "url": receiver.url, "secret": secret, "allowPrivate": true});
    let made = owner.post("/api/v1/channels", &new).await.expect(201);
    made["id"].as_str().map(str::to_owned).unwrap_or_default()
}

/// A test message arrives, signed with the right secret.
///
/// # Panics
/// If it does not.
pub async fn channel_signs(owner: &Caller, id: &str) {
    let tested = owner.post(&format!("/api/v1/channels/{id}/test"), &json!({})).await.expect(200);
    assert_eq!(tested["ok"], true, "{tested}");
}

/// The provider takes the stored credential.
///
/// # Panics
/// If it does not.
pub async fn connection_works(owner: &Caller, id: &str) {
    let checked = owner.post(&format!("/api/v1/connections/{id}/check"), &json!({})).await.expect(200);
    assert_eq!(checked["ok"], true, "{checked}");
}

/// How it stands with the master key.
pub async fn vault(owner: &Caller) -> Value {
    owner.get("/api/v1/vault").await.expect(200)
}

/// Everything that is sealed opens.
///
/// # Panics
/// If something does not, or it is not so much.
pub async fn all_open(owner: &Caller, sealed: usize) {
    let vault = vault(owner).await;
    let broken = list(&vault["concerns"]).iter().find(|one| one["message"].to_string().contains("cannot be opened"));
    assert!(broken.is_none() && vault["sealed"] == sealed, "{sealed} secrets: {vault}");
}

/// Waits until the connection's sync has ended.
pub async fn settled(owner: &Caller, id: &str) -> Value {
    wait_until("a sync that has ended", async || {
        let connection = owner.get(&format!("/api/v1/connections/{id}")).await.expect(200);
        let status = connection["lastSync"]["status"].as_str();
        if matches!(status, Some("done" | "failed")) { Ok(connection) } else { Err(connection) }
    })
    .await
}
