//! A POST of JSON to an address of the operator's.
//!
//! | header | holds |
//! |---|---|
//! | `X-Outlay-Delivery` | the delivery's id, the same at each attempt |
//! | `X-Revenium-Webhook-Timestamp` | seconds since 1970, of this attempt; only with a secret |
//! | `X-Revenium-Signature-256` | `sha256=` and the HMAC-SHA256, in hexadecimal, over timestamp, `.` and body |

use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use outlay_egress::{Egress, EgressError, PlainAnswer, PlainPost};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::{Kind, Parcel, Undelivered};
use crate::error::InvalidChannel;

/// How much of a refusal's body is shown, in characters.
const SHOWN: usize = 200;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Webhook;

#[async_trait]
impl Kind for Webhook {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn check_address(&self, address: &str, allow_private: bool) -> Result<(), InvalidChannel> {
        let invalid = |error: EgressError| InvalidChannel::new("url", error.to_string());
        outlay_egress::check_url(address, allow_private).map_err(|error| {
            // Would it be fine with the permission?
            let is_private = !allow_private && outlay_egress::check_url(address, true).is_ok();
            if is_private {
                invalid(error).hint("set `allowPrivate` if the receiver is in your own network")
            } else {
                invalid(error)
            }
        })
    }

    async fn send(&self, egress: &Egress, parcel: Parcel<'_>) -> Result<u16, Undelivered> {
        let Parcel { address, allow_private, secret, message, now } = parcel;
        let in_vain = |status, problem| Undelivered { status, problem };
        let body = serde_json::to_vec(message)
            .map_err(|error| in_vain(None, format!("the message cannot be written: {error}")))?;
        let mut headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("x-outlay-delivery".to_owned(), message.delivery_id.clone()),
        ];
        if let Some(secret) = secret {
            let timestamp = now.seconds().to_string();
            headers.push(("x-revenium-signature-256".to_owned(), signature(secret, &timestamp, &body)));
            headers.push(("x-revenium-webhook-timestamp".to_owned(), timestamp));
        }
        let answer = egress.post(PlainPost { url: address, headers, body, allow_private }).await;
        match answer {
            Ok(PlainAnswer { status: status @ 200..=299, .. }) => Ok(status),
            Ok(PlainAnswer { status, body }) => Err(in_vain(Some(status), refusal(status, &body))),
            Err(error) => Err(in_vain(None, error.to_string())),
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

fn refusal(status: u16, body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = line.chars().filter(|character| !character.is_control()).take(SHOWN).collect();
    let hint = if (300..400).contains(&status) { "; redirects are not followed" } else { "" };
    if shown.is_empty() {
        format!("the receiver answered {status}{hint}")
    } else {
        format!("the receiver answered {status}{hint}: {shown}")
    }
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

    #[test]
    fn refusals_are_short_and_on_one_line() {
        assert_eq!(refusal(500, b""), "the receiver answered 500");
        assert_eq!(
            refusal(302, b"<a>\r\n  moved</a>\x1b[0m"),
            "the receiver answered 302; redirects are not followed: <a> moved</a>[0m"
        );
        assert!(refusal(400, &[b'x'; 5000]).len() < 300);
    }
}
