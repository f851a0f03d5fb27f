//! The only door out: declared requests, address checks, credentials, retries, limits, masking.
