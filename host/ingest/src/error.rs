//! What cannot be taken, and why.

/// A field that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {problem}")]
pub struct FieldError {
    pub field: String,
    /// Continues a sentence that begins with the field's name.
    pub problem: String,
}

impl FieldError {
    pub(crate) fn new(field: &str, problem: impl Into<String>) -> Self {
        // A field without a name can only be told by what holds it.
        let field = if field.is_empty() { "event" } else { field };
        Self { field: field.to_owned(), problem: problem.into() }
    }
}

/// Why a whole body cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    #[error("the body must be a JSON object")]
    NotAnObject,
    #[error("the body must be a JSON object, an array of them, or one a line (application/x-ndjson)")]
    NeitherObjectNorArray,
    #[error("a request may hold {most} events at most; this one holds {0}", most = crate::MOST_EVENTS)]
    TooMany(usize),
    #[error("the body is not an OTLP request: {0}")]
    NotOtlp(String),
    #[error("{0}")]
    NotACloudEvent(String),
    #[error("the body is encoded as `{0}`; gzip and zstd are understood")]
    UnknownEncoding(String),
    #[error("the body cannot be inflated: {0}")]
    NotInflatable(String),
    #[error("the body has more than {0} bytes when it is inflated")]
    TooLarge(usize),
}
