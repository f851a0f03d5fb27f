//! Takes a connection's secrets out of what reaches the guest: some providers echo the key that they were asked with.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use regex::bytes::{NoExpand, Regex, RegexBuilder};

const MASKED: &str = "[masked]";
/// Shorter texts are found everywhere by chance; nobody issues a key that short.
const SHORTEST: usize = 4;
const SHORTEST_BASE64: usize = 8;
const LARGEST_PROGRAM: usize = 128 << 20;

/// Finds secrets in plain, URL-, JSON- or base64-escaped form, also in a mixture of the first three.
#[derive(Debug, Default)]
pub(crate) struct Mask(Option<Regex>);

impl Mask {
    /// None if the secrets are too long to look for.
    pub(crate) fn of<'s>(secrets: impl IntoIterator<Item = &'s str>) -> Option<Self> {
        let mut secrets: Vec<&str> = secrets.into_iter().filter(|secret| secret.len() >= SHORTEST).collect();
        // A secret that begins like another must not leave the other's end behind.
        secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
        let mut patterns = Vec::new();
        for secret in secrets {
            patterns.push(secret.chars().map(escapes).collect());
            let cores = base64_cores(secret).into_iter().filter(|core| core.len() >= SHORTEST_BASE64);
            patterns.extend(cores.map(|core| core.chars().map(base64_spellings).collect::<String>()));
        }
        if patterns.is_empty() {
            return Some(Self(None));
        }
        let mut builder = RegexBuilder::new(&patterns.join("|"));
        builder
            .unicode(false)
            .size_limit(LARGEST_PROGRAM)
            .dfa_size_limit(8 << 20)
            .build()
            .ok()
            .map(|regex| Self(Some(regex)))
    }

    pub(crate) fn bytes(&self, bytes: Vec<u8>) -> Vec<u8> {
        match &self.0 {
            Some(regex) if regex.is_match(&bytes) => {
                regex.replace_all(&bytes, NoExpand(MASKED.as_bytes())).into_owned()
            }
            _ => bytes,
        }
    }

    pub(crate) fn text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.bytes(text.as_bytes().to_vec())).into_owned()
    }
}

/// Every way to write one character in plain text, URLs, forms and JSON.
fn escapes(character: char) -> String {
    let mut ways = regex::escape(character.encode_utf8(&mut [0; 4]));
    let mut add = |way: &str| {
        ways.push('|');
        ways.push_str(way);
    };
    match character {
        ' ' => add(r"\+"),
        '"' | '\\' | '/' => add(&regex::escape(&format!("\\{character}"))),
        '\n' => add(r"\\n"),
        '\r' => add(r"\\r"),
        '\t' => add(r"\\t"),
        _ => {}
    }
    let (mut url, mut json) = (String::new(), String::new());
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        let _infallible = write!(url, "%{}", any_case(&format!("{byte:02x}")));
    }
    for unit in character.encode_utf16(&mut [0; 2]) {
        let _infallible = write!(json, r"\\u{}", any_case(&format!("{unit:04x}")));
    }
    add(&url);
    add(&json);
    format!("(?:{ways})")
}

fn any_case(hexadecimal: &str) -> String {
    let digit = |digit: char| match digit {
        'a'..='f' => format!("[{digit}{}]", digit.to_ascii_uppercase()),
        _ => digit.to_string(),
    };
    hexadecimal.chars().map(digit).collect()
}

/// What base64 of a text that contains the secret must contain, for each place that the secret may start at.
fn base64_cores(secret: &str) -> [String; 3] {
    [0, 1, 2].map(|shift: usize| {
        let bytes = [&[0; 2][..shift], secret.as_bytes()].concat();
        let text = STANDARD_NO_PAD.encode(&bytes);
        // The first and last characters also hold bits of what stands before and after.
        let first = [0, 2, 3][shift];
        let last = text.len() - usize::from(bytes.len() % 3 != 0);
        text.chars().take(last).skip(first).collect()
    })
}

/// The standard and the URL alphabet, escaped or not.
fn base64_spellings(character: char) -> String {
    match character {
        '+' => r"(?:[+-]|%2[bBdD])".to_owned(),
        '/' => r"(?:[/_]|\\/|%2[fF]|%5[fF])".to_owned(),
        _ => character.to_string(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    use super::*;

    const SECRET: &str = "sk-admin+A/b\"c\\d é\n4?8>";

    fn check(text: &str) {
        let mask = Mask::of([SECRET]).unwrap();
        let masked = mask.text(&format!("before {text} after"));
        assert_eq!(masked, "before [masked] after", "{text}");
    }

    #[test]
    fn every_form_is_masked() {
        check(SECRET);
        let json = serde_json::to_string(SECRET).unwrap();
        check(json.trim_matches('"'));
        check(&json.trim_matches('"').replace('/', "\\/").replace('é', "\\u00e9").replace('+', "\\u002B"));
        let url: String = SECRET.bytes().map(|byte| format!("%{byte:02X}")).collect();
        check(&url);
        check(&url.to_lowercase());
        check(&SECRET.replace(' ', "+").replace('"', "%22").replace('\n', "%0a").replace('\\', "%5C"));
    }

    #[test]
    fn base64_is_masked_wherever_the_secret_stands_in_it() {
        let mask = Mask::of([SECRET]).unwrap();
        for before in ["", "u", "us", "user:", "a longer user:"] {
            for after in ["", "x", "xy", "xyz"] {
                let text = format!("{before}{SECRET}{after}");
                for encoded in [STANDARD.encode(&text), URL_SAFE.encode(&text)] {
                    let masked = mask.text(&format!("Basic {encoded}"));
                    assert!(masked.contains("[masked]"), "{text}: {masked}");
                    assert!(masked.len() < "Basic [masked]".len() + before.len() * 4 / 3 + 16, "{text}: {masked}");
                }
            }
        }
    }

    #[test]
    fn other_text_stays_as_it_is() {
        let mask = Mask::of([SECRET, "abc", ""]).unwrap();
        let text = r#"{"sk-admin": "abc", "cost": 0.10}"#;
        assert_eq!(mask.text(text), text);
        assert_eq!(Mask::of([]).unwrap().bytes(vec![0xff, 0x00]), [0xff, 0x00]);
    }

    #[test]
    fn the_longer_of_two_secrets_goes_first_and_long_ones_are_found() {
        let mask = Mask::of(["key-1234", "key-1234-5678"]).unwrap();
        assert_eq!(mask.text("key-1234-5678 key-1234"), "[masked] [masked]");
        let long: String = (0..8_000).map(|n: u32| char::from(b'a' + (n * n % 23) as u8)).collect();
        assert_eq!(Mask::of([long.as_str()]).unwrap().text(&format!("<{long}>")), "<[masked]>");
    }
}
