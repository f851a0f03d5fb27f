//! Who is asking, and may they: keys, people, sessions.
