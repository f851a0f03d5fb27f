//! Secrets in texts: whatever stands around one, it is masked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outlay_ingest::masked;

/// One of each kind that is recognised by itself; made up.
const SECRETS: [&str; 6] = [
    "sk-proj-Abcdefghij0123456789Klmnop",
    "rev_mk_acme_0123456789abcdef",
    "AKIAABCDEFGHIJKLMNOP",
    "AIzaAbcdefghijklmnopqrstuvwxyz0123456789",
    "ghp_Abcdefghij0123456789Klmnop",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.Abcdefgh",
];

fuzz_target!(|input: &[u8]| {
    let Some((&which, text)) = input.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let _as_it_is = masked(&text);
    let secret = SECRETS[usize::from(which) % SECRETS.len()];
    // The first half before it, the second one behind it.
    let (before, behind) = text.split_at(text.floor_char_boundary(text.len() / 2));
    let told = format!("{before} {secret} {behind}");
    let masked = masked(&told);
    let is_there_anyway = before.contains(secret) || behind.contains(secret);
    assert!(is_there_anyway || !masked.contains(secret), "{told:?} became {masked:?}");
});
