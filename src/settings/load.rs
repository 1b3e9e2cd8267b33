//! Which layer beats which, and what comes out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use config::{Config, File, FileFormat, Value, ValueKind};

use super::layers::{Environment, FileLayer, judge};
use super::{Expects, Key, Settings, SettingsError, key, keys};

/// Where a setting came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is built in.
    Default,
    /// It stands in this file.
    File(PathBuf),
    /// This environment variable sets it.
    Variable(String),
    /// This flag, or argument, sets it.
    Flag(&'static str),
}

/// What the command line sets.
#[derive(Clone, Debug, Default)]
pub struct Flags(BTreeMap<&'static str, (&'static str, Value)>);

impl Flags {
    /// `flag` sets `key`; `None` sets nothing. A later one wins.
    pub fn set<V: Into<ValueKind>>(&mut self, key: &'static str, flag: &'static str, value: Option<V>) {
        if let Some(value) = value {
            self.0.insert(key, (flag, Value::new(None, value)));
        }
    }
}

/// All that settings are made of.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file; a named one must be there ([`super::layers::usual_file`] finds the usual one).
    pub file: Option<PathBuf>,
    /// The environment.
    pub environment: Environment,
    /// The command line.
    pub flags: Flags,
}

/// Settings, and how they came about.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// Where each came from.
    pub origins: Origins,
    /// The password in the environment, if there is one.
    pub password_variable: Option<String>,
    /// Variables with our prefix that mean nothing.
    pub unknown_variables: Vec<String>,
}

/// Where each setting came from.
#[derive(Clone, Debug, Default)]
pub struct Origins(BTreeMap<&'static str, Origin>);

impl Origins {
    /// Where the setting of this name came from.
    pub fn of(&self, key: &str) -> &Origin {
        self.0.get(key).unwrap_or(&Origin::Default)
    }
}

/// Lays flags over the environment over the file over the defaults.
///
/// # Errors
/// The first of [`load_or_all_problems`].
pub fn load(sources: Sources) -> Result<Loaded, SettingsError> {
    load_or_all_problems(sources).map_err(|problems| problems.first)
}

/// All that is wrong with settings: at least one thing.
#[derive(Debug)]
pub struct Problems {
    /// The first, in the order file, environment, command line.
    pub first: SettingsError,
    /// The others.
    pub more: Vec<SettingsError>,
}

impl From<SettingsError> for Box<Problems> {
    fn from(first: SettingsError) -> Self {
        Self::new(Problems { first, more: Vec::new() })
    }
}

/// The same as [`load`], and tells all that is wrong.
///
/// # Errors
/// [`Problems`], each of which names its place.
pub fn load_or_all_problems(sources: Sources) -> Result<Loaded, Box<Problems>> {
    let Sources { file, environment, flags } = sources;
    let file = file.map(|path| FileLayer::read(&path)).transpose()?;
    let mut problems = file.as_ref().map(FileLayer::problems).unwrap_or_default();
    problems.extend(environment.problems());
    problems.extend(
        flags
            .0
            .iter()
            .filter_map(|(name, (flag, value))| judge(key(name)?, value, true, Origin::Flag(flag)).err()),
    );
    let mut problems = problems.into_iter();
    if let Some(first) = problems.next() {
        return Err(Box::new(Problems { first, more: problems.collect() }));
    }
    let mut origins = Origins::default();
    for key in keys() {
        if let Some((flag, _)) = flags.0.get(key.name) {
            origins.0.insert(key.name, Origin::Flag(flag));
        } else if let Some((variable, _)) = environment.settings.get(key.name) {
            origins.0.insert(key.name, Origin::Variable(variable.clone()));
        } else if let Some(file) = file.as_ref().filter(|file| file.value(key).is_some()) {
            origins.0.insert(key.name, Origin::File(file.path.clone()));
        }
    }
    let settings = merge(file.as_ref(), &environment, &flags).map_err(SettingsError::Merge)?;
    let Environment { password, unknown, .. } = environment;
    Ok(Loaded { settings, origins, password_variable: password, unknown_variables: unknown })
}

/// Of what is wrong in part all the rest, to look at what else may be wrong; what is wrong has its default.
/// `None` if even that can't be had.
pub fn load_what_is_right(sources: Sources) -> Option<Loaded> {
    let Sources { file, mut environment, mut flags } = sources;
    let file = match file {
        Some(path) => Some(FileLayer::read(&path).ok()?.what_is_right()?),
        None => None,
    };
    let fits = |name: &str, text: &str| key(name).is_some_and(|key| key.expects.accepts_text(text));
    environment.settings.retain(|name, (_, text)| fits(name, text));
    flags.0.retain(|name, (_, value)| key(name).is_some_and(|key| key.expects.accepts(value, true)));
    let settings = merge(file.as_ref(), &environment, &flags).ok()?;
    let Environment { password, unknown, .. } = environment;
    let origins = Origins::default();
    Some(Loaded { settings, origins, password_variable: password, unknown_variables: unknown })
}

fn merge(
    file: Option<&FileLayer>,
    environment: &Environment,
    flags: &Flags,
) -> Result<Settings, config::ConfigError> {
    let mut builder = Config::builder().add_source(Config::try_from(&Settings::default())?);
    if let Some(file) = file {
        builder = builder.add_source(File::from_str(&file.text, FileFormat::Toml));
    }
    for key in keys() {
        if let Some((_, value)) = flags.0.get(key.name) {
            builder = builder.set_override(key.name, value.clone())?;
        } else if let Some((_, text)) = environment.settings.get(key.name) {
            // As text: what is meant by it, the type of the setting says.
            builder = builder.set_override(key.name, text.as_str())?;
        } else if let Some(path) = file.and_then(|file| path_in(file, key)) {
            builder = builder.set_override(key.name, path)?;
        }
    }
    builder.build()?.try_deserialize()
}

/// A path in a file counts from that file.
fn path_in(file: &FileLayer, key: &Key) -> Option<String> {
    match (key.expects, &file.value(key)?.kind) {
        (Expects::Path, ValueKind::String(text)) if !text.is_empty() => Some(beside(&file.path, text)),
        _ => None,
    }
}

fn beside(file: &Path, path: &str) -> String {
    file.parent().unwrap_or(Path::new("")).join(path).to_string_lossy().into_owned()
}

/// What must be known before anything can be said: the language, and where languages are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// What the strongest layer says of the language.
    pub lang: Option<String>,
    /// Where further languages are.
    pub locale_dir: Option<PathBuf>,
}

