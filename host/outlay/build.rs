//! The library `libduckdb` is looked for beside the binary, then where the build found it.
fn main() {
    println!("cargo:rerun-if-env-changed=DUCKDB_LIB_DIR");
    // What is built into the binary: a new file is noticed, too.
    println!("cargo:rerun-if-changed=../../console/dist");
    println!("cargo:rerun-if-changed=../../.deps/components");
    let beside =
        if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "macos") { "@loader_path" } else { "$ORIGIN" };
    println!("cargo:rustc-link-arg-bins=-Wl,-rpath,{beside}");
}
