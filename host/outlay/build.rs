//! The library `libduckdb` is looked for beside the binary, then where the build found it.
fn main() {
    println!("cargo:rerun-if-env-changed=DUCKDB_LIB_DIR");
    // What is built into the binary: a new file is noticed, too.
    println!("cargo:rerun-if-changed=../../console/dist");
    println!("cargo:rerun-if-changed=../../.deps/components");
    if std::env::var_os("CARGO_FEATURE_BUNDLED").is_none() {
        println!("cargo:rustc-link-arg-bins=-Wl,-rpath,$ORIGIN");
    }
}
