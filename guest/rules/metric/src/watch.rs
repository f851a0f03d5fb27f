//! What both ways to watch have in common: groups, how each stands, and what is told of it.

use outlay_rule::Timestamp;
use outlay_rule::windows::{Changed, Groups, Weigh};
use serde::{Deserialize, Serialize};

use crate::standing::{Standing, Turn};
use crate::yardstick::Figures;

/// A group that is watched.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Watched<W> {
    /// When it was first seen: little is only little once all of a period has been seen.
    #[serde(rename = "a")]
    pub(crate) since: Timestamp,
    #[serde(rename = "s")]
    pub(crate) standing: Standing,
    #[serde(rename = "w")]
    pub(crate) window: W,
}

impl<W: Default> Watched<W> {
    pub(crate) fn since(since: Timestamp) -> Self {
        Self { since, standing: Standing::default(), window: W::default() }
    }
}

impl<W: Weigh> Weigh for Watched<W> {
    fn weight(&mut self) -> usize {
        const NAMES_AND_TIME: usize = 36;
        self.window.weight() + self.standing.weight() + NAMES_AND_TIME
    }
}

/// Something to tell of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The group's key.
    pub(crate) key: String,
    pub(crate) turn: Turn,
    pub(crate) when: When,
    pub(crate) figures: Figures,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// In the period that ends now.
    Now,
    /// In the last period that is over.
    Full,
    /// In one that is over and still waits for late rows.
    Waiting,
    /// The group had to make room for others.
    Dropped,
}

/// How many verdicts a tick gives, so that it takes some milliseconds at most. The next tick goes on where this one
/// stopped.
pub(crate) const MOST_VERDICTS: usize = 1_000;

/// Groups that fired and had to make room for others: the next tick clears them.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Orphans(Vec<String>);

/// So many bytes of them are kept. Of the rest alerts stay open until somebody resolves them.
const HEAVIEST: usize = 80_000;

impl Orphans {
    /// Takes in what a change of a group has dropped; answers with what the change said.
    pub(crate) fn of<R, W>(&mut self, changed: Changed<R, Watched<W>>) -> R {
        for (key, watched) in changed.dropped {
            // Characters that JSON must escape take up to six bytes.
            let weight: usize = self.0.iter().map(|key| key.len() * 6 + 3).sum();
            if watched.standing.is_firing() && weight + key.len() * 6 < HEAVIEST {
                self.0.push(key.into());
            }
        }
        changed.result
    }

    pub(crate) fn clear(&mut self) -> Vec<Verdict> {
        let cleared = |key| Verdict { key, turn: Turn::Clears, when: When::Dropped, figures: Figures::default() };
        std::mem::take(&mut self.0).into_iter().map(cleared).collect()
    }
}

/// Makes the only group there is, where nothing is kept apart: it is watched before its first row comes.
pub(crate) fn begin<W: Default + Weigh>(groups: &mut Groups<Watched<W>>, is_one: bool, now: Timestamp) {
    if is_one && groups.is_empty() {
        groups.place("", || Watched::since(now));
    }
}
