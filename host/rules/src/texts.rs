//! A column of texts, by their places in a dictionary.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// The code of a text that is missing.
const MISSING: u32 = u32::MAX;
/// How many different texts a batch usually has at most.
const USUAL: usize = 128;

#[derive(Debug)]
pub(crate) struct Texts<'b> {
    codes: Vec<u32>,
    dictionary: Vec<Cow<'b, str>>,
    /// Codes, by the hash of their text.
    known: HashTable<u32>,
    hasher: RandomState,
    /// The rows by code, one code behind the other; made when somebody looks for rows by their text.
    by_code: OnceCell<ByCode>,
}

#[derive(Debug)]
struct ByCode {
    rows: Vec<u32>,
    /// Where the rows of a code begin; one more says where they end.
    begins: Vec<u32>,
}

impl<'b> Texts<'b> {
    pub(crate) fn of(texts: impl Iterator<Item = Option<Cow<'b, str>>>) -> Self {
        let rows = texts.size_hint().0;
        let (hasher, mut codes) = (RandomState::default(), Vec::with_capacity(rows));
        let mut dictionary: Vec<Cow<'b, str>> = Vec::new();
        let mut known = HashTable::with_capacity(rows.min(USUAL));
        for text in texts {
            codes.push(text.map_or(MISSING, |text| {
                let is_it = |&code: &u32| dictionary[code as usize] == text;
                let hash_of = |&code: &u32| hasher.hash_one(dictionary[code as usize].as_bytes());
                match known.entry(hasher.hash_one(text.as_bytes()), is_it, hash_of) {
                    Entry::Occupied(place) => *place.get(),
                    Entry::Vacant(place) => {
                        let code = dictionary.len() as u32;
                        place.insert(code);
                        dictionary.push(text);
                        code
                    }
                }
            }));
        }
        Self { codes, dictionary, known, hasher, by_code: OnceCell::new() }
    }

    /// The place of a row's text in the dictionary; none if it is missing.
    pub(crate) fn code(&self, row: u32) -> Option<u32> {
        self.codes.get(row as usize).copied().filter(|&code| code != MISSING)
    }

    pub(crate) fn dictionary(&self) -> &[Cow<'b, str>] {
        &self.dictionary
    }

    /// The rows whose text is one of these, in order.
    pub(crate) fn rows_with(&self, values: &[String]) -> Vec<u32> {
        let codes = values.iter().filter_map(|value| {
            let hash = self.hasher.hash_one(value.as_bytes());
            self.known.find(hash, |&code| self.dictionary[code as usize] == *value)
        });
        let by_code = self.by_code.get_or_init(|| self.sort());
        let mut rows = Vec::new();
        let mut parts = 0;
        for &code in codes {
            let [begin, end] = [0, 1].map(|next| by_code.begins[code as usize + next] as usize);
            rows.extend_from_slice(&by_code.rows[begin..end]);
            parts += 1;
        }
        if parts > 1 {
            rows.sort_unstable();
            rows.dedup();
        }
        rows
    }

    fn sort(&self) -> ByCode {
        let mut begins = vec![0_u32; self.dictionary.len() + 1];
        for &code in self.codes.iter().filter(|&&code| code != MISSING) {
            begins[code as usize + 1] += 1;
        }
        for code in 1..begins.len() {
            begins[code] += begins[code - 1];
        }
        let mut next = begins.clone();
        let mut rows = vec![0; begins.last().map_or(0, |&end| end as usize)];
        for (row, &code) in (0..).zip(&self.codes).filter(|&(_, &code)| code != MISSING) {
            rows[next[code as usize] as usize] = row;
            next[code as usize] += 1;
        }
        ByCode { rows, begins }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_their_text() {
        let column = [Some("a"), None, Some("b"), Some("a"), Some(""), Some("b")];
        let texts = Texts::of(column.iter().map(|text| text.map(Cow::Borrowed)));
        let rows = |values: &[&str]| texts.rows_with(&values.iter().map(|&value| value.to_owned()).collect::<Vec<_>>());
        assert_eq!(rows(&["a"]), [0, 3]);
        assert_eq!(rows(&["b", "z", "a", "b"]), [0, 2, 3, 5]);
        assert_eq!((rows(&[""]), rows(&["z"]), rows(&[])), (vec![4], vec![], vec![]));
        assert_eq!((texts.code(1), texts.code(5), texts.code(6)), (None, Some(1), None));
    }
}
