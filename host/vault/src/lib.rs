//! Seals and opens secrets: AES-256-GCM under a master key.
