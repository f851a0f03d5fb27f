//! What authors of rules do on the command line: from an empty folder to an alert, in every language.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use system_tests::cli::{self, Ran};
use system_tests::events::{costing, with};
use system_tests::{Server, environment, list, wait_until};
use tempfile::TempDir;
use tokio::process::Command;

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = cli::outlay(folder, arguments);
    // Everything that a new project needs was fetched when this workspace was built.
    command.env("CARGO_NET_OFFLINE", "true");
    command
}

/// A command of somebody who has the tools of all languages.
async fn with_tools(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = command(folder, arguments);
    command.env("PATH", environment::path_with_rule_tools());
    cli::run(command).await
}

fn example(name: &str) -> PathBuf {
    environment::workspace().join("examples/rules").join(name)
}

/// The component of an example, built with the tool of its language. Kept until a source changes: what the tools make
/// is not the same each time, and the host takes a while to compile it.
async fn built(name: &str) -> PathBuf {
    let folder = example(name);
    let mut sources: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    sources.retain(|path| path.is_file() && path.extension().is_some_and(|kind| kind != "md"));
    sources.push(environment::workspace().join("wit/rule/rule.wit"));
    sources.push(environment::workspace().join("xtask/rule-tools/package-lock.json"));
    sources.sort();
    let mut digest = Sha256::new();
    sources.iter().for_each(|source| digest.update(std::fs::read(source).unwrap()));
    let digest: String = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{digest}.wasm"));
    if !kept.is_file() {
        let temporary = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let out = temporary.path().join("rule.wasm");
        let build = ["rule", "build", folder.to_str().unwrap(), "--out", out.to_str().unwrap()];
        with_tools(temporary.path(), &build).await.expect_ok();
        std::fs::rename(out, &kept).unwrap();
    }
    kept
}

/// Runs an example in the host; what `rule test --json` says.
async fn tested(name: &str) -> Value {
    let component = built(name).await;
    let test = |file: &str| example(name).join("test").join(file).to_str().unwrap().to_owned();
    let (events, settings, expected) = (test("events.ndjson"), test("settings.json"), test("expected.json"));
    let component = component.to_str().unwrap();
    let files = ["--events", &events, "--settings", &settings, "--expect", &expected];
    let arguments = [&["rule", "test", component, "--json"][..], &files].concat();
    let ran = cli::run(command(Path::new(env!("CARGO_TARGET_TMPDIR")), &arguments)).await;
    let report: Value = serde_json::from_str(ran.expect_ok()).unwrap();
    let promises = ["sameInSingleRows", "sameWithRestarts", "asExpected"].map(|promise| report[promise] == json!(true));
    assert_eq!(promises, [true; 3], "{report:#}");
    assert!(report["instructions"].as_u64().unwrap() > 0, "{report:#}");
    report
}

