//! What the conditions of a rule's filter mean. One definition for the host and for tests of rules.

/// Compares a text with the values of a condition. Letters' case counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    Equals,
    /// Also holds where the text is missing; no other operator does.
    NotEquals,
    Contains,
    StartsWith,
    EndsWith,
    /// Equals one of the values.
    In,
}

impl Operator {
    pub fn holds<V: AsRef<str>>(self, text: Option<&str>, values: &[V]) -> bool {
        let Some(text) = text else { return self == Self::NotEquals };
        let any = |compare: fn(&str, &str) -> bool| values.iter().any(|value| compare(text, value.as_ref()));
        match self {
            Self::Equals | Self::In => any(|text, value| text == value),
            Self::NotEquals => !any(|text, value| text == value),
            Self::Contains => any(|text, value| text.contains(value)),
            Self::StartsWith => any(|text, value| text.starts_with(value)),
            Self::EndsWith => any(|text, value| text.ends_with(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_text_is_unequal_and_nothing_else() {
        for operator in [Operator::Equals, Operator::Contains, Operator::StartsWith, Operator::EndsWith, Operator::In] {
            assert!(!operator.holds(None, &["", "x"]), "{operator:?}");
        }
        assert!(Operator::NotEquals.holds(None, &["x"]));
    }

    #[test]
    fn operators_compare_as_they_are_called() {
        let check = |operator: Operator, values: &[&str], expected| {
            assert_eq!(operator.holds(Some("gpt-5-mini"), values), expected, "{operator:?} {values:?}");
        };
        check(Operator::Equals, &["gpt-5-mini"], true);
        check(Operator::Equals, &["GPT-5-mini"], false);
        check(Operator::NotEquals, &["gpt-5"], true);
        check(Operator::NotEquals, &["gpt-5-mini"], false);
        check(Operator::Contains, &["-5-"], true);
        check(Operator::StartsWith, &["gpt"], true);
        check(Operator::StartsWith, &["5"], false);
        check(Operator::EndsWith, &["mini"], true);
        check(Operator::In, &["gpt-5", "gpt-5-mini"], true);
        check(Operator::In, &[], false);
    }
}
