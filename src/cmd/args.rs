//! The command line, as clap reads it. Every text in the attributes is the key of a sentence, which
//! [`super::help`] puts in its place; must not hold a word for people itself.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{ArgAction, Args, Parser, Subcommand};

use crate::room::codes::CODE_USES_MAX;
use crate::settings::{Expects, Flags, Misfit};
use crate::wire::link::Link;
use crate::wire::span;

mod history;

pub use history::{
    BackupArgs, EraseArgs, ExportArgs, Format, HistoryArgs, HistoryCommand, ImportArgs, ListArgs, SearchArgs,
    Span, VerifyArgs,
};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "chatroom",
    bin_name = "chatroom",
    version,
    about = "cli-about",
    after_help = "cli-after",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// What stands before or after the command.
    #[command(flatten)]
    pub global: Global,

    /// Prints the version.
    #[arg(short = 'V', long, action = ArgAction::Version, help = "cli-flag-version")]
    version: Option<bool>,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What stands before or after the command.
#[derive(Args, Debug)]
pub struct Global {
    /// The language.
    #[arg(long, global = true, value_name = "cli-value-lang", help = "cli-flag-lang", display_order = 900)]
    pub lang: Option<String>,

    /// The settings file.
    #[arg(long, global = true, value_name = "cli-value-file", help = "cli-flag-config", display_order = 901)]
    pub config: Option<PathBuf>,

    /// How much to log.
    #[arg(short, long, global = true, action = ArgAction::Count, help = "cli-flag-verbose", display_order = 902)]
    pub verbose: u8,

    /// Prints the help.
    #[arg(short, long, global = true, action = ArgAction::Help, help = "cli-flag-help", display_order = 903)]
    help: Option<bool>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Opens a room.
    #[command(about = "cli-serve-about")]
    Serve(ServeArgs),
    /// Enters one.
    #[command(about = "cli-join-about", after_help = "cli-join-after")]
    Join(JoinArgs),
    /// Prints the settings.
    #[command(about = "cli-config-about")]
    Config(ConfigArgs),
    /// What is kept of what was said.
    #[command(about = "cli-history-about", after_help = "cli-history-after")]
    History(HistoryArgs),
    /// Makes a code by which people come in.
    #[command(about = "cli-invite-about", after_help = "cli-invite-after")]
    Invite(InviteArgs),
    /// Makes the hash of an operator's password.
    #[command(about = "cli-hash-password-about", after_help = "cli-hash-password-after")]
    HashPassword(HashPasswordArgs),
}

/// The flags of `serve`; each is laid over the setting of its name.
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// The addresses to listen on. Judged with the settings, not as usage: see [`Flags`].
    #[arg(long, value_name = "cli-value-address", help = "cli-serve-host")]
    pub host: Vec<String>,

    /// The port.
    #[arg(long, value_name = "cli-value-port", help = "cli-serve-port", value_parser = port_or_any)]
    pub port: Option<u16>,

    /// The room of those who name none.
    #[arg(long, value_name = "cli-value-room", help = "cli-serve-room", value_parser = room)]
    pub room: Option<String>,

    /// The file with the password.
    #[arg(long, value_name = "cli-value-file", help = "cli-serve-password-file")]
    pub password_file: Option<PathBuf>,

    /// The file with the certificate.
    #[arg(long, value_name = "cli-value-file", help = "cli-serve-cert")]
    pub cert: Option<PathBuf>,

    /// The file with its key.
    #[arg(long, value_name = "cli-value-file", help = "cli-serve-key")]
    pub key: Option<PathBuf>,

    /// The folder of what is kept.
    #[arg(long, value_name = "cli-value-folder", help = "cli-serve-data", conflicts_with = "no_history")]
    pub data: Option<PathBuf>,

    /// Keep all in memory alone.
    #[arg(long, help = "cli-serve-no-history")]
    pub no_history: bool,
}

