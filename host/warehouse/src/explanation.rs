//! The column `cost_explanation`: how a cost came to be, as short as JSON can be, since every event has one.

use outlay_domain::{Conversion, Cost, CostLine, Money, Quantity, ShortText};
use serde::{Deserialize, Serialize};

/// One element of the list that the column holds.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Item {
    Line(Line),
    /// Where the price is not like that of the rest of the cost.
    Special(Line, Option<ShortText>, Option<ShortText>, Option<ShortText>),
    Conversion(Conversion),
}

/// Meter, quantity, unit price, what the price is for, amount.
#[derive(Serialize, Deserialize)]
struct Line(ShortText, Quantity, Option<ShortText>, u64, Option<Money>);

/// What a column may hold: the list, or the whole cost, as files of an earlier form have it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Column {
    Items(Vec<Item>),
    Cost { lines: Vec<CostLine> },
}

/// None without lines.
pub(crate) fn write(cost: &Cost) -> Option<String> {
    let lines = cost.lines.iter().map(|line| {
        let CostLine { multiplier, price_entry, price_version, .. } = line;
        let plain = Line(line.meter.clone(), line.quantity, line.unit_price.clone(), line.per, line.amount);
        if multiplier.is_none() && price_entry.is_none() && price_version.is_none() {
            Item::Line(plain)
        } else {
            Item::Special(plain, multiplier.clone(), price_entry.clone(), price_version.clone())
        }
    });
    let items: Vec<Item> = lines.chain(cost.conversion.clone().map(Item::Conversion)).collect();
    if items.is_empty() { None } else { serde_json::to_string(&items).ok() }
}

/// Puts the lines and the conversion of a cost into it, from what the column `cost_explanation` holds.
pub fn explain(cost: &mut Cost, explanation: &str) -> Result<(), serde_json::Error> {
    let items = match serde_json::from_str(explanation)? {
        Column::Items(items) => items,
        Column::Cost { lines } => {
            cost.lines = lines;
            return Ok(());
        }
    };
    for item in items {
        let (line, multiplier, price_entry, price_version) = match item {
            Item::Line(line) => (line, None, None, None),
            Item::Special(line, multiplier, entry, version) => (line, multiplier, entry, version),
            Item::Conversion(conversion) => {
                cost.conversion = Some(conversion);
                continue;
            }
        };
        let Line(meter, quantity, unit_price, per, amount) = line;
        cost.lines.push(CostLine { meter, quantity, unit_price, per, amount, multiplier, price_entry, price_version });
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_read_as_it_was_written() {
        let priced = CostLine {
            quantity: 6204.into(),
            unit_price: Some("1.25".into()),
            amount: Some("0.007755".parse().unwrap()),
            ..CostLine::of("input_tokens", 1_000_000)
        };
        let unpriced = CostLine { unit_price: None, amount: None, meter: "a \"b\"".into(), ..priced.clone() };
        let plain = Cost { lines: vec![priced.clone(), unpriced], ..Cost::default() };
        let text = write(&plain).unwrap();
        assert_eq!(text, r#"[["input_tokens","6204","1.25",1000000,"0.007755"],["a \"b\"","6204",null,1000000,null]]"#);
        let read = |text: &str| {
            let mut cost = Cost::default();
            explain(&mut cost, text).unwrap();
            cost
        };
        assert_eq!(read(&text), plain);
        assert_eq!(write(&Cost::default()), None);
        assert_eq!(read(&serde_json::to_string(&plain).unwrap()), plain);

        let special = CostLine { multiplier: Some("0.85".into()), price_entry: Some("p".into()), ..priced };
        let conversion = Conversion {
            from: "EUR".into(),
            amount: "0.5".parse().unwrap(),
            rate: Some("1.08".into()),
            day: Some("2026-11-01".into()),
        };
        let cost = Cost { lines: vec![special], conversion: Some(conversion), ..Cost::default() };
        let text = write(&cost).unwrap();
        assert_eq!(
            text,
            r#"[[["input_tokens","6204","1.25",1000000,"0.007755"],"0.85","p",null],{"from":"EUR","amount":"0.5","rate":"1.08","day":"2026-11-01"}]"#
        );
        assert_eq!(read(&text), cost);
    }
}
