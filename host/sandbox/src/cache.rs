//! Compiled code on disk, so that a start does not compile again.
//!
//! A file is found by the hash of the component and the settings of the engine, and ends with the hash of what comes
//! before it. It is mapped, not read into memory: of most guests only a part ever runs. Compiled code is machine code that this process runs: the folder is private to this host, nothing from
//! outside is ever put there, and whatever does not fit is compiled again from the component.

use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io, process};

use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

const DIGEST: usize = 32;
const UNFINISHED: &str = ".part";
/// Bytes of all files together.
const LARGEST: u64 = 1 << 30;

#[derive(Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
    /// Compiling takes all processors and much memory: one at a time.
    compiling: Mutex<()>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Compiled,
    Cached,
}

impl Cache {
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        make_private(folder)?;
        let cache = Self { folder: folder.to_owned(), compiling: Mutex::new(()) };
        cache.tidy(|name, _| name.ends_with(UNFINISHED));
        Ok(cache)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn has(&self, engine: &Engine, sha256: &str) -> bool {
        self.file(engine, sha256).exists()
    }

    fn file(&self, engine: &Engine, sha256: &str) -> PathBuf {
        self.folder.join(format!("{sha256}-{}.cwasm", settings(engine)))
    }

    /// Takes the compiled code from disk, or compiles and keeps it. `sha256` is that of `wasm`.
    pub(crate) fn component(
        &self,
        engine: &Engine,
        wasm: &[u8],
        sha256: &str,
    ) -> wasmtime::Result<(Component, Origin)> {
        let file = self.file(engine, sha256);
        if let Some(component) = read(&file, engine) {
            return Ok((component, Origin::Cached));
        }
        let _one_at_a_time = self.compiling.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(component) = read(&file, engine) {
            return Ok((component, Origin::Cached));
        }
        let compiled = engine.precompile_component(wasm)?;
        // The same component, compiled by an older version of this host.
        self.tidy(|name, path| name.starts_with(sha256) && path != file);
        let kept = self.keep(&file, &compiled).inspect_err(|error| {
            tracing::warn!(%error, file = %file.display(), "compiled code cannot be kept; the next start compiles again");
        });
        self.bound();
        let kept = kept.ok().and_then(|()| read(&file, engine));
        let component = kept.map_or_else(|| from_memory(engine, &compiled), Ok)?;
        Ok((component, Origin::Compiled))
    }

    fn keep(&self, file: &Path, compiled: &[u8]) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(DIGEST + compiled.len());
        bytes.extend_from_slice(compiled);
        bytes.extend_from_slice(&Sha256::digest(compiled));
        let unfinished = file.with_extension(format!("{}{UNFINISHED}", process::id()));
        fs::write(&unfinished, bytes)?;
        fs::rename(&unfinished, file)
    }

    /// Removes files; what cannot be removed only takes up room.
    fn tidy(&self, unwanted: impl Fn(&str, &Path) -> bool) {
        let Ok(files) = fs::read_dir(&self.folder) else { return };
        for file in files.flatten() {
            if file.file_name().to_str().is_some_and(|name| unwanted(name, &file.path())) {
                let _gone = fs::remove_file(file.path());
            }
        }
    }

    /// Keeps the newest files up to a size: who may upload must not fill the disk.
    fn bound(&self) {
        let Ok(files) = fs::read_dir(&self.folder) else { return };
        let known = |file: fs::DirEntry| {
            let about = file.metadata().ok()?;
            Some((about.modified().ok()?, about.len(), file.path()))
        };
        let mut files: Vec<_> = files.flatten().filter_map(known).collect();
        files.sort_unstable_by(|one, other| other.cmp(one));
        let mut total = 0_u64;
        for (_, bytes, path) in files {
            total = total.saturating_add(bytes);
            if total > LARGEST {
                let _gone = fs::remove_file(path);
            }
        }
    }
}