/// The flags of `join`; those that are settings too are laid over them.
#[derive(Args, Debug)]
pub struct JoinArgs {
    /// Where to go; laid over the settings host, port and room, and under their flags.
    #[arg(value_name = "cli-value-link", help = "cli-join-link", value_parser = link)]
    pub link: Option<Link>,

    /// The server.
    #[arg(long, value_name = "cli-value-host", help = "cli-join-host", value_parser = host)]
    pub host: Option<String>,

    /// Its port.
    #[arg(long, value_name = "cli-value-port", help = "cli-join-port", value_parser = port)]
    pub port: Option<u16>,

    /// The name to have there.
    #[arg(long, value_name = "cli-value-name", help = "cli-join-name")]
    pub name: Option<String>,

    /// The room to enter.
    #[arg(long, value_name = "cli-value-room", help = "cli-join-room", value_parser = room)]
    pub room: Option<String>,

    /// The file with the password.
    #[arg(long, value_name = "cli-value-file", help = "cli-join-password-file")]
    pub password_file: Option<PathBuf>,

    /// All in clear text, on purpose.
    #[arg(long, help = "cli-join-no-tls")]
    pub no_tls: bool,

    /// Take another key of the server than the one that is known.
    #[arg(long, help = "cli-join-accept-new-key", conflicts_with = "no_tls")]
    pub accept_new_key: bool,

    /// The file with our certificate and its key.
    #[arg(long, value_name = "cli-value-file", help = "cli-join-client-cert", conflicts_with = "no_tls")]
    pub client_cert: Option<PathBuf>,

    /// Lines on a terminal too, and no screen.
    #[arg(long, help = "cli-join-lines", conflicts_with_all = ["linear", "json"])]
    pub lines: bool,

    /// Lines that say what they are, for whoever hears them read.
    #[arg(long, help = "cli-join-linear", conflicts_with = "json")]
    pub linear: bool,

    /// An object of JSON for all that happens.
    #[arg(long, help = "cli-join-json")]
    pub json: bool,

    /// Say every line of a pipe as it stands: no commands, no leaving at an empty line.
    #[arg(long, help = "cli-join-verbatim")]
    pub verbatim: bool,

    /// Stay after the end of a pipe.
    #[arg(long, help = "cli-join-listen")]
    pub listen: bool,

    /// End when the connection is lost.
    #[arg(long, help = "cli-join-no-reconnect")]
    pub no_reconnect: bool,
}

/// `config` has no flags of its own; it takes those of nobody else either.
#[derive(Args, Debug)]
pub struct ConfigArgs {}

/// `invite`.
#[derive(Args, Debug)]
pub struct InviteArgs {
    /// How many may come in with it.
    #[arg(
        long,
        value_name = "cli-value-number",
        help = "cli-invite-uses",
        value_parser = uses,
        default_value = "1",
        hide_default_value = true
    )]
    pub uses: u32,

    /// For how long.
    #[arg(
        long,
        value_name = "cli-value-span",
        help = "cli-invite-expires",
        value_parser = span,
        default_value = "7d",
        hide_default_value = true
    )]
    pub expires: Lasts,

    /// They may register an account with it.
    #[arg(long, help = "cli-invite-account")]
    pub account: bool,

    /// Whoever says it owns the default room.
    #[arg(long, help = "cli-invite-owner", conflicts_with_all = ["account", "uses", "expires"])]
    pub owner: bool,

    /// The folder of what is kept.
    #[arg(long, value_name = "cli-value-folder", help = "cli-history-data")]
    pub data: Option<PathBuf>,
}

/// For how long something holds; `None`: always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lasts(pub Option<Duration>);

/// `hash-password` has no flags of its own: a password on the command line is in the list of
/// processes.
#[derive(Args, Debug)]
pub struct HashPasswordArgs {}

