//! The editor by its keys: what is typed, what stands there then. `|` is the caret.

use proptest::prelude::*;

use super::key::{Code, Key, Mods, Paste};
use super::line::{ANSWER_BYTES_MAX, MESSAGE_BYTES_MAX, MESSAGE_LINES_MAX};
use super::place;
use super::{Editor, Kind, Outcome};

/// Keys as they are written in the tables below: `^X` is Ctrl, `M-x` is Alt, `<…>` is named, the rest is
/// typed as it stands. Keys are parted by blanks; `␠` types one.
fn keys(script: &str) -> Vec<Key> {
    script.split_whitespace().flat_map(word).collect()
}

fn word(word: &str) -> Vec<Key> {
    let named = |code| vec![Key::plain(code)];
    match word {
        "<enter>" => named(Code::Enter),
        "<tab>" => named(Code::Tab),
        "<s-tab>" => vec![Key::with(Code::Tab, Mods::SHIFT)],
        "<esc>" => named(Code::Escape),
        "<bs>" => named(Code::Backspace),
        "<del>" => named(Code::Delete),
        "<left>" => named(Code::Left),
        "<right>" => named(Code::Right),
        "<up>" => named(Code::Up),
        "<down>" => named(Code::Down),
        "<home>" => named(Code::Home),
        "<end>" => named(Code::End),
        "<m-enter>" => vec![Key::with(Code::Enter, Mods::ALT)],
        "<m-bs>" => vec![Key::with(Code::Backspace, Mods::ALT)],
        "<c-left>" => vec![Key::with(Code::Left, Mods::CTRL)],
        _ => match (word.strip_prefix('^'), word.strip_prefix("M-")) {
            (Some(key), _) => key.chars().map(|c| Key::ctrl(c.to_ascii_lowercase())).collect(),
            (_, Some(key)) => key.chars().map(Key::alt).collect(),
            _ => word.chars().map(|c| Key::char(if c == '␠' { ' ' } else { c })).collect(),
        },
    }
}

fn press(editor: &mut Editor, script: &str) -> Outcome {
    keys(script).into_iter().map(|key| editor.press(key)).last().unwrap_or(Outcome::Nothing)
}

fn paste(text: &str) -> Key {
    Key::Paste(Paste { text: text.into(), whole: true })
}

/// The text with the caret in it.
fn seen(editor: &Editor) -> String {
    let (before, behind) = editor.text().split_at(editor.caret());
    format!("{before}|{behind}")
}

fn check(table: &[(&str, &str)]) {
    for (script, expected) in table {
        let mut editor = Editor::new(Kind::Message);
        let _last = press(&mut editor, script);
        assert_eq!(seen(&editor), *expected, "{script}");
    }
}

#[test]
fn typing_and_moving() {
    check(&[
        ("hello", "hello|"),
        ("hello <left> <left> p", "help|lo"),
        ("hello ^A X ^E Y", "XhelloY|"),
        ("abc ^B ^B ^F", "ab|c"),
        ("abc <home> <del>", "|bc"),
        ("abc <home> ^D", "|bc"),
        ("abc <left> <bs>", "a|c"),
        ("abc ^H", "ab|"),
        ("<left> <right> <bs> <del>", "|"),
        ("你好 <left> 们", "你们|好"),
        ("👩\u{200d}🚀 <left> a", "a|👩\u{200d}🚀"),
        ("👍🏽 <bs>", "|"),
        ("e\u{301}x <left> <bs>", "|x"),
        ("ab <m-enter> cd ^A", "ab\n|cd"),
        ("ab <m-enter> cd ^A ^A", "|ab\ncd"),
        ("ab ^J cd <home> <home> <end>", "ab|\ncd"),
        ("ab ^J cd <home> <home> <end> <end>", "ab\ncd|"),
    ]);
}

