//! What becomes of each change.

use std::collections::{HashMap, HashSet};

use super::journal::Record;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Stays,
    Vanishes,
    /// A part of what was written stays: of a million parts so many.
    Torn {
        part: u64,
        rest: Rest,
    },
}

/// What stands where the rest of a torn write should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// What was there before.
    Old,
    /// To the end of the sector garbage, then what was there before.
    Garbage(u64),
    /// Zeros: the file has its new length, and not its bytes.
    Zeros,
}

/// Numbers from a seed (SplitMix64).
#[derive(Debug)]
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap_or(0)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// All that is not durable vanishes.
pub(super) fn all(records: &[(u64, Record)]) -> Vec<Fate> {
    let mut synced: HashMap<u64, u64> = HashMap::new();
    for (_, record) in records {
        if let Record::Synced { file, up_to } = record {
            let known = synced.entry(*file).or_default();
            *known = (*known).max(*up_to);
        }
    }
    let void = void(records);
    let fate = |(index, (position, record)): (usize, &(u64, Record))| {
        let durable = |file: &u64| synced.get(file).is_some_and(|up_to| position < up_to);
        let stays = match record {
            Record::Changed { file, .. } => durable(file),
            Record::Named { file, at: to, .. } | Record::Moved { file, to, .. } => durable(file) || durable(&to.folder),
            Record::Removed { at, .. } => durable(&at.folder),
            Record::Synced { .. } | Record::Mapped { .. } => true,
        };
        if stays || void.contains(&index) { Fate::Stays } else { Fate::Vanishes }
    };
    records.iter().enumerate().map(fate).collect()
}

/// Records of what was removed unseen: a later file or folder has the number.
fn void(records: &[(u64, Record)]) -> HashSet<usize> {
    let (mut born, mut void) = (HashSet::new(), HashSet::new());
    for (index, (_, record)) in records.iter().enumerate().rev() {
        let numbers = match record {
            Record::Changed { file, .. } => [*file; 3],
            Record::Named { file, at, .. } | Record::Removed { file, at } => [*file, at.folder, at.folder],
            Record::Moved { file, from, to, .. } => [*file, from.folder, to.folder],
            Record::Synced { .. } | Record::Mapped { .. } => continue,
        };
        if numbers.iter().any(|number| born.contains(number)) {
            void.insert(index);
        }
        if let Record::Named { file, new: true, .. } = record {
            born.insert(*file);
        }
    }
    void
}

/// The disk has written a part of what is not durable.
pub(super) fn some(records: &[(u64, Record)], chance: &mut Chance) -> Vec<Fate> {
    let mut fates = all(records);
    // Groups in the order of their beginnings, so that a seed means the same for the same journal.
    let mut groups: Vec<(Group, Vec<usize>)> = Vec::new();
    for (index, (_, record)) in records.iter().enumerate() {
        let Some(group) = group(record).filter(|_| fates.get(index) == Some(&Fate::Vanishes)) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, members)) => members.push(index),
            None => groups.push((group, vec![index])),
        }
    }
    for (_, members) in &groups {
        let stay = if chance.below(2) == 0 { 0 } else { chance.below(members.len() + 1) };
        members.iter().take(stay).for_each(|index| set(&mut fates, *index, Fate::Stays));
    }
    // A tear would not be seen in a file that vanishes, nor in one that nobody reads after a restart.
    let unseen: HashSet<u64> =
        records.iter().zip(&fates).filter_map(|((_, record), fate)| unseen(record, *fate)).collect();
    let writes = |index: &usize| {
        let record = records.get(*index).map(|(_, record)| record);
        matches!(record, Some(Record::Changed { length: 1.., file, .. }) if !unseen.contains(file))
    };
    let torn: Vec<_> = groups.iter().filter(|(_, members)| members.iter().any(writes)).collect();
    if let Some((_, members)) = torn.get(chance.below(torn.len())) {
        let written: Vec<usize> = members.iter().copied().filter(writes).collect();
        // Mostly the last: that is the one under way when the power went.
        let back = if chance.below(3) == 0 { chance.below(written.len()) } else { 0 };
        let Some(target) = written.get(written.len() - 1 - back) else { return fates };
        members.iter().filter(|index| *index < target).for_each(|index| set(&mut fates, *index, Fate::Stays));
        members.iter().filter(|index| *index > target).for_each(|index| set(&mut fates, *index, Fate::Vanishes));
        let part = chance.next() % 1_000_000;
        let rest = match chance.below(3) {
            0 => Rest::Old,
            1 => Rest::Garbage(chance.next()),
            _ => Rest::Zeros,
        };
        set(&mut fates, *target, Fate::Torn { part, rest });
    }
    fates
}

fn unseen(record: &Record, fate: Fate) -> Option<u64> {
    match record {
        Record::Named { file, .. } if fate == Fate::Vanishes => Some(*file),
        Record::Mapped { file } => Some(*file),
        _ => None,
    }
}

/// Changes within one reach the disk in their order.
#[derive(Debug, PartialEq, Eq)]
enum Group {
    File(u64),
    Folder(u64),
}

fn group(record: &Record) -> Option<Group> {
    match record {
        Record::Changed { file, .. } => Some(Group::File(*file)),
        Record::Named { at: to, .. } | Record::Removed { at: to, .. } | Record::Moved { to, .. } => {
            Some(Group::Folder(to.folder))
        }
        Record::Synced { .. } | Record::Mapped { .. } => None,
    }
}

fn set(fates: &mut [Fate], index: usize, fate: Fate) {
    if let Some(place) = fates.get_mut(index) {
        *place = fate;
    }
}
