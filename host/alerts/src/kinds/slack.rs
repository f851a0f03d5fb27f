//! A message of Block Kit to an incoming webhook of Slack, or of what speaks like it. Whoever has its URL may post, so
//! the URL is a secret.

use async_trait::async_trait;
use outlay_domain::Severity;
use outlay_egress::{Egress, PlainAnswer, PlainPost};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{Draft, Kind, Parcel, Undelivered, check_url, cut, refusal};
use crate::error::InvalidField;
use crate::message::{Message, Occasion};
use crate::settings::Settings;

const URL: &str = "url";
/// What Slack takes of one text, escaped, in characters.
const LONGEST_TEXT: usize = 3_000;
const LONGEST_TITLE: usize = 300;
const LONGEST_DETAIL: usize = 1_500;
const LONGEST_FACT: usize = 200;
/// How much of the URL's end is shown.
const TAIL: usize = 4;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Slack;

#[async_trait]
impl Kind for Slack {
    fn name(&self) -> &'static str {
        "slack"
    }

    fn secrets(&self) -> &'static [&'static str] {
        &[URL]
    }

    fn check(&self, draft: Draft<'_>) -> Result<Settings, InvalidField> {
        let url = draft.secrets.get(URL).ok_or_else(|| {
            InvalidField::new(URL, "`url` is needed").hint("copy it from the incoming webhook's page in Slack")
        })?;
        let url = url.expose_secret();
        check_url(url, draft.allow_private)?;
        Ok(Settings::from_iter([(URL.to_owned(), masked(url).into())]))
    }

    fn payload(&self, message: &Message) -> Value {
        let mark = match (message.occasion, message.severity) {
            (Occasion::Cleared | Occasion::StormEnded, _) => "🟢",
            (Occasion::Test, _) | (_, Severity::Info) => "🔵",
            (_, Severity::Warning) => "🟠",
            (_, Severity::Critical) => "🔴",
        };
        let title = escaped(&cut(&on_one_line(&message.title), LONGEST_TITLE));
        let head = format!("{mark} {}: {title}", message.headline());
        let mut blocks = vec![section(&match &message.link {
            Some(link) => format!("{mark} *{}*: <{}|{title}>", message.headline(), escaped(link)),
            None => format!("{mark} *{}*: {title}", message.headline()),
        })];
        if !message.detail.is_empty() {
            blocks.push(section(&escaped(&cut(&message.detail, LONGEST_DETAIL))));
        }
        if let Some(storm) = message.storm.as_ref().filter(|storm| !storm.worst.is_empty()) {
            let lines = storm.worst.iter().map(|worst| {
                let title = escaped(&cut(&on_one_line(&worst.title), LONGEST_FACT));
                format!("• {}: {title}", worst.severity.as_str())
            });
            blocks.push(section(&lines.collect::<Vec<_>>().join("\n")));
        }
        let facts = message.facts().into_iter();
        let facts = facts.map(|(name, value)| format!("{name}: {}", escaped(&cut(&on_one_line(&value), LONGEST_FACT))));
        let facts = facts.collect::<Vec<_>>().join("  ·  ");
        blocks.push(json!({"type": "context", "elements": [mrkdwn(&facts)]}));
        // `text` is what notifications show.
        json!({"text": head, "blocks": blocks})
    }

    async fn send(&self, egress: &Egress, parcel: Parcel<'_>) -> Result<u16, Undelivered> {
        let url = parcel.secrets.get(URL).ok_or_else(|| Undelivered::new("the channel has no URL; set it again"))?;
        let url = url.expose_secret();
        let body = serde_json::to_vec(&self.payload(parcel.message))
            .map_err(|error| Undelivered::new(format!("the message cannot be written: {error}")))?;
        let headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            // Slack ignores it; whoever stands between may know repeats by it.
            ("x-outlay-delivery".to_owned(), parcel.message.delivery_id.clone()),
        ];
        match egress.post(PlainPost { url, headers, body, allow_private: parcel.allow_private }).await {
            Ok(PlainAnswer { status: status @ 200..=299, .. }) => Ok(status),
            Ok(PlainAnswer { status, body }) => {
                let text = without_path(&String::from_utf8_lossy(&body), url);
                Err(Undelivered { status: Some(status), ..Undelivered::new(refusal(status, &text)) })
            }
            Err(error) => Err(Undelivered::new(error.to_string())),
        }
    }
}

fn section(text: &str) -> Value {
    json!({"type": "section", "text": mrkdwn(text)})
}

/// `verbatim`: names and addresses in somebody's text are not made into mentions and links.
fn mrkdwn(text: &str) -> Value {
    debug_assert!(text.chars().count() <= LONGEST_TEXT * 5, "texts are cut before");
    json!({"type": "mrkdwn", "text": fitting(text), "verbatim": true})
}

/// Escapes make a text longer: what is still too long is cut before an escape, not within.
fn fitting(text: &str) -> String {
    if text.chars().count() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST_TEXT - 1).collect();
    let whole =
        kept.rsplit_once('&').filter(|(_, escape)| !escape.contains(';')).map_or(kept.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}

/// The three characters that mean something to Slack.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The host, and so much of the end that a person knows which one it is.
fn masked(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.split(['?', '#']).next().unwrap_or_default();
    let length = path.chars().count();
    // Of a short one, nothing.
    let tail: String = path.chars().skip(length - if length >= 4 * TAIL { TAIL } else { 0 }).collect();
    format!("https://{host}/…{tail}")
}

/// Some servers repeat in an error what they were asked for.
fn without_path(text: &str, url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let parts = path.split(['/', '?', '&', '=']).filter(|part| part.len() >= 6);
    let whole = if path.is_empty() { text.to_owned() } else { text.replace(path, "…") };
    parts.fold(whole, |text, part| text.replace(part, "…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_is_known_by_its_end_only() {
        let url = "https://hooks.slack.com/services/T000/B000/abcdefghijklwxyz";
        assert_eq!(masked(url), "https://hooks.slack.com/…wxyz");
        assert_eq!(masked("https://chat.example/x"), "https://chat.example/…");
        let echo = "Cannot POST /services/T000/B000/abcdefghijklwxyz, token abcdefghijklwxyz";
        assert_eq!(without_path(echo, url), "Cannot POST /…, token …");
    }

    #[test]
    fn no_escape_is_cut_in_two() {
        for extra in 0..6 {
            let text = format!("{}{}", "x".repeat(extra), escaped(&"&".repeat(1_000)));
            let cut = fitting(&text);
            assert!(cut.chars().count() <= LONGEST_TEXT);
            assert_eq!(cut.replace("&amp;", "").replace(['x', '…'], ""), "");
        }
    }
}
