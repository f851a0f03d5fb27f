#![allow(clippy::unwrap_used)]

mod check;
mod costs;
mod usage;

use outlay_connector::{Settings, Window};
use serde_json::{Value, json};

const COSTS_1: &str = include_str!("../../fixtures/cost_query.page1.json");

const SUBSCRIPTION: &str = "00000000-0000-4000-8000-0000000000aa";
const CONTOSO: &str = "/subscriptions/00000000-0000-4000-8000-0000000000aa/resourcegroups/rg-ai/providers/microsoft.cognitiveservices/accounts/contoso-openai";

/// 2026-10-01, two days.
const START: i64 = 1_790_812_800;
const DAY: i64 = 86_400;
const WINDOW: Window = Window { start: START, end: START + 2 * DAY };
const LATER: i64 = START + 3 * DAY;

fn settings() -> Settings {
    Settings::from_json(&json!({"subscription_ids": SUBSCRIPTION}).to_string()).unwrap()
}

fn accounts(kinds: &[(&str, &str)]) -> String {
    let id = |name: &str| {
        format!(
            "/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/{name}"
        )
    };
    let value: Vec<Value> =
        kinds.iter().map(|(name, kind)| json!({"id": id(name), "name": name, "kind": kind})).collect();
    json!({"value": value}).to_string()
}
