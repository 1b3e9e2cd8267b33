//! What the settings say of how the screen looks and which key does what there, as a theme and a
//! keymap.

use super::stage::modes::CallBy;
use crate::cmd::{Failure, complain};
use crate::lang::Lang;
use crate::settings::choices::Calls;
use crate::settings::{Colors, Join, Keys, Origins, SettingsError};
use crate::tui::keymap::Keymap;
use crate::tui::{Background, Depth, Theme};

/// See the head of this file.
#[derive(Debug)]
pub struct Look {
    /// How many colours there are, if somebody has said so.
    pub depth: Option<Depth>,
    /// What is behind the letters, if somebody has said so; else the terminal is asked.
    pub background: Option<Background>,
    /// Which key does what.
    pub keymap: Keymap,
    /// How the person is called.
    pub call_by: CallBy,
    /// Whether the screen takes the mouse.
    pub mouse: bool,
    styles: Vec<(&'static str, String)>,
}

/// Makes it of the settings.
///
/// # Errors
/// One key is to do two things, or (which was judged on loading) a row can't be read.
pub fn look(lang: &Lang, join: &Join, origins: &Origins) -> Result<Look, Failure> {
    let background = match join.colors.of("background") {
        "dark" => Some(Background::Dark),
        "light" => Some(Background::Light),
        _ => None,
    };
    let depth = match join.colors.of("depth") {
        "none" => Some(Depth::None),
        "16" => Some(Depth::Sixteen),
        "256" => Some(Depth::Palette),
        "true" => Some(Depth::True),
        _ => None,
    };
    let call_by = match join.notify {
        Calls::Bell => CallBy::Bell,
        Calls::Osc9 => CallBy::Osc9,
        Calls::Osc777 => CallBy::Osc777,
        Calls::Nothing => CallBy::Nothing,
    };
    let rows = join.colors.changed().filter(|(name, _)| crate::tui::theme::NAMES.contains(name));
    let styles: Vec<_> = rows.map(|(name, style)| (name, style.to_owned())).collect();
    let mut probe = Theme::new(Depth::None, Background::Unknown);
    for (name, style) in &styles {
        if probe.set(name, style).is_err() {
            return Err(wrong(lang, origins, Colors::KEYS, name, style));
        }
    }
    let keymap = keymap(lang, &join.keys, origins)?;
    Ok(Look { depth, background, keymap, call_by, mouse: join.mouse, styles })
}

/// What was said of a key beats what it did before, and nothing may be said of it twice.
fn keymap(lang: &Lang, keys: &Keys, origins: &Origins) -> Result<Keymap, Failure> {
    let mut keymap = Keymap::default();
    let mut given: Vec<(crate::edit::Stroke, &'static str)> = Vec::new();
    for (name, text) in keys.changed() {
        for word in text.split_whitespace() {
            let Some(stroke) = crate::edit::Stroke::parse(word) else { continue };
            if let Some((_, other)) = given.iter().find(|(known, other)| *known == stroke && *other != name) {
                let place = complain::place(lang, origins.of(&format!("join.keys.{name}")));
                let args = [
                    ("place", place.into()),
                    ("one", (*other).into()),
                    ("other", name.into()),
                    ("key", complain::text(word)),
                ];
                return Err(Failure::new(crate::cmd::Exit::Failed, lang.say("settings-key-twice", &args)));
            }
            given.push((stroke, name));
        }
        if keymap.set(name, text).is_err() {
            return Err(wrong(lang, origins, Keys::KEYS, name, text));
        }
    }
    Ok(keymap)
}

fn wrong(
    lang: &Lang,
    origins: &Origins,
    keys: &'static [crate::settings::Key],
    name: &str,
    found: &str,
) -> Failure {
    let Some(key) = keys.iter().find(|key| key.parts().1 == name) else {
        return Failure::new(
            crate::cmd::Exit::Failed,
            lang.say("settings-unknown-word", &[("word", complain::text(name))]),
        );
    };
    let origin = origins.of(key.name).clone();
    complain::settings(
        lang,
        &SettingsError::Wrong { origin, key: key.name, found: found.to_owned(), expects: key.expects },
    )
}

impl Look {
    /// The theme for a terminal of so many colours.
    pub fn theme(&self, depth: Depth) -> Theme {
        let depth = self.depth.unwrap_or(depth);
        let mut theme = Theme::new(depth, self.background.unwrap_or_default());
        for (name, style) in &self.styles {
            // They were tried when this was made.
            let _: Result<(), _> = theme.set(name, style);
        }
        theme
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Stroke;
    use crate::lang::Languages;
    use crate::settings::{Expects, keys};
    use crate::tui::keymap::{ACTS, Act};
    use crate::tui::theme::NAMES;

    fn look_of(join: &Join) -> Result<Look, String> {
        let lang = Languages::built_in().lang("en");
        look(&lang, join, &Origins::default()).map_err(|failure| failure.sentence)
    }

    #[test]
    fn the_settings_know_every_act_and_its_keys() {
        let acts: Vec<_> = ACTS.iter().map(|(name, _, keys)| (*name, *keys)).collect();
        assert_eq!(Keys::ROWS, acts);
    }

    #[test]
    fn the_settings_know_everything_that_has_a_style() {
        let styles = keys().filter(|key| key.expects == Expects::Style).map(|key| key.parts().1);
        assert_eq!(styles.collect::<Vec<_>>(), NAMES);
    }

    #[test]
    fn what_is_set_is_what_the_screen_gets() {
        let mut join = Join::default();
        join.colors.set("background", "light");
        join.colors.set("depth", "256");
        join.colors.set("mention", "bold red");
        join.keys.set("search", "ctrl-n");
        let look = look_of(&join).unwrap();
        assert_eq!((look.depth, look.background), (Some(Depth::Palette), Some(Background::Light)));
        let mut expected = Theme::new(Depth::Palette, Background::Light);
        expected.set("mention", "bold red").unwrap();
        assert_eq!(look.theme(Depth::True), expected);
        let act = |key: &str| look.keymap.act(Stroke::parse(key).unwrap());
        assert_eq!((act("ctrl-n"), act("ctrl-f")), (Some(Act::Search), None));
    }

    #[test]
    fn a_key_with_two_meanings_is_named() {
        let mut join = Join::default();
        join.keys.set("help", "f2 f12");
        join.keys.set("members", "f12");
        let said = look_of(&join).unwrap_err();
        for part in ["join.keys.help", "join.keys.members", "f12"] {
            assert!(said.contains(part), "{said}");
        }
    }
}
