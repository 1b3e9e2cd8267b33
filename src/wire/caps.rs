//! Capabilities, as one table. Source: IRCv3 capability negotiation and the documents it names.

/// A set of capabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Caps(pub u32);

impl Caps {
    /// Whether all of `other` are in it.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both together.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This without the other.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// What both have.
    pub const fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The capability of this name, if we offer it.
    pub fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|(_, found)| *found == name).map(|(cap, _)| *cap)
    }

    /// The names of those in it, in the order of the table.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        ALL.iter().filter(move |(cap, _)| self.has(*cap)).map(|(_, name)| *name)
    }
}

macro_rules! caps {
    ($($bit:literal $name:ident $text:literal;)*) => {
        $(#[doc = concat!("`", $text, "`.")]
        pub const $name: Caps = Caps(1 << $bit);)*
        /// Every capability with its name.
        pub static ALL: &[(Caps, &str)] = &[$(($name, $text)),*];
    };
}

caps! {
    24 ACCOUNT_NOTIFY "account-notify";
    21 ACCOUNT_TAG "account-tag";
    0 AWAY_NOTIFY "away-notify";
    1 BATCH "batch";
    2 CAP_NOTIFY "cap-notify";
    3 RESUME "chatroom/resume";
    22 ACCOUNT_REGISTRATION "draft/account-registration";
    4 CHANNEL_RENAME "draft/channel-rename";
    26 CHATHISTORY "draft/chathistory";
    27 EVENT_PLAYBACK "draft/event-playback";
    5 EXTENDED_ISUPPORT "draft/extended-isupport";
    28 MESSAGE_REDACTION "draft/message-redaction";
    6 METADATA "draft/metadata-3";
    7 MULTILINE "draft/multiline";
    8 NO_IMPLICIT_NAMES "draft/no-implicit-names";
    9 PRE_AWAY "draft/pre-away";
    29 READ_MARKER "draft/read-marker";
    10 ECHO_MESSAGE "echo-message";
    11 EXTENDED_JOIN "extended-join";
    12 EXTENDED_MONITOR "extended-monitor";
    13 INVITE_NOTIFY "invite-notify";
    14 LABELED_RESPONSE "labeled-response";
    15 MESSAGE_TAGS "message-tags";
    16 MULTI_PREFIX "multi-prefix";
    23 SASL "sasl";
    17 SERVER_TIME "server-time";
    18 SETNAME "setname";
    30 SEARCH "soju.im/search";
    19 STANDARD_REPLIES "standard-replies";
    20 USERHOST_IN_NAMES "userhost-in-names";
}

// `chghost` is not among them: nothing here ever changes somebody's user or host, so there would be
// nothing to tell those who asked for it.

/// Those that are about what is remembered: they are offered where anything is.
pub const REMEMBERED: Caps =
    CHATHISTORY.with(EVENT_PLAYBACK).with(MESSAGE_REDACTION).with(READ_MARKER).with(SEARCH);

/// Those that change how an event to many is written: members that agree in these share its bytes.
pub const WRITTEN: Caps =
    BATCH.with(MULTILINE).with(MESSAGE_TAGS).with(SERVER_TIME).with(EXTENDED_JOIN).with(ACCOUNT_TAG);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets() {
        let some = BATCH.with(MULTILINE);
        assert!(some.has(BATCH) && some.has(some) && !some.has(SERVER_TIME) && some.has(Caps::default()));
        assert_eq!(some.without(BATCH), MULTILINE);
        assert_eq!(some.without(SERVER_TIME), some);
        assert_eq!(some.both(BATCH.with(SERVER_TIME)), BATCH);
        assert_eq!(SERVER_TIME.with(BATCH).names().collect::<Vec<_>>(), ["batch", "server-time"]);
    }

    /// Capability names are case-sensitive (IRCv3 capability negotiation).
    #[test]
    fn every_name_means_one_bit() {
        for (cap, name) in ALL {
            assert_eq!(Caps::named(name), Some(*cap));
            assert_eq!(cap.names().collect::<Vec<_>>(), [*name]);
            assert_eq!(Caps::named(&name.to_ascii_uppercase()), None);
        }
        assert!(ALL.is_sorted_by_key(|(_, name)| *name));
        assert_eq!(Caps::named(""), None);
    }
}
