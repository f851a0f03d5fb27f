//! What a child process does for the keeper: it checks and compiles a component, and tries it as a rule. Tests and
//! tools, which trust what they work on, do the same in their own process.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::TimeZone;
use outlay_domain::Frame;
use outlay_sandbox::{Engines, RuleComponent, WorkshopError, WorkshopKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Rules;
use crate::components::{checks, load};
use crate::error::RulesError;
use crate::keeper::in_background;
use crate::member::{Running, Who};
use crate::plan::Plan;
use crate::problem::Problem;
use crate::replay::Spec;
use crate::status::{RuleState, Status};
use crate::trial;
use crate::view::ComponentCheck;

/// Who does the work.
#[derive(Debug)]
pub enum Workshop {
    /// A process of its own: for what strangers upload.
    Child(Arc<outlay_sandbox::Workshop>),
    /// This process.
    Here,
}

/// What is to be done with a component.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    /// Where compiled code is kept; left out where the worker has engines already.
    cache: PathBuf,
    /// The file with the component.
    wasm: PathBuf,
    /// How it is to be tried; if not told, with its own example of settings.
    trial: Option<Trial>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Trial {
    pub(crate) settings: String,
    pub(crate) zone: String,
    /// Bytes.
    pub(crate) memory: usize,
    /// Events to try it on, besides made-up ones.
    pub(crate) recent: Vec<Frame>,
}

/// The checks that it passed, or what is wrong.
type Answer = Result<Vec<ComponentCheck>, Problem>;

impl Rules {
    /// Has a component checked, compiled and tried.
    pub(crate) async fn inspect(&self, wasm: &Path, trial: Option<Trial>) -> Result<Vec<ComponentCheck>, RulesError> {
        let job = Job { cache: self.engines.cache().to_owned(), wasm: wasm.to_owned(), trial };
        let answer: Answer = match &self.workshop {
            Workshop::Here => {
                let engines = self.engines.clone();
                in_background(move || work(&engines, job)).await?
            }
            Workshop::Child(child) => {
                let job = rmp_serde::to_vec(&job).map_err(|error| unreadable(&error))?;
                let answer = child.work(WorkshopKind::Rule, &job).await.map_err(problem)?;
                rmp_serde::from_slice(&answer).map_err(|error| unreadable(&error))?
            }
        };
        Ok(answer?)
    }
}

/// In the child: does a job as the keeper wrote it, and writes the answer for it.
///
/// # Errors
/// If the job cannot be read or no engine can be made; what is wrong with the component is a part of the answer.
pub fn serve(job: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let job: Job = rmp_serde::from_slice(job)?;
    let engines = Engines::open(&job.cache)?;
    Ok(rmp_serde::to_vec(&work(&engines, job))?)
}

fn work(engines: &Engines, job: Job) -> Answer {
    let wasm = std::fs::read(&job.wasm)
        .map_err(|error| Problem::of("internal", format!("the component cannot be read: {error}")))?;
    let component = load(engines, &wasm)?;
    let mut checks = checks(&component);
    match job.trial {
        Some(Trial { settings, zone, memory, recent }) => {
            let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
            let spec = spec(component, settings, zone, memory);
            started(&spec)?;
            trial::run(&spec, recent)?;
        }
        None => {
            let tried = rehearse(&component)?;
            checks.push(ComponentCheck { check: "trial".to_owned(), detail: Some(tried.to_owned()) });
        }
    }
    Ok(checks)
}

/// With its own example of settings, if it gives one.
fn rehearse(component: &RuleComponent) -> Result<&'static str, Problem> {
    let schema: Value = serde_json::from_str(&component.manifest().settings_schema).unwrap_or_default();
    let example = schema.get("examples").and_then(|examples| examples.get(0));
    let settings = example.map_or_else(|| "{}".to_owned(), Value::to_string);
    let spec = spec(component.clone(), settings, TimeZone::UTC, outlay_sandbox::RuleLimits::default().memory);
    match started(&spec) {
        Ok(_) => trial::run(&spec, Vec::new()).map(|()| "gives the same results however rows are cut"),
        // Nobody knows which settings it would take.
        Err(_) if example.is_none() => Ok("not tried: its schema has no `examples` of settings"),
        Err(Problem { message, .. }) => {
            let message = format!("the manifest is wrong: the first of the schema's `examples` is refused: {message}");
            Err(Problem::of("bad_manifest", message))
        }
    }
}

fn spec(component: RuleComponent, settings: String, zone: TimeZone, memory: usize) -> Spec {
    let who = Who { id: String::new(), revision: 0, name: String::new(), shadow: true };
    let status = Status::new(RuleState::Starting, None, 0, 0, None).into();
    Spec { who, component, settings, zone, memory, status }
}

/// A new instance, if it takes its settings.
pub(crate) fn started(spec: &Spec) -> Result<Running, Problem> {
    let instance = spec.component.start(&spec.settings, spec.memory).map_err(Problem::of_settings)?;
    let plan = Plan::of(spec.component.manifest(), instance.selection(), &spec.zone).map_err(|problem| Problem {
        field: Some("settings".to_owned()),
        ..Problem::of("invalid_settings", problem)
    })?;
    Ok(Running { instance, plan })
}

fn problem(error: WorkshopError) -> RulesError {
    let code = match &error {
        WorkshopError::Busy => return RulesError::Busy(error.to_string()),
        WorkshopError::TooLong { .. } => "takes_too_long",
        WorkshopError::Died { .. } => "needs_too_much",
        WorkshopError::Closed(_) => return RulesError::Broken(error.to_string()),
    };
    Problem::of(code, error.to_string()).into()
}

fn unreadable(error: &dyn std::error::Error) -> RulesError {
    RulesError::Broken(format!("the workshop does not understand: {error}"))
}
