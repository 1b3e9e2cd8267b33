//! What the server has told about itself: its capabilities (CAP) and its limits and customs
//! (RPL_ISUPPORT, Modern IRC, "Feature Advertisement"). Whatever it does not tell has the value
//! that the protocol says it has then.

use std::sync::Arc;

use super::{PAGE_MESSAGES_ASKED, PAGE_MESSAGES_MAX};
use crate::wire::caps::{self, Caps};
use crate::wire::limits::{MULTILINE_BYTES_MAX, MULTILINE_LINES_MAX};
use crate::wire::mode::{self, Change, Sense};
use crate::wire::name::fold;

/// The capabilities that we can use, echo and labels aside.
pub(super) const USED: Caps = caps::AWAY_NOTIFY
    .with(caps::BATCH)
    .with(caps::CAP_NOTIFY)
    .with(caps::CHANNEL_RENAME)
    .with(caps::EXTENDED_JOIN)
    .with(caps::EXTENDED_MONITOR)
    .with(caps::INVITE_NOTIFY)
    .with(caps::MESSAGE_TAGS)
    .with(caps::MULTILINE)
    .with(caps::MULTI_PREFIX)
    .with(caps::SERVER_TIME)
    .with(caps::SETNAME)
    .with(caps::STANDARD_REPLIES)
    .with(caps::RESUME)
    .with(caps::ACCOUNT_REGISTRATION)
    .with(caps::CHATHISTORY)
    .with(caps::MESSAGE_REDACTION)
    .with(caps::READ_MARKER)
    .with(caps::SASL)
    .with(caps::SEARCH);

/// One that our own server has no use for, and that is not in its table therefore.
pub(super) const CHGHOST: &str = "chghost";

/// How names are folded before they are compared (ISUPPORT `CASEMAPPING`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Casemapping {
    Ascii,
    #[default]
    Rfc1459,
    Rfc1459Strict,
    /// `rfc7613` and `rfc8265`: PRECIS.
    Precis,
}

impl Casemapping {
    /// What a name is found by.
    pub fn fold(self, name: &str) -> String {
        let rfc1459 = |c: char| match c {
            '[' => '{',
            ']' => '}',
            '\\' => '|',
            c => c.to_ascii_lowercase(),
        };
        match self {
            Casemapping::Ascii => name.to_ascii_lowercase(),
            Casemapping::Rfc1459Strict => name.chars().map(rfc1459).collect(),
            Casemapping::Rfc1459 => name.chars().map(|c| if c == '~' { '^' } else { rfc1459(c) }).collect(),
            Casemapping::Precis => fold(name).unwrap_or_else(|| name.to_lowercase()),
        }
    }
}

/// How much one message of several lines may hold (IRCv3 multiline).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Multiline {
    pub bytes_max: usize,
    pub lines_max: usize,
}

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Server {
    /// What we have negotiated.
    pub caps: Caps,
    /// What it would let us have.
    pub offered: Caps,
    /// Whether it offers [`CHGHOST`].
    pub offers_chghost: bool,
    /// How many names it watches for us (`MONITOR`), if it does.
    pub monitor: Option<usize>,
    /// Whether it passes on nobody's typing (`CLIENTTAGDENY`).
    pub denies_typing: bool,
    pub multiline: Multiline,
    /// Messages that one page of history may have (`CHATHISTORY`).
    pub page_messages_max: usize,
    /// The ways to log in (`sasl=`), if it names them.
    pub mechanisms: Vec<String>,
    pub network: Option<Arc<str>>,
    /// Characters of a name.
    pub name_max: Option<usize>,
    /// The operator's name on the wire; only a `chatroom` server has one (`CHATROOM`).
    pub operator: Option<Arc<str>>,
    /// Where to go without a room of one's own choice (`LOBBY`).
    lobby: Option<String>,
    pub casemapping: Casemapping,
    room_signs: String,
    /// Modes that are roles in a room, and the sign of each, highest first.
    roles: Vec<(char, char)>,
    /// Modes of a room that have a parameter whenever they are set or unset, and only when set.
    modes_with_param: [String; 2],
}

impl Default for Server {
    fn default() -> Self {
        Self {
            caps: Caps::default(),
            offered: Caps::default(),
            offers_chghost: false,
            monitor: None,
            denies_typing: false,
            // A server that offers multiline must say these; they serve for one that does not.
            multiline: Multiline { bytes_max: 4096, lines_max: 24 },
            page_messages_max: PAGE_MESSAGES_ASKED,
            mechanisms: Vec::new(),
            network: None,
            name_max: None,
            operator: None,
            lobby: None,
            casemapping: Casemapping::Rfc1459,
            room_signs: "#&".to_owned(),
            roles: vec![('o', '@'), ('v', '+')],
            modes_with_param: ["beIqk".to_owned(), "l".to_owned()],
        }
    }
}

