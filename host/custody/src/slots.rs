//! The files that Outlay keeps keys in. Every change is on disk when it returns.
//!
//! A key has one file; while another takes its place, that one lies beside it as `<file>.new`. Which of them counts says
//! the control database alone. A key that is in the way and may be needed is set aside as `<file>.<key id>.old`.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use outlay_vault::MasterKey;
use zeroize::Zeroizing;

use crate::error::{CustodyError, FileProblem, KeyFileError};
use crate::settings::{Keep, KeySettings};

const IN_DATA: &str = "master.key";
/// What a key takes with room for white space.
const LONGEST: u64 = 1024;

/// One place for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) kind: SlotKind,
    pub(crate) path: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SlotKind {
    Data,
    User,
    Folder,
}

impl SlotKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::User => "user",
            Self::Folder => "folder",
        }
    }
}

/// All places where a key of this data folder may lie, the likeliest first. Only the data folder is without its id.
pub(crate) fn slots(settings: &KeySettings, folder: Option<&str>) -> Vec<Slot> {
    let mut slots = vec![data_slot(settings)];
    let Some(folder) = folder else { return slots };
    let chosen = if let Keep::Folder(chosen) = &settings.keep { Some(chosen) } else { None };
    slots.extend(chosen.map(|chosen| named(SlotKind::Folder, chosen, folder)));
    slots.extend(settings.platform.user.as_ref().map(|user| named(SlotKind::User, user, folder)));
    slots
}

fn data_slot(settings: &KeySettings) -> Slot {
    Slot { kind: SlotKind::Data, path: settings.data.join(IN_DATA) }
}

fn named(kind: SlotKind, within: &Path, folder: &str) -> Slot {
    Slot { kind, path: within.join(format!("{folder}.key")) }
}

/// Where a key that is made now is kept; and where if that cannot be written.
pub(crate) fn choose(settings: &KeySettings, keep: &Keep, folder: &str) -> Result<(Slot, Option<Slot>), CustodyError> {
    let user = |reason| settings.platform.user.as_ref().ok_or(CustodyError::NoPlace(reason));
    Ok(match keep {
        Keep::Data => (data_slot(settings), None),
        Keep::Folder(chosen) => (named(SlotKind::Folder, chosen, folder), None),
        Keep::User => (named(SlotKind::User, user("neither HOME nor XDG_CONFIG_HOME names a folder")?, folder), None),
        Keep::Auto => match (settings.platform.objection(), &settings.platform.user) {
            (None, Some(user)) => (named(SlotKind::User, user, folder), Some(data_slot(settings))),
            _ => (data_slot(settings), None),
        },
    })
}

impl Slot {
    /// Where a key waits until it counts.
    pub(crate) fn coming(&self) -> PathBuf {
        with_suffix(&self.path, ".new")
    }

    /// Where the key of this id is set aside.
    pub(crate) fn aside(&self, id: &str) -> PathBuf {
        with_suffix(&self.path, &format!(".{id}.old"))
    }

    /// Writes a key to where it waits. One that was left there goes, unless its id is `needed`.
    pub(crate) fn write_coming(&self, key: &MasterKey, needed: &BTreeSet<String>) -> Result<(), KeyFileError> {
        let file = self.coming();
        let left = read(&file).ok().flatten().map(|key| key.id()).filter(|id| needed.contains(id));
        let written = (|| {
            make_folder(self.folder())?;
            let cleared = match left {
                Some(id) => fs::rename(&file, self.aside(&id)),
                None => fs::remove_file(&file),
            };
            if let Err(error) = cleared
                && error.kind() != io::ErrorKind::NotFound
            {
                return Err(error);
            }
            let mut handle = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file)?;
            handle.write_all(key.text().as_bytes())?;
            handle.write_all(b"\n")?;
            handle.sync_all()?;
            sync_folder(self.folder())
        })();
        written.map_err(|error: io::Error| key_file(&file, error))
    }

    /// The key that waits takes its place. One that lies there is set aside, unless it is the one named `replaced`.
    pub(crate) fn promote(&self, replaced: Option<&str>) -> Result<(), KeyFileError> {
        let there = read(&self.path).ok().flatten().map(|key| key.id());
        let moved = (|| {
            if self.path.exists() && (there.is_none() || there.as_deref() != replaced) {
                fs::rename(&self.path, self.aside(there.as_deref().unwrap_or("unreadable")))?;
            }
            fs::rename(self.coming(), &self.path)?;
            sync_folder(self.folder())
        })();
        moved.map_err(|error: io::Error| key_file(&self.path, error))
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }
}

/// The key in a file; none if there is no such file.
pub(crate) fn read(file: &Path) -> Result<Option<MasterKey>, KeyFileError> {
    let handle = match File::open(file) {
        Ok(handle) => handle,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(key_file(file, error)),
    };
    let problem = |problem| KeyFileError { file: file.to_owned(), problem };
    let mode = handle.metadata().map_err(|error| key_file(file, error))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(problem(FileProblem::ReadableByOthers(file.to_owned())));
    }
    // One that would not grow: what grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(LONGEST as usize + 64));
    match handle.take(LONGEST).read_to_string(&mut text) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(problem(FileProblem::NoKey)),
        Err(error) => return Err(key_file(file, error)),
        Ok(_) => {}
    }
    MasterKey::parse(&text).map(Some).ok_or_else(|| problem(FileProblem::NoKey))
}

