//! Compiling and trying out what strangers upload happens in a child process: its time and memory are bounded by the
//! system, one is at work at a time, and whatever becomes of it, the server goes on.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use std::{fmt, io};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::{Mutex, Semaphore};

/// The largest file that the child may write.
const FILE: u64 = 1 << 30;
/// Processors that it may keep busy all the time.
const PROCESSORS: u64 = 2;
/// Who may wait for their turn.
const WAITING: usize = 8;
/// Where the system looks for shared libraries: the program may need it to start.
const LIBRARIES: &str = "LD_LIBRARY_PATH";
/// An allocator that takes a gigabyte ahead, as the program's does, would use up what is allowed before it begins.
const ALLOCATOR: (&str, &str) = ("MIMALLOC_ARENA_EAGER_COMMIT", "0");
/// How much of what the child says last is kept, in bytes.
const LAST_WORDS: usize = 1_000;

/// What the child may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// How long it may work.
    pub seconds: u32,
    /// How much memory of its own it may have.
    pub memory_mib: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { seconds: 120, memory_mib: 3 << 10 }
    }
}

/// What a job is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkshopKind {
    Rule,
    Connector,
}

impl WorkshopKind {
    pub const ALL: [Self; 2] = [Self::Rule, Self::Connector];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Connector => "connector",
        }
    }
}

/// Has work done by `<program> workshop <kind>`, which reads a job from its input and writes an answer to its output.
pub struct Workshop {
    program: PathBuf,
    bounds: Bounds,
    turn: Mutex<()>,
    places: Semaphore,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum WorkshopError {
    #[error("others wait for their component to be compiled; try again shortly")]
    Busy,
    #[error("compiling and trying it took longer than {seconds} s")]
    TooLong { seconds: u32 },
    #[error("compiling or trying it needs more than {memory_mib} MiB of memory, or breaks the compiler")]
    Died { memory_mib: u32 },
    #[error("the workshop cannot be opened: {0}")]
    Closed(#[from] io::Error),
}

impl Workshop {
    pub fn new(program: PathBuf, bounds: Bounds) -> Self {
        Self { program, bounds, turn: Mutex::default(), places: Semaphore::new(WAITING) }
    }

    /// Waits for its turn, then for the answer.
    pub async fn work(&self, kind: WorkshopKind, job: &[u8]) -> Result<Vec<u8>, WorkshopError> {
        let _place = self.places.try_acquire().map_err(|_| WorkshopError::Busy)?;
        let _turn = self.turn.lock().await;
        let Bounds { seconds, memory_mib } = self.bounds;
        let mut child = Command::new(&self.program)
            .args(["workshop", kind.as_str()])
            .args(["--seconds", &seconds.to_string(), "--memory-mib", &memory_mib.to_string()])
            // No variable of the server's may reach it: one of them seals secrets.
            .env_clear()
            .envs([ALLOCATOR])
            .envs(std::env::var_os(LIBRARIES).map(|folders| (LIBRARIES, folders)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let input = child.stdin.take();
        let working = async {
            if let Some(mut input) = input {
                // One that ends early has its reasons; its answer tells them.
                let _unread = input.write_all(job).await;
            }
            child.wait_with_output().await
        };
        let time = Duration::from_secs(seconds.into());
        let output = tokio::time::timeout(time, working).await.map_err(|_| WorkshopError::TooLong { seconds })??;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let text = String::from_utf8_lossy(&output.stderr);
        let last: String = text.chars().skip(text.chars().count().saturating_sub(LAST_WORDS)).collect();
        tracing::warn!(status = %output.status, last, "the workshop ended without an answer");
        let is_too_long = is_out_of_time(&output.status);
        Err(if is_too_long { WorkshopError::TooLong { seconds } } else { WorkshopError::Died { memory_mib } })
    }
}

impl fmt::Debug for Workshop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workshop").field("program", &self.program).field("bounds", &self.bounds).finish_non_exhaustive()
    }
}

fn is_out_of_time(status: &std::process::ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(rustix::process::Signal::XCPU.as_raw())
}

/// Bounds this process, before it touches what it is to work on. It also steps back behind the server: whoever is
/// served now comes first.
pub fn enter(bounds: Bounds) -> io::Result<()> {
    let (processor_seconds, memory) = (u64::from(bounds.seconds) * PROCESSORS, u64::from(bounds.memory_mib) << 20);
    for (resource, most) in
        [(Resource::Cpu, processor_seconds), (Resource::Data, memory), (Resource::Fsize, FILE), (Resource::Core, 0)]
    {
        // A bound that is lower already stays.
        let most = getrlimit(resource).maximum.map_or(most, |maximum| maximum.min(most));
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    rustix::process::nice(10)?;
    Ok(())
}
