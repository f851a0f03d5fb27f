//! `outlay demo`: the story of Harbourline until a Monday's afternoon, served, with nothing that comes after it.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::cli;
use crate::wait::wait_up_to;

/// When the story ends. What is known of it, here and in the console's tests, is known of this moment.
const AT: &str = "2026-11-23T14:32:00Z";
/// It is told in a minute, or in some on a busy machine.
const LONGEST: Duration = Duration::from_secs(300);

/// A demo that is served. Killed when dropped.
#[derive(Debug)]
pub struct Demo {
    child: Child,
    base: String,
    password: String,
}

impl Demo {
    /// Who may sign in.
    pub const NAME: &str = "admin";

    /// Its data are in a folder inside of `folder`, in `tmp`.
    ///
    /// # Panics
    /// If it is not served in time.
    pub async fn start(folder: &Path) -> Self {
        let printed = folder.join("printed");
        let mut command = cli::outlay(folder, ["demo", "--at", AT, "--quiet", "--listen", "127.0.0.1:0"]);
        let temporary = folder.join("tmp");
        std::fs::create_dir(&temporary).expect("a folder in a folder of our own");
        let output = File::create(&printed).expect("a file in a folder of our own");
        command.env("TMPDIR", &temporary).stdin(Stdio::null()).stdout(output);
        let child = command.spawn().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let read = || std::fs::read_to_string(&printed).expect("a file of our own");
        let told = wait_up_to(LONGEST, "a demo that is served", async || {
            let text = read();
            if text.contains("Ctrl-C") { Ok(text) } else { Err(text) }
        })
        .await;
        assert!(told.contains("invented"), "it says what it is: {told}");
        let base = between(&told, "Outlay listens on ", "\n").to_owned();
        let password = between(&told, "with the password `", "`").to_owned();
        Self { child, base, password }
    }

    /// Where it is served.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Of [`Self::NAME`].
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Asks it to end, and waits until it did.
    ///
    /// # Panics
    /// If it does not end well.
    pub async fn stop(mut self) {
        let id = self.child.id().expect("it runs");
        let mut command = Command::new("sh");
        command.args(["-c", &format!("kill -TERM {id}")]);
        cli::run(command).await.expect_ok();
        assert!(self.child.wait().await.expect("a child can be waited for").success());
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.unwrap_or_else(|| panic!("nothing is between `{before}` and `{after}`: {text}")).0
}
