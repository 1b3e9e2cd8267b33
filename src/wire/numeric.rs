//! The numerics, as one table. A row says what a reply is called, which parameters it carries, and
//! where its text comes from. Source: Modern IRC Client Protocol, "Numerics".
//!
//! Adding one is a row here and, where its text is a sentence, a line in each `irc.ftl` under the
//! name in lower case with `-` for `_` (`err-nosuchnick`); the parameters are its arguments.

/// Where the last parameter comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// From the locale: a sentence behind the parameters.
    Sentence,
    /// The same, but the parameters are only words of the sentence.
    Alone,
    /// The same, but only the first parameter stands before the sentence.
    Named,
    /// From the caller: the last of the parameters may hold spaces.
    Data,
    /// The same, and a list of them has commas between.
    Commas,
    /// There is none: every word of every parameter is a parameter.
    Words,
}

impl Tail {
    /// Whether it is a sentence of the locale.
    pub const fn is_sentence(self) -> bool {
        matches!(self, Self::Sentence | Self::Alone | Self::Named)
    }
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
    1 RPL_WELCOME (network, nick) Alone;
    2 RPL_YOURHOST (server, version) Alone;
    3 RPL_CREATED (time) Alone;
    4 RPL_MYINFO (server, version, usermodes, chanmodes, paramodes) Words;
    5 RPL_ISUPPORT (tokens) Sentence;
    219 RPL_ENDOFSTATS (letter) Sentence;
    221 RPL_UMODEIS (modes) Words;
    242 RPL_STATSUPTIME (days, hours, minutes, seconds) Alone;
    243 RPL_STATSOLINE (letter, mask, star, name) Words;
    251 RPL_LUSERCLIENT (users, invisible) Alone;
    252 RPL_LUSEROP (operators) Sentence;
    253 RPL_LUSERUNKNOWN (connections) Sentence;
    254 RPL_LUSERCHANNELS (channels) Sentence;
    255 RPL_LUSERME (users) Alone;
    256 RPL_ADMINME (server) Sentence;
    257 RPL_ADMINLOC1 (text) Data;
    258 RPL_ADMINLOC2 (text) Data;
    259 RPL_ADMINEMAIL (text) Data;
    263 RPL_TRYAGAIN (command) Sentence;
    265 RPL_LOCALUSERS (users, users_max) Sentence;
    266 RPL_GLOBALUSERS (users, users_max) Sentence;
    276 RPL_WHOISCERTFP (nick, fingerprint) Sentence;
    301 RPL_AWAY (nick, message) Data;
    302 RPL_USERHOST (hosts) Data;
    303 RPL_ISON (nicks) Data;
    305 RPL_UNAWAY () Sentence;
    306 RPL_NOWAWAY () Sentence;
    307 RPL_WHOISREGNICK (nick) Sentence;
    311 RPL_WHOISUSER (nick, user, host, star, realname) Data;
    312 RPL_WHOISSERVER (nick, server, description) Data;
    313 RPL_WHOISOPERATOR (nick) Sentence;
    314 RPL_WHOWASUSER (nick, user, host, star, realname) Data;
    315 RPL_ENDOFWHO (mask) Sentence;
    317 RPL_WHOISIDLE (nick, seconds, signon) Sentence;
    318 RPL_ENDOFWHOIS (nick) Sentence;
    319 RPL_WHOISCHANNELS (nick, channels) Data;
    322 RPL_LIST (channel, count, topic) Data;
    323 RPL_LISTEND () Sentence;
    324 RPL_CHANNELMODEIS (channel, modes) Words;
    329 RPL_CREATIONTIME (channel, time) Words;
    330 RPL_WHOISACCOUNT (nick, account) Sentence;
    331 RPL_NOTOPIC (channel) Sentence;
    332 RPL_TOPIC (channel, topic) Data;
    333 RPL_TOPICWHOTIME (channel, setter, time) Words;
    335 RPL_WHOISBOT (nick) Sentence;
    336 RPL_INVITELIST (channel) Words;
    337 RPL_ENDOFINVITELIST () Sentence;
    341 RPL_INVITING (nick, channel) Words;
    346 RPL_INVEXLIST (channel, mask, setter, time) Words;
    347 RPL_ENDOFINVEXLIST (channel) Sentence;
    348 RPL_EXCEPTLIST (channel, mask, setter, time) Words;
    349 RPL_ENDOFEXCEPTLIST (channel) Sentence;
    351 RPL_VERSION (version, server, comment) Data;
    352 RPL_WHOREPLY (channel, user, host, server, nick, flags, realname) Data;
    353 RPL_NAMREPLY (symbol, channel, names) Data;
    354 RPL_WHOSPCRPL (fields) Data;
    364 RPL_LINKS (mask, server, info) Data;
    365 RPL_ENDOFLINKS (mask) Sentence;
    366 RPL_ENDOFNAMES (channel) Sentence;
    367 RPL_BANLIST (channel, mask, setter, time) Words;
    368 RPL_ENDOFBANLIST (channel) Sentence;
    369 RPL_ENDOFWHOWAS (nick) Sentence;
    371 RPL_INFO (line) Data;
    372 RPL_MOTD (line) Data;
    374 RPL_ENDOFINFO () Sentence;
    375 RPL_MOTDSTART (server) Alone;
    376 RPL_ENDOFMOTD () Sentence;
    379 RPL_WHOISMODES (nick, modes) Named;
    381 RPL_YOUREOPER () Sentence;
    382 RPL_REHASHING (file) Sentence;
    391 RPL_TIME (server, time) Data;
    401 ERR_NOSUCHNICK (nick) Sentence;
    402 ERR_NOSUCHSERVER (server) Sentence;
    403 ERR_NOSUCHCHANNEL (channel) Sentence;
    404 ERR_CANNOTSENDTOCHAN (channel) Sentence;
    404 ERR_MUTED (channel, by, until, reason) Named;
    404 ERR_HUSHED (channel, by, until, reason) Named;
    404 ERR_REPEATED (channel, seconds) Named;
    404 ERR_SLOWMODE (channel, seconds) Named;
    405 ERR_TOOMANYCHANNELS (channel) Sentence;
    406 ERR_WASNOSUCHNICK (nick) Sentence;
    407 ERR_TOOMANYTARGETS (target) Sentence;
    409 ERR_NOORIGIN () Sentence;
    410 ERR_INVALIDCAPCMD (subcommand) Sentence;
    411 ERR_NORECIPIENT (command) Alone;
    412 ERR_NOTEXTTOSEND () Sentence;
    416 ERR_TOOMANYMATCHES (command) Sentence;
    417 ERR_INPUTTOOLONG () Sentence;
    421 ERR_UNKNOWNCOMMAND (command) Sentence;
    422 ERR_NOMOTD () Sentence;
    431 ERR_NONICKNAMEGIVEN () Sentence;
    432 ERR_ERRONEUSNICKNAME (nick) Sentence;
    433 ERR_NICKNAMEINUSE (nick) Sentence;
    437 ERR_UNAVAILRESOURCE (channel) Sentence;
    441 ERR_USERNOTINCHANNEL (nick, channel) Sentence;
    442 ERR_NOTONCHANNEL (channel) Sentence;
    443 ERR_USERONCHANNEL (nick, channel) Sentence;
    447 ERR_NONICKCHANGE (channel) Sentence;
    451 ERR_NOTREGISTERED () Sentence;
    461 ERR_NEEDMOREPARAMS (command) Sentence;
    462 ERR_ALREADYREGISTERED () Sentence;
    464 ERR_PASSWDMISMATCH () Sentence;
    465 ERR_YOUREBANNEDCREEP (by, until, reason) Alone;
    471 ERR_CHANNELISFULL (channel) Sentence;
    472 ERR_UNKNOWNMODE (mode) Sentence;
    473 ERR_INVITEONLYCHAN (channel) Sentence;
    474 ERR_BANNEDFROMCHAN (channel, by, until, reason) Named;
    475 ERR_BADCHANNELKEY (channel) Sentence;
    477 ERR_NEEDREGGEDNICK (channel) Sentence;
    478 ERR_BANLISTFULL (channel, mode) Sentence;
    480 ERR_THROTTLE (channel, minutes) Sentence;
    481 ERR_NOPRIVILEGES () Sentence;
    482 ERR_CHANOPRIVSNEEDED (channel) Sentence;
    483 ERR_CANTKILLSERVER (name) Alone;
    491 ERR_NOOPERHOST () Sentence;
    499 ERR_CHANOWNPRIVNEEDED (channel) Sentence;
    501 ERR_UMODEUNKNOWNFLAG () Sentence;
    502 ERR_USERSDONTMATCH () Sentence;
    524 ERR_HELPNOTFOUND (subject) Sentence;
    671 RPL_WHOISSECURE (nick) Sentence;
    696 ERR_INVALIDMODEPARAM (target, mode, value) Sentence;
    704 RPL_HELPSTART (subject, text) Data;
    705 RPL_HELPTXT (subject, text) Data;
    706 RPL_ENDOFHELP (subject, text) Data;
    710 RPL_KNOCK (channel, prefix) Sentence;
    711 RPL_KNOCKDLVR (channel) Sentence;
    712 ERR_TOOMANYKNOCK (channel) Sentence;
    713 ERR_CHANOPEN (channel) Sentence;
    714 ERR_KNOCKONCHAN (channel) Sentence;
    730 RPL_MONONLINE (targets) Commas;
    731 RPL_MONOFFLINE (targets) Commas;
    732 RPL_MONLIST (targets) Commas;
    733 RPL_ENDOFMONLIST () Sentence;
    734 ERR_MONLISTFULL (limit, targets) Sentence;
    760 RPL_WHOISKEYVALUE (target, key, visibility, value) Data;
    761 RPL_KEYVALUE (target, key, visibility, value) Data;
    766 RPL_KEYNOTSET (target, key) Sentence;
    770 RPL_METADATASUBOK (keys) Words;
    771 RPL_METADATAUNSUBOK (keys) Words;
    772 RPL_METADATASUBS (keys) Words;
    774 RPL_METADATASYNCLATER (target, seconds) Sentence;
    900 RPL_LOGGEDIN (prefix, account) Sentence;
    901 RPL_LOGGEDOUT (prefix) Sentence;
    902 ERR_NICKLOCKED () Sentence;
    903 RPL_SASLSUCCESS () Sentence;
    904 ERR_SASLFAIL () Sentence;
    905 ERR_SASLTOOLONG () Sentence;
    906 ERR_SASLABORTED () Sentence;
    907 ERR_SASLALREADY () Sentence;
    908 RPL_SASLMECHS (mechanisms) Sentence;
}
