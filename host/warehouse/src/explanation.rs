//! The column `cost_explanation`: the lines of a cost as short as JSON can be, since every event has some.

use outlay_domain::{CostLine, Money, Quantity, ShortText};
use serde::{Deserialize, Serialize};

/// Meter, quantity, unit price, what the price is for, amount.
#[derive(Serialize, Deserialize)]
struct Line(ShortText, Quantity, Option<ShortText>, u64, Option<Money>);

/// What a column may hold: the lines, or the whole cost, as files of an earlier form have it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Explanation {
    Lines(Vec<Line>),
    Cost { lines: Vec<CostLine> },
}

/// None without lines.
pub(crate) fn write(lines: &[CostLine]) -> Option<String> {
    let line =
        |line: &CostLine| Line(line.meter.clone(), line.quantity, line.unit_price.clone(), line.per, line.amount);
    let lines: Vec<Line> = lines.iter().map(line).collect();
    if lines.is_empty() { None } else { serde_json::to_string(&lines).ok() }
}

/// The lines of a cost, from what the column `cost_explanation` holds.
pub fn cost_lines(explanation: &str) -> Result<Vec<CostLine>, serde_json::Error> {
    let line = |Line(meter, quantity, unit_price, per, amount)| CostLine { meter, quantity, unit_price, per, amount };
    Ok(match serde_json::from_str(explanation)? {
        Explanation::Lines(lines) => lines.into_iter().map(line).collect(),
        Explanation::Cost { lines } => lines,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_they_were_written() {
        let priced = CostLine {
            meter: "input_tokens".into(),
            quantity: 6204.into(),
            unit_price: Some("1.25".into()),
            per: 1_000_000,
            amount: Some("0.007755".parse().unwrap()),
        };
        let unpriced = CostLine { meter: "a \"b\"".into(), unit_price: None, amount: None, ..priced.clone() };
        let lines = [priced, unpriced];
        let text = write(&lines).unwrap();
        assert_eq!(text, r#"[["input_tokens","6204","1.25",1000000,"0.007755"],["a \"b\"","6204",null,1000000,null]]"#);
        assert_eq!(cost_lines(&text).unwrap(), lines);
        assert_eq!(write(&[]), None);

        let cost = outlay_domain::Cost { lines: lines.to_vec(), ..Default::default() };
        assert_eq!(cost_lines(&serde_json::to_string(&cost).unwrap()).unwrap(), lines);
    }
}
