//! Effects as sentences in the server's language. `None` where the plain door has nothing to say.

use crate::door::ending;
use crate::door::irc::{reply, said};
use crate::lang::Lang;
use crate::room::outbox::Registering;
use crate::room::{Event, Refused, Role, SaidKind, What};
use crate::wire::clean::clean;
use crate::wire::name::NameError;
use crate::wire::note::{self, Note, Severity};
use crate::wire::numeric::{self, Numeric};
use crate::wire::text::Text;

use super::command::Typed;

/// What happened, for everybody at the plain door who is told.
pub fn event(lang: &Lang, event: &Event) -> Option<String> {
    let name = event.who.name.as_ref();
    let sentence = match &event.what {
        What::Said { in_room, kind, text, .. } => return heard(lang, event, (*in_room, *kind, text)),
        What::Joined { .. } => lang.say("plain-entered", &[("name", name.into())]),
        What::Parted { reason, .. } => left(lang, name, reason.as_deref()),
        What::Quit { why } => left(lang, name, ending::reason(lang, why).as_deref()),
        What::Renamed { to } => {
            lang.say("plain-renamed", &[("name", name.into()), ("to", to.as_ref().into())])
        }
        What::Topic { topic, .. } if topic.is_empty() => {
            lang.say("plain-topic-cleared", &[("name", name.into())])
        }
        What::Topic { topic, .. } => {
            lang.say("plain-topic-set", &[("name", name.into()), ("topic", clean(topic).into())])
        }
        What::Kicked { whom, reason: None, .. } => {
            lang.say("plain-put-out", &[("name", whom.as_ref().into()), ("by", name.into())])
        }
        What::Kicked { whom, reason: Some(reason), .. } => {
            let reason = clean(reason);
            lang.say(
                "plain-put-out-because",
                &[("name", whom.as_ref().into()), ("by", name.into()), ("reason", reason.into())],
            )
        }
        What::RoomRenamed { to, .. } => lang.say("plain-room-renamed", &[("room", clean(to).into())]),
        What::Wallops { text } => {
            lang.say("plain-notice", &[("name", name.into()), ("text", clean(text).into())])
        }
        What::Mode { target, words } if target.starts_with('#') => {
            lang.mode_changes_of_ours(name, target, &words.join(" ")).join("\n")
        }
        What::Tagged { .. }
        | What::Account
        | What::Mode { .. }
        | What::Redacted { .. }
        | What::Away { .. }
        | What::Setname { .. }
        | What::Killed { .. }
        | What::Invited { .. } => return None,
    };
    Some(sentence + "\n")
}

/// That what follows was said before somebody came.
pub fn replay_begins(lang: &Lang) -> String {
    lang.say("plain-replay", &[]) + "\n"
}

/// Something of that, each line with its time.
pub fn replayed(lang: &Lang, happened: &Event, time: &str) -> String {
    let mut told = String::new();
    for line in event(lang, happened).unwrap_or_default().lines() {
        told += &lang.say("plain-replayed", &[("time", time.into()), ("line", line.into())]);
        told.push('\n');
    }
    told
}

/// That they themselves have another name.
pub fn renamed_yourself(lang: &Lang, to: &str) -> String {
    lang.say("plain-renamed-yourself", &[("to", to.into())]) + "\n"
}

fn left(lang: &Lang, name: &str, reason: Option<&str>) -> String {
    match reason {
        None => lang.say("plain-left", &[("name", name.into())]),
        Some(reason) => {
            lang.say("plain-left-because", &[("name", name.into()), ("reason", clean(reason).into())])
        }
    }
}

fn heard(lang: &Lang, event: &Event, (in_room, kind, text): (bool, SaidKind, &Text)) -> Option<String> {
    let name = event.who.name.as_ref();
    // What the operator says is for everybody, wherever they are.
    let in_room = in_room || event.who.role == Role::Operator;
    let action = said::action(text);
    let whole = action.clone().unwrap_or_else(|| text.lines().join("\n"));
    if action.is_none() && whole.starts_with('\u{1}') {
        // A question of one client to another.
        return None;
    }
    let mut lines = String::new();
    for line in whole.split('\n') {
        let line = clean(line);
        lines += &match (&action, kind) {
            (Some(_), _) if in_room => format!("* {name} {line}"),
            (Some(_), _) => lang.say("plain-private-action", &[("name", name.into()), ("deed", line.into())]),
            (None, SaidKind::Notice) => {
                lang.say("plain-notice", &[("name", name.into()), ("text", line.into())])
            }
            (None, SaidKind::Message) if in_room => format!("{name}: {line}"),
            (None, SaidKind::Message) => {
                lang.say("plain-private", &[("name", name.into()), ("text", line.into())])
            }
        };
        lines.push('\n');
    }
    Some(lines)
}

