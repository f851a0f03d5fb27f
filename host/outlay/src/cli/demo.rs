//! `outlay demo`

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use outlay_domain::{Clock, SystemClock, Timestamp};

use crate::demo::{self, Folder};

#[derive(Args)]
pub(crate) struct Demo {
    /// Address and port; port 0 takes a free one and prints it
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    listen: String,
    /// Keep the data in this folder, which must be empty or hold a demo (default: a folder that is gone at the end)
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// When the story ends, RFC 3339 (default: now)
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Add nothing more once it is served
    #[arg(long)]
    quiet: bool,
    /// What to log to standard error
    #[arg(long, value_name = "LEVELS", default_value = "error")]
    log: String,
}

impl Demo {
    /// The folder is left to whoever sees the end of what works in the background.
    pub(crate) async fn run(self, left: &mut Option<Folder>) -> Result<()> {
        let at = self.at.unwrap_or_else(|| SystemClock::default().now());
        let Self { listen, data, quiet, log, .. } = self;
        let folder = left.insert(Folder::prepare(data.as_deref())?);
        println!("Harbourline, an invented company: a month and a half of its AI calls are made up now.");
        let greet = |sign_in: &demo::SignIn| {
            println!("Sign in as `{}` with the password `{}`.", sign_in.name, sign_in.password);
            println!("All data are invented, and so are the providers that it is connected to. Ctrl-C ends the demo.");
        };
        demo::run(folder, demo::Options { listen, at, quiet, log }, greet).await
    }
}
