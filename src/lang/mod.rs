//! Sentences for people, in every language we have.
//!
//! This is the only place where words come from. It must not know who asks, and never fails: a
//! sentence that a language lacks is said in English, and a key that nobody knows is said as it
//! stands, so that a hole in a translation is seen and not felt.
//!
//! Theory of operation: [`Languages`] holds what each language is made of: the files inside the
//! binary ([`built_in`]) and those of the operator's `locale_dir` ([`folder`]). [`Languages::lang`]
//! makes a [`Lang`] of one of them: a chain of bundles, asked in turn until one can say the whole
//! sentence. The first holds the language with the operator's sentences laid over it, the second
//! the language as it is inside the binary, the last English. So a sentence of the operator's that
//! names an argument which does not exist costs that sentence only.

pub mod built_in;
pub mod choice;
pub mod clock;
pub mod folder;
pub mod languages;
mod modes;

use std::sync::Arc;

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::wire::clean::clean;

pub use clock::Clock;
pub use folder::{LocaleProblem, ProblemKind};
pub use languages::Languages;

/// An argument of a sentence: made from text or a number with `into()`.
pub type Value<'a> = fluent::FluentValue<'a>;

/// One language, ready to speak. A clone shares the sentences.
#[derive(Clone)]
pub struct Lang {
    tag: Arc<str>,
    chain: Arc<[Bundle]>,
}

type Bundle = FluentBundle<Arc<FluentResource>>;

impl Lang {
    /// The sentence `key` with its arguments filled in, as it stands in the file: no marks of
    /// isolation around the arguments, each of which is made clean ([`clean`]) whoever it comes from.
    /// So no argument can end a line, turn its direction, or give a command to a terminal.
    ///
    /// Never fails. A sentence that can't be said whole (missing, or it wants an argument that was
    /// not given) is taken from the next of the chain; if none can say it whole, from the first
    /// that has it at all; if none has it, it is the key.
    pub fn say(&self, key: &str, args: &[(&str, Value<'_>)]) -> String {
        let mut fluent_args = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            fluent_args.set(
                *name,
                match value {
                    Value::String(text) => Value::String(clean(text)),
                    other => other.clone(),
                },
            );
        }
        let mut second_best = None;
        for bundle in self.chain.iter() {
            let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else { continue };
            let mut errors = Vec::new();
            let sentence = bundle.format_pattern(pattern, Some(&fluent_args), &mut errors);
            if errors.is_empty() {
                return sentence.into_owned();
            }
            second_best.get_or_insert_with(|| sentence.into_owned());
        }
        second_best.unwrap_or_else(|| {
            log::debug!("no language has the sentence {key}");
            key.to_owned()
        })
    }

    /// Whether any language of the chain, English at the last, has this sentence.
    pub fn knows(&self, key: &str) -> bool {
        self.chain.iter().any(|bundle| bundle.has_message(key))
    }

    /// The name of its folder: `en`, `cn`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    fn new(tag: &str, chain: Vec<Bundle>) -> Self {
        Self { tag: tag.into(), chain: chain.into() }
    }
}

impl std::fmt::Debug for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lang").field("tag", &self.tag).finish_non_exhaustive()
    }
}

/// A bundle with these resources, later ones over earlier ones.
fn bundle(langid: &LanguageIdentifier, resources: impl IntoIterator<Item = Arc<FluentResource>>) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![langid.clone()]);
    // The marks U+2068 and U+2069 would stand in every terminal that does not know them.
    bundle.set_use_isolating(false);
    for resource in resources {
        bundle.add_resource_overriding(resource);
    }
    if bundle.add_function("NUMBER", number).is_err() {
        log::debug!("the function NUMBER is there already");
    }
    bundle
}

/// `NUMBER($users)`: chooses a plural by an argument that may be text, as parameters of the wire are.
fn number<'a>(positional: &[Value<'a>], named: &FluentArgs<'_>) -> Value<'a> {
    match positional.first() {
        Some(Value::Number(number)) => {
            let mut number = number.clone();
            number.options.merge(named);
            Value::Number(number)
        }
        Some(Value::String(text)) => text.parse().map_or(Value::Error, Value::Number),
        _ => Value::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(tag: &str, sources: &[&str]) -> Lang {
        let chain = sources.iter().map(|source| {
            let resource = FluentResource::try_new((*source).to_owned()).unwrap();
            bundle(&tag.parse().unwrap(), [Arc::new(resource)])
        });
        Lang::new(tag, chain.collect())
    }

    #[test]
    fn a_sentence_is_said_with_its_arguments_and_no_marks() {
        let lang = lang("en", &["hello = Hello, { $name }!\n"]);
        assert_eq!(lang.say("hello", &[("name", "علي".into())]), "Hello, علي!");
    }

    #[test]
    fn an_argument_can_do_nothing_but_be_read() {
        let lang = lang("en", &["hello = Hello, { $name }!\n"]);
        let name = "\u{1b}[31ma\r\nb\u{202e}\u{200b}";
        assert_eq!(lang.say("hello", &[("name", name.into())]), "Hello, ␛[31ma␍␊b\u{fffd}\u{fffd}!");
        assert_eq!(lang.say("nobody", &[("name", name.into())]), "nobody");
    }

    #[test]
    fn what_one_language_lacks_the_next_says() {
        let lang = lang("zh-CN", &["a = 甲\n", "a = A\nb = B\n"]);
        assert_eq!(lang.say("a", &[]), "甲");
        assert_eq!(lang.say("b", &[]), "B");
        assert_eq!(lang.say("nobody-knows", &[]), "nobody-knows");
        assert!(lang.knows("b") && !lang.knows("nobody-knows"));
    }

    #[test]
    fn a_sentence_that_cannot_be_said_whole_is_taken_from_the_next() {
        let lang = lang("en", &["a = { $nmae } is here\nb = { $nobody }\n", "a = { $name } is here\n"]);
        assert_eq!(lang.say("a", &[("name", "bob".into())]), "bob is here");
        assert_eq!(lang.say("b", &[]), "{$nobody}");
    }

    #[test]
    fn a_number_may_come_as_text() {
        let source = "users =\n    { NUMBER($users) ->\n        [one] one user\n       *[other] { $users } users\n    }\n";
        let lang = lang("en", &[source]);
        assert_eq!(lang.say("users", &[("users", "1".into())]), "one user");
        assert_eq!(lang.say("users", &[("users", "1000".into())]), "1000 users");
        assert_eq!(lang.say("users", &[("users", 1.into())]), "one user");
    }

    #[test]
    fn a_language_may_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Lang>();
    }
}
