//! The burst that greets an IRC client (Modern IRC, "Connection Registration").

use super::command::Ctx;
use super::rules::AUTO_JOIN_AFTER;
use super::timers::Due;
use crate::wire::limits::{
    LINE_BYTES_MAX, NAME_CHARS_MAX, REASON_BYTES_MAX, ROOM_NAME_BYTES_MAX, TARGETS_MAX, TOPIC_BYTES_MAX,
    USER_BYTES_MAX,
};
use crate::wire::numeric;

/// Tokens on one line of ISUPPORT (RPL_ISUPPORT carries at most 13).
const TOKENS_PER_LINE: usize = 12;

/// User modes that there are.
pub const USER_MODES: &str = "i";

/// Room modes that there are; those behind the first take a parameter.
pub const ROOM_MODES: &str = "klmntov";

/// Room modes that take a parameter.
pub const ROOM_MODES_WITH_PARAMETER: &str = "klov";

impl Ctx<'_> {
    /// Greets a new member.
    pub(super) fn welcome(&mut self) {
        let Some(nick) = self.who().map(|who| who.name) else { return };
        let rules = self.hall.rules.clone();
        let server = rules.server_name.as_str();
        let version = format!("chatroom-{}", rules.version);
        self.reply(&numeric::RPL_WELCOME, &[&rules.network, &nick]);
        self.reply(&numeric::RPL_YOURHOST, &[server, &version]);
        self.reply(&numeric::RPL_CREATED, &[&iso_time(rules.created_ms)]);
        let info = [server, &version, USER_MODES, ROOM_MODES, ROOM_MODES_WITH_PARAMETER];
        self.reply(&numeric::RPL_MYINFO, &info);
        for tokens in isupport(&rules).chunks(TOKENS_PER_LINE) {
            self.reply(&numeric::RPL_ISUPPORT, &[&tokens.join(" ")]);
        }
        self.lusers();
        self.motd();
        let (now, conn) = (self.now.uptime, self.conn);
        self.hall.timers.set(now + rules.ping_every, conn, Due::Pulse);
        if rules.auto_join {
            self.hall.timers.set(now + AUTO_JOIN_AFTER, conn, Due::AutoJoin);
        }
    }

    /// How many are here.
    pub(super) fn lusers(&mut self) {
        let users = self.hall.members.to_string();
        let users_max = self.hall.members_most.to_string();
        let rooms = self.hall.rooms.len().to_string();
        self.reply(&numeric::RPL_LUSERCLIENT, &[&users]);
        self.reply(&numeric::RPL_LUSERCHANNELS, &[&rooms]);
        self.reply(&numeric::RPL_LUSERME, &[&users]);
        self.reply(&numeric::RPL_LOCALUSERS, &[&users, &users_max]);
        self.reply(&numeric::RPL_GLOBALUSERS, &[&users, &users_max]);
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

/// What we support (Modern IRC, "RPL_ISUPPORT Parameters"). `CHATROOM` and `LOBBY` are ours: the
/// operator's name on the wire, which our client shows in its reader's language, and where people
/// go who name no room.
fn isupport(rules: &super::Rules) -> Vec<String> {
    let targets = TARGETS_MAX;
    vec![
        format!("AWAYLEN={REASON_BYTES_MAX}"),
        "CASEMAPPING=ascii".to_owned(),
        format!("CHANLIMIT=#:{}", rules.rooms_per_member_max),
        "CHANMODES=,k,l,mnt".to_owned(),
        format!("CHANNELLEN={ROOM_NAME_BYTES_MAX}"),
        "CHANTYPES=#".to_owned(),
        format!("CHATROOM={}", rules.operator_name),
        format!("KICKLEN={REASON_BYTES_MAX}"),
        format!("LINELEN={LINE_BYTES_MAX}"),
        format!("LOBBY={}", rules.default_room.as_str()),
        format!("NETWORK={}", rules.network.replace([' ', '='], "-")),
        format!("NICKLEN={NAME_CHARS_MAX}"),
        "MODES".to_owned(),
        "PREFIX=(ov)@+".to_owned(),
        format!(
            "TARGMAX=JOIN:{targets},KICK:{targets},NAMES:{targets},NOTICE:{targets},PART:{targets},PRIVMSG:{targets},TAGMSG:{targets},WHOIS:1"
        ),
        format!("TOPICLEN={TOPIC_BYTES_MAX}"),
        format!("USERLEN={USER_BYTES_MAX}"),
        "UTF8ONLY".to_owned(),
    ]
}

/// A time as ISO 8601 has it, in UTC, to the second.
fn iso_time(unix_ms: u64) -> String {
    let milliseconds = i64::try_from(unix_ms).unwrap_or(i64::MAX);
    jiff::Timestamp::from_millisecond(milliseconds / 1000 * 1000)
        .map_or_else(|_| String::new(), |time| time.to_string())
}
