//! A rule that misbehaves as its settings say.
