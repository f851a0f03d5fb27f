//! Fuzzing: the targets in `fuzz/`, built with the pinned toolchain and run by libFuzzer.
//!
//! `cargo fuzz` builds the same targets with a nightly toolchain and a sanitizer. Here only coverage is needed: our code
//! is safe Rust, so what goes wrong is a panic, a broken promise, or too much time or memory.

use std::collections::{BTreeSet, VecDeque};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use crate::shell::{command, need, root, run, run_quietly, say, say_error, step, target_dir};

/// What libFuzzer is guided by: counters at edges, and both sides of comparisons.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
                        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
                        -Cllvm-args=-sanitizer-coverage-trace-compares";
/// Requests of real clients that a target begins with, beside what lies in `fuzz/seeds`.
const FIXTURES: &[(&str, &str)] =
    &[("json_records", "host/ingest/tests/captures"), ("otlp_json", "host/ingest/tests/otlp")];
/// Names that a target can hardly guess.
const NAMES: &[(&str, &str)] = &[
    ("json_records", "host/ingest/src/json/field.rs"),
    ("cloud_events", "host/ingest/src/json/field.rs"),
    ("otlp_json", "host/ingest/src/otlp/keys.rs"),
    ("otlp_protobuf", "host/ingest/src/otlp/keys.rs"),
];
/// How libFuzzer ends when it is told to.
const INTERRUPTED: i32 = 72;
/// In CI, in seconds a target.
const BRIEFLY: u64 = 8;
/// An input that takes longer, in seconds, or more memory, in MiB, is a finding.
const LONGEST: u64 = 20;
const LARGEST: u64 = 1024;

#[derive(Debug, Args)]
pub(crate) struct Fuzz {
    /// How long each target runs
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// How many run at a time
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Which targets run; all without any
    targets: Vec<String>,
}

pub(crate) fn run_fuzz(fuzz: &Fuzz) -> Result<()> {
    let known = targets()?;
    if let Some(unknown) = fuzz.targets.iter().find(|target| !known.contains(target)) {
        bail!("there is no target `{unknown}`; there are {}", known.join(", "));
    }
    let build = Build::of()?;
    step("Building the fuzz targets", || run(build.cargo("build")))?;
    let wanted = if fuzz.targets.is_empty() { known } else { fuzz.targets.clone() };
    step(&format!("Fuzzing {} targets for {} s each", wanted.len(), fuzz.seconds), || {
        run_all(&build, wanted, fuzz.seconds, fuzz.jobs)
    })
}

/// What CI does: all targets are checked, and run long enough to find what is easily found.
pub(crate) fn run_briefly() -> Result<()> {
    step("Checking the fuzz targets", || {
        run(command("cargo", ["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]))?;
        let mut clippy = Build::of()?.cargo("clippy");
        clippy.args(["--", "--deny", "warnings"]);
        run(clippy)
    })?;
    run_fuzz(&Fuzz { seconds: BRIEFLY, jobs: 2, targets: Vec::new() })
}

/// The names of the files are those of the targets.
fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("fuzz/fuzz_targets"))? {
        names.extend(entry?.path().file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// Where the instrumented binaries lie.
struct Build {
    folder: PathBuf,
    triple: String,
}

impl Build {
    fn of() -> Result<Self> {
        if std::env::var_os("CXX").is_none() {
            let how = "install a C++ compiler, libFuzzer is written in C++ (Debian: apt-get install build-essential; \
                       macOS: xcode-select --install)";
            need("c++", how)?;
        }
        let version = run_quietly(command("rustc", ["-vV"]))?;
        let triple = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
        Ok(Self { folder: target_dir().join("fuzz"), triple: triple.to_owned() })
    }

    fn cargo(&self, subcommand: &str) -> Command {
        let mut cargo = command("cargo", [subcommand, "--quiet", "--release", "--manifest-path", "fuzz/Cargo.toml"]);
        // With a target named, what only runs while building is left alone.
        cargo.args(["--target", &self.triple, "--target-dir"]).arg(&self.folder);
        cargo.env("RUSTFLAGS", COVERAGE).env_remove("CARGO_ENCODED_RUSTFLAGS");
        cargo
    }

    fn binary(&self, target: &str) -> PathBuf {
        self.folder.join(&self.triple).join("release").join(target)
    }
}

fn run_all(build: &Build, targets: Vec<String>, seconds: u64, jobs: usize) -> Result<()> {
    let waiting = Mutex::new(VecDeque::from(targets));
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let findings = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                while let Some(target) = next() {
                    let finding = match run_one(build, &target, seconds) {
                        Ok(None) => continue,
                        Ok(Some(finding)) => finding,
                        Err(error) => format!("{target} did not run to its end: {error:#}"),
                    };
                    say_error(&finding);
                    findings.lock().unwrap_or_else(PoisonError::into_inner).push(finding);
                }
            });
        }
    });
    let count = findings.into_inner().unwrap_or_else(PoisonError::into_inner).len();
    if count == 0 { Ok(()) } else { bail!("{count} of the targets failed, see above") }
}

