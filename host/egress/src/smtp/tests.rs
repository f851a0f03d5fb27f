//! Mail to a server that is strict, under names that lead where a test says.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::net::IpAddr;

use fake_smtp::{Like, Postbox, Stage, Taken, Tls, Trouble};

use super::*;
use crate::client::{Names, Times};

const PASSWORD: &str = "correct horse battery";

/// Names that resolve to these addresses.
fn egress(names: &[(&str, &[&str])], trusted: Option<&Postbox>) -> Egress {
    let addresses = |texts: &[&str]| texts.iter().map(|text| text.parse::<IpAddr>().unwrap()).collect();
    let fixed: HashMap<_, _> = names.iter().map(|(name, texts)| ((*name).to_owned(), addresses(texts))).collect();
    let mut egress = Egress::with_names(Times::default(), Names::Fixed(fixed)).unwrap();
    egress.trusted = trusted.map(|postbox| postbox.certificate.clone());
    egress
}

fn local(postbox: Option<&Postbox>) -> Egress {
    egress(&[("mail.example", &["127.0.0.1"]), ("other.example", &["127.0.0.1"])], postbox)
}

fn server(postbox: &Postbox, tls: SmtpTls) -> SmtpServer<'static> {
    SmtpServer { host: "mail.example", port: postbox.address.port(), tls, login: None, allow_private: true }
}

fn mail(to: &[String]) -> Mail<'_> {
    Mail {
        id: "0190-delivery",
        from: "Outlay <outlay@example.com>",
        to,
        subject: "Grüße: 1.5 USD",
        text: "first\n.hidden dot\n..two\nzuletzt: ü\n",
        html: "<p>first</p>",
        at: SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_100_000),
    }
}

fn to() -> Vec<String> {
    vec!["ada@example.org".to_owned(), "Bob <bob@example.org>".to_owned()]
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let postbox = Postbox::open().await;
    let answer = local(None).mail(server(&postbox, SmtpTls::None), mail(&to())).await.unwrap();
    assert_eq!(answer.status, 250);
    let taken: Taken = postbox.wait(1).await.remove(0);
    assert_eq!((taken.from.as_str(), taken.hello.as_str()), ("outlay@example.com", "example.com"));
    assert_eq!(taken.to, ["ada@example.org", "bob@example.org"]);
    assert_eq!(taken.header("Message-ID").unwrap(), "<0190-delivery@example.com>");
    assert_eq!(taken.header("X-Outlay-Delivery").unwrap(), "0190-delivery");
    assert_eq!(taken.header("Auto-Submitted").unwrap(), "auto-generated");
    assert_eq!(taken.header("Subject").unwrap(), "Grüße: 1.5 USD");
    assert_eq!(taken.text(), "first\n.hidden dot\n..two\nzuletzt: ü\n");
    assert_eq!(taken.html(), "<p>first</p>");
    // The same mail again is the same to the byte.
    local(None).mail(server(&postbox, SmtpTls::None), mail(&to())).await.unwrap();
    assert_eq!(postbox.wait(2).await[1].raw, taken.raw);
}

#[tokio::test]
async fn logins_go_through_tls_only_where_tls_was_asked_for() {
    let login = Some(("outlay".to_owned(), PASSWORD.to_owned()));
    for (tls, like) in [(SmtpTls::StartTls, Tls::StartTls), (SmtpTls::Tls, Tls::Whole)] {
        let postbox = Postbox::start(Like { tls: like, login: login.clone() }).await;
        let password = SecretString::from(PASSWORD);
        let with_login = SmtpServer { login: Some(("outlay", &password)), ..server(&postbox, tls) };
        assert_eq!(local(Some(&postbox)).mail(with_login, mail(&to())).await.unwrap().status, 250);
        let taken = postbox.wait(1).await.remove(0);
        assert_eq!((taken.encrypted, taken.user.as_deref()), (true, Some("outlay")));

        // A certificate of nobody's, or of somebody else's name.
        let untrusted = local(None).mail(with_login, mail(&to())).await.unwrap_err();
        assert!(matches!(&untrusted, EgressError::Unreachable(text) if text.contains("certificate")), "{untrusted:?}");
        let elsewhere = SmtpServer { host: "other.example", ..with_login };
        let misnamed = local(Some(&postbox)).mail(elsewhere, mail(&to())).await.unwrap_err();
        assert!(matches!(&misnamed, EgressError::Unreachable(text) if text.contains("certificate")), "{misnamed:?}");
        assert_eq!((postbox.taken().len(), postbox.faults()), (1, vec![]));
    }
    // A server that offers no STARTTLS hears neither password nor mail.
    let plain = Postbox::start(Like { tls: Tls::None, login }).await;
    let password = SecretString::from(PASSWORD);
    let with_login = SmtpServer { login: Some(("outlay", &password)), ..server(&plain, SmtpTls::StartTls) };
    let refused = local(None).mail(with_login, mail(&to())).await.unwrap_err();
    assert!(refused.to_string().contains("offers no STARTTLS"), "{refused}");
    assert_eq!((plain.taken().len(), plain.faults()), (0, vec![]));
}

