//! Every alert type with every metric, operator and period that go together, against the oracle.

use num_bigint::BigInt;
use outlay_rule::FindingState;
use outlay_rule::testing::assert_cut_does_not_matter;
use serde_json::{Value, json};

use super::oracle::{self, Case, Expected};
use super::scenario::{Happening, happenings, steps};
use super::{found, settings};
use crate::MetricRule as Rule;
use crate::metric::{Form, Metric};
use crate::period::PeriodDuration;
use crate::settings::DataSource;

const LEVELS: &[&str] = &["GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO", "LESS_THAN", "LESS_THAN_OR_EQUAL_TO"];
const CHANGES: &[&str] = &["INCREASES_BY", "DECREASES_BY", "PERCENT_INCREASE", "PERCENT_DECREASE"];
pub(super) const REPORTED: &[&str] = &[
    "TOTAL_COST",
    "TOKEN_COUNT",
    "INPUT_TOKEN_COUNT",
    "OUTPUT_TOKEN_COUNT",
    "CACHED_TOKEN_COUNT",
    "TOKENS_PER_MINUTE",
    "TOKENS_PER_REQUEST",
    "REQUEST_COUNT",
    "REQUESTS_PER_MINUTE",
];

fn cases(of_provider: bool) -> Vec<Case> {
    let mut cases = Vec::new();
    for (alert, operators) in [("THRESHOLD", LEVELS), ("CUMULATIVE_USAGE", LEVELS), ("RELATIVE_CHANGE", CHANGES)] {
        for metric in Metric::ALL {
            let is_refused = (alert == "CUMULATIVE_USAGE" && metric.form(DataSource::Sdk) != Form::Total)
                || (alert != "THRESHOLD" && *metric == Metric::QualityRate)
                || (of_provider && !REPORTED.contains(&metric.name()));
            for period in PeriodDuration::ALL {
                let length = period.microseconds();
                if is_refused || (of_provider && length < super::DAY) {
                    continue;
                }
                for operator in operators {
                    // Every third case must persist for about a tenth of the period, every fourth needs some rows.
                    let number = cases.len();
                    let persists = if number.is_multiple_of(3) { shorter(*period) } else { None };
                    cases.push(Case {
                        alert,
                        metric: metric.name(),
                        operator,
                        period: period.name(),
                        length,
                        of_provider,
                        persists: persists.map_or(0, PeriodDuration::microseconds),
                        min_samples: if number.is_multiple_of(4) { if of_provider { 2 } else { 4 } } else { 0 },
                        model: None,
                    });
                }
            }
        }
    }
    cases
}

/// The longest that is at most a tenth as long.
fn shorter(period: PeriodDuration) -> Option<PeriodDuration> {
    let tenth = period.microseconds() / 10;
    PeriodDuration::ALL.iter().copied().rev().find(|shorter| shorter.microseconds() <= tenth)
}

/// A limit that the settings take, around which values lie.
fn threshold(case: &Case, mut values: Vec<BigInt>, seed: u64) -> Option<BigInt> {
    let one = BigInt::from(1_000_000_000_000_i64);
    values.retain(|value| {
        let most = match (case.operator, case.metric) {
            ("PERCENT_DECREASE", _) => &one * 100,
            ("INCREASES_BY" | "DECREASES_BY" | "PERCENT_INCREASE", _) => &one * 1_000_000_000,
            (_, "ERROR_RATE" | "QUALITY_RATE") => one.clone(),
            _ => &one * 1_000_000_000,
        };
        *value > BigInt::ZERO && *value <= most
    });
    values.sort();
    let place = usize::try_from(seed % 5).unwrap() + 3;
    values.get(values.len() * place / 10).cloned()
}

fn text(pico: &BigInt) -> String {
    outlay_rule::Decimal::from_pico(pico.to_string().parse().unwrap()).to_string()
}

