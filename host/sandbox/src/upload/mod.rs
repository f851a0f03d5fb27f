//! What is checked before a component is compiled. Each reason to reject has its own code.

pub(crate) mod names;
mod shape;

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wasmtime::{Engine, Precompiled};

use crate::cache::{Cache, Origin, hex};
use crate::text::{enumerate, shorten};

use shape::Shape;

/// Bytes of a component. Those that bring a language's runtime have 10 to 20 MiB.
pub const LARGEST_COMPONENT: usize = 64 << 20;

const PAGE: u64 = 64 << 10;

/// Why a component is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Rejected {
    /// For programs: `too_large`, `precompiled`, `not_wasm`, `core_module`, `invalid_wasm`, `wrong_world`,
    /// `wrong_version`, `forbidden_import`, `memory_too_large`, `does_not_compile`, `does_not_start`, `bad_manifest`;
    /// of a rule also `unknown_column`, `rule_fails`, `not_deterministic`.
    pub code: Cow<'static, str>,
    /// Says what is wrong and what to do.
    pub message: String,
}

impl Rejected {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code: Cow::Borrowed(code), message: shorten(message.into(), 2_000) }
    }

    /// It exports the right names of other types, for example of an older contract.
    pub(crate) fn wrong_functions(package: &str, error: &wasmtime::Error) -> Self {
        let message = format!("its functions are not those of `{package}`; build it with the contract of this server");
        Self::new("wrong_world", format!("{message}: {error:#}"))
    }

    pub(crate) fn does_not_start(failure: &impl fmt::Display) -> Self {
        Self::new("does_not_start", format!("it fails when it is asked what it is: {failure}"))
    }
}

/// A check that a component passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub check: &'static str,
    /// What was found.
    pub detail: String,
}

/// What a kind of guest must export and may import.
#[derive(Debug)]
pub(crate) struct World {
    /// `rule` or `connector`.
    pub(crate) kind: &'static str,
    /// The WIT package, without a version.
    pub(crate) package: &'static str,
    pub(crate) exports: &'static [&'static str],
    /// Functions and interfaces (of `package`) that the host provides.
    pub(crate) functions: &'static [&'static str],
    pub(crate) interfaces: &'static [&'static str],
    /// Interfaces of WASI that the host satisfies, without a version.
    pub(crate) wasi: &'static [&'static str],
    /// The same for a sentence.
    pub(crate) may_import: &'static str,
}

/// The version of both contracts that this host speaks. For 0.x a compatible version has the same minor number.
const VERSION: &str = "0.1.";

pub(crate) struct Accepted {
    pub(crate) component: wasmtime::component::Component,
    pub(crate) sha256: String,
    pub(crate) uses_wasi: bool,
    pub(crate) checks: Vec<Check>,
}

/// Everything up to the compiled component; the rest needs the kind's own types.
pub(crate) fn accept(
    engine: &Engine,
    cache: &Cache,
    world: &World,
    memory: usize,
    wasm: &[u8],
) -> Result<Accepted, Rejected> {
    let mut checks = Vec::new();
    let mut passed = |check, detail: String| checks.push(Check { check, detail });

    check_header(wasm)?;
    passed("size", format!("{} KiB", wasm.len().div_ceil(1024)));
    let shape = Shape::read(wasm, engine.get_wasm_features())?;
    passed("valid", "a valid WebAssembly component".into());
    check_exports(world, &shape)?;
    passed("world", format!("exports what a {} must", world.kind));
    let imports = check_imports(world, &shape)?;
    let Imports { own, wasi } = imports;
    passed("imports", if own.is_empty() { "nothing".into() } else { enumerate(&own) });
    if !wasi.is_empty() {
        passed("wasi", format!("{}: satisfied with nothing, the clock is `received_at`", wasi.join(", ")));
    }
    check_memory(shape.initial_pages, memory)?;
    passed("memory", format!("starts with {} KiB of {} MiB", shape.initial_pages * (PAGE >> 10), memory >> 20));

    let sha256 = hex(&Sha256::digest(wasm));
    let (component, origin) = cache
        .component(engine, wasm, &sha256)
        .map_err(|error| Rejected::new("does_not_compile", format!("it cannot be compiled: {error:#}")))?;
    let how = match origin {
        Origin::Compiled => "compiled",
        Origin::Cached => "compiled earlier",
    };
    passed("compiles", how.into());
    Ok(Accepted { component, sha256, uses_wasi: !wasi.is_empty(), checks })
}

