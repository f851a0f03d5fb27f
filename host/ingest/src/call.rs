//! A call while it is put together from a record of whatever format.

use std::borrow::Cow;

use outlay_domain::{
    Billing, CallId, Cost, Dimension, Dimensions, Event, Kind, Meters, Prompts, Quantity, Rank, Reported, Timestamp,
    meter,
};
use outlay_pricing::canonical_provider;

use crate::error::FieldError;
use crate::extras::Extras;

/// Who sent a record, and when it arrived.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    pub key_id: &'c str,
    pub team: &'c str,
    pub now: Timestamp,
    /// Whether the team keeps what is asked and answered.
    pub keeps_prompts: bool,
}

/// What a record says; not priced yet.
#[derive(Debug)]
pub enum Decoded {
    Event {
        event: Box<Event>,
        /// Other names of the same call.
        aliases: Vec<CallId>,
    },
    /// A correction of an event.
    Amend { target: CallId, event: Box<Event> },
    /// The end of an event.
    Void { target: CallId, reason: Option<String> },
}

/// What is known of a call so far. Formats fill it in.
#[derive(Debug)]
pub(crate) struct Call {
    /// The word in the column `source`.
    pub(crate) source: &'static str,
    pub(crate) rank: Rank,
    pub(crate) kind: Kind,
    pub(crate) dimensions: Dimensions,
    pub(crate) meters: Meters,
    pub(crate) reported: Reported,
    pub(crate) billing: Billing,
    pub(crate) time: Option<Timestamp>,
    pub(crate) is_streamed: Option<bool>,
    pub(crate) duration_ms: Option<i64>,
    pub(crate) time_to_first_token_ms: Option<i64>,
    pub(crate) retry_number: Option<i64>,
    pub(crate) error_code: Option<i64>,
    pub(crate) transaction_id: Option<String>,
    /// The strongest first; the first one names the call, the others are other names of it.
    pub(crate) names: Vec<CallId>,
    pub(crate) extras: Extras,
    pub(crate) prompts: Option<Box<Prompts>>,
}

impl Call {
    pub(crate) fn new(source: &'static str, rank: Rank, kind: Kind) -> Self {
        Self {
            source,
            rank,
            kind,
            dimensions: Dimensions::default(),
            meters: Meters::new(),
            reported: Reported::default(),
            billing: Billing::default(),
            time: None,
            is_streamed: None,
            duration_ms: None,
            time_to_first_token_ms: None,
            retry_number: None,
            error_code: None,
            transaction_id: None,
            names: Vec::new(),
            extras: Extras::default(),
            prompts: None,
        }
    }

    pub(crate) fn get(&self, dimension: Dimension) -> Option<&str> {
        self.dimensions.get(dimension)
    }

    /// Cuts what is too long, and says so under the attributes.
    pub(crate) fn set(&mut self, dimension: Dimension, text: &str) -> Result<(), FieldError> {
        if self.dimensions.set(dimension, text) {
            self.extras.put(&format!("{}_truncated", dimension.column()), true)?;
        }
        Ok(())
    }

    /// Sets a dimension that nobody has set.
    pub(crate) fn set_if_free(&mut self, dimension: Dimension, text: &str) -> Result<(), FieldError> {
        if self.get(dimension).is_none() { self.set(dimension, text) } else { Ok(()) }
    }

    /// The provider by its one name; how the sender spells it becomes an attribute.
    pub(crate) fn set_provider(&mut self, spelled: &str) -> Result<(), FieldError> {
        let canonical = canonical_provider(spelled);
        if !spelled.trim().eq_ignore_ascii_case(&canonical) {
            self.extras.put("provider", spelled)?;
        }
        self.set(Dimension::Provider, &canonical)
    }

    pub(crate) fn count(&mut self, meter: &str, quantity: Quantity) {
        match self.meters.get_mut(meter) {
            Some(counted) => *counted = quantity,
            None => drop(self.meters.insert(meter.into(), quantity)),
        }
    }

    pub(crate) fn counted(&self, meter: &str) -> Option<Quantity> {
        self.meters.get(meter).copied()
    }

    /// Takes the audio out of sums that contain it. A sum that cannot contain it stands beside it.
    pub(crate) fn separate_audio(&mut self) {
        for (all, audio) in
            [(meter::INPUT_TOKENS, meter::INPUT_AUDIO_TOKENS), (meter::OUTPUT_TOKENS, meter::OUTPUT_AUDIO_TOKENS)]
        {
            if let (Some(sum), Some(audio)) = (self.counted(all), self.counted(audio))
                && sum >= audio
            {
                self.count(all, sum.saturating_sub(audio));
            }
        }
    }

    /// Adds a name, unless it is there.
    pub(crate) fn name(&mut self, name: CallId) {
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    fn into_event(self, call_id: CallId, context: &Context<'_>) -> Event {
        Event {
            call_id,
            transaction_id: self.transaction_id,
            kind: self.kind,
            source: self.source.into(),
            event_time: self.time.unwrap_or(context.now),
            key_id: context.key_id.to_owned(),
            team: context.team.into(),
            dimensions: self.dimensions,
            meters: self.meters,
            reported: self.reported,
            billing: self.billing,
            cost: Cost::default(),
            is_streamed: self.is_streamed,
            duration_ms: self.duration_ms,
            time_to_first_token_ms: self.time_to_first_token_ms,
            retry_number: self.retry_number,
            error_code: self.error_code,
            attributes: self.extras.finish(),
            rank: self.rank,
            is_timed: self.time.is_some(),
            prompts: self.prompts.filter(|_| context.keeps_prompts),
        }
    }

    /// Named by the first of its names.
    pub(crate) fn finish(mut self, context: &Context<'_>) -> Result<Decoded, FieldError> {
        if self.names.is_empty() {
            return Err(FieldError::new("transactionId", "must not be blank"));
        }
        let call_id = self.names.remove(0);
        let aliases = std::mem::take(&mut self.names);
        Ok(Decoded::Event { event: Box::new(self.into_event(call_id, context)), aliases })
    }

    /// As a correction of another event.
    pub(crate) fn finish_amending(mut self, target: CallId, context: &Context<'_>) -> Decoded {
        self.rank = Rank::Correction;
        Decoded::Amend { target, event: Box::new(self.into_event(target, context)) }
    }
}

/// A text of at most so many characters.
pub(crate) fn cut(text: Cow<'_, str>, longest: usize) -> (String, bool) {
    let end = if text.len() <= longest { None } else { text.char_indices().nth(longest).map(|(end, _)| end) };
    match end {
        None => (text.into_owned(), false),
        Some(end) => (text.split_at(end).0.to_owned(), true),
    }
}