/// Made-up rows and a limit with which the case fires and clears.
fn example(case: &Case, number: u64) -> (Vec<Happening>, BigInt, Vec<Expected>, u64) {
    for attempt in 0..200 {
        let seed = number * 1_000 + attempt;
        let happenings = happenings(seed, case.period, case.length, case.of_provider);
        let Some(threshold) = threshold(case, oracle::values(case, &happenings), seed) else { continue };
        let expected = oracle::expected(case, &happenings, &threshold);
        if expected.iter().any(|(_, fires, _)| *fires) && expected.iter().any(|(_, fires, _)| !*fires) {
            return (happenings, threshold, expected, seed);
        }
    }
    panic!("no rows make this fire and clear: {case:?}");
}

fn settings_of(case: &Case, threshold: &BigInt, mut more: Value) -> String {
    if case.metric == "QUALITY_RATE" {
        more["filters"] = json!([{"dimension": "TASK_TYPE", "operator": "IS", "value": "support"}]);
    }
    if let Some(period) = PeriodDuration::ALL.iter().find(|period| period.microseconds() == case.persists) {
        more["triggerAfterPersistsDuration"] = json!(period.name());
    }
    if case.min_samples > 0 {
        more["minSampleCount"] = json!(case.min_samples);
    }
    if case.of_provider {
        more["dataSource"] = json!("PROVIDER");
    }
    settings(case.alert, case.metric, case.operator, &text(threshold), case.period, more)
}

fn check(case: &Case, number: u64) {
    let (happenings, threshold, expected, seed) = example(case, number);
    let settings = settings_of(case, &threshold, json!({}));
    let steps = steps(&happenings, seed);
    let told = found(&settings, &steps).into_iter();
    let told: Vec<_> =
        told.map(|told| (told.step, told.finding.state == FindingState::Firing, told.finding.value)).collect();
    let expected: Vec<_> =
        expected.into_iter().map(|(step, fires, value)| (step, fires, value.as_ref().map(text))).collect();
    assert_eq!(told, expected, "{settings}\n{happenings:?}");
    if number.is_multiple_of(10) {
        assert_cut_does_not_matter::<Rule>(&settings, &steps);
    }
}

/// Each group is found to do what it would be found to do if it were alone.
fn check_groups(case: &Case, number: u64) {
    // A third of the rows are fewer samples.
    let case = &Case { min_samples: case.min_samples.min(1), ..case.clone() };
    let of = |model| Case { model: Some(model), ..case.clone() };
    let (happenings, threshold, _, seed) = example(&of("gpt-5"), number);
    let settings = settings_of(case, &threshold, json!({"groupBy": "MODEL"}));
    let steps = steps(&happenings, seed);
    let told = found(&settings, &steps).into_iter();
    let told: Vec<_> = told
        .map(|told| (told.step, told.finding.key, told.finding.state == FindingState::Firing, told.finding.value))
        .collect();
    let mut expected = Vec::new();
    // In the order of their keys, as a tick visits them.
    for (model, key) in [("", "model=(none)"), ("gpt-5", "model=gpt-5"), ("o3", "model=o3")] {
        let found = oracle::expected(&of(model), &happenings, &threshold).into_iter();
        expected.extend(found.map(|(step, fires, value)| (step, key.to_owned(), fires, value.as_ref().map(text))));
    }
    expected.sort_by_key(|(step, ..)| *step);
    assert_eq!(told, expected, "{settings}\n{happenings:?}");
    assert_cut_does_not_matter::<Rule>(&settings, &steps);
}

#[test]
fn groups_find_what_each_would_find_alone() {
    for of_provider in [false, true] {
        for (number, case) in (0..).zip(&cases(of_provider)).step_by(7) {
            if case.metric != "QUALITY_RATE" {
                check_groups(case, number);
            }
        }
    }
}

#[test]
fn every_combination_finds_what_a_recount_finds() {
    let cases = cases(false);
    assert_eq!(cases.len(), 23 * 4 * 13 + 13 * 4 * 13 + 22 * 4 * 13);
    for (number, case) in (0..).zip(&cases) {
        check(case, number);
    }
}

#[test]
fn every_combination_of_providers_finds_what_a_recount_finds() {
    let cases = cases(true);
    assert_eq!(cases.len(), 9 * 4 * 6 + 6 * 4 * 6 + 9 * 4 * 6 + (9 + 6 + 9) * 4);
    for (number, case) in (0..).zip(&cases) {
        check(case, number);
    }
}
