//! What a word being typed could become, and who is there.

use super::*;
use crate::chat::command::complete;

fn offered(talk: &Talk, line: &str) -> (usize, Vec<String>) {
    let (start, candidates) = complete(line, line.len(), &talk.session);
    (start, candidates.into_iter().map(|one| one.text).collect())
}

#[test]
fn words_become_names_and_commands() {
    let mut talk = at_home();
    talk.run(
        "
        server: :Bert!b@h JOIN #lobby
        told: #lobby came Bert
        server: :小明!x@h JOIN #lobby
        told: #lobby came 小明
        server: :bob!b@h PRIVMSG #lobby :x
        told: #lobby Message bob: x
    ",
    );
    for (line, start, expected) in [
        ("b", 0, &["bob: ", "Bert: "][..]),
        ("hi b", 3, &["bob ", "Bert "]),
        ("hi @be", 3, &["@Bert "]),
        ("bob: b", 0, &["bob, Bert: "]),
        ("nobody: b", 8, &["bob ", "Bert "]),
        ("明", 0, &["小明: "]),
        ("/hi", 0, &["/history "]),
        ("/mem", 0, &["/members "]),
        ("/msg b", 5, &["bob ", "Bert "]),
        ("/m b", 3, &["bob ", "Bert "]),
        ("/topic b", 7, &["bob ", "Bert "]),
        ("/ban bob 3", 9, &["30m "]),
        ("/mouse o", 7, &["on ", "off "]),
        ("/notify m", 8, &["mentions "]),
        ("/go lo", 4, &["#lobby "]),
        ("/help unb", 6, &["unban "]),
        ("/xyzzy b", 7, &[]),
        ("//b", 0, &[]),
        ("al", 0, &[]),
    ] {
        let (from, words) = offered(&talk, line);
        assert_eq!(
            (from, &words[..]),
            (start, &expected.iter().map(|one| one.to_string()).collect::<Vec<_>>()[..]),
            "{line:?}"
        );
    }
    // Who has named us comes first.
    talk.run(
        "
        server: :Bert!b@h PRIVMSG #lobby :alice?
        told: !#lobby Message Bert: alice?
        server: :bob!b@h PRIVMSG #lobby :y
        told: #lobby Message bob: y
    ",
    );
    assert_eq!(offered(&talk, "b").1, ["Bert: ", "bob: "]);
}

#[test]
fn a_roster_tells_when_it_has_changed() {
    let mut talk = at_home();
    let seen = |talk: &Talk| {
        let roster = talk.session.roster("#LOBBY").unwrap();
        (roster.version(), roster.len(), roster.iter().map(|one| one.name.to_string()).collect::<Vec<_>>())
    };
    let (first, count, names) = seen(&talk);
    assert_eq!((count, names), (2, vec!["alice".to_owned(), "bob".to_owned()]));
    talk.run(
        "
        server: :bob!b@h PRIVMSG #lobby :x
        told: #lobby Message bob: x
    ",
    );
    assert_eq!(seen(&talk).0, first, "words change nothing");
    talk.run(
        "
        server: :bob!b@h AWAY :tea
        told: away bob (tea)
    ",
    );
    assert_ne!(seen(&talk).0, first);
    assert!(talk.session.roster("#tea").is_none());
    assert_eq!(talk.session.fold("BOB"), "bob");
}