#[tokio::test]
async fn whatever_the_server_answers_is_an_answer_without_the_password() {
    let login = Some(("outlay".to_owned(), PASSWORD.to_owned()));
    let postbox = Postbox::start(Like { tls: Tls::None, login }).await;
    for (stage, code) in [
        (Stage::Login, 454),
        (Stage::Sender, 550),
        (Stage::Recipient, 450),
        (Stage::Recipient, 550),
        (Stage::Mail, 451),
        (Stage::Mail, 554),
    ] {
        postbox.will([Trouble::Refuse(stage, code)]);
        let password = SecretString::from(PASSWORD);
        let with_login = SmtpServer { login: Some(("outlay", &password)), ..server(&postbox, SmtpTls::None) };
        let answer = local(None).mail(with_login, mail(&to())).await.unwrap();
        assert_eq!(answer.status, code, "{stage:?}: {answer:?}");
        assert!(!answer.text.is_empty() && !answer.text.contains("horse"), "{answer:?}");
        assert_eq!(postbox.taken().len(), 0, "{stage:?}");
    }
    let wrong = SecretString::from("wrong password");
    let with_login = SmtpServer { login: Some(("outlay", &wrong)), ..server(&postbox, SmtpTls::None) };
    assert_eq!(local(None).mail(with_login, mail(&to())).await.unwrap().status, 535);
}

#[tokio::test]
async fn only_addresses_that_may_be_reached_are_reached() {
    let postbox = Postbox::open().await;
    let port = postbox.address.port();
    let names: &[(&str, &[&str])] = &[
        ("private.example", &["127.0.0.1"]),
        ("metadata.example", &["169.254.169.254"]),
        ("mixed.example", &["1.1.1.1", "10.0.0.1"]),
    ];
    let refused = async |host: &'static str, allow_private: bool| {
        let server = SmtpServer { host, port, tls: SmtpTls::None, login: None, allow_private };
        match egress(names, None).mail(server, mail(&to())).await {
            Err(EgressError::AddressRefused(text)) => text,
            other => panic!("{host}: {other:?}"),
        }
    };
    assert!(refused("private.example", false).await.contains("resolves to 127.0.0.1"));
    assert!(refused("127.0.0.1", false).await.contains("loopback"));
    assert!(refused("[::1]", false).await.contains("loopback"));
    assert!(refused("mixed.example", false).await.contains("10.0.0.1"));
    for allowed in [false, true] {
        assert!(refused("metadata.example", allowed).await.contains("metadata"));
        assert!(refused("169.254.169.254", allowed).await.contains("metadata"));
    }
    assert!(refused("1.1.1.1", true).await.contains("without TLS"), "a password in the clear stays at home");
    let unknown = SmtpServer { host: "nowhere.example", ..server(&postbox, SmtpTls::None) };
    let unreachable = egress(names, None).mail(unknown, mail(&to())).await.unwrap_err();
    assert!(matches!(unreachable, EgressError::Unreachable(_)), "{unreachable:?}");
    assert_eq!(postbox.taken().len(), 0);
}

#[tokio::test]
async fn nobody_adds_a_header_or_a_recipient() {
    let postbox = Postbox::open().await;
    let subject = "harmless\r\nBcc: eve@example.net\r\n\r\n.\r\nRCPT TO:<eve@example.net>";
    let text = "line\r\n.\r\nMAIL FROM:<eve@example.net>\r\n";
    let to = vec!["ada@example.org".to_owned()];
    let mail = Mail { subject, text, id: "a\r\nBcc: eve@example.net", ..mail(&to) };
    let answer = local(None).mail(server(&postbox, SmtpTls::None), mail).await;
    // Refused or tamed; never obeyed.
    if answer.is_ok() {
        let taken = postbox.wait(1).await.remove(0);
        assert_eq!((taken.to.len(), taken.header("Bcc")), (1, None), "{}", taken.raw);
    }
    let tame = Mail { id: "0190", ..mail };
    local(None).mail(server(&postbox, SmtpTls::None), tame).await.unwrap();
    let taken = postbox.taken().pop().unwrap();
    assert_eq!((&taken.to, taken.header("Bcc")), (&vec!["ada@example.org".to_owned()], None), "{}", taken.raw);
    assert!(taken.header("Subject").unwrap().starts_with("harmless  Bcc: eve@example.net"));
    assert_eq!(taken.text(), "line\n.\nMAIL FROM:<eve@example.net>\n");
    assert_eq!(postbox.faults(), Vec::<String>::new());
}

#[test]
fn what_is_no_address_or_host_is_refused() {
    for fine in ["a@example.com", "Ada <a@example.com>", "\"A, B\" <a@example.com>", "a@localhost"] {
        check_mailbox(fine).unwrap();
    }
    let long = format!("{}@example.com", "a".repeat(400));
    for wrong in [
        "",
        "a",
        "@example.com",
        "a@",
        "a@example.com, b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "<a@b",
        &long,
    ] {
        assert!(check_mailbox(wrong).is_err(), "{wrong}");
    }
    for fine in ["smtp.example.com", "mail", "1.1.1.1", "smtp.example.com."] {
        check_smtp_host(fine, false).unwrap();
    }
    for wrong in
        ["", "a b", "smtp.example.com:25", "https://smtp.example.com", "a..b", "10.0.0.1", "a\r\nb", "user@host"]
    {
        assert!(check_smtp_host(wrong, false).is_err(), "{wrong}");
    }
    check_smtp_host("10.0.0.1", true).unwrap();
    assert!(check_smtp_host("169.254.169.254", true).is_err());
}
