//! Colours that are read, styles that are set.

use super::*;

const ALL: [Background; 3] = [Background::Dark, Background::Light, Background::Unknown];

fn names() -> impl Iterator<Item = String> {
    (0..5000).map(|number| format!("name{number}"))
}

#[test]
fn a_name_in_full_colour_is_read_on_every_background() {
    for background in ALL {
        let theme = Theme::new(Depth::True, background);
        for name in names() {
            let Some(Color::Rgb(red, green, blue)) = theme.name(&name).fg else { panic!("{name}") };
            for &shade in shades(background) {
                let contrast = contrast([red, green, blue], shade);
                assert!(contrast >= 4.5, "{name} on {background:?} {shade:?}: {contrast}");
            }
        }
    }
}

#[test]
fn names_have_many_colours_of_the_palette_that_are_read() {
    for (background, least) in [(Background::Dark, 80), (Background::Light, 30), (Background::Unknown, 12)] {
        let colours = palette(background);
        assert!(colours.len() >= least, "{background:?}: {}", colours.len());
        for &index in colours {
            for &shade in shades(background) {
                assert!(contrast(rgb_of_256(index), shade) >= palette_contrast(background));
            }
        }
        let theme = Theme::new(Depth::Palette, background);
        let used: std::collections::BTreeSet<_> =
            names().filter_map(|name| theme.name(&name).fg.map(|colour| format!("{colour:?}"))).collect();
        assert_eq!(used.len(), colours.len());
    }
}

#[test]
fn sixteen_colours_are_never_grey_nor_dark_blue_on_black() {
    for background in ALL {
        let theme = Theme::new(Depth::Sixteen, background);
        for colour in names().filter_map(|name| theme.name(&name).fg) {
            let greys = [Color::Black, Color::Gray, Color::DarkGray, Color::White, Color::Reset];
            assert!(!greys.contains(&colour));
            assert!(colour != Color::Blue || background == Background::Light);
        }
    }
}

#[test]
fn no_colours_are_no_colours() {
    assert_eq!(Theme::new(Depth::None, Background::Dark).name("ann"), Style::new());
}

#[test]
fn one_person_has_one_colour() {
    assert_eq!(fnv("ann"), 0x1529_cc18, "the hash must not change from release to release");
    for name in ["ann_", "ann__", "ann|away", "ann[m]"] {
        assert_eq!(hash_of_name(name), hash_of_name("ann"));
    }
    assert_ne!(hash_of_name("_ann"), hash_of_name("_bob"));
    assert_ne!(hash_of_name("|"), hash_of_name("["));
    assert_ne!(hash_of_name("小明"), hash_of_name("小红"));
}

#[test]
fn what_is_set_stays_on_another_background() {
    let mut theme = Theme::new(Depth::True, Background::Unknown);
    theme.set("mention", "bold #FFcc00 on bright-blue").unwrap();
    theme.set("faint", "none").unwrap();
    theme.set("bar", "underline 240").unwrap();
    let theme = theme.on(Background::Light);
    let mention = Style::new().fg(Color::Rgb(255, 204, 0)).bg(Color::LightBlue).add_modifier(Modifier::BOLD);
    assert_eq!(theme.mention, mention);
    assert_eq!(theme.faint, Style::new());
    assert_eq!(theme.bar, Style::new().fg(Color::Indexed(240)).add_modifier(Modifier::UNDERLINED));
    assert_eq!(theme.names.background, Background::Light);
}

#[test]
fn everything_that_can_be_set_is_set() {
    for name in NAMES {
        let mut theme = Theme::new(Depth::True, Background::Dark);
        theme.set(name, "strike").unwrap();
        assert!(format!("{theme:?}").to_lowercase().contains("crossed_out"), "{name}");
    }
}

#[test]
fn what_is_not_understood_is_named() {
    let mut theme = Theme::new(Depth::True, Background::Dark);
    let before = theme.clone();
    let word = |word: &str| Err(ThemeError::Style(Fault::Word(word.to_owned())));
    assert_eq!(theme.set("mentoin", "red"), Err(ThemeError::Name("mentoin".to_owned())));
    assert_eq!(theme.set("mention", "bold redd"), word("redd"));
    assert_eq!(theme.set("mention", "256"), word("256"));
    assert_eq!(theme.set("mention", "+5"), word("+5"));
    assert_eq!(theme.set("mention", "#12345"), word("#12345"));
    assert_eq!(theme.set("mention", "#+12345"), word("#+12345"));
    assert_eq!(theme.set("mention", "red on"), Err(ThemeError::Style(Fault::NothingBehindOn)));
    assert_eq!(theme.set("mention", "red blue"), Err(ThemeError::Style(Fault::Twice("blue".to_owned()))));
    assert_eq!(theme, before);
}

#[test]
fn fewer_colours_are_the_nearest() {
    use colour::{nearest_of_16, nearest_of_256};
    assert_eq!(nearest_of_256([255, 255, 255]), 231);
    assert_eq!(nearest_of_256([0, 0, 0]), 16);
    assert_eq!(nearest_of_256([95, 135, 175]), 67);
    assert_eq!(nearest_of_16([200, 10, 10]), 1);
    assert_eq!(nearest_of_16([120, 120, 120]), 8);
    assert_eq!(rgb_of_256(244), [128, 128, 128]);
}
