//! What the word before the caret could become: a command, what may stand behind it, or a name.
//!
//! Theory of operation: the first word behind a slash is a command, and its row of the table says what
//! the further ones are. Everything else is talk, where a word may become a name: those who have named
//! us come first, then those who spoke last. At the beginning of a line a name addresses somebody
//! (`name: `), and a second one behind it both (`name, other: `).

use super::command::{self, ALL, Arg, Command};
use super::happening::Where;
use super::life::Life;

/// What a word could become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The whole of it, with what should stand behind it.
    pub text: String,
    /// The command that it is, if it is one.
    pub command: Option<&'static Command>,
}

impl Candidate {
    fn of(text: String) -> Self {
        Self { text, command: None }
    }
}

/// What is offered where a length of time may stand.
const TIMES: [&str; 4] = ["30m", "2h", "1d", "7d"];

/// What the word before `caret`, a place in `line` counted in bytes, could become, the likeliest
/// first, and from which byte on each of them replaces what stands there.
pub fn complete(line: &str, caret: usize, life: &Life) -> (usize, Vec<Candidate>) {
    let before = line.get(..caret).unwrap_or(line);
    let start = before
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let (head, word) = before.split_at_checked(start).unwrap_or((before, ""));
    if !before.starts_with('/') || before.starts_with("//") {
        return talk(head, word, start, life);
    }
    if start == 0 {
        return (0, commands("/", word.get(1..).unwrap_or_default()));
    }
    let mut words = head.split_whitespace();
    let name = words.next().and_then(|name| name.get(1..)).unwrap_or_default().to_lowercase();
    let Some(command) = command::find(&name) else { return (start, Vec::new()) };
    (start, arguments(command, words.count(), word, life))
}

fn commands(slash: &str, begun: &str) -> Vec<Candidate> {
    let begun = begun.to_lowercase();
    let name = |command: &Command| {
        let names = std::iter::once(&command.name).chain(command.aliases);
        names.copied().find(|name| name.starts_with(&begun))
    };
    let fitting = ALL.iter().filter_map(|command| name(command).map(|name| (name, command)));
    let candidate = |(name, command)| Candidate { text: format!("{slash}{name} "), command: Some(command) };
    fitting.map(candidate).collect()
}

/// Words of this list that `begun` begins.
fn of_list(list: &[&str], begun: &str) -> Vec<Candidate> {
    let begun = begun.to_lowercase();
    let fitting = list.iter().filter(|word| word.starts_with(&begun));
    fitting.map(|word| Candidate::of(format!("{word} "))).collect()
}

fn arguments(command: &'static Command, place: usize, word: &str, life: &Life) -> Vec<Candidate> {
    let arg = command.args.get(place).or(command.args.last().filter(|last| **last == Arg::Text));
    match arg {
        Some(Arg::Name | Arg::Text) => named(word, " ", life),
        Some(Arg::Room) => rooms(word, life),
        Some(Arg::Place) => places(word, life),
        Some(Arg::Time) => of_list(&TIMES, word),
        Some(Arg::OnOff) => of_list(&["on", "off"], word),
        Some(Arg::Word(words)) => of_list(words, word),
        Some(Arg::Command) => commands("", word.strip_prefix('/').unwrap_or(word)),
        Some(Arg::Number | Arg::Secret) | None => Vec::new(),
    }
}

fn rooms(word: &str, life: &Life) -> Vec<Candidate> {
    let mut candidates = places(word, life);
    candidates.retain(|one| one.text.starts_with(['#', '&']));
    candidates
}

fn places(word: &str, life: &Life) -> Vec<Candidate> {
    let begun = life.fold(word);
    let fitting = life.places().into_iter().filter_map(|place| {
        let (Where::Room(name) | Where::Private(name)) = place;
        let key = life.fold(&name);
        let fits = key.starts_with(&begun)
            || key.trim_start_matches(['#', '&']).starts_with(&begun)
            || (!begun.is_ascii() && key.contains(&begun));
        fits.then(|| Candidate::of(format!("{name} ")))
    });
    fitting.collect()
}

/// Names that fit a word, perhaps behind an `@`, with what should stand behind them.
fn named(word: &str, behind: &str, life: &Life) -> Vec<Candidate> {
    let (at, part) = word.strip_prefix('@').map_or(("", word), |part| ("@", part));
    let names = life.names_like(part);
    names.iter().map(|name| Candidate::of(format!("{at}{name}{behind}"))).collect()
}

fn talk(head: &str, word: &str, start: usize, life: &Life) -> (usize, Vec<Candidate>) {
    if head.is_empty() {
        return (start, named(word, ": ", life));
    }
    let Some(addressed) = addressed(head, life) else { return (start, named(word, " ", life)) };
    let mut candidates = named(word, ": ", life);
    candidates.retain(|one| !addressed.iter().any(|name| one.text == format!("{name}: ")));
    let names = addressed.join(", ");
    candidates.iter_mut().for_each(|one| one.text = format!("{names}, {}", one.text));
    (0, candidates)
}

/// Those whom a line addresses, if that is all that it does: `a: ` or `a, b: `.
fn addressed<'a>(head: &'a str, life: &Life) -> Option<Vec<&'a str>> {
    let names: Vec<&str> = head.strip_suffix(": ")?.split(", ").collect();
    let is_name = |name: &&str| {
        let key = life.fold(name);
        !name.is_empty() && life.names_like(name).iter().any(|known| life.fold(known) == key)
    };
    names.iter().all(is_name).then_some(names)
}
