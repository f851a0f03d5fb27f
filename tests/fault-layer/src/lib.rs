//! Stands between a program and libc, and remembers what was written and not synced, so that tests can play a power cut.
//!
//! Loaded with `LD_PRELOAD` into the unmodified server; `system_tests::power_cut` is the other side. Before a file below
//! `OUTLAY_FAULT_ROOT` changes, what it takes to undo the change goes to a journal; a sync that succeeded is noted there
//! too. After a kill the harness plays the journal backwards. The journal needs no sync: the page cache outlives a kill.
//!
//! | module | what it is |
//! |---|---|
//! | `calls` | the functions that libc has too |
//! | `changes` | what changes the bytes of a file, and what makes it durable |
//! | `names` | what makes, moves and removes files and folders |
//! | `faults` | failures and delays that a test asks for while the program runs |
//! | `layer` | which descriptors and folders are tracked; the journal and its lock |
//! | `journal` | the journal's format, shared with the harness |
//! | `real` | libc's own functions |
//!
//! **What it sees.** Calls through libc's symbols, of the program and of the processes that it starts: they inherit the
//! environment and write to the same journal, one at a time. `copy_file_range` and `sendfile` into tracked files are
//! refused in the way that makes callers fall back to `write`.
//!
//! **What it does not see.** Stores to a shared mapping (the journal says that there is one), system calls without libc
//! (`rustix` makes such ones, and with it `tempfile`'s `persist`: the harness reports files that are gone so), C's `FILE` streams, `truncate` by path, `mkstemp`, `splice`, symbolic links, modes and times, and moves across the
//! root's border. A removed file keeps its blocks until the power cut, because a hard link to it is kept.
//! `sync`, `syncfs` and `sync_file_range` promise nothing here.
#![cfg(target_os = "linux")]

mod calls;
mod changes;
mod faults;
#[allow(dead_code, reason = "the harness decodes")]
mod journal;
mod layer;
mod names;
mod real;

/// Before `main`: a clock that jumps after a program has begun to count on it ends its waits.
#[used]
#[unsafe(link_section = ".init_array")]
static BEGIN: extern "C" fn() = begin;

extern "C" fn begin() {
    if let Some(layer) = layer::layer() {
        layer.clock();
    }
}