/// Reads only these two, and looks past everything that is wrong: errors, too, must be said in some
/// language. The flags come first, then the environment, then the file.
pub fn hints(sources: &Sources) -> Hints {
    let file = sources.file.as_ref().and_then(|path| FileLayer::read(path).ok());
    let text = |name| {
        let key = key(name)?;
        let text = |value: &Value| match &value.kind {
            ValueKind::String(text) if key.expects.accepts_text(text) => Some(text.clone()),
            _ => None,
        };
        let flag = sources.flags.0.get(name).and_then(|(_, value)| text(value));
        let variable = || sources.environment.settings.get(name).map(|(_, text)| text.clone());
        let file = || {
            let file = file.as_ref()?;
            path_in(file, key).or_else(|| file.value(key).and_then(text))
        };
        flag.or_else(variable).or_else(file)
    };
    let locale_dir = text("locale_dir").filter(|dir| !dir.is_empty());
    Hints { lang: text("lang"), locale_dir: locale_dir.map(PathBuf::from) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A settings file that is gone when the test is.
    struct TempFile(PathBuf);

    impl TempFile {
        fn new(name: &str, text: &str) -> Self {
            let path =
                std::env::temp_dir().join(format!("chatroom-settings-{name}-{}.toml", std::process::id()));
            fs::write(&path, text).unwrap();
            Self(path)
        }
    }

    impl Drop for TempFile {
        fn drop(&mut self) {
            let _ = fs::remove_file(&self.0);
        }
    }

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::pick(variables.iter().map(|(name, text)| ((*name).into(), (*text).into()))).unwrap()
    }

    #[test]
    fn flags_beat_the_environment_which_beats_the_file_which_beats_the_defaults() {
        let file = TempFile::new(
            "order",
            "[serve]\nport = 1\nroom = \"one\"\ntranscript = false\nhost = [\"::1\", \"127.0.0.1\"]\n[join]\nname = \"007\"\n",
        );
        let environment = environment(&[
            ("CHATROOM_SERVE__PORT", "2"),
            ("CHATROOM_SERVE__ROOM", "#two"),
            ("CHATROOM_SERVE__AUTO_JOIN", "off"),
            ("CHATROOM_JOIN__ROOM", "1e3"),
        ]);
        let mut flags = Flags::default();
        flags.set("serve.port", "--port", Some(3_u16));
        flags.set("serve.room", "--room", None::<String>);
        let loaded = load(Sources { file: Some(file.0.clone()), environment, flags }).unwrap();
        let serve = &loaded.settings.serve;
        assert_eq!((serve.port, serve.room.as_str()), (3, "#two"));
        assert_eq!((serve.transcript, serve.auto_join), (false, false));
        assert_eq!(serve.host.iter().map(ToString::to_string).collect::<Vec<_>>(), ["::1", "127.0.0.1"]);
        // Text that looks like a number stays as it was written.
        assert_eq!(loaded.settings.join.name.as_deref(), Some("007"));
        assert_eq!(loaded.settings.join.room.as_ref().unwrap().as_str(), "#1e3");
        let of = |key: &str| loaded.origins.of(key).clone();
        assert_eq!(of("serve.port"), Origin::Flag("--port"));
        assert_eq!(of("serve.room"), Origin::Variable("CHATROOM_SERVE__ROOM".into()));
        assert_eq!(of("serve.transcript"), Origin::File(file.0.clone()));
        assert_eq!(of("serve.name"), Origin::Default);
    }

    #[test]
    fn a_list_may_be_one_text() {
        for (text, count) in [("::", 1), ("0.0.0.0,::1", 2), ("127.0.0.1, [::1] localhost", 3)] {
            let environment = environment(&[("CHATROOM_SERVE__HOST", text)]);
            let loaded = load(Sources { environment, ..Sources::default() }).unwrap();
            assert_eq!(loaded.settings.serve.host.len(), count, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let environment = environment(&[("CHATROOM_SERVE__PORT", "70000")]);
        let error = load(Sources { environment, ..Sources::default() }).unwrap_err();
        let SettingsError::Wrong { origin, key: "serve.port", found, .. } = error else {
            panic!("{error:?}")
        };
        assert_eq!((origin, found.as_str()), (Origin::Variable("CHATROOM_SERVE__PORT".into()), "70000"));

        let mut flags = Flags::default();
        flags.set("serve.host", "--host", Some(vec!["::1".to_owned(), "nowhere".to_owned()]));
        let error = load(Sources { flags, ..Sources::default() }).unwrap_err();
        let SettingsError::Wrong { origin, found, .. } = error else { panic!("{error:?}") };
        assert_eq!((origin, found.as_str()), (Origin::Flag("--host"), "nowhere"));

        let file = Some(PathBuf::from("/nonexistent/chatroom.toml"));
        assert!(matches!(
            load(Sources { file, ..Sources::default() }),
            Err(SettingsError::Unreadable { .. })
        ));
    }

    #[test]
    fn a_path_in_a_file_counts_from_the_file() {
        let file = TempFile::new("path", "locale_dir = \"more\"\n[serve]\npassword_file = \"/etc/p\"\n");
        let sources = Sources { file: Some(file.0.clone()), ..Sources::default() };
        let beside = std::env::temp_dir().join("more");
        assert_eq!(hints(&sources).locale_dir.as_ref(), Some(&beside));
        let settings = load(sources).unwrap().settings;
        assert_eq!(settings.locale_dir, Some(beside));
        assert_eq!(settings.serve.password_file, Some(PathBuf::from("/etc/p")));
        let environment = environment(&[("CHATROOM_LOCALE_DIR", "less")]);
        let sources = Sources { file: Some(file.0.clone()), environment, ..Sources::default() };
        assert_eq!(load(sources).unwrap().settings.locale_dir, Some(PathBuf::from("less")));
    }

    #[test]
    fn a_word_of_a_choice_is_the_same_everywhere() {
        use crate::settings::choices::{AlwaysOn, OnFailure, Sync};
        let file = TempFile::new("choice", "[history]\nsync = \"always\"\non_failure = \"refuse\"\n");
        let mut sources = Sources { file: Some(file.0.clone()), ..Sources::default() };
        sources.environment = environment(&[("CHATROOM_ACCOUNTS__ALWAYS_ON", "opt-in")]);
        let settings = load(sources.clone()).unwrap().settings;
        let found = (settings.history.sync, settings.history.on_failure, settings.accounts.always_on);
        assert_eq!(found, (Sync::Always, OnFailure::Refuse, AlwaysOn::OptIn));
        sources.environment = environment(&[("CHATROOM_HISTORY__SYNC", "sometimes")]);
        let error = load(sources).unwrap_err();
        let SettingsError::Wrong { expects, .. } = error else { panic!("{error:?}") };
        assert_eq!(expects, Expects::OneOf(&["always", "second", "never"]));
    }

    #[test]
    fn hints_look_past_what_is_wrong() {
        let file = TempFile::new("hints", "lang = \"en\"\nnonsense = 1\n[serve]\nport = \"x\"\n");
        let mut sources = Sources { file: Some(file.0.clone()), ..Sources::default() };
        assert_eq!(hints(&sources).lang.as_deref(), Some("en"));
        sources.environment = environment(&[("CHATROOM_LANG", "cn")]);
        assert_eq!(hints(&sources).lang.as_deref(), Some("cn"));
        sources.flags.set("lang", "--lang", Some("zh-Hans"));
        assert_eq!(hints(&sources).lang.as_deref(), Some("zh-Hans"));
        let file = TempFile::new("hints-broken", "lang = [");
        assert_eq!(hints(&Sources { file: Some(file.0.clone()), ..Sources::default() }), Hints::default());
    }
}
