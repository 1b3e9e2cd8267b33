//! Reading again, while the house is open, all that the program was started with: the settings file,
//! the files that it names, the operator's languages.
//!
//! Theory of operation: [`Reader::read`] looks at everything and changes nothing. Only if nothing at
//! all is wrong does anything of it hold ([`Server::reload`]): each part is taken by a step that
//! can't fail. Otherwise everything that is wrong is told, in the language that is spoken, and all
//! stays as it was. What holds from the start of the program to its end
//! ([`FIXED_AT_START`]) is named if it differs.
//!
//! It is asked for by the operator at the console, by REHASH, and by SIGHUP where there is no
//! terminal that this signal could be the end of.

use std::path::PathBuf;
use std::sync::Arc;

use config::Value;

use super::keys::{self, Keys, Opened};
use super::server::Server;
use super::{bounds, protect, rules, store_options};
use crate::cmd::start::{known_language, languages};
use crate::cmd::{Context, Failure, complain};
use crate::door::reload::Renewed;
use crate::room::Rules;
use crate::settings::layers::{FileLayer, usual_file};
use crate::settings::{
    FIXED_AT_START, Loaded, Settings, Sources, hints, key, load_or_all_problems, load_what_is_right, show,
};
use crate::wire::ConnId;

/// Where all of it came from when the program started, and what of it holds.
#[derive(Debug)]
pub struct Reader {
    /// What was read last.
    ctx: Context,
    /// What the program was started with.
    at_start: Settings,
    /// Whether a terminal could hang up on the program.
    has_terminal: bool,
    /// On which port it listens.
    port: Option<u16>,
}

/// All that was read, and right.
#[derive(Debug)]
pub struct Fresh {
    /// The settings and the languages.
    ctx: Context,
    /// The rules that they make.
    rules: Rules,
    /// What is shown in handshakes.
    keys: Option<Opened>,
}

impl Reader {
    /// Remembers where it all came from.
    pub fn of(ctx: &Context, has_terminal: bool, port: Option<u16>) -> Self {
        Self { ctx: ctx.clone(), at_start: ctx.settings.clone(), has_terminal, port }
    }

    /// Whether SIGHUP asks for it; else it says that the terminal is gone.
    pub const fn obeys_hangup(&self) -> bool {
        !self.has_terminal
    }

    /// Reads it all again. `secret` is what the rules need beside; `keys` are those that are shown; `robbed`
    /// says whose name these rules would take away. What can be looked at though something else is wrong
    /// is, so that all of it is told at once; keys are made only if nothing is.
    ///
    /// # Errors
    /// A sentence for everything that is wrong.
    pub fn read(
        &self,
        secret: [u8; 16],
        keys: Option<&Keys>,
        robbed: impl Fn(&Rules) -> Option<Arc<str>>,
    ) -> Result<Fresh, Vec<String>> {
        let lang = &self.ctx.lang;
        let file = self.ctx.sources.file.clone().or_else(|| file(&self.ctx));
        let sources = Sources { file, ..self.ctx.sources.clone() };
        let loaded = load_or_all_problems(sources.clone());
        let folder = match &loaded {
            Ok(loaded) => loaded.settings.locale_dir.clone(),
            Err(_) => hints(&sources).locale_dir,
        };
        let (languages, problems) = languages(folder.as_deref());
        let mut wrong: Vec<_> = problems.iter().map(|problem| problem.say_bare(lang)).collect();
        let loaded = match loaded {
            Ok(loaded) => loaded,
            Err(problems) => {
                let said = std::iter::once(&problems.first).chain(&problems.more);
                wrong.extend(said.map(|error| complain::settings(lang, error).sentence));
                let Some(right) = load_what_is_right(sources.clone()) else { return Err(wrong) };
                right
            }
        };
        let spoken = known_language(lang, &languages, &loaded).map_err(|failure| failure.sentence);
        let spoken = spoken.unwrap_or_else(|why| {
            wrong.push(why);
            lang.clone()
        });
        let Loaded { settings, origins, password_variable, .. } = loaded;
        let ctx = Context {
            lang: spoken,
            languages,
            settings,
            origins,
            sources,
            password_variable,
            file_is_named: self.ctx.file_is_named,
            verbose: self.ctx.verbose,
        };
        let rules = rules::rules(&ctx, secret).map_err(|error| {
            wrong.push(match error.downcast_ref::<Failure>() {
                Some(failure) => failure.sentence.clone(),
                None => complain::error(lang, &error),
            });
        });
        if let Some(name) = rules.as_ref().ok().and_then(robbed) {
            let args = [("name", complain::text(&name))];
            wrong.push(lang.say("serve-operator-name-taken", &args));
        }
        let makes = wrong.is_empty();
        let keys = keys::open(&ctx, keys, makes).map_err(|failure| wrong.push(failure.sentence));
        match (rules, keys) {
            (Ok(mut rules), Ok(keys)) if wrong.is_empty() => {
                if let (Some(sts), Some(port)) = (&mut rules.tls.sts, self.port) {
                    sts.port = port;
                }
                Ok(Fresh { ctx, rules, keys })
            }
            _ => Err(wrong),
        }
    }

