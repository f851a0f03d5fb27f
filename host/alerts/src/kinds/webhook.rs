//! A POST of JSON to an address of the operator's.
//!
//! | header | holds |
//! |---|---|
//! | `X-Outlay-Delivery` | the delivery's id, the same at each attempt |
//! | `X-Revenium-Webhook-Timestamp` | seconds since 1970, of this attempt; only with a secret |
//! | `X-Revenium-Signature-256` | `sha256=` and the HMAC-SHA256, in hexadecimal, over timestamp, `.` and body; for a day after a rotation two of them, separated by a comma, that of the new secret first |

use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use outlay_egress::{Egress, PlainAnswer, PlainPost};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::Sha256;

use super::{Draft, Kind, Parcel, Undelivered, check_url, refusal};
use crate::error::InvalidField;
use crate::message::Message;
use crate::rotate::PREVIOUS;
use crate::settings::{Settings, needed};

const SECRET: &str = "secret";

#[derive(Debug, Clone, Copy)]
pub(crate) struct Webhook;

#[async_trait]
impl Kind for Webhook {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn secrets(&self) -> &'static [&'static str] {
        &[SECRET]
    }

    fn signs_with(&self) -> Option<&'static str> {
        Some(SECRET)
    }

    fn check(&self, draft: Draft<'_>) -> Result<Settings, InvalidField> {
        let url = needed(draft.settings, "url")?;
        check_url(url, draft.allow_private)?;
        Ok(Settings::from_iter([("url".to_owned(), url.into())]))
    }

    fn payload(&self, message: &Message) -> Value {
        serde_json::to_value(message).unwrap_or_default()
    }

    async fn send(&self, egress: &Egress, parcel: Parcel<'_>) -> Result<u16, Undelivered> {
        let Parcel { settings, secrets, allow_private, message, now } = parcel;
        let url = needed(settings, "url").map_err(|error| Undelivered::new(error.problem))?;
        let body = serde_json::to_vec(message)
            .map_err(|error| Undelivered::new(format!("the message cannot be written: {error}")))?;
        let mut headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("x-outlay-delivery".to_owned(), message.delivery_id.clone()),
        ];
        // The new one first.
        let secrets: Vec<&SecretString> = [SECRET, PREVIOUS].iter().filter_map(|name| secrets.get(*name)).collect();
        if !secrets.is_empty() {
            let timestamp = now.seconds().to_string();
            let signatures: Vec<String> = secrets.iter().map(|secret| signature(secret, &timestamp, &body)).collect();
            headers.push(("x-revenium-signature-256".to_owned(), signatures.join(",")));
            headers.push(("x-revenium-webhook-timestamp".to_owned(), timestamp));
        }
        match egress.post(PlainPost { url, headers, body, allow_private }).await {
            Ok(PlainAnswer { status: status @ 200..=299, .. }) => Ok(status),
            Ok(PlainAnswer { status, body }) => Err(Undelivered {
                status: Some(status),
                ..Undelivered::new(refusal(status, &String::from_utf8_lossy(&body)))
            }),
            Err(error) => Err(Undelivered::new(error.to_string())),
        }
    }
}

fn signature(secret: &SecretString, timestamp: &str, body: &[u8]) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).expect("HMAC takes keys of any length");
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    let digest = mac.finalize().into_bytes();
    digest.iter().fold("sha256=".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_protocol() {
        // python3: hmac.new(b"whsec", b'1764100000.{"type":"test"}', "sha256").hexdigest()
        let expected = "sha256=8723f1f44ad250a72873ca481f155937b9a628d58a697dc0c0483285c6a670bf";
        assert_eq!(signature(&"whsec".into(), "1764100000", br#"{"type":"test"}"#), expected);
    }
}
