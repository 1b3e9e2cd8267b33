//! Conversations between a stay, its server and its person, as data.
//!
//! `connect` is another connection, `unreachable` none, `server:` arrives, `client:` must have been
//! sent, `told:` must have happened, `person:` types, `name:` chooses a name, `draft:` stands on the
//! line being typed, `@30` lets so many seconds pass, `asleep: 30` lets them pass for the clock
//! only, `go:` speaks elsewhere, `look:` shows another place, `seen:` has seen a place up to a moment, `again` says again what was
//! refused, `derived` is what takes long and is done, `closed` ends the connection, `leave` is Ctrl-D.
//! What is expected may end with `…`. Everything sent or told must be expected, in its order, before
//! the next input; `#` explains.

use std::time::Duration;

use super::happening::*;
use super::*;
use crate::wire::{Now, scram};

/// A session part-way through a conversation.
struct Talk {
    session: Life,
    now: Now,
    sent: Vec<String>,
    told: Vec<String>,
    derive: Option<Derive>,
}

impl Talk {
    /// With one connection.
    fn new(wish: Wish) -> Self {
        Self::lasting(wish, Duration::ZERO)
    }

    /// Comes back for so long.
    fn lasting(wish: Wish, reconnect_max: Duration) -> Self {
        let now = Now { uptime: Duration::from_secs(1000), unix_ms: 1_700_000_000_000 };
        let session = Life::new(wish, Policy { reconnect_max, seed: [0; 32] });
        let mut talk = Self { session, now, sent: Vec::new(), told: Vec::new(), derive: None };
        let mut out = Outbox::default();
        talk.session.connected(now, &mut out);
        talk.drain(out);
        talk
    }

    fn drain(&mut self, out: Outbox) {
        let sent = String::from_utf8(out.bytes).unwrap();
        self.sent.extend(sent.split_terminator("\r\n").map(str::to_owned));
        self.told.extend(out.happenings.iter().map(summary));
        self.told.extend(out.dial.then(|| "dial".to_owned()));
        if let Some(derive) = out.derive {
            self.told.push(format!("derive {} {} {}", derive.password.0, derive.salt.len(), derive.rounds));
            self.derive = Some(derive);
        }
    }

    fn run(&mut self, script: &str) -> &mut Self {
        for line in script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (word, rest) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
            if let "client" | "told" = word {
                let queue = if word == "client" { &mut self.sent } else { &mut self.told };
                assert!(!queue.is_empty(), "nothing left, but expected: {line}");
                let found = queue.remove(0);
                let fits = rest.strip_suffix('…').map_or(found == rest, |begin| found.starts_with(begin));
                assert!(fits, "at: {line}\nfound: {found}");
                continue;
            }
            self.assert_silent(line);
            let mut out = Outbox::default();
            let (session, now) = (&mut self.session, self.now);
            match word {
                "server" => session.receive(now, format!("{rest}\r\n").as_bytes(), &mut out),
                "person" => drop(session.typed(now, rest, &mut out)),
                "name" => session.name(now, rest, &mut out),
                "draft" => session.drafts(now, rest, &mut out),
                "go" => assert!(session.go(&place(rest)), "{line}"),
                "look" => session.look_at(&place(rest)),
                "seen" => {
                    let (name, at_ms) = rest.split_once(' ').expect(line);
                    session.seen(now, &place(name), at_ms.parse().expect(line), &mut out);
                }
                "again" => assert!(session.say_again(now, &mut out), "{line}"),
                "leave" => session.leave(now, None, &mut out),
                "asleep" => {
                    self.now.unix_ms += rest.parse::<u64>().expect(line) * 1000;
                    session.tick(self.now, &mut out);
                }
                "connect" => session.connected(now, &mut out),
                "unreachable" => assert!(session.unreachable(now, &mut out)),
                "derived" => {
                    let derive = self.derive.take().expect(line);
                    let salted = scram::salted_password(&derive.password.0, &derive.salt, derive.rounds);
                    session.derived(now, &salted, &mut out);
                }
                "closed" => session.closed(now, (!rest.is_empty()).then(|| rest.to_owned()), &mut out),
                wait => {
                    let seconds = wait.strip_prefix('@').and_then(|number| number.parse().ok()).expect(line);
                    self.now.uptime += Duration::from_secs(seconds);
                    self.now.unix_ms += seconds * 1000;
                    session.tick(self.now, &mut out);
                }
            }
            self.drain(out);
        }
        self.assert_silent("the end");
        self
    }

    fn assert_silent(&self, before: &str) {
        assert!(self.sent.is_empty(), "sent unexpectedly before {before}: {:#?}", self.sent);
        assert!(self.told.is_empty(), "told unexpectedly before {before}: {:#?}", self.told);
    }
}

