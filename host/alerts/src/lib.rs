//! Findings become alerts, alerts become deliveries.
