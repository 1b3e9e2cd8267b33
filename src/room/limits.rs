//! The limits of the house: what the operator allows ([`LimitRules`]), what each limit is called
//! ([`Limit`]), and how often it was reached ([`Counters`]).
//!
//! Must not know a connection, or decide anything. Whoever holds something to a limit counts it here;
//! what is refused by a numeric or a standard reply is counted where that is written, by
//! [`of_numeric`] and [`of_note`], so that no command has to.

use std::net::IpAddr;

use ipnet::IpNet;

use super::outbox::{Ending, Refused};
use crate::wire::limits::PLAIN_LINE_BYTES_MAX;
use crate::wire::note::{self, Note};
use crate::wire::numeric::{self, Numeric};

/// What the operator allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitRules {
    /// Connections in all.
    pub connections_max: usize,
    /// Connections from one address.
    pub connections_per_address_max: usize,
    /// Connections from one IPv6 network of 64 bits.
    pub connections_per_network_max: usize,
    /// Connections that one address (of IPv6, one network of 64 bits) may make in a minute.
    pub connects_per_minute_max: usize,
    /// Who is not held to the three before this, nor to [`Pace`].
    pub trusted: Vec<IpNet>,
    /// How fast one connection may speak.
    pub pace: Pace,
    /// Bytes of a line at the plain door, its end included.
    pub line_bytes_max: usize,
    /// Bytes that may wait for one connection. The sockets are held to it; here it is only told.
    pub queue_bytes_max: usize,
    /// Rooms in all.
    pub rooms_max: usize,
    /// Members of one room.
    pub members_per_room_max: usize,
}

/// How fast one connection may speak; what comes faster is read later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// What others see: messages, and all that changes something.
    pub messages: Rate,
    /// What only whoever asks is answered.
    pub queries: Rate,
}

/// So many at once, and then so many in a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// In a second; 0: there is no limit.
    pub per_second: u32,
    /// At once.
    pub burst: u32,
}

impl LimitRules {
    /// Whether `address` is one that the operator trusts.
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted.iter().any(|range| range.contains(&address))
    }
}

/// This machine.
pub fn this_machine() -> Vec<IpNet> {
    ["127.0.0.0/8", "::1/128"].iter().filter_map(|range| range.parse().ok()).collect()
}

impl Default for LimitRules {
    /// As the settings have it.
    fn default() -> Self {
        Self {
            connections_max: 10_000,
            connections_per_address_max: 50,
            connections_per_network_max: 100,
            connects_per_minute_max: 60,
            trusted: this_machine(),
            pace: Pace {
                messages: Rate { per_second: 2, burst: 20 },
                queries: Rate { per_second: 10, burst: 200 },
            },
            line_bytes_max: PLAIN_LINE_BYTES_MAX,
            queue_bytes_max: 1_048_576,
            rooms_max: 10_000,
            members_per_room_max: 10_000,
        }
    }
}

macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident $setting:literal;)*) => {
        /// A limit that somebody can reach.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Limit {
            $($(#[$doc])* $name,)*
        }

        impl Limit {
            /// All of them, in the order in which they are told.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What it is called, in one word of ASCII.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// The setting that says how much it is; where there is none, what does.
            pub const fn setting(self) -> &'static str {
                match self {
                    $(Self::$name => $setting,)*
                }
            }
        }
    };
}

limits! {
    /// Connections in all.
    Connections "limits.connections_max";
    /// Connections from one address.
    PerAddress "limits.connections_per_address_max";
    /// Connections from one IPv6 network.
    PerNetwork "limits.connections_per_network_max";
    /// Connections in a minute from one address or network.
    Connects "limits.connects_per_minute_max";
    /// TLS handshakes in a second.
    Handshakes "tls.handshakes_per_second";
    /// The time to come in.
    Registration "limits.registration_timeout";
    /// The time to answer a PING.
    Ping "limits.ping_timeout";
    /// Bytes of a line.
    LineBytes "limits.line_bytes_max";
    /// Messages in a second.
    Messages "limits.messages_per_second";
    /// Questions in a second.
    Queries "limits.queries_per_second";
    /// Bytes that wait for one reader.
    Queue "limits.queue_bytes_max";
    /// Time between two messages in one room (its mode `w`).
    Slow "MODE +w";
    /// Bans and mutes of the house.
    Bans "limits.bans_max";
    /// Strangers who enter a room within a while.
    Raid "limits.raid_joins_max";
    /// The same words of one person within a while.
    Repeats "limits.repeats_max";
    /// Rooms in all.
    Rooms "limits.rooms_max";
    /// Rooms of one member.
    RoomsPerMember "limits.rooms_per_member_max";
    /// Members of one room, which its mode `l` may make fewer.
    MembersPerRoom "limits.members_per_room_max";
    /// Masks in the lists of one room.
    Masks "limits.masks_per_room_max";
    /// Characters of a name.
    NameChars "limits.name_chars_max";
    /// Bytes of a topic.
    TopicBytes "limits.topic_bytes_max";
    /// Rooms or people that one command names.
    Targets "limits.targets_max";
    /// Bytes of a message of several lines.
    MultilineBytes "limits.multiline_bytes_max";
    /// Lines of a message of several lines.
    MultilineLines "limits.multiline_lines_max";
    /// Time for a message of several lines.
    Batch "limits.batch_timeout";
    /// Names that one client watches.
    Monitored "limits.monitored_max";
    /// Metadata of one person or room, or subscriptions to it.
    Metadata "limits.metadata_keys_max";
    /// Changes of metadata in a minute.
    MetadataChanges "limits.metadata_changes_per_minute_max";
    /// Wrong passwords and codes in a minute.
    Tries "-";
}

