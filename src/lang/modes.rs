//! Changes of a room's modes in words: who was banned or muted, who decides, who comes in and who
//! speaks. Of letters and marks only those are shown that nobody knows a meaning of.
//!
//! Must not know who is told, nor what a letter means ([`crate::wire::mode`]).

use super::{Lang, Value};
use crate::wire::mode::{Change, Meant, Sense, meant, read_ours};

/// What stands in for something that is not said.
const NONE: &str = "none";

impl Lang {
    /// What somebody has changed in a room, a sentence for each; `words` is what is shown where nothing
    /// is known of it.
    pub fn mode_changes(&self, by: &str, room: &str, words: &str, changes: &[Change]) -> Vec<String> {
        if changes.is_empty() {
            return vec![self.mode_told((by, room), "other", words)];
        }
        changes.iter().map(|change| self.mode_change((by, room), change)).collect()
    }

    /// The same of one of our own rooms. A key is not shown: whoever may know it asks for it.
    pub fn mode_changes_of_ours(&self, by: &str, room: &str, words: &str) -> Vec<String> {
        let mut changes = read_ours(words);
        for change in &mut changes {
            change.param.take_if(|_| change.sense == Sense::Key);
        }
        self.mode_changes(by, room, words, &changes)
    }

    /// Whom a mask means, in words: `bob`, the account `bob`, everyone from a place.
    pub fn whom(&self, mask: &str) -> String {
        let (kind, what) = kind(mask);
        self.say("mode-whom", &[("kind", kind.into()), ("what", what.into())])
    }

    /// The same of what stands in the audit log: a mask, or `NAME (MASK)`.
    pub fn whom_by(&self, whom: &str) -> String {
        let named = whom.split_once(" (").and_then(|(name, rest)| Some((name, rest.strip_suffix(')')?)));
        let Some((name, mask)) = named else { return self.whom(whom) };
        let (kind, what) = kind(mask);
        if kind == "name" && name == what {
            return self.whom(mask);
        }
        let args = [("name", name.into()), ("kind", kind.into()), ("what", what.into())];
        self.say("mode-whom-by", &args)
    }

    fn mode_change(&self, (by, room): (&str, &str), change: &Change) -> String {
        let param = change.param.as_deref();
        let (set, unset, is_mask) = match change.sense {
            Sense::Ban => ("ban", "unban", true),
            Sense::Mute => ("mute", "unmute", true),
            Sense::Exception => ("except", "unexcept", true),
            Sense::Welcome => ("welcome", "unwelcome", true),
            Sense::Key => ("key", "unkey", false),
            Sense::Limit => ("limit", "unlimit", false),
            Sense::Slow => ("slow", "unslow", false),
            Sense::InviteOnly => ("invited", "uninvited", false),
            Sense::Moderated => ("moderated", "unmoderated", false),
            Sense::MembersOnly => ("inside", "outside", false),
            Sense::Secret => ("secret", "unsecret", false),
            Sense::TopicLocked => ("topic", "untopic", false),
            Sense::AccountsOnly => ("accounts", "unaccounts", false),
            Sense::NoCtcp => ("noctcp", "ctcp", false),
            Sense::Owner => ("owner", "unowner", false),
            Sense::Operator => ("operator", "unoperator", false),
            Sense::Voice => ("voice", "unvoice", false),
            Sense::Other(letter) => {
                let sign = if change.on { '+' } else { '-' };
                let words = format!("{sign}{letter} {}", param.unwrap_or_default());
                return self.mode_told((by, room), "other", words.trim_end());
            }
        };
        let did = if change.on { set } else { unset };
        match param {
            Some(mask) if is_mask => self.mode_told((by, room), did, &self.whom(mask)),
            param => self.mode_told((by, room), did, param.unwrap_or(NONE)),
        }
    }

