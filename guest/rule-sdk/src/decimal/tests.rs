use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|problem| panic!("{text}: {problem}"))
}

#[test]
fn texts_are_read_exactly() {
    let check = |text: &str, expected: &str| assert_eq!(decimal(text).to_string(), expected, "{text}");
    check("1.25", "1.25");
    check("-0.10", "-0.1");
    check("1.25e-06", "0.00000125");
    check("12E2", "1200");
    check(" 007 ", "7");
    check("0.000000000001", "0.000000000001");
    check("0.1000000000000000000", "0.1");
    check("1000000000000000000", "1000000000000000000");
    check("-0", "0");
}

#[test]
fn what_is_no_decimal_is_refused() {
    let check = |text: &str, expected| assert_eq!(text.parse::<Decimal>(), Err(expected), "{text}");
    for text in ["", "-", ".", "1.", ".5", "1,5", "1.2.3", "NaN", "0x1", "1e", "1e99999", "$1", "１"] {
        check(text, InvalidDecimal::NotADecimal);
    }
    check("0.0000000000001", InvalidDecimal::TooFine);
    check("1e-13", InvalidDecimal::TooFine);
    check("1000000000000000001", InvalidDecimal::TooLarge);
    check("1e400", InvalidDecimal::TooLarge);
}

#[test]
fn columns_are_scaled() {
    assert_eq!(Decimal::from_scaled(1_430_000_000_000, 12), Some(decimal("1.43")));
    assert_eq!(Decimal::from_scaled(12_500_000, 6), Some(decimal("12.5")));
    assert_eq!(Decimal::from_scaled(i64::MIN, 0).map(|d| d.to_string()), Some("-9223372036854775808".into()));
    assert_eq!(Decimal::from_scaled(1, 13), None);
}

#[test]
fn readable_is_short_but_never_misleads() {
    let check = |value: &str, other: &str, expected: &str| {
        assert_eq!(decimal(value).readable(decimal(other)), expected, "{value} beside {other}");
    };
    check("1.4325", "1.25", "1.43");
    check("1.2500001", "1.25", "1.2500001");
    check("1.25", "1.4", "1.25");
    check("1.5", "1", "1.50");
    check("0.000345", "0.0001", "0.000345");
    check("0.0123456", "0.001", "0.0123");
    check("250000", "200000", "250,000");
    check("-1234567.891", "0", "-1,234,567.89");
    check("3", "3", "3");
    check("0.000000000001", "0", "0.000000000001");
}

#[test]
fn json_numbers_and_strings_are_read_by_their_text() {
    let read = |json: &str| serde_json::from_str::<Decimal>(json).map(|d| d.to_string()).ok();
    assert_eq!(read("0.1000000000001e1").as_deref(), Some("1.000000000001"));
    assert_eq!(read("\"1.25\"").as_deref(), Some("1.25"));
    assert_eq!((read("true"), read("null"), read("[]"), read("\"\"")), (None, None, None, None));
}

#[test]
fn division_is_exact_to_the_last_place() {
    let per = |top: &str, bottom: &str| decimal(top).per(decimal(bottom)).map(|value| value.to_string());
    assert_eq!(per("1", "8").as_deref(), Some("0.125"));
    assert_eq!(per("-2", "3").as_deref(), Some("-0.666666666667"));
    assert_eq!(per("2", "-3").as_deref(), Some("-0.666666666667"));
    assert_eq!(per("0.000000000001", "2").as_deref(), Some("0"), "half to even, down");
    assert_eq!(per("0.000000000003", "2").as_deref(), Some("0.000000000002"), "half to even, up");
    assert_eq!(per("1e18", "1e-12").as_deref(), None);
    assert_eq!(per("1e18", "3").as_deref(), Some("333333333333333333.333333333333"));
    assert_eq!(per("1", "0"), None);
}

#[test]
fn products_are_rounded_once() {
    let by = |value: &str, factor: &str| decimal(value).by(decimal(factor)).map(|value| value.to_string());
    assert_eq!(by("1.5", "-2.5").as_deref(), Some("-3.75"));
    assert_eq!(by("0.000000000001", "0.5").as_deref(), Some("0"));
    assert_eq!(by("0.000000000003", "0.5").as_deref(), Some("0.000000000002"));
    assert_eq!(by("1e18", "1e18"), None);
    assert_eq!(decimal("1.25").times(-3).to_string(), "-3.75");
}

#[test]
fn sums_of_any_size_come_back_from_a_state() {
    for sum in [i128::MAX, i128::MIN, 0, -1, i128::MAX / 3].map(Decimal::from_pico) {
        let back = sum::read(&sum.to_string());
        assert_eq!(back.map(|back| back.pico().max(-i128::MAX)), Ok(sum.pico().max(-i128::MAX)));
    }
}

/// The short way and the long way of dividing come to the same.
#[test]
fn division_of_large_numbers_is_exact_too() {
    let [top, bottom] =
        [170_141_183_460_469_231_731_687_303_715, 3_000_000_000_000_000_000_000_007].map(Decimal::from_pico);
    // By another program.
    assert_eq!(top.per(bottom).map(|value| value.to_string()).as_deref(), Some("56713.727820156411"));
    assert_eq!((-top).per(bottom).map(|value| value.to_string()).as_deref(), Some("-56713.727820156411"));
    let huge = Decimal::from_pico(3_000_000_000_000_000_000_000_000_007);
    assert_eq!(
        Decimal::from_pico(170_141_183_460_469_231_731_687_303_715).per(huge).map(|it| it.to_string()).as_deref(),
        Some("56.713727820156")
    );
}
