//! AWS Signature Version 4, made anew from its description: what a client's library signs is compared with this.

use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// What an `authorization` header says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Authorization<'a> {
    pub(super) access_key: &'a str,
    /// `20261001`
    pub(super) date: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    pub(super) signed_headers: Vec<&'a str>,
    pub(super) signature: &'a str,
}

impl<'a> Authorization<'a> {
    pub(super) fn parse(header: &'a str) -> Option<Self> {
        let mut parts = header.strip_prefix("AWS4-HMAC-SHA256 ")?.split(',').map(str::trim);
        let mut part = |name: &str| parts.next()?.strip_prefix(name)?.strip_prefix('=');
        let (credential, signed_headers, signature) = (part("Credential")?, part("SignedHeaders")?, part("Signature")?);
        let mut scope = credential.split('/');
        let mut next = || scope.next();
        let (access_key, date, region, service) = (next()?, next()?, next()?, next()?);
        let ends_well = next() == Some("aws4_request") && next().is_none();
        let signed_headers = signed_headers.split(';').collect();
        ends_well.then_some(Self { access_key, date, region, service, signed_headers, signature })
    }
}

/// A request as it arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts<'p> {
    pub(super) method: &'p str,
    /// As in the URL.
    pub(super) path: &'p str,
    pub(super) raw_query: &'p str,
    pub(super) headers: &'p HeaderMap,
    pub(super) body: &'p [u8],
}

/// What the signature should be; none if a signed header is not there.
pub(super) fn signature(parts: Parts<'_>, signed: &Authorization<'_>, secret: &str) -> Option<String> {
    let date_time = parts.headers.get("x-amz-date")?.to_str().ok()?;
    let canonical = canonical_request(parts, &signed.signed_headers)?;
    let scope = format!("{}/{}/{}/aws4_request", signed.date, signed.region, signed.service);
    let text = format!("AWS4-HMAC-SHA256\n{date_time}\n{scope}\n{}", hex(&Sha256::digest(canonical)));
    let key = [signed.date, signed.region, signed.service, "aws4_request"]
        .iter()
        .fold(format!("AWS4{secret}").into_bytes(), |key, part| keyed(&key, part));
    Some(hex(&keyed(&key, &text)))
}

fn canonical_request(parts: Parts<'_>, signed_headers: &[&str]) -> Option<String> {
    let mut headers = String::new();
    for name in signed_headers {
        let values: Option<Vec<String>> = parts
            .headers
            .get_all(*name)
            .iter()
            .map(|value| Some(value.to_str().ok()?.split_whitespace().collect::<Vec<_>>().join(" ")))
            .collect();
        let values = values.filter(|values| !values.is_empty())?;
        headers.push_str(&format!("{name}:{}\n", values.join(",")));
    }
    Some(
        [
            parts.method,
            // Encoded once more than it is in the URL.
            &encoded(parts.path.as_bytes(), b"/"),
            &canonical_query(parts.raw_query),
            &headers,
            &signed_headers.join(";"),
            &hex(&Sha256::digest(parts.body)),
        ]
        .join("\n"),
    )
}

fn canonical_query(raw: &str) -> String {
    let mut pairs: Vec<(String, String)> = raw
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (encoded(&decoded(name), b""), encoded(&decoded(value), b""))
        })
        .collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn encoded(bytes: &[u8], kept: &[u8]) -> String {
    let encode = |byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(*byte).to_string(),
        byte if kept.contains(byte) => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    bytes.iter().map(encode).collect()
}

fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return vec![] };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::http::HeaderName;
    use serde_json::Value;

    use super::*;

    /// Seven of AWS's own among them.
    const VECTORS: &str = include_str!("../../../../host/egress/fixtures/sigv4_vectors.json");

    #[test]
    fn signatures_are_those_of_the_vectors() {
        let vectors: Value = serde_json::from_str(VECTORS).unwrap();
        let all = vectors["vectors"].as_array().unwrap();
        assert!(all.len() >= 11);
        for vector in all {
            let text = |name: &str| vector[name].as_str().unwrap();
            let pairs = |name: &str| -> Vec<(String, String)> { serde_json::from_value(vector[name].clone()).unwrap() };
            let mut headers = HeaderMap::new();
            for (name, value) in pairs("headers_signed") {
                headers.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
            }
            let raw_query: Vec<String> = pairs("query")
                .iter()
                .map(|(name, value)| format!("{}={}", encoded(name.as_bytes(), b""), encoded(value.as_bytes(), b"/")))
                .collect();
            let parts = Parts {
                method: text("method"),
                path: text("path"),
                raw_query: &raw_query.join("&"),
                headers: &headers,
                body: text("body").as_bytes(),
            };
            let authorization = Authorization::parse(text("authorization")).unwrap();
            let secret = vectors["secret_access_key"].as_str().unwrap();
            assert_eq!(canonical_request(parts, &authorization.signed_headers).unwrap(), text("canonical_request"));
            assert_eq!(signature(parts, &authorization, secret).unwrap(), text("signature"), "{}", text("name"));
            let other = Parts { body: b"other", ..parts };
            assert_ne!(signature(other, &authorization, secret).unwrap(), text("signature"), "{}", text("name"));
        }
    }

    #[test]
    fn what_is_no_authorization_is_none() {
        for text in ["", "Bearer x", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=x"] {
            assert_eq!(Authorization::parse(text), None, "{text}");
        }
    }
}