#[test]
fn words() {
    check(&[
        ("one␠two M-b", "one |two"),
        ("one␠two M-bb", "|one two"),
        ("one␠two <c-left> M-B", "|one two"),
        ("one␠two ^A M-f", "one| two"),
        ("one,␠two ^A M-ff", "one, two|"),
        ("don't␠go M-bb", "|don't go"),
        ("今天好 M-bb", "今|天好"),
        ("今天好 ^A M-f", "今|天好"),
        ("one␠two M-b M-d", "one |"),
        ("one␠two <m-bs>", "one |"),
        ("a.b␠c/d ^W", "a.b |"),
        ("a.b␠c/d <m-bs>", "a.b c/|"),
        ("今天好 ^W", "今天|"),
        ("今天␠ok ^WW", "今|"),
        ("one␠␠ ^W", "|"),
    ]);
}

#[test]
fn kills_and_yanks() {
    check(&[
        ("one␠two M-b ^K", "one |"),
        ("one␠two M-b ^U", "|two"),
        ("one␠two M-b ^K ^Y ^Y", "one twotwo|"),
        ("one␠two␠three ^W ^W ^Y", "one two three|"),
        ("one␠two ^A M-d M-d ^Y", "one two|"),
        ("ab ^W x ^W ^Y M-y", "ab|"),
        ("ab ^W x ^W ^Y M-yy", "x|"),
        ("ab ^W x ^W ^Y M-y ^_", "|"),
        ("ab ^W x M-y", "x|"),
        ("^Y", "|"),
        ("ab ^J cd <home> ^U", "ab|cd"),
        ("ab ^J cd <home> <home> <end> ^K", "ab|cd"),
        ("ab ^J cd <home> <home> ^K", "|\ncd"),
    ]);
}

#[test]
fn transposing() {
    check(&[
        ("ab ^T", "ba|"),
        ("abc <left> ^T", "acb|"),
        ("abc ^A ^T", "|abc"),
        ("a ^T", "a|"),
        ("你好吗 <left> <left> ^T", "好你|吗"),
        ("👍🏽e\u{301} ^T", "e\u{301}👍🏽|"),
    ]);
}

#[test]
fn undoing_and_redoing() {
    check(&[
        ("one␠two ^_", "one |"),
        ("one␠two ^__", "|"),
        ("one␠two ^___", "|"),
        ("one␠two ^W ^_", "one two|"),
        ("ab <left> x ^_", "a|b"),
        ("one␠two ^__ M-_", "one |"),
        ("one␠two ^__ M-__", "one two|"),
        ("one ^_ x M-_", "x|"),
        ("one␠two ^C ^_", "one two|"),
        ("ab ^T ^_", "ab|"),
    ]);
}

#[test]
fn old_lines_and_the_draft() {
    check(&[
        ("one <enter> two <enter> <up>", "two|"),
        ("one <enter> two <enter> <up> <up> <up>", "one|"),
        ("one <enter> dra <left> <up> <down>", "dr|a"),
        ("one <enter> dra ^P ^N ft", "draft|"),
        ("one <enter> draft <down>", "draft|"),
        ("one <enter> one <enter> two <enter> two <enter> <up> <up>", "one|"),
        // A change of an old line is kept while walking, and gone when something was said.
        ("one <enter> two <enter> <up> <up> X <down> <up>", "oneX|"),
        ("one <enter> two <enter> <up> <up> X <down> <enter> <up> <up>", "one|"),
        ("one <enter> draft <up> X <enter> <up>", "oneX|"),
        ("one <enter> dra <up> <down> ^_", "|"),
        ("<enter> <up>", "|"),
    ]);
}

#[test]
fn the_history_is_bounded() {
    let mut editor = Editor::new(Kind::Message);
    for number in 0..=super::history::HISTORY_LINES_MAX {
        let _submitted = press(&mut editor, &format!("line{number} <enter>"));
    }
    while editor.press(Key::plain(Code::Up)) == Outcome::Changed {}
    assert_eq!(seen(&editor), "line1|");
}

