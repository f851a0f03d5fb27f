//! `outlay rule new`

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::cli::build::RULE;
use crate::cli::project::{
    self, ASSEMBLYSCRIPT_EXAMPLE, FRAME, File, JAVASCRIPT_EXAMPLE, LOCK, PYTHON_EXAMPLE, RULE_SDK, RUST_EXAMPLE, Sdk,
};

const FRAME_DOCUMENT: &str = include_str!("../../../../../wit/FRAME.md");
const RUST_MANIFEST: &str = include_str!("../../../templates/rule/Cargo.toml.txt");
const RUST_README: &str = include_str!("../../../templates/rule/README.md");

const SDK: Sdk = Sdk {
    crates: &[("rule-sdk", RULE_SDK), ("frame", FRAME)],
    wit: &[("rule/rule.wit", RULE.wit), ("FRAME.md", FRAME_DOCUMENT)],
};

#[derive(Args)]
pub(crate) struct New {
    /// The project's folder: an empty one, or one to be made. Its name is the rule's
    folder: PathBuf,
    #[arg(long, value_enum, default_value = "rust")]
    language: Language,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    Rust,
    Javascript,
    Python,
    Assemblyscript,
}

impl Language {
    /// What a person has to do before the first build.
    const fn preparation(self) -> Option<&'static str> {
        match self {
            Self::Rust => None,
            Self::Javascript | Self::Assemblyscript => Some("npm install"),
            Self::Python => Some("python3 -m venv .venv && .venv/bin/pip install -r requirements.txt"),
        }
    }
}

impl New {
    pub(super) fn run(self) -> Result<()> {
        let Self { folder, language } = self;
        let name = project::name(&folder, RULE.kind, &["outlay-rule", "outlay-frame"])?;
        project::require_empty(&folder)?;
        project::make(&folder, files(language, &name)?)?;
        println!("Made the rule {name} in {}. Next:", folder.display());
        println!("  cd {}", folder.display());
        if let Some(preparation) = language.preparation() {
            println!("  {preparation}");
        }
        println!("  outlay rule test");
        println!("README.md says the rest.");
        Ok(())
    }
}

/// All files of a project in a language; `name` is the project's.
fn files(language: Language, name: &str) -> Result<Vec<File>> {
    let (example, its_name) = match language {
        Language::Rust => (RUST_EXAMPLE, "first-expensive-call"),
        Language::Javascript => (JAVASCRIPT_EXAMPLE, "runaway-run"),
        Language::Python => (PYTHON_EXAMPLE, "error-streak"),
        Language::Assemblyscript => (ASSEMBLYSCRIPT_EXAMPLE, "uncached-prompt"),
    };
    let mut files = project::renamed(example, its_name, name);
    if language == Language::Rust {
        files.retain(|(place, _)| place != "Cargo.toml" && place != "README.md");
        files.push(("Cargo.toml".into(), RUST_MANIFEST.replace(its_name, name)));
        files.push(("README.md".into(), RUST_README.replace(its_name, name)));
        files.push(("Cargo.lock".into(), LOCK.into()));
        files.extend(SDK.files()?);
    } else {
        // Without an SDK, the contract is to be read.
        files.extend(SDK.wit.iter().map(|(place, text)| {
            let place = place.rsplit('/').next().unwrap_or(place);
            (format!("wit/{place}"), (*text).to_owned())
        }));
    }
    Ok(files)
}