#[tokio::test]
async fn from_an_empty_folder_to_an_alert() {
    let server = Server::start().await;
    let home = server.folder();
    let run = async |arguments: &[&str]| cli::run(command(home, arguments)).await;
    run(&["rule", "new", "dear-call"]).await.expect_ok();
    let again = run(&["rule", "new", "dear-call"]).await;
    assert!(again.expect_failure().contains("not empty"), "{again:?}");

    let tested = run(&["rule", "test", "dear-call"]).await;
    let printed = tested.expect_ok();
    for part in ["dear-call 0.1.0: 7 events", "First call of organization acme over $1.25 cost $1.43", "as expected"] {
        assert!(printed.contains(part), "{part} in {printed}");
    }
    run(&["rule", "build", "dear-call"]).await.expect_ok();
    let upload = ["rule", "upload", "dear-call.wasm", "--name", "Dear call", "--settings", r#"{"limit": "1.25"}"#];
    server.cli(&upload).await.expect_ok();

    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    wait_until("a rule that judges", async || {
        let rules = admin.get("/api/v1/rules").await.expect(200);
        if list(&rules["items"])[0]["state"] == "live" { Ok(()) } else { Err(rules) }
    })
    .await;
    let event = with(costing("1", "1.43"), json!({"organizationName": "acme"}));
    let answer = sender.post("/v1/events", &event).await.expect(200);
    assert_eq!(answer["alerts"][0]["ruleName"], "Dear call", "{answer}");
}

#[tokio::test]
async fn a_rule_in_javascript_judges_in_a_server() {
    let server = Server::start().await;
    let component = built("runaway-run-js").await;
    let component = component.to_str().unwrap();
    let upload = ["rule", "upload", component, "--name", "Runaway", "--settings", r#"{"cost": "1"}"#];
    server.cli(&upload).await.expect_ok();

    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    wait_until("a rule that judges", async || {
        let rules = admin.get("/api/v1/rules").await.expect(200);
        if list(&rules["items"])[0]["state"] == "live" { Ok(()) } else { Err(rules) }
    })
    .await;
    let call = |id: &str| with(costing(id, "0.75"), json!({"traceId": "run-1", "agent": "planner"}));
    let first = sender.post("/v1/events", &call("1")).await.expect(200);
    assert_eq!(first["alerts"], json!([]), "{first}");
    let second = sender.post("/v1/events", &call("2")).await.expect(200);
    assert_eq!(second["alerts"][0]["title"], "Run run-1 of planner cost $1.50, over $1.00", "{second}");
}

#[tokio::test]
async fn examples_in_other_languages_keep_their_promises() {
    let javascript = tested("runaway-run-js").await;
    assert_eq!(javascript["findings"][1]["value"], "4");
    let python = tested("error-streak-python").await;
    assert_eq!(python["findings"][1]["state"], "cleared");
    let assembly_script = tested("uncached-prompt-assemblyscript").await;
    assert!(assembly_script["findings"][2]["title"].as_str().unwrap().contains("größer"));
}

#[tokio::test]
async fn a_new_project_in_every_language_passes_its_own_test() {
    let folder = tempfile::tempdir().unwrap();
    // Compiling the engines of JavaScript and Python again would take long: these two are only built.
    for (language, is_tested) in [("assemblyscript", true), ("javascript", false), ("python", false)] {
        let name = format!("my-{language}");
        with_tools(folder.path(), &["rule", "new", &name, "--language", language]).await.expect_ok();
        for file in ["README.md", "test/events.ndjson", "test/expected.json", "wit/rule.wit", "wit/FRAME.md"] {
            assert!(folder.path().join(&name).join(file).is_file(), "{language}: {file}");
        }
        let does = if is_tested { "test" } else { "build" };
        let ran = with_tools(folder.path(), &["rule", does, &name]).await;
        assert!(ran.expect_ok().contains(&name), "{ran:?}");
    }
}

#[tokio::test]
async fn findings_that_differ_are_told_and_fail() {
    let folder = tempfile::tempdir().unwrap();
    let expected = folder.path().join("expected.json");
    std::fs::write(&expected, r#"[{"line": 3, "key": "globex"}, {"line": 4}]"#).unwrap();
    let example = example("first-expensive-call");
    let arguments = ["rule", "test", example.to_str().unwrap(), "--expect", expected.to_str().unwrap()];
    let ran = cli::run(command(folder.path(), &arguments)).await;
    assert!(ran.expect_failure().contains("3 findings are not as expected"), "{ran:?}");
    for part in [
        "~ line 3: firing `First call of organization acme over $1.25 cost $1.43`",
        "key: expected \"globex\"",
        "- line 4 is missing",
        "+ line 5: firing",
    ] {
        assert!(ran.stdout.contains(part), "{part} in {}", ran.stdout);
    }
}

#[tokio::test]
async fn what_cannot_be_tried_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let example = example("first-expensive-call");
    let problem = async |further: &[&str]| {
        let arguments = [&["rule", "test", example.to_str().unwrap()], further].concat();
        cli::run(command(folder.path(), &arguments)).await.expect_failure().to_owned()
    };
    let settings = problem(&["--settings", r#"{"limit": -1}"#]).await;
    assert!(settings.contains("the settings are wrong at /limit: the limit must not be negative"), "{settings}");
    assert!(problem(&["--time-zone", "Mars/Olympus"]).await.contains("Mars/Olympus"));
    let events = folder.path().join("events.ndjson");
    std::fs::write(&events, "{\"model\": \"gpt-5\"}\n{\"agent\": \"planner\"}\n").unwrap();
    let wrong = problem(&["--events", events.to_str().unwrap()]).await;
    assert!(wrong.contains("line 2: "), "{wrong}");
}

#[tokio::test]
async fn corrections_and_records_are_tried_like_events() {
    let folder = tempfile::tempdir().unwrap();
    let metric = environment::workspace().join("guest/rules/metric");
    let component = folder.path().join("metric.wasm");
    let build = ["rule", "build", metric.to_str().unwrap(), "--out", component.to_str().unwrap()];
    cli::run(command(folder.path(), &build)).await.expect_ok();
    let events = folder.path().join("events.ndjson");
    let found = async |lines: &str, settings: &Value| {
        std::fs::write(&events, lines).unwrap();
        let (file, settings) = (events.to_str().unwrap(), settings.to_string());
        let arguments =
            ["rule", "test", component.to_str().unwrap(), "--json", "--events", file, "--settings", &settings];
        let ran = cli::run(command(folder.path(), &arguments)).await;
        let report: Value = serde_json::from_str(ran.expect_ok()).unwrap();
        let found = report["findings"].as_array().unwrap().clone();
        found
            .into_iter()
            .map(|one| (one["line"].clone(), one["state"].as_str().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };
    let mut settings = json!({
        "alertType": "THRESHOLD", "metricType": "TOTAL_COST", "operatorType": "GREATER_THAN", "threshold": "1",
        "periodDuration": "DAILY",
    });
    let calls = r#"{"id": "call-1", "model": "gpt-5", "totalCost": "0.5"}
{"amends": "call-1", "totalCost": "2", "receivedAt": "2026-01-01T00:00:05Z"}
{"voids": "call-1"}
"#;
    let fired = (json!(2), "firing".to_owned());
    assert_eq!(found(calls, &settings).await.first(), Some(&fired));
    settings["dataSource"] = json!("PROVIDER");
    assert_eq!(found(calls, &settings).await, []);
    let records = r#"{"entry": "record", "provider": "openai", "start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z", "cost": "0.75"}
{"entry": "record", "provider": "openai", "start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z", "cost": "1.25"}
"#;
    assert_eq!(found(records, &settings).await.first(), Some(&fired));
}

#[tokio::test]
async fn a_rule_that_breaks_its_promises_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let hostile = environment::workspace().join("tests/guests/hostile");
    let component = folder.path().join("hostile.wasm");
    let build = ["rule", "build", hostile.to_str().unwrap(), "--out", component.to_str().unwrap()];
    cli::run(command(folder.path(), &build)).await.expect_ok();
    let problem = async |settings: Value| {
        let events = example("runaway-run-js").join("test/events.ndjson");
        let (settings, events) = (settings.to_string(), events.to_str().unwrap().to_owned());
        let arguments = ["rule", "test", component.to_str().unwrap(), "--events", &events, "--settings", &settings];
        cli::run(command(folder.path(), &arguments)).await.expect_failure().to_owned()
    };
    let cut = problem(json!({"mode": "depends_on_frames"})).await;
    assert!(cut.contains("depend on how events are cut into frames"), "{cut}");
    let trap = problem(json!({"mode": "panic", "only": "coder"})).await;
    assert!(trap.contains("failed at line 2 of the events") && trap.contains("on purpose"), "{trap}");
    let refused = problem(json!({"mode": "bad_restore"})).await;
    assert!(refused.contains("this state is not mine"), "{refused}");
}

#[tokio::test]
async fn a_missing_tool_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let problem = async |language: &str| {
        let name = format!("my-{language}");
        cli::run(command(folder.path(), &["rule", "new", &name, "--language", language])).await.expect_ok();
        let mut build = command(folder.path(), &["rule", "build", &name]);
        build.env("PATH", "");
        cli::run(build).await.expect_failure().to_owned()
    };
    assert!(problem("javascript").await.contains("run `npm install` in my-javascript"));
    assert!(problem("assemblyscript").await.contains("run `npm install` in my-assemblyscript"));
    assert!(problem("python").await.contains(".venv/bin/pip install -r requirements.txt"));
    let empty = TempDir::new().unwrap();
    let ran = cli::run(command(empty.path(), &["rule", "build"])).await;
    assert!(ran.expect_failure().contains("`outlay rule new` makes one"), "{ran:?}");
}

#[test]
fn examples_name_the_versions_that_are_tested() {
    let read = |file: PathBuf| -> Value { serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap() };
    let tools = read(environment::workspace().join("xtask/rule-tools/package.json"));
    for name in ["runaway-run-js", "uncached-prompt-assemblyscript"] {
        let package = read(example(name).join("package.json"));
        for (tool, version) in package["devDependencies"].as_object().unwrap() {
            assert_eq!(version, &tools["devDependencies"][tool], "{name}: {tool}");
        }
    }
}
