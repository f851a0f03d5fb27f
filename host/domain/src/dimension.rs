//! What an event is attributed to: provider, organization, agent, trace and so on.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One line a dimension: its name here, its column in SQL and in rules' frames, its longest text in characters.
/// The ledger knows a dimension by its place in this list: add at the end, and take none away.
macro_rules! dimensions {
    ($($name:ident $column:literal $longest:literal $doc:literal,)+) => {
        /// A text that says what an event is attributed to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Dimension { $(#[doc = $doc] $name,)+ }

        impl Dimension {
            /// In the order of the columns.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Snake case: the column in SQL and in rules' frames.
            pub const fn column(self) -> &'static str {
                match self { $(Self::$name => $column,)+ }
            }

            /// In characters; longer texts are cut.
            pub const fn longest(self) -> usize {
                match self { $(Self::$name => $longest,)+ }
            }

            /// What it means, for documentation.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $doc,)+ }
            }
        }
    };
}

dimensions! {
    Provider "provider" 255 "Who sells the call, lower case: openai, anthropic, aws, azure, google.",
    Model "model" 255 "The model that the provider reported.",
    ModelSource "model_source" 255 "The routing layer that the call went through.",
    Organization "organization" 255 "The customer of yours that the call served.",
    Product "product" 255 "The product of yours that made the call.",
    ProductId "product_id" 255 "Your id of the product.",
    SubscriptionId "subscription_id" 255 "The subscription that the call counts towards.",
    Department "department" 255 "The department that pays.",
    SubscriberId "subscriber_id" 255 "The end user, by id.",
    SubscriberEmail "subscriber_email" 255 "The end user, by e-mail address.",
    Credential "credential" 255 "Name of the end user's credential.",
    Agent "agent" 255 "The agent that made the call.",
    AgentVersion "agent_version" 64 "Version of the agent.",
    TaskType "task_type" 255 "What the call was for.",
    Environment "environment" 255 "production, staging, ...",
    Region "region" 255 "Where the call was made from.",
    TraceId "trace_id" 255 "Calls of one run share it.",
    TraceType "trace_type" 128 "Kind of run.",
    TraceName "trace_name" 256 "Name of the run.",
    TransactionName "transaction_name" 255 "Name of this step of the run.",
    ParentTransactionId "parent_transaction_id" 255 "The step that this one belongs to.",
    JobId "job_id" 255 "The job that the call worked on.",
    JobName "job_name" 512 "Name of the job.",
    JobType "job_type" 128 "Kind of job, lower case.",
    JobVersion "job_version" 64 "Version of the job.",
    Squad "squad" 255 "The squad that the agent works in.",
    Operation "operation" 64 "CHAT, EMBED, IMAGE, AUDIO, VIDEO, TOOL_CALL ...",
    OperationSubtype "operation_subtype" 255 "Finer than the operation, for example transcription.",
    Tool "tool" 255 "The tool that was called.",
    StopReason "stop_reason" 64 "Why the answer ended: END, TOKEN_LIMIT, ERROR ...",
    ErrorReason "error_reason" 255 "What the provider said when the call failed.",
    ServiceTier "service_tier" 64 "The tier that served the call: default, flex, priority.",
    PricingTier "pricing_tier" 64 "STANDARD or BATCH.",
    Middleware "middleware" 255 "The library that metered the call.",
}

/// The dimensions of one event. A missing one is none, never an empty text.
///
/// All texts lie in one buffer: an event has many short ones, which are made, moved between threads and freed together.
#[derive(Clone)]
pub struct Dimensions {
    /// What a dimension was before it was set again stays in it, unused.
    buffer: String,
    places: [Place; Dimension::ALL.len()],
}

/// Where a text lies, in bytes; of length 0 if there is none.
#[derive(Clone, Copy, Default)]
struct Place {
    start: u32,
    length: u32,
}

impl Default for Dimensions {
    fn default() -> Self {
        Self { buffer: String::new(), places: [Place::default(); Dimension::ALL.len()] }
    }
}

impl Dimensions {
    #[inline]
    pub fn get(&self, dimension: Dimension) -> Option<&str> {
        self.at(dimension as usize)
    }

    #[inline]
    fn at(&self, index: usize) -> Option<&str> {
        let Place { start, length } = self.places[index];
        if length == 0 { None } else { self.buffer.get(start as usize..(start + length) as usize) }
    }

