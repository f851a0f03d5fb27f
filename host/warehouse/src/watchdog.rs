//! Ends a query that runs too long, or that nobody waits for any more.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use duckdb::{Connection, InterruptHandle};

/// Says that an answer is not wanted any more; clones say the same.
#[derive(Clone, Default)]
pub struct Stop(Arc<Mutex<State>>);

#[derive(Default)]
enum State {
    #[default]
    Waiting,
    Running(Arc<InterruptHandle>),
    Stopped,
}

impl std::fmt::Debug for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stop")
    }
}

impl Stop {
    /// A query that runs is interrupted, one that has not begun will not.
    pub fn stop(&self) {
        let before = std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), State::Stopped);
        if let State::Running(query) = before {
            query.interrupt();
        }
    }

    /// False if it is stopped already.
    pub(crate) fn begin(&self, connection: &Connection) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, State::Stopped) {
            return false;
        }
        *state = State::Running(connection.interrupt_handle());
        true
    }
}

/// Interrupts a query that runs too long.
pub(crate) struct Watchdog {
    done: mpsc::Sender<()>,
    thread: JoinHandle<bool>,
}

impl Watchdog {
    pub(crate) fn start(connection: &Connection, limit: Duration) -> Self {
        let handle = connection.interrupt_handle();
        let (done, wait) = mpsc::channel();
        let thread = std::thread::spawn(move || match wait.recv_timeout(limit) {
            Err(mpsc::RecvTimeoutError::Timeout) => {
                handle.interrupt();
                true
            }
            _ => false,
        });
        Self { done, thread }
    }

    /// Whether it had to interrupt.
    pub(crate) fn stop(self) -> bool {
        drop(self.done);
        self.thread.join().unwrap_or(false)
    }
}
