//! Compressed bodies. The limit holds while they are inflated, so that a small body cannot become a large one.

use std::io::Read;

use crate::error::BodyError;

/// How a body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Identity,
    Gzip,
    Zstd,
}

impl Encoding {
    /// From the value of `Content-Encoding`.
    pub fn named(name: &str) -> Result<Self, BodyError> {
        match name.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Ok(Self::Identity),
            "gzip" | "x-gzip" => Ok(Self::Gzip),
            "zstd" => Ok(Self::Zstd),
            _ => Err(BodyError::UnknownEncoding(name.chars().take(40).collect())),
        }
    }

    /// The body as it was before it was encoded, of at most `most` bytes.
    pub fn inflate(self, body: &[u8], most: usize) -> Result<Vec<u8>, BodyError> {
        match self {
            Self::Identity => Ok(body.to_vec()),
            Self::Gzip => read(flate2::read::MultiGzDecoder::new(body), most),
            Self::Zstd => {
                let broken = |error: std::io::Error| BodyError::NotInflatable(error.to_string());
                let mut decoder = zstd::stream::read::Decoder::new(body).map_err(broken)?;
                // A window of 8 MiB is what every decoder must have; a larger one would be memory that the sender chooses.
                decoder.window_log_max(23).map_err(broken)?;
                read(decoder, most)
            }
        }
    }
}

fn read(decoder: impl Read, most: usize) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    let mut limited = decoder.take(most as u64 + 1);
    limited.read_to_end(&mut bytes).map_err(|error| BodyError::NotInflatable(error.to_string()))?;
    if bytes.len() > most { Err(BodyError::TooLarge(most)) } else { Ok(bytes) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn bodies_are_inflated_up_to_the_limit() {
        let body = b"[1, 2, 3]";
        for (name, encoded) in
            [("gzip", gzip(body)), ("zstd", zstd::encode_all(&body[..], 1).unwrap()), ("", body.to_vec())]
        {
            let encoding = Encoding::named(name).unwrap();
            assert_eq!(encoding.inflate(&encoded, 9).unwrap(), body, "{name}");
        }
        let bomb = vec![b' '; 5_000_000];
        for (name, encoded) in [("gzip", gzip(&bomb)), ("zstd", zstd::encode_all(&bomb[..], 1).unwrap())] {
            let encoding = Encoding::named(name).unwrap();
            assert!(encoded.len() < 50_000);
            assert!(matches!(encoding.inflate(&encoded, 4_999_999), Err(BodyError::TooLarge(_))), "{name}");
            assert!(matches!(
                encoding.inflate(&encoded[..encoded.len() / 2], 5_000_000),
                Err(BodyError::NotInflatable(_))
            ));
            assert!(matches!(encoding.inflate(b"neither", 100), Err(BodyError::NotInflatable(_))));
        }
        assert!(matches!(Encoding::named("br"), Err(BodyError::UnknownEncoding(_))));
    }
}
