#![allow(clippy::unwrap_used)]

use super::*;
use crate::connector::{AuthScheme, StreamKind};

fn field(id: &str) -> Field {
    Field { id: id.into(), label: "Label".into(), help: String::new(), required: true, default: None, options: vec![] }
}

fn manifest() -> Manifest {
    Manifest {
        id: "example".into(),
        version: "0.1.0".into(),
        title: "Example".into(),
        documentation: String::new(),
        credentials: vec![field("api_key")],
        settings: vec![field("base_url")],
        auth: vec![AuthScheme { id: "key".into(), method: AuthMethod::Bearer { credential: "api_key".into() } }],
        requests: vec![request("https://api.example.com", "/v1/usage")],
        schedule: "17 * * * *".into(),
        billing_source: true,
        streams: vec![StreamInfo {
            id: "usage".into(),
            kind: StreamKind::Usage,
            title: "Usage".into(),
            step: 86_400,
            re_read: 0,
            deep_re_read: 0,
            every: 0,
            max_window: 86_400,
            lateness: 0,
            backfill: 86_400,
            zone: "UTC".into(),
        }],
        cannot_tell: vec![],
    }
}

fn request(base: &str, path: &str) -> DeclaredRequest {
    DeclaredRequest {
        id: "usage".into(),
        method: "GET".into(),
        base: base.into(),
        path: path.into(),
        auth: "key".into(),
        billed: false,
        per_minute: None,
    }
}

#[test]
fn a_wrong_manifest_says_what_is_wrong() {
    assert_eq!(problem(&manifest()), None);
    let check = |change: fn(&mut Manifest), expected: &str| {
        let mut wrong = manifest();
        change(&mut wrong);
        let problem = problem(&wrong).unwrap();
        assert!(problem.contains(expected), "{problem}");
    };
    check(|wrong| wrong.id = "Example".into(), "the id `Example`");
    check(|wrong| wrong.version = "1".into(), "version");
    check(|wrong| wrong.streams.clear(), "no stream");
    check(|wrong| wrong.requests.clear(), "no request");
    check(|wrong| wrong.requests = vec![request("https://api.example.com", "/"); 101], "101 requests");
    check(|wrong| wrong.requests.push(wrong.requests[0].clone()), "`usage` is used twice");
    check(|wrong| wrong.settings.push(field("api_key")), "field id `api_key` is used twice");
    check(|wrong| wrong.credentials[0].default = Some("sk-123".into()), "is a secret");
    check(|wrong| wrong.settings[0].label.clear(), "label");
    check(
        |wrong| {
            wrong.settings[0].default = Some("b".into());
            wrong.settings[0].options = vec!["a".into()];
        },
        "not one of its options",
    );
    check(|wrong| wrong.auth[0].method = AuthMethod::Bearer { credential: "base_url".into() }, "`base_url`");
    check(
        |wrong| wrong.auth[0].method = AuthMethod::Header { name: "Host".into(), credential: "api_key".into() },
        "header `Host`",
    );
    check(
        |wrong| wrong.auth[0].method = AuthMethod::Basic { user: "api_key".into(), password: "x".into() },
        "credential `x`",
    );
    check(|wrong| wrong.requests[0].method = "DELETE".into(), "`DELETE`");
    check(|wrong| wrong.requests[0].auth = "other".into(), "auth scheme `other`");
    check(|wrong| wrong.requests[0].base = "setting:api_key".into(), "`setting:api_key`");
    check(|wrong| wrong.requests[0].base = "https://api.{region}.example.com".into(), "{region}");
    check(|wrong| wrong.requests[0].base = "https://api.{base_url}".into(), "{base_url}");
    check(|wrong| wrong.requests[0].per_minute = Some(0), "0 times a minute");
    check(
        |wrong| {
            wrong.auth[0].method = AuthMethod::AwsSigv4 {
                access_key: "api_key".into(),
                secret_key: "other".into(),
                session_token: None,
                service: "ce".into(),
                region: "us-east-1".into(),
            };
        },
        "credential `other`",
    );
    check(
        |wrong| {
            wrong.auth[0].method = AuthMethod::OauthClient {
                token_url: "https://login.example.com/{tenant}/token".into(),
                client_id: "base_url".into(),
                client_secret: "api_key".into(),
                scope: String::new(),
            };
        },
        "{tenant}",
    );
    check(
        |wrong| {
            wrong.auth[0].method = AuthMethod::ServiceAccount { credential: "api_key".into(), scope: String::new() };
        },
        "no scope",
    );
    check(|wrong| wrong.streams[0].zone = "Mars/Olympus".into(), "`Mars/Olympus`");
    check(|wrong| wrong.streams[0].step = 0, "no length");
    check(|wrong| wrong.streams[0].max_window = 3_600, "shorter than its buckets");
    check(|wrong| wrong.streams[0].backfill = 0, "back to nothing");
    check(|wrong| wrong.schedule = "hourly".into(), "five cron fields");
}

#[test]
fn a_setting_may_stand_for_a_label_of_the_host() {
    let mut right = manifest();
    right.requests[0].base = "https://monitoring.{base_url}.amazonaws.com".into();
    assert_eq!(problem(&right), None);
}

#[test]
fn a_base_is_an_https_origin() {
    for right in ["https://api.openai.com", "https://api.example.com:8443", "https://a-b.c1.example"] {
        assert!(is_origin(right), "{right}");
    }
    let wrong = [
        "http://api.openai.com",
        "https://",
        "https://localhost",
        "https://api.openai.com/",
        "https://api.openai.com/v1",
        "https://user@api.openai.com",
        "https://api.openai.com:",
        "https://api.openai.com:0443",
        "https://a..b",
        "https://169.254.169.254",
        "https://[::1]",
        "https://api.openai.com?x",
        "https://API.openai.com",
        "https://api.openai.com#",
        "https://-a.com",
        "https://api.openai.com:70000",
        "https://exämple.com",
    ];
    for wrong in wrong {
        assert!(!is_origin(wrong), "{wrong}");
    }
}

#[test]
fn a_path_has_plain_segments_or_whole_placeholders() {
    for right in ["/", "/v1/usage", "/v1/projects/{project_id}/keys", "/v1/", "/a:query", "/~x/(y)"] {
        assert!(is_path(right), "{right}");
    }
    for wrong in
        ["", "v1", "//v1", "/v1//x", "/../x", "/.", "/a?b", "/a#b", "/%2e%2e", "/{}", "/{a}b", "/{a/b}", "/a\\b", "/ü"]
    {
        assert!(!is_path(wrong), "{wrong}");
    }
}
