//! Measures the same rule as a plug-in of extism.
//!
//! Arguments: the plug-in, a file with a frame, how many rounds. Prints how many microseconds a call took.

use std::{env, fs};

use anyhow::{Context, Result, ensure};
use extism::{Manifest, Plugin, Wasm};

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [plugin, frame, rounds] = arguments.as_slice() else { anyhow::bail!("PLUGIN FRAME ROUNDS") };
    let frame = fs::read(frame).context("cannot read the frame")?;
    let rounds: u32 = rounds.parse()?;
    // A limit that is never reached.
    let settings = [("except", "agent-3"), ("limit", "1000000000000000000000000")];
    let manifest = Manifest::new([Wasm::data(fs::read(plugin)?)]).with_config(settings.into_iter());
    let mut plugin = Plugin::new(&manifest, [], false)?;
    for _ in 0..rounds / 10 {
        ensure!(plugin.call::<&[u8], &str>("evaluate", &frame)? == "[]");
    }
    let mut quickest = f64::MAX;
    for _ in 0..5 {
        let began = thread_nanoseconds();
        for _ in 0..rounds / 5 {
            ensure!(plugin.call::<&[u8], &str>("evaluate", &frame)? == "[]");
        }
        quickest = quickest.min((thread_nanoseconds() - began) / f64::from(rounds / 5));
    }
    println!("{}", quickest / 1e3);
    Ok(())
}

/// How long this thread has run on a processor.
fn thread_nanoseconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}
