//! Anything at all is pressed, at any size, whatever arrives meanwhile.

use proptest::prelude::*;

use super::*;
use crate::edit::{Code, Mods, Mouse, MouseKind};
use crate::tui::keymap::ACTS;

/// One thing that happens to a screen.
#[derive(Clone, Debug)]
enum Event {
    Keys(Vec<Key>),
    Size(u16, u16),
    Line(String),
    Ask(u8),
    Time(u64),
}

fn key() -> impl Strategy<Value = Key> {
    let known: Vec<_> = ACTS.iter().flat_map(|row| row.2.split_whitespace()).collect();
    let known = known.into_iter().filter_map(Stroke::parse).map(Key::Stroke).collect::<Vec<_>>();
    let kinds = [MouseKind::Press, MouseKind::Release, MouseKind::WheelUp, MouseKind::WheelDown];
    prop_oneof![
        6 => prop::sample::select(known),
        4 => any::<char>().prop_map(Key::char),
        1 => any::<char>().prop_map(Key::alt),
        1 => "(/|[a-z ]|\n|茶|🍵){0,30}".prop_map(|text| Key::Paste(Paste { text, whole: true })),
        1 => any::<bool>().prop_map(Key::Focus),
        1 => Just(Key::with(Code::Function(20), Mods::CTRL)),
        1 => (prop::sample::select(kinds.to_vec()), 0..100_u16, 0..40_u16)
            .prop_map(|(kind, column, row)| Key::Mouse(Mouse { kind, column, row })),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let texts =
        prop::sample::select(vec!["alice: hi", "一行很长很长的中文，还有🍵和👩\u{200d}🚀", "tea", "\u{301}"]);
    let who = prop::sample::select(vec!["bob", "carol", "小明", "dora"]);
    let line = (who, texts, 0..6).prop_map(|(who, text, what)| match what {
        0 => format!(":{who}!x@h JOIN #tea"),
        1 => format!(":{who}!x@h PART #tea"),
        2 => format!(":{who}!x@h PRIVMSG alice :{text}"),
        3 => format!(":{who}!x@h TOPIC #tea :{text}"),
        4 => ":alice!a@h JOIN #other".to_owned(),
        _ => format!(":{who}!x@h PRIVMSG #tea :{text}"),
    });
    prop_oneof![
        8 => prop::collection::vec(key(), 1..7).prop_map(Event::Keys),
        2 => (0..100_u16, 0..40_u16).prop_map(|(columns, rows)| Event::Size(columns, rows)),
        4 => line.prop_map(Event::Line),
        1 => (0..5_u8).prop_map(Event::Ask),
        1 => (0..100_u64).prop_map(Event::Time),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_breaks_it(events in prop::collection::vec(event(), 1..60), wide in any::<bool>()) {
        let mut desk = Desk::inside(60, 16, if wide { "cn" } else { "en" });
        desk.screen.set_widths(Widths { ambiguous_wide: wide });
        for event in events {
            match event {
                Event::Keys(keys) => desk.keys(keys),
                Event::Size(columns, rows) => desk.screen.resize(columns, rows),
                Event::Line(line) => desk.arrive(&line),
                Event::Ask(0) => desk.screen.ask(None, None),
                Event::Ask(1) => desk.screen.ask(Some(Question::Name), Some("茶".repeat(300))),
                Event::Ask(2) => desk.screen.ask(Some(Question::Password), None),
                Event::Ask(_) => desk.screen.ask(Some(Question::Retry("why".to_owned())), None),
                Event::Time(seconds) => {
                    desk.now.uptime += Duration::from_secs(seconds);
                    desk.now.unix_ms += seconds * 1000;
                    let _ = desk.screen.tick(desk.now);
                }
            }
            let (canvas, caret) = desk.screen.draw(desk.now, &desk.life);
            prop_assert!(!desk.screen.is_stale());
            prop_assert_eq!(caret.is_some(), !canvas.area().is_empty());
            prop_assert!(caret.is_none_or(|caret| canvas.area().contains(caret.into())));
            prop_assert!(desk.screen.deadline().is_none_or(|due| due <= desk.now.uptime + Duration::from_secs(90_000)));
        }
    }
}
