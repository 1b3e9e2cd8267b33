//! The words of the command line: puts sentences in place of their keys, in the help of every
//! command, and says what is wrong with a line.
//!
//! clap has no languages of its own (clap-rs/clap#380). Theory of operation: [`localized`] walks
//! over the command once, before it parses; [`usage_error`] reads the kind and the context of an
//! error and never prints clap's own sentence. A kind that it does not know is named as clap does.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, CommandFactory as _};

use super::args::Cli;
use super::complain;
use crate::lang::{Lang, Value};
use crate::settings::{Misfit, Settings};

/// The command line in this language.
pub fn localized(lang: &Lang) -> clap::Command {
    let settings = Settings::default();
    // What any sentence of the help may name.
    let host = settings.serve.host.first().map(ToString::to_string).unwrap_or_default();
    let args = [
        ("address", Value::from(host)),
        ("port", settings.serve.port.into()),
        ("room", settings.serve.room.as_str().to_owned().into()),
        ("host", settings.join.host.into()),
    ];
    walk(Cli::command(), &|key: &str| lang.say(key, &args), "")
}

/// `path` is what stands behind the key of the usage: the commands on the way, each behind a `-`.
fn walk(command: clap::Command, say: &dyn Fn(&str) -> String, path: &str) -> clap::Command {
    let about = command.get_about().map(|key| say(&key.to_string()));
    let after = command.get_after_help().map(|key| say(&key.to_string()));
    let template = template(&command, say);
    let command = command
        .help_template(template)
        .override_usage(say(&format!("cli-usage{path}")))
        .mut_args(|arg| word(arg, say))
        .mut_subcommands(|inner| {
            let path = [path, "-", inner.get_name()].concat();
            walk(inner, say, &path)
        });
    let command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    match after {
        Some(after) => command.after_help(after),
        None => command,
    }
}

/// The headings stand here, since clap would put an ASCII colon behind each.
fn template(command: &clap::Command, say: &dyn Fn(&str) -> String) -> String {
    let mut template = format!("{{about-with-newline}}\n{}{{usage}}\n", say("cli-heading-usage"));
    let parts = [
        (command.has_subcommands(), "cli-heading-commands", "{subcommands}"),
        (command.get_positionals().next().is_some(), "cli-heading-arguments", "{positionals}"),
        (true, "cli-heading-options", "{options}"),
    ];
    for (_, heading, part) in parts.into_iter().filter(|(is_there, ..)| *is_there) {
        template.push_str(&format!("\n{}\n{part}", say(heading)));
        // clap ends the options, which stand last, with what is behind them.
        if part != "{options}" {
            template.push('\n');
        }
    }
    template.push_str("{after-help}");
    template
}

fn word(arg: Arg, say: &dyn Fn(&str) -> String) -> Arg {
    let help = arg.get_help().map(|key| say(&key.to_string()));
    let value_name = arg.get_value_names().and_then(|names| names.first()).map(|key| say(key.as_str()));
    let arg = match help {
        Some(help) => arg.help(help),
        None => arg,
    };
    match value_name {
        Some(name) if arg.get_action().takes_values() => arg.value_name(keep(name)),
        _ => arg,
    }
}

/// clap wants names that live as long as the program; the command line is made once or twice in it.
fn keep(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// Whether this is no error but a request: print it to standard output, and all is well.
pub fn is_request(error: &clap::Error) -> bool {
    matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
}

/// What is wrong with the command line, and where to read more: in the help of `command`
/// (`chatroom join`).
pub fn usage_error(lang: &Lang, error: &clap::Error, command: &str) -> String {
    let arg = context(error, ContextKind::InvalidArg);
    // What may be left out stands in brackets; in a sentence it is just a name.
    let arg = arg.trim_matches(['[', ']']).to_owned();
    let value = context(error, ContextKind::InvalidValue);
    let sentence = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            let missing = lang.say("cli-usage-missing-command", &[]);
            let mut whole = localized(lang);
            whole.build();
            let inner = command.split(' ').nth(1).map(str::to_owned);
            let help = match inner.and_then(|inner| whole.find_subcommand_mut(inner)) {
                Some(inner) => inner.render_help().to_string(),
                None => whole.render_help().to_string(),
            };
            return format!("{missing}\n\n{}", help.trim_end());
        }
        ErrorKind::UnknownArgument => lang.say("cli-usage-unknown-argument", &[("arg", arg.into())]),
        ErrorKind::InvalidSubcommand => {
            let command = context(error, ContextKind::InvalidSubcommand);
            lang.say("cli-usage-unknown-command", &[("command", command.into())])
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            lang.say("cli-usage-missing-value", &[("arg", arg.into())])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let args =
                [("arg", arg.into()), ("value", value.into()), ("expected", expected(lang, error).into())];
            lang.say("cli-usage-wrong-value", &args)
        }
        ErrorKind::ArgumentConflict => match context(error, ContextKind::PriorArg) {
            other if other.is_empty() || other == arg => lang.say("cli-usage-twice", &[("arg", arg.into())]),
            other => lang.say("cli-usage-conflict", &[("arg", arg.into()), ("other", other.into())]),
        },
        // Of several that would do, clap writes `<--one|--other>`.
        ErrorKind::MissingRequiredArgument => match arg.trim_matches(['<', '>']).split_once('|') {
            Some((one, other)) => {
                let args = [("one", one.to_owned().into()), ("other", other.to_owned().into())];
                lang.say("cli-usage-missing-one", &args)
            }
            None => lang.say("cli-usage-missing-argument", &[("arg", arg.into())]),
        },
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            lang.say("cli-usage-unexpected-value", &[("arg", arg.into()), ("value", value.into())])
        }
        ErrorKind::InvalidUtf8 => lang.say("cli-usage-no-unicode", &[]),
        other => lang.say("cli-usage-other", &[("kind", format!("{other:?}").into())]),
    };
    let mut text = sentence;
    let suggestion =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let suggestion = suggestion.into_iter().map(|kind| context(error, kind)).find(|text| !text.is_empty());
    if let Some(suggestion) = suggestion {
        text.push('\n');
        text.push_str(&lang.say("cli-usage-suggestion", &[("suggestion", suggestion.into())]));
    }
    text.push('\n');
    text.push_str(&lang.say("cli-usage-more", &[("command", command.into())]));
    text
}

/// What a value should have been.
fn expected(lang: &Lang, error: &clap::Error) -> String {
    match std::error::Error::source(error).and_then(|source| source.downcast_ref::<Misfit>()) {
        Some(Misfit::Expected(expects)) => complain::expects(lang, *expects),
        Some(Misfit::Link(link)) => complain::link(lang, link),
        Some(Misfit::Span) => lang.say("cli-expects-span", &[]),
        Some(Misfit::Time) => lang.say("cli-expects-time", &[]),
        Some(Misfit::Id) => lang.say("cli-expects-id", &[]),
        None => lang.say("settings-expects-text", &[]),
    }
}

/// A part of the error's context as text; a stranger may have chosen it.
fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::StyledStr(_) | ContextValue::StyledStrs(_)) | None => String::new(),
        Some(value) => crate::wire::clean::clean(&value.to_string()).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Languages;

    fn assert_said(mut command: clap::Command, tag: &str) {
        let help = command.render_long_help().to_string();
        assert!(!help.contains("cli-"), "{tag}: {help}");
        for inner in command.get_subcommands() {
            assert_said(inner.clone(), tag);
        }
    }

    #[test]
    fn the_help_of_every_command_is_in_words() {
        for tag in ["en", "cn"] {
            assert_said(localized(&Languages::built_in().lang(tag)), tag);
        }
    }
}
