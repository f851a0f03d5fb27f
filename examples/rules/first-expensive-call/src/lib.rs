//! Example rule: one alert for the first call of each organization over a limit.
