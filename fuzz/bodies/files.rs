//! Files that people write or bring along: settings, sentences, history.
//!
//! What a file may do is said in `docs`; here, that no text of one breaks the program, and that what
//! is said of a broken one can be printed.

use std::path::PathBuf;
use std::sync::LazyLock;

use chatroom::cmd::complain;
use chatroom::cmd::history::record;
use chatroom::cmd::join::{Place, known};
use chatroom::lang::{Lang, Languages};
use chatroom::settings::layers::FileLayer;
use chatroom::settings::{Sources, hints, load, show};
use chatroom::wire::Fingerprint;

use super::assert_clean;

/// A folder for the files of one process.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("chatroom-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("en")).expect("a folder can be made");
    folder
});

static ENGLISH: LazyLock<Lang> = LazyLock::new(|| Languages::built_in().lang("en"));

/// The text of `chatroom.toml`.
pub fn settings(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let path = FOLDER.join("chatroom.toml");
    let judged = FileLayer::parse(&path, text.to_owned())
        .and_then(|layer| layer.problems().into_iter().next().map_or(Ok(()), Err));
    if let Err(error) = &judged {
        assert_lines_clean(&complain::settings(&ENGLISH, error).to_string());
    }
    // What is wrong by itself is not laid over anything; the language is looked for all the same.
    std::fs::write(&path, text).expect("the file can be written");
    let sources = Sources { file: Some(path), ..Sources::default() };
    let _ = hints(&sources);
    if judged.is_err() {
        return;
    }
    match load(sources) {
        Ok(loaded) => assert!(show::settings(&loaded.settings, |_| String::new()).is_ok()),
        Err(error) => assert_lines_clean(&complain::settings(&ENGLISH, &error).to_string()),
    }
}

/// A file of sentences; those that it replaces are said, too.
pub fn locale(data: &[u8]) {
    std::fs::write(FOLDER.join("en/chat.ftl"), data).expect("the file can be written");
    let (languages, problems) = Languages::with_dir(&FOLDER);
    for problem in problems.iter().take(20) {
        assert_lines_clean(&problem.say(&ENGLISH));
    }
    let lang = languages.lang("en");
    for key in ["chat-said", "chat-here", "chat-entered", "chat-help"] {
        let said = lang.say(key, &[("name", "alice".into()), ("text", "hi".into()), ("count", 3.into())]);
        // No sentence is a bomb.
        assert!(said.len() <= 100 * data.len() + 10_000, "{} bytes are said", said.len());
    }
}

/// Lines of JSON, as another server wrote them out.
pub fn import(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for line in text.lines() {
        let Ok(imported) = record::read(line) else { continue };
        for word in [&imported.who.name, &imported.who.prefix] {
            assert!(!word.contains([' ', '\r', '\n', '\0']), "{word:?} breaks a line");
        }
    }
}

/// The file of known servers, as a hand may have left it, and the key of a link.
pub fn known_servers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // None of what is there is passed over as if it were not: else a broken line would make a stranger of
    // a server that is known.
    let server = Place::new("chat.example", 5555);
    let says = |line: &&str| !line.trim_start().is_empty() && !line.trim_start().starts_with('#');
    let lines: Vec<&str> = text.strip_prefix('\u{feff}').unwrap_or(&text).lines().collect();
    match known::entries(&text, &server) {
        Ok(entries) => {
            let plain = |line: &&&str| line.trim_start().starts_with("chat.example:5555 ");
            assert!(entries.len() >= lines.iter().filter(plain).count());
            assert!(entries.len() <= lines.iter().filter(|line| says(line)).count());
        }
        Err(number) => assert!(lines.get(number - 1).is_some_and(says)),
    }
    for word in text.split_whitespace() {
        let Ok(fingerprint) = Fingerprint::parse(word) else { continue };
        let again = Fingerprint::parse(&fingerprint.to_string());
        assert_eq!(again.ok(), Some(fingerprint), "{word} is another key when it is read again");
    }
}

#[track_caller]
fn assert_lines_clean(text: &str) {
    text.lines().for_each(assert_clean);
}
