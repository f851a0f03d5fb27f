//! Do the credentials work? Every project is asked for its last hour, and the query for costs is tried dry, which is free.

use outlay_connector::time::HOUR;
use outlay_connector::{Account, Error, Settings, Window, now};

use crate::advice::ask_monitoring;
use crate::costs::ask;
use crate::form::{Export, projects};
use crate::metrics::{UsageStream, question};
use crate::rows;
use crate::series::answer;

/// `streams` are the connector's; the first one decides.
pub fn check(streams: &[UsageStream], settings: &Settings) -> Result<Account, Error> {
    let projects = projects(settings)?;
    // What is mistyped is told before anything is asked.
    let export = Export::of(settings)?;
    let end = now().div_euclid(HOUR) * HOUR;
    let window = Window { start: end - HOUR, end };
    let mut notes = vec![];
    let metric = streams.first().and_then(|stream| stream.metrics.first());
    for project in &projects {
        let Some(metric) = metric else { break };
        match ask_monitoring(question(metric, project, window).query("pageSize", 1), project)? {
            Some(response) => drop(answer(&response)?),
            None => notes.push(format!("The project `{project}` has no such usage yet.")),
        }
    }
    match &export {
        Some(export) => drop(rows::answer(&ask(export, settings, window, true)?)?),
        None => notes.push("No billing export table is named: usage is read, costs are not.".into()),
    }
    // Another table or other projects are another account: everything is then read anew.
    let table = export.map_or(String::new(), |export| format!(" {}", export.table));
    let name = match &projects[..] {
        [only] => (*only).to_owned(),
        many => format!("{} projects", many.len()),
    };
    Ok(Account { id: Some(format!("{}{table}", projects.join(","))), name: Some(name), notes })
}
