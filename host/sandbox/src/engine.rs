//! How the engines are set up, and the thread that makes time pass in them.
//!
//! Everything that compiles or runs a guest gets its engine here: compiled code fits only the settings that it was
//! compiled with.

use std::num::NonZeroUsize;
use std::thread;
use std::time::Duration;

use wasmtime::{Config, Engine, EngineWeak, InstanceAllocationStrategy, PoolingAllocationConfig, WasmBacktraceDetails};

use crate::engines::SandboxError;

/// The clock of all time limits.
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// Rules that may be alive at once, and connectors that may run at once.
pub(crate) const RULES: u32 = 2_200;
pub(crate) const CONNECTORS: u32 = 64;
const REHEARSED: u32 = 16;

/// The largest memories that the pools have room for.
pub(crate) const RULE_MEMORY: usize = 64 << 20;
pub(crate) const CONNECTOR_MEMORY: usize = 128 << 20;

/// Of one table of a guest.
pub(crate) const TABLE_ELEMENTS: usize = 64 << 10;

const STACK: usize = 512 << 10;

/// Synchronous: calls are hot, and nothing that a rule may call waits.
pub(crate) fn for_rules() -> Result<Engine, SandboxError> {
    pooled(&common(), &pool(RULES, RULE_MEMORY))
}

/// As for rules, and counts the instructions that they execute: slower, and only for their authors.
pub(crate) fn for_rehearsals() -> Result<Engine, SandboxError> {
    let mut config = common();
    config.consume_fuel(true);
    pooled(&config, &pool(REHEARSED, RULE_MEMORY))
}

/// Calls suspend while the host waits for a provider, each on a stack of its own.
pub(crate) fn for_connectors() -> Result<Engine, SandboxError> {
    let mut pool = pool(CONNECTORS, CONNECTOR_MEMORY);
    pool.total_stacks(CONNECTORS).async_stack_keep_resident(64 << 10);
    pooled(&common(), &pool)
}

fn common() -> Config {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .concurrency_support(false)
        .shared_memory(false)
        // The same rows must give the same findings on every machine.
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        .wasm_memory64(false)
        .epoch_interruption(true)
        .max_wasm_stack(STACK)
        .wasm_backtrace_details(WasmBacktraceDetails::Disable)
        .wasm_backtrace_max_frames(NonZeroUsize::new(32));
    config
}

/// A component that `wit-component` made has a module, two small helpers and sometimes an adapter: about four instances.
/// One that brings a language's runtime has up to twenty, and a table of thousands of functions.
fn pool(instances: u32, memory: usize) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(instances)
        .total_core_instances(instances * 4)
        .total_memories(instances)
        .total_tables(instances * 2)
        .max_memory_size(memory)
        .max_core_instances_per_component(32)
        .max_memories_per_component(2)
        .max_tables_per_component(8)
        .table_elements(TABLE_ELEMENTS)
        .linear_memory_keep_resident(64 << 10)
        .table_keep_resident(16 << 10);
    pool
}

/// The pool reserves address space for all its memories. Where there is not that much, instances are made on demand:
/// they start more slowly, nothing else changes.
fn pooled(config: &Config, pool: &PoolingAllocationConfig) -> Result<Engine, SandboxError> {
    let mut pooling = config.clone();
    pooling.allocation_strategy(InstanceAllocationStrategy::Pooling(pool.clone()));
    match Engine::new(&pooling) {
        Ok(engine) => Ok(engine),
        Err(error) => {
            tracing::warn!(error = %format!("{error:#}"), "guests get no pool of memory and will start more slowly");
            Engine::new(config).map_err(|error| SandboxError::Engine(format!("{error:#}")))
        }
    }
}

/// Starts the clock: a thread of its own, because a blocked runtime would stop one of its tasks. It ends with the
/// last of the engines; a component keeps its engine.
pub(crate) fn tick(engines: &[&Engine]) -> Result<(), SandboxError> {
    let engines: Vec<EngineWeak> = engines.iter().map(|engine| engine.weak()).collect();
    let ticking = move || {
        loop {
            thread::sleep(TICK);
            let mut alive = false;
            for engine in engines.iter().filter_map(EngineWeak::upgrade) {
                engine.increment_epoch();
                alive = true;
            }
            if !alive {
                return;
            }
        }
    };
    let thread = thread::Builder::new().name("sandbox-clock".into()).spawn(ticking);
    thread.map(|_running| ()).map_err(SandboxError::Clock)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_clock_ticks_and_ends_with_its_engines() {
        let engine = for_rules().unwrap();
        assert!(engine.pooling_allocator_metrics().is_some(), "there is room for the pool");
        tick(&[&engine]).unwrap();
        let weak = engine.weak();
        drop(engine);
        for _ in 0..100 {
            if weak.upgrade().is_none() {
                return;
            }
            thread::sleep(TICK);
        }
        panic!("something keeps the engine");
    }
}
