//! Lines as they are typed, and what they are read as.

use super::*;

fn unknown(typed: &str, nearest: Option<&str>) -> Result<Intent, Mistyped> {
    let nearest = nearest.map(|name| ALL.iter().find(|command| command.name == name).unwrap());
    Err(Mistyped::Unknown { typed: typed.to_owned(), nearest })
}

fn usage(name: &str) -> Result<Intent, Mistyped> {
    Err(Mistyped::Usage(ALL.iter().find(|command| command.name == name).unwrap()))
}

#[test]
fn every_name_of_a_command_is_its_own() {
    let mut names: Vec<&str> =
        ALL.iter().flat_map(|one| std::iter::once(&one.name).chain(one.aliases)).copied().collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn passwords_are_known_before_they_are_complete() {
    let table = [
        ("/login x", Some(7)),
        ("/LOGIN a x", Some(7)),
        ("/register\u{3000}x", Some(12)),
        ("/owner x", Some(7)),
        ("/login", None),
        ("/log x", Some(5)),
        ("/raw PASS x", Some(5)),
        ("/quote join #a", None),
        ("login x", None),
        ("//login x", None),
    ];
    for (line, expected) in table {
        assert_eq!(secret_from(line), expected, "{line:?}");
    }
}

#[test]
fn days_begin_where_we_are() {
    let date = Date::parse("2024-02-29").unwrap();
    assert_eq!(date.begin_ms(0), 1_709_164_800_000);
    assert_eq!(date.begin_ms(8 * 3600), 1_709_136_000_000);
    assert_eq!(Date::parse("1970-01-01").unwrap().begin_ms(3600), 0);
}

#[test]
fn lines_are_read() {
    let tell = |name: &str, text: &str| Ok(Intent::Tell { name: name.into(), text: text.into() });
    let kick = |name: &str, reason| Ok(Intent::Kick { name: name.into(), reason });
    let ban = |name: &str, time: Option<&str>, reason: Option<&str>| {
        let (time, reason) = (time.map(str::to_owned), reason.map(str::to_owned));
        Ok(Intent::Ban { mutes: false, name: name.into(), time, reason })
    };
    let table = [
        ("", Ok(Intent::Leave(None))),
        ("hello", Ok(Intent::Say("hello".into()))),
        ("  two spaces", Ok(Intent::Say("  two spaces".into()))),
        ("//etc/passwd", Ok(Intent::Say("/etc/passwd".into()))),
        ("//", Ok(Intent::Say("/".into()))),
        ("/help", Ok(Intent::Help)),
        ("/WHO", Ok(Intent::Who)),
        ("/who  ", Ok(Intent::Who)),
        ("/msg bob  hi there", tell("bob", "hi there")),
        ("/msg 小明 你好", tell("小明", "你好")),
        ("/msg bob", usage("msg")),
        ("/msg", usage("msg")),
        ("/me waves", Ok(Intent::Act("waves".into()))),
        ("/me", usage("me")),
        ("/nick bob", Ok(Intent::Rename("bob".into()))),
        ("/nick", usage("nick")),
        ("/nick 小 红", usage("nick")),
        ("/topic", Ok(Intent::ShowTopic)),
        ("/topic tea & 茶", Ok(Intent::SetTopic("tea & 茶".into()))),
        ("/away", Ok(Intent::Away(None))),
        ("/away at tea", Ok(Intent::Away(Some("at tea".into())))),
        ("/back", Ok(Intent::Back)),
        ("/whois bob", Ok(Intent::Whois("bob".into()))),
        ("/whois", usage("whois")),
        ("/list", Ok(Intent::List)),
        ("/invite bob", Ok(Intent::Invite("bob".into()))),
        ("/invite bob here", usage("invite")),
        ("/invite", Ok(Intent::Code(Vec::new()))),
        ("/invite 3 2h", Ok(Intent::Code(vec!["3".into(), "2h".into()]))),
        ("/invite 3 2h x", usage("invite")),
        ("/owner abcd", Ok(Intent::Own(Secret("abcd".into())))),
        ("/owner", usage("owner")),
        ("/cert", Ok(Intent::Certificates("LIST", None))),
        ("/cert add", Ok(Intent::Certificates("ADD", None))),
        ("/cert del SHA256:x", Ok(Intent::Certificates("DEL", Some("SHA256:x".into())))),
        ("/cert del", usage("cert")),
        ("/cert x", usage("cert")),
        ("/kick bob", kick("bob", None)),
        ("/kick bob  too loud", kick("bob", Some("too loud".into()))),
        ("/kick", usage("kick")),
        ("/ban bob", ban("bob", None, None)),
        ("/ban bob 2h", ban("bob", Some("2h"), None)),
        ("/ban bob  2h  too loud", ban("bob", Some("2h"), Some("too loud"))),
        ("/ban bob 9z", usage("ban")),
        ("/ban bob too loud", ban("bob", None, Some("too loud"))),
        ("/ban", usage("ban")),
        ("/mute", usage("mute")),
        ("/unban bob", Ok(Intent::Unban { mutes: false, name: "bob".into() })),
        ("/unmute bob", Ok(Intent::Unban { mutes: true, name: "bob".into() })),
        ("/unban", usage("unban")),
        ("/bans", Ok(Intent::Bans)),
        ("/undo", Ok(Intent::Undo)),
        ("/audit", Ok(Intent::Audit(None))),
        ("/audit 7", Ok(Intent::Audit(Some(7)))),
        ("/audit all", usage("audit")),
        ("/slow 10", Ok(Intent::Slow(Some(10)))),
        ("/slow 2m", Ok(Intent::Slow(Some(120)))),
        ("/slow off", Ok(Intent::Slow(None))),
        ("/slow", usage("slow")),
        ("/slow 2d", usage("slow")),
        ("/op bob", Ok(Intent::Role { set: true, name: "bob".into() })),
        ("/deop bob", Ok(Intent::Role { set: false, name: "bob".into() })),
        ("/op", usage("op")),
        ("/setname Bob the 2nd", Ok(Intent::RealName("Bob the 2nd".into()))),
        ("/quit", Ok(Intent::Leave(None))),
        ("/quit so long", Ok(Intent::Leave(Some("so long".into())))),
        ("/", unknown("", None)),
        ("/ who", unknown("", None)),
        ("/h", unknown("h", Some("help"))),
        ("/hlep", unknown("hlep", Some("help"))),
        ("/tpoic tea", unknown("tpoic", Some("topic"))),
        ("/exit", unknown("exit", Some("quit"))),
        ("/xyzzy", unknown("xyzzy", None)),
        ("/谁", unknown("谁", None)),
    ];
    for (line, expected) in table {
        assert_eq!(read(line), expected, "{line:?}");
    }
}

#[test]
fn places_and_the_face_have_commands() {
    let table = [
        ("/h 3", unknown("h", Some("help"))),
        ("/j #tea k", Ok(Intent::Join { room: "#tea".into(), key: Some("k".into()) })),
        ("/join", usage("join")),
        ("/part", Ok(Intent::Part { room: None, reason: None })),
        (
            "/leave #tea so long",
            Ok(Intent::Part { room: Some("#tea".into()), reason: Some("so long".into()) }),
        ),
        ("/close bye now", Ok(Intent::Part { room: None, reason: Some("bye now".into()) })),
        ("/q bob", Ok(Intent::Query { name: "bob".into(), text: None })),
        ("/query bob  hi there", Ok(Intent::Query { name: "bob".into(), text: Some("hi there".into()) })),
        ("/go 2", Ok(Intent::Go("2".into()))),
        ("/go", usage("go")),
        ("/names", Ok(Intent::Who)),
        ("/memb", Ok(Intent::Who)),
        ("/his 3", Ok(Intent::Earlier(3))),
        ("/un bob", unknown("un", Some("undo"))),
        ("/ignore", Ok(Intent::Ignore(None))),
        ("/ignore bob", Ok(Intent::Ignore(Some("bob".into())))),
        ("/unignore", usage("unignore")),
        ("/copy", Ok(Intent::Face(FaceAct::Copy(1)))),
        ("/copy 0", usage("copy")),
        ("/mouse on", Ok(Intent::Face(FaceAct::Mouse(true)))),
        ("/mouse", usage("mouse")),
        ("/notify mentions", Ok(Intent::Face(FaceAct::Notify(Notify::Mentions)))),
        ("/notify x", usage("notify")),
        ("/mode", Ok(Intent::Mode("".into()))),
        ("/quote WHOIS bob", Ok(Intent::Raw("WHOIS bob".into()))),
        ("/help /msg", Ok(Intent::HelpOn(find("msg").unwrap()))),
        ("/help hsitory", Ok(Intent::HelpOn(find("history").unwrap()))),
        ("/help xyzzy", Ok(Intent::Help)),
        (" /quit", Err(Mistyped::Held)),
        ("\u{3000}/login x", Err(Mistyped::Held)),
        ("/quit\nof several lines", Err(Mistyped::Held)),
        ("//quit\nof several lines", Ok(Intent::Say("/quit\nof several lines".into()))),
        ("one\n/two", Ok(Intent::Say("one\n/two".into()))),
    ];
    for (line, expected) in table {
        assert_eq!(read(line), expected, "{line:?}");
    }
}

#[test]
fn memory_and_accounts_have_commands() {
    let table = [
        ("/search", usage("search")),
        ("/search after:yesterday x", usage("search")),
        ("/search before:2025-02-29 x", usage("search")),
        (
            "/search tea  time in:#a from:bob before:2024-03-01 after:2024-02-29 12:30",
            Ok(Intent::Search(Query {
                words: "tea time 12:30".into(),
                place: Some("#a".into()),
                from: Some("bob".into()),
                before: Some(Date { year: 2024, month: 3, day: 1 }),
                after: Some(Date { year: 2024, month: 2, day: 29 }),
            })),
        ),
        ("/history", Ok(Intent::Earlier(EARLIER_SHOWN))),
        ("/history 7", Ok(Intent::Earlier(7))),
        ("/history 0", usage("history")),
        ("/unsay", Ok(Intent::TakeBack)),
        ("/register", Ok(Intent::Register { password: None, email: None })),
        ("/register x", Ok(Intent::Register { password: Some(Secret("x".into())), email: None })),
        ("/register * a@b", Ok(Intent::Register { password: None, email: Some("a@b".into()) })),
        ("/register a b c", usage("register")),
        ("/login x", Ok(Intent::LogIn { account: None, password: Secret("x".into()) })),
        ("/login a x", Ok(Intent::LogIn { account: Some("a".into()), password: Secret("x".into()) })),
        ("/login", usage("login")),
        ("/verify 123", Ok(Intent::Verify("123".into()))),
        ("/stay on", Ok(Intent::Stay(true))),
        ("/stay", usage("stay")),
    ];
    for (line, expected) in table {
        assert_eq!(read(line), expected, "{line:?}");
    }
}
