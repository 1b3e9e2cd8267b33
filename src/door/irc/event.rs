//! What happened, as the lines of one variant of clients: those that agree in what of their
//! capabilities matters for this event get the same bytes.

use crate::door::ending;
use crate::lang::Lang;
use crate::room::{Ending, Event, What};
use crate::wire::LineWriter;
use crate::wire::caps::{ACCOUNT_TAG, BATCH, Caps, EXTENDED_JOIN, MESSAGE_TAGS, MULTILINE, SERVER_TIME};

use super::{Scribe, line, said, time};

/// Which capabilities change how this event is written.
pub fn matters(event: &Event) -> Caps {
    let mut caps = SERVER_TIME;
    if event.id.is_some() || event.who.bot {
        caps = caps.with(MESSAGE_TAGS);
    }
    if event.who.account.is_some() {
        caps = caps.with(ACCOUNT_TAG);
    }
    match &event.what {
        What::Said { target, kind, text, tags, .. } => {
            if !tags.is_empty() {
                caps = caps.with(MESSAGE_TAGS);
            }
            let room = said::room(&event.who.prefix, kind.command(), target);
            if text.single().is_none_or(|only| only.len() > room) {
                caps = caps.with(BATCH).with(MULTILINE);
            }
        }
        What::Tagged { .. } => caps = caps.with(MESSAGE_TAGS),
        What::Joined { .. } => caps = caps.with(EXTENDED_JOIN),
        What::Parted { .. }
        | What::Quit { .. }
        | What::Renamed { .. }
        | What::Topic { .. }
        | What::Kicked { .. }
        | What::Mode { .. }
        | What::Account
        | What::Away { .. }
        | What::Setname { .. }
        | What::Invited { .. }
        | What::RoomRenamed { .. }
        | What::Redacted { .. }
        | What::Killed { .. }
        | What::Wallops { .. } => {}
    }
    caps
}

/// Writes the tags of `event` that a client with `caps` gets; the command comes next.
pub(super) fn tagged<'b>(line: LineWriter<'b>, event: &Event, caps: Caps) -> LineWriter<'b> {
    let mut line = stamped(line, event, caps);
    if caps.has(MESSAGE_TAGS) {
        if let Some(id) = &event.id {
            line = line.tag("msgid", &id.to_string());
        }
        if event.who.bot {
            line = line.tag("bot", "");
        }
        if let What::Said { tags, .. } | What::Tagged { tags, .. } = &event.what {
            line = line.raw_tags(tags);
        }
    }
    line
}

/// Writes the tags that every line of `event` has: when, and whose.
pub(super) fn stamped<'b>(line: LineWriter<'b>, event: &Event, caps: Caps) -> LineWriter<'b> {
    let line = if caps.has(SERVER_TIME) { line.tag("time", &time::written(event.at_ms)) } else { line };
    match &event.who.account {
        Some(account) if caps.has(ACCOUNT_TAG) => line.tag("account", account),
        Some(_) | None => line,
    }
}

/// The reason of a QUIT. What the one who leaves says is marked, so that nobody can pretend to have
/// been removed (Modern IRC, "QUIT message").
fn quit_reason(lang: &Lang, why: &Ending) -> String {
    match why {
        Ending::Quit(reason) => format!("Quit: {}", reason.as_deref().unwrap_or_default()),
        why => ending::quit(lang, why),
    }
}

