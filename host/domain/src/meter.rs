//! What an event counts. Any name may be used; the names here have columns of their own and bundled prices.
//!
//! Token meters are *exclusive*: `input_tokens` are the uncached ones, cache reads and writes stand beside them.
//! Two are parts of another: `reasoning_tokens` of `output_tokens`, and the `cache_write_5m`/`1h` split of `cache_write_tokens`.

use std::collections::BTreeMap;

use crate::{Quantity, ShortText};

/// Counted quantities by name.
pub type Meters = BTreeMap<ShortText, Quantity>;

/// Uncached input.
pub const INPUT_TOKENS: &str = "input_tokens";
pub const CACHE_READ_TOKENS: &str = "cache_read_tokens";
/// All cache writes, of whatever lifetime.
pub const CACHE_WRITE_TOKENS: &str = "cache_write_tokens";
/// The part of the cache writes that lives five minutes.
pub const CACHE_WRITE_5M_TOKENS: &str = "cache_write_5m_tokens";
/// The part of the cache writes that lives an hour.
pub const CACHE_WRITE_1H_TOKENS: &str = "cache_write_1h_tokens";
/// Reasoning included.
pub const OUTPUT_TOKENS: &str = "output_tokens";
/// The part of the output that the caller does not see.
pub const REASONING_TOKENS: &str = "reasoning_tokens";
pub const INPUT_AUDIO_TOKENS: &str = "input_audio_tokens";
pub const OUTPUT_AUDIO_TOKENS: &str = "output_audio_tokens";
pub const INPUT_IMAGE_TOKENS: &str = "input_image_tokens";
pub const INPUT_VIDEO_TOKENS: &str = "input_video_tokens";
/// Cached reads of sound, beside the other ones.
pub const CACHE_AUDIO_READ_TOKENS: &str = "cache_audio_read_tokens";
/// Cached reads of pictures, beside the other ones.
pub const CACHE_IMAGE_READ_TOKENS: &str = "cache_image_read_tokens";
pub const OUTPUT_IMAGE_TOKENS: &str = "output_image_tokens";
pub const IMAGES: &str = "images";
pub const SECONDS: &str = "seconds";
pub const CHARACTERS: &str = "characters";

/// Those with a column of their own in `events`, whole numbers.
pub const TOKEN_COLUMNS: &[&str] = &[
    INPUT_TOKENS,
    CACHE_READ_TOKENS,
    CACHE_WRITE_TOKENS,
    CACHE_WRITE_5M_TOKENS,
    CACHE_WRITE_1H_TOKENS,
    OUTPUT_TOKENS,
    REASONING_TOKENS,
];

/// Those with a column of their own in `events`, decimals.
pub const UNIT_COLUMNS: &[&str] = &[IMAGES, SECONDS, CHARACTERS];