/// A numeric that answers somebody here.
pub fn reply(lang: &Lang, numeric: &Numeric, params: &[String]) -> Option<String> {
    let params: Vec<_> = params.iter().map(|param| clean(param).into_owned()).collect();
    let param = |index: usize| params.get(index).map_or("", |param| param.as_str());
    let sentence = match numeric.code {
        301 => lang.say("plain-away", &[("name", param(0).into()), ("message", param(1).into())]),
        331 => lang.say("plain-topic-none", &[]),
        332 => lang.say("plain-topic", &[("topic", param(1).into())]),
        401 | 403 => lang.say("plain-no-such-name", &[("name", param(0).into())]),
        412 => lang.say("plain-nothing-to-say", &[]),
        432 => lang.say("plain-name-unfit", &[("name", param(0).into())]),
        433 => lang.say("plain-name-taken", &[("name", param(0).into())]),
        482 => lang.say("plain-operators-only", &[]),
        900 => lang.say("plain-logged-in", &[("account", param(1).into())]),
        901 => lang.say("plain-logged-out", &[]),
        903 => return None,
        904 => lang.say("plain-login-failed", &[]),
        400.. => reply::sentence(lang, numeric, &params),
        _ => return None,
    };
    Some(sentence + "\n")
}

/// A numeric that lists: who is here.
pub fn reply_list(lang: &Lang, numeric: &Numeric, items: &[String]) -> Option<String> {
    if numeric.code != 353 || items.is_empty() {
        return None;
    }
    // Names come with the marks of owners, operators and those who have a voice; no name begins so.
    let names: Vec<_> = items.iter().map(|item| clean(item.trim_start_matches(['~', '@', '+']))).collect();
    let names = names.join(&lang.say("plain-list-comma", &[]));
    Some(lang.say("plain-here", &[("names", names.into())]) + "\n")
}

/// A standard reply. Why the connection ends is told when it does.
pub fn note(lang: &Lang, note: &Note, context: &[String]) -> Option<String> {
    if note.severity == Severity::Note && note.command == "*" {
        return None;
    }
    // The numeric behind these says the same.
    if [&note::BANNED, &note::MUTED, &note::HUSHED].into_iter().any(|known| known.code == note.code) {
        return None;
    }
    let context: Vec<_> = context.iter().map(|word| clean(word).into_owned()).collect();
    Some(lang.say(&note.key(), &reply::args(note.context, &context)) + "\n")
}

/// How far they have come with an account; `outlives`: whether it will outlive the server.
pub fn registering(lang: &Lang, outcome: Registering, account: &str, outlives: bool) -> String {
    let account = clean(account).into_owned();
    let sentence = match outcome {
        Registering::Done | Registering::Verified if !outlives => {
            lang.say("plain-registered-for-now", &[("account", account.into())])
        }
        Registering::Done | Registering::Verified => {
            lang.say("plain-registered", &[("account", account.into())])
        }
        Registering::NeedsCode => lang.say("plain-registering-needs-code", &[("account", account.into())]),
    };
    sentence + "\n"
}

/// The greeting of somebody with a terminal.
pub fn welcome(lang: &Lang, name: &str) -> String {
    lang.say("plain-welcome", &[("name", name.into())]) + "\n"
}

