//! The wire formats in JSON, one file each.

pub(crate) mod api_halves;
pub(crate) mod cloud_events;
pub(crate) mod completions;
pub(crate) mod generic;
pub(crate) mod media;
pub(crate) mod native;
pub(crate) mod tool;
