//! What can go wrong with master keys.

use std::fmt;
use std::path::PathBuf;

use outlay_control::ControlError;
use outlay_vault::KEY_FORM;

/// Never tells any of a key.
#[derive(Debug, thiserror::Error)]
pub enum CustodyError {
    #[error(transparent)]
    Control(#[from] ControlError),
    /// The operator's key cannot be had.
    #[error("the master key cannot be taken from {from}: {problem}")]
    Given { from: String, problem: String },
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    #[error("{0}")]
    WrongKey(Box<WrongKey>),
    #[error("a secret could not be sealed")]
    Sealing,
    #[error("the master key comes from {from}, so Outlay cannot choose where the next one lies")]
    NoNextKey { from: String },
    #[error("this is the present master key; a rotation needs another one")]
    SameKey,
    #[error("{secret} does not open: it was changed or moved. Nothing was rotated")]
    DoesNotOpen { secret: String },
    #[error("there is no place for keys outside the data folder: {0}")]
    NoPlace(&'static str),
    #[error("the master key fits: it comes from {from}. Nothing was changed")]
    KeyFits { from: String },
}

/// A file of Outlay's that holds a key, or is to hold one.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the master key file {} cannot be used: {problem}", file.display())]
pub struct KeyFileError {
    pub(crate) file: PathBuf,
    pub(crate) problem: FileProblem,
}

#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum FileProblem {
    #[error("{0}")]
    Io(String),
    #[error("it must hold {KEY_FORM}")]
    NoKey,
    #[error("others can read it; run: chmod 600 {}", .0.display())]
    ReadableByOthers(PathBuf),
}

/// No key was found, or none that fits.
#[derive(Debug)]
pub struct WrongKey {
    pub(crate) data: PathBuf,
    /// The ids of keys that are needed, and since when.
    pub(crate) needed: Vec<String>,
    pub(crate) since: Option<String>,
    /// Every place that was looked at, and what was there.
    pub(crate) looked: Vec<String>,
    /// Whether any of them held a key.
    pub(crate) is_there_another: bool,
    /// A file that holds the right key although the operator gives another, and where that comes from.
    pub(crate) right_one: Option<(PathBuf, String)>,
}

impl fmt::Display for WrongKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = self.data.display();
        if self.is_there_another {
            writeln!(f, "the secrets in {data} are sealed under another master key; nothing was changed")?;
        } else {
            writeln!(f, "the master key of {data} is missing; nothing was changed")?;
        }
        let since = self.since.as_ref().map(|since| format!(", since {since}")).unwrap_or_default();
        writeln!(f, "  needed: the key {}{since}", self.needed.join(" or "))?;
        writeln!(f, "  looked at:")?;
        for looked in &self.looked {
            writeln!(f, "    - {looked}")?;
        }
        if let Some((file, from)) = &self.right_one {
            writeln!(f, "  {} holds the right key: leave out {from}", file.display())?;
        }
        writeln!(
            f,
            "  Put the file of the right key back, or name the key in OUTLAY_MASTER_KEY, OUTLAY_MASTER_KEY_FILE or \
             OUTLAY_MASTER_KEY_COMMAND."
        )?;
        write!(
            f,
            "  Only if it is lost for good: `outlay vault start-over --data {data}` takes a new key; events, bills and \
             settings stay, credentials and the secrets of channels must be entered again."
        )
    }
}
