//! Texts that a guest wrote, cut to size.

/// At most `bytes` long, cut at a character and marked with an ellipsis.
pub(crate) fn shorten(mut text: String, bytes: usize) -> String {
    if text.len() > bytes {
        text.truncate(text.floor_char_boundary(bytes.saturating_sub('…'.len_utf8())));
        text.push('…');
    }
    text
}

/// Some of `names`, in backticks, for a sentence.
pub(crate) fn enumerate<S: AsRef<str>>(names: &[S]) -> String {
    const SHOWN: usize = 8;
    let mut text = String::new();
    for (index, name) in names.iter().take(SHOWN).enumerate() {
        text.push_str(if index == 0 { "`" } else { ", `" });
        text.push_str(&shorten(name.as_ref().to_owned(), 100));
        text.push('`');
    }
    match names.len().saturating_sub(SHOWN) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(shorten("short".into(), 5), "short");
        assert_eq!(shorten("größer".into(), 6), "gr…");
        assert_eq!(shorten("ö".repeat(10), 8), "öö…");
        let cut = shorten("ö".repeat(2_000), 2_000);
        assert!(cut.len() <= 2_000 && cut.ends_with("ö…"));
    }

    #[test]
    fn long_lists_say_how_many_are_left_out() {
        assert_eq!(enumerate(&["a", "b"]), "`a`, `b`");
        assert!(enumerate(&vec!["x"; 20]).ends_with("and 12 more"));
    }
}
