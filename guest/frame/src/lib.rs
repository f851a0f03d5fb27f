//! The columnar frame that carries rows to rules: written by the host, read by guests.
