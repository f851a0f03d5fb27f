//! The macro that compiles the migrations in does not notice new files by itself.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
