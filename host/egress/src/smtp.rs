//! One mail to an SMTP server that an operator typed.
//!
//! The server's name is resolved and judged here, and the connection goes to exactly the addresses that were judged. Where
//! TLS was asked for nothing is said before it is there: a server that does not offer it gets no password and no mail.

use std::error::Error as StdError;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, SystemTime};

use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, MultiPartKind, SinglePart};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters, TlsParametersBuilder};
#[cfg(test)]
use lettre::transport::smtp::client::{Certificate, CertificateStore};
use lettre::transport::smtp::extension::ClientId;
use secrecy::{ExposeSecret, SecretString};

use crate::address;
use crate::client::Egress;
use crate::error::EgressError;
use crate::mask::Mask;

const LONGEST_HOST: usize = 253;
/// Of an address with the name before it, in bytes.
const LONGEST_MAILBOX: usize = 320;
const LARGEST_MAIL: usize = 1 << 20;
/// Of what a server answered, in characters.
const ANSWER: usize = 500;
/// Saying goodbye is a courtesy.
const FAREWELL: Duration = Duration::from_secs(1);

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    None,
    /// It begins in the clear, and must become encrypted.
    StartTls,
    /// From the first byte on.
    Tls,
}

/// Where mail goes.
#[derive(Debug, Clone, Copy)]
pub struct SmtpServer<'s> {
    pub host: &'s str,
    pub port: u16,
    pub tls: SmtpTls,
    /// User and password.
    pub login: Option<(&'s str, &'s SecretString)>,
    /// Loopback and private addresses.
    pub allow_private: bool,
}

/// A mail in plain text and HTML.
#[derive(Debug, Clone, Copy)]
pub struct Mail<'m> {
    /// The first part of its `Message-ID`; the second is the sender's domain. The same id is the same mail.
    pub id: &'m str,
    /// `name@example.com` or `Name <name@example.com>`.
    pub from: &'m str,
    pub to: &'m [String],
    pub subject: &'m str,
    pub text: &'m str,
    pub html: &'m str,
    pub at: SystemTime,
}

/// What the server said in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailAnswer {
    /// 2xx: it took the mail; 4xx: not now; 5xx: it will not.
    pub status: u16,
    /// On one line, without the password.
    pub text: String,
}

/// Whether an operator's text can be the host of an [`SmtpServer`].
pub fn check_smtp_host(host: &str, allow_private: bool) -> Result<(), EgressError> {
    if let Some(address) = literal(host) {
        return address::check(None, address, allow_private)
            .map_err(|refused| EgressError::AddressRefused(refused.to_string()));
    }
    let is_label = |label: &str| {
        let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !label.is_empty() && label.len() <= 63 && label.bytes().all(is_fine)
    };
    if host.len() > LONGEST_HOST || !host.trim_end_matches('.').split('.').all(is_label) {
        return Err(EgressError::Invalid("this is no host; it should look like smtp.example.com".to_owned()));
    }
    Ok(())
}

/// Whether an operator's text can be `from` or `to` of a [`Mail`].
pub fn check_mailbox(text: &str) -> Result<(), EgressError> {
    mailbox(text).map(drop)
}

impl Egress {
    /// Sends once: whether to send again is the caller's to decide. One recipient who is refused refuses the mail. Any
    /// status is an answer.
    pub async fn mail(&self, server: SmtpServer<'_>, mail: Mail<'_>) -> Result<MailAnswer, EgressError> {
        let SmtpServer { host, port, tls, login, allow_private } = server;
        check_smtp_host(host, allow_private)?;
        let mask = Mask::of(login.iter().map(|(_, password)| password.expose_secret()))
            .ok_or_else(|| EgressError::Invalid("the password is too long".to_owned()))?;
        let message = message(&mail)?;
        let envelope = message.envelope().clone();
        let bytes = message.formatted();
        if bytes.len() > LARGEST_MAIL {
            return Err(EgressError::Invalid(format!("the mail is larger than {LARGEST_MAIL} bytes")));
        }
        let addresses = self.addresses_of(host, port, allow_private).await?;
        let is_public = |address: &SocketAddr| address::check(None, address.ip(), false).is_ok();
        if tls == SmtpTls::None && addresses.iter().any(is_public) {
            let problem = format!("{host} is a public address; without TLS, mail goes to private ones only");
            return Err(EgressError::AddressRefused(problem));
        }
        let times = self.times();
        let conversation = Conversation { host, addresses: &addresses, tls, login, hello: hello(mail.from)? };
        match conversation.hold(self, times.connect, &envelope, &bytes).await {
            Ok(status) => Ok(MailAnswer { status, text: String::new() }),
            Err(Failure::Egress(error)) => Err(error),
            Err(Failure::Smtp(error)) => match error.status() {
                Some(code) => {
                    let said = error.source().map(ToString::to_string).unwrap_or_default();
                    let line = mask.text(&said).split_whitespace().collect::<Vec<_>>().join(" ");
                    Ok(MailAnswer { status: code.into(), text: line.chars().take(ANSWER).collect() })
                }
                None => Err(explain(&error, host)),
            },
        }
    }