fn check_header(wasm: &[u8]) -> Result<(), Rejected> {
    if wasm.len() > LARGEST_COMPONENT {
        let message = format!(
            "it has {} MiB, at most {} MiB are taken; build it with optimisation and without debug information",
            wasm.len().div_ceil(1 << 20),
            LARGEST_COMPONENT >> 20
        );
        return Err(Rejected::new("too_large", message));
    }
    match Engine::detect_precompiled(wasm) {
        None => {}
        Some(Precompiled::Module | Precompiled::Component) => {
            let message = "it is compiled code; upload the WebAssembly component that it was made from";
            return Err(Rejected::new("precompiled", message));
        }
    }
    if wasmparser::Parser::is_core_wasm(wasm) {
        let message = "it is a core module, not a component; encode it with `wasm-tools component new` \
                       or build it as the guide for authors says";
        return Err(Rejected::new("core_module", message));
    }
    if wasmparser::Parser::is_component(wasm) {
        return Ok(());
    }
    let message = match wasm.get(..wasm.len().min(64)).map(str::from_utf8) {
        _ if wasm.is_empty() => "it is empty; upload a WebAssembly component (.wasm)",
        Some(Ok(_)) => "it is text, not WebAssembly; upload the built component (.wasm), not its source",
        _ => "it is not a WebAssembly component; upload the built .wasm file",
    };
    Err(Rejected::new("not_wasm", message))
}

fn check_exports(world: &World, shape: &Shape) -> Result<(), Rejected> {
    let has = |name: &str| shape.exported_functions.iter().any(|export| export == name);
    let missing: Vec<_> = world.exports.iter().filter(|name| !has(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let kind = world.kind;
    let message = match shape.package() {
        Some(package) if package != world.package => {
            format!("it is made for `{package}`, not for `{}`: it is no {kind}", world.package)
        }
        _ if shape.exported_functions.is_empty() => {
            format!("it exports nothing that can be called; a {kind} exports {}", enumerate(world.exports))
        }
        _ => format!("a {kind} must export {}; it does not export {}", enumerate(world.exports), enumerate(&missing)),
    };
    Err(Rejected::new("wrong_world", message))
}

/// What the host must provide.
struct Imports {
    own: Vec<String>,
    /// Interfaces of WASI.
    wasi: Vec<String>,
}

fn check_imports(world: &World, shape: &Shape) -> Result<Imports, Rejected> {
    let (mut own, mut wasi, mut forbidden) = (Vec::new(), Vec::new(), Vec::new());
    for import in &shape.imports {
        let interface = import.strip_prefix(world.package).and_then(|rest| rest.strip_prefix('/'));
        let interface = interface.and_then(|rest| rest.split_once('@'));
        match interface.filter(|(name, _)| world.interfaces.contains(name)) {
            Some((_, version)) if version.starts_with(VERSION) => own.push(import.clone()),
            Some((_, version)) => {
                let message = format!(
                    "it is made for version {version} of `{}`, this host speaks {VERSION}x; \
                     build it with the SDK of that version",
                    world.package
                );
                return Err(Rejected::new("wrong_version", message));
            }
            None if world.functions.contains(&import.as_str()) => own.push(import.clone()),
            None if is_satisfied_wasi(world, import) => wasi.push(import.clone()),
            None => forbidden.push(import),
        }
    }
    if forbidden.is_empty() {
        return Ok(Imports { own, wasi });
    }
    let of = |start: &str| forbidden.iter().any(|import| import.starts_with(start));
    let advice = if of("wasi:") && world.wasi.is_empty() {
        "there is no WASI here: build for the target `wasm32-unknown-unknown`"
    } else if of("wasi:http/") {
        "there is no network here: leave HTTP out of the component (`componentize-js --disable http fetch-event`)"
    } else if of("wasi:") {
        "build for WASI 0.2 and without what these are for"
    } else {
        "the host provides no such thing"
    };
    let World { kind, may_import, .. } = world;
    let message =
        format!("it imports {}, but a {kind} may import nothing but {may_import}; {advice}", enumerate(&forbidden));
    Err(Rejected::new("forbidden_import", message))
}

/// Whether this is an interface that the host has, of whatever 0.2 version.
fn is_satisfied_wasi(world: &World, import: &str) -> bool {
    let Some((interface, version)) = import.split_once('@') else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    world.wasi.contains(&interface) && version.strip_prefix("0.2.").is_some_and(is_number)
}

fn check_memory(initial_pages: u64, memory: usize) -> Result<(), Rejected> {
    let wanted = initial_pages.saturating_mul(PAGE);
    if usize::try_from(wanted).is_ok_and(|wanted| wanted <= memory) {
        return Ok(());
    }
    let message =
        format!("it starts with {} MiB of memory, {} MiB are allowed", wanted.div_ceil(1 << 20), memory >> 20);
    Err(Rejected::new("memory_too_large", message))
}
