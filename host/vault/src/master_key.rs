//! The master key: 32 bytes, written as hexadecimal digits.

use std::fmt;

use zeroize::Zeroizing;

use crate::cipher::Cipher;

/// What a master key looks like, for people who are to type one.
pub const KEY_FORM: &str = "64 hexadecimal digits, as `openssl rand -hex 32` prints them";
const BYTES: usize = 32;

/// Seals all other secrets. Erased from memory when dropped; never printed.
pub struct MasterKey(pub(crate) Zeroizing<[u8; BYTES]>);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MasterKey").field(&self.id()).finish()
    }
}

impl MasterKey {
    /// A new one that nobody can guess.
    pub fn fresh() -> Self {
        let mut key = Zeroizing::new([0; BYTES]);
        rand::fill(&mut key[..]);
        Self(key)
    }

    /// From its 64 hexadecimal digits; white space around them does not matter.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().as_bytes();
        if digits.len() != 2 * BYTES {
            return None;
        }
        let mut key = Zeroizing::new([0; BYTES]);
        for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
            let [high, low] = pair else { return None };
            let digit = |byte: u8| char::from(byte).to_digit(16);
            *byte = u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?;
        }
        Some(Self(key))
    }

    /// As it is kept.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Names the key without telling it: 8 hexadecimal digits.
    pub fn id(&self) -> String {
        Cipher::of(self).id().to_owned()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_what_was_written() {
        let key = MasterKey::fresh();
        let again = MasterKey::parse(&format!(" {}\n", key.text().to_uppercase())).unwrap();
        assert_eq!((again.text(), again.id()), (key.text(), key.id()));
        assert_ne!(MasterKey::fresh().text(), key.text());
        for wrong in ["", "ab", &"ab".repeat(33), &"xy".repeat(32), &"é".repeat(32)] {
            assert!(MasterKey::parse(wrong).is_none(), "{wrong}");
        }
        assert!(!format!("{key:?}").contains(key.text().split_at(16).0), "{key:?}");
    }

    #[test]
    fn the_id_of_a_key_stays_what_it_was() {
        assert_eq!(MasterKey::parse(&"ab".repeat(32)).unwrap().id(), "e516b06f");
    }
}
