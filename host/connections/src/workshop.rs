//! What a child process does for this room: it checks and compiles a connector that somebody uploaded, and asks it what
//! it is. Only then does the server load the code.

use std::path::{Path, PathBuf};

use outlay_sandbox::{Engines, Rejected, WorkshopError, WorkshopKind};
use serde::{Deserialize, Serialize};

use crate::connections::Connections;
use crate::error::ConnectionsError;

#[derive(Debug, Serialize, Deserialize)]
struct Job {
    /// Where compiled code is kept.
    cache: PathBuf,
    /// The file with the component.
    wasm: PathBuf,
}

type Answer = Result<(), Rejected>;

impl Connections {
    /// Has a component checked and compiled; without a workshop, that is left to who loads it.
    pub(crate) async fn inspect(&self, wasm: &Path) -> Result<(), ConnectionsError> {
        let Some(workshop) = &self.workshop else { return Ok(()) };
        let job = Job { cache: self.engines.cache().to_owned(), wasm: wasm.to_owned() };
        let job = rmp_serde::to_vec(&job).map_err(|error| unreadable(&error))?;
        let answer = workshop.work(WorkshopKind::Connector, &job).await.map_err(refused)?;
        let answer: Answer = rmp_serde::from_slice(&answer).map_err(|error| unreadable(&error))?;
        Ok(answer?)
    }
}

/// In the child: does a job as the server wrote it, and writes the answer for it.
///
/// # Errors
/// If the job cannot be read or no engine can be made; what is wrong with the component is a part of the answer.
pub fn serve(job: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let Job { cache, wasm } = rmp_serde::from_slice(job)?;
    let answer: Answer = Engines::open(&cache)?.load_connector(&std::fs::read(wasm)?).map(|_component| ());
    Ok(rmp_serde::to_vec(&answer)?)
}

fn refused(error: WorkshopError) -> ConnectionsError {
    let code = match &error {
        WorkshopError::Busy => return ConnectionsError::Busy(error.to_string()),
        WorkshopError::TooLong { .. } => "takes_too_long",
        WorkshopError::Died { .. } => "needs_too_much",
        WorkshopError::Closed(_) => return ConnectionsError::Internal(error.to_string()),
    };
    Rejected::new(code, error.to_string()).into()
}

fn unreadable(error: &dyn std::error::Error) -> ConnectionsError {
    ConnectionsError::Internal(format!("the workshop does not understand: {error}"))
}
