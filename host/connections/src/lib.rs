//! Connections: schedule, windows, syncs, status.
