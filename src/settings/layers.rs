//! The places that settings come from, each checked by itself: a file, the environment.
//!
//! Must not know which beats which ([`super::load()`] does).

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use config::{ConfigError, File, FileFormat, Map, Source as _, Value, ValueKind};

use super::{Key, Origin, SettingsError, key, keys};

/// What the names of our environment variables begin with.
pub const PREFIX: &str = "CHATROOM_";

/// The variable that may hold the password; no setting, so that whoever prints the settings does
/// not see it.
pub const PASSWORD_VARIABLE: &str = "CHATROOM_PASSWORD";

/// The variable that says what to log, as `env_logger` reads it; no setting, because it must be
/// known before there are settings.
pub const LOG_VARIABLE: &str = "CHATROOM_LOG";

/// The file's name, here and in the platform's configuration directory.
pub const FILE_NAME: &str = "chatroom.toml";

/// The file that holds the settings if none was named: the one here, else the platform's.
pub fn usual_file() -> Option<PathBuf> {
    use etcetera::BaseStrategy as _;
    let here = PathBuf::from(FILE_NAME);
    if here.exists() {
        return Some(here);
    }
    let dir = etcetera::choose_base_strategy().ok()?.config_dir();
    Some(dir.join("chatroom").join(FILE_NAME)).filter(|path| path.exists())
}

/// The folder for what the program keeps if none was named: the platform's. `None`: the platform
/// has none, because there is no home.
pub fn data_dir() -> Option<PathBuf> {
    use etcetera::BaseStrategy as _;
    Some(etcetera::choose_base_strategy().ok()?.data_dir().join("chatroom"))
}

/// A file, read.
#[derive(Debug)]
pub struct FileLayer {
    /// Where it is.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// What it sets.
    pub table: Map<String, Value>,
}

impl FileLayer {
    /// Reads and parses a file, and does not judge its keys.
    ///
    /// # Errors
    /// It can't be read, or is no TOML.
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let text = fs::read(path).and_then(|bytes| {
            String::from_utf8(bytes)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
        });
        let text = text.map_err(|cause| SettingsError::Unreadable { path: path.into(), cause })?;
        Self::parse(path, text)
    }

    /// Parses the text of a file.
    ///
    /// # Errors
    /// It is no TOML.
    pub fn parse(path: &Path, text: String) -> Result<Self, SettingsError> {
        // An editor on Windows may have put a byte order mark before it.
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        match File::from_str(&text, FileFormat::Toml).collect() {
            Ok(table) => Ok(Self { path: path.into(), text, table }),
            Err(error) => Err(syntax(path, &error)),
        }
    }

    /// The value of a setting.
    pub fn value(&self, key: &Key) -> Option<&Value> {
        let (section, name) = key.parts();
        let table = section.into_iter().flat_map(|section| section.split('.')).try_fold(
            &self.table,
            |table, part| match &table.get(part)?.kind {
                ValueKind::Table(inner) => Some(inner),
                _ => None,
            },
        );
        table?.get(name)
    }

    /// The same without what is wrong.
    pub fn what_is_right(&self) -> Option<Self> {
        let line = |key: &'static Key| {
            let value = self.value(key).filter(|value| key.expects.accepts(value, false))?;
            Some(format!("{} = {}\n", key.name, super::show::toml(value)))
        };
        Self::parse(&self.path, keys().filter_map(line).collect()).ok()
    }

    /// Judges every key and value; what is unknown or not what was expected, by name.
    pub fn problems(&self) -> Vec<SettingsError> {
        let mut problems = Vec::new();
        self.judge_table("", &self.table, &mut problems);
        problems
    }

    fn judge_table(&self, prefix: &str, table: &Map<String, Value>, problems: &mut Vec<SettingsError>) {
        for (name, value) in sorted(table) {
            let name = format!("{prefix}{name}");
            let is_section = keys().any(|key| key.parts().0 == Some(&name));
            match &value.kind {
                ValueKind::Table(inner) if is_section => {
                    self.judge_table(&format!("{name}."), inner, problems);
                }
                _ if is_section => {
                    problems.push(SettingsError::NoSection { path: self.path.clone(), section: name });
                }
                _ => problems.extend(self.check_value(&name, value).err()),
            }
        }
    }

    fn check_value(&self, name: &str, value: &Value) -> Result<(), SettingsError> {
        let Some(key) = key(name) else {
            let section = name.rsplit_once('.').map(|(section, _)| section);
            let mut known: Vec<_> =
                keys().map(Key::parts).filter(|(of, _)| *of == section).map(|(_, name)| name).collect();
            known.extend(sections_in(section));
            return Err(SettingsError::UnknownKey { path: self.path.clone(), key: name.to_owned(), known });
        };
        judge(key, value, false, Origin::File(self.path.clone()))
    }
}

