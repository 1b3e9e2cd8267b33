//! The operator's own locales: a folder of folders, read once at the start.
//!
//! Theory of operation: every folder in it that is named for a language, and every `.ftl` file in
//! that. Nothing here ends the program: a broken entry is left out and told with its file and line
//! ([`LocaleProblem`]), and the rest of the file counts. An entry that we never say (a slip in its
//! key) is told too, and so is an argument that the sentence is not given.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use fluent::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use unic_langid::LanguageIdentifier;

use super::{Lang, Value, built_in};
use crate::wire::clean::clean;

/// A folder that names a language, and what could be read of it.
#[derive(Debug)]
pub struct Folder {
    /// The folder's name, or that of the built-in language it means.
    pub name: String,
    /// Whose plural rules it follows.
    pub langid: LanguageIdentifier,
    /// Its files, by name.
    pub resources: Vec<Arc<FluentResource>>,
}

/// Something wrong with the operator's locales.
#[derive(Debug)]
pub struct LocaleProblem {
    /// The file or folder.
    pub path: PathBuf,
    /// Its line, counted from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong there.
    pub kind: ProblemKind,
}

/// What is wrong.
#[derive(Debug)]
pub enum ProblemKind {
    /// It can't be read.
    Unreadable(io::Error),
    /// The folder is not named for a language.
    NoLanguage,
    /// This is no Fluent; the parser's own words.
    Syntax(String),
    /// No sentence of ours has this key.
    UnknownKey(String),
    /// The sentence of this key is never given this argument.
    UnknownArgument(String, String),
}

impl LocaleProblem {
    /// In words, with the place, for who goes on without it.
    pub fn say(&self, lang: &Lang) -> String {
        lang.say("locale-problem", &self.args(lang))
    }

    /// In words, with the place, for who does not.
    pub fn say_bare(&self, lang: &Lang) -> String {
        lang.say("locale-refused", &self.args(lang))
    }

    fn args(&self, lang: &Lang) -> [(&'static str, Value<'static>); 2] {
        let text = |text: &str| Value::from(clean(text).into_owned());
        let what = match &self.kind {
            ProblemKind::Unreadable(error) => {
                lang.say("locale-unreadable", &[("cause", text(&error.to_string()))])
            }
            ProblemKind::NoLanguage => lang.say("locale-no-language", &[]),
            ProblemKind::Syntax(cause) => lang.say("locale-syntax", &[("cause", text(cause))]),
            ProblemKind::UnknownKey(key) => lang.say("locale-unknown-key", &[("key", text(key))]),
            ProblemKind::UnknownArgument(key, argument) => {
                lang.say("locale-unknown-argument", &[("key", text(key)), ("argument", text(argument))])
            }
        };
        let path = self.path.display();
        let place = self.line.map_or_else(|| path.to_string(), |line| format!("{path}:{line}"));
        [("place", text(&place)), ("what", what.into())]
    }
}

/// Reads the folders of `dir`, in the order of their names.
pub fn read(dir: &Path) -> (Vec<Folder>, Vec<LocaleProblem>) {
    let mut problems = Vec::new();
    let mut folders = Vec::new();
    let known = known();
    for path in entries(dir, &mut problems) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        // Files beside the folders (a README, a LICENSE) are nobody's business.
        if !path.is_dir() || name.starts_with('.') {
            continue;
        }
        let Some(langid) = built_in::langid(&name) else {
            problems.push(LocaleProblem { path, line: None, kind: ProblemKind::NoLanguage });
            continue;
        };
        let files = entries(&path, &mut problems);
        let files = files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "ftl"));
        let resources = files.filter_map(|path| read_file(path, &known, &mut problems)).collect();
        // A folder `zh-CN` means the same as the built-in `cn`.
        let same = built_in::ALL.iter().find(|language| langid == language.langid);
        folders.push(Folder { name: same.map_or(name, |same| same.folder.to_owned()), langid, resources });
    }
    (folders, problems)
}

fn entries(dir: &Path, problems: &mut Vec<LocaleProblem>) -> Vec<PathBuf> {
    let list = fs::read_dir(dir)
        .and_then(|list| list.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>());
    match list {
        Ok(mut list) => {
            list.sort();
            list
        }
        Err(error) => {
            problems.push(LocaleProblem {
                path: dir.into(),
                line: None,
                kind: ProblemKind::Unreadable(error),
            });
            Vec::new()
        }
    }
}

fn read_file(path: &Path, known: &Known, problems: &mut Vec<LocaleProblem>) -> Option<Arc<FluentResource>> {
    let mut problem = |line, kind| problems.push(LocaleProblem { path: path.into(), line, kind });
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            problem(None, ProblemKind::Unreadable(error));
            return None;
        }
    };
    let (resource, errors) = match FluentResource::try_new(text) {
        Ok(resource) => (resource, Vec::new()),
        Err(broken) => broken,
    };
    let text = resource.source();
    for error in errors {
        // The parser may notice only after blank lines, at the next entry.
        let noticed = text.get(..error.pos.start).map_or(text.len(), |before| before.trim_end().len());
        let line = line_of(text, noticed.max(error.slice.map_or(0, |slice| slice.start)));
        problem(Some(line), ProblemKind::Syntax(error.kind.to_string()));
    }
    for entry in resource.entries() {
        let Entry::Message(message) = entry else { continue };
        let (key, line) = (message.id.name, line_of_key(text, message.id.name));
        let Some(known_args) = known.get(key) else {
            problem(line, ProblemKind::UnknownKey(key.to_owned()));
            continue;
        };
        let mut args = BTreeSet::new();
        if let Some(pattern) = &message.value {
            pattern_args(pattern, &mut args);
        }
        for unknown in args.difference(known_args) {
            problem(line, ProblemKind::UnknownArgument(key.to_owned(), unknown.clone()));
        }
    }
    Some(Arc::new(resource))
}

