//! What came out, beside what must. Decimals are compared as plain texts.

use std::fmt::Debug;

use serde::Deserialize;

use crate::Case;

/// A line of a cost that has a price.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct PricedLine {
    pub meter: String,
    pub quantity: String,
    pub price: String,
    pub per: u64,
    pub amount: String,
}

/// What Outlay made of a call. Decimals without exponents and without zeros at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    pub model: Option<String>,
    /// Only those with a price.
    pub lines: Vec<PricedLine>,
    pub cost: Option<String>,
    pub unpriced: Option<String>,
    pub reported: Option<String>,
    pub effective: Option<String>,
}

impl Case {
    /// What is otherwise than it must be, one text each; none if all is right.
    pub fn differences(&self, outcome: &Outcome) -> Vec<String> {
        let expected = &self.expected;
        let mut found = Vec::new();
        compare(&mut found, "model", &outcome.model, &expected.model);
        let sorted = |lines: &[PricedLine]| {
            let mut lines = lines.to_vec();
            lines.sort();
            lines
        };
        let (got, wanted) = (sorted(&outcome.lines), sorted(&expected.lines));
        for line in got.iter().filter(|line| !wanted.contains(line)) {
            found.push(format!("has {}", told(line)));
        }
        for line in wanted.iter().filter(|line| !got.contains(line)) {
            found.push(format!("lacks {}", told(line)));
        }
        compare(&mut found, "cost", &outcome.cost, &expected.cost);
        compare(&mut found, "unpriced", &outcome.unpriced, &expected.unpriced);
        compare(&mut found, "reported", &outcome.reported, &expected.reported);
        // What a sender or a provider says that it cost counts before what is computed.
        let effective = match &expected.effective {
            Some(effective) => effective,
            None if expected.reported.is_some() => &expected.reported,
            None => &expected.cost,
        };
        compare(&mut found, "effective", &outcome.effective, effective);
        found
    }
}

fn told(line: &PricedLine) -> String {
    format!("{} {} x {} / {} = {}", line.meter, line.quantity, line.price, line.per, line.amount)
}

fn compare<T: PartialEq + Debug>(found: &mut Vec<String>, name: &str, got: &T, expected: &T) {
    if got != expected {
        found.push(format!("{name} is {got:?}, must be {expected:?}"));
    }
}
