//! What people at Harbourline did, and when.

use outlay_domain::Timestamp;

use super::bills::Account;
use super::calendar::{Calendar, MINUTE, StoryDay};
use super::keys::Key;
use super::rules::Lesson;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    MakeKey(Key),
    UseStaging,
    UseNotebook,
    MakeChannels,
    MakeRules(Lesson),
    SetBudget,
    PriceTools,
    PriceGpt5,
    Connect(Account),
    ReadAll,
    Acknowledge { rule: &'static str, note: &'static str },
    Resolve { rule: &'static str, note: &'static str },
}

/// Day, hour and minute. Days before October are told as if November had begun long ago.
type When = (StoryDay, i64, i64);

const ACTS: &[(When, Act)] = &[
    // 27 January to 2 September.
    ((-277, 9, 20), Act::MakeKey(Key::Staging)),
    ((-233, 13, 5), Act::MakeKey(Key::Gateway)),
    ((-150, 8, 40), Act::MakeKey(Key::Workers)),
    ((-78, 10, 2), Act::UseStaging),
    ((-74, 15, 15), Act::MakeKey(Key::Laptops)),
    ((-59, 7, 55), Act::MakeKey(Key::Notebook)),
    ((-31, 8, 50), Act::Connect(Account::Anthropic)),
    ((-31, 8, 52), Act::Connect(Account::OpenAi)),
    ((-31, 8, 54), Act::Connect(Account::Vertex)),
    ((-31, 8, 56), Act::Connect(Account::LiteLlm)),
    ((-31, 9, 0), Act::MakeChannels),
    ((-31, 9, 5), Act::SetBudget),
    ((-31, 9, 10), Act::PriceTools),
    ((-31, 9, 30), Act::MakeRules(Lesson::First)),
    ((-20, 6, 22), Act::ReadAll),
    ((1, 6, 22), Act::ReadAll),
    ((1, 7, 30), Act::UseNotebook),
    ((5, 9, 45), Act::MakeRules(Lesson::Images)),
    ((6, 9, 0), Act::MakeRules(Lesson::Invoices)),
    ((9, 6, 22), Act::ReadAll),
    ((10, 9, 12), Act::Resolve { rule: "Support budget", note: "The cache was mended yesterday: it costs less now" }),
    ((12, 0, 0), Act::PriceGpt5),
    ((13, 6, 22), Act::ReadAll),
    ((14, 6, 22), Act::ReadAll),
    ((15, 6, 22), Act::ReadAll),
    ((16, 6, 22), Act::ReadAll),
    ((17, 6, 22), Act::ReadAll),
    ((18, 6, 22), Act::ReadAll),
    ((19, 5, 39), Act::Acknowledge { rule: "Runaway agent", note: "Loop in the replan prompt, rolling back" }),
    ((19, 6, 22), Act::ReadAll),
    ((20, 6, 22), Act::ReadAll),
    ((21, 4, 22), Act::ReadAll),
    ((22, 6, 22), Act::ReadAll),
];

/// What is done shortly before the end, in minutes before it.
const LAST_ACTS: &[(i64, Act)] = &[(28, Act::Connect(Account::Azure)), (11, Act::ReadAll)];

/// In the order of time.
pub(crate) fn acts(calendar: Calendar) -> Vec<(Timestamp, Act)> {
    let dated = ACTS.iter().map(|((day, hour, minute), act)| (calendar.at(*day, *hour, *minute), *act));
    let end = calendar.end().seconds();
    let last = LAST_ACTS.iter().map(|(before, act)| (Timestamp::from_seconds(end - before * MINUTE), *act));
    let mut acts: Vec<_> = dated.chain(last).collect();
    acts.sort_by_key(|(time, _)| *time);
    acts
}