/// Why they can't come in by this name.
pub fn refused(lang: &Lang, why: &Refused) -> String {
    let sentence = match why {
        Refused::Taken(name) => lang.say("plain-name-taken", &[("name", clean(name).into())]),
        Refused::LooksLike(name, other) => {
            lang.say("plain-name-looks-like", &[("name", clean(name).into()), ("other", clean(other).into())])
        }
        Refused::Reserved(name) => lang.say("plain-name-reserved", &[("name", clean(name).into())]),
        Refused::Unfit(name, why) => unfit(lang, name, *why),
        Refused::TooLong(chars_max) => {
            lang.say("plain-name-too-long", &[("chars_max", (*chars_max as u64).into())])
        }
        Refused::Owned(name) => lang.say("plain-name-owned", &[("name", clean(name).into())]),
        Refused::NotTheirs(name) => lang.say("plain-name-not-yours", &[("name", clean(name).into())]),
        Refused::TooManyTries => lang.say("note-too-many-tries", &[]) + &lang.say("told-full-stop", &[]),
        Refused::Password => lang.say("plain-password-wrong", &[]),
        Refused::CodeWanted(_) => lang.say("plain-code-wanted", &[]),
        Refused::AccountWanted(_) => lang.say("plain-account-wanted", &[]),
        Refused::RoomOfAccounts(room) => lang.say("plain-room-of-accounts", &[("room", clean(room).into())]),
        Refused::RoomFull(room) => lang.say("plain-room-full", &[("room", clean(room).into())]),
        Refused::RoomShut(room) => lang.say("plain-room-shut", &[("room", clean(room).into())]),
        Refused::Banned(room, terms) => {
            let [by, until, reason] = terms.words();
            let params = [room.clone(), by, until, reason].map(|param| clean(&param).into_owned());
            reply::sentence(lang, &numeric::ERR_BANNEDFROMCHAN, &params) + &lang.say("told-full-stop", &[])
        }
        Refused::Braked(room, minutes) => {
            let params = [clean(room).into_owned(), minutes.to_string()];
            reply::sentence(lang, &numeric::ERR_THROTTLE, &params) + &lang.say("told-full-stop", &[])
        }
        // That is the end, which says so itself.
        Refused::Barred(_) => return String::new(),
    };
    sentence + "\n"
}

fn unfit(lang: &Lang, name: &str, why: NameError) -> String {
    match why {
        NameError::Character(' ') => lang.say("plain-name-space", &[]),
        NameError::Character(c) => {
            let character = clean(c.encode_utf8(&mut [0; 4])).into_owned();
            lang.say("plain-name-character", &[("character", character.into())])
        }
        NameError::Empty | NameError::TooLong | NameError::Unfit | NameError::NoRoom => {
            lang.say("plain-name-unfit", &[("name", clean(name).into())])
        }
    }
}

/// The same, where they may have been asked for a code and said one: it opens nothing then.
pub fn refused_code(lang: &Lang, why: &Refused, is_code: bool) -> String {
    match why {
        Refused::CodeWanted(_) | Refused::AccountWanted(_) if is_code => {
            lang.say("plain-code-wrong", &[]) + "\n"
        }
        why => refused(lang, why),
    }
}

