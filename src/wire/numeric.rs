//! The numerics, as one table. A row says what a reply is called, which parameters it carries, and
//! where its text comes from. Source: Modern IRC Client Protocol, "Numerics".
//!
//! Adding one is a row here and, where its text is a sentence, a line in each `irc.ftl` under the
//! name in lower case with `-` for `_` (`err-nosuchnick`); the parameters are its arguments.

/// Where the last parameter comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// From the locale: a sentence.
    Sentence,
    /// From the caller: the last of the parameters may hold spaces.
    Data,
}

/// A kind of reply.
#[derive(Debug)]
pub struct Numeric {
    /// Three digits on the wire.
    pub code: u16,
    /// Its usual name.
    pub name: &'static str,
    /// What its parameters are called, the receiver's name left out.
    pub params: &'static [&'static str],
    /// Where its last parameter comes from.
    pub tail: Tail,
}

impl Numeric {
    /// The key of its sentence.
    pub fn key(&self) -> String {
        self.name.to_ascii_lowercase().replace('_', "-")
    }
}

macro_rules! numerics {
    ($($code:literal $name:ident ($($param:ident),*) $tail:ident;)*) => {
        $(#[doc = concat!("Numeric ", stringify!($code), ".")]
        pub static $name: Numeric = Numeric {
            code: $code,
            name: stringify!($name),
            params: &[$(stringify!($param)),*],
            tail: Tail::$tail,
        };)*
        /// Every numeric, in the order of the table.
        pub static ALL: &[&Numeric] = &[$(&$name),*];
    };
}

numerics! {
    1 RPL_WELCOME (network, nick) Sentence;
    2 RPL_YOURHOST (server, version) Sentence;
    3 RPL_CREATED (time) Sentence;
    4 RPL_MYINFO (server, version, usermodes, chanmodes, paramodes) Data;
    5 RPL_ISUPPORT (tokens) Sentence;
    221 RPL_UMODEIS (modes) Data;
    251 RPL_LUSERCLIENT (users) Sentence;
    254 RPL_LUSERCHANNELS (channels) Sentence;
    255 RPL_LUSERME (users) Sentence;
    265 RPL_LOCALUSERS (users, users_max) Sentence;
    266 RPL_GLOBALUSERS (users, users_max) Sentence;
    301 RPL_AWAY (nick, message) Data;
    305 RPL_UNAWAY () Sentence;
    306 RPL_NOWAWAY () Sentence;
    311 RPL_WHOISUSER (nick, user, host, star, realname) Data;
    312 RPL_WHOISSERVER (nick, server, description) Data;
    315 RPL_ENDOFWHO (mask) Sentence;
    317 RPL_WHOISIDLE (nick, seconds, signon) Sentence;
    318 RPL_ENDOFWHOIS (nick) Sentence;
    319 RPL_WHOISCHANNELS (nick, channels) Data;
    322 RPL_LIST (channel, count, topic) Data;
    323 RPL_LISTEND () Sentence;
    324 RPL_CHANNELMODEIS (channel, modes) Data;
    329 RPL_CREATIONTIME (channel, time) Data;
    331 RPL_NOTOPIC (channel) Sentence;
    332 RPL_TOPIC (channel, topic) Data;
    333 RPL_TOPICWHOTIME (channel, setter, time) Data;
    352 RPL_WHOREPLY (channel, user, host, server, nick, flags, realname) Data;
    353 RPL_NAMREPLY (symbol, channel, names) Data;
    366 RPL_ENDOFNAMES (channel) Sentence;
    368 RPL_ENDOFBANLIST (channel) Sentence;
    372 RPL_MOTD (line) Data;
    375 RPL_MOTDSTART (server) Sentence;
    376 RPL_ENDOFMOTD () Sentence;
    401 ERR_NOSUCHNICK (nick) Sentence;
    402 ERR_NOSUCHSERVER (server) Sentence;
    403 ERR_NOSUCHCHANNEL (channel) Sentence;
    404 ERR_CANNOTSENDTOCHAN (channel) Sentence;
    405 ERR_TOOMANYCHANNELS (channel) Sentence;
    407 ERR_TOOMANYTARGETS (target) Sentence;
    409 ERR_NOORIGIN () Sentence;
    410 ERR_INVALIDCAPCMD (subcommand) Sentence;
    411 ERR_NORECIPIENT (command) Sentence;
    412 ERR_NOTEXTTOSEND () Sentence;
    417 ERR_INPUTTOOLONG () Sentence;
    421 ERR_UNKNOWNCOMMAND (command) Sentence;
    422 ERR_NOMOTD () Sentence;
    431 ERR_NONICKNAMEGIVEN () Sentence;
    432 ERR_ERRONEUSNICKNAME (nick) Sentence;
    433 ERR_NICKNAMEINUSE (nick) Sentence;
    441 ERR_USERNOTINCHANNEL (nick, channel) Sentence;
    442 ERR_NOTONCHANNEL (channel) Sentence;
    451 ERR_NOTREGISTERED () Sentence;
    461 ERR_NEEDMOREPARAMS (command) Sentence;
    462 ERR_ALREADYREGISTERED () Sentence;
    464 ERR_PASSWDMISMATCH () Sentence;
    471 ERR_CHANNELISFULL (channel) Sentence;
    472 ERR_UNKNOWNMODE (mode) Sentence;
    475 ERR_BADCHANNELKEY (channel) Sentence;
    476 ERR_BADCHANMASK (channel) Sentence;
    482 ERR_CHANOPRIVSNEEDED (channel) Sentence;
    501 ERR_UMODEUNKNOWNFLAG () Sentence;
    502 ERR_USERSDONTMATCH () Sentence;
    696 ERR_INVALIDMODEPARAM (target, mode, value) Sentence;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_is_one_of_its_kind() {
        assert!(ALL.is_sorted_by_key(|numeric| numeric.code));
        assert_eq!(ALL.iter().map(|numeric| numeric.code).collect::<BTreeSet<_>>().len(), ALL.len());
        assert_eq!(ALL.iter().map(|numeric| numeric.name).collect::<BTreeSet<_>>().len(), ALL.len());
        for numeric in ALL {
            assert!((1..1000).contains(&numeric.code));
            assert!(
                numeric.name.starts_with(if numeric.code < 400 { "RPL_" } else { "ERR_" }),
                "{}",
                numeric.name
            );
            assert_eq!(
                numeric.params.iter().collect::<BTreeSet<_>>().len(),
                numeric.params.len(),
                "{}",
                numeric.name
            );
            assert!(numeric.tail == Tail::Sentence || !numeric.params.is_empty(), "{}", numeric.name);
            assert!(numeric.params.len() + 2 <= super::super::limits::PARAMS_MAX);
        }
        assert_eq!(ERR_NOSUCHNICK.key(), "err-nosuchnick");
    }
}
