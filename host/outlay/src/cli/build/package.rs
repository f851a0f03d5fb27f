//! What a package.json says.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::world::World;

#[derive(Deserialize)]
pub(super) struct Package {
    name: Option<String>,
    main: Option<String>,
    #[serde(default)]
    dependencies: Map<String, Value>,
    #[serde(default, rename = "devDependencies")]
    dev_dependencies: Map<String, Value>,
}

impl Package {
    /// None if there is no package.json.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>> {
        let file = folder.join("package.json");
        if !file.is_file() {
            return Ok(None);
        }
        let text = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        serde_json::from_slice(&text).map(Some).with_context(|| format!("{} is no package.json", file.display()))
    }

    pub(super) fn needs(&self, package: &str) -> bool {
        self.dependencies.contains_key(package) || self.dev_dependencies.contains_key(package)
    }

    /// Without a scope.
    pub(super) fn name(&self, world: &World) -> String {
        let name = self.name.as_deref().unwrap_or(world.kind);
        name.rsplit('/').next().unwrap_or(name).to_owned()
    }

    /// The file that is built.
    pub(super) fn main<'p>(&'p self, usual: &'p str) -> &'p str {
        self.main.as_deref().unwrap_or(usual)
    }
}
