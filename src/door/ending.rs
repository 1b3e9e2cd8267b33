//! Why a connection ends, in words: the ERROR line, the reason of a QUIT, the last line at the
//! plain door, the transcript.

use crate::door::irc::reply;
use crate::lang::Lang;
use crate::room::Ending;
use crate::wire::clean::clean;

/// What others are told; `None` if there is nothing to say beyond that somebody left.
pub fn reason(lang: &Lang, why: &Ending) -> Option<String> {
    match why {
        // How most leave the plain door; nothing to make of it.
        Ending::Quit(None) | Ending::Gone => None,
        Ending::Quit(Some(reason)) => Some(reason.to_string()),
        why => Some(sentence(lang, why)),
    }
}

/// What the one who leaves is told.
pub fn sentence(lang: &Lang, why: &Ending) -> String {
    match why {
        Ending::Quit(_) => lang.say("ending-quit", &[]),
        Ending::Gone => lang.say("ending-gone", &[]),
        Ending::Broken => lang.say("ending-broken", &[]),
        Ending::PingTimeout(seconds) => lang.say("ending-ping-timeout", &[("seconds", (*seconds).into())]),
        Ending::RegistrationTimeout(seconds) => {
            lang.say("ending-registration-timeout", &[("seconds", (*seconds).into())])
        }
        Ending::ReadsTooSlowly => lang.say("ending-reads-too-slowly", &[]),
        Ending::Password => lang.say("ending-password", &[]),
        Ending::TooManyTries => lang.say("note-too-many-tries", &[]),
        Ending::Uninvited => lang.say("ending-uninvited", &[]),
        Ending::NoAccount => lang.say("ending-no-account", &[]),
        Ending::Removed { by, reason } => {
            with_reason(lang, ["ending-removed", "ending-removed-because"], by, reason.as_deref())
        }
        Ending::Killed { by, reason } => {
            with_reason(lang, ["ending-removed", "ending-removed-because"], by, Some(reason))
        }
        Ending::PutOut { by, reason } => {
            with_reason(lang, ["ending-put-out", "ending-put-out-because"], by, reason.as_deref())
        }
        Ending::Banned(terms) => {
            let [by, until, reason] = terms.words().map(|word| clean(&word).into_owned());
            let until = reply::shown_moment(&until);
            lang.say(
                "ending-banned",
                &[("by", by.into()), ("until", until.into()), ("reason", reason.into())],
            )
        }
        Ending::NameRefused => lang.say("ending-name-refused", &[]),
        Ending::Resumed => lang.say("ending-resumed", &[]),
        Ending::RoomClosed => lang.say("ending-room-closed", &[]),
        Ending::ServerDown => lang.say("ending-server-down", &[]),
    }
}

/// The reason of a QUIT of IRC, where it is the server's.
pub fn quit(lang: &Lang, why: &Ending) -> String {
    match why {
        Ending::Killed { by, reason } => {
            lang.say("ending-killed", &[("by", (&**by).into()), ("reason", clean(reason).into())])
        }
        why => sentence(lang, why),
    }
}

/// What stands in an ERROR of IRC.
pub fn link(lang: &Lang, server: &str, why: &Ending) -> String {
    match why {
        Ending::Killed { .. } => {
            lang.say("ending-link", &[("server", server.into()), ("why", quit(lang, why).into())])
        }
        why => sentence(lang, why),
    }
}

fn with_reason(lang: &Lang, [alone, because]: [&str; 2], by: &str, reason: Option<&str>) -> String {
    match reason {
        None => lang.say(alone, &[("by", by.into())]),
        Some(reason) => lang.say(because, &[("by", by.into()), ("reason", clean(reason).into())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Languages;
    use crate::room::bans::Terms;

    #[test]
    fn every_ending_has_words_in_every_language() {
        let because = Some("spam".into());
        let endings = [
            Ending::Quit(None),
            Ending::Gone,
            Ending::Broken,
            Ending::PingTimeout(1),
            Ending::RegistrationTimeout(30),
            Ending::ReadsTooSlowly,
            Ending::Password,
            Ending::TooManyTries,
            Ending::Uninvited,
            Ending::NoAccount,
            Ending::Removed { by: "Ann".into(), reason: None },
            Ending::Removed { by: "Ann".into(), reason: because.clone() },
            Ending::Killed { by: "Ann".into(), reason: "spam".into() },
            Ending::PutOut { by: "Ann".into(), reason: None },
            Ending::PutOut { by: "Ann".into(), reason: because },
            Ending::Banned(Terms { by: "Ann".into(), until_ms: None, reason: None }),
            Ending::Banned(Terms { by: "Ann".into(), until_ms: Some(0), reason: Some("spam".into()) }),
            Ending::NameRefused,
            Ending::Resumed,
            Ending::RoomClosed,
            Ending::ServerDown,
        ];
        for tag in ["en", "cn"] {
            let lang = Languages::built_in().lang(tag);
            for why in &endings {
                let said = sentence(&lang, why);
                assert!(!said.starts_with("ending-") && !said.contains('{'), "{tag} {why:?}: {said}");
                for said in [quit(&lang, why), link(&lang, "chat.example", why)] {
                    assert!(!said.starts_with("ending-") && !said.contains('{'), "{tag} {why:?}: {said}");
                }
                assert_eq!(reason(&lang, why).is_none(), matches!(why, Ending::Quit(None) | Ending::Gone));
            }
        }
        let lang = Languages::built_in().lang("cn");
        assert_eq!(sentence(&lang, &Ending::RoomClosed), "管理员关闭了聊天室。");
        let own = Ending::Quit(Some("再见".into()));
        assert_eq!(reason(&lang, &own).as_deref(), Some("再见"));
    }
}
