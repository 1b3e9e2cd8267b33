//! Answers of several lines whose words are the locale's: HELP and INFO (Modern IRC, "HELP
//! message", "INFO message").
//!
//! A text is one sentence of the locale with line ends in it; each of its lines is short enough for
//! a line of IRC (a test looks at all of them).

use crate::room::Rules;
use crate::room::command::COMMANDS;
use crate::wire::numeric::{self, Numeric};

use super::{Scribe, time};

/// Columns of the list of commands.
const COLUMNS: usize = 60;

impl Scribe<'_> {
    /// What there is to know of a command; of all of them if none is named.
    pub fn help(
        &mut self,
        out: &mut Vec<u8>,
        nick: &str,
        subject: &str,
        command: Option<&'static str>,
    ) -> usize {
        let (title, text) = match command {
            Some(command) => (
                self.lang.say("help-title-command", &[("command", command.into())]),
                self.lang.say(&help_key(command), &[]),
            ),
            None => (self.lang.say("help-title", &[]), self.lang.say("help-general", &[])),
        };
        // "RPL_HELPSTART SHOULD be some sort of title and the first RPL_HELPTXT SHOULD be empty."
        let mut lines = vec![title, String::new()];
        match command {
            Some(_) => lines.extend(text.lines().map(str::to_owned)),
            None => {
                lines.extend(command_list());
                lines.extend(text.lines().map(str::to_owned));
            }
        }
        let last = lines.len() - 1;
        for (place, line) in lines.into_iter().enumerate() {
            let numeric = match place {
                0 => &numeric::RPL_HELPSTART,
                place if place == last => &numeric::RPL_ENDOFHELP,
                _ => &numeric::RPL_HELPTXT,
            };
            self.reply(out, nick, numeric, &[subject.to_owned(), line]);
        }
        last + 1
    }

    /// What there is to know of the server.
    pub fn info(&mut self, out: &mut Vec<u8>, nick: &str, rules: &Rules) -> usize {
        let args = [
            ("version", rules.version.as_str().into()),
            ("server", rules.server_name.as_str().into()),
            ("network", rules.network.as_str().into()),
            ("since", time::written(rules.created_ms / 1000 * 1000).replace(".000", "").into()),
        ];
        let text = self.lang.say("info-text", &args);
        let rows: Vec<(&Numeric, Vec<String>)> = text
            .lines()
            .chain([rules.description.as_str()])
            .map(|line| (&numeric::RPL_INFO, vec![line.to_owned()]))
            .chain([(&numeric::RPL_ENDOFINFO, Vec::new())])
            .collect();
        rows.iter().map(|(numeric, params)| self.reply(out, nick, numeric, params)).sum()
    }
}

/// The key of a command's help.
pub fn help_key(command: &str) -> String {
    format!("help-{}", command.to_ascii_lowercase())
}

/// The names of all commands, in lines.
fn command_list() -> Vec<String> {
    let mut names: Vec<_> = COMMANDS.iter().map(|command| command.name).collect();
    names.sort_unstable();
    let mut lines = vec![String::new()];
    for name in names {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(name),
            Some(line) if line.len() + 1 + name.len() <= COLUMNS => {
                line.push(' ');
                line.push_str(name);
            }
            _ => lines.push(name.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Languages;

    #[test]
    fn every_command_has_help_that_fits_in_every_language() {
        let languages = Languages::built_in();
        for folder in languages.known() {
            let lang = languages.lang(&folder);
            for command in COMMANDS {
                let key = help_key(command.name);
                let text = lang.say(&key, &[]);
                assert_ne!(text, key, "{folder}: {} has no help", command.name);
                assert!(text.starts_with(command.name), "{folder}: {key} begins with how it is written");
                assert!(text.lines().count() > 1, "{folder}: {key} says what it does");
                assert!(text.lines().all(|line| line.len() <= 350), "{folder}: {key} has a long line");
            }
        }
    }

    #[test]
    fn help_begins_with_a_title_and_an_empty_line_and_has_an_end() {
        let (lang, mut out, mut batches) = (Languages::built_in().lang("en"), Vec::new(), 0);
        let mut scribe = Scribe { server: "chat.example", lang: &lang, batches: &mut batches };
        let count = scribe.help(&mut out, "alice", "*", None);
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<_> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), count);
        assert!(lines[0].starts_with(":chat.example 704 alice * :"));
        assert_eq!(lines[1], ":chat.example 705 alice * :");
        assert!(lines[2].starts_with(":chat.example 705 alice * :ADMIN AUDIT AUTHENTICATE AWAY "));
        assert!(lines[count - 1].starts_with(":chat.example 706 alice * :"));
        assert!(lines[2..count - 1].iter().all(|line| line.starts_with(":chat.example 705 alice * :")));
    }
}
