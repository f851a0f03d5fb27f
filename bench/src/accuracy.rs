//! The accuracy suite against the built server: every case is posted as a sender would, and read back as people see it.

use std::collections::BTreeMap;

use accuracy_cases::{Case, Outcome, PricedLine};
use anyhow::{Context, Result, anyhow};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::api::Api;
use crate::options::AccuracyOptions;
use crate::server::Server;

/// How many cases of a provider came out how.
#[derive(Debug, Default)]
struct Tally {
    right: u32,
    wrong: u32,
    /// Of the right ones: rightly without a price.
    unpriced: u32,
}

/// Says whether all are right.
pub(crate) async fn run(options: &AccuracyOptions) -> Result<bool> {
    let place = options.place.prepare()?;
    let mut server = Server::start(&place, 0).await?;
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for (file, case) in accuracy_cases::load().map_err(|error| anyhow!(error))? {
        let named = || format!("{file}: {}", case.id);
        let outcome = match post(&mut server.api().await?, &case).await.with_context(named)? {
            Some(outcome) => outcome,
            // Some captured calls have the same id: they are the same call for a server.
            None => {
                drop(server);
                server = Server::start(&place, 0).await?;
                let again = post(&mut server.api().await?, &case).await.with_context(named)?;
                again.with_context(|| format!("{}: a fresh server knows its call", named()))?
            }
        };
        let differences = case.differences(&outcome);
        let tally = tallies.entry(case.provider.clone()).or_default();
        if differences.is_empty() {
            tally.right += 1;
            tally.unpriced += u32::from(outcome.cost.is_none());
        } else {
            tally.wrong += 1;
            println!("{file}: {} ({}): {}", case.id, case.title, differences.join("; "));
        }
    }
    Ok(tell(&tallies))
}

fn tell(tallies: &BTreeMap<String, Tally>) -> bool {
    let mut sum = Tally::default();
    println!("| provider | right | wrong | of the right: rightly unpriced |\n| --- | ---: | ---: | ---: |");
    for (provider, Tally { right, wrong, unpriced }) in tallies {
        println!("| {provider} | {right} | {wrong} | {unpriced} |");
        sum.right += right;
        sum.wrong += wrong;
        sum.unpriced += unpriced;
    }
    println!("| **all** | {} | {} | {} |", sum.right, sum.wrong, sum.unpriced);
    sum.wrong == 0
}

/// Posts a case, and reads what became of it; none if it is a call of another case.
async fn post(api: &mut Api, case: &Case) -> Result<Option<Outcome>> {
    let request = case.to_post();
    let answer = api.post(&request.path, &request.body).await?;
    let result = answer.pointer("/results/0").unwrap_or(&answer);
    if result["status"] == "duplicate" || answer["duplicate"] == true {
        return Ok(None);
    }
    let id = result["eventId"].as_str().or_else(|| result["id"].as_str());
    let id = id.with_context(|| format!("no id in {answer}"))?;
    let event = api.get(&format!("/api/v1/events/{id}")).await?;
    if event["revision"] != 0 {
        return Ok(None);
    }
    let cost = &event["cost"];
    let lines = cost["lines"].as_array().cloned().unwrap_or_default();
    Ok(Some(Outcome {
        model: event["model"].as_str().map(str::to_owned),
        lines: lines.iter().filter_map(line).collect(),
        cost: plain(&cost["computed"]),
        unpriced: event["unpricedReason"].as_str().map(str::to_owned),
        reported: plain(&cost["reported"]),
        effective: plain(&event["effectiveCost"]),
    }))
}

/// None without a price.
fn line(line: &Value) -> Option<PricedLine> {
    Some(PricedLine {
        meter: line["meter"].as_str()?.to_owned(),
        quantity: plain(&line["quantity"])?,
        price: plain(&line["unitPrice"])?,
        per: line["per"].as_u64()?,
        amount: plain(&line["amount"])?,
    })
}

/// A decimal as the cases write it.
fn plain(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let decimal = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()?;
    Some(decimal.normalize().to_string())
}
