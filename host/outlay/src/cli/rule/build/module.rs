//! Core modules, encoded as components.

use std::path::Path;

use anyhow::{Context, Result};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use super::Built;
use crate::cli::rule::contract::{WIT, WORLD};

/// The section in which bindings' generators say what a module imports and exports.
const TYPE_SECTION: &[u8] = b"component-type";

/// A module that a compiler of whatever language made.
pub(super) fn build(file: &Path) -> Result<Built> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let component = encode(&bytes)
        .with_context(|| format!("{} is not a core module that exports what a rule must", file.display()))?;
    let name = file.file_stem().map_or_else(|| "rule".into(), |name| name.to_string_lossy().into_owned());
    Ok(Built { name: format!("{name}-component"), component })
}

/// Says on behalf of the module what it is, unless it does itself.
pub(super) fn encode(module: &[u8]) -> Result<Vec<u8>> {
    let mut module = module.to_vec();
    if !module.windows(TYPE_SECTION.len()).any(|bytes| bytes == TYPE_SECTION) {
        let mut resolve = Resolve::default();
        let package = resolve.push_source("rule.wit", WIT)?;
        let world = resolve.select_world(&[package], Some(WORLD))?;
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)?;
    }
    ComponentEncoder::default().validate(true).module(&module)?.encode()
}
