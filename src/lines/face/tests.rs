//! What is shown for what happens, in both languages.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::*;
use crate::chat::command::ALL;
use crate::chat::{
    About, AccountNews, AccountRefusal, Ending, Label, Lost, NameRefusal, Noted, Refusal, RoomRefusal,
    Secret, Terms, TurnedAway, Typing,
};
use crate::lang::Languages;
use crate::wire::text::{Piece, Text};

mod order;
mod places;

fn face(tag: &str) -> Face {
    Face::new(Languages::built_in().lang(tag), TimeZone::UTC)
}

fn who(name: &str, voice: Voice) -> Who {
    Who { name: name.into(), voice }
}

fn alice() -> Who {
    who("alice", Voice::Member)
}

fn words(who: Who, place: Where, manner: Manner, text: Text) -> Said {
    let (id, label) = (None, None);
    Said { at_ms: 0, id, who, place, manner, text, label, old: false, mentions_me: false }
}

fn said(who: Who, place: Where, manner: Manner, text: Text) -> Happening {
    Happening::Said(words(who, place, manner, text))
}

fn own(label: Option<Label>) -> Happening {
    let (who, place) = (who("me", Voice::Me), Where::Room("#lobby".into()));
    Happening::Said(Said { label, ..words(who, place, Manner::Message, Text::line("hi")) })
}

fn member(name: &str, away: bool) -> Member {
    Member { name: name.into(), roles: String::new(), real_name: String::new(), away, spoke: 0 }
}

/// The lines, asides marked with `!`.
fn shown(tag: &str, happening: &Happening) -> Vec<String> {
    let mut lines = Vec::new();
    face(tag).show(happening, &mut lines);
    let mark = |line: Line| if line.stream == Stream::Aside { format!("!{}", line.text) } else { line.text };
    lines.into_iter().map(mark).collect()
}

/// Checks rows of a happening and what is shown for it in each language: lines joined by `|`, asides
/// with `!` before them, `-` for nothing at all. An empty one is not looked at.
fn check(table: impl IntoIterator<Item = (Happening, &'static str, &'static str)>) {
    for (happening, en, cn) in table {
        for (tag, expected) in [("en", en), ("cn", cn)] {
            match expected {
                "" => {}
                "-" => assert!(shown(tag, &happening).is_empty(), "{happening:?}"),
                expected => assert_eq!(shown(tag, &happening).join("|"), expected, "{happening:?}"),
            }
        }
    }
}

#[test]
fn what_is_said_and_who_comes_and_goes() {
    let room = || Where::Room("#lobby".into());
    let private = || Where::Private("alice".into());
    let hi = || Text::line("hi");
    let lobby: Arc<str> = "#lobby".into();
    let several = Text::from_pieces(
        [("one,", false), (" still one", true), ("two", false)]
            .map(|(text, concat)| Piece { text: text.into(), concat })
            .into(),
    );
    let table = [
        (said(alice(), room(), Manner::Message, hi()), "alice: hi", "alice: hi"),
        (said(alice(), room(), Manner::Action, Text::line("waves")), "* alice waves", "* alice waves"),
        (said(alice(), room(), Manner::Notice, hi()), "alice (notice): hi", "alice（通知）：hi"),
        (said(alice(), room(), Manner::Message, several.unwrap()), "alice: one, still one|alice: two", ""),
        (said(alice(), private(), Manner::Message, hi()), "[alice → you] hi", "[alice → 你] hi"),
        (said(alice(), private(), Manner::Action, hi()), "[→ you] * alice hi", "[→ 你] * alice hi"),
        (
            said(alice(), private(), Manner::Notice, hi()),
            "[alice → you] (notice) hi",
            "[alice → 你]（通知）hi",
        ),
        (own(Some(Label(1))), "-", "-"),
        // From another client of ours.
        (own(None), "me: hi", "me: hi"),
        (
            said(who("管理员", Voice::Operator), room(), Manner::Message, hi()),
            "Administrator: hi",
            "管理员: hi",
        ),
        (said(who("h.test", Voice::Server), private(), Manner::Notice, hi()), "!h.test: hi", "!h.test: hi"),
        (
            Happening::Came { room: lobby.clone(), who: alice() },
            "alice entered the chatroom.",
            "alice 进入了聊天室。",
        ),
        (
            Happening::Left { rooms: vec![lobby.clone()], who: alice(), reason: None },
            "alice left the chatroom.",
            "alice 退出了聊天室。",
        ),
        (
            Happening::Left { rooms: vec![lobby.clone()], who: alice(), reason: Some("tea".into()) },
            "alice left the chatroom (tea).",
            "alice 退出了聊天室（tea）。",
        ),
        (
            Happening::PutOut {
                room: lobby.clone(),
                whom: alice(),
                by: who("Administrator", Voice::Operator),
                reason: None,
            },
            "Administrator removed alice from the chatroom.",
            "管理员 将 alice 移出了聊天室。",
        ),
    ];
    check(table);
}