#[test]
fn what_the_caller_is_told() {
    for (script, outcome) in [
        ("hi <enter>", Outcome::Submitted("hi".into())),
        ("a ^J b <enter>", Outcome::Submitted("a\nb".into())),
        ("<enter>", Outcome::Submitted(String::new())),
        ("^C", Outcome::Interrupted),
        ("a ^C", Outcome::Changed),
        ("a ^C ^C", Outcome::Interrupted),
        ("^D", Outcome::EndOfInput),
        ("a ^D", Outcome::Nothing),
        ("^Z", Outcome::Suspend),
        ("^L", Outcome::Redraw),
        ("<tab>", Outcome::Complete { backwards: false }),
        ("<s-tab>", Outcome::Complete { backwards: true }),
        ("<left>", Outcome::Nothing),
        ("<esc>", Outcome::Unbound(Key::plain(Code::Escape))),
        ("^X", Outcome::Unbound(Key::ctrl('x'))),
        ("M-a", Outcome::Unbound(Key::alt('a'))),
        ("\u{85}", Outcome::Nothing),
    ] {
        assert_eq!(press(&mut Editor::new(Kind::Message), script), outcome, "{script}");
    }
    let page_up = Key::plain(Code::PageUp);
    assert_eq!(Editor::default().press(page_up.clone()), Outcome::Unbound(page_up));
    assert_eq!(Editor::default().press(Key::Focus(true)), Outcome::Unbound(Key::Focus(true)));
}

#[test]
fn a_paste_never_sends() {
    for (pasted, expected) in [
        ("one\ntwo\n", "<one\ntwo|>"),
        ("one\r\ntwo\rthree\u{2028}four", "<one\ntwo\nthree\nfour|>"),
        ("a\tb\x1b[31m\x07\u{9b}c\x7f", "<a b[31mc|>"),
        ("\n", "<|>"),
        ("", "<|>"),
    ] {
        let mut editor = Editor::new(Kind::Message);
        let _typed = press(&mut editor, "<> <left>");
        let outcome = editor.press(paste(pasted));
        assert!(matches!(outcome, Outcome::Changed | Outcome::Nothing));
        assert_eq!(seen(&editor), expected, "{pasted:?}");
    }
}

#[test]
fn what_does_not_fit_is_refused_whole() {
    let too_long = Outcome::TooLong { bytes_max: MESSAGE_BYTES_MAX };
    let mut editor = Editor::new(Kind::Message);
    assert_eq!(editor.press(paste(&"a".repeat(MESSAGE_BYTES_MAX + 1))), too_long);
    assert!(editor.is_empty());
    assert_eq!(editor.press(paste(&"好".repeat(MESSAGE_BYTES_MAX / 3))), Outcome::Changed);
    assert_eq!(press(&mut editor, "好"), too_long);
    assert_eq!(press(&mut editor, "a"), Outcome::Changed);
    assert_eq!(press(&mut editor, "b"), too_long);
    assert_eq!(editor.text().len(), MESSAGE_BYTES_MAX);
    assert_eq!(editor.press(Key::Paste(Paste { text: "x".into(), whole: false })), too_long);
    assert_eq!(editor.set_text(&"a".repeat(MESSAGE_BYTES_MAX)), Outcome::Changed);

    let mut editor = Editor::new(Kind::Message);
    let too_many = Outcome::TooManyLines { lines_max: MESSAGE_LINES_MAX };
    assert_eq!(editor.press(paste(&format!("{}end", "\n".repeat(MESSAGE_LINES_MAX)))), too_many);
    assert_eq!(editor.press(paste(&format!("{}end", "\n".repeat(MESSAGE_LINES_MAX - 1)))), Outcome::Changed);
    assert_eq!(press(&mut editor, "^J"), too_many);
    assert_eq!(press(&mut editor, "x"), Outcome::Changed);

    let mut editor = Editor::new(Kind::Answer);
    let too_long = Outcome::TooLong { bytes_max: ANSWER_BYTES_MAX };
    assert_eq!(editor.press(paste(&"a".repeat(ANSWER_BYTES_MAX + 1))), too_long);
}

