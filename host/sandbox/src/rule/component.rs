use std::fmt;
use std::sync::Arc;

use wasmtime::Engine;
use wasmtime::component::{HasSelf, Linker};

use super::bindings::{Rule, RulePre};
use super::instance::{Allowed, Guest, State};
use super::{Manifest, RuleFailure, RuleInstance, wasi};
use crate::cache::Cache;
use crate::upload::{self, Accepted, Check, Rejected, World};

/// A rule that was checked and compiled.
#[derive(Clone)]
pub struct RuleComponent {
    shared: Arc<Shared>,
}

struct Shared {
    pre: RulePre<State>,
    manifest: Manifest,
    has_clock: bool,
    sha256: String,
    checks: Vec<Check>,
    allowed: Allowed,
}

const WORLD: World = World {
    kind: "rule",
    package: "outlay:rule",
    exports: &["describe", "configure", "evaluate", "tick", "snapshot", "restore"],
    functions: &["log"],
    interfaces: &["types"],
    wasi: wasi::INTERFACES,
    may_import: "`log` and WASI 0.2 for programs without files and network",
};

pub(crate) fn load(engine: &Engine, cache: &Cache, allowed: &Allowed, wasm: &[u8]) -> Result<RuleComponent, Rejected> {
    let Accepted { component, sha256, uses_wasi, mut checks } =
        upload::accept(engine, cache, &WORLD, allowed.limits.memory, wasm)?;

    let wrong = |error: wasmtime::Error| Rejected::wrong_functions(WORLD.package, &error);
    let mut linker = Linker::new(engine);
    Rule::add_to_linker::<State, HasSelf<State>>(&mut linker, |state| state).map_err(wrong)?;
    if uses_wasi {
        wasi::link(&mut linker, &component).map_err(wrong)?;
    }
    let pre = linker.instantiate_pre(&component).and_then(RulePre::new).map_err(wrong)?;

    let manifest = Guest::new(&pre, allowed, allowed.limits.memory)
        .and_then(|mut guest| guest.describe())
        .map_err(|failure| Rejected::does_not_start(&failure))?;
    checks.push(Check { check: "starts", detail: "says what it is".into() });
    let manifest = Manifest::checked(manifest)?;
    checks.push(Check { check: "manifest", detail: format!("{} {}", manifest.name, manifest.version) });

    let shared = Shared { pre, manifest, has_clock: uses_wasi, sha256, checks, allowed: allowed.clone() };
    Ok(RuleComponent { shared: Arc::new(shared) })
}

impl RuleComponent {
    pub fn manifest(&self) -> &Manifest {
        &self.shared.manifest
    }

    /// It can see the clock that [`RuleInstance::set_clock`] sets: its runtime has WASI.
    pub fn has_clock(&self) -> bool {
        self.shared.has_clock
    }

    /// Of the component as it was uploaded, in lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.shared.sha256
    }

    /// What was checked, and passed.
    pub fn checks(&self) -> &[Check] {
        &self.shared.checks
    }

    /// A new instance with settings, a JSON document, and bytes of memory that it may use. `Refused` says which setting
    /// is wrong.
    pub fn start(&self, settings: &str, memory: usize) -> Result<RuleInstance, RuleFailure> {
        RuleInstance::start(Guest::new(&self.shared.pre, &self.shared.allowed, memory)?, settings)
    }
}

impl fmt::Debug for RuleComponent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Manifest { name, version, .. } = &self.shared.manifest;
        f.debug_struct("RuleComponent").field("name", name).field("version", version).finish_non_exhaustive()
    }
}
