//! What is built into the binary: the console, and the guests that ship with it.

use outlay_api::{Asset, Assets};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../console/dist"]
#[allow_missing = true]
struct Console;

#[derive(RustEmbed)]
#[folder = "../../.deps/components"]
#[allow_missing = true]
struct Components;

/// The console's files.
pub(crate) fn console() -> Assets {
    Assets(|path| {
        let file = Console::get(path)?;
        let mut content_type = file.metadata.mimetype().to_owned();
        if content_type.starts_with("text/") || content_type.ends_with("javascript") {
            content_type.push_str("; charset=utf-8");
        }
        Some(Asset { bytes: file.data, content_type })
    })
}

/// Components of a kind, `rules` or `connectors`: name and wasm.
pub(crate) fn components(kind: &str) -> Vec<(String, Vec<u8>)> {
    let component = |path: std::borrow::Cow<'static, str>| {
        let name = path.strip_prefix(kind)?.strip_prefix('/')?.strip_suffix(".wasm")?.to_owned();
        Some((name, Components::get(&path)?.data.into_owned()))
    };
    Components::iter().filter_map(component).collect()
}