/// What a line that leads to nothing in the room is answered with.
pub fn typed(lang: &Lang, typed: &Typed<'_>) -> Option<String> {
    let sentence = match typed {
        Typed::Help => lang.say("plain-help", &[]),
        Typed::Usage(key) => lang.say(key, &[]),
        Typed::Unknown { typed, nearest: None } => {
            lang.say("plain-unknown-command", &[("command", clean(typed).into())])
        }
        Typed::Unknown { typed, nearest: Some(nearest) } => {
            let typed = clean(typed);
            lang.say(
                "plain-unknown-command-nearest",
                &[("command", typed.into()), ("nearest", (*nearest).into())],
            )
        }
        Typed::Nothing
        | Typed::Say(_)
        | Typed::Who
        | Typed::Me(_)
        | Typed::Msg { .. }
        | Typed::Nick(_)
        | Typed::Topic(_)
        | Typed::Register(_)
        | Typed::Owner(_)
        | Typed::Verify(_)
        | Typed::Login { .. }
        | Typed::Quit(_) => return None,
    };
    Some(sentence + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Languages;
    use crate::room::bans::Terms;
    use crate::room::{Ending, Who};
    use crate::wire::text::Piece;

    fn happened(tag: &str, role: Role, what: What) -> Option<String> {
        let who = Who { name: "alice".into(), prefix: "alice!~a@c".into(), role, bot: false, account: None };
        event(&Languages::built_in().lang(tag), &Event { at_ms: 0, id: None, who, what })
    }

    fn said(in_room: bool, kind: SaidKind, text: Text) -> What {
        What::Said { target: "#tea".into(), in_room, kind, text, tags: "".into() }
    }

    fn line(text: &str) -> What {
        said(true, SaidKind::Message, Text::line(text))
    }

    #[test]
    fn what_is_said() {
        let told = |what| happened("en", Role::Member, what);
        assert_eq!(told(line("hi")).as_deref(), Some("alice: hi\n"));
        assert_eq!(told(line("\u{1}ACTION waves\u{1}")).as_deref(), Some("* alice waves\n"));
        assert_eq!(told(line("\u{1}VERSION\u{1}")), None);
        assert_eq!(told(line("a\u{1b}[31m\u{202e}b")).as_deref(), Some("alice: a␛[31m\u{fffd}b\n"));
        let piece = |text: &str, concat| Piece { text: text.into(), concat };
        let lines =
            Text::from_pieces(vec![piece("one ", false), piece("line", true), piece("two", false)]).unwrap();
        assert_eq!(
            told(said(true, SaidKind::Message, lines)).as_deref(),
            Some("alice: one line\nalice: two\n")
        );
        let private = told(said(false, SaidKind::Message, Text::line("psst")));
        assert_eq!(private.as_deref(), Some("[alice → you] psst\n"));
        let operator = said(true, SaidKind::Message, Text::line("tea is ready"));
        assert_eq!(happened("cn", Role::Operator, operator).as_deref(), Some("alice: tea is ready\n"));
    }

    #[test]
    fn comings_and_goings_in_both_languages() {
        let room = || "#tea".into();
        let vectors = [
            (
                What::Joined { room: room(), realname: "Alice".into() },
                "alice entered the chatroom.\n",
                "alice 进入了聊天室。\n",
            ),
            (What::Quit { why: Ending::Gone }, "alice left the chatroom.\n", "alice 退出了聊天室。\n"),
            (
                What::Quit { why: Ending::Quit(Some("tea\u{7}".into())) },
                "alice left the chatroom (tea␇).\n",
                "alice 退出了聊天室（tea␇）。\n",
            ),
            (What::Renamed { to: "bob".into() }, "alice is now called bob.\n", "alice 改名为 bob。\n"),
        ];
        for (what, en, cn) in vectors {
            assert_eq!(happened("en", Role::Member, what.clone()).as_deref(), Some(en));
            assert_eq!(happened("cn", Role::Member, what).as_deref(), Some(cn));
        }
        assert_eq!(happened("en", Role::Member, What::Away { message: None }), None);
    }

    #[test]
    fn who_is_here() {
        let lang = Languages::built_in().lang("en");
        let items = ["@alice".to_owned(), "@+bob".to_owned(), "爱丽丝".to_owned()];
        let told = reply_list(&lang, &numeric::RPL_NAMREPLY, &items);
        assert_eq!(told.as_deref(), Some("Here: alice, bob, 爱丽丝\n"));
        assert_eq!(reply(&lang, &numeric::RPL_ENDOFNAMES, &["#tea".to_owned()]), None);
    }

    fn terms(until_ms: Option<u64>) -> Terms {
        Terms { by: "Ann".into(), until_ms, reason: until_ms.map(|_| "spam".into()) }
    }

    #[test]
    fn every_answer_has_words() {
        for tag in ["en", "cn"] {
            let lang = Languages::built_in().lang(tag);
            let name = || "bob".to_owned();
            let refusals = [
                Refused::Taken(name()),
                Refused::LooksLike(name(), name()),
                Refused::Reserved(name()),
                Refused::Unfit(name(), NameError::Empty),
                Refused::TooLong(30),
                Refused::Unfit(name(), NameError::Character(' ')),
                Refused::Unfit(name(), NameError::Character('\u{7}')),
                Refused::Unfit(name(), NameError::Unfit),
                Refused::Owned(name()),
                Refused::NotTheirs(name()),
                Refused::TooManyTries,
                Refused::Password,
                Refused::CodeWanted(name()),
                Refused::AccountWanted(name()),
                Refused::RoomOfAccounts("#tea".to_owned()),
                Refused::RoomShut("#tea".to_owned()),
                Refused::RoomFull("#tea".to_owned()),
                Refused::Banned("#tea".to_owned(), terms(None)),
                Refused::Banned("#tea".to_owned(), terms(Some(0))),
                Refused::Braked("#tea".to_owned(), 10),
            ];
            let mut told: Vec<_> = refusals.iter().map(|why| refused(&lang, why)).collect();
            for line in ["/me", "/msg", "/nick", "/help", "/xyzzy", "/wh"] {
                told.extend(typed(&lang, &super::super::command::read(line)));
            }
            assert_eq!(told.len(), 26);
            for outcome in [Registering::Done, Registering::NeedsCode, Registering::Verified] {
                told.extend([true, false].map(|outlives| registering(&lang, outcome, "bob", outlives)));
            }
            told.push(welcome(&lang, "bob"));
            told.push(renamed_yourself(&lang, "bob"));
            for code in [301, 331, 332, 401, 412, 432, 433, 482, 900, 901, 904] {
                let numeric = numeric::ALL.iter().find(|numeric| numeric.code == code).unwrap();
                told.extend(reply(&lang, numeric, &["a".into(), "b".into()]));
            }
            for sentence in told {
                assert!(sentence.ends_with('\n') && !sentence.contains('{'), "{sentence}");
                assert!(!sentence.starts_with("plain-"), "{tag}: {sentence}");
            }
        }
    }
}
