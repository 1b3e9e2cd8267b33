//! The commands of IRC: one row of the table and one file for each.
//!
//! A row declares what a command needs before it runs (to be in or not, how many parameters), so
//! that no file asks again. Adding a command is a row, a file here and a conversation in
//! `tests/talk`.

use super::Hall;
use super::member::Member;
use super::outbox::{Effect, Outbox};
use super::rules::Lengths;
use super::session::Arrival;
use crate::wire::caps::{self, Caps};
use crate::wire::limits::LABEL_BYTES_MAX;
use crate::wire::mask::{fits, folded};
use crate::wire::{ConnId, MemberId, Message, Now, numeric};

mod admin;
mod authenticate;
mod away;
mod ban;
pub(super) mod batch;
pub(super) mod cap;
mod cert;
pub(super) mod chathistory;
mod client_tags;
mod code;
mod die;
mod help;
mod info;
mod invite;
mod ison;
mod join;
mod kick;
mod kill;
pub(super) mod knock;
mod links;
mod list;
mod lusers;
mod markread;
pub(super) mod metadata;
mod mode;
mod monitor;
mod motd;
pub(super) mod names;
pub(super) mod nick;
pub(super) mod oper;
mod owner;
mod part;
mod pass;
mod ping;
mod privmsg;
mod quit;
pub(super) mod redact;
pub(super) mod register;
mod rehash;
mod rename;
mod resume;
pub(super) mod search;
mod setname;
mod stats;
mod stay;
mod tagmsg;
mod time;
mod topic;
mod user;
mod user_mode;
mod version;
mod wallops;
mod who;
mod whois;
mod whowas;
mod whox;

pub(super) use client_tags::NONCE;

/// What a command works with.
#[derive(Debug)]
pub struct Ctx<'a> {
    pub(super) hall: &'a mut Hall,
    pub(super) out: &'a mut Outbox,
    pub(super) now: Now,
    /// Which connection gave the command, and is answered. Whose it is says [`Ctx::me`].
    pub(super) conn: ConnId,
}

/// When a command may be given, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At any time.
    Always,
    /// Only before the welcome.
    Arriving,
    /// Only after it.
    Here,
    /// The same, but before it too by clients with this capability.
    HereOr(Caps),
    /// Only after it, and where what is said is kept.
    Remembering,
    /// Only by operators of the house.
    Operator,
}

/// A row of the table.
#[derive(Debug)]
pub struct Command {
    /// The word on the wire.
    pub name: &'static str,
    /// When it may be given, and by whom.
    pub when: When,
    /// How many parameters it needs.
    pub params_min: usize,
    /// Which parameter names a server, if one does: it may be left out, and must mean this one.
    pub server: Option<usize>,
    /// Whether with this line it says something, which whoever may speak nowhere may not.
    says: fn(&Message<'_>) -> bool,
    run: fn(&mut Ctx<'_>, &Message<'_>),
}

impl Command {
    /// The same, with a server in this place.
    const fn server(self, place: usize) -> Self {
        Self { server: Some(place), ..self }
    }

