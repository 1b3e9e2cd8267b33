//! Names, masks, links, and the one sanitiser.

use chatroom::wire::clean::{clean as cleaned, is_unsafe};
use chatroom::wire::limits::{MASK_BYTES_MAX, NAME_CHARS_MAX, ROOM_NAME_BYTES_MAX};
use chatroom::wire::link::Link;
use chatroom::wire::mask::{Mask, Subject, fits};
use chatroom::wire::{Name, RoomName};

/// Nothing unsafe survives, and what is clean stays as it is.
pub fn clean(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let safe = cleaned(&text);
    assert!(!safe.chars().any(is_unsafe));
    assert_eq!(cleaned(&safe), safe);
    // Three bytes at most for each character.
    assert!(safe.len() <= 3 * text.len());
}

/// What is a name stays one, is the same as itself however often it is folded, and can be printed.
pub fn name(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(name) = Name::parse(text) {
        assert_eq!(name.as_str(), text);
        assert!(text.chars().count() <= NAME_CHARS_MAX);
        assert!(!text.contains([' ', '\r', '\n', '\0', '!', '@', ',', ':']), "{text:?} breaks a line");
        assert!(!text.chars().any(is_unsafe), "{text:?} can't be printed");
        // The key is what the same name is found by.
        let key = chatroom::wire::name::fold(name.key());
        assert_eq!(key.as_deref(), Some(&**name.key()), "{text:?} folds to another key each time");
        assert!(name.looks_like(&name));
    }
    if let Ok(room) = RoomName::parse(text) {
        assert!(text.len() <= ROOM_NAME_BYTES_MAX);
        assert!(!text.contains([' ', '\r', '\n', '\0', ',', ':']), "{text:?} breaks a line");
        assert!(!text.chars().any(is_unsafe), "{text:?} can't be printed");
        let key = chatroom::wire::name::fold_room(room.key());
        assert_eq!(key, **room.key(), "{text:?} folds to another key each time");
    }
}

/// A mask, and behind a line end whom it is held against.
pub fn mask(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (pattern, prefix) = text.split_once('\n').unwrap_or((&text, "alice!~a@b"));
    let everything = fits("*", prefix);
    assert!(everything, "a star does not fit {prefix:?}");
    let _ = fits(pattern, prefix);
    let Some(mask) = Mask::parse(pattern) else { return };
    assert!(mask.as_str().len() <= MASK_BYTES_MAX);
    assert!(!mask.as_str().chars().any(|c| c == ' ' || is_unsafe(c)), "{mask:?} breaks a line");
    let again = Mask::parse(mask.as_str()).unwrap_or_else(|| panic!("{mask:?} is no mask again"));
    assert_eq!((again.as_str(), again.key()), (mask.as_str(), mask.key()));
    let _ = mask.fits(&Subject { prefix, account: Some(prefix), address: None }.folded());
}

/// A link that is written is read as the same.
pub fn link(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(link) = Link::parse(text) else { return };
    let written = link.to_string();
    assert!(!written.chars().any(|c| c == ' ' || is_unsafe(c)), "{written:?} can't be printed");
    let again = Link::parse(&written).unwrap_or_else(|error| panic!("{written}: {error:?}"));
    assert_eq!(again.to_string(), written);
    assert_eq!(
        (again.scheme, &again.host, again.port_or_default()),
        (link.scheme, &link.host, link.port_or_default())
    );
    let room = |link: &Link| link.room.as_ref().map(|room| room.as_str().to_owned());
    assert_eq!(room(&again), room(&link));
}