/// The sections right below this one, or below none, in order.
fn sections_in(outer: Option<&str>) -> Vec<&'static str> {
    let mut known = Vec::new();
    for section in keys().filter_map(|key| key.parts().0) {
        let (above, name) =
            section.rsplit_once('.').map_or((None, section), |(above, name)| (Some(above), name));
        if above == outer && !known.contains(&name) {
            known.push(name);
        }
    }
    known
}

fn sorted(table: &Map<String, Value>) -> BTreeMap<&String, &Value> {
    table.iter().collect()
}

/// The line and the words of the parser, which come as `TOML parse error at line 3, column 8`, the
/// line itself, and then the words.
fn syntax(path: &Path, error: &ConfigError) -> SettingsError {
    let text = match error {
        ConfigError::FileParse { cause, .. } => cause.to_string(),
        other => other.to_string(),
    };
    let line = text.split_once(" at line ").and_then(|(_, rest)| {
        rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|number| number.parse().ok())
    });
    let cause = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default().to_owned();
    SettingsError::Syntax { path: path.into(), line, cause }
}

/// Whether a value is what its key expects.
///
/// # Errors
/// It is not.
pub fn judge(key: &'static Key, value: &Value, from_text: bool, origin: Origin) -> Result<(), SettingsError> {
    if key.expects.accepts(value, from_text) {
        return Ok(());
    }
    // From a file as it stands there; elsewhere without the quotes, and of a list what is wrong.
    let found = match (&origin, &value.kind) {
        (Origin::Default | Origin::File(_), _) => super::show::toml(value),
        (_, ValueKind::Array(list)) => {
            let wrong = list.iter().filter(|part| !key.expects.accepts(part, from_text));
            wrong.map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        _ => value.to_string(),
    };
    Err(SettingsError::Wrong { origin, key: key.name, found, expects: key.expects })
}

/// The environment, as far as it is ours.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// By the name of the key: the variable's own name, and its text.
    pub settings: BTreeMap<&'static str, (String, String)>,
    /// The password ([`PASSWORD_VARIABLE`]), if it is there.
    pub password: Option<String>,
    /// What to log ([`LOG_VARIABLE`]), if it is said.
    pub log: Option<String>,
    /// Variables with our prefix that mean nothing.
    pub unknown: Vec<String>,
}

impl Environment {
    /// Picks ours from all variables; an empty one counts as none. It does not judge the values.
    ///
    /// # Errors
    /// One of ours is no Unicode.
    pub fn pick(all: impl IntoIterator<Item = (OsString, OsString)>) -> Result<Self, SettingsError> {
        let mut environment = Self::default();
        for (name, text) in all {
            // Names don't differ by case on Windows.
            let Some(name) = name.to_str().filter(|name| name.to_ascii_uppercase().starts_with(PREFIX))
            else {
                continue;
            };
            if text.is_empty() {
                continue;
            }
            let Some(text) = text.to_str() else {
                return Err(SettingsError::NoUnicode { variable: name.to_owned() });
            };
            let upper = name.to_ascii_uppercase();
            if let Some(key) = keys().find(|key| key.variable() == upper) {
                environment.settings.insert(key.name, (name.to_owned(), text.to_owned()));
            } else if upper == PASSWORD_VARIABLE {
                environment.password = Some(text.to_owned());
            } else if upper == LOG_VARIABLE {
                environment.log = Some(text.to_owned());
            } else {
                environment.unknown.push(name.to_owned());
            }
        }
        environment.unknown.sort();
        Ok(environment)
    }

