//! What a rule remembers, as JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Error;

/// For [`Rule::snapshot`](crate::Rule::snapshot). Use ordered maps, so that equal states give equal bytes.
pub fn save(state: &impl Serialize) -> Vec<u8> {
    // Fails only for maps whose keys are no texts, which every call would show.
    serde_json::to_vec(state).expect("the state has a JSON form")
}

/// For [`Rule::restore`](crate::Rule::restore).
pub fn load<T: DeserializeOwned>(state: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(state).map_err(|problem| Error::new(format!("the saved state cannot be read: {problem}")))
}