/// Removes a file for good.
pub(crate) fn remove(file: &Path) -> Result<(), KeyFileError> {
    let removed = fs::remove_file(file).and_then(|()| sync_folder(file.parent().unwrap_or(Path::new("."))));
    removed.map_err(|error| key_file(file, error))
}

fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.is_dir()).collect();
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    missing.into_iter().filter_map(Path::parent).try_for_each(sync_folder)
}

/// Names are on disk once their folder is synced.
fn sync_folder(folder: &Path) -> io::Result<()> {
    // The parent of a name alone is empty.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

fn key_file(file: &Path, error: io::Error) -> KeyFileError {
    KeyFileError { file: file.to_owned(), problem: FileProblem::Io(error.to_string()) }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn id(file: &Path) -> Option<String> {
        read(file).unwrap().map(|key| key.id())
    }

    #[test]
    fn a_key_waits_and_then_counts() {
        let folder = tempfile::tempdir().unwrap();
        let slot = Slot { kind: SlotKind::User, path: folder.path().join("a/b/x.key") };
        let (one, two, three) = (MasterKey::fresh(), MasterKey::fresh(), MasterKey::fresh());
        assert!(read(&slot.path).unwrap().is_none());
        let nothing = BTreeSet::new();
        slot.write_coming(&two, &nothing).unwrap();
        slot.write_coming(&one, &nothing).unwrap();
        assert_eq!((id(&slot.coming()), id(&slot.path)), (Some(one.id()), None));
        slot.promote(None).unwrap();
        assert_eq!((id(&slot.coming()), id(&slot.path)), (None, Some(one.id())));
        let mode = |file: &Path| fs::metadata(file).unwrap().permissions().mode() & 0o777;
        assert_eq!(
            (mode(&slot.path), mode(&folder.path().join("a/b")), mode(&folder.path().join("a"))),
            (0o600, 0o700, 0o700)
        );

        slot.write_coming(&two, &nothing).unwrap();
        slot.promote(Some(&one.id())).unwrap();
        assert_eq!(fs::read_dir(folder.path().join("a/b")).unwrap().count(), 1, "what was replaced is gone");
        slot.write_coming(&three, &nothing).unwrap();
        slot.promote(None).unwrap();
        assert_eq!(
            (id(&slot.path), id(&slot.aside(&two.id()))),
            (Some(three.id()), Some(two.id())),
            "nothing else is lost"
        );
        slot.write_coming(&one, &nothing).unwrap();
        slot.write_coming(&two, &BTreeSet::from([one.id()])).unwrap();
        assert_eq!((id(&slot.coming()), id(&slot.aside(&one.id()))), (Some(two.id()), Some(one.id())));
        remove(&slot.path).unwrap();
        assert!(id(&slot.path).is_none() && remove(&slot.path).is_err());
    }

    #[test]
    fn a_file_that_is_no_key_or_open_to_others_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master.key");
        for content in [&b"ab"[..], b"\xff\xfe", &[b'a'; 5000]] {
            fs::write(&file, content).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
            let told = read(&file).unwrap_err().to_string();
            assert!(told.contains("64 hexadecimal digits") && told.contains("master.key"), "{told}");
        }
        fs::write(&file, MasterKey::fresh().text().as_bytes()).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        let told = read(&file).unwrap_err().to_string();
        assert!(told.contains("chmod 600"), "{told}");
    }

    #[test]
    fn the_platforms_place_is_taken_if_it_lasts() {
        let data = PathBuf::from("/data");
        let home = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("not-there");
        let mut settings = KeySettings { data, given: None, keep: Keep::Auto, platform: Default::default() };
        let chosen = |settings: &KeySettings| choose(settings, &settings.keep, "f").unwrap().0.path;
        let in_data = PathBuf::from("/data/master.key");
        assert_eq!(chosen(&settings), in_data, "no home");
        settings.platform.user = Some(home.clone());
        settings.platform.is_container = true;
        assert_eq!(chosen(&settings), in_data, "a container");
        settings.keep = Keep::User;
        assert_eq!(chosen(&settings), home.join("f.key"), "the operator knows better");
        settings.keep = Keep::Folder("/keys".into());
        assert_eq!(chosen(&settings), PathBuf::from("/keys/f.key"));
        let all: Vec<_> = slots(&settings, Some("f")).into_iter().map(|slot| slot.path).collect();
        assert_eq!(all, [in_data.clone(), "/keys/f.key".into(), home.join("f.key")]);
        assert_eq!(slots(&settings, None).len(), 1);
        settings.keep = Keep::User;
        settings.platform.user = None;
        assert!(choose(&settings, &Keep::User, "f").is_err());
    }
}
