//! The sources as `tests/tidy.rs` looks at them: files, code without comments, string literals,
//! functions. It knows as much of Rust's lexical rules as this needs and nothing of its grammar.

use std::fs;
use std::path::{Path, PathBuf};

/// One file of ours.
pub struct Source {
    /// Its path from the top of the repository, with `/`.
    pub path: String,
    /// As it stands.
    pub text: String,
    /// Without the tests at its end; comments and what strings hold are spaces.
    pub code: String,
    /// The string literals of that code: where each begins in it, and what it holds.
    pub strings: Vec<(usize, String)>,
}

/// The top of the repository.
pub fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under `folder` whose name ends so, in order of path.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![top().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().unwrap().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A path from the top of the repository.
pub fn short(path: &Path) -> String {
    let path = path.strip_prefix(top()).unwrap_or(path);
    path.components().map(|part| part.as_os_str().to_str().unwrap()).collect::<Vec<_>>().join("/")
}

/// Every Rust file under `folder`.
pub fn sources(folder: &str) -> Vec<Source> {
    files(folder, ".rs")
        .iter()
        .map(|path| Source::new(short(path), fs::read_to_string(path).unwrap()))
        .collect()
}

impl Source {
    /// Looks at `text`.
    pub fn new(path: String, text: String) -> Self {
        // The tests of a file are its last item.
        let tests = text.find("\n#[cfg(test)]\nmod tests {").unwrap_or(text.len());
        let (code, strings) = lex(&text[..tests]);
        Self { path, text, code, strings }
    }

    /// The line of `place` in the code, counted from 1.
    pub fn line(&self, place: usize) -> usize {
        self.code[..place].matches('\n').count() + 1
    }

    /// Its module: `src/room/command/join.rs` is `["room", "command", "join"]`.
    pub fn module(&self) -> Vec<&str> {
        let path = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let path = path.strip_suffix(".rs").unwrap_or(path);
        path.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main")).collect()
    }

    /// Every function: its name, its line, and how many lines it has.
    pub fn functions(&self) -> Vec<(String, usize, usize)> {
        let mut functions = Vec::new();
        for (place, _) in words(&self.code, "fn") {
            let behind = self.code[place + 2..].trim_start();
            let name: String = behind.chars().take_while(|&c| is_word(c)).collect();
            if name.is_empty() {
                continue;
            }
            let Some(lines) = body_lines(&self.code[place..]) else { continue };
            functions.push((name, self.line(place), lines));
        }
        functions
    }
}

/// Lines from the beginning of an item to the end of its body; none if it has no body.
fn body_lines(item: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut brackets = 0_usize;
    for (place, char) in item.char_indices() {
        match char {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets = brackets.saturating_sub(1),
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(item[..place].matches('\n').count() + 1);
                }
            }
            ';' if depth == 0 && brackets == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Where `word` stands as a whole word in `code`, and what follows it.
pub fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    code.match_indices(word).filter_map(move |(place, _)| {
        let before = code[..place].chars().next_back();
        let behind = &code[place + word.len()..];
        let goes_on = word.ends_with(is_word) && behind.starts_with(is_word);
        (!goes_on && !before.is_some_and(is_word)).then_some((place, behind))
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The code with spaces in the place of comments and of what string and character literals hold,
/// and the string literals.
fn lex(text: &str) -> (String, Vec<(usize, String)>) {
    let mut code = String::with_capacity(text.len());
    let mut strings = Vec::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let after_word = code.chars().next_back().is_some_and(is_word);
        let length = if rest.starts_with("//") {
            blank(&mut code, &rest[..rest.find('\n').unwrap_or(rest.len())])
        } else if rest.starts_with("/*") {
            blank(&mut code, &rest[..rest.find("*/").map_or(rest.len(), |end| end + 2)])
        } else if char == '"' {
            string(&mut code, &mut strings, rest)
        } else if char == 'r' && !after_word && raw_hashes(rest).is_some() {
            raw_string(&mut code, &mut strings, rest)
        } else if char == '\'' && char_literal(rest) > 0 {
            blank(&mut code, &rest[..char_literal(rest)])
        } else {
            code.push(char);
            char.len_utf8()
        };
        rest = &rest[length..];
    }
    (code, strings)
}

/// As many bytes of spaces as `text` has; line ends stay.
fn blank(code: &mut String, text: &str) -> usize {
    code.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
    text.len()
}

fn string(code: &mut String, strings: &mut Vec<(usize, String)>, rest: &str) -> usize {
    let mut escaped = false;
    let end = rest.char_indices().skip(1).find(|&(_, char)| {
        let ends = char == '"' && !escaped;
        escaped = char == '\\' && !escaped;
        ends
    });
    let end = end.map_or(rest.len(), |(end, _)| end + 1);
    strings.push((code.len(), rest[1..end - 1].to_owned()));
    code.push('"');
    blank(code, &rest[1..end - 1]);
    code.push('"');
    end
}

/// How many `#` a raw string begins with, if `rest` begins with one.
fn raw_hashes(rest: &str) -> Option<usize> {
    let behind = rest[1..].trim_start_matches('#');
    behind.starts_with('"').then(|| rest.len() - 1 - behind.len())
}

fn raw_string(code: &mut String, strings: &mut Vec<(usize, String)>, rest: &str) -> usize {
    let hashes = raw_hashes(rest).unwrap_or(0);
    let begin = hashes + 2;
    let closing = format!("\"{}", "#".repeat(hashes));
    let end = rest[begin..].find(&closing).map_or(rest.len(), |end| begin + end);
    strings.push((code.len(), rest[begin..end].to_owned()));
    blank(code, &rest[..(end + closing.len()).min(rest.len())])
}

/// How long the character literal is that `rest` begins with; 0 for a lifetime.
fn char_literal(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    let Some((_, first)) = chars.next() else { return 0 };
    if first == '\\' {
        return rest[2..]
            .char_indices()
            .skip(1)
            .find(|&(_, char)| char == '\'')
            .map_or(0, |(end, _)| end + 3);
    }
    match chars.next() {
        Some((end, '\'')) => end + 1,
        _ => 0,
    }
}

#[test]
fn lexing() {
    let text = concat!(
        "fn a<'a>(x: &'a str) { // fn b() {}\n",
        "  let _ = ('\"', '\\'', \"}\\\"{\", r#\"a \"quoted\" fn\"#, b'x'); /* { */\n",
        "}\nfn c();\n",
        "#[cfg(test)]\nmod tests {\n fn d() {} }\n"
    );
    let source = Source::new("src/a/b.rs".into(), text.into());
    let names: Vec<_> = source.functions();
    assert_eq!(names, [("a".to_owned(), 1, 3)]);
    let strings: Vec<_> = source.strings.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(strings, ["}\\\"{", "a \"quoted\" fn"]);
    assert_eq!(source.module(), ["a", "b"]);
}
