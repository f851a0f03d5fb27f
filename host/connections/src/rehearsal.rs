//! Tries a connector as its author does: outside a server, over a few days, with nothing kept.
//!
//! What it reads is judged as a sync judges it: windows are cut in the same way, and an entry that a sync would refuse
//! is refused here.

use std::collections::BTreeMap;
use std::sync::Arc;

use outlay_domain::record::Record;
use outlay_egress::{Egress, Patience};
use outlay_sandbox::ConnectorComponent;
use outlay_sandbox::connector::{Account, Http, LogLine, Name, StreamInfo, StreamKind};

use crate::catalogue::Connector;
use crate::check::Door;
use crate::directions::Directions;
use crate::draft::{self, Draft};
use crate::error::ConnectionsError;
use crate::grid::Grid;
use crate::pages::Pages;
use crate::records::Gathered;
use crate::trouble::Trouble;
use crate::windows::Span;

const DAY: i64 = 86_400;

/// What it is tried on.
pub struct Rehearsal {
    pub component: ConnectorComponent,
    /// A JSON object of texts, defaults filled in.
    pub settings: String,
    pub http: Arc<dyn Http>,
    /// What its clock says, in seconds since 1970 (UTC).
    pub now: i64,
    /// How many days before today are read.
    pub days: u32,
}

/// What came of a stream.
#[derive(Debug)]
pub struct StreamTried {
    pub id: String,
    pub pages: usize,
    pub records: Vec<Record>,
    pub names: Vec<Name>,
    /// What ended it early.
    pub problem: Option<String>,
    pub log: Vec<LogLine>,
}

/// The settings as the connector is given them, and a door to the provider, of what its author typed. `draft` names no
/// connector here.
pub fn open(
    component: &ConnectorComponent,
    draft: &Draft,
    egress: &Egress,
) -> Result<(String, Arc<dyn Http>), ConnectionsError> {
    let connector = Connector::new(component.clone(), None);
    let manifest = &connector.manifest;
    let settings = draft::settings(manifest, &draft.settings, draft.allow_private)?;
    let directions =
        Directions::checked(&connector.origins(), &draft.endpoints, draft.granted.as_ref(), draft.allow_private)?;
    draft::require_credentials(manifest, |id| draft.credentials.contains_key(id))?;
    let mut secrets = BTreeMap::new();
    for (id, secret) in &draft.credentials {
        secrets.insert(id.clone(), draft::credential(manifest, id, secret)?);
    }
    let door =
        Door { egress, connector: &connector, settings: &settings, secrets, directions, patience: Patience::SHORT };
    let (settings, http) = door.open().map_err(|trouble| ConnectionsError::invalid("settings", trouble.message))?;
    Ok((settings, Arc::new(http)))
}

impl Rehearsal {
    /// Do the credentials work? An error is its code and what it says to a person.
    pub async fn check(&self) -> (Result<Account, (&'static str, String)>, Vec<LogLine>) {
        let (outcome, log) = self.component.check(&self.settings, Arc::clone(&self.http), self.now).await;
        (outcome.map_err(Trouble::from).map_err(|trouble| (trouble.code, trouble.message)), log)
    }

    /// Reads a stream.
    pub async fn read(&self, stream: &StreamInfo) -> StreamTried {
        let mut tried =
            StreamTried { id: stream.id.clone(), pages: 0, records: vec![], names: vec![], problem: None, log: vec![] };
        let windows = if stream.kind == StreamKind::Names {
            vec![Span { start: self.now, end: self.now }]
        } else {
            let grid = Grid::of(stream);
            let start = grid.floor(self.now - i64::from(self.days) * DAY);
            grid.cut(Span { start, end: grid.ceil(self.now) }, i64::from(stream.max_window))
        };
        let mut state = None;
        for window in windows {
            match self.read_window(stream, window, state.take(), &mut tried).await {
                Ok(next) => state = next,
                Err(trouble) => {
                    tried.problem = Some(trouble.message);
                    break;
                }
            }
        }
        tried
    }

    /// Answers with what the connector wants to remember.
    async fn read_window(
        &self,
        stream: &StreamInfo,
        window: Span,
        state: Option<Vec<u8>>,
        tried: &mut StreamTried,
    ) -> Result<Option<Vec<u8>>, Trouble> {
        let mut gathered = Gathered::new(window);
        let mut pages = Pages::of(&self.component, &self.settings, stream, window, state.as_deref());
        let mut kept = None;
        loop {
            let (page, log) = pages.next(Arc::clone(&self.http), self.now).await;
            tried.log.extend(log);
            let Some(page) = page? else { break };
            tried.pages += 1;
            tried.names.extend(page.names);
            gathered.add(page.entries).map_err(Trouble::unexpected)?;
            kept = page.state.or(kept);
        }
        tried.records.extend(gathered.into_records());
        Ok(kept)
    }
}

impl std::fmt::Debug for Rehearsal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rehearsal")
            .field("component", &self.component)
            .field("days", &self.days)
            .finish_non_exhaustive()
    }
}