    fn mode_told(&self, (by, room): (&str, &str), did: &str, what: &str) -> String {
        let args: [(&str, Value<'_>); 4] =
            [("by", by.into()), ("room", room.into()), ("did", did.into()), ("what", what.into())];
        self.say("mode-told", &args)
    }
}

/// How to say whom a mask means, and the part of it that says so.
fn kind(mask: &str) -> (&'static str, &str) {
    match meant(mask) {
        Meant::Name(name) => ("name", name),
        Meant::Account(account) => ("account", account),
        Meant::Place(place) => ("place", place),
        Meant::Mask(mask) => ("mask", mask),
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::Languages;

    /// What our server says of alice, in both languages.
    fn told(words: &str) -> [String; 2] {
        let languages = Languages::built_in();
        ["en", "cn"].map(|tag| languages.lang(tag).mode_changes_of_ours("alice", "#tea", words).join(" / "))
    }

    #[test]
    fn bans_and_mutes_name_people() {
        let table = [
            ("+b ~m:carl!*@*", "alice muted carl in #tea.", "alice 在 #tea 禁言了 carl。"),
            ("-b ~m:carl!*@*", "alice unmuted carl in #tea.", "alice 在 #tea 解除了对 carl 的禁言。"),
            ("+b carl!*@*", "alice banned carl from #tea.", "alice 在 #tea 封禁了 carl。"),
            (
                "-b ~a:carl",
                "alice unbanned the account carl from #tea.",
                "alice 在 #tea 解除了对 账号 carl 的封禁。",
            ),
            ("+b ~m:~a:carl", "alice muted the account carl in #tea.", "alice 在 #tea 禁言了 账号 carl。"),
            (
                "+b *!*@192.0.2.0/24",
                "alice banned everyone from 192.0.2.0/24 from #tea.",
                "alice 在 #tea 封禁了 来自 192.0.2.0/24 的所有人。",
            ),
            (
                "+e c*!*@*",
                "alice excepted everyone who is c*!*@* from the bans of #tea.",
                "alice 让 符合 c*!*@* 的所有人 不受 #tea 的封禁限制。",
            ),
        ];
        for (words, en, cn) in table {
            assert_eq!(told(words), [en, cn], "{words}");
        }
    }

    #[test]
    fn ranks_and_rules_are_told_one_by_one() {
        let table = [
            (
                "+q-o alice bob",
                "alice made alice an owner of #tea. / alice removed bob as an operator of #tea.",
                "alice 让 alice 成为 #tea 的房主。 / alice 取消了 bob 在 #tea 的房管身份。",
            ),
            (
                "+w 1",
                "alice turned slow mode on in #tea: everyone can speak once a second.",
                "alice 在 #tea 开启了慢速模式：每人每 1 秒可发言一次。",
            ),
            (
                "+w 10",
                "alice turned slow mode on in #tea: everyone can speak once in 10 seconds.",
                "alice 在 #tea 开启了慢速模式：每人每 10 秒可发言一次。",
            ),
            ("+l 7", "alice limited #tea to 7 members.", "alice 将 #tea 的人数限制为 7 人。"),
            ("+k secret", "alice set a key for #tea.", "alice 为 #tea 设置了密钥。"),
            (
                "+R",
                "alice lets only those with an account enter #tea.",
                "alice 规定只有登录账号的人可以进入 #tea。",
            ),
            ("+Z", "alice set the mode of #tea: +Z", "alice 更改了 #tea 的模式：+Z"),
            ("", "alice set the mode of #tea: ", "alice 更改了 #tea 的模式："),
        ];
        for (words, en, cn) in table {
            assert_eq!(told(words), [en, cn], "{words}");
        }
    }

    #[test]
    fn every_mode_of_ours_has_words_of_its_own() {
        for tag in ["en", "cn"] {
            let lang = Languages::built_in().lang(tag);
            let mut seen = std::collections::BTreeSet::new();
            for mode in crate::room::modes::MODES {
                for sign in ["+", "-"] {
                    for param in ["bob!*@*", "~m:bob!*@*"] {
                        let words = format!("{sign}{} {param}", mode.letter);
                        let [sentence] =
                            lang.mode_changes_of_ours("alice", "#tea", &words).try_into().unwrap();
                        assert!(!sentence.contains(&format!("{sign}{}", mode.letter)), "{sentence}");
                        assert!(!sentence.contains("none") && !sentence.contains('{'), "{sentence}");
                        seen.insert(sentence);
                    }
                }
            }
            // Each is told by its own sentence, bans and mutes by two; other masks are shown as they are.
            assert!(seen.len() >= crate::room::modes::MODES.len() * 2 + 2, "{seen:?}");
        }
    }

    #[test]
    fn the_log_shows_people() {
        let lang = Languages::built_in().lang("en");
        let table = [
            ("bob (~m:bob!*@*)", "bob"),
            ("bob (~m:~a:robert)", "bob (account robert)"),
            ("bob (*!*@cloak)", "bob (cloak)"),
            ("~m:*!*@192.0.2.0/24", "everyone from 192.0.2.0/24"),
        ];
        for (whom, words) in table {
            assert_eq!(lang.whom_by(whom), words);
        }
    }
}
