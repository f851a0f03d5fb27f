//! An e-mail through the operator's SMTP server: plain text, and the same as HTML.

use std::time::Duration;

use async_trait::async_trait;
use outlay_egress::{Egress, Mail, SmtpServer, SmtpTls};
use serde_json::{Value, json};

use super::{Draft, Kind, Parcel, Undelivered, cut, hinting, refusal};
use crate::error::InvalidField;
use crate::message::Message;
use crate::settings::{Settings, needed, port, text, texts};

const PASSWORD: &str = "password";
const MOST_RECIPIENTS: usize = 50;
/// In characters.
const LONGEST_SUBJECT: usize = 150;
const LONGEST_USER: usize = 256;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Email;

#[async_trait]
impl Kind for Email {
    fn name(&self) -> &'static str {
        "email"
    }

    fn secrets(&self) -> &'static [&'static str] {
        &[PASSWORD]
    }

    fn steers(&self) -> &'static [&'static str] {
        &["host", "port", "tls", "user"]
    }

    fn check(&self, draft: Draft<'_>) -> Result<Settings, InvalidField> {
        let Draft { settings, secrets, allow_private } = draft;
        let tls = text(settings, "tls")?.unwrap_or("starttls");
        let mode = mode(tls)?;
        let host = needed(settings, "host")?;
        hinting("host", allow_private, |allow_private| outlay_egress::check_smtp_host(host, allow_private))?;
        if mode == SmtpTls::None && !allow_private {
            return Err(InvalidField::new("tls", "without TLS, mail goes to a server in your own network only")
                .hint("use starttls or tls, or set `allowPrivate`"));
        }
        let port = port(settings, "port", usual_port(mode))?;
        let user = text(settings, "user")?;
        match (user, secrets.contains_key(PASSWORD)) {
            (Some(user), true) if user.len() <= LONGEST_USER && !user.chars().any(char::is_control) => {}
            (Some(_), true) => return Err(InvalidField::new("user", "this cannot be a user name")),
            (Some(_), false) => return Err(InvalidField::new(PASSWORD, "a user has a password")),
            (None, true) => return Err(InvalidField::new("user", "a password belongs to a user")),
            (None, false) => {}
        }
        let from = needed(settings, "from")?;
        let invalid = |field, error: outlay_egress::EgressError| InvalidField::new(field, error.to_string());
        outlay_egress::check_mailbox(from).map_err(|error| invalid("from", error))?;
        let to = texts(settings, "to")?;
        if to.is_empty() || to.len() > MOST_RECIPIENTS {
            return Err(InvalidField::new("to", format!("`to` names 1 to {MOST_RECIPIENTS} addresses")));
        }
        for one in &to {
            outlay_egress::check_mailbox(one).map_err(|error| invalid("to", error))?;
        }
        let Value::Object(kept) = json!({"host": host, "port": port, "tls": tls, "user": user, "from": from, "to": to})
        else {
            return Err(InvalidField::new("host", "these settings cannot be kept"));
        };
        Ok(kept)
    }

    fn payload(&self, message: &Message) -> Value {
        json!({"subject": subject(message), "text": plain(message), "html": html(message)})
    }

    async fn send(&self, egress: &Egress, parcel: Parcel<'_>) -> Result<u16, Undelivered> {
        let unreadable = |error: InvalidField| Undelivered::new(error.problem);
        let Parcel { settings, secrets, allow_private, message, now } = parcel;
        let tls = mode(needed(settings, "tls").map_err(unreadable)?).map_err(unreadable)?;
        let login = text(settings, "user").map_err(unreadable)?.zip(secrets.get(PASSWORD));
        let server = SmtpServer {
            host: needed(settings, "host").map_err(unreadable)?,
            port: port(settings, "port", usual_port(tls)).map_err(unreadable)?,
            tls,
            login,
            allow_private,
        };
        let mail = Mail {
            id: &message.delivery_id,
            from: needed(settings, "from").map_err(unreadable)?,
            to: &texts(settings, "to").map_err(unreadable)?,
            subject: &subject(message),
            text: &plain(message),
            html: &html(message),
            at: std::time::SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.0).unwrap_or(0)),
        };
        let answer = egress.mail(server, mail).await.map_err(|error| Undelivered::new(error.to_string()))?;
        match answer.status {
            200..=399 => Ok(answer.status),
            status => Err(Undelivered {
                status: Some(status),
                // "Permanent", in the words of SMTP: the same mail will not do.
                is_final: status >= 500,
                ..Undelivered::new(refusal(status, &answer.text))
            }),
        }
    }
}

fn mode(tls: &str) -> Result<SmtpTls, InvalidField> {
    match tls {
        "none" => Ok(SmtpTls::None),
        "starttls" => Ok(SmtpTls::StartTls),
        "tls" => Ok(SmtpTls::Tls),
        _ => Err(InvalidField::new("tls", "`tls` is none, starttls or tls")),
    }
}

const fn usual_port(tls: SmtpTls) -> u16 {
    match tls {
        SmtpTls::None => 25,
        SmtpTls::StartTls => 587,
        SmtpTls::Tls => 465,
    }
}

/// One line without control characters: nobody's title adds a header.
fn subject(message: &Message) -> String {
    let line = format!("[{}] {}", message.headline(), message.title);
    let words: Vec<&str> = line.split(|character: char| character.is_whitespace() || character.is_control()).collect();
    cut(&words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "), LONGEST_SUBJECT)
}

fn plain(message: &Message) -> String {
    let mut text = format!("{}\n", message.title);
    if !message.detail.is_empty() {
        text += &format!("\n{}\n", message.detail);
    }
    if let Some(storm) = &message.storm {
        text.push('\n');
        for worst in &storm.worst {
            text += &format!("- {}: {}\n", worst.severity.as_str(), worst.title);
        }
    }
    text.push('\n');
    for (name, value) in message.facts() {
        text += &format!("{name}: {value}\n");
    }
    if let Some(link) = &message.link {
        text += &format!("\n{link}\n");
    }
    text
}

fn html(message: &Message) -> String {
    let title = escaped(&message.title);
    let title = match &message.link {
        Some(link) => format!("<a href=\"{}\">{title}</a>", escaped(link)),
        None => title,
    };
    let mut html = format!("<!doctype html><html><body><p><strong>{}: {title}</strong></p>", message.headline());
    if !message.detail.is_empty() {
        html += &format!("<p>{}</p>", escaped(&message.detail).replace('\n', "<br>"));
    }
    if let Some(storm) = &message.storm {
        let items =
            storm.worst.iter().map(|worst| format!("<li>{}: {}</li>", worst.severity.as_str(), escaped(&worst.title)));
        html += &format!("<ul>{}</ul>", items.collect::<String>());
    }
    let rows = message.facts().into_iter();
    let rows = rows.map(|(name, value)| format!("<tr><td>{name}</td><td>{}</td></tr>", escaped(&value)));
    html + &format!("<table>{}</table></body></html>\n", rows.collect::<String>())
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}