#[test]
fn what_else_is_told() {
    let lobby: Arc<str> = "#lobby".into();
    let help = |name: &str| ALL.iter().find(|command| command.name == name);
    let table = [
        (
            Happening::Renamed { who: alice(), to: "bob".into() },
            "alice is now called bob.",
            "alice 改名为 bob。",
        ),
        (
            Happening::Renamed { who: who("me", Voice::Me), to: "bob".into() },
            "!You are now called bob.",
            "!你已改名为 bob。",
        ),
        (
            Happening::TopicSet { room: lobby.clone(), who: alice(), topic: "tea".into() },
            "alice changed the topic: tea",
            "alice 更改了话题：tea",
        ),
        (
            Happening::TopicSet { room: lobby.clone(), who: alice(), topic: String::new() },
            "alice cleared the topic.",
            "alice 清除了话题。",
        ),
        (Happening::Topic { room: lobby.clone(), topic: "tea".into() }, "!Topic: tea", "!话题：tea"),
        (
            Happening::Topic { room: lobby.clone(), topic: String::new() },
            "!There is no topic.",
            "!目前没有话题。",
        ),
        (
            Happening::Entered {
                room: lobby.clone(),
                members: vec![member("alice", false), member("bob", true)],
            },
            "!2 people are in #lobby: alice, bob (away)",
            "!#lobby 里有 2 人：alice、bob（离开）",
        ),
        (
            Happening::Members { room: lobby.clone(), members: vec![member("me", false)] },
            "!Only you are in #lobby.",
            "!#lobby 里只有你一个人。",
        ),
        (Happening::MessageOfTheDay("be nice".into()), "!be nice", "!be nice"),
        (
            Happening::NameRefused { name: "bob".into(), why: NameRefusal::Taken, entering: false },
            "!Username already exists!",
            "!用户名已存在。",
        ),
        (Happening::NameRefused { name: "bob".into(), why: NameRefusal::Taken, entering: true }, "-", "-"),
        (
            Happening::NameRefused { name: "bob".into(), why: NameRefusal::Owned, entering: false },
            "!The name bob belongs to an account. If it is yours, log in with /login bob PASSWORD.",
            "!用户名 bob 属于一个账号。如果是你的账号，请用 /login bob 密码 登录。",
        ),
        (
            Happening::Refused { label: None, why: Refusal::NoSuchName("bob".into()) },
            "!Nobody here is called bob.",
            "!这里没有叫 bob 的人。",
        ),
        (
            Happening::UnknownCommand { typed: "hlep".into(), nearest: help("help") },
            "!There is no command /hlep; nothing was sent. Did you mean /help?",
            "!没有 /hlep 这个命令，未发送任何内容。是不是想输入 /help？",
        ),
        (Happening::Usage(help("msg").unwrap()), "!Usage: /msg NAME TEXT", "!用法：/msg 用户名 内容"),
        (Happening::Away { who: alice(), message: None }, "-", "-"),
        (
            Happening::IsAway { who: alice(), message: "tea".into() },
            "!alice is away: tea",
            "!alice 暂时离开：tea",
        ),
    ];
    check(table);
}

fn about(name: &str, what: About) -> Happening {
    Happening::About { name: name.into(), what }
}

