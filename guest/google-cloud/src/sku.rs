//! Which model a SKU's text names. The texts are free: what cannot be read for certain stays unknown.

/// Words that continue the name of a model behind its version.
const KINDS: &[&str] = &["pro", "flash", "lite", "flash-lite", "ultra", "nano"];

/// `gemini-2.5-pro` of `Gemini 2.5 Pro Text Input - Predictions`.
pub(crate) fn model(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let mut words = text.split_whitespace().skip_while(|word| *word != "gemini").skip(1);
    let version = words.next().filter(|word| is_version(word))?;
    let kinds: Vec<&str> = words.take_while(|word| KINDS.contains(word)).collect();
    // `Gemini 2.5` alone is a family.
    (!kinds.is_empty()).then(|| format!("gemini-{version}-{}", kinds.join("-")))
}

fn is_version(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
        && word.len() <= 8
        && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_read_where_the_text_is_clear() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(model(text).as_deref(), expected, "{text}");
        check("Gemini 2.5 Pro Text Input - Predictions", Some("gemini-2.5-pro"));
        check("Gemini 3.8 Flash Global Text Input Priority - Predictions", Some("gemini-3.8-flash"));
        check("Gemini 2.5 Flash Lite Text Output - Predictions", Some("gemini-2.5-flash-lite"));
        check("Generate content input token count gemini 2.5 flash short input text", Some("gemini-2.5-flash"));
        check("Generate content output token count gemini 2.5 pro short output text", Some("gemini-2.5-pro"));
        check("Imagen 4 Image Generation", None);
        check("Gemini Embedding", None);
        check("Gemini 2.5 Text Input", None);
        check("Online prediction node hour", None);
        check("", None);
    }
}
