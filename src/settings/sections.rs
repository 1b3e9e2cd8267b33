//! The settings themselves: each with what it may hold and its default, in the order of
//! `chatroom.toml`, which explains them to the operator.
//!
//! Adding one is a line here and one in `chatroom.toml`; a test compares the two.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::choices::{AlwaysOn, Calls, EntryWho, Face, OnFailure, Registration, Sync, TlsMode};
use super::expects::{parse_network, parse_room};
use super::{Colors, Expects, Key, Keys, forms};
use crate::wire::{RoomName, limits};

/// Writes a section: its struct, its defaults and its part of the table of keys.
macro_rules! section {
    (
        $(#[$meta:meta])*
        $Section:ident $prefix:literal {
            $($(#[$field_meta:meta])* $field:ident: $Type:ty [$expects:expr] = $default:expr;)*
        } $($(#[$sub_meta:meta])* $sub:ident: $Sub:ty;)*
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        pub struct $Section {
            $($(#[$field_meta])* pub $field: $Type,)*
            $($(#[$sub_meta])* pub $sub: $Sub,)*
        }

        impl Default for $Section {
            fn default() -> Self {
                Self { $($field: $default,)* $($sub: <$Sub>::default(),)* }
            }
        }

        impl $Section {
            /// The keys of this section and what they may hold.
            pub const KEYS: &'static [Key] =
                &[$(Key { name: concat!($prefix, stringify!($field)), expects: $expects }),*];
        }
    };
}

section! {
    /// Every setting.
    Settings "" {
        /// The language: a folder's name, a language tag, or `auto`.
        lang: String [Expects::Line] = "auto".to_owned();
        /// Where further languages and sentences are.
        #[serde(with = "forms::optional")]
        locale_dir: Option<PathBuf> [Expects::Path] = None;
        /// Who may become an operator of the house; in a file a table each.
        // The crate `config` keeps no empty lists.
        #[serde(with = "forms::operators", default)]
        oper: Vec<Oper> [Expects::Operators] = Vec::new();
    }
    /// What `chatroom serve` does.
    serve: Serve;
    /// How it is encrypted.
    tls: Tls;
    /// Who runs the server.
    admin: Admin;
    /// What is remembered.
    history: History;
    /// Who may have an account.
    accounts: Accounts;
    /// Who may come in.
    entry: Entry;
    /// What `chatroom join` does.
    join: Join;
    /// How much the server bears.
    limits: Limits;
}

section! {
    /// What `chatroom serve` does.
    Serve "serve." {
        /// The addresses to listen on; never empty.
        #[serde(with = "forms::addresses")]
        host: Vec<IpAddr> [Expects::Addresses] = vec![Ipv4Addr::UNSPECIFIED.into()];
        /// The port; 0 lets the system choose one.
        port: u16 [Expects::Port { min: 0 }] = 5555;
        /// The proxies that say who stands behind them.
        #[serde(with = "forms::networks", default)]
        proxies: Vec<IpNet> [Expects::Networks] = Vec::new();
        /// The room of those who name none.
        #[serde(with = "forms::room")]
        room: RoomName [Expects::Room] = default_room();
        /// The file whose first line must be said to come in.
        #[serde(with = "forms::optional")]
        password_file: Option<PathBuf> [Expects::Path] = None;
        /// Whether standard output tells what happens.
        transcript: bool [Expects::Switch] = true;
        /// Whether an IRC client that enters no room is put into `room`.
        auto_join: bool [Expects::Switch] = true;
        /// The server's name; it holds a dot.
        name: String [Expects::ServerName] = "chatroom.local".to_owned();
        /// The network's name; one word.
        network: String [Expects::Word] = "chatroom".to_owned();
        /// What the server says of itself; empty: a sentence in its language.
        description: String [Expects::Line] = String::new();
        /// The message of the day, of any number of lines; empty: none.
        motd: String [Expects::Text] = String::new();
        /// Client-only tags that do not go along: `*`, names, `-` before those that do.
        client_tags_denied: String [Expects::Tags] = String::new();
        /// How long what is queued may take to be delivered when a connection or the server ends.
        #[serde(with = "forms::seconds")]
        drain_grace: Duration [Expects::Number { min: 0, max: 60 }] = Duration::from_secs(2);
    }
}

/// Somebody who may become an operator of the house (OPER).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oper {
    /// The name to say.
    pub name: String,
    /// What the password was made into ([`super::hash`]).
    pub password_hash: String,
}

section! {
    /// How those who come in are protected on the way.
    Tls "tls." {
        /// Whether TLS is spoken with them.
        mode: TlsMode [Expects::OneOf(TlsMode::WORDS)] = TlsMode::On;
        /// The file with the certificate; `None`: the one that is made.
        #[serde(with = "forms::optional")]
        cert: Option<PathBuf> [Expects::Path] = None;
        /// The file with its key.
        #[serde(with = "forms::optional")]
        key: Option<PathBuf> [Expects::Path] = None;
        /// For how long IRC clients are told to come by TLS only (IRCv3 STS); 0: they are not told.
        #[serde(with = "forms::seconds")]
        sts: Duration [Expects::Number { min: 0, max: 63_072_000 }] = Duration::ZERO;
        /// Handshakes that begin in a second; 0: no limit.
        handshakes_per_second: u32 [Expects::Number { min: 0, max: 100_000 }] = 500;
    }
}

section! {
    /// Who runs the server, as ADMIN tells it.
    Admin "admin." {
        /// Where it is.
        location1: String [Expects::Line] = String::new();
        /// Whose it is.
        location2: String [Expects::Line] = String::new();
        /// How to reach them.
        email: String [Expects::Line] = String::new();
    }
}

section! {
    /// What is remembered, and where.
    History "history." {
        /// Whether it outlives the server; else it is kept in memory alone.
        enabled: bool [Expects::Switch] = true;
        /// The folder; `None`: the platform's own ([`super::data_dir`]).
        #[serde(with = "forms::optional")]
        dir: Option<PathBuf> [Expects::Path] = None;
        /// What a message has survived by the time it is shown.
        sync: Sync [Expects::OneOf(Sync::WORDS)] = Sync::Second;
        /// Messages of a room that are shown to whoever enters it.
        replay: usize [Expects::Number { min: 0, max: 1000 }] = 50;
        /// Messages of one answer to a client that asks for them.
        page_max: usize [Expects::Number { min: 1, max: 1000 }] = 100;
        /// Days after which a message goes; 0: never.
        keep_days: u64 [Expects::Number { min: 0, max: 36_500 }] = 0;
        /// Messages of a room beyond which the oldest go; 0: none do.
        keep_messages: u64 [Expects::Number { min: 0, max: 1_000_000_000_000 }] = 0;
        /// Millions of bytes of a room beyond which the oldest messages go; 0: none do.
        keep_megabytes: u64 [Expects::Number { min: 0, max: 1_000_000_000 }] = 0;
        /// Minutes within which somebody may take back what they said; 0: for ever.
        redact_minutes: u64 [Expects::Number { min: 0, max: 52_560_000 }] = 0;
        /// What is done while nothing can be written.
        on_failure: OnFailure [Expects::OneOf(OnFailure::WORDS)] = OnFailure::GoOn;
        /// Bytes that may wait to be shown until what they tell is written.
        held_bytes_max: usize [Expects::Number { min: 65_536, max: 1_073_741_824 }] = 524_288;
        /// Bytes that may wait in memory until they can be written, while the disk fails.
        unwritten_bytes_max: usize [Expects::Number { min: 65_536, max: 1_073_741_824 }] = 67_108_864;
        /// Messages of a room that are kept if all is kept in memory; 0: then nothing is remembered.
        memory_messages_max: u64 [Expects::Number { min: 0, max: 10_000_000 }] = 10_000;
    }
}

section! {
    /// Who may have an account.
    Accounts "accounts." {
        /// Who may register one.
        registration: Registration [Expects::OneOf(Registration::WORDS)] = Registration::Open;
        /// Whether that may be done before coming in.
        before_connect: bool [Expects::Switch] = true;
        /// Whether an address must be given.
        email_required: bool [Expects::Switch] = false;
        /// Characters of a password at least.
        password_chars_min: usize [Expects::Number { min: 1, max: 100 }] = 8;
        /// Rounds of PBKDF2 for SCRAM-SHA-256.
        scram_iterations: u32 [Expects::Number { min: 600_000, max: 10_000_000 }] = 600_000;
        /// Who is present without a connection.
        always_on: AlwaysOn [Expects::OneOf(AlwaysOn::WORDS)] = AlwaysOn::OptIn;
    }
}

section! {
    /// Who may come in.
    Entry "entry." {
        /// Who.
        who: EntryWho [Expects::OneOf(EntryWho::WORDS)] = EntryWho::Everyone;
    }
}

section! {
    /// What `chatroom join` does.
    Join "join." {
        /// The server's name or address.
        host: String [Expects::Host] = "127.0.0.1".to_owned();
        /// Its port.
        port: u16 [Expects::Port { min: 1 }] = 5555;
        /// The name to have there; `None`: ask. May be unfit: the server says why.
        #[serde(with = "forms::optional")]
        name: Option<String> [Expects::Line] = None;
        /// The room to enter; `None`: the server's own.
        #[serde(with = "forms::optional_room")]
        room: Option<RoomName> [Expects::OptionalRoom] = None;
        /// The file whose first line is the server's password.
        #[serde(with = "forms::optional")]
        password_file: Option<PathBuf> [Expects::Path] = None;
        /// Whether the way there is TLS; else all of it is clear text.
        tls: bool [Expects::Switch] = true;
        /// The file with our certificate and its key, to show to the server.
        #[serde(with = "forms::optional")]
        client_cert: Option<PathBuf> [Expects::Path] = None;
        /// How many messages of before are shown on entering a room.
        history: usize [Expects::Number { min: 0, max: 1000 }] = 50;
        /// For how long it is tried to come back after a connection was lost; 0: not at all.
        #[serde(with = "forms::seconds")]
        reconnect_max: Duration [Expects::Number { min: 0, max: 604_800 }] = Duration::from_secs(600);
        /// How it shows what happens.
        face: Face [Expects::OneOf(Face::WORDS)] = Face::Auto;
        /// How the screen calls whoever looks elsewhere.
        notify: Calls [Expects::OneOf(Calls::WORDS)] = Calls::Bell;
        /// Whether the screen takes the mouse; F9 changes it.
        mouse: bool [Expects::Switch] = false;
    }
    /// What the screen looks like.
    colors: Colors;
    /// Which key does what on the screen.
    keys: Keys;
}

section! {
    /// How much the server bears.
    Limits "limits." {
        /// Who is not held to rates, nor to what one address may have.
        #[serde(with = "forms::networks", default)]
        trusted: Vec<IpNet> [Expects::Networks] = this_machine();
        /// Connections in all.
        connections_max: usize [Expects::Number { min: 1, max: 1_000_000 }] = 10_000;
        /// Connections from one address.
        connections_per_address_max: usize [Expects::Number { min: 1, max: 1_000_000 }] = 50;
        /// Connections from one IPv6 network of 64 bits.
        connections_per_network_max: usize [Expects::Number { min: 1, max: 1_000_000 }] = 100;
        /// Connections that one address or such a network may make in a minute.
        connects_per_minute_max: usize [Expects::Number { min: 1, max: 1_000_000 }] = 60;
        /// How long a newcomer may take to come in.
        #[serde(with = "forms::seconds")]
        registration_timeout: Duration [Expects::Number { min: 1, max: 3600 }] = Duration::from_secs(30);
        /// After how long a silence an IRC client is asked whether it is there.
        #[serde(with = "forms::seconds")]
        ping_every: Duration [Expects::Number { min: 1, max: 86_400 }] = Duration::from_secs(120);
        /// How long it may take to answer.
        #[serde(with = "forms::seconds")]
        ping_timeout: Duration [Expects::Number { min: 1, max: 86_400 }] = Duration::from_secs(60);
        /// How long a client may leave a batch open.
        #[serde(with = "forms::seconds")]
        batch_timeout: Duration [Expects::Number { min: 1, max: 3600 }] = Duration::from_secs(30);
        /// Messages of one connection in a second, once its burst is used up; 0: no limit.
        messages_per_second: u32 [Expects::Number { min: 0, max: 10_000 }] = 2;
        /// Messages of one connection at once.
        messages_burst: u32 [Expects::Number { min: 1, max: 10_000 }] = 20;
        /// Questions of one connection in a second, once its burst is used up; 0: no limit.
        queries_per_second: u32 [Expects::Number { min: 0, max: 10_000 }] = 10;
        /// Questions of one connection at once.
        queries_burst: u32 [Expects::Number { min: 1, max: 10_000 }] = 200;
        /// Bytes of a line at the plain door.
        line_bytes_max: usize [Expects::Number { min: 512, max: 17_408 }] = limits::PLAIN_LINE_BYTES_MAX;
        /// Bytes that may wait for one member.
        queue_bytes_max: usize [Expects::Number { min: 65_536, max: 1_073_741_824 }] = 1_048_576;
        /// How long speakers are held up by a member whose queue is more than half full.
        #[serde(with = "forms::seconds")]
        slow_reader_grace: Duration [Expects::Number { min: 0, max: 3600 }] = Duration::from_secs(2);
        /// Rooms in all.
        rooms_max: usize [Expects::Number { min: 1, max: 1_000_000 }] = 10_000;
        /// Members of one room.
        members_per_room_max: usize [Expects::Number { min: 1, max: 1_000_000 }] = 10_000;
        /// Rooms in which one member may be.
        rooms_per_member_max: usize [Expects::Number { min: 1, max: 1000 }] = 20;
        /// Masks in the lists of one room, all together.
        masks_per_room_max: usize [Expects::Number { min: 1, max: 10_000 }] = 100;
        /// Bans and mutes of the whole house.
        bans_max: usize [Expects::Number { min: 1, max: 100_000 }] = 1000;
        /// Strangers who may enter a room within `raid_seconds`; 0: as many as like.
        raid_joins_max: usize [Expects::Number { min: 0, max: 100_000 }] = 30;
        /// Within how long they are counted.
        #[serde(with = "forms::seconds")]
        raid_seconds: Duration [Expects::Number { min: 1, max: 3600 }] = Duration::from_secs(10);
        /// Minutes for which only those with an account and the invited enter a room that so many have.
        raid_brake_minutes: u64 [Expects::Number { min: 1, max: 1440 }] = 10;
        /// How often somebody may say the same within `repeats_seconds`; 0: as often as they like.
        repeats_max: usize [Expects::Number { min: 0, max: 60 }] = 3;
        /// Within how long it is counted.
        #[serde(with = "forms::seconds")]
        repeats_seconds: Duration [Expects::Number { min: 1, max: 3600 }] = Duration::from_secs(30);
        /// Characters of a name.
        name_chars_max: usize [Expects::Number { min: 1, max: 30 }] = limits::NAME_CHARS_MAX;
        /// Bytes of a room's name, `#` included.
        room_name_bytes_max: usize [Expects::Number { min: 2, max: 64 }] = limits::ROOM_NAME_BYTES_MAX;
        /// Bytes of a topic.
        topic_bytes_max: usize [Expects::Number { min: 1, max: 390 }] = limits::TOPIC_BYTES_MAX;
        /// Bytes of a reason to kick, to leave or to be away.
        reason_bytes_max: usize [Expects::Number { min: 1, max: 300 }] = limits::REASON_BYTES_MAX;
        /// Bytes of a real name.
        realname_bytes_max: usize [Expects::Number { min: 1, max: 150 }] = limits::REALNAME_BYTES_MAX;
        /// Bytes of a room's key.
        key_bytes_max: usize [Expects::Number { min: 1, max: 32 }] = limits::KEY_BYTES_MAX;
        /// Rooms or people that one command may name.
        targets_max: usize [Expects::Number { min: 1, max: 50 }] = limits::TARGETS_MAX;
        /// Changes with a parameter in one MODE.
        mode_changes_max: usize [Expects::Number { min: 1, max: 50 }] = limits::MODE_CHANGES_MAX;
        /// Bytes of one message of several lines.
        multiline_bytes_max: usize [Expects::Number { min: 512, max: 65_536 }] = limits::MULTILINE_BYTES_MAX;
        /// Lines of one message of several lines.
        multiline_lines_max: usize [Expects::Number { min: 1, max: 4_096 }] = limits::MULTILINE_LINES_MAX;
        /// Names that one client may watch.
        monitored_max: usize [Expects::Number { min: 1, max: 10_000 }] = 100;
        /// How many of those who left are remembered.
        past_max: usize [Expects::Number { min: 0, max: 1_000_000 }] = 1000;
        /// Metadata keys of one person or room.
        metadata_keys_max: usize [Expects::Number { min: 1, max: 1000 }] = 25;
        /// Metadata keys that one client may subscribe to.
        metadata_subscriptions_max: usize [Expects::Number { min: 1, max: 1000 }] = 50;
        /// Bytes of one metadata value.
        metadata_value_bytes_max: usize [Expects::Number { min: 1, max: 300 }] = 200;
        /// Metadata values that are told at once to a client that enters.
        metadata_sync_max: usize [Expects::Number { min: 0, max: 10_000 }] = 500;
        /// Changes of metadata that one client may make in a minute.
        metadata_changes_per_minute_max: usize [Expects::Number { min: 1, max: 100_000 }] = 120;
    }
}

/// The addresses that only this machine has.
fn this_machine() -> Vec<IpNet> {
    ["127.0.0.0/8", "::1/128"].iter().filter_map(|range| parse_network(range)).collect()
}

/// The room of those who name none.
fn default_room() -> RoomName {
    parse_room("#lobby").expect("the default room has a fit name")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::layers::FileLayer;
    use crate::settings::{Sources, keys, load, show};

    const FILE: &str = include_str!("../../chatroom.toml");

    #[test]
    fn the_file_in_the_repository_holds_exactly_the_defaults() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/chatroom.toml");
        let loaded = load(Sources { file: Some(path.into()), ..Sources::default() }).unwrap();
        let shown = |settings| show::settings(settings, |_| String::new()).unwrap();
        assert_eq!(shown(&loaded.settings), shown(&Settings::default()));
    }

    #[test]
    fn the_file_in_the_repository_names_and_explains_every_setting_in_order() {
        let mut section = String::new();
        let mut named = Vec::new();
        let mut before = "";
        for line in FILE.lines() {
            if line == "# [[oper]]" {
                // A list of tables, which is empty where none stands.
                assert!(before.starts_with('#'), "{line} is not explained");
                named.push("oper".to_owned());
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = format!("{name}.");
            } else if let Some((name, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
                assert!(before.starts_with('#'), "{name} is not explained");
                named.push(format!("{section}{name}"));
            }
            before = line;
        }
        assert_eq!(named, keys().map(|key| key.name.to_owned()).collect::<Vec<_>>());
    }

    #[test]
    fn what_holds_from_the_start_is_named_in_the_file() {
        let (head, _) = FILE.split_once("\nlang = ").unwrap();
        for name in crate::settings::FIXED_AT_START {
            let key = crate::settings::key(name).unwrap_or_else(|| panic!("{name} is no setting"));
            assert!(head.contains(key.parts().1), "{name}");
        }
    }

    #[test]
    fn every_default_is_what_its_key_expects() {
        let text = show::settings(&Settings::default(), |_| String::new()).unwrap();
        let layer = FileLayer::parse("defaults.toml".as_ref(), text).unwrap();
        assert!(layer.problems().is_empty(), "{:?}", layer.problems());
        for key in keys() {
            assert!(layer.value(key).is_some(), "{}", key.name);
        }
    }
}
