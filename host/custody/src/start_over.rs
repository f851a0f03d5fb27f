//! The master key is lost for good: another one takes over, and what the lost one sealed stays unreadable.

use outlay_control::{Control, new_id};
use outlay_domain::Clock;
use outlay_vault::{MasterKey, key_id_of};

use crate::custody::{kept, proof, write_coming};
use crate::error::CustodyError;
use crate::places;
use crate::settings::KeySettings;
use crate::survey::{Survey, needed_ids};

/// What was, or would be, given up: each secret as people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    pub secrets: Vec<String>,
    /// The key from now on, and where it comes from. None if nothing was done.
    pub key: Option<(String, String)>,
}

/// Takes the operator's key, or makes one, in place of a lost one; fails if the right one is there. Nothing is removed:
/// should the lost key be found, it can be set beside the new one. Only with `is_sure` anything is done. The caller sees to it that
/// no other process has the data folder open.
pub async fn start_over(
    control: &Control,
    settings: &KeySettings,
    clock: &dyn Clock,
    is_sure: bool,
) -> Result<GivenUp, CustodyError> {
    let row = control.vault().await?;
    let sealed = control.sealed().await?;
    let survey = Survey::take(settings, row.as_ref().map(|row| row.folder.as_str())).await?;
    match survey.find(settings, row.as_ref(), &sealed) {
        Ok(Some((_, source))) => return Err(CustodyError::KeyFits { from: source.title() }),
        Ok(None) => {
            return Err(CustodyError::KeyFits { from: "nowhere yet, and is made at the first start".to_owned() });
        }
        Err(CustodyError::WrongKey(_)) => {}
        Err(error) => return Err(error),
    }
    let at_hand: Vec<String> = survey.earlier("", &sealed).iter().map(MasterKey::id).collect();
    let is_lost = |sealed: &str| key_id_of(sealed).is_none_or(|id| !at_hand.iter().any(|there| there == id));
    let secrets = sealed.iter().filter(|row| is_lost(&row.sealed)).map(places::title).collect();
    if !is_sure {
        return Ok(GivenUp { secrets, key: None });
    }
    let folder = control.name_folder(&new_id()).await?;
    let now = clock.now().0;
    let (key_id, from) = match &survey.given {
        Some((key, from)) => {
            control.set_proof(&proof(key, now).await?).await?;
            (key.id(), from.clone())
        }
        None => {
            let key = MasterKey::fresh();
            let slot = write_coming(settings, &settings.keep, &folder, &key, &needed_ids(&sealed))?;
            control.set_proof(&proof(&key, now).await?).await?;
            // A key that does not fit is kept beside it: it may be that of another folder.
            slot.promote(None)?;
            (key.id(), kept(slot).title())
        }
    };
    control.audit(now, "the command line", "start over with a new master key", &key_id).await?;
    Ok(GivenUp { secrets, key: Some((key_id, from)) })
}