/// How often each limit was reached since the server started.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    reached: [u64; Limit::ALL.len()],
}

impl Counters {
    /// It was reached once more.
    pub fn count(&mut self, limit: Limit) {
        if let Some(reached) = self.reached.get_mut(limit as usize) {
            *reached = reached.saturating_add(1);
        }
    }

    /// It was reached so often, as somebody else counts it.
    pub fn set(&mut self, limit: Limit, count: u64) {
        if let Some(reached) = self.reached.get_mut(limit as usize) {
            *reached = count;
        }
    }

    /// How often it was.
    pub fn reached(&self, limit: Limit) -> u64 {
        self.reached.get(limit as usize).copied().unwrap_or_default()
    }
}

/// A limit as the operator is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitRow {
    /// Which.
    pub limit: Limit,
    /// How much it is; `None` where it is not the settings that say so.
    pub max: Option<u64>,
    /// How much of it is in use, where that is one number.
    pub now: Option<u64>,
    /// How often it was reached.
    pub reached: u64,
}

/// Which limit a numeric says was reached.
pub fn of_numeric(numeric: &Numeric) -> Option<Limit> {
    Some(match numeric.code {
        code if code == numeric::ERR_TOOMANYCHANNELS.code => Limit::RoomsPerMember,
        code if code == numeric::ERR_TOOMANYTARGETS.code => Limit::Targets,
        code if code == numeric::ERR_INPUTTOOLONG.code => Limit::LineBytes,
        code if code == numeric::ERR_BANLISTFULL.code => Limit::Masks,
        code if code == numeric::ERR_MONLISTFULL.code => Limit::Monitored,
        code if code == numeric::ERR_UNAVAILRESOURCE.code => Limit::Rooms,
        code if code == numeric::ERR_CHANNELISFULL.code => Limit::MembersPerRoom,
        _ if numeric.name == numeric::ERR_SLOWMODE.name => Limit::Slow,
        _ if numeric.name == numeric::ERR_REPEATED.name => Limit::Repeats,
        _ => return None,
    })
}

/// Which limit a standard reply says was reached.
pub fn of_note(note: &Note) -> Option<Limit> {
    const ROWS: &[(&Note, Limit)] = &[
        (&note::MULTILINE_MAX_BYTES, Limit::MultilineBytes),
        (&note::MULTILINE_MAX_LINES, Limit::MultilineLines),
        (&note::TIMEOUT, Limit::Batch),
        (&note::METADATA_LIMIT_REACHED, Limit::Metadata),
        (&note::METADATA_RATE_LIMITED, Limit::MetadataChanges),
        (&note::NICK_TOO_LONG, Limit::NameChars),
        (&note::TOO_MANY_TRIES, Limit::Tries),
        (&note::OWNER_TOO_MANY_TRIES, Limit::Tries),
        (&note::PASS_TOO_MANY_TRIES, Limit::Tries),
        (&note::SLOW_MODE, Limit::Slow),
        (&note::REPEATED, Limit::Repeats),
    ];
    let found = ROWS.iter().find(|(known, _)| (known.command, known.code) == (note.command, note.code));
    found.map(|&(_, limit)| limit)
}

/// Which limit keeps somebody at the plain door out.
pub const fn of_refused(why: &Refused) -> Option<Limit> {
    Some(match why {
        Refused::TooLong(_) => Limit::NameChars,
        Refused::TooManyTries => Limit::Tries,
        Refused::RoomFull(_) => Limit::MembersPerRoom,
        _ => return None,
    })
}

/// Which limit ended a connection.
pub const fn of_ending(why: &Ending) -> Option<Limit> {
    Some(match why {
        Ending::RegistrationTimeout(_) => Limit::Registration,
        Ending::PingTimeout(_) => Limit::Ping,
        Ending::ReadsTooSlowly => Limit::Queue,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_told_by_its_name() {
        let mut counters = Counters::default();
        counters.count(Limit::Queue);
        counters.count(Limit::Queue);
        for (place, &limit) in Limit::ALL.iter().enumerate() {
            assert_eq!(limit as usize, place);
            assert_eq!(counters.reached(limit), if limit == Limit::Queue { 2 } else { 0 });
        }
        assert_eq!(of_numeric(&numeric::ERR_BANLISTFULL), Some(Limit::Masks));
        assert_eq!(of_numeric(&numeric::ERR_NOSUCHNICK), None);
        assert_eq!(of_note(&note::TIMEOUT), Some(Limit::Batch));
        assert_eq!(of_note(&note::HISTORY_FINE), None);
        assert_eq!(of_ending(&Ending::ReadsTooSlowly), Some(Limit::Queue));
    }

    #[test]
    fn this_machine_is_trusted_however_it_is_written() {
        let rules = LimitRules::default();
        for address in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert!(rules.trusts(address.parse().unwrap()), "{address}");
        }
        for address in ["128.0.0.1", "::2", "::ffff:10.0.0.1", "2001:db8::1"] {
            assert!(!rules.trusts(address.parse().unwrap()), "{address}");
        }
    }
}
