//! Why something was refused, and how it ended, in words.

use super::Face;
use crate::chat::{Ending, Lost, NameRefusal, Refusal, RoomRefusal, TurnedAway};

impl Face {
    /// What is wrong with a name.
    pub fn name_refusal(&self, name: &str, why: &NameRefusal) -> String {
        match why {
            NameRefusal::Empty => self.say("chat-name-empty", &[]),
            NameRefusal::Taken => self.say("chat-name-taken", &[]),
            NameRefusal::LooksLike(other) => {
                self.say("chat-name-looks-like", &[("name", name), ("other", other)])
            }
            NameRefusal::Owned => self.say("chat-name-owned", &[("name", name)]),
            NameRefusal::Reserved => self.say("chat-name-reserved", &[("name", name)]),
            NameRefusal::TooLong(Some(chars_max)) => {
                self.say("chat-name-too-long", &[("chars_max", &chars_max.to_string())])
            }
            NameRefusal::TooLong(None) => self.say("chat-name-too-long-unknown", &[("name", name)]),
            NameRefusal::Character(' ') => self.say("chat-name-space", &[]),
            NameRefusal::Character(bad) => {
                self.say("chat-name-character", &[("character", &bad.to_string())])
            }
            NameRefusal::Banned => self.say("chat-name-banned", &[("name", name)]),
            NameRefusal::Unfit => self.say("chat-name-unfit", &[("name", name)]),
            NameRefusal::ServerSaid(text) => {
                self.say("chat-name-server-said", &[("name", name), ("text", text)])
            }
        }
    }

    /// What is wrong with another name, once one is in.
    pub(super) fn other_name_refusal(&self, name: &str, why: &NameRefusal) -> String {
        match why {
            NameRefusal::Owned => self.say("chat-name-owned-inside", &[("name", name)]),
            why => self.name_refusal(name, why),
        }
    }

    /// Why a room can't be entered.
    pub fn room_refusal(&self, room: &str, why: &RoomRefusal) -> String {
        let key = match why {
            RoomRefusal::Full => "chat-room-full",
            RoomRefusal::Key => "chat-room-key",
            RoomRefusal::InviteOnly => "chat-room-invite-only",
            RoomRefusal::Banned => "chat-room-banned",
            RoomRefusal::BannedBy(terms) => {
                return self.on_terms("chat-room-banned-by", &[("room", room)], terms);
            }
            RoomRefusal::Braked(minutes) => {
                return self.say("chat-room-braked", &[("room", room), ("minutes", &minutes.to_string())]);
            }
            RoomRefusal::AccountsOnly => "chat-room-accounts-only",
            RoomRefusal::NoSuchRoom => "chat-room-none",
            RoomRefusal::TooMany => "chat-room-too-many",
            RoomRefusal::NoMore => "chat-room-no-more",
            RoomRefusal::ServerSaid(text) => {
                return self.say("chat-room-server-said", &[("room", room), ("text", text)]);
            }
        };
        self.say(key, &[("room", room)])
    }

    pub(super) fn refusal(&self, why: &Refusal) -> String {
        match why {
            Refusal::NoSuchName(name) => self.say("chat-no-such-name", &[("name", name)]),
            Refusal::NoSuchRoom(room) => self.say("chat-no-such-room", &[("room", room)]),
            Refusal::MayNotSpeak(room) => self.say("chat-may-not-speak", &[("room", room)]),
            Refusal::Muted(room, terms) => self.on_terms("chat-muted", &[("room", room)], terms),
            Refusal::Hushed(terms) => self.on_terms("chat-hushed", &[], terms),
            Refusal::NotHere(room) => self.say("chat-not-here", &[("room", room)]),
            Refusal::NotOperator(room) => self.say("chat-not-operator", &[("room", room)]),
            Refusal::NotOwner(room) => self.say("chat-not-owner", &[("room", room)]),
            Refusal::NoSuchPlace(place) => self.say("chat-no-such-place", &[("place", place)]),
            Refusal::NoRoomHere => self.say("chat-no-room-here", &[]),
            Refusal::TooMuchUnderWay => self.say("chat-too-much-under-way", &[]),
            Refusal::NothingToTakeBack => self.say("chat-nothing-to-take-back", &[]),
            Refusal::NotOffered(command) => self.say("chat-not-offered", &[("command", command)]),
            Refusal::ServerSaid(text) => self.say("chat-server-said", &[("text", text)]),
        }
    }

    /// How it ended.
    pub fn ending(&self, ending: &Ending) -> String {
        let key = match ending {
            Ending::Left => "chat-left-yourself",
            Ending::RoomClosed => "chat-closed",
            Ending::ServerDown => "chat-end-server-down",
            Ending::Removed { by, reason: None } => {
                return self.say("chat-removed", &[("by", &self.name(by))]);
            }
            Ending::Removed { by, reason: Some(reason) } => {
                return self.say("chat-removed-because", &[("by", &self.name(by)), ("reason", reason)]);
            }
            Ending::Barred(terms) => return self.on_terms("chat-barred", &[], terms),
            Ending::WrongPassword { given: true } => "chat-end-password",
            Ending::WrongPassword { given: false } => "chat-end-password-wanted",
            Ending::TooManyTries => "chat-too-many-tries",
            Ending::NotInvited { members: false, given: false } => "chat-end-invited-only",
            Ending::NotInvited { members: false, given: true } => "chat-end-code-wrong",
            Ending::NotInvited { members: true, .. } => "chat-end-accounts-only",
            Ending::NoRoomNamed => "chat-end-no-room",
            Ending::RoomRefused { room, why } => return self.room_refusal(room, why),
            Ending::Lost(Lost::Closed) => "chat-end-closed",
            Ending::Lost(Lost::Broken(cause)) => return self.say("chat-end-broken", &[("cause", cause)]),
            Ending::Lost(Lost::Renewed) => "chat-end-renewed",
            Ending::Lost(Lost::Silent) => "chat-end-silent",
            Ending::Lost(Lost::ReadsTooSlowly) => "chat-end-slow",
            Ending::Lost(Lost::TurnedAway { why, number }) => {
                let key = match why {
                    TurnedAway::House => "chat-turned-away-house",
                    TurnedAway::Address => "chat-turned-away-address",
                    TurnedAway::Network => "chat-turned-away-network",
                    TurnedAway::TooOften => "chat-turned-away-too-often",
                };
                return self.say(key, &[("number", number)]);
            }
            Ending::Lost(Lost::ServerSaid(text) | Lost::Barred(text)) => {
                return self.say("chat-end-server-said", &[("text", text)]);
            }
        };
        self.say(key, &[])
    }
}
