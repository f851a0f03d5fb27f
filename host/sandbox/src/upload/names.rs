//! What the texts of every manifest must look like.

use crate::text::shorten;

pub(crate) const LONGEST_DOCUMENT: usize = 64 << 10;

const LONGEST_NAME: usize = 64;
const LONGEST_TITLE: usize = 120;

/// What is wrong with the part that rules and connectors have in common.
pub(crate) fn introduction(id: &str, name: &str, version: &str, title: &str, documentation: &str) -> Option<String> {
    if !is_kebab(name) {
        return Some(format!("the {id} `{}` is not lower-case words joined by hyphens", shown(name)));
    }
    if !is_version(version) {
        return Some(format!("the version `{}` is not one like `1.2.0`", shown(version)));
    }
    if !is_title(title) {
        return Some(format!("the title is empty or longer than {LONGEST_TITLE} bytes"));
    }
    (documentation.len() > LONGEST_DOCUMENT)
        .then(|| format!("the documentation is longer than {} KiB", LONGEST_DOCUMENT >> 10))
}

/// Lower-case words joined by hyphens.
fn is_kebab(text: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text.len() <= LONGEST_NAME
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.split('-').all(word)
}

/// Lower-case letters, digits, `_` and `-`, beginning with a letter.
pub(crate) fn is_identifier(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    text.len() <= LONGEST_NAME
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(allowed)
}

pub(crate) fn is_title(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= LONGEST_TITLE
}

/// Three numbers, then whatever semantic versions allow.
fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let numbers = core.split('.').filter(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
    text.len() <= LONGEST_NAME && core.split('.').count() == 3 && numbers.count() == 3 && text.bytes().all(allowed)
}

/// A wrong text, for a sentence.
pub(crate) fn shown(text: &str) -> String {
    shorten(text.to_owned(), LONGEST_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_versions() {
        assert!(is_kebab("aws-bedrock") && is_kebab("openai") && is_kebab("a1-2"));
        assert!(!is_kebab("") && !is_kebab("-a") && !is_kebab("a--b") && !is_kebab("A") && !is_kebab("1a"));
        assert!(is_identifier("base_url") && !is_identifier("base url") && !is_identifier("_a") && !is_identifier(""));
        assert!(is_version("0.1.0") && is_version("1.2.0-beta.1+5"));
        assert!(!is_version("1.2") && !is_version("1.2.x") && !is_version("1..2") && !is_version("1.2.3 "));
    }
}
