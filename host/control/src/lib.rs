//! Control data: teams, people, keys, connections, rules, channels, alerts (SQLite).