#[test]
fn an_older_cut_that_does_not_fit_leaves_the_other_in_place() {
    let mut editor = Editor::new(Kind::Message);
    let _pasted = editor.press(paste(&"a".repeat(MESSAGE_BYTES_MAX)));
    let _cut = press(&mut editor, "^U b ^U cc ^Y");
    let outcome = editor.press(Key::alt('y'));
    assert_eq!(outcome, Outcome::TooLong { bytes_max: MESSAGE_BYTES_MAX });
    assert_eq!(seen(&editor), "ccb|");
}

#[test]
fn an_answer_is_one_line_and_not_remembered() {
    let mut editor = Editor::new(Kind::Answer);
    assert_eq!(press(&mut editor, "a ^J <m-enter>"), Outcome::Nothing);
    let _pasted = editor.press(paste(" b\nc\n"));
    assert_eq!(press(&mut editor, "<enter>"), Outcome::Submitted("a b c".into()));
    assert_eq!(press(&mut editor, "<up>"), Outcome::Nothing);

    let mut secret = Editor::new(Kind::Secret);
    assert_eq!(press(&mut secret, "hunter2 ^U ^Y"), Outcome::Nothing);
    assert!(secret.is_empty());
}

#[test]
fn the_word_to_complete() {
    for (script, start, text, first) in [
        ("al", 0, "al", true),
        ("␠al", 1, "al", true),
        ("hi␠al", 3, "al", false),
        ("hi␠", 3, "", false),
        ("", 0, "", true),
        ("alice <left> <left>", 0, "ali", true),
        ("你好小明", 0, "你好小明", true),
        ("hi ^J bo", 3, "bo", false),
    ] {
        let mut editor = Editor::new(Kind::Message);
        let _typed = press(&mut editor, script);
        let word = editor.word_before_caret();
        assert_eq!((word.start, word.text, word.first), (start, text, first), "{script}");
    }
}

#[test]
fn completion_goes_round_and_back() {
    let names = || ["alice: ", "albert: ", "al: "].map(String::from).to_vec();
    let mut editor = Editor::new(Kind::Message);
    let _typed = press(&mut editor, "al!");
    let _moved = press(&mut editor, "<left>");
    assert_eq!(editor.complete(0, names(), false), Outcome::Changed);
    assert_eq!(seen(&editor), "alice: |!");
    for (script, expected) in [
        ("<tab>", "albert: |!"),
        ("<tab>", "al: |!"),
        ("<tab>", "alice: |!"),
        ("<s-tab>", "al: |!"),
        ("<esc>", "al|!"),
    ] {
        assert_eq!(press(&mut editor, script), Outcome::Changed);
        assert_eq!(seen(&editor), expected);
    }
    assert_eq!(press(&mut editor, "<tab>"), Outcome::Complete { backwards: false });
    let _shown = editor.complete(0, names(), true);
    assert_eq!(seen(&editor), "al: |!");
    // Another key ends it; one undo takes all of it back.
    let _typed = press(&mut editor, "x ^_ ^_");
    assert_eq!(seen(&editor), "al|!");
}

#[test]
fn one_candidate_is_taken_at_once() {
    let mut editor = Editor::new(Kind::Message);
    let _typed = press(&mut editor, "al");
    assert_eq!(editor.replace_word(0, "alice: "), Outcome::Changed);
    assert_eq!(press(&mut editor, "<tab>"), Outcome::Complete { backwards: false });
    assert_eq!(editor.complete(7, Vec::new(), false), Outcome::Nothing);
    assert_eq!(editor.complete(7, vec!["a".repeat(MESSAGE_BYTES_MAX)], false), Outcome::Nothing);
    assert_eq!(editor.complete(99, vec!["a".into()], false), Outcome::Nothing);
    assert_eq!(seen(&editor), "alice: |");
}