impl Scribe<'_> {
    /// Writes `event` for clients with `caps`.
    pub fn event(&mut self, out: &mut Vec<u8>, event: &Event, caps: Caps) -> usize {
        fn head<'b>(line: LineWriter<'b>, (event, caps): (&Event, Caps), command: &str) -> LineWriter<'b> {
            tagged(line, event, caps).command(Some(&event.who.prefix), command)
        }
        let (lang, told) = (self.lang, (event, caps));
        match &event.what {
            What::Said { target, kind, text, .. } => {
                return self.said(out, event, caps, (target, *kind, text));
            }
            What::Tagged { .. } if !caps.has(MESSAGE_TAGS) => return 0,
            What::Tagged { target, .. } => line(out, |line| head(line, told, "TAGMSG").param(target).end()),
            What::Joined { room, realname } => line(out, |line| {
                let line = head(line, told, "JOIN").param(room);
                // The account stands before the real name; `*` is none (IRCv3 extended-join).
                let account = event.who.account.as_deref().unwrap_or("*");
                if caps.has(EXTENDED_JOIN) { line.param(account).last(realname).end() } else { line.end() }
            }),
            What::Parted { room, reason } => line(out, |line| {
                let line = head(line, told, "PART").param(room);
                reason.iter().fold(line, |line, reason| line.last(reason)).end();
            }),
            What::Quit { why } => {
                line(out, |line| head(line, told, "QUIT").last(&quit_reason(lang, why)).end());
            }
            What::Renamed { to } => line(out, |line| head(line, told, "NICK").param(to).end()),
            What::Topic { room, topic } => {
                line(out, |line| head(line, told, "TOPIC").param(room).last(topic).end())
            }
            What::Kicked { room, whom, reason } => line(out, |line| {
                let line = head(line, told, "KICK").param(room).param(whom);
                // There is always a last parameter; the name of who does it is what servers put there.
                line.last(reason.as_ref().unwrap_or(&event.who.name)).end();
            }),
            What::Mode { target, words } => line(out, |line| {
                let line = head(line, told, "MODE").param(target);
                words
                    .iter()
                    .flat_map(|words| words.split(' '))
                    .fold(line, |line, word| line.param(word))
                    .end();
            }),
            What::Account => line(out, |line| {
                let account = event.who.account.as_deref().unwrap_or("*");
                head(line, told, "ACCOUNT").param(account).end();
            }),
            What::Away { message } => line(out, |line| {
                let line = head(line, told, "AWAY");
                message.iter().fold(line, |line, message| line.last(message)).end();
            }),
            What::Setname { realname } => line(out, |line| head(line, told, "SETNAME").last(realname).end()),
            What::Invited { whom, room } => {
                line(out, |line| head(line, told, "INVITE").param(whom).param(room).end());
            }
            What::RoomRenamed { from, to, reason } => {
                line(out, |line| head(line, told, "RENAME").param(from).param(to).last(reason).end());
            }
            What::Redacted { target, id, reason } => line(out, |line| {
                let line = head(line, told, "REDACT").param(target).param(&id.to_string());
                reason.iter().fold(line, |line, reason| line.last(reason)).end();
            }),
            What::Killed { whom, reason } => {
                line(out, |line| head(line, told, "KILL").param(whom).last(reason).end());
            }
            What::Wallops { text } => line(out, |line| head(line, told, "WALLOPS").last(text).end()),
        }
        1
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::lang::Languages;
    use crate::room::{Role, SaidKind, Who};
    use crate::wire::MsgId;
    use crate::wire::text::Text;

    pub(crate) fn alice(what: What) -> Event {
        let who = Who {
            name: "alice".into(),
            prefix: "alice!~a@cloak".into(),
            role: Role::Member,
            bot: false,
            account: None,
        };
        let id = matches!(what, What::Said { .. } | What::Tagged { .. }).then(|| MsgId::ZERO.next());
        Event { at_ms: 1_319_042_451_620, id, who, what }
    }

    pub(crate) fn said(target: &str, text: Text, tags: &str) -> Event {
        let (target, tags): (Arc<str>, Arc<str>) = (target.into(), tags.into());
        alice(What::Said { target, in_room: true, kind: SaidKind::Message, text, tags })
    }

    pub(crate) fn written(event: &Event, caps: Caps) -> (String, usize) {
        let (lang, mut out, mut batches) = (Languages::built_in().lang("en"), Vec::new(), 0);
        let mut scribe = Scribe { server: "chat.example", lang: &lang, batches: &mut batches };
        let count = scribe.event(&mut out, event, caps);
        (String::from_utf8(out).unwrap(), count)
    }

    #[test]
    fn each_event_has_its_line() {
        let room: Arc<str> = "#tea".into();
        let vectors = [
            (What::Joined { room: room.clone(), realname: "Alice".into() }, "JOIN #tea"),
            (What::Parted { room: room.clone(), reason: None }, "PART #tea"),
            (What::Parted { room: room.clone(), reason: Some("so long".into()) }, "PART #tea :so long"),
            (What::Quit { why: Ending::Quit(Some("so long".into())) }, "QUIT :Quit: so long"),
            (What::Quit { why: Ending::Quit(None) }, "QUIT :Quit: "),
            (What::Renamed { to: "bob".into() }, "NICK bob"),
            (What::Topic { room: room.clone(), topic: "".into() }, "TOPIC #tea :"),
            (What::Kicked { room: room.clone(), whom: "bob".into(), reason: None }, "KICK #tea bob :alice"),
            (What::Mode { target: room.clone(), words: vec!["+o".into(), "bob".into()] }, "MODE #tea +o bob"),
            (What::Mode { target: room.clone(), words: vec!["+o bob".into()] }, "MODE #tea +o bob"),
            (What::Away { message: Some("out".into()) }, "AWAY :out"),
            (What::Away { message: None }, "AWAY"),
        ];
        for (what, expected) in vectors {
            let event = alice(what);
            assert_eq!(written(&event, Caps::default()), (format!(":alice!~a@cloak {expected}\r\n"), 1));
            let timed = format!("@time=2011-10-19T16:40:51.620Z :alice!~a@cloak {expected}\r\n");
            assert_eq!(written(&event, SERVER_TIME).0, timed);
            let of_joins = if expected.starts_with("JOIN") { EXTENDED_JOIN } else { Caps::default() };
            assert_eq!(matters(&event), SERVER_TIME.with(of_joins));
        }
    }

    /// IRCv3 account-tag, account-notify, extended-join.
    #[test]
    fn accounts_go_to_those_who_asked() {
        let of_account = |what, account: Option<&str>| {
            let mut event = alice(what);
            event.who.account = account.map(Arc::from);
            event
        };
        let joined = || What::Joined { room: "#tea".into(), realname: "A".into() };
        let vectors = [
            (What::Account, Some("Al"), "@account=Al :alice!~a@cloak ACCOUNT Al\r\n"),
            (What::Account, None, ":alice!~a@cloak ACCOUNT *\r\n"),
            (joined(), Some("Al"), "@account=Al :alice!~a@cloak JOIN #tea Al :A\r\n"),
            (joined(), None, ":alice!~a@cloak JOIN #tea * :A\r\n"),
        ];
        for (what, account, expected) in vectors {
            let event = of_account(what, account);
            assert_eq!(written(&event, ACCOUNT_TAG.with(EXTENDED_JOIN)).0, expected);
            assert_eq!(matters(&event).has(ACCOUNT_TAG), account.is_some());
            assert!(written(&event, Caps::default()).0.starts_with(":alice"));
        }
    }

    #[test]
    fn tags_go_to_those_who_asked() {
        let event = said("#tea", Text::line("hi"), "+a=b;+c");
        assert_eq!(written(&event, Caps::default()).0, ":alice!~a@cloak PRIVMSG #tea :hi\r\n");
        assert_eq!(
            written(&event, MESSAGE_TAGS).0,
            "@msgid=0000000000001;+a=b;+c :alice!~a@cloak PRIVMSG #tea :hi\r\n"
        );
        assert_eq!(
            written(&event, MESSAGE_TAGS.with(SERVER_TIME)).0,
            "@time=2011-10-19T16:40:51.620Z;msgid=0000000000001;+a=b;+c :alice!~a@cloak PRIVMSG #tea :hi\r\n"
        );
        assert_eq!(matters(&event), SERVER_TIME.with(MESSAGE_TAGS));
        let tagged = alice(What::Tagged { target: "#tea".into(), tags: "+typing=active".into() });
        assert_eq!(
            written(&tagged, MESSAGE_TAGS).0,
            "@msgid=0000000000001;+typing=active :alice!~a@cloak TAGMSG #tea\r\n"
        );
        assert_eq!(written(&tagged, SERVER_TIME), (String::new(), 0));
    }
}
