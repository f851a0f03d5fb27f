//! Where in a window we are: what a provider gives to go on with, and what a connector keeps from page to page.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::types::{Error, Failure, error};

/// What continues a list: `given`, unless the provider says that there is no more. `current` is what this page was asked
/// with. Where a provider does not say whether there is more (`has_more` is none), what it gives says so.
///
/// Fails where more is to come but nothing new continues it: what was read would be taken for everything.
///
/// ```
/// use outlay_connector::cursor::next;
///
/// assert_eq!(next(Some(true), Some("b".to_owned()), Some("a")).unwrap().as_deref(), Some("b"));
/// assert_eq!(next(Some(false), Some("b".to_owned()), Some("a")).unwrap(), None);
/// assert!(next(Some(true), None, Some("a")).is_err());
/// ```
pub fn next(has_more: Option<bool>, given: Option<String>, current: Option<&str>) -> Result<Option<String>, Error> {
    let given = given.filter(|given| !given.is_empty());
    if !has_more.unwrap_or(given.is_some()) {
        return Ok(None);
    }
    match given {
        None => Err(error(Failure::Unexpected, "the provider says that there is more, but not how to ask for it")),
        Some(given) if Some(given.as_str()) == current => {
            Err(error(Failure::Unexpected, "the provider hands out the same page again and again"))
        }
        given => Ok(given),
    }
}

/// What [`write`] wrote at the end of the page before; none on the first page.
pub fn read<T: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<T>, Error> {
    cursor.map(serde_json::from_str).transpose().map_err(|_| foreign())
}

/// A place as a cursor, which has to stay below 8 KiB.
pub fn write(place: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(place).map_err(|problem| error(Failure::Unexpected, problem.to_string()))
}

/// The error of a cursor that this connector cannot have handed out.
pub fn foreign() -> Error {
    error(Failure::Unexpected, "the cursor is not one of this connector")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_list_ends_only_where_the_provider_says_so() {
        let check = |has_more, given: Option<&str>, expected: Result<Option<&str>, &str>| {
            let found = next(has_more, given.map(str::to_owned), Some("a"));
            match expected {
                Ok(expected) => assert_eq!(found.unwrap().as_deref(), expected, "{has_more:?} {given:?}"),
                Err(expected) => {
                    let problem = found.unwrap_err();
                    assert_eq!(problem.failure, Failure::Unexpected);
                    assert!(problem.message.contains(expected), "{}", problem.message);
                }
            }
        };
        check(Some(true), Some("b"), Ok(Some("b")));
        check(Some(true), None, Err("not how"));
        check(Some(true), Some(""), Err("not how"));
        check(Some(true), Some("a"), Err("again and again"));
        check(Some(false), Some("a"), Ok(None));
        check(None, Some("b"), Ok(Some("b")));
        check(None, Some("a"), Err("again and again"));
        check(None, Some(""), Ok(None));
        check(None, None, Ok(None));
    }

    #[test]
    fn places_are_read_as_they_were_written() {
        let cursor = write(&(7, "x")).unwrap();
        assert_eq!(read::<(i64, String)>(Some(&cursor)).unwrap(), Some((7, "x".to_owned())));
        assert_eq!(read::<i64>(None).unwrap(), None);
        assert_eq!(read::<i64>(Some("elsewhere")).unwrap_err(), foreign());
    }
}
