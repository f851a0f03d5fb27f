//! House rules that a program can check: which room may depend on which, and who may name which crate.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::shell::root;

/// From the ground up: a room may depend on those before it.
const ROOMS: &[&str] = &[
    "domain",
    "pricing",
    "vault",
    "ledger",
    "warehouse",
    "sandbox",
    "control",
    "custody",
    "prices",
    "egress",
    "access",
    "rules",
    "alerts",
    "pipeline",
    "connections",
    "reports",
    "ingest",
    "api",
    "outlay",
];

/// A crate, and the rooms that may name it. Tests may use what they like.
const KEEPERS: &[(&str, &[&str])] = &[
    ("aes-gcm", &["vault"]),
    ("duckdb", &["warehouse"]),
    ("parquet", &["warehouse"]),
    ("wasmtime", &["sandbox"]),
    ("sqlx", &["control"]),
    ("reqwest", &["egress", "outlay"]),
    ("lettre", &["egress"]),
    ("aws-sigv4", &["egress"]),
    ("argon2", &["access"]),
    ("croner", &["connections"]),
    ("axum", &["api", "outlay"]),
    ("utoipa", &["api"]),
    ("clap", &["outlay"]),
];

pub(crate) fn check() -> Result<()> {
    let mut problems = Vec::new();
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(root().join("host"))? {
        let room = entry?.file_name().to_string_lossy().into_owned();
        let Some(place) = ROOMS.iter().position(|known| *known == room) else {
            problems.push(format!("host/{room} is not in the list of rooms in xtask/src/tidy.rs"));
            continue;
        };
        for name in dependencies(&room)? {
            let below = ROOMS.iter().skip(place).any(|other| name == format!("outlay-{other}"));
            if below {
                problems.push(format!("host/{room} may not depend on {name}, which stands below it"));
            }
            if let Some((_, keepers)) = KEEPERS.iter().find(|(kept, _)| *kept == name)
                && !keepers.contains(&room.as_str())
            {
                problems.push(format!("host/{room} may not name {name}: only {} may", keepers.join(" and ")));
            }
        }
        found.insert(room);
    }
    problems.extend(ROOMS.iter().filter(|room| !found.contains(**room)).map(|room| format!("host/{room} is missing")));
    if problems.is_empty() { Ok(()) } else { bail!("house rules are broken:\n  - {}", problems.join("\n  - ")) }
}

/// What stands under `[dependencies]`.
fn dependencies(room: &str) -> Result<Vec<String>> {
    let file = root().join("host").join(room).join("Cargo.toml");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines = text.lines().skip_while(|line| line.trim() != "[dependencies]").skip(1);
    let names = lines.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split(['.', '=', ' ']).next());
    Ok(names.filter(|name| !name.is_empty() && !name.starts_with('#')).map(str::to_owned).collect())
}
