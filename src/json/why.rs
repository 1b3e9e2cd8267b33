//! What went wrong, as words that stay the same: the `code` of `error`, `failed`, `interrupted` and
//! `closed`.

use super::Object;
use crate::chat::{AccountNews, AccountRefusal, Ending, Lost, NameRefusal, Refusal, RoomRefusal, Terms};

/// The same with on which terms.
fn terms(object: Object, terms: &Terms) -> Object {
    let object = object.with_some("reason", terms.reason.as_deref()).with("name", &*terms.by.name);
    match terms.until_ms {
        Some(until) => object.at("until", until),
        None => object,
    }
}

/// Why a command or a message was refused.
pub fn refusal(object: Object, why: &Refusal) -> Object {
    match why {
        Refusal::NoSuchName(name) => object.with("code", "no-such-name").with("name", name.as_str()),
        Refusal::NoSuchRoom(room) => object.with("code", "no-such-room").with("room", room.as_str()),
        Refusal::MayNotSpeak(room) => object.with("code", "may-not-speak").with("room", room.as_str()),
        Refusal::Muted(room, on) => terms(object.with("code", "muted").with("room", room.as_str()), on),
        Refusal::Hushed(on) => terms(object.with("code", "hushed"), on),
        Refusal::NotHere(room) => object.with("code", "not-in-room").with("room", room.as_str()),
        Refusal::NotOperator(room) => object.with("code", "not-operator").with("room", room.as_str()),
        Refusal::NotOwner(room) => object.with("code", "not-owner").with("room", room.as_str()),
        Refusal::NoSuchPlace(name) => object.with("code", "no-such-place").with("name", name.as_str()),
        Refusal::NoRoomHere => object.with("code", "no-room-here"),
        Refusal::TooMuchUnderWay => object.with("code", "too-much-under-way"),
        Refusal::NothingToTakeBack => object.with("code", "nothing-to-take-back"),
        Refusal::NotOffered(command) => object.with("code", "not-offered").with("name", *command),
        Refusal::ServerSaid(text) => object.with("code", "refused").with("text", text.as_str()),
    }
}

/// Why a name was refused.
pub fn name(object: Object, name: &str, why: &NameRefusal) -> Object {
    let (code, text) = match why {
        NameRefusal::Empty => ("name-empty", None),
        NameRefusal::Taken => ("name-taken", None),
        NameRefusal::LooksLike(other) => ("name-looks-like", Some(other.clone())),
        NameRefusal::Reserved => ("name-reserved", None),
        NameRefusal::Owned => ("name-owned", None),
        NameRefusal::TooLong(_) => ("name-too-long", None),
        NameRefusal::Character(c) => ("name-character", Some(c.to_string())),
        NameRefusal::Banned => ("name-banned", None),
        NameRefusal::Unfit => ("name-unfit", None),
        NameRefusal::ServerSaid(text) => ("name-refused", Some(text.clone())),
    };
    object.with("code", code).with("name", name).with_some("text", text)
}

/// The code of why a room can't be entered.
fn room_code(why: &RoomRefusal) -> &'static str {
    match why {
        RoomRefusal::Full => "room-full",
        RoomRefusal::Key => "room-key",
        RoomRefusal::InviteOnly => "room-invite-only",
        RoomRefusal::Banned | RoomRefusal::BannedBy(_) => "room-banned",
        RoomRefusal::Braked(_) => "room-try-later",
        RoomRefusal::AccountsOnly => "room-accounts-only",
        RoomRefusal::NoSuchRoom => "no-such-room",
        RoomRefusal::TooMany => "room-too-many",
        RoomRefusal::NoMore => "room-no-more",
        RoomRefusal::ServerSaid(_) => "room-refused",
    }
}

/// Why a room can't be entered.
pub fn room(object: Object, room: &str, why: &RoomRefusal) -> Object {
    let object = object.with("code", room_code(why)).with("room", room);
    match why {
        RoomRefusal::BannedBy(on) => terms(object, on),
        RoomRefusal::ServerSaid(text) => object.with("text", text.as_str()),
        _ => object,
    }
}

/// How it goes with our account. Passwords stay out of it.
pub fn account(at_ms: u64, news: &AccountNews) -> Object {
    let told = |code: &'static str, name: Option<&str>| {
        Object::new("account", at_ms).with("code", code).with_some("name", name)
    };
    match news {
        AccountNews::LoggedIn { account, .. } => told("logged-in", Some(account)),
        AccountNews::LoggedOut => told("logged-out", None),
        AccountNews::CodeWanted { account, .. } => told("code-wanted", Some(account)),
        AccountNews::Registered { account, .. } => told("registered", Some(account)),
        AccountNews::Refused(why) => {
            let object = Object::new("error", at_ms);
            match why {
                AccountRefusal::WrongPassword => object.with("code", "wrong-password"),
                AccountRefusal::NoLonger(name) => {
                    object.with("code", "account-unknown").with("name", name.as_str())
                }
                AccountRefusal::NotSafe => object.with("code", "password-not-safe"),
                AccountRefusal::UnknownCertificate => object.with("code", "unknown-certificate"),
                AccountRefusal::Exists(name) => {
                    object.with("code", "account-exists").with("name", name.as_str())
                }
                AccountRefusal::OtherName => object.with("code", "account-other-name"),
                AccountRefusal::WeakPassword { .. } => object.with("code", "weak-password"),
                AccountRefusal::EmailWanted => object.with("code", "email-wanted"),
                AccountRefusal::BadEmail(email) => {
                    object.with("code", "bad-email").with("name", email.as_str())
                }
                AccountRefusal::BadCode => object.with("code", "bad-code"),
                AccountRefusal::NotOpen => object.with("code", "registration-closed"),
                AccountRefusal::TryLater => object.with("code", "try-later"),
                AccountRefusal::ServerSaid(text) => {
                    object.with("code", "account-refused").with("text", text.as_str())
                }
            }
        }
    }
}

/// How a connection was lost: a code, and somebody's words.
pub fn lost(why: &Lost) -> (&'static str, Option<&str>) {
    match why {
        Lost::Closed => ("lost", None),
        Lost::Broken(cause) => ("broken", Some(cause)),
        Lost::Silent => ("silent", None),
        Lost::Renewed => ("renewed", None),
        Lost::ReadsTooSlowly => ("reads-too-slowly", None),
        Lost::ServerSaid(text) => ("server-closed", Some(text)),
        Lost::Barred(text) => ("barred", Some(text)),
        Lost::TurnedAway { .. } => ("turned-away", None),
    }
}

/// How a stay ended.
pub fn ending(why: &Ending) -> &'static str {
    match why {
        Ending::Left => "left",
        Ending::RoomClosed => "room-closed",
        Ending::ServerDown => "server-down",
        Ending::Removed { .. } => "removed",
        Ending::Barred(_) => "barred",
        Ending::NotInvited { .. } => "not-invited",
        Ending::WrongPassword { .. } => "wrong-password",
        Ending::TooManyTries => "too-many-tries",
        Ending::NoRoomNamed => "no-room-named",
        Ending::RoomRefused { why, .. } => room_code(why),
        Ending::Lost(why) => lost(why).0,
    }
}
