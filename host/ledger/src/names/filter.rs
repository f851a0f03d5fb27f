//! A blocked Bloom filter: a name touches one block of 64 bytes, so that asking costs one cache line, or one small read.

use super::Name;

pub(crate) const BLOCK: usize = 64;
/// Bits for each name; with 6 of them set, about one name in 150 that is not there seems to be.
const BITS: u64 = 12;
const SET: u32 = 6;

/// So many blocks for so many names.
pub(crate) fn blocks(names: u64) -> u32 {
    u32::try_from((names * BITS).div_ceil(8 * BLOCK as u64).max(1)).unwrap_or(u32::MAX)
}

/// The block of a name.
pub(crate) fn block(name: Name, blocks: u32) -> usize {
    let high = (name >> 64) & u128::from(u64::MAX);
    usize::try_from((high * u128::from(blocks)) >> 64).unwrap_or(0)
}

/// The bits of a name in its block, 0 to 511.
fn bits(name: Name) -> impl Iterator<Item = usize> {
    (0..SET).map(move |index| usize::try_from((name >> (9 * index)) & 511).unwrap_or(0))
}

pub(crate) fn set(block: &mut [u8], name: Name) {
    for bit in bits(name) {
        block[bit / 8] |= 1 << (bit % 8);
    }
}

/// False if the name is not there.
pub(crate) fn may_have(block: &[u8], name: Name) -> bool {
    bits(name).all(|bit| block[bit / 8] & (1 << (bit % 8)) != 0)
}
