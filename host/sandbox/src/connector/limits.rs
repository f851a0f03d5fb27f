use std::time::Duration;

/// What one call of a connector may use. The [`Http`](super::Http) that it is given has limits of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectorLimits {
    /// Bytes of all its memories together; at most 128 MiB, for which the pool has room.
    pub memory: usize,
    /// `describe`, which waits for nothing.
    pub describe: Duration,
    /// `check` from beginning to end, requests included.
    pub check: Duration,
    /// `sync` of one page from beginning to end, requests included.
    pub sync: Duration,
    /// How much of that it may compute, not counting the time that it waits.
    pub computing: Duration,
    /// Entries of one page.
    pub entries: usize,
    /// Bytes of a page's state and of its cursor.
    pub state: usize,
    pub cursor: usize,
    /// Bytes that one call or one request may move out of the connector.
    pub transfer: usize,
}

impl Default for ConnectorLimits {
    fn default() -> Self {
        Self {
            memory: crate::engine::CONNECTOR_MEMORY,
            describe: Duration::from_secs(1),
            check: Duration::from_secs(60),
            sync: Duration::from_secs(300),
            computing: Duration::from_secs(10),
            entries: 100_000,
            state: 64 << 10,
            cursor: 8 << 10,
            transfer: 64 << 20,
        }
    }
}