    /// Whom to trust: those whom the system trusts.
    fn trusting(&self, parameters: TlsParametersBuilder) -> TlsParametersBuilder {
        #[cfg(test)]
        if let Some(certificate) = &self.trusted {
            let certificate = Certificate::from_der(certificate.clone()).expect("a test's certificate");
            return parameters.certificate_store(CertificateStore::None).add_root_certificate(certificate);
        }
        parameters
    }

    /// All of them may be reached; a name with one that may not is a trick or a mistake.
    async fn addresses_of(&self, host: &str, port: u16, allow_private: bool) -> Result<Vec<SocketAddr>, EgressError> {
        if let Some(address) = literal(host) {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let looking_up = tokio::time::timeout(self.times().connect, self.names().look_up(host));
        let found = looking_up.await.map_err(|_| EgressError::TimedOut(format!("{host} was not found in time")))?;
        let found = found.map_err(|error| EgressError::Unreachable(format!("{host} cannot be found: {error}")))?;
        for address in &found {
            address::check(Some(host), *address, allow_private)
                .map_err(|refused| EgressError::AddressRefused(refused.to_string()))?;
        }
        Ok(found.into_iter().map(|address| SocketAddr::new(address, port)).collect())
    }
}

struct Conversation<'c> {
    host: &'c str,
    addresses: &'c [SocketAddr],
    tls: SmtpTls,
    login: Option<(&'c str, &'c SecretString)>,
    hello: ClientId,
}

enum Failure {
    Smtp(lettre::transport::smtp::Error),
    Egress(EgressError),
}

impl From<lettre::transport::smtp::Error> for Failure {
    fn from(error: lettre::transport::smtp::Error) -> Self {
        Self::Smtp(error)
    }
}

impl Conversation<'_> {
    async fn hold(self, egress: &Egress, connect: Duration, envelope: &Envelope, mail: &[u8]) -> Result<u16, Failure> {
        let Self { host, addresses, tls, login, hello } = self;
        let encrypted = |wanted: SmtpTls| {
            (tls == wanted).then(|| egress.trusting(TlsParameters::builder(host.to_owned())).build()).transpose()
        };
        let from_the_start = encrypted(SmtpTls::Tls)?;
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(addresses, Some(connect), &hello, from_the_start, None).await?;
        if let Some(parameters) = encrypted(SmtpTls::StartTls)? {
            if !connection.can_starttls() {
                let problem = format!("{host} offers no STARTTLS; without it nothing is sent");
                return Err(Failure::Egress(EgressError::Unreachable(problem)));
            }
            connection.starttls(parameters, &hello).await?;
        }
        if let Some((user, password)) = login {
            let credentials = Credentials::new(user.to_owned(), password.expose_secret().to_owned());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
        }
        let response = connection.send(envelope, mail).await?;
        // It has the mail: nothing that happens now may make it be sent again.
        let _too_late = tokio::time::timeout(FAREWELL, connection.quit()).await;
        Ok(response.code().into())
    }
}

fn message(mail: &Mail<'_>) -> Result<Message, EgressError> {
    let from = mailbox(mail.from)?;
    let id = format!("<{}@{}>", mail.id, from.email.domain());
    let header =
        |name: &'static str, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
    let mut builder = Message::builder()
        .date(mail.at)
        .message_id(Some(id))
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Outlay-Delivery", &one_word(mail.id)))
        .subject(one_line(mail.subject))
        .from(from);
    for to in mail.to {
        builder = builder.to(mailbox(to)?);
    }
    // The same at each attempt.
    let parts = MultiPart::builder().kind(MultiPartKind::Alternative).boundary(one_word(mail.id));
    let parts = parts.singlepart(SinglePart::plain(mail.text.to_owned()));
    let parts = parts.singlepart(SinglePart::html(mail.html.to_owned()));
    builder.multipart(parts).map_err(|error| EgressError::Invalid(format!("the mail cannot be written: {error}")))
}

/// With the address in it parsed; a control character, such as the end of a line, is none.
fn mailbox(text: &str) -> Result<Mailbox, EgressError> {
    let invalid = || EgressError::Invalid("an address looks like name@example.com".to_owned());
    if text.len() > LONGEST_MAILBOX || text.chars().any(char::is_control) {
        return Err(invalid());
    }
    text.parse().map_err(|_| invalid())
}

fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}

fn one_word(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).collect()
}

/// The machine's own name is nobody's business; the sender's domain is in the mail anyway.
fn hello(from: &str) -> Result<ClientId, EgressError> {
    Ok(ClientId::Domain(mailbox(from)?.email.domain().to_owned()))
}

fn literal(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}

/// Says what went wrong without telling more than the host.
fn explain(error: &lettre::transport::smtp::Error, host: &str) -> EgressError {
    let mut innermost: &(dyn StdError + 'static) = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    if error.is_timeout() {
        EgressError::TimedOut(format!("{host} did not answer in time"))
    } else if error.is_tls() {
        EgressError::Unreachable(format!("no TLS with {host}: {innermost}"))
    } else {
        EgressError::Unreachable(format!("{host} cannot be reached: {innermost}"))
    }
}

#[cfg(test)]
mod tests;
