//! The accuracy suite: calls of AI models with what they must cost, as requests to post to Outlay, and what comes out of
//! it compared with what must. The room's test and the whole server's bench share it, so that both post the same.

mod compare;
mod mapping;

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

pub use compare::{Outcome, PricedLine};
pub use mapping::Request;

/// One call, and what it must cost. `README.md` beside the cases says what the fields mean.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    pub id: String,
    pub title: String,
    pub provider: String,
    pub at: String,
    pub call: Map<String, Value>,
    pub response: Option<Value>,
    pub stream: Option<Value>,
    pub request: Option<Request>,
    pub expected: Expected,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Expected {
    pub model: Option<String>,
    pub lines: Vec<PricedLine>,
    pub cost: Option<String>,
    pub unpriced: Option<String>,
    pub reported: Option<String>,
    /// Differs from what is reported only where a sender states parts; null is a cost that is not known.
    #[serde(default, deserialize_with = "stated")]
    pub effective: Option<Option<String>>,
}

/// A null that is written down differs from nothing.
fn stated<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

/// Every case, and the file that it stands in, by the files' names.
///
/// # Errors
/// If a file cannot be read or is none of cases, names it.
pub fn load() -> Result<Vec<(String, Case)>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases");
    let listed = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = listed.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let file: File = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        all.extend(file.cases.into_iter().map(|case| (name.clone(), case)));
    }
    Ok(all)
}