/// Each key that we say, and the arguments that its sentence may use.
type Known = BTreeMap<String, BTreeSet<String>>;

fn known() -> Known {
    let mut known = Known::new();
    for resource in built_in::resources(built_in::FALLBACK) {
        for entry in resource.entries() {
            let Entry::Message(message) = entry else { continue };
            let args = known.entry(message.id.name.to_owned()).or_default();
            if let Some(pattern) = &message.value {
                pattern_args(pattern, args);
            }
        }
    }
    known
}

fn pattern_args(pattern: &Pattern<&str>, args: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            expression_args(expression, args);
        }
    }
}

fn expression_args(expression: &Expression<&str>, args: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => inline_args(inline, args),
        Expression::Select { selector, variants } => {
            inline_args(selector, args);
            variants.iter().for_each(|variant| pattern_args(&variant.value, args));
        }
    }
}

fn inline_args(inline: &InlineExpression<&str>, args: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            args.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| inline_args(argument, args));
        }
        InlineExpression::Placeable { expression } => expression_args(expression, args),
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. } => {}
    }
}

/// The line, counted from 1, on which this byte stands.
fn line_of(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().get(..byte).unwrap_or(text.as_bytes());
    memchr::memchr_iter(b'\n', before).count() + 1
}

/// The line on which the entry of this key begins: the syntax tree does not tell.
fn line_of_key(text: &str, key: &str) -> Option<usize> {
    let begins = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    text.lines().position(begins).map(|index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Languages;

    /// A folder of locales that is gone when the test is.
    struct Dir(PathBuf);

    impl Dir {
        fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
            let dir = std::env::temp_dir().join(format!("chatroom-lang-{name}-{}", std::process::id()));
            for (path, content) in files {
                let path = dir.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, content).unwrap();
            }
            Self(dir)
        }
    }

    impl Drop for Dir {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn places(dir: &Dir, problems: &[LocaleProblem]) -> Vec<String> {
        let place = |problem: &LocaleProblem| {
            let path = problem.path.strip_prefix(&dir.0).unwrap().display().to_string();
            format!("{path} {:?} {:?}", problem.line, problem.kind)
        };
        problems.iter().map(place).collect()
    }

    #[test]
    fn a_folder_adds_a_language_and_overrides_single_sentences() {
        let dir = Dir::new(
            "adds",
            &[
                (
                    "fr/any.ftl",
                    "locale-no-language = le dossier ne porte pas le nom d’une langue\n".as_bytes(),
                ),
                ("en/x.ftl", b"locale-no-language = folder named for no language\n"),
                ("README", b"not a locale"),
            ],
        );
        let (languages, problems) = Languages::with_dir(&dir.0);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(languages.known(), ["cn", "en", "fr"]);
        assert_eq!(languages.find("fr_CA.UTF-8").as_deref(), Some("fr"));
        let english = languages.lang("en");
        assert_eq!(english.say("locale-no-language", &[]), "folder named for no language");
        let french = languages.lang("fr");
        assert_eq!(french.say("locale-no-language", &[]), "le dossier ne porte pas le nom d’une langue");
        // What it lacks is said in the built-in English.
        let key = [("key", "x".into())];
        assert_eq!(
            french.say("locale-unknown-key", &key),
            Languages::built_in().lang("en").say("locale-unknown-key", &key)
        );
    }

    #[test]
    fn a_folder_under_another_name_of_a_built_in_language_lays_over_it() {
        let dir = Dir::new("alias", &[("zh-CN/x.ftl", "locale-no-language = 没有语言\n".as_bytes())]);
        let (languages, _) = Languages::with_dir(&dir.0);
        assert_eq!(languages.known(), ["cn", "en"]);
        assert_eq!(languages.lang("cn").say("locale-no-language", &[]), "没有语言");
    }

    #[test]
    fn what_is_broken_is_told_by_line_and_the_built_in_text_serves() {
        let broken =
            "# a comment\nlocale-no-language = { $oops\n\nlocale-syntax = { $casue }\nlocale-nosuch = x\n";
        let dir = Dir::new(
            "broken",
            &[
                ("en/cli.ftl", broken.as_bytes()),
                ("not a language/x.ftl", b""),
                ("en/utf.ftl", b"\xff = x\n"),
            ],
        );
        let (languages, problems) = Languages::with_dir(&dir.0);
        let places = places(&dir, &problems);
        assert_eq!(places.len(), 5, "{places:#?}");
        assert!(places[0].starts_with("en/cli.ftl Some(2) Syntax"), "{}", places[0]);
        assert_eq!(places[1], "en/cli.ftl Some(4) UnknownArgument(\"locale-syntax\", \"casue\")");
        assert_eq!(places[2], "en/cli.ftl Some(5) UnknownKey(\"locale-nosuch\")");
        assert!(places[3].starts_with("en/utf.ftl None Unreadable"), "{}", places[3]);
        assert_eq!(places[4], "not a language None NoLanguage");
        let (with, without) = (languages.lang("en"), Languages::built_in().lang("en"));
        assert_eq!(with.say("locale-no-language", &[]), without.say("locale-no-language", &[]));
        let cause = [("cause", "x".into())];
        assert_eq!(with.say("locale-syntax", &cause), without.say("locale-syntax", &cause));
    }

    #[test]
    fn a_missing_folder_is_told() {
        let (languages, problems) = Languages::with_dir(Path::new("/nonexistent/locales"));
        assert!(matches!(problems[..], [LocaleProblem { kind: ProblemKind::Unreadable(_), .. }]));
        assert_eq!(languages.known(), ["cn", "en"]);
    }
}