fn summary(happening: &Happening) -> String {
    let names = |members: &[Member]| -> String {
        let name = |member: &Member| {
            format!("{}{}{}", member.roles, member.name, if member.away { "(away)" } else { "" })
        };
        members.iter().map(name).collect::<Vec<_>>().join(" ")
    };
    let why =
        |reason: &Option<String>| reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    match happening {
        Happening::Welcome { network, me } => {
            format!("welcome {me} to {}", network.as_deref().unwrap_or("?"))
        }
        Happening::MessageOfTheDay(line) => format!("motd {line}"),
        Happening::NameRefused { name, why, entering } => format!("refused name {name:?} {why:?} {entering}"),
        Happening::Entered { room, members } => format!("in {room}: {}", names(members)),
        Happening::RoomRefused { room, why } => format!("refused room {room} {why:?}"),
        Happening::Members { room, members } => format!("who {room}: {}", names(members)),
        Happening::Came { room, who } => format!("{room} came {}", voice(who)),
        Happening::Left { rooms, who, reason } => {
            format!("{} left {}{}", rooms.join(","), voice(who), why(reason))
        }
        Happening::PutOut { room, whom, by, reason } => {
            format!("{room} put out {} by {}{}", voice(whom), voice(by), why(reason))
        }
        Happening::Renamed { who, to } => format!("renamed {} to {to}", voice(who)),
        Happening::TopicSet { room, who, topic } => format!("{room} topic by {}: {topic}", voice(who)),
        Happening::Topic { room, topic } => format!("{room} topic: {topic}"),
        Happening::Said(said) => words(said),
        Happening::Delivered { label, id } => {
            format!("delivered {} {}", label.0, id.as_deref().unwrap_or("-"))
        }
        Happening::Refused { label, why } => format!("refused {:?} {why:?}", label.map(|label| label.0)),
        Happening::Mode { target, who, words, changes: _ } => {
            format!("{target} mode {words} by {}", voice(who))
        }
        Happening::Away { who, message } => format!("away {}{}", voice(who), why(message)),
        Happening::IsAway { who, message } => format!("is away {}: {message}", voice(who)),
        Happening::Invited { room, who, whom } => {
            format!("{} invited to {room} by {}", voice(whom), voice(who))
        }
        Happening::OwnAway(away) => format!("own away {away}"),
        Happening::Partner { name, online } => format!("partner {name} {online}"),
        Happening::Typing { who, place, typing } => format!("{} typing {typing:?} {place:?}", voice(who)),
        Happening::RealName { who, real_name } => format!("real name of {}: {real_name}", voice(who)),
        Happening::RoomRenamed { room, to, who, reason } => {
            format!("{room} renamed to {to} by {}{}", voice(who), why(reason))
        }
        Happening::InvitationSent { room, name } => format!("invitation of {name} to {room} sent"),
        Happening::Listed { room, count, topic } => format!("listed {room} {count:?} {topic}"),
        Happening::ListEnded { count } => format!("listed {count}"),
        Happening::About { name, what } => format!("about {name} {what:?}"),
        Happening::UnknownCommand { typed, nearest } => {
            format!("unknown {typed} {}", nearest.map_or("-", |command| command.name))
        }
        Happening::Usage(command) => format!("usage {}", command.name),
        Happening::Earlier { room, count } => format!("{room} earlier {count}"),
        Happening::Unread { room, since_ms } => format!("{room} unread since {since_ms}"),
        Happening::Gap { room, since_ms, until_ms } => {
            format!("{room} gap of {}s", (until_ms - since_ms) / 1000)
        }
        Happening::TakenBack { room, who, id, beginning, reason } => {
            let own = beginning.iter().map(|beginning| format!(" ({beginning})")).collect::<String>();
            format!("{room} {id}{own} taken back by {}{}", voice(who), why(reason))
        }
        Happening::Found(said) => {
            let (Where::Room(place) | Where::Private(place)) = &said.place;
            format!("found {place} {}: {}", voice(&said.who), said.text.lines().join(" | "))
        }
        Happening::SearchEnded { count } => format!("found {count}"),
        Happening::Account(news) => format!("account {news:?}"),
        Happening::Noted { label, noted } => {
            format!("noted {:?} {} {}", label.map(|label| label.0), noted.code, noted.context.join(" "))
        }
        Happening::Interrupted(lost) => format!("interrupted {lost:?}"),
        Happening::Returned { room, members } => format!("back in {room}: {}", names(members)),
        Happening::Undelivered { unconfirmed, unsent, .. } => {
            format!("unconfirmed {unconfirmed:?} unsent {unsent:?}")
        }
        Happening::Ended(ending) => format!("ended {ending:?}"),
        happening => summary_of_places(happening),
    }
}

