//! What is not taken in, and the code that says why.
#![allow(clippy::unwrap_used)]

mod common;

use common::{component, core_module, engines};
use outlay_sandbox::{Engines, LARGEST_COMPONENT, Rejected};
use wasm_encoder::{
    CodeSection, Component, ComponentImportSection, ComponentSection, ComponentTypeRef, ComponentTypeSection, Function,
    FunctionSection, InstanceSection, InstanceType, Instruction, MemorySection, MemoryType, Module, ModuleArg,
    ModuleSection, StartSection, TypeSection,
};

fn rule() -> Vec<u8> {
    component("rule-hostile")
}

#[track_caller]
fn check(wasm: &[u8], code: &str, message: &str) {
    let rejected: Rejected = engines().load_rule(wasm).unwrap_err();
    assert_eq!(rejected.code, code, "{rejected}");
    assert!(rejected.message.contains(message), "{rejected}");
}

fn append(component: &mut Vec<u8>, section: &impl ComponentSection) {
    section.append_to_component(component);
}

/// Adds a module to the component; answers with its index.
fn add_module(component: &mut Vec<u8>, module: &Module) -> u32 {
    let index = wasmparser::Validator::new().validate_all(component).unwrap().as_ref().module_count();
    append(component, &ModuleSection(module));
    index
}

fn instantiate(component: &mut Vec<u8>, module: u32) {
    let mut instances = InstanceSection::new();
    instances.instantiate(module, Vec::<(&str, ModuleArg)>::new());
    append(component, &instances);
}

fn memories(count: usize, pages: u64) -> Module {
    let mut section = MemorySection::new();
    for _ in 0..count {
        section.memory(MemoryType {
            minimum: pages,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
    }
    let mut module = Module::new();
    module.section(&section);
    module
}

#[test]
fn what_is_no_component() {
    check(b"", "not_wasm", "empty");
    check(b"(component)", "not_wasm", "text");
    check("pub fn on_event(&mut self) // für alle".as_bytes(), "not_wasm", "text");
    check(b"\x89PNG\r\n\x1a\n\0\0\0\r", "not_wasm", ".wasm");
    check(&core_module("rule-hostile"), "core_module", "wasm-tools component new");
    check(&vec![0; LARGEST_COMPONENT + 1], "too_large", "64 MiB");
    let compiled = wasmtime::Engine::default().precompile_component(&Component::new().finish()).unwrap();
    check(&compiled, "precompiled", "compiled code");
}

#[test]
fn what_is_damaged() {
    let whole = rule();
    for length in [9, 100, whole.len() / 2, whole.len() - 1] {
        check(&whole[..length], "invalid_wasm", "damaged");
    }
    // No byte that is changed may bring the host down.
    let folder = tempfile::tempdir().unwrap();
    let engines = Engines::open(folder.path()).unwrap();
    for place in (8..whole.len()).step_by(whole.len() / 20) {
        let mut changed = whole.clone();
        changed[place] ^= 0xff;
        let _either = engines.load_rule(&changed);
    }
}

#[test]
fn what_is_another_world() {
    check(&Component::new().finish(), "wrong_world", "exports nothing");
    check(&component("connector-openai"), "wrong_world", "`outlay:connector`");
    let rejected = engines().load_connector(&rule()).unwrap_err();
    assert_eq!(rejected.code, "wrong_world", "{rejected}");
    assert!(rejected.message.contains("no connector"), "{rejected}");

    let renamed = replace(&rule(), b"evaluate", b"evaluatf");
    check(&renamed, "wrong_world", "does not export `evaluate`");
    let newer = replace(&rule(), b"outlay:rule/types@0.1.0", b"outlay:rule/types@0.2.0");
    check(&newer, "wrong_version", "0.2.0");
    let compatible = replace(&rule(), b"outlay:rule/types@0.1.0", b"outlay:rule/types@0.1.7");
    assert!(engines().load_rule(&compatible).is_ok());
    let retyped = replace(&rule(), b"wants-ticks", b"wants-tocks");
    check(&retyped, "wrong_world", "describe");
}

fn replace(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    let mut found = 0;
    for place in 0..=bytes.len() - old.len() {
        if bytes[place..].starts_with(old) {
            changed[place..place + old.len()].copy_from_slice(new);
            found += 1;
        }
    }
    assert!(found > 0);
    changed
}

#[test]
fn what_wants_more_than_the_contract_gives() {
    check(&importing(&rule(), "wasi:cli/environment@0.3.0"), "forbidden_import", "`wasi:cli/environment@0.3.0`");
    check(&importing(&rule(), "wasi:cli/run@0.2.0"), "forbidden_import", "may import nothing but `log` and WASI");
    check(&importing(&rule(), "wasi:http/types@0.2.0"), "forbidden_import", "`componentize-js --disable http");
    check(&importing(&rule(), "secrets"), "forbidden_import", "`secrets`");
    assert!(engines().load_rule(&importing(&rule(), "wasi:cli/environment@0.2.0")).is_ok());
    let connector = importing(&component("connector-openai"), "wasi:cli/environment@0.2.0");
    let rejected = engines().load_connector(&connector).unwrap_err();
    assert_eq!(rejected.code, "forbidden_import", "{rejected}");
    assert!(rejected.message.contains("wasm32-unknown-unknown"), "{rejected}");
}

/// A component that also imports this, an empty interface.
fn importing(component: &[u8], name: &str) -> Vec<u8> {
    let mut component = component.to_vec();
    let index = wasmparser::Validator::new().validate_all(&component).unwrap().as_ref().component_type_count();
    let mut types = ComponentTypeSection::new();
    types.instance(&InstanceType::new());
    append(&mut component, &types);
    let mut imports = ComponentImportSection::new();
    imports.import(name, ComponentTypeRef::Instance(index));
    append(&mut component, &imports);
    component
}

#[test]
fn what_is_too_much_for_an_instance() {
    let mut large = rule();
    add_module(&mut large, &memories(1, 1_100));
    check(&large, "memory_too_large", "64 MiB are allowed");

    let mut many = rule();
    let module = add_module(&mut many, &memories(3, 1));
    instantiate(&mut many, module);
    check(&many, "does_not_compile", "memories");

    let mut together = rule();
    add_module(&mut together, &memories(1, 600));
    assert!(engines().load_rule(&together).is_ok());
    add_module(&mut together, &memories(1, 600));
    check(&together, "memory_too_large", "64 MiB are allowed");
}

#[test]
fn what_does_not_start() {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut functions = FunctionSection::new();
    functions.function(0);
    let mut body = Function::new([]);
    body.instruction(&Instruction::Unreachable).instruction(&Instruction::End);
    let mut code = CodeSection::new();
    code.function(&body);
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&StartSection { function_index: 0 }).section(&code);

    let mut traps = rule();
    let index = add_module(&mut traps, &module);
    instantiate(&mut traps, index);
    check(&traps, "does_not_start", "unreachable");
}

#[test]
fn what_is_taken_in_says_what_was_checked() {
    let rule = engines().load_rule(&rule()).unwrap();
    let names: Vec<_> = rule.checks().iter().map(|check| check.check).collect();
    assert_eq!(names, ["size", "valid", "world", "imports", "memory", "compiles", "starts", "manifest"]);
    assert_eq!(rule.checks()[3].detail, "`outlay:rule/types@0.1.0`, `log`");
    assert_eq!(rule.manifest().name, "hostile");
    assert_eq!(rule.sha256().len(), 64);
}
