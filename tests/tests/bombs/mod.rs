//! Components that harm whoever compiles or starts them, made of one that does not.

use wasm_encoder::{
    BlockType, CodeSection, Component, ComponentExportKind, ComponentInstanceSection, ComponentSection, Function,
    FunctionSection, InstanceSection, Instruction, MemorySection, MemoryType, Module, ModuleArg, ModuleSection,
    NestedComponentSection, RefType, TableSection, TableType, TypeSection, ValType,
};

/// The same with other words in it.
pub(crate) fn replace(component: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut changed = component.to_vec();
    for place in 0..=component.len() - old.len() {
        if component[place..].starts_with(old) {
            changed[place..place + old.len()].copy_from_slice(new);
        }
    }
    assert_ne!(changed, component);
    changed
}

/// A component that holds a module, too, and starts it.
pub(crate) fn with_module(component: &[u8], module: &Module) -> Vec<u8> {
    let index = wasmparser::Validator::new().validate_all(component).unwrap().as_ref().module_count();
    let mut component = component.to_vec();
    append(&mut component, &ModuleSection(module));
    let mut instances = InstanceSection::new();
    instances.instantiate(index, Vec::<(&str, ModuleArg)>::new());
    append(&mut component, &instances);
    component
}

/// A component that holds one that holds two that hold four.
pub(crate) fn doubled(component: &[u8], times: usize) -> Vec<u8> {
    let mut bomb = Component::new();
    bomb.section(&ModuleSection(&memory(1)));
    let mut instances = InstanceSection::new();
    instances.instantiate(0, Vec::<(&str, ModuleArg)>::new());
    bomb.section(&instances);
    for _ in 0..times {
        let mut outer = Component::new();
        outer.section(&NestedComponentSection(&bomb)).section(&of_component(0, 2));
        bomb = outer;
    }
    let index = wasmparser::Validator::new().validate_all(component).unwrap().as_ref().component_count();
    let mut component = component.to_vec();
    append(&mut component, &NestedComponentSection(&bomb));
    append(&mut component, &of_component(index, 1));
    component
}

fn of_component(index: u32, count: usize) -> ComponentInstanceSection {
    let mut instances = ComponentInstanceSection::new();
    for _ in 0..count {
        instances.instantiate(index, Vec::<(&str, ComponentExportKind, u32)>::new());
    }
    instances
}

fn append(component: &mut Vec<u8>, section: &impl ComponentSection) {
    component.push(section.id());
    section.encode(component);
}

pub(crate) fn memory(pages: u64) -> Module {
    memories_of(1, pages)
}

pub(crate) fn memories(count: usize) -> Module {
    memories_of(count, 1)
}

fn memories_of(count: usize, minimum: u64) -> Module {
    let mut memories = MemorySection::new();
    for _ in 0..count {
        memories.memory(MemoryType { minimum, maximum: None, memory64: false, shared: false, page_size_log2: None });
    }
    let mut module = Module::new();
    module.section(&memories);
    module
}

pub(crate) fn tables(count: usize, minimum: u64) -> Module {
    let mut tables = TableSection::new();
    for _ in 0..count {
        let element_type = RefType::FUNCREF;
        tables.table(TableType { element_type, minimum, maximum: None, table64: false, shared: false });
    }
    let mut module = Module::new();
    module.section(&tables);
    module
}

/// Functions of many branches, at each of which some of many values may change: all of them meet again behind it.
pub(crate) fn code(functions: usize, branches: usize) -> Module {
    const LOCALS: u32 = 64;
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I32]);
    let (mut declared, mut code) = (FunctionSection::new(), CodeSection::new());
    for function in 0..functions {
        declared.function(0);
        let mut body = Function::new([(LOCALS, ValType::I32)]);
        for branch in 0..branches {
            let local = 1 + ((branch * 7 + function) as u32 % LOCALS);
            body.instruction(&Instruction::LocalGet(local))
                .instruction(&Instruction::If(BlockType::Empty))
                .instruction(&Instruction::LocalGet(0))
                .instruction(&Instruction::LocalSet(1 + (branch as u32 * 5) % LOCALS))
                .instruction(&Instruction::End);
        }
        body.instruction(&Instruction::LocalGet(1)).instruction(&Instruction::End);
        code.function(&body);
    }
    let mut module = Module::new();
    module.section(&types).section(&declared).section(&code);
    module
}