/// None is no reason to fail: there is no such file, or it is compiled again.
fn read(file: &Path, engine: &Engine) -> Option<Component> {
    let bytes = fs::read(file).ok()?;
    let (compiled, digest) = bytes.split_at_checked(bytes.len().checked_sub(DIGEST)?)?;
    if Sha256::digest(compiled).as_slice() != digest {
        tracing::warn!(file = %file.display(), "kept code is damaged and compiled again");
        return None;
    }
    drop(bytes);
    match from_file(engine, file) {
        Ok(component) => Some(component),
        Err(error) => {
            tracing::warn!(error = %format!("{error:#}"), file = %file.display(), "kept code does not fit and is compiled again");
            None
        }
    }
}

#[allow(unsafe_code)]
fn from_memory(engine: &Engine, compiled: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: `compiled` was just made by `Engine::precompile_component`.
    unsafe { Component::deserialize(engine, compiled) }
}

#[allow(unsafe_code)]
fn from_file(engine: &Engine, file: &Path) -> wasmtime::Result<Component> {
    // SAFETY: the file is what `Engine::precompile_component` made: only this host's user can write its folder (0700, set
    // at every start), nothing but `Cache::keep` makes files in it, and the digest excludes a torn or decayed one. A file
    // is never changed while it is mapped: another takes its place, or it is removed. `deserialize_file` itself refuses
    // code of another version or other settings, and what stands behind it means nothing to it.
    unsafe { Component::deserialize_file(engine, file) }
}

/// What compiled code depends on beside the component: wasmtime's version, its settings, the processor.
fn settings(engine: &Engine) -> String {
    struct Collect(Sha256);
    impl Hasher for Collect {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
        fn finish(&self) -> u64 {
            0
        }
    }
    let mut collect = Collect(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut collect);
    let digest = collect.0.finalize();
    hex(digest.get(..8).unwrap_or_default())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn make_private(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::engine;

    /// `(component)` with an empty core module.
    const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0\x01\x08\0asm\x01\0\0\0";

    fn origin(cache: &Cache, engine: &Engine) -> Origin {
        cache.component(engine, EMPTY, "name").unwrap().1
    }

    #[test]
    fn code_of_one_engine_fits_another_and_damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let rules = engine::for_rules().unwrap();
        assert_eq!(origin(&cache, &rules), Origin::Compiled);
        drop(rules);
        let rules = engine::for_rules().unwrap();
        assert_eq!(origin(&cache, &rules), Origin::Cached);

        let file = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
        let mut bytes = fs::read(&file).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&file, &bytes).unwrap();
        assert_eq!(origin(&cache, &rules), Origin::Compiled, "a damaged file");
        bytes.truncate(10);
        fs::write(&file, &bytes).unwrap();
        assert_eq!(origin(&cache, &rules), Origin::Compiled, "a torn file");
        assert_eq!(origin(&cache, &rules), Origin::Cached);

        let other = folder.path().join("name-0000000000000000.cwasm");
        fs::write(&other, b"of an older host").unwrap();
        fs::remove_file(&file).unwrap();
        assert_eq!(origin(&cache, &rules), Origin::Compiled);
        assert!(!other.exists() && file.exists());

        let torn = file.with_extension("1.part");
        fs::write(&torn, b"half").unwrap();
        Cache::open(folder.path()).unwrap();
        assert!(!torn.exists() && file.exists());
    }

    #[test]
    fn code_that_does_not_fit_is_compiled_again() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let rules = engine::for_rules().unwrap();
        origin(&cache, &rules);
        let file = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
        // Intact, but of an engine with other settings.
        let other = Engine::default().precompile_component(EMPTY).unwrap();
        cache.keep(&file, &other).unwrap();
        assert_eq!(origin(&cache, &rules), Origin::Compiled);
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("cache");
        fs::create_dir(&inside).unwrap();
        fs::set_permissions(&inside, fs::Permissions::from_mode(0o777)).unwrap();
        Cache::open(&inside).unwrap();
        assert_eq!(fs::metadata(&inside).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
