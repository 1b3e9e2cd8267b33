//! Which language to speak: what was asked for, in the order of who asked.
//!
//! Must not read a file: what stands in the settings comes in as text. The flag and the environment
//! are settings as well (`lang`), so one [`Asked`] holds the strongest of the three.

use super::{Languages, built_in};

/// What the settings say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// Leave it to the system.
    Auto,
    /// This language, by any of its names.
    Language(&'a str),
}

impl<'a> Asked<'a> {
    /// Reads a setting: `auto` or nothing is [`Asked::Auto`].
    pub fn from_setting(lang: &'a str) -> Self {
        let lang = lang.trim();
        if lang.is_empty() || lang.eq_ignore_ascii_case("auto") { Self::Auto } else { Self::Language(lang) }
    }
}

/// The folder to speak from: what was asked for, else the first of the system's languages that we
/// have, else the original program's.
///
/// # Errors
/// What was asked for, if we don't have it.
pub fn choose<'a>(
    languages: &Languages,
    asked: Asked<'a>,
    system: impl IntoIterator<Item = String>,
) -> Result<String, &'a str> {
    match asked {
        Asked::Language(tag) => languages.find(tag).ok_or(tag),
        Asked::Auto => {
            let ours = system.into_iter().find_map(|locale| languages.find(&locale));
            Ok(ours.unwrap_or_else(|| built_in::DEFAULT.to_owned()))
        }
    }
}

/// The system's languages, best first, as it calls them.
pub fn of_the_system() -> Vec<String> {
    sys_locale::get_locales().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(asked: &str, system: &[&str]) -> Result<String, String> {
        let system = system.iter().map(|&locale| locale.to_owned());
        choose(&Languages::built_in(), Asked::from_setting(asked), system).map_err(str::to_owned)
    }

    #[test]
    fn what_is_asked_for_beats_the_system_which_beats_the_default() {
        assert_eq!(chosen("en", &["zh-CN"]).unwrap(), "en");
        assert_eq!(chosen("auto", &["en-US"]).unwrap(), "en");
        assert_eq!(chosen("", &["fr-FR", "en-GB", "zh-CN"]).unwrap(), "en");
        assert_eq!(chosen("AUTO", &["fr-FR"]).unwrap(), "cn");
        assert_eq!(chosen("auto", &["C"]).unwrap(), "cn");
        assert_eq!(chosen("auto", &[]).unwrap(), "cn");
        assert_eq!(chosen("fr", &["en"]).unwrap_err(), "fr");
    }
}
