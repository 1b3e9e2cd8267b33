//! What things to be written take in memory, about: how much may wait is counted by it. Holds no rule.

use std::sync::Arc;

use super::{AccountRecord, Entry, Keep, RoomRecord};
use crate::room::outbox::{Ending, What};

/// Bytes that anything to be written takes in memory beside its words, about: its own, and what it
/// shares with others.
const KEEP_BYTES: usize = 256;

/// Bytes that each piece of a text, and each mask or rank of a room, takes beside its words.
const PIECE_BYTES: usize = 24;

impl Keep {
    /// What it takes in memory, about.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Entry(entry) => entry.bytes(),
            Self::Redact { .. } | Self::RoomGone(_) => KEEP_BYTES,
            Self::Room(room) => room.bytes(),
            Self::Account(account) => account.bytes(),
            Self::AccountGone(account) => KEEP_BYTES + account.len(),
            Self::Marker { account, target, .. } => KEEP_BYTES + account.len() + target.len(),
            Self::Code(record) => {
                let used_by = record.used_by.iter().map(|name| PIECE_BYTES + name.len());
                KEEP_BYTES + record.code.len() + used_by.sum::<usize>()
            }
            Self::CodeGone(code) => KEEP_BYTES + code.len(),
            Self::Ban(ban) => {
                let more = [&ban.whom, &ban.reason].into_iter().flatten().map(String::len).sum::<usize>();
                KEEP_BYTES + ban.mask.len() + ban.by.len() + more
            }
            Self::BanGone(_) => KEEP_BYTES,
            Self::Audit(record) => {
                let more = [&record.room_name, &record.reason].into_iter().flatten().map(String::len);
                KEEP_BYTES + record.by.len() + record.whom.len() + more.sum::<usize>()
            }
        }
    }
}

impl Entry {
    /// What it takes in memory, about.
    pub fn bytes(&self) -> usize {
        let what = &self.event.what;
        let nonce = self.nonce.as_ref().map_or(0, |nonce| nonce.len());
        KEEP_BYTES + what.words() + what.lines() * PIECE_BYTES + nonce
    }
}

impl What {
    /// Bytes of its words: all that is as long as somebody made it.
    pub fn words(&self) -> usize {
        let reason = |reason: &Option<Arc<str>>| reason.as_ref().map_or(0, |reason| reason.len());
        match self {
            Self::Joined { room, realname } => room.len() + realname.len(),
            Self::Parted { room, reason: why } => room.len() + reason(why),
            Self::Quit { why } => why.words(),
            Self::Renamed { to } => to.len(),
            Self::Said { target, text, tags, .. } => target.len() + text.bytes() + tags.len(),
            Self::Tagged { target, tags } => target.len() + tags.len(),
            Self::Topic { room, topic } => room.len() + topic.len(),
            Self::Kicked { room, whom, reason: why } => room.len() + whom.len() + reason(why),
            Self::Mode { target, words } => target.len() + words.iter().map(String::len).sum::<usize>(),
            Self::Setname { realname } => realname.len(),
            Self::Invited { whom, room } => whom.len() + room.len(),
            Self::RoomRenamed { from, to, reason } => from.len() + to.len() + reason.len(),
            Self::Killed { whom, reason } => whom.len() + reason.len(),
            Self::Wallops { text } => text.len(),
            Self::Account => 0,
            Self::Redacted { target, reason: why, .. } => target.len() + reason(why),
            Self::Away { message } => reason(message),
        }
    }

    /// Lines that it takes on the wire at least.
    pub fn lines(&self) -> usize {
        match self {
            Self::Said { text, .. } => text.pieces().len(),
            Self::Joined { .. }
            | Self::Parted { .. }
            | Self::Quit { .. }
            | Self::Renamed { .. }
            | Self::Tagged { .. }
            | Self::Topic { .. }
            | Self::Kicked { .. }
            | Self::Mode { .. }
            | Self::Setname { .. }
            | Self::Invited { .. }
            | Self::RoomRenamed { .. }
            | Self::Killed { .. }
            | Self::Wallops { .. }
            | Self::Account
            | Self::Redacted { .. }
            | Self::Away { .. } => 1,
        }
    }
}

