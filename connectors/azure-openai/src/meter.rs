//! The model in the text of a meter, such as `gpt 4o 1120 cached Inp glbl Tokens`.

/// Words that begin what is not the model's name any more.
const KINDS: &[&str] = &[
    "aud", "audio", "batch", "btch", "cache", "cached", "cchd", "data", "dz", "dzn", "dzone", "ft", "gl", "glbl",
    "global", "hd", "hosting", "hour", "image", "images", "img", "inp", "input", "opt", "otpt", "outp", "output", "pp",
    "ptu", "regional", "regnl", "rgnl", "standard", "tokens", "training", "txt", "unit", "units",
];

/// A guess; the text itself is kept. A date without its year (`1120`) says the version, not the model.
pub(crate) fn model_of(meter: &str) -> Option<String> {
    let words = meter.split(|c: char| c == '-' || c.is_whitespace()).filter(|word| !word.is_empty());
    let words = words.map(str::to_ascii_lowercase);
    let mut name: Vec<String> = words.take_while(|word| !KINDS.contains(&word.as_str())).collect();
    let is_date = |word: &String| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    if name.len() > 1 && name.last().is_some_and(is_date) {
        name.pop();
    }
    let name = name.join("-");
    // Provisioned throughput and the like are named after no model.
    name.bytes().any(|byte| byte.is_ascii_digit()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_read_from_meters() {
        let check = |meter: &str, expected: Option<&str>| assert_eq!(model_of(meter).as_deref(), expected, "{meter}");
        check("gpt 4o 1120 Inp glbl Tokens", Some("gpt-4o"));
        check("gpt 4o 1120 cached Inp glbl Tokens", Some("gpt-4o"));
        check("gpt-4o-mini-0718-Outp-glbl Tokens", Some("gpt-4o-mini"));
        check("gpt 35 turbo Outp regnl Tokens", Some("gpt-35-turbo"));
        check("text embedding 3 large glbl Tokens", Some("text-embedding-3-large"));
        check("o1 mini Inp Data Zone Tokens", Some("o1-mini"));
        check("Provisioned Managed Global Unit", None);
        check("Standard S0", None);
        check("", None);
    }
}