#[test]
fn answers_are_sentences() {
    let room = || "#lobby".to_owned();
    let table = [
        (
            Happening::Invited { room: room(), who: alice(), whom: who("me", Voice::Me) },
            "!alice invites you to #lobby. To go there, type /join #lobby.",
            "!alice 邀请你进入 #lobby。要进入，请输入 /join #lobby。",
        ),
        (
            Happening::Invited { room: room(), who: alice(), whom: who("bob", Voice::Member) },
            "!alice invited bob to #lobby.",
            "!alice 邀请了 bob 进入 #lobby。",
        ),
        (Happening::Invited { room: room(), who: who("me", Voice::Me), whom: alice() }, "-", "-"),
        (Happening::Partner { name: "bob".into(), online: true }, "!bob is online again.", "!bob 又上线了。"),
        (Happening::Partner { name: "bob".into(), online: false }, "!bob is offline.", "!bob 下线了。"),
        (
            Happening::RoomRenamed { room: "#a".into(), to: "#b".into(), who: alice(), reason: None },
            "alice renamed #a to #b.",
            "alice 将 #a 改名为 #b。",
        ),
        (Happening::RealName { who: alice(), real_name: "x".into() }, "-", "-"),
        (
            Happening::Typing { who: alice(), place: Where::Room("#a".into()), typing: Typing::Active },
            "-",
            "-",
        ),
        (
            Happening::Listed { room: room(), count: Some(1), topic: "tea".into() },
            "!#lobby, 1 person: tea",
            "!#lobby，1 人：tea",
        ),
        (
            Happening::Listed { room: room(), count: Some(2), topic: String::new() },
            "!#lobby, 2 people",
            "!#lobby，2 人",
        ),
        (Happening::ListEnded { count: 0 }, "!There are no rooms to show.", "!没有可以显示的聊天室。"),
        (Happening::ListEnded { count: 2 }, "!2 rooms in all.", "!共有 2 个聊天室。"),
        (about("bob", About::Rooms("@#tea".into())), "!bob is in @#tea.", "!bob 在 @#tea 里。"),
        (about("bob", About::Encrypted), "!bob is connected with TLS.", "!bob 通过 TLS 连接。"),
        (
            about("bob", About::Silent(59)),
            "!bob was active less than a minute ago.",
            "!bob 一分钟之内有过活动。",
        ),
        (
            about("bob", About::Silent(150)),
            "!bob was last active 2 minutes ago.",
            "!bob 最近一次活动是在 2 分钟前。",
        ),
    ];
    check(table);
}

fn noted(code: &str, context: &[&str]) -> Happening {
    let context = context.iter().map(|&word| word.to_owned()).collect();
    Happening::Noted {
        label: None,
        noted: Noted {
            command: "*".into(),
            code: code.into(),
            context,
            said: "said".into(),
            operator: Some("Administrator".into()),
        },
    }
}