fn summary_of_places(happening: &Happening) -> String {
    match happening {
        Happening::Sending { label, place, manner, text, .. } => {
            format!("sending {} {} {manner:?}: {}", label.0, at(place), text.lines().join(" | "))
        }
        Happening::Here(place) => format!("here {}", at(place)),
        Happening::TalkClosed(name) => format!("closed {name}"),
        Happening::ReadTo { place, at_ms } => format!("read {} to {at_ms}", at(place)),
        Happening::Face(act) => format!("face {act:?}"),
        Happening::Ignored(names) => format!("ignored {}", names.join(" ")),
        Happening::Ignoring { name, on } => format!("ignoring {name} {on}"),
        Happening::Modes { target, words } => format!("{target} has modes {words}"),
        Happening::HelpOn(command) => format!("help on {}", command.name),
        happening => format!("{happening:?}"),
    }
}

/// As it is written after `go:` and `seen:`.
fn place(name: &str) -> Where {
    let place = if name.starts_with('#') { Where::Room } else { Where::Private };
    place(name.into())
}

fn at(place: &Where) -> String {
    match place {
        Where::Room(room) => room.to_string(),
        Where::Private(other) => format!("private {other}"),
    }
}

fn words(said: &Said) -> String {
    let place = at(&said.place);
    let mentions = if said.mentions_me { "!" } else { "" };
    let label = said.label.map(|label| format!(" [{}]", label.0)).unwrap_or_default();
    let old = if said.old { "old " } else { "" };
    format!(
        "{mentions}{old}{place} {:?} {}:{label} {}",
        said.manner,
        voice(&said.who),
        said.text.lines().join(" | ")
    )
}

fn voice(who: &Who) -> String {
    match who.voice {
        Voice::Member => who.name.to_string(),
        voice => format!("{}={voice:?}", who.name),
    }
}

fn wish(name: &str) -> Wish {
    Wish { name: Some(name.to_owned()), ..Wish::default() }
}