    /// Judges every value; those that are not what was expected.
    pub fn problems(&self) -> Vec<SettingsError> {
        let judged = self.settings.iter().filter_map(|(name, (variable, text))| {
            let value = Value::new(None, text.as_str());
            judge(key(name)?, &value, true, Origin::Variable(variable.clone())).err()
        });
        judged.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Expects;

    fn check(text: &str) -> Result<(), SettingsError> {
        let problems = FileLayer::parse("dir/x.toml".as_ref(), text.to_owned())?.problems();
        problems.into_iter().next().map_or(Ok(()), Err)
    }

    #[test]
    fn a_file_of_ours_is_right() {
        check("").unwrap();
        check("\u{feff}lang = \"en\"\n[serve]\nport = 6000\nhost = \"::\"\n[limits]\nping_every = 5\n")
            .unwrap();
    }

    #[test]
    fn an_unknown_key_is_named_with_those_that_might_be_meant() {
        let SettingsError::UnknownKey { path, key, known } = check("[serve]\nprot = 1\n").unwrap_err() else {
            panic!("wrong kind")
        };
        assert_eq!((path.to_str(), key.as_str()), (Some("dir/x.toml"), "serve.prot"));
        assert!(known.contains(&"port") && !known.contains(&"name_") && !known.contains(&"ping_every"));
        let SettingsError::UnknownKey { key, known, .. } = check("port = 1\n").unwrap_err() else {
            panic!("wrong kind")
        };
        assert_eq!(key, "port");
        assert_eq!(
            known,
            [
                "lang",
                "locale_dir",
                "oper",
                "serve",
                "tls",
                "admin",
                "history",
                "accounts",
                "entry",
                "join",
                "limits"
            ]
        );
        assert!(
            matches!(check("[server]\nport = 1\n"), Err(SettingsError::UnknownKey { key, .. }) if key == "server")
        );
        assert!(
            matches!(check("[serve]\nPort = 1\n"), Err(SettingsError::UnknownKey { key, .. }) if key == "serve.Port")
        );
        assert!(matches!(
            check("[serve.port]\nx = 1\n"),
            Err(SettingsError::Wrong { key: "serve.port", .. })
        ));
    }

    #[test]
    fn a_wrong_type_is_named_with_what_was_expected() {
        let SettingsError::Wrong { origin, key, found, expects } =
            check("[serve]\nport = \"5555\"\n").unwrap_err()
        else {
            panic!("wrong kind")
        };
        assert_eq!(origin, Origin::File("dir/x.toml".into()));
        assert_eq!((key, found.as_str(), expects), ("serve.port", "\"5555\"", Expects::Port { min: 0 }));
        assert!(
            matches!(check("serve = 1\n"), Err(SettingsError::NoSection { section, .. }) if section == "serve")
        );
    }

    #[test]
    fn a_file_that_is_no_toml_is_named_with_the_line() {
        let SettingsError::Syntax { line, cause, .. } =
            check("lang = \"en\"\n[serve\nport = 1\n").unwrap_err()
        else {
            panic!("wrong kind")
        };
        assert_eq!(line, Some(2));
        assert!(!cause.is_empty() && !cause.contains('\n'), "{cause}");
    }

    #[test]
    fn the_environment_is_picked_and_what_means_nothing_told() {
        let environment = Environment::pick(
            [
                ("CHATROOM_SERVE__PORT", "007"),
                ("chatroom_lang", "en"),
                ("CHATROOM_LIMITS__PING_EVERY", ""),
                ("CHATROOM_PASSWORD", "hunter2"),
                ("CHATROOM_LOG", "debug"),
                ("CHATROOM_SERV__PORT", "1"),
                ("CHATROOM_A-B[", "1"),
                ("PATH", "/bin"),
                ("CHATROOMS", "1"),
            ]
            .map(|(name, text)| (name.into(), text.into())),
        )
        .unwrap();
        let settings: Vec<_> =
            environment.settings.iter().map(|(key, (_, text))| (*key, text.as_str())).collect();
        assert_eq!(settings, [("lang", "en"), ("serve.port", "007")]);
        assert_eq!(environment.password.as_deref(), Some("hunter2"));
        assert_eq!(environment.log.as_deref(), Some("debug"));
        assert_eq!(environment.unknown, ["CHATROOM_A-B[", "CHATROOM_SERV__PORT"]);
        assert!(environment.problems().is_empty());
    }
}
