//! The commands of IRC: one row of the table and one file for each.
//!
//! A row declares what a command needs before it runs (to be in or not, how many parameters), so
//! that no file asks again. Adding a command is a row, a file here and a conversation in
//! `tests/talk`.

use super::outbox::{Effect, Outbox};
use super::session::Stage;
use super::{Hall, session};
use crate::wire::caps;
use crate::wire::limits::LABEL_BYTES_MAX;
use crate::wire::{ConnId, Message, Now, numeric};

mod away;
pub(super) mod batch;
mod cap;
mod join;
mod kick;
mod list;
mod mode;
mod motd;
pub(super) mod names;
mod nick;
mod part;
mod pass;
mod ping;
mod privmsg;
mod quit;
mod tagmsg;
mod topic;
mod user;
mod who;
mod whois;

/// What a command works with.
#[derive(Debug)]
pub struct Ctx<'a> {
    pub(super) hall: &'a mut Hall,
    pub(super) out: &'a mut Outbox,
    pub(super) now: Now,
    /// Who gave the command.
    pub(super) conn: ConnId,
}

/// When a command may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// At any time.
    Always,
    /// Only before the welcome.
    Arriving,
    /// Only after it.
    Here,
}

/// A row of the table.
struct Command {
    name: &'static str,
    when: When,
    params_min: usize,
    run: fn(&mut Ctx<'_>, &Message<'_>),
}

const fn command(
    name: &'static str,
    when: When,
    params_min: usize,
    run: fn(&mut Ctx<'_>, &Message<'_>),
) -> Command {
    Command { name, when, params_min, run }
}

// The most frequent come first: the table is searched from the top.
static COMMANDS: &[Command] = &[
    command("PRIVMSG", When::Here, 0, privmsg::message),
    command("PING", When::Always, 0, ping::ping),
    command("PONG", When::Always, 0, ping::pong),
    command("TAGMSG", When::Here, 0, tagmsg::run),
    command("NOTICE", When::Here, 0, privmsg::notice),
    command("BATCH", When::Here, 1, batch::run),
    command("JOIN", When::Here, 1, join::run),
    command("AWAY", When::Here, 0, away::run),
    command("CAP", When::Always, 1, cap::run),
    command("KICK", When::Here, 2, kick::run),
    command("LIST", When::Here, 0, list::run),
    command("LUSERS", When::Here, 0, motd::lusers),
    command("MODE", When::Here, 1, mode::run),
    command("MOTD", When::Here, 0, motd::run),
    command("NAMES", When::Here, 0, names::run),
    command("NICK", When::Always, 0, nick::run),
    command("PART", When::Here, 1, part::run),
    command("PASS", When::Arriving, 1, pass::run),
    command("QUIT", When::Always, 0, quit::run),
    command("TOPIC", When::Here, 1, topic::run),
    command("USER", When::Arriving, 4, user::run),
    command("WHO", When::Here, 1, who::run),
    command("WHOIS", When::Here, 0, whois::run),
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
    if session.caps.has(caps::LABELED_RESPONSE) {
        let label = message.tags.value("label");
        let label = label.filter(|label| !label.is_empty() && label.len() <= LABEL_BYTES_MAX);
        out.response = label.map(|label| (conn, label.into_owned()));
    }
    let is_here = matches!(session.stage, Stage::Here(_));
    let mut ctx = Ctx { hall, out, now, conn };
    if batch::takes(&mut ctx, message) {
        return;
    }
    let Some(command) = find(message.command) else {
        ctx.reply(&numeric::ERR_UNKNOWNCOMMAND, &[message.command]);
        return;
    };
    match command.when {
        When::Here if !is_here => ctx.reply(&numeric::ERR_NOTREGISTERED, &[]),
        When::Arriving if is_here => ctx.reply(&numeric::ERR_ALREADYREGISTERED, &[]),
        _ if message.params().len() < command.params_min => {
            ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &[command.name]);
        }
        When::Always | When::Arriving | When::Here => (command.run)(&mut ctx, message),
    }
}

impl Ctx<'_> {
    /// The member who gave the command; commands that need one are run for members only.
    fn me(&self) -> Option<&session::Member> {
        self.hall.sessions.get(self.conn)?.member()
    }

    fn has_cap(&self, cap: caps::Caps) -> bool {
        self.hall.caps(self.conn).has(cap)
    }

    /// Adds an effect that has no shorthand.
    fn push(&mut self, effect: Effect) {
        self.out.effects.push(effect);
    }
}

/// The parts of a list parameter, empty ones left out.
fn listed(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter(|part| !part.is_empty())
}
