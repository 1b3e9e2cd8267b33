//! The burst that greets an IRC client (Modern IRC, "Connection Registration").

use super::command::Ctx;
use super::modes::{Kind, List};
use super::outbox::Effect;
use super::rules::AUTO_JOIN_AFTER;
use super::timers::Due;
use super::{modes, user_modes};
use crate::wire::caps::{BATCH, Caps, EXTENDED_ISUPPORT};
use crate::wire::limits::{HOST_BYTES_MAX, LINE_BYTES_MAX, USER_BYTES_MAX};
use crate::wire::mask::{ABOUT_ACCOUNTS, ABOUT_SPEAKING, EXTENDED};
use crate::wire::{ConnId, numeric};

impl Ctx<'_> {
    /// Greets a new member.
    pub(super) fn welcome(&mut self) {
        let Some(nick) = self.who().map(|who| who.name) else { return };
        let rules = self.hall.rules.clone();
        let server = rules.server_name.as_str();
        let version = self.version();
        self.reply(&numeric::RPL_WELCOME, &[&rules.network, &nick]);
        self.reply(&numeric::RPL_YOURHOST, &[server, &version]);
        self.reply(&numeric::RPL_CREATED, &[&iso_time(rules.created_ms)]);
        let info = [
            server,
            &version,
            &user_modes::letters(),
            &modes::all_letters(),
            &modes::letters_with_parameter(),
        ];
        self.reply(&numeric::RPL_MYINFO, &info);
        self.isupport();
        self.lusers();
        self.sync_oneself();
        self.motd();
        self.give_token();
        let (now, conn) = (self.now.uptime, self.conn);
        self.hall.timers.set(now + rules.ping_every, conn, Due::Pulse);
        if rules.auto_join {
            self.hall.timers.set(now + AUTO_JOIN_AFTER, conn, Due::AutoJoin);
        }
    }

    /// What the program calls itself.
    pub(super) fn version(&self) -> String {
        format!("chatroom-{}", self.hall.rules.version)
    }

    /// What is supported; to those who know it in a batch (IRCv3 extended-isupport: "The server
    /// MUST NOT send any unbatched RPL_ISUPPORT message while both of these capabilities are
    /// enabled").
    pub(super) fn isupport(&mut self) {
        let (caps, tokens) = (self.hall.caps(self.conn), self.hall.isupport());
        self.out.effects.push(isupport_effect(self.conn, caps, tokens));
    }

    /// The message of the day.
    pub(super) fn motd(&mut self) {
        let lines = self.hall.rules.motd.clone();
        if lines.is_empty() {
            self.reply(&numeric::ERR_NOMOTD, &[]);
            return;
        }
        let server = self.hall.rules.server_name.clone();
        self.reply(&numeric::RPL_MOTDSTART, &[&server]);
        for line in lines {
            self.reply(&numeric::RPL_MOTD, &[&format!("- {line}")]);
        }
        self.reply(&numeric::RPL_ENDOFMOTD, &[]);
    }
}

/// These tokens, for a client with these capabilities.
pub(super) fn isupport_effect(to: ConnId, caps: Caps, items: Vec<String>) -> Effect {
    let list = Effect::ReplyList { to, numeric: &numeric::RPL_ISUPPORT, params: Vec::new(), items };
    if !caps.has(BATCH.with(EXTENDED_ISUPPORT)) {
        return list;
    }
    Effect::Batch { to, kind: "draft/isupport", params: Vec::new(), effects: vec![list] }
}

/// What we support (Modern IRC, "RPL_ISUPPORT Parameters"). `CHATROOM` and `LOBBY` are ours: the
/// operator's name on the wire, which our client shows in its reader's language, and where people
/// go who name no room.
pub(super) fn isupport(rules: &super::Rules) -> Vec<String> {
    let lengths = rules.lengths;
    let targets = lengths.targets_max;
    let mut tokens = vec![
        format!("ACCOUNTEXTBAN={}", ABOUT_ACCOUNTS.join(",")),
        format!("AWAYLEN={}", lengths.reason_bytes_max),
        format!("BOT={}", user_modes::BOT),
        "CASEMAPPING=ascii".to_owned(),
        format!("CHANLIMIT=#:{}", rules.rooms_per_member_max),
        format!("CHANMODES={}", modes::chanmodes()),
        format!("CHANNELLEN={}", lengths.room_name_bytes_max),
        "CHANTYPES=#".to_owned(),
        format!("CHATROOM={}", rules.operator_name),
        format!("CLIENTTAGDENY={}", rules.client_tags_denied.join(",")),
        format!("HOSTLEN={HOST_BYTES_MAX}"),
        "ELIST=CMNTU".to_owned(),
        format!("EXTBAN={EXTENDED},{}", [ABOUT_ACCOUNTS, ABOUT_SPEAKING].map(|[letter, _]| letter).concat()),
        format!("EXCEPTS={}", modes::letters_of(|kind| kind == Kind::List(List::Exceptions))),
        format!("INVEX={}", modes::letters_of(|kind| kind == Kind::List(List::Welcome))),
        format!("KEYLEN={}", lengths.key_bytes_max),
        format!("KICKLEN={}", lengths.reason_bytes_max),
        "KNOCK".to_owned(),
        format!("LINELEN={LINE_BYTES_MAX}"),
        format!("LOBBY={}", escaped(rules.default_room.as_str())),
        format!("MONITOR={}", rules.monitored_max),
        format!("NAMELEN={}", lengths.realname_bytes_max),
        format!(
            "MAXLIST={}:{}",
            modes::letters_of(|kind| matches!(kind, Kind::List(_))),
            rules.masks_per_room_max
        ),
        format!("MODES={}", lengths.mode_changes_max),
        format!("NETWORK={}", rules.network.replace([' ', '='], "-")),
        format!("NICKLEN={}", lengths.name_chars_max),
        format!("PREFIX={}", modes::prefix()),
        format!("STATUSMSG={}", modes::marks()),
        format!(
            "TARGMAX=JOIN:{targets},KICK:{targets},LIST:,MONITOR:,NAMES:{targets},NOTICE:{targets},PART:{targets},PRIVMSG:{targets},TAGMSG:{targets},WHOIS:{targets},WHOWAS:{targets}"
        ),
        format!("TOPICLEN={}", lengths.topic_bytes_max),
        format!("USERLEN={USER_BYTES_MAX}"),
        "UTF8ONLY".to_owned(),
        "WHOX".to_owned(),
    ];
    if rules.history.keeps {
        tokens.push(format!("CHATHISTORY={}", rules.history.page_max));
        tokens.push("MSGREFTYPES=msgid,timestamp".to_owned());
    }
    tokens.sort_unstable();
    tokens
}

/// A value without what ends one ("RPL_ISUPPORT (005)": `\x5C`, `\x3D`).
fn escaped(value: &str) -> String {
    value.replace('\\', r"\x5C").replace('=', r"\x3D")
}

/// A time as ISO 8601 has it, in UTC, to the second.
pub(super) fn iso_time(unix_ms: u64) -> String {
    let milliseconds = i64::try_from(unix_ms).unwrap_or(i64::MAX);
    jiff::Timestamp::from_millisecond(milliseconds / 1000 * 1000)
        .map_or_else(|_| String::new(), |time| time.to_string())
}
