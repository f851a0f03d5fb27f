//! Decoders: one file a wire format.