/// Says what a target did; answers what it found.
fn run_one(build: &Build, target: &str, seconds: u64) -> Result<Option<String>> {
    let fuzz = root().join("fuzz");
    let (corpus, artefacts) = (fuzz.join("corpus").join(target), fuzz.join("artifacts").join(target));
    let log = build.folder.join(format!("{target}.log"));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&artefacts)?;
    let mut run = Command::new(build.binary(target));
    run.arg(&corpus);
    let seeds = fuzz.join("seeds").join(target);
    run.args(seeds.is_dir().then_some(seeds)).args(fixtures(build, target)?);
    if let Some(names) = dictionary(build, target)? {
        run.arg(format!("-dict={}", names.display()));
    }
    run.arg(format!("-max_total_time={seconds}")).arg("-print_final_stats=1");
    run.arg(format!("-timeout={LONGEST}")).arg(format!("-rss_limit_mb={LARGEST}"));
    run.arg(format!("-artifact_prefix={}/", artefacts.display()));
    run.current_dir(&fuzz).stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log)?);
    let status = run.status().with_context(|| format!("cannot start {run:?}"))?;

    let said = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    say(&Figures::of(&said).sentence(target));
    match status.code() {
        Some(0) => return Ok(None),
        Some(INTERRUPTED) => bail!("it was interrupted"),
        _ => {}
    }
    let artefact = said.lines().find_map(|line| line.split_once("Test unit written to ")).map(|(_, path)| path);
    let reproduce = artefact.map_or_else(
        || format!("its log is {}", log.display()),
        |artefact| format!("the input is {artefact}; reproduce with\n  {} {artefact}", build.binary(target).display()),
    );
    Ok(Some(format!("{target} found something: {}\n  {reproduce}", reason(&said))))
}

/// What libFuzzer says at the end.
#[derive(Default)]
struct Figures {
    executions: u64,
    per_second: u64,
    coverage: u64,
    megabytes: u64,
}

impl Figures {
    fn of(log: &str) -> Self {
        let number = |text: &str| text.split_whitespace().next().and_then(|word| word.parse().ok());
        let last = |before: &str| log.lines().rev().find_map(|line| number(line.split_once(before)?.1));
        let value = |before: &str| last(before).unwrap_or_default();
        Self {
            executions: value("stat::number_of_executed_units:"),
            per_second: value("stat::average_exec_per_sec:"),
            coverage: value(" cov: "),
            megabytes: value("stat::peak_rss_mb:"),
        }
    }

    fn sentence(&self, target: &str) -> String {
        let Self { executions, per_second, coverage, megabytes } = self;
        format!("{target:14} {executions:>10} executions, {per_second:>7}/s, {coverage:>6} edges, {megabytes:>4} MB")
    }
}

/// The panic or the verdict, in a few lines.
fn reason(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    let is_reason = |line: &&str| line.contains("panicked at") || line.contains("ERROR: libFuzzer");
    let begin = lines.iter().position(is_reason).unwrap_or(lines.len().saturating_sub(3));
    let told: Vec<String> = lines.iter().skip(begin).take(3).map(|line| line.chars().take(2000).collect()).collect();
    told.join("\n  ")
}

/// The bodies of fixtures. Captures hold more than the body.
fn fixtures(build: &Build, target: &str) -> Result<Option<PathBuf>> {
    let Some((_, folder)) = FIXTURES.iter().find(|(of, _)| *of == target) else { return Ok(None) };
    let bodies = build.folder.join("fixtures").join(target);
    fs::create_dir_all(&bodies)?;
    for entry in fs::read_dir(root().join(folder))? {
        let file = entry?.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            let capture: Value = serde_json::from_slice(&fs::read(&file)?)?;
            let body = capture.get("body").unwrap_or(&capture);
            fs::write(bodies.join(file.file_name().unwrap_or_default()), body.to_string())?;
        }
    }
    Ok(Some(bodies))
}

/// The names that stand in a list of our own source, as a dictionary.
fn dictionary(build: &Build, target: &str) -> Result<Option<PathBuf>> {
    let Some((_, source)) = NAMES.iter().find(|(of, _)| *of == target) else { return Ok(None) };
    let text = fs::read_to_string(root().join(source)).with_context(|| format!("cannot read {source}"))?;
    let names: BTreeSet<&str> = text.split('"').skip(1).step_by(2).filter(|name| is_name(name)).collect();
    let file: &Path = &build.folder.join(format!("{target}.dict"));
    fs::write(file, names.iter().map(|name| format!("\"{name}\"\n")).collect::<String>())?;
    Ok(Some(file.to_owned()))
}

fn is_name(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}
