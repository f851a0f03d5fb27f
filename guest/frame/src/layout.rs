//! Where things stand in a frame. `wit/FRAME.md` says the same in words.

/// The first four bytes.
pub(crate) const MAGIC: [u8; 4] = *b"OLRF";
/// Changes only when old readers would misread new frames; new columns and kinds do not need it.
pub(crate) const VERSION: u16 = 1;
pub(crate) const HEADER: usize = 16;
/// One entry of the column table, which follows the header.
pub(crate) const ENTRY: usize = 24;
/// Every area begins at a multiple of it, so that languages with typed arrays can map numbers in place.
pub(crate) const ALIGNMENT: usize = 8;

pub(crate) const INTEGER: u8 = 1;
pub(crate) const TEXT: u8 = 2;
pub(crate) const FLAG: u8 = 3;

/// The code of a text that is missing.
pub(crate) const NO_TEXT: u32 = u32::MAX;
pub(crate) const FALSE: u8 = 0;
pub(crate) const TRUE: u8 = 1;
/// A flag that is missing.
pub(crate) const NO_FLAG: u8 = 2;
