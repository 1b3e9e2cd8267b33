//! From the command line to a command that can run: which language, which settings.
//!
//! Theory of operation: nothing can be said before there is a language, and the language may stand
//! anywhere. So [`Speech::find`], which can't fail, looks for it first and past everything that is
//! wrong; then [`Speech::prepare`] does the same work again, strictly, and errors are said in that language.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::FromArgMatches as _;

use super::args::{Cli, Command, command_in, look_ahead};
use super::exit::{Exit, Failure, OutputClosed};
use super::{Context, complain, help, warn};
use crate::lang::choice::{Asked, choose, of_the_system};
use crate::lang::{Lang, Languages, LocaleProblem};
use crate::settings::layers::{Environment, usual_file};
use crate::settings::{Flags, Loaded, Origin, SettingsError, Sources, hints, load};
use crate::wire::clean::clean;

/// The language, as far as it can be known before the command line is parsed.
#[derive(Debug)]
pub struct Speech {
    /// The language to say errors in.
    pub lang: Lang,
    languages: Languages,
    problems: Vec<LocaleProblem>,
    file: Option<PathBuf>,
    file_is_named: bool,
    environment: Result<Environment, SettingsError>,
}

impl Speech {
    /// Finds the language: that of the flag, of the environment, of the file, of the system, the
    /// default. One that we don't have is passed over here.
    pub fn find(args: &[OsString], variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let (lang, config) = look_ahead(args);
        let mut flags = Flags::default();
        flags.set("lang", "--lang", lang);
        let file_is_named = config.is_some();
        let file = config.or_else(usual_file);
        let environment = Environment::pick(variables);
        let variables = environment.as_ref().map(Clone::clone).unwrap_or_default();
        let hints = hints(&Sources { file: file.clone(), environment: variables, flags });
        let (languages, problems) = languages(hints.locale_dir.as_deref());
        let asked = Asked::from_setting(hints.lang.as_deref().unwrap_or_default());
        let folder = choose(&languages, asked, of_the_system())
            .or_else(|_| choose(&languages, Asked::Auto, of_the_system()))
            .unwrap_or_default();
        Self { lang: languages.lang(&folder), languages, problems, file, file_is_named, environment }
    }

    /// Parses the command line and loads the settings. `None`: help or the version was asked for,
    /// and printed; nothing is left to do.
    ///
    /// # Errors
    /// A [`Failure`] with its exit code, or [`OutputClosed`].
    pub fn prepare(self, args: &[OsString]) -> anyhow::Result<Option<(Context, Command)>> {
        let Self { lang, languages, problems, file, file_is_named, environment } = self;
        let parsed =
            help::localized(&lang).try_get_matches_from(args).and_then(|found| Cli::from_arg_matches(&found));
        let cli = match parsed {
            Ok(cli) => cli,
            Err(error) if help::is_request(&error) => {
                // To standard output, in colour where it is a terminal that wants it.
                return if error.print().is_ok() { Ok(None) } else { Err(OutputClosed.into()) };
            }
            Err(error) => {
                return Err(
                    Failure::new(Exit::Usage, help::usage_error(&lang, &error, &command_in(args))).into()
                );
            }
        };
        let verbose = cli.global.verbose;
        start_log(verbose, environment.as_ref().ok().and_then(|environment| environment.log.as_deref()));
        for problem in &problems {
            warn(&lang, &problem.say(&lang));
        }
        let sources = environment.map(|environment| Sources { file, environment, flags: cli.flags() });
        let loaded = sources.and_then(|sources| Ok((load(sources.clone())?, sources)));
        let (loaded, sources) = loaded.map_err(|error| complain::settings(&lang, &error))?;
        for variable in &loaded.unknown_variables {
            warn(&lang, &lang.say("settings-unknown-variable", &[("variable", variable.as_str().into())]));
        }
        let lang = known_language(&lang, &languages, &loaded)?;
        let Loaded { settings, origins, password_variable, .. } = loaded;
        let context = Context {
            lang,
            languages,
            settings,
            origins,
            sources,
            file_is_named,
            password_variable,
            verbose,
        };
        Ok(Some((context, cli.command)))
    }
}

/// All languages, and what is wrong with those of the operator's folder.
pub(super) fn languages(folder: Option<&Path>) -> (Languages, Vec<LocaleProblem>) {
    folder.map_or_else(|| (Languages::built_in(), Vec::new()), Languages::with_dir)
}

/// The language that the settings ask for.
///
/// # Errors
/// We don't have it; said in `lang`.
pub(super) fn known_language(lang: &Lang, languages: &Languages, loaded: &Loaded) -> Result<Lang, Failure> {
    match choose(languages, Asked::from_setting(&loaded.settings.lang), of_the_system()) {
        Ok(folder) => Ok(languages.lang(&folder)),
        Err(asked) => {
            let origin = loaded.origins.of("lang");
            let args = [
                ("place", complain::place(lang, origin).into()),
                ("asked", complain::text(asked)),
                ("known", languages.known().join(", ").into()),
            ];
            let exit = if matches!(origin, Origin::Flag(_)) { Exit::Usage } else { Exit::Failed };
            Err(Failure::new(exit, lang.say("cli-unknown-language", &args)))
        }
    }
}

/// Log records go to standard error: what the variable says, else the more the oftener `-v` stands.
fn start_log(verbose: u8, variable: Option<&str>) {
    let mut builder = env_logger::Builder::new();
    if verbose == 0 && variable.is_none() {
        // What a stranger does wrong in a handshake, and a certificate that the system does not vouch
        // for, are everyday matters and no errors; the names of its other crates begin the same.
        builder.filter_module("rustls", log::LevelFilter::Off);
    }
    match variable {
        Some(filters) => builder.parse_filters(filters),
        None => builder.filter_level(match verbose {
            0 => log::LevelFilter::Warn,
            1 => log::LevelFilter::Info,
            2 => log::LevelFilter::Debug,
            _ => log::LevelFilter::Trace,
        }),
    };
    builder.format(|out, record| {
        // What others said may stand in it, in an error's own words.
        let (time, text) = (out.timestamp(), record.args().to_string());
        writeln!(out, "[{time} {:<5} {}] {}", record.level(), record.target(), clean(&text))
    });
    // A second start, as in a test, keeps the first log.
    let _ = builder.try_init();
}
