//! What `outlay connector check` says.

use std::collections::BTreeMap;

use anyhow::Result;
use outlay_connections::rehearsal::{Rehearsal, StreamTried};
use outlay_domain::Money;
use outlay_domain::record::Record;
use outlay_egress::origins;
use outlay_sandbox::ConnectorComponent;
use outlay_sandbox::connector::{Account, Field, LogLine, StreamInfo};
use serde_json::{Value, json};

/// What came of asking the provider.
pub(super) struct Outcome {
    account: Result<Account, (&'static str, String)>,
    log: Vec<LogLine>,
    /// Nothing is read if the credentials do not work.
    streams: Vec<StreamTried>,
}

impl Outcome {
    pub(super) async fn of(rehearsal: &Rehearsal, streams: &[StreamInfo]) -> Self {
        let (account, log) = rehearsal.check().await;
        let mut outcome = Self { account, log, streams: vec![] };
        if outcome.account.is_ok() {
            for stream in streams {
                outcome.streams.push(rehearsal.read(stream).await);
            }
        }
        outcome
    }

    /// The first thing that did not work.
    pub(super) fn problem(&self) -> Option<String> {
        match &self.account {
            Err((code, _)) => Some(format!("the connector says that it cannot connect ({code})")),
            Ok(_) => {
                let failed = self.streams.iter().find(|stream| stream.problem.is_some())?;
                Some(format!("the stream {} could not be read to its end", failed.id))
            }
        }
    }
}

pub(super) fn print(component: &ConnectorComponent, outcome: Option<&Outcome>) {
    let manifest = component.manifest();
    println!("{} {}: {}", manifest.id, manifest.version, manifest.title);
    for check in component.checks() {
        println!("  {}: {}", check.check, check.detail);
    }
    println!("Asks {}", origins(manifest).into_iter().collect::<Vec<_>>().join(", "));
    let fields = |fields: &[Field]| -> Vec<String> {
        let optional = |field: &Field| if field.required { "" } else { " (optional)" };
        fields.iter().map(|field| format!("{}{}", field.id, optional(field))).collect()
    };
    for (what, fields) in [("Credentials", fields(&manifest.credentials)), ("Settings", fields(&manifest.settings))] {
        if !fields.is_empty() {
            println!("{what}: {}", fields.join(", "));
        }
    }
    let streams: Vec<&str> = manifest.streams.iter().map(|stream| stream.id.as_str()).collect();
    println!("Streams: {}", streams.join(", "));
    let Some(outcome) = outcome else {
        println!("Give it credentials (--credential) or a recording (--replay) to see what it reads.");
        return;
    };
    print_log(&outcome.log);
    match &outcome.account {
        Ok(account) => {
            let named = account.name.as_ref().or(account.id.as_ref());
            println!("The credentials work{}", named.map(|name| format!(": {name}")).unwrap_or_default());
            account.notes.iter().for_each(|note| println!("  {note}"));
        }
        Err((code, message)) => println!("It cannot connect ({code}): {message}"),
    }
    for stream in &outcome.streams {
        print_log(&stream.log);
        let what = match (stream.records.len(), stream.names.len()) {
            (records, 0) => format!("{records} records"),
            (0, names) => format!("{names} names"),
            (records, names) => format!("{records} records, {names} names"),
        };
        let sums: String = sums(&stream.records).into_iter().map(|(what, sum)| format!("; {sum} {what}")).collect();
        println!("{}: {what} on {} pages{sums}", stream.id, stream.pages);
        if let Some(problem) = &stream.problem {
            println!("  ended early: {problem}");
        }
    }
}

fn print_log(log: &[LogLine]) {
    for line in log {
        eprintln!("  {:?}: {}", line.level, line.message);
    }
}

pub(super) fn print_json(component: &ConnectorComponent, outcome: Option<&Outcome>) -> Result<()> {
    let manifest = component.manifest();
    let checks = component.checks().iter().map(|check| json!({"check": check.check, "detail": check.detail}));
    let mut report = json!({
        "id": manifest.id, "version": manifest.version, "title": manifest.title, "origins": origins(manifest),
        "checks": checks.collect::<Vec<_>>(),
    });
    if let Some(outcome) = outcome {
        report["account"] = match &outcome.account {
            Ok(account) => json!({"id": account.id, "name": account.name, "notes": account.notes}),
            Err(_) => Value::Null,
        };
        report["failure"] = match &outcome.account {
            Ok(_) => Value::Null,
            Err((code, message)) => json!({"code": code, "message": message}),
        };
        report["streams"] = outcome.streams.iter().map(stream).collect::<Result<Vec<Value>>>()?.into();
    }
    println!("{report:#}");
    Ok(())
}

fn stream(tried: &StreamTried) -> Result<Value> {
    let names: Vec<Value> = tried
        .names
        .iter()
        .map(|name| json!({"kind": name.kind.as_str(), "id": name.id, "name": name.name, "project": name.project}))
        .collect();
    let log: Vec<&str> = tried.log.iter().map(|line| line.message.as_str()).collect();
    Ok(json!({
        "id": tried.id, "pages": tried.pages, "records": serde_json::to_value(&tried.records)?, "names": names,
        "sums": sums(&tried.records), "problem": tried.problem, "log": log,
    }))
}

/// Exact, as text: by currency, and of tokens.
fn sums(records: &[Record]) -> BTreeMap<String, String> {
    let mut money: BTreeMap<&str, Vec<Money>> = BTreeMap::new();
    for record in records {
        if let (Some(cost), Some(currency)) = (record.cost, &record.currency) {
            money.entry(currency).or_default().push(cost);
        }
    }
    let sum =
        |(currency, costs): (&str, Vec<Money>)| (currency.to_owned(), costs.into_iter().sum::<Money>().to_string());
    let mut sums: BTreeMap<String, String> = money.into_iter().map(sum).collect();
    let mut count = |what: &str, counted: &dyn Fn(&Record) -> Option<u64>| {
        let known: Vec<u64> = records.iter().filter_map(counted).collect();
        if !known.is_empty() {
            let sum: u128 = known.into_iter().map(u128::from).sum();
            sums.insert(what.to_owned(), sum.to_string());
        }
    };
    count("input tokens", &|record| record.input_tokens);
    count("cached input tokens", &|record| record.cached_input_tokens);
    count("output tokens", &|record| record.output_tokens);
    count("requests", &|record| record.requests);
    sums
}