impl Ending {
    fn words(&self) -> usize {
        match self {
            Self::Quit(reason) => reason.as_ref().map_or(0, |reason| reason.len()),
            Self::Removed { by, reason } | Self::PutOut { by, reason } => {
                by.len() + reason.as_ref().map_or(0, |reason| reason.len())
            }
            Self::Killed { by, reason } => by.len() + reason.len(),
            Self::Banned(terms) => terms.by.len() + terms.reason.as_ref().map_or(0, |reason| reason.len()),
            Self::Gone
            | Self::Broken
            | Self::PingTimeout(_)
            | Self::RegistrationTimeout(_)
            | Self::ReadsTooSlowly
            | Self::Password
            | Self::TooManyTries
            | Self::Uninvited
            | Self::NoAccount
            | Self::NameRefused
            | Self::Resumed
            | Self::RoomClosed
            | Self::ServerDown => 0,
        }
    }
}

impl RoomRecord {
    fn bytes(&self) -> usize {
        let topic = self.topic.as_ref().map_or(0, |(words, setter, _)| words.len() + setter.len());
        let own = [&self.founder, &self.key].into_iter().flatten().map(String::len).sum::<usize>();
        let masks = self.masks.iter().map(|(_, mask, setter, _)| PIECE_BYTES + mask.len() + setter.len());
        let roles = self.roles.iter().map(|(account, held)| PIECE_BYTES + account.len() + held.len());
        let terms = self.terms.iter().map(|terms| {
            let more = [&terms.whom, &terms.reason].into_iter().flatten().map(String::len).sum::<usize>();
            PIECE_BYTES + terms.mask.len() + more
        });
        let lists = masks.chain(roles).chain(terms).sum::<usize>();
        KEEP_BYTES + self.name.len() + self.flags.len() + topic + own + lists
    }
}

impl AccountRecord {
    fn bytes(&self) -> usize {
        let secrets = self.secrets.argon2id.len() + self.secrets.scram.salt.len();
        let presence = self.presence.as_ref().map_or(0, |presence| {
            presence.name.len() + presence.realname.len() + size_of_val(presence.rooms.as_slice())
        });
        let email = self.email.as_ref().map_or(0, String::len);
        let certificates = self.certificates.iter().map(|text| PIECE_BYTES + text.len()).sum::<usize>();
        KEEP_BYTES + self.name.len() + self.key.len() + secrets + email + presence + certificates
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::keep::Place;
    use crate::room::{Event, Role, SaidKind, Who};
    use crate::wire::MsgId;
    use crate::wire::text::Text;

    #[test]
    fn what_is_longer_weighs_more() {
        let entry = |what, nonce: Option<&str>| {
            let who = Who {
                name: "a".into(),
                prefix: "a!b@c".into(),
                role: Role::Member,
                bot: false,
                account: None,
            };
            let event = Event { at_ms: 0, id: None, who, what };
            Entry { place: Place::Room(MsgId::ZERO), event, nonce: nonce.map(Arc::from) }
        };
        let said = |text, tags: &str| What::Said {
            target: "#tea".into(),
            in_room: true,
            kind: SaidKind::Message,
            text,
            tags: tags.into(),
        };
        let one = entry(said(Text::line("hello"), ""), None).bytes();
        assert_eq!(entry(said(Text::line("hello"), "+a=b"), Some("name")).bytes(), one + 8);
        let parts = Text::long_line(&"x".repeat(30), 10);
        assert_eq!(entry(said(parts, ""), None).bytes(), one + 25 + 2 * PIECE_BYTES);
        let kicked = |reason: Option<&str>| What::Kicked {
            room: "#tea".into(),
            whom: "bob".into(),
            reason: reason.map(Arc::from),
        };
        assert_eq!((kicked(None).words(), kicked(Some("why")).words()), (7, 10));
        let quit = What::Quit { why: Ending::Quit(Some("bye".into())) };
        assert_eq!((quit.words(), quit.lines()), (3, 1));
        assert_eq!(Keep::RoomGone(MsgId::ZERO).bytes(), KEEP_BYTES);
    }
}
