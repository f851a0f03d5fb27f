//! Texts that are amounts, quantities, times or ids: what is read and written again is the same.
#![no_main]

use std::fmt::{Debug, Display};
use std::str::FromStr;

use libfuzzer_sys::fuzz_target;
use outlay_domain::money::InvalidMoney;
use outlay_domain::quantity::InvalidQuantity;
use outlay_domain::{CallId, Money, Quantity, Timestamp};
use serde_json::Number;

fuzz_target!(|text: &str| {
    let (money, quantity) = (round_trip::<Money>(text), round_trip::<Quantity>(text));
    let _ = (round_trip::<Timestamp>(text), round_trip::<CallId>(text));

    let is_number = text == text.trim() && serde_json::from_str::<Number>(text).is_ok();
    assert!(!is_number || money != Err(InvalidMoney::NotADecimal), "a JSON number is a decimal");
    assert_eq!(money == Err(InvalidMoney::NotADecimal), quantity == Err(InvalidQuantity::NotADecimal));
    for text in [json(&money), json(&quantity)].into_iter().flatten() {
        assert!(text.starts_with('"'), "{text} would pass through a float");
    }
    if let Ok(quantity) = quantity {
        assert!((0..=10_i128.pow(24)).contains(&quantity.nano()));
        let (mantissa, places) = quantity.parts();
        assert_eq!(mantissa * 10_i128.pow(9 - places), quantity.nano());
    }
    if let (Ok(money), Ok(quantity)) = (money, quantity) {
        check_rounding(money.pico(), quantity.nano());
    }
});

fn round_trip<T>(text: &str) -> Result<T, T::Err>
where
    T: FromStr<Err: Debug + PartialEq> + Display + Debug + PartialEq,
{
    let value: T = text.parse()?;
    assert_eq!(value.to_string().parse(), Ok(value), "{text:?}");
    text.parse()
}

/// Its JSON, which is read back as the same.
fn json<T, E>(value: &Result<T, E>) -> Option<String>
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + Debug,
{
    let value = value.as_ref().ok()?;
    let text = serde_json::to_string(value).expect("serializable");
    assert_eq!(&serde_json::from_str::<T>(&text).expect("readable"), value);
    Some(text)
}

/// One text rounded to 12 and to 9 places. Where the 12 places say that it lies in the middle, they do not tell enough.
fn check_rounding(pico: i128, nano: i128) {
    let (whole, rest) = (pico.div_euclid(1000), pico.rem_euclid(1000));
    if rest != 500 {
        assert_eq!(nano, whole + i128::from(rest > 500));
    }
}
