//! What both reports take: a format, and a page of what was made.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::ApiError;

const USUAL: usize = 200;
const MOST: usize = 1_000;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReportFormat {
    #[default]
    Json,
    /// All rows, without totals.
    Csv,
}

/// A part of the items, and the cursor of the next one.
pub(crate) fn cut<T>(
    items: Vec<T>,
    limit: Option<usize>,
    cursor: Option<&str>,
) -> Result<(Vec<T>, Option<String>), ApiError> {
    let limit = limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(ApiError::invalid("invalid_limit", format!("`limit` is 1 to {MOST}")).field("limit"));
    }
    let start = match cursor.filter(|cursor| !cursor.is_empty()) {
        None => 0,
        Some(cursor) => cursor.strip_prefix('o').and_then(|offset| offset.parse::<usize>().ok()).ok_or_else(|| {
            ApiError::invalid("invalid_cursor", "`cursor` must be the `next` of an earlier answer").field("cursor")
        })?,
    };
    let end = start.saturating_add(limit);
    let next = (end < items.len()).then(|| format!("o{end}"));
    Ok((items.into_iter().skip(start).take(limit).collect(), next))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other() {
        let items: Vec<u32> = (0..5).collect();
        let (first, next) = cut(items.clone(), Some(2), None).unwrap();
        assert_eq!((first, next.as_deref()), (vec![0, 1], Some("o2")));
        let (last, next) = cut(items.clone(), Some(2), Some("o4")).unwrap();
        assert_eq!((last, next), (vec![4], None));
        assert_eq!(cut(items.clone(), Some(0), None).unwrap_err().code, "invalid_limit");
        assert_eq!(cut(items, None, Some("x")).unwrap_err().code, "invalid_cursor");
    }
}
