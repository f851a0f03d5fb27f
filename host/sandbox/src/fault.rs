//! What a failed call was: a bug of the guest, or a limit that it reached.

use std::fmt;

use wasmtime::{PoolConcurrencyLimitError, WasmBacktrace};

use crate::limits::MemoryExceeded;
use crate::text::shorten;

/// A guest's bug: it panicked, or did what WebAssembly forbids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trap {
    /// What the machine saw, for example "wasm `unreachable` instruction executed".
    pub cause: String,
    /// The guest's functions, innermost first, without those of its language's panic machinery.
    pub functions: Vec<String>,
    /// The last error that it logged in this call: the text of the panic, where it was one.
    pub panic: Option<String>,
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.panic.as_ref().unwrap_or(&self.cause))?;
        for (index, function) in self.functions.iter().take(4).enumerate() {
            write!(f, "{} `{function}`", if index == 0 { ", in" } else { ", called by" })?;
        }
        Ok(())
    }
}

#[derive(Debug)]
pub(crate) enum Fault {
    Trapped(Trap),
    TimedOut,
    OutOfMemory,
    /// All guests of its kind use as much as they may.
    MemoryUsedUp,
    TooMuchOutput(String),
    TooManyInstances,
}

impl Fault {
    /// `last_error` is what the guest last logged as an error in this call.
    pub(crate) fn of(error: &wasmtime::Error, last_error: Option<String>) -> Self {
        match error.downcast_ref() {
            Some(MemoryExceeded::Own { .. }) => return Self::OutOfMemory,
            Some(MemoryExceeded::Together { .. }) => return Self::MemoryUsedUp,
            None => {}
        }
        if error.is::<PoolConcurrencyLimitError>() {
            return Self::TooManyInstances;
        }
        let trap = error.downcast_ref::<wasmtime::Trap>();
        if trap == Some(&wasmtime::Trap::Interrupt) {
            return Self::TimedOut;
        }
        // The type of this error is private; a test with a guest that returns too much pins the text.
        let cause = error.root_cause().to_string();
        if cause.contains("fuel allocated for hostcalls has been exhausted") {
            return Self::TooMuchOutput("one call moved more bytes out of the guest than are allowed".into());
        }
        let panicked = trap == Some(&wasmtime::Trap::UnreachableCodeReached);
        Self::Trapped(Trap {
            cause: shorten(cause.trim_start_matches("wasm trap: ").to_owned(), 500),
            functions: error.downcast_ref::<WasmBacktrace>().map(functions).unwrap_or_default(),
            panic: last_error.filter(|_| panicked).map(|text| text.replace('\n', " ")),
        })
    }
}

/// Where a Rust guest goes between `panic!` and the trap, and how the component is entered.
const MACHINERY: &[&str] = &[
    "core::panicking::",
    "core::option::",
    "core::result::",
    "core::slice::index::",
    "core::str::slice_error_fail",
    "std::panicking::",
    "std::process::abort",
    "std::sys::",
    "std::alloc::",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::handle_error",
    "rust_panic",
    "__rust",
    "__rustc",
    "abort",
    "wit-component:",
];

fn functions(backtrace: &WasmBacktrace) -> Vec<String> {
    const SHOWN: usize = 12;
    let names = backtrace.frames().iter().filter_map(|frame| frame.func_name());
    let names = names.map(|name| format!("{:#}", rustc_demangle::demangle(name)));
    let own = names.filter(|name| !MACHINERY.iter().any(|machinery| name.starts_with(machinery)));
    own.map(|name| shorten(name, 200)).take(SHOWN).collect()
}
