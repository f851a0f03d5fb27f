//! Components: built in and uploaded. Uploaded wasm lies in a folder, named by its digest.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::PoisonError;

use jiff::tz::TimeZone;
use outlay_control::components::ComponentRow;
use outlay_control::rules::RuleRow;
use outlay_control::{ControlError, new_id};
use outlay_sandbox::rule::{Manifest, Selection};
use outlay_sandbox::{Engines, Rejected, RuleComponent};

use crate::Rules;
use crate::error::RulesError;
use crate::keeper::in_background;
use crate::plan::Plan;
use crate::view::{Component, ComponentCheck};

const KIND: &str = "rule";

impl Rules {
    /// Takes a component in, after checking it. The same wasm again is the same component.
    pub async fn upload(&self, wasm: Vec<u8>, by: &str) -> Result<Component, RulesError> {
        let shelf = self.shelf.clone();
        let (draft, wasm) = in_background(move || Ok::<_, RulesError>((shelf.draft(&wasm)?, wasm))).await??;
        let checks = self.inspect(draft.file(), None).await?;
        let engines = self.engines.clone();
        let component = in_background(move || {
            // Checked again, which is quick; compiled only if the workshop's code could not be kept.
            let component = load(&engines, &wasm)?;
            draft.keep(component.sha256())?;
            Ok::<_, RulesError>(component)
        })
        .await??;
        let sha256 = component.sha256().to_owned();
        let manifest = component.manifest().clone();
        let row = ComponentRow {
            id: new_id(),
            kind: KIND.to_owned(),
            sha256: sha256.clone(),
            manifest: serde_json::to_string(&manifest).map_err(std::io::Error::from)?,
            created_at: self.clock.now().0,
            created_by: by.to_owned(),
        };
        let id = match self.control.insert_component(&row).await {
            Ok(()) => {
                self.control.audit(row.created_at, by, "upload component", &row.id).await?;
                row.id
            }
            Err(ControlError::Taken) => {
                self.control.component_by_digest(&sha256).await?.ok_or(RulesError::NoSuchComponent)?.id
            }
            Err(error) => return Err(error.into()),
        };
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).insert(sha256.clone(), component);
        Ok(Component { id, sha256, is_builtin: false, manifest, checks })
    }

    /// Those built in, then those uploaded, the oldest first.
    pub async fn components(&self) -> Result<Vec<Component>, RulesError> {
        let builtins = self.builtins.iter().map(|(name, component)| builtin(name, component));
        let uploaded = self.control.components().await?;
        Ok(builtins.chain(uploaded.into_iter().filter_map(view)).collect())
    }

    pub async fn component(&self, id: &str) -> Result<Component, RulesError> {
        if let Some(component) = self.builtins.get(id) {
            return Ok(builtin(id, component));
        }
        self.control.component(id).await?.and_then(view).ok_or(RulesError::NoSuchComponent)
    }

    /// The file with what a rule is made of; none if that is built in.
    pub(crate) fn wasm_of(&self, row: &RuleRow, component: &RuleComponent) -> Option<PathBuf> {
        row.builtin.is_none().then(|| self.shelf.file(component.sha256()))
    }

    /// What a rule is made of, ready to run.
    pub(crate) async fn component_of(&self, row: &RuleRow) -> Result<RuleComponent, RulesError> {
        if let Some(name) = &row.builtin {
            let message = || format!("there is no built-in rule `{name}`; GET /api/v1/components lists what there is");
            let component = self.builtins.get(name).cloned();
            return component.ok_or_else(|| RulesError::invalid("no_such_component", "builtin", message()));
        }
        let id = row.component.as_deref().unwrap_or_default();
        let unknown = || RulesError::invalid("no_such_component", "component", format!("there is no component `{id}`"));
        let sha256 = self.control.component(id).await?.filter(|row| row.kind == KIND).ok_or_else(unknown)?.sha256;
        if let Some(component) = self.loaded.lock().unwrap_or_else(PoisonError::into_inner).get(&sha256) {
            return Ok(component.clone());
        }
        let (engines, file) = (self.engines.clone(), self.shelf.file(&sha256));
        if !engines.has_compiled_rule(&sha256) {
            self.inspect(&file, None).await?;
        }
        let component = in_background(move || Ok::<_, RulesError>(load(&engines, &std::fs::read(file)?)?)).await??;
        if component.sha256() != sha256 {
            let message = "its wasm in the data folder was changed; upload it again".to_owned();
            return Err(Rejected::new("damaged", message).into());
        }
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).insert(sha256, component.clone());
        Ok(component)
    }
}

pub(crate) fn load_builtins(
    engines: &Engines,
    builtins: Vec<(String, Vec<u8>)>,
) -> Result<BTreeMap<String, RuleComponent>, RulesError> {
    let load = |(name, wasm): (String, Vec<u8>)| match load(engines, &wasm) {
        Ok(component) => Ok((name, component)),
        Err(rejected) => Err(RulesError::Builtin { name, rejected }),
    };
    builtins.into_iter().map(load).collect()
}

/// Loads a rule whose columns all exist.
pub(crate) fn load(engines: &Engines, wasm: &[u8]) -> Result<RuleComponent, Rejected> {
    let component = engines.load_rule(wasm)?;
    Plan::of(component.manifest(), &Selection::default(), &TimeZone::UTC).map_err(|problem| {
        let message = format!("{problem}; the columns are those of the SQL table `events`, see wit/FRAME.md");
        Rejected::new("unknown_column", message)
    })?;
    Ok(component)
}

pub(crate) fn checks(component: &RuleComponent) -> Vec<ComponentCheck> {
    let passed = component.checks().iter();
    let mut checks: Vec<ComponentCheck> = passed
        .map(|check| ComponentCheck { check: check.check.to_owned(), detail: Some(check.detail.clone()) })
        .collect();
    let columns = component.manifest().columns.join(", ");
    checks.push(ComponentCheck { check: "columns".to_owned(), detail: Some(format!("reads {columns}")) });
    checks
}

fn builtin(name: &str, component: &RuleComponent) -> Component {
    Component {
        id: name.to_owned(),
        sha256: component.sha256().to_owned(),
        is_builtin: true,
        manifest: component.manifest().clone(),
        checks: Vec::new(),
    }
}

fn view(row: ComponentRow) -> Option<Component> {
    let manifest: Manifest = serde_json::from_str(&row.manifest).ok()?;
    Some(Component { id: row.id, sha256: row.sha256, is_builtin: false, manifest, checks: Vec::new() })
}