#[test]
fn a_refused_text_is_put_back() {
    let mut editor = Editor::new(Kind::Message);
    let Outcome::Submitted(text) = press(&mut editor, "/jion␠#tea <enter>") else { panic!() };
    assert_eq!(editor.set_text(&text), Outcome::Changed);
    assert_eq!(seen(&editor), "/jion #tea|");
    assert_eq!(editor.move_caret(2), Outcome::Changed);
    assert_eq!(seen(&editor), "/j|ion #tea");
}

#[derive(Debug, Clone)]
enum Deed {
    Press(Key),
    Complete(usize, Vec<String>),
    Move(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let bits = ["a", " ", "好", "e\u{301}", "👩\u{200d}🚀", "🇨🇳", "\n", "\u{200f}", "\u{0600}", "한"];
    let text =
        prop::collection::vec(prop::sample::select(bits.to_vec()), 0..5).prop_map(|bits| bits.concat());
    let code = prop::sample::select(vec![
        Code::Enter,
        Code::Tab,
        Code::Escape,
        Code::Backspace,
        Code::Delete,
        Code::Left,
        Code::Right,
        Code::Up,
        Code::Down,
        Code::Home,
        Code::End,
    ]);
    let mods = prop::sample::select(vec![Mods::NONE, Mods::SHIFT, Mods::ALT, Mods::CTRL]);
    let letters = "abcdefghjklnptuwy_".chars().collect::<Vec<_>>();
    let letter = (prop::sample::select(letters), any::<bool>());
    prop_oneof![
        4 => prop::char::any().prop_map(|c| Deed::Press(Key::char(c))),
        4 => prop::sample::select("ab 好\u{301}\u{200d}🚀🇨🇳👍🏽".chars().collect::<Vec<_>>())
            .prop_map(|c| Deed::Press(Key::char(c))),
        4 => (code, mods).prop_map(|(code, mods)| Deed::Press(Key::with(code, mods))),
        6 => letter.prop_map(|(c, alt)| Deed::Press(if alt { Key::alt(c) } else { Key::ctrl(c) })),
        2 => text.clone().prop_map(|text| Deed::Press(paste(&text))),
        1 => (0..20_usize, prop::collection::vec(text, 0..3)).prop_map(|(at, all)| Deed::Complete(at, all)),
        1 => (0..40_usize).prop_map(Deed::Move),
    ]
}

proptest! {
    #[test]
    fn the_caret_is_always_between_characters(deeds in prop::collection::vec(deed(), 0..80)) {
        let mut editor = Editor::new(Kind::Message);
        for deed in deeds {
            let before = seen(&editor);
            let outcome = match deed.clone() {
                Deed::Press(key) => editor.press(key),
                Deed::Complete(at, candidates) => editor.complete(at, candidates, false),
                Deed::Move(to) => editor.move_caret(to),
            };
            prop_assert!(place::is_fit(editor.text(), editor.caret()), "{deed:?} {:?}", seen(&editor));
            prop_assert!(!editor.text().chars().any(|c| c.is_control() && c != '\n'));
            let stays = !matches!(outcome, Outcome::Changed | Outcome::Submitted(_));
            prop_assert!(!stays || before == seen(&editor), "{deed:?} said {outcome:?}");
        }
    }

    #[test]
    fn undo_leads_back_to_nothing_and_redo_to_the_end(deeds in prop::collection::vec(deed(), 0..60)) {
        let mut editor = Editor::new(Kind::Answer);
        for deed in deeds {
            if let Deed::Press(key) = deed && key != Key::plain(Code::Enter) {
                let _outcome = editor.press(key);
            }
        }
        let text = editor.text().to_owned();
        let mut steps = 0;
        while editor.press(Key::ctrl('_')) == Outcome::Changed { steps += 1; }
        prop_assert_eq!(editor.text(), "");
        for _ in 0..steps { let _again = editor.press(Key::alt('_')); }
        prop_assert_eq!(editor.text(), text);
    }
}
