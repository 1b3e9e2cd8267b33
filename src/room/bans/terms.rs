//! On which terms somebody is put out, can't come in, or can't speak.

use std::sync::Arc;

/// What stands for "for ever" where a moment is expected.
pub const NEVER: &str = "never";

/// What stands for a reason that was not said.
pub const NO_REASON: &str = "none";

/// By whom, until when, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// By whom.
    pub by: Arc<str>,
    /// Until when, milliseconds since 1970; `None`: for ever.
    pub until_ms: Option<u64>,
    /// Why, if it was said.
    pub reason: Option<Arc<str>>,
}

impl Terms {
    /// The same as three words: by whom, until when ([`until`]), why ([`NO_REASON`]).
    pub fn words(&self) -> [String; 3] {
        let reason = self.reason.as_deref().unwrap_or(NO_REASON);
        [self.by.to_string(), until(self.until_ms), reason.to_owned()]
    }
}

/// A moment as a word: `2026-01-31T12:00:00Z`, or [`NEVER`].
pub fn until(until_ms: Option<u64>) -> String {
    let seconds = until_ms.and_then(|until_ms| i64::try_from(until_ms / 1000).ok());
    let moment = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.map_or_else(|| NEVER.to_owned(), |moment| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_three_words() {
        let terms =
            Terms { by: "Ann".into(), until_ms: Some(1_767_225_600_999), reason: Some("no tea".into()) };
        assert_eq!(terms.words(), ["Ann", "2026-01-01T00:00:00Z", "no tea"]);
        let terms = Terms { until_ms: None, reason: None, ..terms };
        assert_eq!(terms.words(), ["Ann", "never", "none"]);
        assert_eq!(until(Some(u64::MAX)), "never", "what no calendar knows");
    }
}