/// In by name of alice, at a server like ours.
const AT_HOME: &str = "
    client: CAP LS 302
    client: CAP REQ :standard-replies
    client: NICK alice
    client: USER chatroom 0 * :alice
    server: :h.test CAP * LS :away-notify batch cap-notify draft/channel-rename draft/multiline=max-bytes=16384,max-lines=256 extended-join extended-monitor invite-notify message-tags multi-prefix server-time setname standard-replies
    client: CAP REQ :away-notify batch cap-notify draft/channel-rename draft/multiline extended-join extended-monitor invite-notify message-tags multi-prefix server-time setname
    server: :h.test CAP * ACK :standard-replies
    server: :h.test CAP * ACK :away-notify batch cap-notify draft/channel-rename draft/multiline extended-join extended-monitor invite-notify message-tags multi-prefix server-time setname
    client: CAP END
    server: :h.test 001 alice :Welcome
    server: :h.test 005 alice CASEMAPPING=ascii CHANTYPES=# PREFIX=(qov)~@+ NETWORK=House CHATROOM=Administrator LOBBY=#lobby MONITOR=100 :are supported
    server: :h.test 422 alice :no message
    told: welcome alice to House
    client: JOIN #lobby
    server: :alice!~chatroom@cloak JOIN #lobby * :alice
    server: :h.test 332 alice #lobby :tea
    told: #lobby topic: tea
    server: :h.test 353 alice = #lobby :@bob alice
    server: :h.test 366 alice #lobby :end
    client: WHO #lobby
    told: in #lobby: alice @bob
";

/// In by name of alice, at a server like ours that remembers.
const REMEMBERED: &str = "
    client: CAP LS 302
    client: CAP REQ :standard-replies
    client: NICK alice
    client: USER chatroom 0 * :alice
    server: :h.test CAP * LS :batch draft/chathistory chatroom/resume draft/message-redaction draft/read-marker echo-message labeled-response message-tags server-time standard-replies soju.im/search
    client: CAP REQ :batch …
    server: :h.test CAP * ACK :standard-replies
    server: :h.test CAP * ACK :batch draft/chathistory chatroom/resume draft/message-redaction draft/read-marker echo-message labeled-response message-tags server-time soju.im/search
    client: CAP END
    server: :h.test 001 alice :Welcome
    server: :h.test RESUME TOKEN T0
    server: :h.test 005 alice CASEMAPPING=ascii CHATROOM=Administrator LOBBY=#lobby CHATHISTORY=3 :are supported
    server: :h.test 422 alice :no message
    told: welcome alice to ?
    client: JOIN #lobby
    server: @time=2023-11-14T22:13:20.000Z :alice!~chatroom@cloak JOIN #lobby
    client: CHATHISTORY LATEST #lobby * 3
    server: :h.test 353 alice = #lobby :@bob alice
    server: :h.test 366 alice #lobby :end
    told: in #lobby: alice @bob
";

/// Comes in there again, over another connection, up to the welcome's end.
const BACK: &str = "
    connect
    client: CAP LS 302
    client: CAP REQ :standard-replies
    server: :h.test CAP * LS :batch draft/chathistory chatroom/resume echo-message labeled-response message-tags server-time standard-replies
    client: CAP REQ :batch …
    client: RESUME T0
    client: NICK alice
    client: USER chatroom 0 * :alice
    server: :h.test CAP * ACK :standard-replies
    server: :h.test CAP * ACK :batch draft/chathistory chatroom/resume echo-message labeled-response message-tags server-time
    client: CAP END
    server: :h.test 001 alice :Welcome
    server: :h.test RESUME TOKEN T1
    server: :h.test 005 alice CASEMAPPING=ascii CHATROOM=Administrator LOBBY=#lobby CHATHISTORY=3 :are supported
    server: :h.test 422 alice :no message
    client: JOIN #lobby
";

fn remembered() -> Talk {
    let mut talk = Talk::lasting(Wish { history: 50, ..wish("alice") }, Duration::from_secs(600));
    talk.run(REMEMBERED);
    talk
}

/// The same where the server offers labels and echoes, too: then we take them.
fn with_labels(script: &str) -> String {
    with(script, "extended-join", "echo-message")
        .replace("message-tags multi", "labeled-response message-tags multi")
}

/// The same with another capability, before this one.
fn with(script: &str, before: &str, cap: &str) -> String {
    script.replace(&format!(" {before} "), &format!(" {cap} {before} "))
}

fn at_home() -> Talk {
    let mut talk = Talk::new(wish("alice"));
    talk.run(AT_HOME);
    talk
}

mod accounts;
mod completing;
mod elsewhere;
mod entering;
mod fates;
mod inside;
mod leaving;
mod others;
mod remembering;
mod resaying;
mod returning;
mod saying;
mod writing;
