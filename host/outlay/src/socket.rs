//! The unix socket in the data folder: through it whoever owns the folder has full access, without a key.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

pub(crate) const FILE: &str = "outlay.sock";
/// Addresses of unix sockets hold about 100 bytes.
const LONGEST: usize = 100;

/// Where the socket of a data folder can be bound or reached; hold the file while it is used.
pub(crate) struct SocketPath {
    pub(crate) path: PathBuf,
    _folder: Option<File>,
}

impl SocketPath {
    pub(crate) fn of(data: &Path) -> io::Result<Self> {
        let path = data.join(FILE);
        if path.as_os_str().len() <= LONGEST {
            return Ok(Self { path, _folder: None });
        }
        // A folder that is too deep is named by its open handle.
        #[cfg(target_os = "linux")]
        {
            use std::os::fd::AsRawFd;
            let folder = File::open(data)?;
            let path = PathBuf::from(format!("/proc/self/fd/{}/{FILE}", folder.as_raw_fd()));
            Ok(Self { path, _folder: Some(folder) })
        }
        #[cfg(not(target_os = "linux"))]
        Err(io::Error::new(io::ErrorKind::InvalidInput, "the data folder's path is too long for a unix socket"))
    }
}