impl Cli {
    /// What the command line sets.
    pub fn flags(&self) -> Flags {
        let mut flags = Flags::default();
        flags.set("lang", "--lang", self.global.lang.clone());
        match &self.command {
            Command::Serve(args) => {
                flags.set("serve.host", "--host", (!args.host.is_empty()).then(|| args.host.clone()));
                flags.set("serve.port", "--port", args.port);
                flags.set("serve.room", "--room", args.room.clone());
                flags.set("serve.password_file", "--password-file", args.password_file.as_deref().map(text));
                flags.set("tls.cert", "--cert", args.cert.as_deref().map(text));
                flags.set("tls.key", "--key", args.key.as_deref().map(text));
                flags.set("history.dir", "--data", args.data.as_deref().map(text));
                // Who names a folder wants it to be used.
                flags.set("history.enabled", "--data", args.data.is_some().then_some(true));
                flags.set("history.enabled", "--no-history", args.no_history.then_some(false));
            }
            Command::History(args) => {
                flags.set("history.dir", "--data", args.data.as_deref().map(text));
            }
            Command::Join(args) => {
                if let Some(link) = &args.link {
                    flags.set("join.host", "LINK", Some(link.host.clone()));
                    flags.set("join.port", "LINK", Some(link.port_or_default()));
                    flags.set("join.tls", "LINK", Some(link.scheme.is_encrypted()));
                    flags.set("join.room", "LINK", link.room.as_ref().map(|room| room.as_str().to_owned()));
                }
                flags.set("join.host", "--host", args.host.clone());
                flags.set("join.port", "--port", args.port);
                flags.set("join.name", "--name", args.name.clone());
                flags.set("join.room", "--room", args.room.clone());
                flags.set("join.tls", "--no-tls", args.no_tls.then_some(false));
                flags.set("join.client_cert", "--client-cert", args.client_cert.as_deref().map(text));
                flags.set("join.password_file", "--password-file", args.password_file.as_deref().map(text));
                flags.set("join.face", "--lines", args.lines.then_some("lines"));
                flags.set("join.face", "--linear", args.linear.then_some("linear"));
                flags.set("join.face", "--json", args.json.then_some("json"));
            }
            Command::Invite(args) => {
                flags.set("history.dir", "--data", args.data.as_deref().map(text));
            }
            Command::Config(ConfigArgs {}) | Command::HashPassword(HashPasswordArgs {}) => {}
        }
        flags
    }
}

/// Settings are text, and so a path that is no Unicode can't be one.
fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn port(text: &str) -> Result<u16, Misfit> {
    expect(Expects::Port { min: 1 }, text)?.parse().map_err(|_| Misfit::Expected(Expects::Port { min: 1 }))
}

fn port_or_any(text: &str) -> Result<u16, Misfit> {
    expect(Expects::Port { min: 0 }, text)?.parse().map_err(|_| Misfit::Expected(Expects::Port { min: 0 }))
}

fn room(text: &str) -> Result<String, Misfit> {
    expect(Expects::Room, text).map(str::to_owned)
}

fn host(text: &str) -> Result<String, Misfit> {
    expect(Expects::Host, text).map(str::to_owned)
}

fn uses(text: &str) -> Result<u32, Misfit> {
    let expects = Expects::Number { min: 1, max: CODE_USES_MAX.into() };
    expect(expects, text)?.parse().map_err(|_| Misfit::Expected(expects))
}

fn span(text: &str) -> Result<Lasts, Misfit> {
    if text.eq_ignore_ascii_case("never") {
        return Ok(Lasts(None));
    }
    span::parse(text).map(|span| Lasts(Some(span))).ok_or(Misfit::Span)
}

fn link(text: &str) -> Result<Link, Misfit> {
    Link::parse(text).map_err(Misfit::Link)
}

fn expect(expects: Expects, text: &str) -> Result<&str, Misfit> {
    if expects.accepts_text(text) { Ok(text) } else { Err(Misfit::Expected(expects)) }
}

