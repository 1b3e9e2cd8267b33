//! Tidiness is a test: the walls between the layers, what a pure layer must not touch, the
//! sentences of all languages against each other and against the code, and a few habits.
//!
//! Every check collects all that is wrong before it fails, with file and line.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it says")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use chatroom::wire::{note, numeric};
use fluent_syntax::ast;

#[path = "support/source.rs"]
mod source;

use source::{Source, files, short, sources, top, words};

/// One layer: what of ours and which crates it may import, and whether it does without the world.
struct Layer {
    name: &'static str,
    ours: &'static [&'static str],
    crates: &'static [&'static str],
    pure: bool,
}

const LAYERS: &[Layer] = &[
    Layer {
        name: "wire",
        ours: &[],
        crates: &[
            "data_encoding",
            "hmac",
            "ipnet",
            "memchr",
            "pbkdf2",
            "precis_profiles",
            "serde",
            "sha2",
            "unicode_normalization",
            "unicode_security",
            "unicode_segmentation",
        ],
        pure: true,
    },
    Layer {
        name: "room",
        ours: &["wire"],
        crates: &["data_encoding", "ipnet", "jiff", "serde", "strsim"],
        pure: true,
    },
    Layer { name: "chat", ours: &["wire"], crates: &["strsim"], pure: true },
    Layer {
        name: "lang",
        ours: &["wire", "room", "chat"],
        crates: &[
            "fluent",
            "fluent_langneg",
            "fluent_syntax",
            "jiff",
            "log",
            "memchr",
            "sys_locale",
            "unic_langid",
        ],
        pure: true,
    },
    Layer { name: "door", ours: &["wire", "room", "lang"], crates: &["memchr", "strsim"], pure: true },
    Layer { name: "edit", ours: &["wire"], crates: &["unicode_segmentation", "unicode_width"], pure: true },
    Layer {
        name: "lines",
        ours: &["wire", "chat", "edit", "lang"],
        crates: &["jiff", "unicode_width"],
        pure: true,
    },
    Layer {
        name: "tui",
        ours: &["wire", "chat", "edit", "lang", "lines"],
        crates: &["jiff", "ratatui_core", "unicode_linebreak", "unicode_segmentation", "unicode_width"],
        pure: true,
    },
    Layer { name: "json", ours: &["wire", "chat"], crates: &["jiff", "serde_json"], pure: true },
    Layer {
        name: "store",
        ours: &["wire", "room"],
        crates: &["log", "rusqlite", "rustix", "serde", "serde_json", "unicode_normalization"],
        pure: false,
    },
    Layer {
        name: "net",
        ours: &[],
        crates: &[
            "ipnet",
            "polling",
            "rcgen",
            "socket2",
            "rustls",
            "rustls_platform_verifier",
            "rustix",
            "sha2",
            "signal_hook",
            "ctrlc",
            "log",
        ],
        pure: false,
    },
    Layer {
        name: "settings",
        // What keys and styles are called is known where they are read.
        ours: &["wire", "edit", "tui"],
        crates: &["argon2", "config", "ipnet", "serde", "etcetera"],
        pure: false,
    },
];

/// The outer layer: it may import everything.
const OUTER: &[&str] = &["cmd"];

/// What a pure layer must not touch: clock, terminal, files, sockets, threads, surroundings.
const IMPURE: &[&str] = &[
    "Instant",
    "SystemTime",
    "UNIX_EPOCH",
    "stdin",
    "stdout",
    "stderr",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "UnixStream",
    "ToSocketAddrs",
    "std::thread",
    "thread::spawn",
    "thread::sleep",
    "std::fs",
    "File::open",
    "std::process",
    "std::env",
    "RandomState",
    "thread_local",
];

/// The one place of a pure layer that reads files: the operator's folder of languages.
const READS_FILES: &[&str] = &["src/lang/folder.rs"];

/// What nothing of ours calls: output goes to a handle that may break without a panic.
const PRINTS: &[&str] = &["println!", "eprintln!", "print!", "eprint!", "dbg!", "todo!", "unimplemented!"];

/// Lines of a file without its tests, and of a function. They may only become fewer.
const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 90;

