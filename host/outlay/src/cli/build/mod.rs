//! `outlay rule build`, `outlay connector build`: a folder becomes a component, by the tool of its language.

mod assembly_script;
mod javascript;
mod module;
mod package;
mod python;
mod rust;
mod tool;
mod world;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use package::Package;
pub(crate) use world::{CONNECTOR, RULE, World};

/// A component, and the name that its project has.
pub(crate) struct Built {
    pub(crate) name: String,
    pub(crate) component: Vec<u8>,
}

impl Built {
    /// Writes it where it is wanted, else beside the project's folder, and says what comes next.
    pub(crate) fn keep(&self, out: Option<PathBuf>, world: &World) -> Result<()> {
        let out = out.unwrap_or_else(|| PathBuf::from(format!("{}.wasm", self.name)));
        std::fs::write(&out, &self.component).with_context(|| format!("cannot write {}", out.display()))?;
        println!(
            "Built {} ({} KB). Upload it with: outlay {} upload {}",
            out.display(),
            self.component.len() / 1000,
            world.kind,
            out.display()
        );
        Ok(())
    }
}

/// Builds what the folder, or the core module, is.
pub(crate) fn build(path: &Path, world: &World) -> Result<Built> {
    if path.is_file() {
        return module::build(path, world);
    }
    if !path.is_dir() {
        bail!("there is no folder {}", path.display());
    }
    if path.join("Cargo.toml").is_file() {
        return rust::build(path, world);
    }
    if let Some(package) = Package::read(path)? {
        if package.needs("assemblyscript") {
            return assembly_script::build(path, &package, world);
        }
        if package.needs(javascript::TOOL) {
            return javascript::build(path, &package, world);
        }
        bail!(
            "{} has a package.json that needs neither {} (JavaScript) nor assemblyscript: add the one that it is \
             built with to devDependencies",
            path.display(),
            javascript::TOOL
        );
    }
    if python::is_project(path) {
        return python::build(path, world);
    }
    bail!(
        "{} is no project of a {kind}: it has no Cargo.toml (Rust), package.json (JavaScript, AssemblyScript) or \
         requirements.txt with componentize-py (Python); `outlay {kind} new` makes one",
        path.display(),
        kind = world.kind
    )
}

/// Where compiled code is kept: large components take a while to compile.
pub(crate) fn cache(name: &str) -> Result<(Option<tempfile::TempDir>, PathBuf)> {
    let set = |variable: &str| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    match set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache"))) {
        Some(caches) => Ok((None, caches.join("outlay").join(name))),
        None => {
            let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
            let path = folder.path().to_owned();
            Ok((Some(folder), path))
        }
    }
}