#[test]
fn what_a_server_remembers_is_told_with_its_time() {
    let old = |who: Who, place: Where| {
        let Happening::Said(said) = said(who, place, Manner::Message, Text::line("hi")) else {
            unreachable!()
        };
        Said { old: true, at_ms: 1_709_164_740_000, ..said }
    };
    let lobby: Arc<str> = "#lobby".into();
    let room = || Where::Room("#lobby".into());
    let back = |who: Who, reason: Option<&str>| Happening::TakenBack {
        room: "#lobby".into(),
        who,
        id: "x".into(),
        beginning: None,
        reason: reason.map(str::to_owned),
    };
    let table = [
        (
            Happening::Said(old(alice(), room())),
            "[2024-02-28 23:59] alice: hi",
            "[2024-02-28 23:59] alice: hi",
        ),
        (
            Happening::Said(old(who("me", Voice::Me), Where::Private("bob".into()))),
            "[2024-02-28 23:59] [me → bob] hi",
            "",
        ),
        (
            Happening::Earlier { room: lobby.clone(), count: 2 },
            "!— earlier messages above —",
            "!—— 以上是以前的消息 ——",
        ),
        (Happening::Earlier { room: lobby.clone(), count: 0 }, "!There are no earlier messages.", ""),
        (
            Happening::Gap { room: lobby.clone(), since_ms: 1_709_164_740_000, until_ms: 1_709_164_860_000 },
            "— messages between 2024-02-28 23:59 and 2024-02-29 00:01 may be missing here —",
            "—— 2024-02-28 23:59 到 2024-02-29 00:01 之间的消息可能有缺失 ——",
        ),
        (back(alice(), None), "alice took back a message.", "alice 撤回了一条消息。"),
        (back(alice(), Some("typo")), "alice took back a message (typo).", ""),
        (back(who("me", Voice::Me), None), "!Your message is taken back.", "!你的消息已撤回。"),
        (
            Happening::Found(old(alice(), room())),
            "![2024-02-28 23:59] #lobby alice: hi",
            "![2024-02-28 23:59] #lobby alice: hi",
        ),
        (Happening::SearchEnded { count: 0 }, "!Nothing found.", "!没有找到。"),
        (
            noted("HISTORY_KEPT", &["#lobby", "*", "*", "*"]),
            "!What is said in #lobby is kept without a limit.",
            "",
        ),
        (
            noted("HISTORY_KEPT", &["#lobby", "1", "500", "1500000"]),
            "!What is said in #lobby is kept for a while: one day, 500 messages, 2 MB.",
            "!#lobby 里的消息会保存一段时间：1 天、500 条消息、2 MB。",
        ),
        (noted("HISTORY_NEWS", &[]), "!said", "!said"),
        (
            Happening::Undelivered { unconfirmed: vec![], unsent: vec!["one".to_owned()], labels: vec![] },
            "!One message was not delivered:|!one",
            "!有 1 条消息未能送达：|!one",
        ),
        (
            Happening::Undelivered {
                unconfirmed: vec!["a".to_owned()],
                unsent: vec!["b".to_owned(); 2],
                labels: vec![],
            },
            "!One message may not have been delivered; the server has not confirmed it:|!a|!2 messages were not delivered:|!b|!b",
            "!有 1 条消息可能未送达，服务器尚未确认：|!a|!有 2 条消息未能送达：|!b|!b",
        ),
        (
            Happening::GoingDown,
            "!The server is going down; trying again …",
            "!服务器正在关闭，稍后会自动重新连接……",
        ),
        (
            Happening::Interrupted(Lost::Closed),
            "!Connection lost; trying again …",
            "!连接中断，正在重新连接……",
        ),
    ];
    check(table);
}

#[test]
fn what_we_take_back_is_named() {
    let back = Happening::TakenBack {
        room: "#lobby".into(),
        who: who("me", Voice::Me),
        id: "x".into(),
        beginning: Some("hel\u{1b}lo".to_owned()),
        reason: None,
    };
    check([(back, "!Your message is taken back: hel␛lo", "!你的消息已撤回：hel␛lo")]);
}

#[test]
fn what_was_said_today_has_no_date() {
    // 2024-02-28 23:59 in UTC, one o'clock less a minute of the next day further east.
    let at_ms = 1_709_164_740_000;
    let minutes = |count: u64| at_ms + count * 60_000;
    let east = || TimeZone::fixed(jiff::tz::offset(1));
    for (zone, now_ms, expected) in [
        (TimeZone::UTC, minutes(0), "[23:59] alice: hi"),
        (TimeZone::UTC, minutes(1), "[2024-02-28 23:59] alice: hi"),
        (east(), minutes(1), "[00:59] alice: hi"),
        (east(), minutes(24 * 60), "[2024-02-29 00:59] alice: hi"),
    ] {
        let mut face = Face::new(Languages::built_in().lang("en"), zone);
        face.read_at(now_ms);
        let mut lines = Vec::new();
        let Happening::Said(said) =
            said(alice(), Where::Room("#lobby".into()), Manner::Message, Text::line("hi"))
        else {
            unreachable!()
        };
        face.show(&Happening::Said(Said { at_ms, old: true, ..said }), &mut lines);
        assert_eq!(lines.first().map(|line| &*line.text), Some(expected));
    }
}

#[test]
fn news_of_an_account_has_words_and_no_password() {
    let news = [
        AccountNews::LoggedIn { account: "a".into(), keep: Some(Secret("hunter2".into())) },
        AccountNews::LoggedOut,
        AccountNews::CodeWanted { account: "a".into(), keep: None, is_made: false },
        AccountNews::Registered { account: "a".into(), keep: Some(Secret("hunter2".into())), is_made: true },
    ];
    let refusals = [
        AccountRefusal::WrongPassword,
        AccountRefusal::NoLonger("a".into()),
        AccountRefusal::NotSafe,
        AccountRefusal::UnknownCertificate,
        AccountRefusal::Exists("a".into()),
        AccountRefusal::OtherName,
        AccountRefusal::WeakPassword { chars_min: None },
        AccountRefusal::WeakPassword { chars_min: Some(8) },
        AccountRefusal::EmailWanted,
        AccountRefusal::BadEmail("a".into()),
        AccountRefusal::BadCode,
        AccountRefusal::NotOpen,
        AccountRefusal::TryLater,
        AccountRefusal::ServerSaid("a".into()),
    ];
    for news in news.into_iter().chain(refusals.map(AccountNews::Refused)) {
        assert!(!format!("{news:?}").contains("hunter2"));
        for tag in ["en", "cn"] {
            let lines = shown(tag, &Happening::Account(news.clone()));
            assert!(
                lines.len() == 1 && !lines[0].contains("chat-") && !lines[0].contains("hunter2"),
                "{lines:?}"
            );
        }
    }
}

