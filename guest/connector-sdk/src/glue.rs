//! Between the generated bindings and [`Connector`]: settings are parsed, empty windows refused, panics reported. Used by
//! `export!`.

use std::marker::PhantomData;
use std::sync::Once;

use crate::bindings::Guest;
use crate::types::{Account, Error, Failure, Manifest, Page, StreamInfo, StreamKind, Window, error};
use crate::{Connector, Settings, log};

#[derive(Debug)]
pub struct Exported<C>(PhantomData<C>);

impl<C: Connector> Guest for Exported<C> {
    fn describe() -> Manifest {
        report_panics();
        C::manifest()
    }

    fn check(settings: String) -> Result<Account, Error> {
        report_panics();
        C::check(&parse(&settings)?)
    }

    fn sync(
        settings: String,
        stream: String,
        window: Window,
        cursor: Option<String>,
        state: Option<Vec<u8>>,
    ) -> Result<Page, Error> {
        report_panics();
        let is_of_names = |known: &StreamInfo| known.id == stream && known.kind == StreamKind::Names;
        if window.start >= window.end && !C::manifest().streams.iter().any(is_of_names) {
            return Err(error(Failure::Unexpected, "the window is empty"));
        }
        C::sync(&parse(&settings)?, &stream, window, cursor.as_deref(), state.as_deref())
    }
}

fn parse(settings: &str) -> Result<Settings, Error> {
    Settings::from_json(settings).map_err(|problem| {
        error(Failure::SettingsInvalid, format!("the settings are not an object of texts: {problem}"))
    })
}

/// A trap tells the host only that something was unreachable; the text of a panic must travel as a log line.
fn report_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|panic| log::error(panic))));
}
