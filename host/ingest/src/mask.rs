//! Secrets in texts that are kept for people: recognised by the forms that providers give their keys.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// One line a form: what begins it stays readable, the rest is masked.
const FORMS: &[&str] = &[
    // OpenAI, Anthropic, OpenRouter, Stripe and those who followed them.
    r"\b(?P<a>(?:sk|rk|pk)[-_](?:ant-|proj-|or-v1-|svcacct-|live_|test_)?)[A-Za-z0-9_-]{16,}",
    // Outlay's own.
    r"\b(?P<b>(?:rev_[mrs]k|hak)_)[A-Za-z0-9_]{8,}",
    // AWS, Google, GitHub, GitLab, Hugging Face, Slack, npm, Groq, xAI, Perplexity, Replicate.
    r"\b(?P<c>AKIA|ASIA)[0-9A-Z]{16}\b",
    r"\b(?P<d>AIza)[0-9A-Za-z_-]{30,}",
    r"\b(?P<e>gh[pousr]_|github_pat_|glpat-|hf_|xox[abeprs]-|npm_|gsk_|xai-|pplx-|r8_|ya29\.)[A-Za-z0-9_.-]{16,}",
    // JSON web tokens, and whatever follows `Bearer` or `Basic`.
    r"\b(?P<f>eyJ)[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    r"(?i)\b(?P<g>bearer |basic )[A-Za-z0-9+/_.=~-]{16,}",
    // PEM keys, also with escaped line ends.
    r"(?s)(?P<h>-----BEGIN (?:[A-Z]{1,12} )*PRIVATE KEY-----).*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)",
    // Named as such.
    r#"(?i)(?P<i>(?:api[_-]?key|secret|password|passwd|access[_-]?token|client[_-]?secret)\\*["']?\s*[:=]\s*\\*["']?)[^\s"'\\,;}]{6,}"#,
    // The value of a subscriber's credential.
    r#"(?P<k>\bcredential\\*["']?\s*:\s*\{[^{}]*?\bvalue\\*["']?\s*:\s*\\*["'])[^"'\\]+"#,
    // In the user part of an address.
    r"(?P<j>[a-z][a-z0-9+.-]*://[^\s/:@]{1,64}:)[^\s/@]{3,}@",
];

static SECRETS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&FORMS.join("|")).expect("the forms are checked by a test"));

/// The text with its secrets masked.
pub fn masked(text: &str) -> Cow<'_, str> {
    SECRETS.replace_all(text, |found: &Captures<'_>| {
        let all = found.get(0).map_or("", |all| all.as_str());
        let begin = found.iter().skip(1).flatten().next().map_or("", |begin| begin.as_str());
        // These begin with text of the sender's, which may hold a secret of another form.
        let is_open = found.name("j").is_some() || found.name("k").is_some();
        let begin = if is_open { masked(begin) } else { Cow::Borrowed(begin) };
        let end = if all.ends_with('@') { "@" } else { "" };
        format!("{begin}[masked]{end}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_masked_and_their_kind_stays_readable() {
        for (text, expected) in [
            ("key sk-proj-abcdefghijklmnopqrstuvwx here", "key sk-proj-[masked] here"),
            ("sk-ant-api03-abcdefghijklmnop", "sk-ant-[masked]"),
            ("with rev_mk_acme_0123456789abcdef", "with rev_mk_[masked]"),
            ("AKIAIOSFODNN7EXAMPLE", "AKIA[masked]"),
            ("AIzaSyA0123456789abcdefghijklmnopqrstuv", "AIza[masked]"),
            ("ghp_0123456789abcdefghijABCDEFGHIJ", "ghp_[masked]"),
            ("Authorization: Bearer abcdef0123456789abcdef", "Authorization: Bearer [masked]"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc123_-", "eyJ[masked]"),
            (
                "-----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY-----.",
                "-----BEGIN RSA PRIVATE KEY-----[masked].",
            ),
            (r#"{"password": "hunter2hunter2"}"#, r#"{"password": "[masked]"}"#),
            (r#"{\"api_key\":\"abcdefghij\"}"#, r#"{\"api_key\":\"[masked]\"}"#),
            (
                r#"{"credential": {"name": "web", "value": "k-123"}}"#,
                r#"{"credential": {"name": "web", "value": "[masked]"}}"#,
            ),
            (r#"{\"credential\":{\"value\":\"k-123\"}}"#, r#"{\"credential\":{\"value\":\"[masked]\"}}"#),
            ("postgres://user:s3cret@host/db", "postgres://user:[masked]@host/db"),
            ("https://sk-abcdefghijklmnopqrst:s3cret@host", "https://sk-[masked]:[masked]@host"),
            (
                r#"{"credential": {"name": "sk-abcdefghijklmnopqrst", "value": "k-123"}}"#,
                r#"{"credential": {"name": "sk-[masked]", "value": "[masked]"}}"#,
            ),
            ("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----[masked]"),
        ] {
            assert_eq!(masked(text), expected, "{text}");
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in ["Summarise the risk-free rate", "task sk-1", "The password is wrong.", "id msg_01ABC", "eyJ"] {
            assert!(matches!(masked(text), Cow::Borrowed(_)), "{text}");
        }
    }
}
