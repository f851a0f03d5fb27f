//! The developer's commands: run, build, test, setup.
fn main() {}
