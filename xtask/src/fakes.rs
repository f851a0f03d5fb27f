//! Runs the fake providers by hand.

use anyhow::Result;

use crate::shell::{command, run};

pub(crate) fn serve(providers: &[String]) -> Result<()> {
    let mut cargo = command("cargo", ["run", "--quiet", "--release", "--package", "fakes", "--"]);
    cargo.args(providers);
    run(cargo)
}
