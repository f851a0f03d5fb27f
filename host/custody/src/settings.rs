//! Where keys may come from, and where they are kept.

use std::path::{Path, PathBuf};

use crate::given::Given;

/// What the operator chose, and what the platform has.
#[derive(Debug, Clone)]
pub struct KeySettings {
    pub data: PathBuf,
    /// The operator's key. If there is one, no other counts.
    pub given: Option<Given>,
    pub keep: Keep,
    pub platform: Platform,
}

/// Where Outlay keeps a key that it makes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Keep {
    /// The user's folder where that lasts as long as the data, else the data folder.
    #[default]
    Auto,
    /// `master.key` in the data folder.
    Data,
    /// The user's folder for configuration.
    User,
    /// A file in this folder, named after the data folder's id.
    Folder(PathBuf),
}

/// What the process finds around it.
#[derive(Debug, Clone, Default)]
pub struct Platform {
    /// For keys, in the user's folder for configuration.
    pub user: Option<PathBuf>,
    /// In a container a home folder goes with the container, the data folder is a volume that stays.
    pub is_container: bool,
}

impl Platform {
    /// Why keys should not be kept in the user's folder, if so.
    pub(crate) fn objection(&self) -> Option<&'static str> {
        match &self.user {
            None => Some("neither HOME nor XDG_CONFIG_HOME names a folder"),
            Some(_) if self.is_container => Some("this is a container, and its home folder goes with it"),
            Some(user) if is_fleeting(user) => {
                Some("the home folder is in memory or a layer that goes with its machine")
            }
            Some(_) => None,
        }
    }
}

/// Whether a folder, which need not exist yet, is on a filesystem that does not outlive a restart.
#[cfg(target_os = "linux")]
#[allow(clippy::unnecessary_cast, reason = "the type differs between machines")]
fn is_fleeting(folder: &Path) -> bool {
    /// `man 2 statfs`: tmpfs, ramfs, overlayfs.
    const FLEETING: [i64; 3] = [0x0102_1994, 0x8584_58f6, 0x794c_7630];
    let there = folder.ancestors().find(|folder| folder.is_dir());
    let kind = there.and_then(|folder| rustix::fs::statfs(folder).ok()).map(|stat| stat.f_type as i64);
    kind.is_some_and(|kind| FLEETING.contains(&kind))
}

#[cfg(not(target_os = "linux"))]
fn is_fleeting(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_folder_must_last() {
        let platform = |user: Option<&str>, is_container| Platform { user: user.map(Into::into), is_container };
        assert!(platform(None, false).objection().is_some());
        assert!(platform(Some(env!("CARGO_MANIFEST_DIR")), true).objection().is_some());
        #[cfg(target_os = "linux")]
        if Path::new("/dev/shm").is_dir() {
            assert!(platform(Some("/dev/shm/not/there"), false).objection().is_some());
        }
    }
}
