//! What is told, in words.

use outlay_rule::windows::Keys;
use outlay_rule::{Decimal, Finding};

use crate::dimension::Dimension;
use crate::metric::{Metric, Unit};
use crate::period::PeriodDuration;
use crate::settings::{DataSource, Settings};
use crate::standing::Turn;
use crate::watch::{Verdict, When};
use crate::yardstick::{Compare, Figures, Yardstick};

/// What sentences are made of.
#[derive(Debug)]
pub(crate) struct Words {
    metric: Metric,
    period: PeriodDuration,
    persists: Option<PeriodDuration>,
    source: DataSource,
    severity: outlay_rule::Severity,
    groups: Vec<Dimension>,
}

/// So many bytes of names stand in a title: the host cuts long ones, and the numbers stand behind the names.
const LONGEST_NAMES: usize = 120;
/// The longest that a key may be: the host cuts longer ones, which would make one of two.
const LONGEST_KEY: usize = 200;

impl Words {
    pub(crate) fn new(settings: &Settings, groups: Vec<Dimension>) -> Self {
        Self {
            metric: settings.metric_type,
            period: settings.period_duration,
            persists: settings.trigger_after_persists_duration,
            source: settings.data_source,
            severity: settings.severity,
            groups,
        }
    }

    pub(crate) fn finding(&self, verdict: &Verdict, yardstick: &Yardstick, currency: &str) -> Finding {
        let sentence = Sentence { words: self, yardstick, figures: &verdict.figures, currency };
        let title = format!("{}{}{}", self.metric.label(), self.whose(&verdict.key), sentence.rest(verdict));
        let key = self.key(&verdict.key);
        let finding = match verdict.turn {
            Turn::Fires => Finding::firing(key, title),
            Turn::Clears => Finding::cleared(key, title),
        };
        let measured = match yardstick.compare {
            Compare::Level(_) => verdict.figures.value,
            Compare::Change(_) => verdict.figures.change,
        };
        let finding = Finding { value: measured.map(|value| value.to_string()), ..finding };
        finding.limit(yardstick.limit).severity(self.severity).detail(self.detail(verdict))
    }

    /// ` of acme`; nothing where nothing is kept apart.
    fn whose(&self, key: &str) -> String {
        if self.groups.is_empty() {
            return String::new();
        }
        let names: Vec<_> = Keys::texts(key).map(|name| if name.is_empty() { "(none)" } else { name }).collect();
        format!(" of {}", short(&names.join(", ")))
    }

    /// What the alerts of a group have in common: `organization=acme`.
    fn key(&self, key: &str) -> String {
        if self.groups.is_empty() {
            return "all".to_owned();
        }
        let part = |(dimension, text): (&Dimension, &str)| {
            format!("{}={}", dimension.name().to_lowercase(), if text.is_empty() { "(none)" } else { text })
        };
        let full = self.groups.iter().zip(Keys::texts(key)).map(part).collect::<Vec<_>>().join(",");
        if full.len() <= LONGEST_KEY {
            return full;
        }
        let hash = full
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let kept = full.floor_char_boundary(LONGEST_KEY - 20);
        format!("{}…{hash:016x}", full.get(..kept).unwrap_or_default())
    }

    fn detail(&self, verdict: &Verdict) -> String {
        if verdict.when == When::Dropped {
            return format!("At most {} groups are watched at a time.", outlay_rule::windows::Groups::<()>::MOST);
        }
        let rows = match self.source {
            DataSource::Sdk => "event",
            DataSource::Provider => "record",
        };
        let samples = verdict.figures.samples;
        let mut detail = format!("Measured on {samples} {rows}{}.", if samples == 1 { "" } else { "s" });
        if let (Turn::Fires, Some(persists)) = (verdict.turn, self.persists) {
            let time = persists.name().to_lowercase().replace('_', " ");
            detail.push_str(&format!(" The condition has held for {time}."));
        }
        detail
    }
}

fn short(names: &str) -> String {
    if names.len() <= LONGEST_NAMES {
        return names.to_owned();
    }
    format!("{}…", names.get(..names.floor_char_boundary(LONGEST_NAMES)).unwrap_or_default())
}

struct Sentence<'w> {
    words: &'w Words,
    yardstick: &'w Yardstick,
    figures: &'w Figures,
    currency: &'w str,
}

impl Sentence<'_> {
    /// What follows the metric and the group.
    fn rest(&self, verdict: &Verdict) -> String {
        let period = self.words.period;
        let when = match verdict.when {
            When::Now => period.now(),
            When::Full => period.full(),
            When::Waiting => "in a period that is over",
            When::Dropped => return format!(" is no longer watched; it was {}", self.limit_words(None)),
        };
        let fires = verdict.turn == Turn::Fires;
        match (self.yardstick.compare, *self.figures) {
            (Compare::Level(_), Figures { value: Some(value), .. }) => {
                let no_longer = if fires { "" } else { "no longer " };
                let (value_shown, limit) = (self.show(value, self.yardstick.limit), self.limit_words(Some(value)));
                format!(" {when} is {value_shown}, {no_longer}{limit}")
            }
            (Compare::Change(change), Figures { value: Some(value), before: Some(before), change: Some(by), .. }) => {
                let (value, before) = (self.show(value, before), self.show(before, value));
                let limit = self.show_change(self.yardstick.limit, by);
                // What went the other way is told so.
                let (word, by) = if by < Decimal::ZERO { (opposite(change.word()), -by) } else { (change.word(), by) };
                let by = self.show_change(by, self.yardstick.limit);
                let told =
                    if fires { format!("at least {limit}") } else { format!("no longer {} by {limit}", change.word()) };
                format!(" {when} is {value}, {word} {by} from {before} {}, {told}", period.before())
            }
            _ => format!(" {when} is not known any more; it was {}", self.limit_words(None)),
        }
    }

    fn limit_words(&self, value: Option<Decimal>) -> String {
        let limit = self.yardstick.limit;
        match self.yardstick.compare {
            Compare::Level(level) => format!("{} {}", level.words(), self.show(limit, value.unwrap_or(limit))),
            Compare::Change(change) => format!("{} by {}", change.word(), self.show_change(limit, limit)),
        }
    }

    /// A change with its unit.
    fn show_change(&self, change: Decimal, other: Decimal) -> String {
        match self.yardstick.compare {
            Compare::Change(how) if how.percent => format!("{}%", change.readable(other)),
            _ => self.show(change, other),
        }
    }

    /// A value with its unit, as it reads well beside another.
    fn show(&self, value: Decimal, other: Decimal) -> String {
        let number = value.readable(other);
        match self.yardstick.unit {
            Unit::None => number,
            Unit::Score if !self.yardstick.is_percentage => number,
            Unit::Suffix(suffix) => format!("{number}{suffix}"),
            Unit::Share | Unit::Score if self.yardstick.is_percentage => format!("{number}%"),
            Unit::Share | Unit::Score => format!("{}%", value.times(100).readable(other.times(100))),
            Unit::Money => money(&number, self.currency),
        }
    }
}

fn opposite(word: &str) -> &'static str {
    if word == "up" { "down" } else { "up" }
}

fn money(number: &str, currency: &str) -> String {
    let symbol = match currency {
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        _ => return format!("{number} {currency}"),
    };
    match number.strip_prefix('-') {
        Some(amount) => format!("-{symbol}{amount}"),
        None => format!("{symbol}{number}"),
    }
}
