//! Write an Outlay connector in Rust: a component that knows one provider's usage and cost interface.
//!
//! A connector is a type that implements [`Connector`], and one line, [`export!`]. It asks for things with [`Request`],
//! naming a request of its own manifest; the host adds the credential, so that no secret is ever in here. It has no
//! clock but [`now`], no files, and no network but those requests.
//!
//! | module | what it holds |
//! |---|---|
//! | [`types`] | the contract's records: manifest, entry, page, error |
//! | [`http`] | [`Request`] and [`Response`], statuses turned into failures |
//! | [`cursor`] | where in a window we are: what continues a list, and what is kept from page to page |
//! | [`number`] | [`Decimal`] and [`Count`]: JSON numbers read from their text, never through a float |
//! | [`settings`] | what a person typed into the connect form |
//! | [`time`] | days and instants as providers write them |
//! | `testing` | runs a connector as an ordinary program against answers that a test chooses |
//!
//! ```
//! use outlay_connector::{Account, Connector, Entry, Error, Manifest, Page, Request, Settings, Window};
//!
//! struct Example;
//!
//! impl Connector for Example {
//!     fn manifest() -> Manifest {
//! #       use outlay_connector::manifest;
//!         let mut manifest = manifest("example", "0.1.0", "Example");
//!         manifest.requests = vec![/* what it may ask for */];
//!         manifest
//!     }
//!     fn check(_settings: &Settings) -> Result<Account, Error> {
//!         Request::get("account").send()?;
//!         Ok(Account { id: None, name: None, notes: vec![] })
//!     }
//!     fn sync(
//!         _settings: &Settings, _stream: &str, window: Window, _cursor: Option<&str>, _state: Option<&[u8]>,
//!     ) -> Result<Page, Error> {
//!         let entry = Entry { requests: Some(1), ..outlay_connector::entry("example", window.start, window.end) };
//!         Ok(outlay_connector::last_page(vec![entry]))
//!     }
//! }
//!
//! outlay_connector::export!(Example);
//! ```

#[doc(hidden)]
#[allow(unsafe_code, unused_lifetimes, unreachable_pub, missing_debug_implementations, clippy::all)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../../wit/connector",
        world: "connector",
        pub_export_macro: true,
        default_bindings_module: "outlay_connector::bindings",
        export_macro_name: "export_world",
        additional_derives: [PartialEq, Eq],
    });
}

pub mod cursor;
#[doc(hidden)]
pub mod glue;
pub mod http;
pub mod log;
pub mod number;
pub mod settings;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;
pub mod time;
pub mod types;

pub use http::{Request, Response};
pub use number::{Count, Decimal};
pub use settings::Settings;
pub use types::{
    Account, AuthMethod, AuthScheme, DeclaredRequest, Entry, Error, Failure, Field, Manifest, Name, NameKind, Page,
    Quality, StreamInfo, StreamKind, Window, auth, daily, declare, entry, error, field, field_with_default, last_page,
    manifest, names, no_such_stream, optional_field, page, page_of_names,
};

/// What a connector does. All of it is called in a fresh instance: statics are a cache, not storage.
pub trait Connector {
    /// Who it is, what it may ask for, what it offers. The host reads it once, when the component is added. A sync reads
    /// the streams in this order, and some trouble ends it: costs come first, so that usage never keeps the bill from
    /// being read.
    fn manifest() -> Manifest;

    /// Do the credentials work, and are they of the right kind? An error's message is shown to the person who just
    /// typed them: it should say what to do.
    fn check(settings: &Settings) -> Result<Account, Error>;

    /// One page of one window of one stream. The host calls again with [`Page::next`] as `cursor` until there is none,
    /// and replaces the window only when all its pages have come. `state` is what the last finished window returned.
    /// A stream of names is asked with an empty window, and answers [`Page::names`]; others never are.
    fn sync(
        settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        state: Option<&[u8]>,
    ) -> Result<Page, Error>;
}

/// Seconds since 1970 (UTC), as the host says.
pub fn now() -> i64 {
    #[cfg(target_arch = "wasm32")]
    return bindings::now();
    #[cfg(not(target_arch = "wasm32"))]
    return testing::now();
}

/// Makes the type the connector of this component. Does nothing in ordinary (not wasm) builds.
#[macro_export]
macro_rules! export {
    ($connector:ty) => {
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code)]
        const _: () = {
            type OutlayExported = $crate::glue::Exported<$connector>;
    $crate::bindings::export_world!(OutlayExported with_types_in $crate::bindings);
        };
        #[cfg(not(target_arch = "wasm32"))]
        const _: () = {
            const fn is_a_connector<C: $crate::Connector>() {}
            is_a_connector::<$connector>();
        };
    };
}