    /// The same; with such lines it says something to others, beside what is said by messages and
    /// what is left out of a reason.
    const fn says(self, says: fn(&Message<'_>) -> bool) -> Self {
        Self { says, ..self }
    }
}

const fn command(
    name: &'static str,
    when: When,
    params_min: usize,
    run: fn(&mut Ctx<'_>, &Message<'_>),
) -> Command {
    Command { name, when, params_min, server: None, says: |_| false, run }
}

/// All commands. The most frequent come first: the table is searched from the top.
pub static COMMANDS: &[Command] = &[
    command("PRIVMSG", When::Here, 0, privmsg::message),
    command("PING", When::Always, 0, ping::ping),
    command("PONG", When::Always, 0, ping::pong),
    command("TAGMSG", When::Here, 0, tagmsg::run),
    command("NOTICE", When::Here, 0, privmsg::notice),
    command("BATCH", When::Here, 1, batch::run),
    command("JOIN", When::Here, 1, join::run),
    command("AWAY", When::HereOr(caps::PRE_AWAY), 0, away::run).says(|line| has_words(line, 0)),
    command("CAP", When::Always, 1, cap::run),
    command("CHATHISTORY", When::Remembering, 0, chathistory::run),
    command("MARKREAD", When::Remembering, 0, markread::run),
    command("REDACT", When::Remembering, 2, redact::run).says(|line| has_words(line, 2)),
    command("SEARCH", When::Remembering, 1, search::run),
    command("INVITE", When::Here, 0, invite::run).says(|line| !line.params().is_empty()),
    command("KICK", When::Here, 2, kick::run).says(|line| has_words(line, 2)),
    command("KNOCK", When::Here, 1, knock::run).says(|_| true),
    command("LIST", When::Here, 0, list::run),
    command("LUSERS", When::Here, 0, lusers::run).server(1),
    command("METADATA", When::Always, 0, metadata::run)
        .says(|line| line.param(1).is_some_and(|word| word.eq_ignore_ascii_case("SET"))),
    command("MODE", When::Here, 1, mode::run),
    command("MOTD", When::Here, 0, motd::run).server(0),
    command("NAMES", When::Here, 0, names::run),
    command("NICK", When::Always, 0, nick::run).says(|_| true),
    command("PART", When::Here, 1, part::run),
    command("PASS", When::Arriving, 1, pass::run),
    command("QUIT", When::Always, 0, quit::run),
    command("RENAME", When::Here, 2, rename::run).says(|_| true),
    command("RESUME", When::Arriving, 1, resume::run),
    command("TOPIC", When::Here, 1, topic::run),
    command("USER", When::Arriving, 4, user::run),
    command("AUTHENTICATE", When::Always, 1, authenticate::run),
    command("REGISTER", When::Always, 3, register::register),
    command("VERIFY", When::Always, 2, register::verify),
    command("ADMIN", When::Here, 0, admin::run).server(0),
    command("CERT", When::Here, 1, cert::run),
    command("CODE", When::Here, 0, code::run),
    command("DIE", When::Operator, 0, die::die),
    command("HELP", When::Here, 0, help::run),
    command("HELPOP", When::Here, 0, help::run),
    command("INFO", When::Here, 0, info::run).server(0),
    command("ISUPPORT", When::HereOr(caps::EXTENDED_ISUPPORT), 0, version::isupport),
    command("KILL", When::Operator, 2, kill::run).says(|line| has_words(line, 1)),
    command("LINKS", When::Here, 0, links::run),
    command("OPER", When::Here, 2, oper::run),
    command("OWNER", When::Here, 1, owner::run),
    command("REHASH", When::Operator, 0, rehash::run),
    command("RESTART", When::Operator, 0, die::restart),
    command("BAN", When::Here, 2, ban::ban).says(ban::says_why),
    command("BANS", When::Here, 1, ban::list),
    command("MUTE", When::Here, 2, ban::mute).says(ban::says_why),
    command("UNBAN", When::Here, 2, ban::unban),
    command("UNMUTE", When::Here, 2, ban::unmute),
    command("UNDO", When::Here, 1, ban::undo),
    command("AUDIT", When::Here, 1, ban::audit),
    command("STAY", When::Here, 0, stay::run),
    command("STATS", When::Here, 1, stats::run).server(1),
    command("TIME", When::Here, 0, time::run).server(0),
    command("VERSION", When::Here, 0, version::version).server(0),
    command("WALLOPS", When::Operator, 1, wallops::run).says(|_| true),
    command("ISON", When::Here, 1, ison::run),
    command("MONITOR", When::Here, 1, monitor::run),
    command("SETNAME", When::Here, 1, setname::run).says(|_| true),
    command("USERHOST", When::Here, 1, ison::userhost),
    command("WHO", When::Here, 0, who::run),
    command("WHOIS", When::Here, 0, whois::run),
    command("WHOWAS", When::Here, 0, whowas::run).server(2),
];

/// Whether the table has this command, in whatever case.
pub fn is_known(name: &str) -> bool {
    find(name).is_some()
}

fn find(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name.eq_ignore_ascii_case(name))
}

/// Runs the command of one line.
pub(super) fn run(hall: &mut Hall, now: Now, conn: ConnId, message: &Message<'_>, out: &mut Outbox) {
    let Some(session) = hall.sessions.get_mut(conn) else { return };
    session.pulse.heard = now.uptime;
    // "depends on the batch capability which MUST be negotiated" (IRCv3 labeled-response).
    if session.caps.has(caps::LABELED_RESPONSE.with(caps::BATCH)) {
        let label = message.tags.value("label");
        let label = label.filter(|label| !label.is_empty() && label.len() <= LABEL_BYTES_MAX);
        out.response = label.map(|label| (conn, label.into_owned()));
    }
    let is_here = session.member().is_some();
    let mut ctx = Ctx { hall, out, now, conn };
    if batch::takes(&mut ctx, message) {
        return;
    }
    let Some(command) = find(message.command) else {
        ctx.reply(&numeric::ERR_UNKNOWNCOMMAND, &[message.command]);
        return;
    };
    let elsewhere = command.server.and_then(|place| message.param(place));
    let elsewhere = elsewhere.filter(|server| !ctx.is_this_server(server));
    match command.when {
        When::HereOr(cap) if !is_here && !ctx.has_cap(cap) => ctx.reply(&numeric::ERR_NOTREGISTERED, &[]),
        When::Here | When::Remembering | When::Operator if !is_here => {
            ctx.reply(&numeric::ERR_NOTREGISTERED, &[])
        }
        When::Remembering if !ctx.hall.rules.history.keeps => {
            ctx.reply(&numeric::ERR_UNKNOWNCOMMAND, &[command.name]);
        }
        When::Operator if !ctx.is_house_operator() => ctx.reply(&numeric::ERR_NOPRIVILEGES, &[]),
        When::Arriving if is_here => ctx.reply(&numeric::ERR_ALREADYREGISTERED, &[]),
        _ if message.params().len() < command.params_min => {
            ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &[command.name]);
        }
        When::Always | When::Arriving | When::Here | When::HereOr(_) | When::Remembering | When::Operator => {
            match elsewhere {
                Some(server) => ctx.reply(&numeric::ERR_NOSUCHSERVER, &[server]),
                None if (command.says)(message) && ctx.is_hushed((command.name, target_of(message))) => {}
                None => (command.run)(&mut ctx, message),
            }
        }
    }
}