impl Server {
    /// Takes note of a capability on offer, with its value if it has one (`CAP LS`, `CAP NEW`).
    pub fn offer(&mut self, word: &str) {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        self.offers_chghost |= name == CHGHOST;
        let Some(cap) = Caps::named(name) else { return };
        self.offered = self.offered.with(cap);
        if cap == caps::SASL {
            self.mechanisms = value.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        }
        if cap == caps::MULTILINE {
            for (key, value) in value.split(',').filter_map(|part| part.split_once('=')) {
                let Ok(number) = value.parse::<usize>() else { continue };
                match key {
                    "max-bytes" => self.multiline.bytes_max = number.clamp(1, MULTILINE_BYTES_MAX),
                    "max-lines" => self.multiline.lines_max = number.clamp(1, MULTILINE_LINES_MAX),
                    _ => {}
                }
            }
        }
    }

    /// Takes note of one token of RPL_ISUPPORT. A token that makes no sense changes nothing.
    pub fn support(&mut self, token: &str) {
        let (key, value) = token.split_once('=').unwrap_or((token, ""));
        let value = unescape(value);
        match key {
            "CASEMAPPING" => {
                self.casemapping = match value.as_str() {
                    "ascii" => Casemapping::Ascii,
                    "rfc1459-strict" => Casemapping::Rfc1459Strict,
                    "rfc7613" | "rfc8265" => Casemapping::Precis,
                    _ => Casemapping::Rfc1459,
                }
            }
            "CHANTYPES" => self.room_signs = value,
            "PREFIX" => self.roles = parse_roles(&value),
            "CHANMODES" => {
                let mut groups = value.split(',');
                let mut group = || groups.next().unwrap_or_default();
                // A (lists) and B always have a parameter, C only when set, D never.
                self.modes_with_param = [[group(), group()].concat(), group().to_owned()];
            }
            // Without a number there is no limit.
            "MONITOR" => self.monitor = Some(value.parse().unwrap_or(usize::MAX)),
            // 0: no limit.
            "CHATHISTORY" => {
                self.page_messages_max = match value.parse() {
                    Ok(0) | Err(_) => PAGE_MESSAGES_ASKED,
                    Ok(number) => PAGE_MESSAGES_MAX.min(number),
                }
            }
            "CLIENTTAGDENY" => self.denies_typing = denies(&value, "typing"),
            "NETWORK" if !value.is_empty() => self.network = Some(value.as_str().into()),
            "NICKLEN" => self.name_max = value.parse().ok(),
            "CHATROOM" if !value.is_empty() => self.operator = Some(value.as_str().into()),
            "LOBBY" if !value.is_empty() => self.lobby = Some(value),
            _ => {}
        }
    }

    /// Where to go without a room of one's own choice; only a `chatroom` server says so.
    pub fn lobby(&self) -> Option<String> {
        self.lobby.clone().filter(|_| self.operator.is_some())
    }

    /// What a name is found by.
    pub fn fold(&self, name: &str) -> String {
        self.casemapping.fold(name)
    }

    /// Whether `target` is a room and no person.
    pub fn is_room(&self, target: &str) -> bool {
        target.starts_with(|first| self.room_signs.contains(first))
    }

    /// The room behind the role signs that a message to some of its members is sent to (`@#room`).
    pub fn room_of_target<'a>(&self, target: &'a str) -> Option<&'a str> {
        let bare = target.trim_start_matches(|sign| self.roles.iter().any(|(_, role)| *role == sign));
        [target, bare].into_iter().find(|name| self.is_room(name))
    }

    /// Splits a word of RPL_NAMREPLY into role signs and name; a host behind the name is left out.
    pub fn split_roles<'a>(&self, word: &'a str) -> (&'a str, &'a str) {
        let name = word.trim_start_matches(|sign| self.roles.iter().any(|(_, role)| *role == sign));
        let (roles, name) = word.split_at(word.len() - name.len());
        (roles, name.split('!').next().unwrap_or(name))
    }

    /// The sign of a mode, if it is a role.
    pub fn role_sign(&self, mode: char) -> Option<char> {
        self.roles.iter().find(|(role, _)| *role == mode).map(|(_, sign)| *sign)
    }

    /// `roles` with `sign`, or without it, highest first.
    pub fn change_roles(&self, roles: &str, sign: char, set: bool) -> String {
        let has = |role: char| if role == sign { set } else { roles.contains(role) };
        self.roles.iter().map(|(_, role)| *role).filter(|role| has(*role)).collect()
    }

    /// What has changed in a room, as this server means it.
    pub fn read_modes(&self, words: &[&str]) -> Vec<Change> {
        mode::read(words, |letter, on| (self.mode_sense(letter), self.mode_has_param(letter, on)))
    }

    /// What a letter means here. A list `q` is a list of those who may not speak, where there is one.
    fn mode_sense(&self, letter: char) -> Sense {
        let [lists_and_keys, _] = &self.modes_with_param;
        match self.role_sign(letter) {
            Some('~') => Sense::Owner,
            Some('@') => Sense::Operator,
            Some('+') => Sense::Voice,
            Some(_) => Sense::Other(letter),
            None if self.operator.is_some() => mode::ours(letter),
            None if letter == 'q' && lists_and_keys.contains('q') => Sense::Mute,
            None => mode::common(letter),
        }
    }

    /// Whether a mode of a room has a parameter.
    pub fn mode_has_param(&self, mode: char, set: bool) -> bool {
        let [always, when_set] = &self.modes_with_param;
        self.role_sign(mode).is_some() || always.contains(mode) || (set && when_set.contains(mode))
    }
}

