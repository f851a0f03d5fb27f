//! What a run says: a line of JSON a case as it ends, and a table in the end.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<[String; 6]>,
    file: Option<File>,
    all_met: bool,
}

/// A line of the table.
#[derive(Debug)]
pub(crate) struct Line {
    what: String,
    target: String,
    measured: String,
    is_met: Option<bool>,
}

impl Line {
    pub(crate) fn at_least(what: &str, least: f64, measured: f64, unit: &str) -> Self {
        let target = format!("≥ {}{unit}", readable(least));
        Self::of(what, target, with_unit(measured, unit), Some(measured >= least))
    }

    pub(crate) fn at_most(what: &str, most: f64, measured: f64, unit: &str) -> Self {
        let target = format!("≤ {}{unit}", readable(most));
        Self::of(what, target, with_unit(measured, unit), Some(measured <= most))
    }

    /// That there are none.
    pub(crate) fn problems(problems: &[String]) -> Self {
        let measured = if problems.is_empty() { "none".to_owned() } else { problems.join(", ") };
        Self::of("problems", "none".to_owned(), measured, Some(problems.is_empty()))
    }

    /// Something that never came about.
    pub(crate) fn missed(what: &str, target: &str, measured: &str) -> Self {
        Self::of(what, target.to_owned(), measured.to_owned(), Some(false))
    }

    /// Without a target.
    pub(crate) fn info(what: &str, measured: f64, unit: &str) -> Self {
        Self::of(what, String::new(), with_unit(measured, unit), None)
    }

    pub(crate) fn skipped(why: &str) -> Self {
        Self::of(why, String::new(), "skipped".to_owned(), None)
    }

    fn of(what: &str, target: String, measured: String, is_met: Option<bool>) -> Self {
        Self { what: what.to_owned(), target, measured, is_met }
    }
}

impl Report {
    /// Lines are appended to the file, too.
    pub(crate) fn new(file: Option<&Path>) -> Result<Self> {
        let open = |path: &Path| {
            let file = OpenOptions::new().create(true).append(true).open(path);
            file.with_context(|| format!("cannot write {}", path.display()))
        };
        Ok(Self { rows: Vec::new(), file: file.map(open).transpose()?, all_met: true })
    }

    /// Takes the result of a case: facts are an object.
    pub(crate) fn add(&mut self, case: &str, rules: Option<usize>, facts: Value, lines: Vec<Line>) -> Result<()> {
        let mut line = json!({"case": case, "rules": rules});
        let with_targets = lines.iter().filter_map(|line| {
            let Line { what, target, measured, is_met } = line;
            is_met.map(|met| json!({"what": what, "target": target, "measured": measured, "met": met}))
        });
        let targets: Vec<Value> = with_targets.collect();
        if let (Value::Object(line), Value::Object(facts)) = (&mut line, facts) {
            line.extend(facts);
            line.insert("targets".to_owned(), targets.into());
        }
        println!("{line}");
        if let Some(file) = &mut self.file {
            writeln!(file, "{line}")?;
        }
        let rules = rules.map(|rules| rules.to_string()).unwrap_or_default();
        for Line { what, target, measured, is_met } in lines {
            self.all_met &= is_met != Some(false);
            let met = match is_met {
                Some(true) => "yes",
                Some(false) => "NO",
                None => "",
            };
            self.rows.push([case.to_owned(), rules.clone(), what, target, measured, met.to_owned()]);
        }
        Ok(())
    }

    /// Prints the table; says whether every target was met.
    pub(crate) fn finish(self) -> bool {
        let head = ["case", "rules", "what", "target", "measured", "met"].map(str::to_owned);
        let rule = head.clone().map(|_| "---".to_owned());
        let rows: Vec<[String; 6]> = [head, rule].into_iter().chain(self.rows).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let widths: [usize; 6] = std::array::from_fn(width);
        println!();
        for row in &rows {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
            println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
        }
        self.all_met
    }
}

fn with_unit(number: f64, unit: &str) -> String {
    format!("{}{unit}", readable(number))
}

/// Thousands apart, and no more digits than matter.
fn readable(number: f64) -> String {
    let digits = match number.abs() {
        100.0.. => 0,
        10.0..100.0 => 1,
        _ => 2,
    };
    let text = format!("{number:.digits$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        let left = whole.len() - place;
        if place > 0 && left.is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction.trim_end_matches('0') {
        "" => grouped,
        fraction => format!("{grouped}.{fraction}"),
    }
}

/// A number with at most three decimals.
pub(crate) fn rounded(number: f64) -> Value {
    ((number * 1e3).round() / 1e3).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        for (number, expected) in [
            (60_000.0, "60,000"),
            (1_234_567.8, "1,234,568"),
            (999.4, "999"),
            (12.345, "12.3"),
            (0.5, "0.5"),
            (-1500.0, "-1,500"),
            (-123.0, "-123"),
            (3.0, "3"),
        ] {
            assert_eq!(readable(number), expected);
        }
    }
}
