//! The limits as the operator is told of them at the console: how much each is, how much is in use, how
//! often it was reached. Counted when it is asked for, so that nothing is counted otherwise.

use std::collections::HashMap;
use std::net::IpAddr;

use super::Hall;
use super::limits::{Limit, LimitRow};
use super::rules::Rules;
use super::tries::TRIES_MAX;
use crate::wire::address::network;

impl Hall {
    /// All limits, in their order.
    pub(super) fn limits_told(&self) -> Vec<LimitRow> {
        let row = |&limit: &Limit| LimitRow {
            limit,
            max: max(limit, &self.rules),
            now: self.in_use(limit).map(|count| count as u64),
            reached: self.counters.reached(limit),
        };
        Limit::ALL.iter().map(row).collect()
    }

    /// How much of it is in use; where it is about each of many, by whoever has the most.
    fn in_use(&self, limit: Limit) -> Option<usize> {
        Some(match limit {
            Limit::Connections => self.sessions.len(),
            Limit::PerAddress => self.most_of(Some),
            Limit::PerNetwork => self.most_of(network),
            Limit::Bans => self.bans.len(),
            Limit::Rooms => self.rooms.count(),
            Limit::RoomsPerMember => most(self.members.iter().map(|(_, member)| member.rooms.len())),
            Limit::MembersPerRoom => most(self.rooms.iter().map(|(_, room)| room.count())),
            Limit::Masks => most(self.rooms.iter().map(|(_, room)| room.modes.masks())),
            _ => return None,
        })
    }

    /// How many connections that place has which has the most.
    fn most_of(&self, place: impl Fn(IpAddr) -> Option<IpAddr>) -> usize {
        let mut counts: HashMap<IpAddr, usize> = HashMap::new();
        let counted = self.sessions.iter().filter(|(_, session)| !session.trusted);
        for place in counted.filter_map(|(_, session)| place(session.address.to_canonical())) {
            *counts.entry(place).or_default() += 1;
        }
        most(counts.into_values())
    }
}

fn most(counts: impl Iterator<Item = usize>) -> usize {
    counts.max().unwrap_or_default()
}

/// How much the settings say it is.
fn max(limit: Limit, rules: &Rules) -> Option<u64> {
    let (limits, lengths) = (&rules.limits, &rules.lengths);
    Some(match limit {
        Limit::Connections => limits.connections_max as u64,
        Limit::PerAddress => limits.connections_per_address_max as u64,
        Limit::PerNetwork => limits.connections_per_network_max as u64,
        Limit::Connects => limits.connects_per_minute_max as u64,
        Limit::Registration => rules.registration_timeout.as_secs(),
        Limit::Ping => rules.ping_timeout.as_secs(),
        Limit::LineBytes => limits.line_bytes_max as u64,
        Limit::Messages => limits.pace.messages.per_second.into(),
        Limit::Queries => limits.pace.queries.per_second.into(),
        Limit::Queue => limits.queue_bytes_max as u64,
        Limit::Bans => rules.order.bans_max as u64,
        Limit::Raid => rules.order.raid_joins_max as u64,
        Limit::Repeats => rules.order.repeats_max as u64,
        Limit::Rooms => limits.rooms_max as u64,
        Limit::RoomsPerMember => rules.rooms_per_member_max as u64,
        Limit::MembersPerRoom => limits.members_per_room_max as u64,
        Limit::Masks => rules.masks_per_room_max as u64,
        Limit::NameChars => lengths.name_chars_max as u64,
        Limit::TopicBytes => lengths.topic_bytes_max as u64,
        Limit::Targets => lengths.targets_max as u64,
        Limit::MultilineBytes => lengths.multiline_bytes_max as u64,
        Limit::MultilineLines => lengths.multiline_lines_max as u64,
        Limit::Batch => rules.batch_timeout.as_secs(),
        Limit::Monitored => rules.monitored_max as u64,
        Limit::Metadata => rules.metadata.keys_max as u64,
        Limit::MetadataChanges => rules.metadata.changes_per_minute_max as u64,
        Limit::Tries => TRIES_MAX.into(),
        Limit::Handshakes => return rules.tls.handshakes_max.map(u64::from),
        // Each room has its own.
        Limit::Slow => return None,
    })
}
