//! Rules: their life cycle, dispatch over events, snapshots.