    /// The settings that differ from those of the start and can't be taken now.
    fn at_next_start(&self, settings: &Settings) -> Vec<&'static str> {
        let (Some(before), Some(after)) = (layer(&self.at_start), layer(settings)) else {
            return Vec::new();
        };
        let differs = |name: &&str| {
            let of = |layer: &FileLayer| key(name).and_then(|key| layer.value(key)).map(as_text);
            of(&before) != of(&after)
        };
        FIXED_AT_START.iter().copied().filter(differs).collect()
    }
}

/// The settings, each to be found by its key.
fn layer(settings: &Settings) -> Option<FileLayer> {
    let text = show::settings(settings, |_| String::new()).ok()?;
    FileLayer::parse("settings".as_ref(), text).ok()
}

fn as_text(value: &Value) -> String {
    show::toml(value)
}

/// The file to be read, if there is one: the named one, or the usual one, which may be there by now.
fn file(ctx: &Context) -> Option<PathBuf> {
    if ctx.file_is_named { ctx.sources.file.clone() } else { usual_file() }
}

/// The name of the settings file, as operators are told it.
pub fn file_name(ctx: &Context) -> String {
    let path = ctx.sources.file.clone().or_else(|| file(ctx));
    let name = path.and_then(|path| Some(path.file_name()?.to_string_lossy().replace(' ', "_")));
    name.unwrap_or_else(|| crate::settings::layers::FILE_NAME.to_owned())
}

impl Server {
    /// Reads everything again, takes it if all is right, and tells how it went: `by`, if that is
    /// somebody, and the operator at the console.
    pub(super) fn reload(&mut self, by: Option<ConnId>) {
        let hall = &self.doors.hall;
        let fresh = self.reader.read(hall.rules().secret, self.keys.as_ref(), |rules| hall.robbed_by(rules));
        let outcome = fresh.map(|fresh| self.take_fresh(fresh));
        match &outcome {
            Ok(renewed) => log::info!("event=reloaded at_next_start={:?}", renewed.at_next_start),
            Err(problems) => {
                problems.iter().for_each(|problem| log::error!("event=not_reloaded problem={problem:?}"));
            }
        }
        let now = self.now();
        self.doors.reloaded(now, by, outcome, &mut self.orders);
        self.carry_out(None);
    }

    /// Takes all that is not the doors' own. Nothing here can fail.
    fn take_fresh(&mut self, Fresh { ctx, rules, keys }: Fresh) -> Renewed {
        let at_next_start = self.reader.at_next_start(&ctx.settings);
        self.set_bounds(bounds(&ctx.settings));
        self.store.renew(store_options(&ctx.settings, None));
        let lang = || ctx.languages.lang(ctx.lang.tag());
        self.desk.renew(lang(), ctx.settings.serve.transcript);
        protect(&ctx.settings, &mut self.net);
        self.take_keys(keys);
        let renewed = Renewed { rules: Box::new(rules), lang: lang(), at_next_start };
        self.reader.ctx = ctx;
        renewed
    }

    /// Shows these keys from here on; the operator is told if they are others than before.
    fn take_keys(&mut self, opened: Option<Opened>) {
        let Some(Opened { keys, config, warning }) = opened else {
            self.net.accept_tls(None);
            if self.keys.take().is_some() {
                self.known_by(None);
            }
            return;
        };
        self.net.accept_tls(Some(config));
        if !self.keys.as_ref().is_some_and(|before| before.is_as(&keys)) {
            self.known_by(Some(keys.fingerprint()));
            self.desk.print(keys.renewed());
        }
        warning.into_iter().for_each(|warning| self.desk.print(warning));
        self.keys = Some(keys);
    }
}
