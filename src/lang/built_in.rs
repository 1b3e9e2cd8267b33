//! The locales inside the binary: every file of `locales/`, by its folder.
//!
//! A folder is named as a person would type it; `cn` is what the original program calls Chinese as
//! it is written in China, and its rules are those of `zh-CN`.

use std::sync::Arc;

use fluent::FluentResource;
use unic_langid::LanguageIdentifier;

/// The language every other one falls back to, key by key.
pub const FALLBACK: &str = "en";

/// The language spoken where nobody asked for one: the original program's.
pub const DEFAULT: &str = "cn";

/// A language inside the binary.
pub struct BuiltIn {
    /// The name of its folder.
    pub folder: &'static str,
    /// Whose plural rules it follows.
    pub langid: &'static str,
    /// Its files: name and text.
    pub files: &'static [(&'static str, &'static str)],
}

macro_rules! files {
    ($folder:literal: $($file:literal),*) => {
        &[$(($file, include_str!(concat!("../../locales/", $folder, "/", $file)))),*]
    };
}

/// Every language inside the binary, by name.
pub static ALL: &[BuiltIn] = &[
    BuiltIn {
        folder: "cn",
        langid: "zh-CN",
        files: files!("cn": "cli.ftl", "tls.ftl", "serve.ftl", "history.ftl", "irc.ftl", "help.ftl", "plain.ftl", "entry.ftl", "chat.ftl", "limits.ftl", "bans.ftl", "modes.ftl", "screen.ftl"),
    },
    BuiltIn {
        folder: "en",
        langid: "en",
        files: files!("en": "cli.ftl", "tls.ftl", "serve.ftl", "history.ftl", "irc.ftl", "help.ftl", "plain.ftl", "entry.ftl", "chat.ftl", "limits.ftl", "bans.ftl", "modes.ftl", "screen.ftl"),
    },
];

/// The language in this folder, if it is inside the binary.
pub fn find(folder: &str) -> Option<&'static BuiltIn> {
    ALL.iter().find(|language| language.folder == folder)
}

/// Whose rules a folder of this name follows, if it names a language.
pub fn langid(folder: &str) -> Option<LanguageIdentifier> {
    find(folder).map_or(folder, |language| language.langid).parse().ok()
}

/// The parsed files of a language inside the binary; what can't be parsed is left out (a test
/// holds the files to having nothing of the kind).
pub fn resources(folder: &str) -> Vec<Arc<FluentResource>> {
    let files = find(folder).map_or(&[][..], |language| language.files);
    let parse = |(_, text): &(&str, &str)| match FluentResource::try_new((*text).to_owned()) {
        Ok(resource) | Err((resource, _)) => Arc::new(resource),
    };
    files.iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

    /// What a file says, comparable between languages: each key with the arguments it uses.
    fn outline(folder: &str, file: &str, text: &str) -> Vec<(String, Vec<String>)> {
        let resource = fluent_syntax::parser::parse(text)
            .unwrap_or_else(|(_, errors)| panic!("locales/{folder}/{file}: {errors:?}"));
        let mut outline = Vec::new();
        for entry in &resource.body {
            if let Entry::Message(message) = entry {
                let mut args = Vec::new();
                collect(message.value.as_ref().expect("a message has a value"), &mut args);
                args.sort();
                args.dedup();
                outline.push((message.id.name.to_owned(), args));
            }
        }
        outline
    }

    fn collect(pattern: &Pattern<&str>, args: &mut Vec<String>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { .. } => {}
                PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                    collect_inline(inline, args)
                }
                PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                    collect_inline(selector, args);
                    variants.iter().for_each(|variant| collect(&variant.value, args));
                }
            }
        }
    }

    fn collect_inline(inline: &InlineExpression<&str>, args: &mut Vec<String>) {
        match inline {
            InlineExpression::VariableReference { id } => args.push(id.name.to_owned()),
            InlineExpression::FunctionReference { arguments, .. } => {
                arguments.positional.iter().for_each(|argument| collect_inline(argument, args));
            }
            _ => {}
        }
    }

    #[test]
    fn every_file_parses_and_says_the_same_in_each_language() {
        for (name, english) in find(FALLBACK).unwrap().files {
            let expected = outline(FALLBACK, name, english);
            let mut keys: Vec<_> = expected.iter().map(|(key, _)| key).collect();
            keys.sort();
            keys.dedup();
            assert_eq!(keys.len(), expected.len(), "a key stands twice in {name}");
            for language in ALL {
                let (_, text) = language.files.iter().find(|(file, _)| file == name).unwrap();
                assert_eq!(outline(language.folder, name, text), expected, "{}/{name}", language.folder);
            }
        }
    }

    #[test]
    fn every_reply_of_the_wire_has_its_sentence() {
        use crate::wire::{note, numeric};
        let numerics = numeric::ALL.iter().filter(|numeric| numeric.tail.is_sentence());
        let mut rows: Vec<_> = numerics.map(|numeric| (numeric.key(), numeric.params)).collect();
        rows.extend(note::ALL.iter().map(|note| (note.key(), note.context)));
        for language in ALL {
            let (_, text) = language.files.iter().find(|(file, _)| *file == "irc.ftl").unwrap();
            let outline = outline(language.folder, "irc.ftl", text);
            for (key, _) in &outline {
                assert!(rows.iter().any(|(known, _)| known == key), "{key} is nobody's sentence");
            }
            for (key, params) in &rows {
                let entry = outline.iter().find(|(known, _)| known == key);
                let (_, args) = entry.unwrap_or_else(|| panic!("{}: no sentence {key}", language.folder));
                assert!(args.iter().all(|arg| params.contains(&arg.as_str())), "{key} uses {args:?}");
            }
        }
    }

    #[test]
    fn every_folder_names_a_language() {
        for language in ALL {
            assert_eq!(langid(language.folder).unwrap().to_string(), language.langid);
        }
        assert!(find(DEFAULT).is_some() && find(FALLBACK).is_some());
    }
}