#[track_caller]
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn layer(source: &Source) -> Option<&'static Layer> {
    let module = source.module();
    LAYERS.iter().find(|layer| module.first() == Some(&layer.name))
}

/// The first words behind `crate::`, a group taken apart.
fn imported(behind: &str) -> Vec<String> {
    let word = |text: &str| {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    let Some(group) = behind.strip_prefix('{') else { return vec![word(behind)] };
    let mut depth = 0_usize;
    let mut parts = vec![String::new()];
    for char in group.chars() {
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => parts.push(String::new()),
            _ => {}
        }
        parts.last_mut().unwrap().push(char);
    }
    parts.iter().map(|part| word(part.trim_start_matches(','))).filter(|part| !part.is_empty()).collect()
}

#[test]
fn every_module_is_a_layer() {
    let text = fs::read_to_string(top().join("src/lib.rs")).unwrap();
    let modules: BTreeSet<_> =
        text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let layers = LAYERS.iter().map(|layer| layer.name).chain(OUTER.iter().copied()).collect();
    assert_eq!(modules, layers);
}

#[test]
fn layers_import_only_what_lies_below() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        let Some(layer) = layer(&source) else { continue };
        for (place, behind) in words(&source.code, "crate::") {
            for name in imported(behind) {
                if name != layer.name && !layer.ours.contains(&name.as_str()) {
                    wrong.push(format!("{}:{}: {} uses {name}", source.path, source.line(place), layer.name));
                }
            }
        }
        // A path of `super` must not climb out of the layer either.
        let climb = "super::".repeat(source.module().len());
        for (place, _) in words(&source.code, &climb) {
            wrong.push(format!("{}:{}: climbs out of {}", source.path, source.line(place), layer.name));
        }
    }
    none(&wrong);
}

