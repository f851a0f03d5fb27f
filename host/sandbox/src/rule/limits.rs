use std::time::Duration;

/// What one rule may use. The defaults leave an honest rule far from any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLimits {
    /// Bytes of all its memories together that an administrator may grant; at most 64 MiB, for which the pool has room.
    pub memory: usize,
    /// Bytes of the memories of all rules together.
    pub together: usize,
    /// One `evaluate` or `tick`.
    pub evaluate: Duration,
    /// One `describe`, `configure`, `snapshot` or `restore`.
    pub setup: Duration,
    /// Findings of one call.
    pub findings: usize,
    /// Bytes of a snapshot.
    pub snapshot: usize,
    /// Bytes that one call may move out of the rule.
    pub transfer: usize,
}

impl Default for RuleLimits {
    fn default() -> Self {
        Self {
            memory: crate::engine::RULE_MEMORY,
            together: 4 << 30,
            evaluate: Duration::from_millis(50),
            setup: Duration::from_secs(1),
            findings: 10_000,
            snapshot: 1 << 20,
            transfer: 8 << 20,
        }
    }
}
