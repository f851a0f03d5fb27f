//! The endpoints. A stream's id is also the id of its request.

use outlay_connector::{
    Entry, Error, Failure, Request, Settings, StreamInfo, StreamKind, Window, daily, error, no_such_stream, time,
};
use serde_json::json;

use crate::table::{Group, Table};
use crate::{characters, send, send_old};

pub(crate) const CREDITS: &str = "credits";
pub(crate) const COSTS: &str = "costs";
pub(crate) const CHARACTERS: &str = "characters";
pub(crate) const SUBSCRIPTION: &str = "subscription";

pub(crate) const BILLED_IN: &str = "billed_in";
pub(crate) const IN_CREDITS: &str = "credits";
pub(crate) const IN_MONEY: &str = "money";

/// Never changed: rows under another grouping would have other keys and stand beside the old ones.
const BY: &[&str] = &["product_type", "model", "user_id", "hashed_xi_api_key"];
/// Money is broken down by two things at most, beside the model and the currency.
const COST_BY: &[&str] = &["user_id", "hashed_xi_api_key", "model", "fiat_currency"];

pub(crate) fn infos() -> Vec<StreamInfo> {
    let days = |days: i64| (days * time::DAY) as u32;
    let usage = |id: &str, title: &str| StreamInfo {
        re_read: days(2),
        backfill: days(93),
        ..daily(id, StreamKind::Usage, title)
    };
    vec![
        StreamInfo {
            re_read: days(3),
            backfill: days(93),
            lateness: days(1),
            ..daily(COSTS, StreamKind::Cost, "Costs")
        },
        usage(CREDITS, "Credits"),
        usage(CHARACTERS, "Characters"),
    ]
}

pub(crate) fn is_billed_in_money(settings: &Settings) -> bool {
    settings.get(BILLED_IN) == Some(IN_MONEY)
}

/// Nothing of a stream that the workspace is not billed in.
pub(crate) fn sync(stream: &str, settings: &Settings, window: Window) -> Result<Vec<Entry>, Error> {
    let is_in_money = is_billed_in_money(settings);
    match stream {
        CREDITS if is_in_money => Ok(vec![]),
        COSTS if !is_in_money => Ok(vec![]),
        CREDITS => {
            let question = json!({
                "start_time": window.start * 1_000, "end_time": window.end * 1_000,
                "interval_seconds": time::DAY, "time_zone": "UTC", "group_by": BY,
            });
            let table: Table = send(Request::post(CREDITS, &question)?)?.json()?;
            table.entries(BY, window, credits)
        }
        COSTS => {
            let question =
                json!({"start_time": window.start * 1_000, "end_time": window.end * 1_000, "group_by": COST_BY});
            let table: Table = send(Request::post(COSTS, &question)?)?.json()?;
            table.entries(COST_BY, window, cost)
        }
        CHARACTERS => {
            let request = Request::get(CHARACTERS)
                .query("start_unix", window.start * 1_000)
                .query("end_unix", window.end * 1_000)
                .query("include_workspace_metrics", true)
                .query("breakdown_type", "model")
                .query("aggregation_interval", "day")
                .query("metric", "tts_characters");
            characters::entries(&send_old(request)?, window)
        }
        _ => Err(no_such_stream(stream)),
    }
}

fn credits(group: &Group<'_>, entry: &mut Entry) -> Result<(), Error> {
    let credits = group.number(&["total_credits", "credits_used"], Some("credits"))?;
    entry.unit = credits.is_some().then(|| "credits".into());
    entry.units = credits;
    Ok(())
}

fn cost(group: &Group<'_>, entry: &mut Entry) -> Result<(), Error> {
    let missing = |what: &str| error(Failure::Unexpected, format!("a cost has no {what}"));
    let cost = group.number(&["total_cost"], None)?.ok_or_else(|| missing("amount"))?;
    let currency = group.text("fiat_currency").or_else(|| group.unit("total_cost"));
    entry.currency = Some(currency.ok_or_else(|| missing("currency"))?.to_uppercase());
    entry.cost = Some(cost);
    // Characters, seconds: which, depends on the product.
    let count = group.number(&["total_charge_count"], None)?.filter(|count| !count.starts_with('-'));
    entry.unit = count.is_some().then(|| "charged_units".into());
    entry.units = count;
    Ok(())
}