#[test]
fn layers_use_only_their_crates() {
    let manifest = fs::read_to_string(top().join("Cargo.toml")).unwrap();
    let mut in_dependencies = false;
    let mut crates = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.contains("dependencies]") && !line.contains("dev-");
        } else if let Some((name, _)) = line.split_once(" =").filter(|_| in_dependencies) {
            crates.insert(name.replace('-', "_"));
        }
    }
    assert!(crates.contains("fluent"), "{crates:?}");
    let mut wrong = Vec::new();
    // What a test uses is not in the program.
    let is_program = |source: &Source| !source.path.contains("/tests");
    for source in sources("src").into_iter().filter(is_program) {
        let Some(layer) = layer(&source) else { continue };
        for name in crates.iter().filter(|name| !layer.crates.contains(&name.as_str())) {
            for (place, _) in words(&source.code, &format!("{name}::")) {
                // A module of ours may have the name of a crate.
                if !source.code[..place].ends_with("::") {
                    wrong.push(format!(
                        "{}:{}: {} uses the crate {name}",
                        source.path,
                        source.line(place),
                        layer.name
                    ));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn pure_layers_are_pure() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        if !layer(&source).is_some_and(|layer| layer.pure) {
            continue;
        }
        for word in IMPURE {
            for (place, _) in words(&source.code, word) {
                if !(*word == "std::fs" && READS_FILES.contains(&source.path.as_str())) {
                    wrong.push(format!("{}:{}: {word}", source.path, source.line(place)));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn nothing_prints_or_is_left_for_later() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches", "fuzz/bodies", "fuzz/src"] {
        for source in sources(folder) {
            for word in PRINTS.iter().filter(|_| folder == "src") {
                for (place, _) in words(&source.code, word) {
                    wrong.push(format!("{}:{}: {word}", source.path, source.line(place)));
                }
            }
            // Spelt apart, so that this file holds none of them.
            for word in
                [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("#[ig", "nore")]
            {
                for (number, line) in source.text.lines().enumerate().filter(|(_, line)| line.contains(word))
                {
                    wrong.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn files_say_what_they_are_and_stay_small() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        if !source.text.starts_with("//! ") {
            wrong.push(format!("{}:1: does not say what it is for", source.path));
        }
        let lines = source.code.lines().count();
        if lines > FILE_LINES_MAX {
            wrong.push(format!("{}: {lines} lines without its tests; at most {FILE_LINES_MAX}", source.path));
        }
        for (name, line, lines) in source.functions() {
            if lines > FUNCTION_LINES_MAX {
                wrong.push(format!(
                    "{}:{line}: fn {name} has {lines} lines; at most {FUNCTION_LINES_MAX}",
                    source.path
                ));
            }
        }
    }
    none(&wrong);
}

/// One sentence: its key and the arguments it uses.
type Sentence = (String, BTreeSet<String>);

/// The sentences of one file, in order; `key.attribute` for attributes.
fn sentences(text: &str, path: &str) -> Vec<Sentence> {
    let resource = match fluent_syntax::parser::parse(text) {
        Ok(resource) => resource,
        Err((_, errors)) => panic!("{path}: {errors:?}"),
    };
    let mut all = Vec::new();
    for entry in resource.body {
        let (key, value, attributes) = match entry {
            ast::Entry::Message(message) => (message.id.name.to_owned(), message.value, message.attributes),
            ast::Entry::Term(term) => (format!("-{}", term.id.name), Some(term.value), term.attributes),
            ast::Entry::Comment(_) | ast::Entry::GroupComment(_) | ast::Entry::ResourceComment(_) => continue,
            ast::Entry::Junk { content } => panic!("{path}: {content}"),
        };
        for attribute in attributes {
            let mut arguments = BTreeSet::new();
            collect(&attribute.value, &mut arguments);
            all.push((format!("{key}.{}", attribute.id.name), arguments));
        }
        let mut arguments = BTreeSet::new();
        if let Some(value) = &value {
            collect(value, &mut arguments);
        }
        all.push((key, arguments));
    }
    all
}

fn collect(pattern: &ast::Pattern<&str>, arguments: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            collect_expression(expression, arguments);
        }
    }
}

fn collect_expression(expression: &ast::Expression<&str>, arguments: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Inline(inline) => collect_inline(inline, arguments),
        ast::Expression::Select { selector, variants } => {
            collect_inline(selector, arguments);
            variants.iter().for_each(|variant| collect(&variant.value, arguments));
        }
    }
}

fn collect_inline(inline: &ast::InlineExpression<&str>, arguments: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            arguments.insert(id.name.to_owned());
        }
        ast::InlineExpression::Placeable { expression } => collect_expression(expression, arguments),
        ast::InlineExpression::FunctionReference { arguments: call, .. } => {
            call.positional.iter().for_each(|inline| collect_inline(inline, arguments));
        }
        _ => {}
    }
}

/// The sentences of one language by file.
fn language(folder: &str) -> BTreeMap<String, Vec<Sentence>> {
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, sentences(&fs::read_to_string(path).unwrap(), &short(path)))
    };
    files(&format!("locales/{folder}"), ".ftl").iter().map(read).collect()
}

/// Every key with its arguments.
fn keys() -> BTreeMap<String, BTreeSet<String>> {
    language("en").into_values().flatten().collect()
}

#[test]
fn every_language_has_the_same_sentences() {
    let english = language("en");
    let mut wrong = Vec::new();
    for entry in fs::read_dir(top().join("locales")).unwrap() {
        let folder = entry.unwrap().file_name().into_string().unwrap();
        let other = language(&folder);
        if other.keys().ne(english.keys()) {
            wrong.push(format!("locales/{folder}: other files than en"));
        }
        for (file, sentences) in &english {
            let theirs = other.get(file).map_or(&[][..], |theirs| theirs);
            if let Some((ours, theirs)) = sentences.iter().zip(theirs).find(|(ours, theirs)| ours != theirs) {
                wrong.push(format!("locales/{folder}/{file}: {theirs:?} stands where en has {ours:?}"));
            } else if sentences.len() != theirs.len() {
                let (ours, theirs) = (sentences.len(), theirs.len());
                wrong.push(format!("locales/{folder}/{file}: {theirs} sentences, en has {ours}"));
            }
        }
    }
    none(&wrong);
}

#[test]
fn no_key_is_defined_twice() {
    let mut seen = BTreeSet::new();
    let all = language("en").into_values().flatten();
    none(&all.map(|(key, _)| key).filter(|key| !seen.insert(key.clone())).collect::<Vec<_>>());
}

/// Whether `key` could be made by `format!` of `literal`.
fn makes(literal: &str, key: &str) -> bool {
    let Some((head, rest)) = literal.split_once('{') else { return literal == key };
    let Some((_, tail)) = rest.split_once('}') else { return false };
    let fits = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let is_pattern = head.contains('-') || tail.contains('-');
    is_pattern
        && fits(head)
        && key.strip_prefix(head).is_some_and(|key| (0..=key.len()).any(|at| makes(tail, &key[at..])))
}

#[test]
fn every_sentence_is_said_somewhere() {
    let derived: BTreeSet<_> = numerics().chain(note::ALL.iter().map(|note| note.key())).collect();
    let sources = sources("src");
    let literals: BTreeSet<&str> =
        sources.iter().flat_map(|source| &source.strings).map(|(_, text)| text.as_str()).collect();
    let is_said = |key: &str| {
        let message = key.split('.').next().unwrap_or(key);
        derived.contains(message)
            || literals.contains(message)
            || literals.iter().any(|literal| makes(literal, message))
    };
    // Terms are said by sentences.
    let unsaid = keys().into_keys().filter(|key| !key.starts_with('-') && !is_said(key));
    none(&unsaid.map(|key| format!("nothing says {key}")).collect::<Vec<_>>());
}

fn numerics() -> impl Iterator<Item = String> {
    numeric::ALL.iter().filter(|numeric| numeric.tail.is_sentence()).map(|numeric| numeric.key())
}

#[test]
fn every_numeric_and_note_has_a_sentence_that_knows_its_arguments() {
    let keys = keys();
    let mut wrong = Vec::new();
    let numerics = numeric::ALL.iter().filter(|numeric| numeric.tail.is_sentence());
    let rows = numerics.map(|numeric| (numeric.key(), numeric.params));
    for (key, given) in rows.chain(note::ALL.iter().map(|note| (note.key(), note.context))) {
        match keys.get(&key) {
            None => wrong.push(format!("there is no sentence {key}")),
            Some(used) => {
                for argument in used.iter().filter(|argument| !given.contains(&argument.as_str())) {
                    wrong.push(format!("{key} uses ${argument}, which it is not given"));
                }
            }
        }
    }
    for numeric in numeric::ALL.iter().filter(|numeric| !numeric.tail.is_sentence()) {
        if keys.contains_key(&numeric.key()) {
            wrong.push(format!("{} needs no sentence", numeric.key()));
        }
    }
    none(&wrong);
}

#[test]
fn what_is_said_has_a_sentence_and_its_arguments() {
    let keys = keys();
    let mut wrong = Vec::new();
    for source in sources("src") {
        for (place, behind) in words(&source.code, "say(") {
            let begin = place + "say(".len() + behind.len() - behind.trim_start().len();
            let Some((_, key)) = source.strings.iter().find(|(at, _)| *at == begin) else { continue };
            let line = source.line(place);
            let Some(used) = keys.get(key) else {
                wrong.push(format!("{}:{line}: there is no sentence {key}", source.path));
                continue;
            };
            let Some(given) = literal_arguments(&source, begin) else { continue };
            for argument in used.difference(&given) {
                wrong.push(format!("{}:{line}: {key} is not given ${argument}", source.path));
            }
            for argument in given.difference(used) {
                wrong.push(format!("{}:{line}: {key} does not use ${argument}", source.path));
            }
        }
    }
    none(&wrong);
}

/// The names in `&[("name", …), …]` behind the key at `key`; none if the arguments are no such
/// literal.
fn literal_arguments(source: &Source, key: usize) -> Option<BTreeSet<String>> {
    let (_, behind) = source.code[key + 1..].split_once('"')?;
    let list = behind.trim_start().strip_prefix(',')?.trim_start().strip_prefix("&[")?;
    let begin = source.code.len() - list.len();
    let mut depth = 1_usize;
    let (end, _) = list.char_indices().find(|(_, char)| {
        match char {
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    let named = |(at, text): &(usize, String)| {
        let is_first =
            source.code[..*at].ends_with('(') && source.code[at + text.len() + 2..].starts_with(',');
        (begin..begin + end).contains(at).then_some(text).filter(|_| is_first).cloned()
    };
    Some(source.strings.iter().filter_map(named).collect())
}
