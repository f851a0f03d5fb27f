//! Looking into a response without copying it: only the names that are asked for are read, the rest is passed over.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::json;

/// A value inside of a response. What is not there, or of another type, is none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'r>(&'r RawValue);

impl<'r> Node<'r> {
    pub(super) const fn of(raw: &'r RawValue) -> Self {
        Self(raw)
    }

    /// Several fields of an object, read in one go. Of equal names, the last counts; `null` is none.
    pub(super) fn pick<const N: usize>(self, names: [&str; N]) -> [Option<Self>; N] {
        let mut found = [None; N];
        if self.0.get().starts_with('{') {
            let mut json = serde_json::Deserializer::from_str(self.0.get());
            // The text is known to be JSON. A name that cannot be read ends the reading.
            let _ended = Pick { names: &names, found: &mut found }.deserialize(&mut json);
        }
        found.map(|raw| raw.filter(|raw: &&RawValue| raw.get() != "null").map(Self))
    }

    pub(super) fn get(self, name: &str) -> Option<Self> {
        let [found] = self.pick([name]);
        found
    }

    /// A field of an object inside.
    pub(super) fn at(self, names: &[&str]) -> Option<Self> {
        names.iter().try_fold(self, |node, name| node.get(name))
    }

    /// A text that is not blank.
    pub(super) fn text(self) -> Option<Cow<'r, str>> {
        json::string(self.0)?.ok().filter(|text| !text.trim().is_empty())
    }

    /// The text of a number.
    pub(super) fn number(self) -> Option<&'r str> {
        json::number(self.0)
    }

    pub(super) fn is_true(self) -> bool {
        self.0.get() == "true"
    }

    pub(super) fn is_list(self) -> bool {
        self.0.get().starts_with('[')
    }

    pub(super) const fn raw(self) -> &'r RawValue {
        self.0
    }

    /// Each value of a list, without keeping the list.
    pub(super) fn each(self, visit: impl FnMut(Self)) {
        if self.is_list() {
            let mut json = serde_json::Deserializer::from_str(self.0.get());
            let _ended = Each(visit).deserialize(&mut json);
        }
    }

    /// How many values a list has.
    pub(super) fn len(self) -> u32 {
        let mut count = 0_u32;
        self.each(|_| count = count.saturating_add(1));
        count
    }
}

/// A text field of it.
pub(super) fn text_in<'r>(node: Option<Node<'r>>, name: &str) -> Option<Cow<'r, str>> {
    node?.get(name)?.text()
}

struct Pick<'p, 'r> {
    names: &'p [&'p str],
    found: &'p mut [Option<&'r RawValue>],
}

impl<'r> DeserializeSeed<'r> for Pick<'_, 'r> {
    type Value = ();
    fn deserialize<D: Deserializer<'r>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'r> Visitor<'r> for Pick<'_, 'r> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'r>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(place) = map.next_key_seed(Place(self.names))? {
            match place.and_then(|place| self.found.get_mut(place)) {
                Some(found) => *found = Some(map.next_value()?),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// Which of the names it is.
struct Place<'p>(&'p [&'p str]);

impl<'r> DeserializeSeed<'r> for Place<'_> {
    type Value = Option<usize>;
    fn deserialize<D: Deserializer<'r>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Place<'_> {
    type Value = Option<usize>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }
    fn visit_str<E>(self, name: &str) -> Result<Option<usize>, E> {
        Ok(self.0.iter().position(|asked| *asked == name))
    }
}

struct Each<F>(F);

impl<'r, F: FnMut(Node<'r>)> DeserializeSeed<'r> for Each<F> {
    type Value = ();
    fn deserialize<D: Deserializer<'r>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'r, F: FnMut(Node<'r>)> Visitor<'r> for Each<F> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_seq<A: SeqAccess<'r>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(raw) = list.next_element()? {
            (self.0)(Node(raw));
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_asked_for_is_read() {
        let raw: &RawValue =
            serde_json::from_str(r#"{"a": {"b": [1, null, "x"]}, "n": null, "a2": 1, "a2": " 2"}"#).unwrap();
        let node = Node::of(raw);
        let list = node.at(&["a", "b"]).unwrap();
        assert_eq!(list.len(), 3);
        let [n, a2, a, missing] = node.pick(["n", "a2", "a", "x"]);
        assert!(n.is_none() && missing.is_none() && a.is_some());
        assert_eq!(a2.unwrap().text().as_deref(), Some(" 2"));
        assert!(list.get("a").is_none());
    }
}