#[test]
fn nothing_that_a_stranger_wrote_gets_past_the_sanitiser() {
    let evil = "x\u{1b}[31m\u{202e}\u{2028}\r\ny";
    let evil_who = || who(evil, Voice::Member);
    let room: Arc<str> = evil.into();
    let reason = || Some(evil.to_owned());
    let happenings = [
        said(evil_who(), Where::Room(room.clone()), Manner::Message, Text::line(evil)),
        said(evil_who(), Where::Private(room.clone()), Manner::Action, Text::line(evil)),
        Happening::Came { room: room.clone(), who: evil_who() },
        Happening::Left { rooms: vec![room.clone()], who: evil_who(), reason: reason() },
        Happening::PutOut { room: room.clone(), whom: evil_who(), by: evil_who(), reason: reason() },
        Happening::Renamed { who: evil_who(), to: room.clone() },
        Happening::Renamed { who: who("me", Voice::Me), to: room.clone() },
        Happening::TopicSet { room: room.clone(), who: evil_who(), topic: evil.into() },
        Happening::Topic { room: room.clone(), topic: evil.into() },
        Happening::Entered { room: room.clone(), members: vec![member(evil, true), member(evil, false)] },
        Happening::MessageOfTheDay(evil.into()),
        Happening::Mode { target: evil.into(), who: evil_who(), words: evil.into(), changes: Vec::new() },
        Happening::Invited { room: evil.into(), who: evil_who(), whom: who("me", Voice::Me) },
        Happening::Invited { room: evil.into(), who: evil_who(), whom: evil_who() },
        Happening::InvitationSent { room: evil.into(), name: evil.into() },
        Happening::RoomRenamed { room: room.clone(), to: room.clone(), who: evil_who(), reason: reason() },
        Happening::RealName { who: who("me", Voice::Me), real_name: evil.into() },
        Happening::Partner { name: evil.into(), online: true },
        Happening::Listed { room: evil.into(), count: Some(1), topic: evil.into() },
        Happening::Listed { room: evil.into(), count: None, topic: String::new() },
        about(evil, About::Person { address: evil.into(), real_name: evil.into() }),
        about(evil, About::Rooms(evil.into())),
        about(evil, About::Server(evil.into())),
        about(evil, About::Silent(9)),
        about(evil, About::Encrypted),
        about(evil, About::Certificate(crate::wire::Fingerprint([0; 32]))),
        about(evil, About::ServerSaid(evil.into())),
        Happening::Refused { label: None, why: Refusal::ServerSaid(evil.into()) },
        Happening::RoomRefused { room: evil.into(), why: RoomRefusal::ServerSaid(evil.into()) },
        Happening::UnknownCommand { typed: evil.into(), nearest: None },
        Happening::NameRefused {
            name: evil.into(),
            why: NameRefusal::ServerSaid(evil.into()),
            entering: false,
        },
    ];
    for happening in happenings {
        let lines = shown("en", &happening);
        assert!(!lines.is_empty(), "{happening:?}");
        for line in lines {
            assert!(!line.chars().any(crate::wire::clean::is_unsafe), "{line:?}");
        }
    }
    let endings = [
        Ending::Removed { by: evil_who(), reason: reason() },
        Ending::Lost(Lost::ServerSaid(evil.into())),
        Ending::RoomRefused { room: evil.into(), why: RoomRefusal::Full },
    ];
    for ending in endings {
        assert!(!face("en").ending(&ending).chars().any(crate::wire::clean::is_unsafe));
    }
}

