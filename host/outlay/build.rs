//! The library `libduckdb` is looked for beside the binary, then where the build found it. Files that `outlay rule new`
//! and `outlay connector new` write are built into the binary.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders of the repository, by the name that `cli/project` has for them.
const EMBEDDED: &[(&str, &str)] = &[
    ("RULE_SDK", "guest/rule-sdk"),
    ("FRAME", "guest/frame"),
    ("CONNECTOR_SDK", "guest/connector-sdk"),
    ("TAPE", "guest/tape"),
    ("CONNECTOR_EXAMPLE", "examples/connectors/house-gateway"),
    ("RUST_EXAMPLE", "examples/rules/first-expensive-call"),
    ("JAVASCRIPT_EXAMPLE", "examples/rules/runaway-run-js"),
    ("PYTHON_EXAMPLE", "examples/rules/error-streak-python"),
    ("ASSEMBLYSCRIPT_EXAMPLE", "examples/rules/uncached-prompt-assemblyscript"),
];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-env-changed=DUCKDB_LIB_DIR");
    // What is built into the binary: a new file is noticed, too.
    println!("cargo:rerun-if-changed=../../console/dist");
    println!("cargo:rerun-if-changed=../../.deps/components");
    let beside = if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "macos") { "@loader_path" } else { "$ORIGIN" };
    println!("cargo:rustc-link-arg-bins=-Wl,-rpath,{beside}");
    embed()
}

/// Writes one constant a folder: paths inside it, and what the files hold.
fn embed() -> io::Result<()> {
    // Asked when it runs: a build cache may serve several clones.
    let root = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default().join("../..");
    let mut code = String::new();
    for (name, folder) in EMBEDDED {
        let folder = root.join(folder);
        println!("cargo:rerun-if-changed={}", folder.display());
        let mut files = Vec::new();
        find(&folder, &mut files)?;
        files.sort();
        let _written = writeln!(code, "pub(crate) const {name}: Files = &[");
        for file in files {
            let place = file.strip_prefix(&folder).unwrap_or(&file);
            let _written = writeln!(code, "    ({place:?}, include_str!({file:?})),");
        }
        code.push_str("];\n");
    }
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("embedded.rs"), code)
}

/// Of files that belong to a project.
const KINDS: &[&str] = &["rs", "toml", "json", "ndjson", "js", "ts", "py", "txt", "md"];

/// Source files. What tools left in a folder is not among them.
fn find(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_left = name.starts_with('.')
            || ["node_modules", "target", "__pycache__", "package-lock.json"].contains(&name.as_str());
        if path.is_dir() && !is_left {
            find(&path, files)?;
        } else if path.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known)) && !is_left {
            files.push(path);
        }
    }
    Ok(())
}