/// What must be known before the line can be parsed, since even its errors want a language: the
/// values of `--lang` and `--config`, wherever they stand.
pub fn look_ahead(args: &[OsString]) -> (Option<String>, Option<PathBuf>) {
    let (mut lang, mut config) = (None, None);
    let mut rest = args.iter().skip(1);
    while let Some(arg) = rest.next() {
        let Some(arg) = arg.to_str() else { continue };
        match arg {
            "--" => break,
            "--lang" => lang = rest.next().and_then(|value| value.to_str().map(str::to_owned)),
            "--config" => config = rest.next().map(PathBuf::from),
            _ => {
                if let Some(value) = arg.strip_prefix("--lang=") {
                    lang = Some(value.to_owned());
                } else if let Some(value) = arg.strip_prefix("--config=") {
                    config = Some(value.into());
                }
            }
        }
    }
    (lang, config)
}

/// The command whose help says more about a line that can't be parsed.
pub fn command_in(args: &[OsString]) -> String {
    let mut words = args.iter().skip(1).filter_map(|arg| arg.to_str());
    let known = |arg: &&str| ["serve", "join", "config", "history", "invite", "hash-password"].contains(arg);
    let Some(command) = words.find(known) else { return "chatroom".to_owned() };
    let inner = |arg: &&str| {
        ["list", "search", "export", "import", "erase", "backup", "verify"].contains(arg)
            && command == "history"
    };
    match words.find(inner) {
        Some(inner) => format!("chatroom {command} {inner}"),
        None => format!("chatroom {command}"),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn ahead(line: &str) -> (Option<String>, Option<PathBuf>) {
        look_ahead(&line.split(' ').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn clap_has_nothing_to_say_against_it() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_language_and_the_file_are_seen_wherever_they_stand() {
        assert_eq!(ahead("chatroom --lang en join"), (Some("en".into()), None));
        assert_eq!(ahead("chatroom join --lang=en"), (Some("en".into()), None));
        assert_eq!(ahead("chatroom --config a serve --lang cn"), (Some("cn".into()), Some("a".into())));
        assert_eq!(ahead("chatroom serve --config=b"), (None, Some("b".into())));
        assert_eq!(ahead("chatroom join -- --lang en"), (None, None));
        assert_eq!(ahead("chatroom join --lang"), (None, None));
    }

    #[test]
    fn the_command_is_found_in_a_broken_line() {
        let command = |line: &str| command_in(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(command("chatroom --lang en join --prot"), "chatroom join");
        assert_eq!(command("chatroom jion"), "chatroom");
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            assert_eq!(command_in(&["chatroom".into(), name.into()]), format!("chatroom {name}"));
            for inner in command.get_subcommands().map(clap::Command::get_name) {
                let line = ["chatroom".into(), name.into(), inner.into()];
                assert_eq!(command_in(&line), format!("chatroom {name} {inner}"));
            }
        }
    }

    #[test]
    fn flags_are_laid_over_the_link() {
        let parse = |line: &str| Cli::try_parse_from(line.split(' ')).unwrap().flags();
        let sources = |flags| crate::settings::Sources { flags, ..Default::default() };
        let load = |line| crate::settings::load(sources(parse(line))).unwrap().settings.join;
        let join = load("chatroom join chatroom://h:7/tea --port 8");
        assert_eq!((join.host.as_str(), join.port, join.tls), ("h", 8, true));
        assert_eq!(join.room.unwrap().as_str(), "#tea");
        let join = load("chatroom join irc://h --room coffee --name bob");
        assert_eq!((join.host.as_str(), join.port, join.tls), ("h", 6667, false));
        assert_eq!(join.room.unwrap().as_str(), "#coffee");
        assert_eq!(join.name.unwrap(), "bob");
        let join = load("chatroom join ircs://h");
        assert_eq!((join.port, join.tls), (6697, true));
        assert!(!load("chatroom join chatroom://h --no-tls").tls);
        let parsed = Cli::try_parse_from("chatroom join --no-tls --accept-new-key".split(' '));
        assert!(parsed.is_err(), "there is no key without TLS");
    }
}