#[test]
fn every_command_is_in_the_help_and_has_its_usage() {
    for tag in ["en", "cn"] {
        let help = shown(tag, &Happening::Help).join("\n");
        for command in ALL {
            assert!(help.contains(&format!("!/{}", command.name)), "{} in {tag}", command.name);
        }
        for name in [
            "me", "msg", "nick", "whois", "invite", "kick", "ban", "unban", "mute", "unmute", "audit",
            "slow", "op", "deop", "setname", "search", "history", "register", "login", "verify", "stay",
        ] {
            let command = ALL.iter().find(|command| command.name == name).unwrap();
            assert!(shown(tag, &Happening::Usage(command)).join("").contains(&format!("/{name} ")));
        }
    }
}

fn terms() -> Terms {
    Terms { by: alice(), until_ms: Some(1), reason: Some("x".into()) }
}

#[test]
fn every_refusal_and_ending_has_words() {
    let names = [
        NameRefusal::Empty,
        NameRefusal::Taken,
        NameRefusal::LooksLike("x".into()),
        NameRefusal::Reserved,
        NameRefusal::Owned,
        NameRefusal::TooLong(Some(3)),
        NameRefusal::TooLong(None),
        NameRefusal::Character(' '),
        NameRefusal::Character('!'),
        NameRefusal::Banned,
        NameRefusal::Unfit,
        NameRefusal::ServerSaid("x".into()),
    ];
    let rooms = [
        RoomRefusal::Full,
        RoomRefusal::Key,
        RoomRefusal::InviteOnly,
        RoomRefusal::Banned,
        RoomRefusal::BannedBy(terms()),
        RoomRefusal::Braked(60),
        RoomRefusal::NoSuchRoom,
        RoomRefusal::TooMany,
        RoomRefusal::ServerSaid("x".into()),
    ];
    let refusals = [
        Refusal::NoSuchName("x".into()),
        Refusal::NoSuchRoom("x".into()),
        Refusal::MayNotSpeak("x".into()),
        Refusal::Muted("x".into(), terms()),
        Refusal::Hushed(terms()),
        Refusal::NotHere("x".into()),
        Refusal::NotOperator("x".into()),
        Refusal::NotOffered("setname"),
        Refusal::TooMuchUnderWay,
        Refusal::NothingToTakeBack,
        Refusal::ServerSaid("x".into()),
    ];
    let endings = [
        Ending::Left,
        Ending::RoomClosed,
        Ending::ServerDown,
        Ending::Removed { by: alice(), reason: None },
        Ending::Removed { by: alice(), reason: Some("x".into()) },
        Ending::Barred(terms()),
        Ending::Barred(Terms { until_ms: None, reason: None, ..terms() }),
        Ending::WrongPassword { given: true },
        Ending::NotInvited { given: true, members: false },
        Ending::NotInvited { given: false, members: false },
        Ending::NotInvited { given: false, members: true },
        Ending::WrongPassword { given: false },
        Ending::TooManyTries,
        Ending::NoRoomNamed,
        Ending::Lost(Lost::Closed),
        Ending::Lost(Lost::Broken("x".into())),
        Ending::Lost(Lost::Silent),
        Ending::Lost(Lost::ReadsTooSlowly),
        Ending::Lost(Lost::ServerSaid("x".into())),
        Ending::Lost(Lost::Barred("x".into())),
        Ending::Lost(Lost::TurnedAway { why: TurnedAway::House, number: "1".into() }),
        Ending::Lost(Lost::TurnedAway { why: TurnedAway::Address, number: "1".into() }),
        Ending::Lost(Lost::TurnedAway { why: TurnedAway::Network, number: "1".into() }),
        Ending::Lost(Lost::TurnedAway { why: TurnedAway::TooOften, number: "1".into() }),
    ];
    for tag in ["en", "cn"] {
        let face = face(tag);
        let mut words: Vec<String> = names.iter().map(|why| face.name_refusal("n", why)).collect();
        words.extend(rooms.iter().map(|why| face.room_refusal("#r", why)));
        words.extend(refusals.iter().map(|why| face.refusal(why)));
        words.extend(endings.iter().map(|ending| face.ending(ending)));
        for sentence in words {
            assert!(!sentence.starts_with("chat-") && !sentence.contains('{'), "{sentence}");
        }
    }
}