/// Whether a list of denied tags holds this one: by its name, or by `*` without `-name` among its
/// exceptions (IRCv3 message-tags, "CLIENTTAGDENY").
fn denies(list: &str, tag: &str) -> bool {
    let mut words = list.split(',');
    if list.split(',').any(|word| word == "*") {
        return !words.any(|word| word.strip_prefix('-') == Some(tag));
    }
    words.any(|word| word == tag)
}

/// `(ov)@+` as pairs.
fn parse_roles(value: &str) -> Vec<(char, char)> {
    let Some((modes, signs)) = value.strip_prefix('(').and_then(|rest| rest.split_once(')')) else {
        return Vec::new();
    };
    modes.chars().zip(signs.chars()).collect()
}

/// A value of RPL_ISUPPORT with its `\xHH` read.
fn unescape(value: &str) -> String {
    if !value.contains("\\x") {
        return value.to_owned();
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = match rest {
            [b'\\', b'x', high, low, behind @ ..] => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                digit(high)
                    .zip(digit(low))
                    .and_then(|(high, low)| u8::try_from(high * 16 + low).ok())
                    .zip(Some(behind))
            }
            _ => None,
        };
        let (byte, behind) = escaped.unwrap_or((*first, after));
        bytes.push(byte);
        rest = behind;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_and_nonsense_changes_nothing() {
        let mut server = Server::default();
        for token in [
            "CASEMAPPING=ascii",
            "CHANTYPES=#",
            "PREFIX=(qov)~@+",
            "CHANMODES=b,k,l,imnst",
            "NETWORK=The\\x20House",
            "NICKLEN=30",
            "CHATROOM=管理员",
            "LOBBY=#lobby",
            "NICKLEN_NOT=1",
            "",
            "=",
        ] {
            server.support(token);
        }
        assert_eq!(server.network.as_deref(), Some("The House"));
        assert_eq!(server.name_max, Some(30));
        assert_eq!(server.operator.as_deref(), Some("管理员"));
        assert_eq!(server.lobby().as_deref(), Some("#lobby"));
        assert_eq!(server.fold("A[~"), "a[~");
        assert!(server.is_room("#a") && !server.is_room("&a") && !server.is_room(""));
        assert_eq!(server.split_roles("~@alice!a@b"), ("~@", "alice"));
        assert_eq!(server.room_of_target("@#a"), Some("#a"));
        assert_eq!(server.room_of_target("alice"), None);
        assert_eq!(server.change_roles("+", '@', true), "@+");
        assert_eq!(server.change_roles("@+", '@', false), "+");
        assert!(server.mode_has_param('l', true) && !server.mode_has_param('l', false));
        assert!(server.mode_has_param('k', false) && !server.mode_has_param('n', true));
    }

    #[test]
    fn names_are_folded_as_the_server_says() {
        let mut server = Server::default();
        assert_eq!(server.fold("A[]\\~"), "a{}|^");
        server.support("CASEMAPPING=rfc1459-strict");
        assert_eq!(server.fold("A[]\\~"), "a{}|~");
        server.support("CASEMAPPING=rfc8265");
        assert_eq!(server.fold("Ａlice"), "alice");
    }

    #[test]
    fn offers_are_bounded() {
        let mut server = Server::default();
        server.offer("draft/multiline=max-bytes=99999999,max-lines=99999,x=y,z");
        assert_eq!(
            server.multiline,
            Multiline { bytes_max: MULTILINE_BYTES_MAX, lines_max: MULTILINE_LINES_MAX }
        );
        server.offer("draft/multiline=max-bytes=0,max-lines=-4");
        assert_eq!(server.multiline, Multiline { bytes_max: 1, lines_max: MULTILINE_LINES_MAX });
        server.offer("unheard-of");
        assert!(server.offered == caps::MULTILINE);
    }

    #[test]
    fn tags_may_be_denied() {
        let table = [
            ("", false),
            ("*", true),
            ("*,-typing", false),
            ("*,-react", true),
            ("typing", true),
            ("react", false),
        ];
        for (list, expected) in table {
            let mut server = Server::default();
            server.support(&format!("CLIENTTAGDENY={list}"));
            assert_eq!(server.denies_typing, expected, "{list:?}");
        }
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(unescape("a\\x3Db\\x20c"), "a=b c");
        assert_eq!(unescape("\\x"), "\\x");
        assert_eq!(unescape("\\xzz\\x4"), "\\xzz\\x4");
    }
}
