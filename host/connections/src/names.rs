//! Streams of names: what people call the projects, keys and users that records name by an id.

use outlay_control::connections::ConnectionRow;
use outlay_control::names::ProviderName;
use outlay_sandbox::connector::{Name, StreamInfo};

use crate::connections::Connections;
use crate::ready::Ready;
use crate::sync::database;
use crate::trouble::Trouble;
use crate::windows::{Known, Span};

const MOST_NAMES: usize = 100_000;
const LONGEST: usize = 300;

impl Connections {
    /// Reads a stream whole; what it said before is replaced when its last page has come.
    pub(crate) async fn read_names(
        &self,
        row: &ConnectionRow,
        ready: &Ready,
        stream: &StreamInfo,
        known: &mut Known,
    ) -> Result<(), Trouble> {
        let now = self.now().seconds();
        let span = Span { start: now, end: now };
        let mut names = Vec::new();
        let mut pages = ready.pages(stream, span, None);
        while let Some(page) = ready.next_page(&mut pages, self.now().seconds(), &row.id).await? {
            names.extend(page.names.into_iter().filter_map(|name| stored(row, stream, name)));
            if names.len() > MOST_NAMES {
                return Err(Trouble::unexpected(format!("there are more than {MOST_NAMES} names")));
            }
        }
        self.control.put_provider_names(&row.id, &stream.id, &names).await.map_err(database)?;
        (known.covered, known.read_at) = (Some(span), Some(now));
        self.write_down(row, stream, known, None).await
    }
}

/// None if it says nothing.
fn stored(row: &ConnectionRow, stream: &StreamInfo, name: Name) -> Option<ProviderName> {
    let short = |text: String| -> String {
        text.chars().filter(|character| !character.is_control()).take(LONGEST).collect::<String>().trim().to_owned()
    };
    let (id, text) = (short(name.id), short(name.name));
    let is_something = !id.is_empty() && !text.is_empty();
    is_something.then(|| ProviderName {
        connection_id: row.id.clone(),
        stream: stream.id.clone(),
        kind: name.kind.as_str().to_owned(),
        id,
        name: text,
        project: name.project.map(short).filter(|project| !project.is_empty()),
    })
}
