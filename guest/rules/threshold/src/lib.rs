//! Built-in rule: a metric of one event compared with a limit.