/// Whether something is said in this parameter.
fn has_words(line: &Message<'_>, place: usize) -> bool {
    line.param(place).is_some_and(|text| !text.is_empty())
}

/// What a line is about, where that is one word.
fn target_of<'m>(message: &Message<'m>) -> &'m str {
    let word = |param: &&str| !param.is_empty() && !param.starts_with(':') && !param.contains(' ');
    message.param(0).filter(word).unwrap_or("*")
}

impl Ctx<'_> {
    /// The member who gave the command; commands that need one are run for members only.
    pub(super) fn me(&self) -> Option<&Member> {
        self.hall.member_at(self.conn)
    }

    /// The same, to be changed.
    pub(super) fn me_mut(&mut self) -> Option<&mut Member> {
        self.hall.member_at_mut(self.conn)
    }

    /// The same, by their id.
    pub(super) fn me_id(&self) -> Option<MemberId> {
        self.hall.member_id(self.conn)
    }

    /// The other connections of the member who gave the command.
    pub(super) fn my_others(&self) -> Vec<ConnId> {
        let mut sessions = self.me().map(|me| me.sessions.clone()).unwrap_or_default();
        sessions.retain(|&conn| conn != self.conn);
        sessions
    }

    /// What somebody who is not in yet has told.
    pub(super) fn arrival_mut(&mut self) -> Option<&mut Arrival> {
        self.hall.sessions.get_mut(self.conn)?.arrival_mut()
    }

    /// Whether whoever gave the command is an operator of the house.
    fn is_house_operator(&self) -> bool {
        self.me().is_some_and(|me| me.house_operator)
    }

    /// Whether `text` means this server: its name, a pattern for it, or somebody who is here; the
    /// empty text does, too.
    fn is_this_server(&self, text: &str) -> bool {
        let fits = || fits(&folded(text), &folded(&self.hall.rules.server_name));
        text.is_empty() || fits() || self.hall.member(text).is_some()
    }

    /// How long things may be.
    fn lengths(&self) -> Lengths {
        self.hall.rules.lengths
    }

    pub(super) fn has_cap(&self, cap: caps::Caps) -> bool {
        self.hall.caps(self.conn).has(cap)
    }

    /// Adds an effect that has no shorthand.
    pub(super) fn push(&mut self, effect: Effect) {
        self.out.effects.push(effect);
    }
}

/// The parts of a list parameter, empty ones left out.
fn listed(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter(|part| !part.is_empty())
}
