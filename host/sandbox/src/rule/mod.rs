//! Rules: synchronous guests that judge frames.
