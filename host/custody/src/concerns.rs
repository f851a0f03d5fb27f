//! What an operator should know about the master key.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use outlay_control::Control;
use outlay_control::vault::SealedRow;
use outlay_vault::{Vault, key_id_of};

use crate::custody::{Custody, Source};
use crate::error::CustodyError;
use crate::places;
use crate::settings::KeySettings;
use crate::slots::SlotKind;
use crate::survey::{KeptFile, Survey, kept_files};

/// So many secrets are named.
const SHOWN: usize = 5;

/// Something that is not as it should be, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    pub message: String,
    pub hint: String,
}

/// How it stands with the master key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    pub key_id: String,
    /// `data`, `user` or `folder` for files that Outlay keeps, else `variable`, `file`, `command` or `handed-in`.
    pub kind: &'static str,
    /// Where it comes from, for people.
    pub from: String,
    /// Microseconds since 1970.
    pub since: Option<i64>,
    /// So many secrets are sealed.
    pub sealed: usize,
    pub concerns: Vec<Concern>,
}

/// Of a data folder that no server has open; changes nothing. None if it has no key yet.
pub async fn inspect(control: &Control, settings: &KeySettings) -> Result<Option<Inspection>, CustodyError> {
    let row = control.vault().await?;
    let sealed = control.sealed().await?;
    let survey = Survey::take(settings, row.as_ref().map(|row| row.folder.as_str())).await?;
    let Some((key, source)) = survey.find(settings, row.as_ref(), &sealed)? else { return Ok(None) };
    let vault = Vault::with_earlier(key, &survey.earlier(&key.id(), &sealed));
    let since = row.and_then(|row| row.since);
    Ok(Some(judge(settings, &vault, &source, &survey.kept, &sealed, since)))
}

impl Custody {
    /// Of the running server.
    pub async fn inspect(&self) -> Result<Inspection, CustodyError> {
        let row = self.control.vault().await?;
        let files = kept_files(&self.settings, row.as_ref().map(|row| row.folder.as_str()));
        let sealed = self.control.sealed().await?;
        Ok(judge(&self.settings, &self.vault, &self.source(), &files, &sealed, row.and_then(|row| row.since)))
    }
}

fn judge(
    settings: &KeySettings,
    vault: &Vault,
    source: &Source,
    files: &[KeptFile],
    sealed: &[SealedRow],
    since: Option<i64>,
) -> Inspection {
    let key_id = vault.key_id();
    let concerns = [
        beside_the_data(settings, source),
        readable_by_others(settings, source),
        next_start(source),
        lying_around(source, files, &key_id, sealed),
        unreadable(vault, sealed),
    ];
    Inspection {
        kind: match source {
            Source::Kept(at) => at.slot.kind.as_str(),
            Source::Given { .. } => settings.given.as_ref().map_or("variable", |given| given.kind()),
            Source::HandedIn => "handed-in",
        },
        from: source.title(),
        key_id,
        since,
        sealed: sealed.len(),
        concerns: concerns.into_iter().flatten().collect(),
    }
}

fn beside_the_data(settings: &KeySettings, source: &Source) -> Option<Concern> {
    source.kept().filter(|at| at.slot.kind == SlotKind::Data)?;
    let message = "the master key lies in the data folder: whoever copies the folder copies its secrets".to_owned();
    let hint = match settings.platform.objection() {
        None => "`outlay vault rotate --new-key-to user` makes another one outside; without \
                 --new-key-to it lies where the configuration says"
            .to_owned(),
        Some(objection) => format!(
            "{objection}: give a key of your own in OUTLAY_MASTER_KEY_FILE, and rotate to it with \
             `outlay vault rotate --new-key-from file:PATH`"
        ),
    };
    Some(Concern { message, hint })
}

fn readable_by_others(settings: &KeySettings, source: &Source) -> Option<Concern> {
    let Source::Given { .. } = source else { return None };
    let path = settings.given.as_ref()?.path()?;
    let mode = fs::metadata(path).ok()?.permissions().mode();
    (mode & 0o077 != 0).then(|| Concern {
        message: format!("others than the server's user can read the master key in {}", path.display()),
        hint: format!("chmod 600 {}; if a container's runtime mounts it, say so there", path.display()),
    })
}

fn next_start(source: &Source) -> Option<Concern> {
    matches!(source, Source::HandedIn).then(|| Concern {
        message: "the last rotation was to a key that the operator handed in".to_owned(),
        hint: "give it at the next start in OUTLAY_MASTER_KEY, OUTLAY_MASTER_KEY_FILE or OUTLAY_MASTER_KEY_COMMAND"
            .to_owned(),
    })
}

/// Copies of the present key, keys before it, leftovers of rotations that were cut off.
fn lying_around(source: &Source, files: &[KeptFile], current: &str, sealed: &[SealedRow]) -> Option<Concern> {
    let is_needed = |id: &str| sealed.iter().any(|row| key_id_of(&row.sealed) == Some(id));
    let is_source = |path: &Path| source.kept().is_some_and(|at| at.path == path);
    let superfluous = files.iter().filter(|file| !is_source(&file.path)).filter(|file| match file.key() {
        Some(key) => key.id() == current || !is_needed(&key.id()),
        None => file.is_coming && file.content.is_err(),
    });
    let paths: Vec<String> = superfluous.map(|file| file.path.display().to_string()).collect();
    (!paths.is_empty()).then(|| Concern {
        message: format!("a master key lies where none is needed: {}", paths.join(", ")),
        hint: "remove it; keep a copy elsewhere if backups from before the last rotation are to be readable".to_owned(),
    })
}

fn unreadable(vault: &Vault, sealed: &[SealedRow]) -> Option<Concern> {
    let broken: Vec<String> =
        sealed.iter().filter(|row| vault.open(places::of(row), &row.sealed).is_err()).map(places::title).collect();
    (!broken.is_empty()).then(|| {
        let shown: Vec<&str> = broken.iter().take(SHOWN).map(String::as_str).collect();
        let more = match broken.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Concern {
            message: format!("{} secrets cannot be opened: {}{more}", broken.len(), shown.join(", ")),
            hint: "enter them again; regenerate API keys if their texts are to be copied, they work all the same"
                .to_owned(),
        }
    })
}
