//! What can be priced: a meter, the keys that its price has in the data, and how many units a price is for.

/// The parts of a cost that a sender may state himself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Input,
    Output,
    CacheRead,
    CacheWrite,
    /// Searches, sessions, requests: senders state no cost for them.
    Other,
}

impl Part {
    pub(crate) const COUNT: usize = 5;
}

/// One line a unit, in the order in which a cost is explained:
/// name, meter, price keys with how many units each price is for (the first that a price list has counts), part of the
/// cost, whether it fills the model's context and so decides on a long-context tier.
macro_rules! units {
    ($($name:ident $meter:literal [$($key:literal / $per:literal)+] $part:ident $fills_context:literal,)+) => {
        /// A priced kind of meter.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Unit { $($name,)+ }

        impl Unit {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)+];
            pub(crate) const COUNT: usize = Self::ALL.len();

            pub(crate) fn of_meter(meter: &str) -> Option<Self> {
                match meter { $($meter => Some(Self::$name),)+ _ => None }
            }

            /// The unit that a key of a price list is for.
            pub(crate) fn of_price_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|unit| unit.price_keys().iter().any(|(known, _)| *known == key))
            }

            pub(crate) const fn meter(self) -> &'static str {
                match self { $(Self::$name => $meter,)+ }
            }

            pub(crate) const fn price_keys(self) -> &'static [(&'static str, u64)] {
                match self { $(Self::$name => &[$(($key, $per)),+],)+ }
            }

            /// For how many units prices of it usually are.
            pub(crate) const fn per(self) -> u64 {
                self.price_keys()[0].1
            }

            pub(crate) const fn part(self) -> Part {
                match self { $(Self::$name => Part::$part,)+ }
            }

            pub(crate) const fn fills_context(self) -> bool {
                match self { $(Self::$name => $fills_context,)+ }
            }
        }
    };
}

units! {
    Input "input_tokens" ["input_mtok" / 1_000_000] Input true,
    InputAudio "input_audio_tokens" ["input_audio_mtok" / 1_000_000] Input true,
    InputImage "input_image_tokens" ["input_image_mtok" / 1_000_000] Input true,
    InputVideo "input_video_tokens" ["input_video_mtok" / 1_000_000] Input true,
    CacheRead "cache_read_tokens" ["cache_read_mtok" / 1_000_000] CacheRead true,
    CacheAudioRead "cache_audio_read_tokens" ["cache_audio_read_mtok" / 1_000_000] CacheRead true,
    CacheImageRead "cache_image_read_tokens" ["cache_image_read_mtok" / 1_000_000] CacheRead true,
    CacheWrite "cache_write_tokens" ["cache_write_5m_mtok" / 1_000_000 "cache_write_mtok" / 1_000_000] CacheWrite true,
    CacheWrite1h "cache_write_1h_tokens" ["cache_write_1h_mtok" / 1_000_000] CacheWrite true,
    Output "output_tokens" ["output_mtok" / 1_000_000] Output false,
    Reasoning "reasoning_tokens" ["output_reasoning_mtok" / 1_000_000] Output false,
    OutputAudio "output_audio_tokens" ["output_audio_mtok" / 1_000_000] Output false,
    OutputImage "output_image_tokens" ["output_image_mtok" / 1_000_000] Output false,
    OutputVideo "output_video_tokens" ["output_video_mtok" / 1_000_000] Output false,
    OutputCitation "output_citation_tokens" ["output_citation_mtok" / 1_000_000] Output false,
    Seconds "seconds" ["audio_hours" / 3600 "input_audio_hours" / 3600 "second" / 1] Input false,
    Characters "characters" ["input_mchars" / 1_000_000] Input false,
    TextMessages "input_text_messages" ["input_text_messages_kcount" / 1000] Input false,
    DocumentPages "input_document_pages" ["input_document_kpages" / 1000] Input false,
    AnnotatedPages "input_annotated_document_pages" ["input_annotated_document_kpages" / 1000] Input false,
    Images "images" ["image" / 1] Output false,
    WebSearches "web_searches" ["web_searches_kcount" / 1000] Other false,
    StorageSearches "storage_searches" ["storage_searches_kcount" / 1000] Other false,
    CacheStorage "cache_storage_token_hours" ["cache_storage_mtok_hours" / 1_000_000] Other false,
    SandboxHours "sandbox_hours" ["sandbox_hours" / 1] Other false,
    CodeSessions "code_sessions" ["code_sessions" / 1] Other false,
    Requests "requests" ["requests_kcount" / 1000] Other false,
}

#[cfg(test)]
mod tests {
    use outlay_domain::meter;

    use super::*;

    #[test]
    fn every_meter_with_a_column_can_be_priced() {
        for name in meter::TOKEN_COLUMNS.iter().chain(meter::UNIT_COLUMNS) {
            // Charged as the rest of the cache writes.
            if *name != meter::CACHE_WRITE_5M_TOKENS {
                assert_eq!(Unit::of_meter(name).map(Unit::meter), Some(*name));
            }
        }
        assert_eq!(Unit::of_meter(meter::INPUT_AUDIO_TOKENS), Some(Unit::InputAudio));
        assert_eq!(Unit::of_meter(meter::OUTPUT_AUDIO_TOKENS), Some(Unit::OutputAudio));
    }

    #[test]
    fn no_price_key_belongs_to_two_units() {
        for unit in Unit::ALL {
            for (key, _) in unit.price_keys() {
                assert_eq!(Unit::of_price_key(key), Some(*unit), "{key}");
            }
        }
    }
}
