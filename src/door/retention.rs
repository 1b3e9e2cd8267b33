//! For how long what is said is kept, in words and in numbers.

use std::time::Duration;

use crate::lang::{Lang, Value};
use crate::room::rules::Retention;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Bytes of a megabyte, as people are told it.
const MEGABYTE: u64 = 1_000_000;

/// Whether there is an end to it.
pub fn is_limited(limits: &Retention) -> bool {
    *limits != Retention::default()
}

/// Days, rounded up.
fn days(limits: &Retention) -> Option<u64> {
    limits.age_max.map(|age| age.as_secs().div_ceil(DAY.as_secs()))
}

/// Days, messages and bytes; `*` where there is no limit.
pub fn numbers(limits: &Retention) -> [String; 3] {
    let number = |number: Option<u64>| number.map_or_else(|| "*".to_owned(), |number| number.to_string());
    [number(days(limits)), number(limits.messages_max), number(limits.bytes_max)]
}

/// The sentence about a room.
pub fn sentence(lang: &Lang, room: &str, limits: &Retention) -> String {
    let args = |number: u64| -> [(&'static str, Value<'static>); 1] { [("count", number.into())] };
    let limits = [
        days(limits).map(|days| lang.say("told-kept-days", &args(days))),
        limits.messages_max.map(|messages| lang.say("told-kept-messages", &args(messages))),
        limits.bytes_max.map(|bytes| match bytes < MEGABYTE {
            true => lang.say("told-kept-bytes", &args(bytes)),
            false => lang.say("told-kept-megabytes", &args(bytes / MEGABYTE)),
        }),
    ];
    let limits: Vec<_> = limits.into_iter().flatten().collect();
    if limits.is_empty() {
        return lang.say("note-history-kept", &[("channel", room.into())]);
    }
    let limits = limits.join(&lang.say("plain-list-comma", &[]));
    lang.say("told-kept-limited", &[("channel", room.into()), ("limits", limits.into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Languages;

    #[test]
    fn limits_in_words() {
        let told = |tag: &str, limits: Retention| sentence(&Languages::built_in().lang(tag), "#tea", &limits);
        let (age_max, messages_max, bytes_max) = (Some(DAY / 2), Some(1), Some(2_000_000));
        let all = Retention { age_max, messages_max, bytes_max };
        assert_eq!(
            told("en", all),
            "What is said in #tea is kept, and whoever enters later sees it: at most 1 day, 1 message, 2 MB"
        );
        assert_eq!(told("cn", all), "#tea 里的发言会被保存，之后进入的人可以看到：最多 1 天、1 条消息、2 MB");
        let one = Retention { messages_max: Some(500), ..Retention::default() };
        assert!(told("en", one).ends_with(": at most 500 messages"), "{}", told("en", one));
        assert!(!told("en", Retention::default()).contains(':'));
        assert_eq!(numbers(&all), ["1", "1", "2000000"]);
        assert_eq!(numbers(&Retention::default()), ["*", "*", "*"]);
        assert!(is_limited(&one) && !is_limited(&Retention::default()));
    }
}