    /// Sets a dimension, cut to its longest length. Blank texts are none. True if the text was cut.
    pub fn set(&mut self, dimension: Dimension, text: &str) -> bool {
        let trimmed = text.trim();
        // What is short in bytes is short in characters.
        let cut = if trimmed.len() <= dimension.longest() {
            trimmed
        } else {
            let end = trimmed.char_indices().nth(dimension.longest()).map_or(trimmed.len(), |(end, _)| end);
            trimmed.split_at(end).0
        };
        self.put(dimension as usize, cut);
        cut.len() < trimmed.len()
    }

    fn put(&mut self, index: usize, text: &str) {
        let (start, length) = (u32::try_from(self.buffer.len()), u32::try_from(text.len()));
        // Far beyond what the limits of a request allow.
        let (Ok(start), Ok(length)) = (start, length) else { return };
        self.buffer.push_str(text);
        self.places[index] = Place { start, length };
    }

    /// Those that are there.
    pub fn iter(&self) -> impl Iterator<Item = (Dimension, &str)> {
        Dimension::ALL.iter().filter_map(|&dimension| Some((dimension, self.get(dimension)?)))
    }
}

impl PartialEq for Dimensions {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Dimensions {}

impl fmt::Debug for Dimensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(dimension, text)| (dimension.column(), text))).finish()
    }
}

impl Serialize for Dimensions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            let mut seq = serializer.serialize_seq(Some(self.iter().count()))?;
            for (dimension, text) in self.iter() {
                seq.serialize_element(&(dimension as u8, text))?;
            }
            return seq.end();
        }
        let mut map = serializer.serialize_map(Some(self.iter().count()))?;
        for (dimension, text) in self.iter() {
            map.serialize_entry(dimension.column(), text)?;
        }
        map.end()
    }
}

/// A text that is not copied where the format lets it.
#[derive(Deserialize)]
struct Borrowed<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Dimensions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;
        impl<'de> Visitor<'de> for Map {
            type Value = Dimensions;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of dimensions")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Dimensions, A::Error> {
                let mut dimensions = Dimensions::default();
                while let Some((column, text)) = map.next_entry::<String, String>()? {
                    // A dimension of a later version is passed over.
                    if let Some(known) = Dimension::ALL.iter().find(|known| known.column() == column) {
                        dimensions.put(*known as usize, &text);
                    }
                }
                Ok(dimensions)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Dimensions, A::Error> {
                let mut dimensions = Dimensions::default();
                while let Some((index, text)) = seq.next_element::<(u8, Borrowed<'de>)>()? {
                    if usize::from(index) < Dimension::ALL.len() {
                        dimensions.put(usize::from(index), &text.0);
                    }
                }
                Ok(dimensions)
            }
        }
        if deserializer.is_human_readable() {
            deserializer.deserialize_map(Map)
        } else {
            deserializer.deserialize_seq(Map)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_cut_at_a_character() {
        let mut dimensions = Dimensions::default();
        assert!(!dimensions.set(Dimension::Agent, "  route-planner "));
        assert_eq!(dimensions.get(Dimension::Agent), Some("route-planner"));
        assert!(!dimensions.set(Dimension::Agent, " "));
        assert_eq!(dimensions.get(Dimension::Agent), None);
        assert!(dimensions.set(Dimension::AgentVersion, &"ü".repeat(65)));
        assert_eq!(dimensions.get(Dimension::AgentVersion), Some("ü".repeat(64).as_str()));
    }

    #[test]
    fn a_dimension_set_again_is_the_last_one() {
        let mut dimensions = Dimensions::default();
        dimensions.set(Dimension::Agent, "planner");
        dimensions.set(Dimension::Model, "gpt-5");
        dimensions.set(Dimension::Agent, "writer");
        let mut same = Dimensions::default();
        same.set(Dimension::Agent, "writer");
        same.set(Dimension::Model, "gpt-5");
        assert_eq!(dimensions, same);
        same.set(Dimension::Model, "");
        assert_ne!(dimensions, same);
        let agent_only = same.iter().collect::<Vec<_>>();
        assert_eq!(agent_only, [(Dimension::Agent, "writer")]);
    }

    #[test]
    fn the_ledger_s_places_stay() {
        let first_and_last = [Dimension::Provider as u8, Dimension::Model as u8, Dimension::Middleware as u8];
        assert_eq!(first_and_last, [0, 1, 33], "a ledger that was written before would be misread");
    }

    #[test]
    fn dimensions_round_trip() {
        let mut dimensions = Dimensions::default();
        dimensions.set(Dimension::Model, "gpt-5");
        let json = serde_json::to_string(&dimensions).expect("serializable");
        assert_eq!(json, r#"{"model":"gpt-5"}"#);
        assert_eq!(serde_json::from_str::<Dimensions>(&json).expect("readable"), dimensions);
    }
}
