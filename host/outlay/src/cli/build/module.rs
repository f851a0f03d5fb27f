//! Core modules, encoded as components.

use std::path::Path;

use anyhow::{Context, Result};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use super::Built;
use super::world::World;

/// The section in which bindings' generators say what a module imports and exports.
const TYPE_SECTION: &[u8] = b"component-type";

/// A module that a compiler of whatever language made.
pub(super) fn build(file: &Path, world: &World) -> Result<Built> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let component = encode(&bytes, world)
        .with_context(|| format!("{} is not a core module that exports what a {} must", file.display(), world.kind))?;
    let name = file.file_stem().map_or_else(|| world.kind.into(), |name| name.to_string_lossy().into_owned());
    Ok(Built { name: format!("{name}-component"), component })
}

/// Says on behalf of the module what it is, unless it does itself.
pub(super) fn encode(module: &[u8], world: &World) -> Result<Vec<u8>> {
    let mut module = module.to_vec();
    if !module.windows(TYPE_SECTION.len()).any(|bytes| bytes == TYPE_SECTION) {
        let mut resolve = Resolve::default();
        let package = resolve.push_source(&world.file(), world.wit)?;
        let world = resolve.select_world(&[package], Some(world.kind))?;
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)?;
    }
    ComponentEncoder::default().validate(true).module(&module)?.encode()
}
