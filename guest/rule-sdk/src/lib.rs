//! Write an Outlay alert rule in Rust.
//!
//! A rule is a type that implements [`Rule`], and one line, [`export!`]. It sees every event once, in the order in
//! which Outlay took them, and says of each whether it is worth a person's attention. It has no clock, no randomness,
//! no files and no network: its only inputs are its settings and the events, so that the same events always give the
//! same findings.
//!
//! | module | what it holds |
//! |---|---|
//! | [`event`] | [`Event`]: one row, read by column |
//! | [`column`] | [`Column`]: a column that is found once a frame, for rules that read millions of events |
//! | [`one_text`] | [`OneText`]: a text that events are compared with |
//! | [`decimal`] | [`Money`] and [`Decimal`]: exact, never through a float |
//! | [`finding`] | [`Finding`]: what a rule says |
//! | [`manifest`] | [`Manifest`]: what a rule says about itself, and the conditions of its filter |
//! | [`settings`] | settings read with errors that name the field |
//! | [`windows`] | sums and averages of the last hour, of this month, for each customer: exact, small, bounded |
//! | [`state`] | saves and restores what a rule remembers |
//! | [`log`] | lines for the rule's own log |
//! | `testing` | runs a rule as an ordinary program over events that a test makes up |
//!
//! ```
//! use outlay_rule::{Error, Event, Finding, Manifest, Money, Rule};
//!
//! #[derive(serde::Deserialize)]
//! struct Settings {
//!     limit: Money,
//! }
//!
//! struct Expensive(Settings);
//!
//! impl Rule for Expensive {
//!     type Settings = Settings;
//!
//!     fn manifest() -> Manifest {
//!         Manifest::new("expensive", "0.1.0", "Expensive calls").reads(&["cost", "model"])
//!     }
//!     fn configure(settings: Settings) -> Result<Self, Error> {
//!         Ok(Self(settings))
//!     }
//!     fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
//!         let cost = event.cost()?;
//!         let limit = self.0.limit;
//!         (cost > limit).then(|| Finding::firing("all", format!("A call cost {cost}, over {limit}")))
//!     }
//! }
//!
//! outlay_rule::export!(Expensive);
//!
//! use outlay_rule::testing::{Harness, event};
//! let mut rule = Harness::<Expensive>::new(r#"{"limit": 1.25}"#)?;
//! let found = rule.judge(&[event().cost("0.01"), event().cost("1.43"), event()]);
//! assert_eq!(found.len(), 1);
//! assert_eq!((found[0].event, found[0].finding.title.as_str()), (1, "A call cost 1.43, over 1.25"));
//! # Ok::<(), Error>(())
//! ```

#[doc(hidden)]
#[allow(unsafe_code, unused_lifetimes, unreachable_pub, missing_debug_implementations, clippy::all)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../../wit/rule",
        world: "rule",
        pub_export_macro: true,
        default_bindings_module: "outlay_rule::bindings",
        export_macro_name: "export_world",
        additional_derives: [PartialEq, Eq],
    });
}

pub mod column;
pub mod decimal;
pub mod event;
pub mod finding;
#[doc(hidden)]
pub mod glue;
pub mod log;
pub mod manifest;
pub mod one_text;
pub mod settings;
pub mod state;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;
pub mod windows;

/// The frame itself, for rules that read whole columns.
pub use outlay_frame as frame;

pub use column::Column;
pub use decimal::{Decimal, Money};
pub use event::{Event, Moment, Timestamp};
pub use finding::{Finding, FindingState, Severity};
pub use manifest::{Condition, Manifest, Operator, Scope};
pub use one_text::OneText;
pub use settings::Error;

/// What a rule does. One instance lives as long as its settings; it is called from one thread.
pub trait Rule: Sized {
    /// What a person sets, as JSON. Use `#[serde(deny_unknown_fields)]`, so that a mistyped name is noticed.
    type Settings: serde::de::DeserializeOwned;

    /// Who it is and which columns it may read. The host reads it once, when the component is added.
    fn manifest() -> Manifest;

    /// Starts the rule. An error's message is shown to the person who just typed the settings.
    fn configure(settings: Self::Settings) -> Result<Self, Error>;

    /// The columns that it reads with these settings, where those are fewer than its manifest names: a frame of three
    /// columns is made and read faster than one of thirty. None: all of them.
    fn columns(&self) -> Option<Vec<String>> {
        None
    }

    /// Conditions that an event must fulfil to be shown to the rule. The host checks them far cheaper than the rule can.
    fn filter(&self) -> Vec<Condition> {
        Vec::new()
    }

    /// Judges one event. At most one finding an event.
    fn on_event(&mut self, event: &Event<'_>) -> Option<Finding>;

    /// Lets time pass; called every 10 seconds of ledger time if the manifest asks for it. `now` never goes back.
    fn on_tick(&mut self, _now: &Moment) -> Vec<Finding> {
        Vec::new()
    }

    /// Everything that the rule remembers, at most 1 MiB. [`state::save`] does it for serde types.
    fn snapshot(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Takes back what [`snapshot`](Self::snapshot) gave, perhaps of an older version of the rule.
    fn restore(&mut self, _state: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}

/// Makes the type the rule of this component. In ordinary (not wasm) builds it only checks the type.
#[macro_export]
macro_rules! export {
    ($rule:ty) => {
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code)]
        const _: () = {
            use $crate::bindings as wire;
            ::std::thread_local! {
                static RULE: $crate::glue::Slot<$rule> = const { $crate::glue::Slot::new() };
            }
            struct OutlayExported;
            impl wire::Guest for OutlayExported {
                fn describe() -> wire::Manifest {
                    $crate::glue::describe::<$rule>()
                }
                fn configure(settings: String) -> Result<wire::Selection, wire::RuleError> {
                    RULE.with(|rule| rule.configure(&settings))
                }
                fn evaluate(frame: Vec<u8>) -> Result<Vec<wire::Finding>, wire::RuleError> {
                    RULE.with(|rule| rule.evaluate(&frame))
                }
                fn tick(now: wire::Moment) -> Result<Vec<wire::Finding>, wire::RuleError> {
                    RULE.with(|rule| rule.tick(now))
                }
                fn snapshot() -> Vec<u8> {
                    RULE.with(|rule| rule.snapshot())
                }
                fn restore(state: Vec<u8>) -> Result<(), wire::RuleError> {
                    RULE.with(|rule| rule.restore(&state))
                }
            }
    $crate::bindings::export_world!(OutlayExported with_types_in $crate::bindings);
        };
        #[cfg(not(target_arch = "wasm32"))]
        const _: () = {
            const fn is_a_rule<R: $crate::Rule>() {}
            is_a_rule::<$rule>();
        };
    };
}
