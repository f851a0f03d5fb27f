//! A rule that misbehaves as its settings say, for tests of the sandbox and of what keeps rules alive.
//!
//! `{"mode": ..., "only": ...}`: with `only` it misbehaves at events of that agent and is well-behaved otherwise: it
//! counts events and fires on agent `fire`, with its count as the value. Speaks the raw contract, since the SDK does not
//! let a rule do most of this.

use std::cell::RefCell;

use outlay_rule::Manifest;
use outlay_rule::frame::Frame;
use serde::{Deserialize, Serialize};

/// What it does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    None,
    LoopForever,
    GrowMemory,
    Panic,
    /// Answers an error instead of findings.
    Refuse,
    FloodLog,
    /// Two findings for every row.
    TooManyFindings,
    /// Many findings, each with texts of a megabyte.
    HugeTexts,
    /// A state of 2 MiB.
    HugeSnapshot,
    /// The same once it has been provoked.
    HugeSnapshotLater,
    /// Traps in `snapshot`.
    TrapInSnapshot,
    /// The same once it has been provoked.
    TrapInSnapshotLater,
    /// Refuses the state of one that has been provoked.
    BadRestore,
    /// Takes every state, and goes on without it.
    Forgets,
    /// Traps once it has counted `rows` rows.
    TrapAfter,
    /// A finding for a row that does not exist.
    RowBeyondEnd,
    /// A finding without a row.
    NoRow,
    /// Computes for a while at every frame.
    Slow,
    /// Loops in `configure`.
    LoopInConfigure,
    /// Findings depend on how events are cut into frames.
    DependsOnFrames,
    /// A condition on a column that does not exist.
    UnknownColumn,
    /// Reads a column that its manifest does not name, and fails without it.
    ReadsUndeclared,
    /// Wants to read a column that its manifest does not name.
    UndeclaredColumn,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub mode: Mode,
    /// Misbehaves only at a frame with an event of this agent.
    #[serde(default)]
    pub only: Option<String>,
    /// For `trap_after`.
    #[serde(default)]
    pub rows: u64,
    /// Shows the rule only events of this environment.
    #[serde(default)]
    pub environment: Option<String>,
    /// Each finding has a key of its own, the count.
    #[serde(default)]
    pub keyed: bool,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Counted {
    rows: u64,
    ticks: u64,
    provoked: bool,
}

thread_local! {
    static RULE: RefCell<Option<(Settings, Counted)>> = const { RefCell::new(None) };
}

pub fn manifest() -> Manifest {
    Manifest::new("hostile", env!("CARGO_PKG_VERSION"), "Hostile")
        .documented("Misbehaves as its settings say.")
        .reads(&["agent", "seq", "cost"])
        .scope(outlay_rule::Scope::Global)
        .with_ticks()
        .settings(r#"{"type": "object", "properties": {"mode": {"type": "string"}}}"#)
}

/// Whether the frame holds an event at which the rule misbehaves.
pub fn is_provoked(settings: &Settings, frame: &Frame<'_>) -> bool {
    let Some(only) = settings.only.as_deref() else { return true };
    (0..frame.rows()).any(|row| frame.texts("agent").and_then(|agents| agents.get(row)) == Some(only))
}

#[cfg(target_arch = "wasm32")]
mod wasm;
