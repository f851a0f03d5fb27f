//! Models as bills call them: some write a name for people where usage has an id.

use std::collections::{BTreeSet, HashMap};

/// What calls and usage name.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    by_provider: HashMap<String, BTreeSet<String>>,
    /// What was asked before: a bill has many lines of a model.
    meant: HashMap<(String, String), Option<String>>,
}

impl Heard {
    pub(crate) fn add(&mut self, provider: &str, model: &str) {
        self.by_provider.entry(provider.to_owned()).or_default().insert(model.to_owned());
    }

    /// The only one of the provider's models that a bill's name can mean; none if there is none, or it may mean several.
    pub(crate) fn meant(&mut self, provider: &str, billed: &str) -> Option<String> {
        let only = || {
            let name = words(billed);
            let mut found = self.by_provider.get(provider)?.iter().filter(|id| is_named(&words(id), &name));
            let only = found.next();
            if found.next().is_none() { only.cloned() } else { None }
        };
        self.meant.entry((provider.to_owned(), billed.to_owned())).or_insert_with(only).clone()
    }
}

/// Runs of letters and of digits, in lower case: `NovaPro` and `nova-pro` have the same.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in name.chars() {
        if letter.is_alphanumeric() {
            let is_same = before.is_alphanumeric()
                && before.is_numeric() == letter.is_numeric()
                && !(before.is_lowercase() && letter.is_uppercase());
            match words.last_mut() {
                Some(word) if is_same => word.extend(letter.to_lowercase()),
                _ => words.push(letter.to_lowercase().collect()),
            }
        }
        before = letter;
    }
    words
}

/// Whether an id has the words of a name, and behind them only a date and a revision: a further short number is of another
/// version, such as 4.5 beside 4.
fn is_named(id: &[String], name: &[String]) -> bool {
    let is_number = |word: &String| word.bytes().all(|letter| letter.is_ascii_digit());
    let is_end = |rest: &[String]| {
        !rest.first().is_some_and(|word| is_number(word) && word.len() <= 2)
            && rest.iter().all(|word| word == "v" || is_number(word))
    };
    let has_at = |start: usize| id[start..].strip_prefix(name).is_some_and(is_end);
    !name.is_empty() && (0..id.len()).any(has_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_for_people_mean_an_id() {
        let check = |ids: &[&str], billed: &str, expected: Option<&str>| {
            let mut heard = Heard::default();
            ids.iter().for_each(|id| heard.add("aws", id));
            assert_eq!(heard.meant("aws", billed).as_deref(), expected, "{billed}");
        };
        let nova = ["amazon.nova-pro-v1:0", "amazon.nova-lite-v1:0"];
        check(&nova, "NovaPro", Some("amazon.nova-pro-v1:0"));
        check(&nova, "Nova", None);
        check(&nova, "NovaMicro", None);
        let claude = ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", "us.anthropic.claude-sonnet-4-20250514-v1:0"];
        check(&claude, "Claude Sonnet 4.5", Some(claude[0]));
        check(&claude, "Claude Sonnet 4", Some(claude[1]));
        check(&["gpt-4o-mini", "gpt-4o"], "gpt-4o", Some("gpt-4o"));
        check(&["gpt-4o-mini"], "gpt-4o", None);
    }
}
