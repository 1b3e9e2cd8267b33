//! `chatroom join`: the glue between a server, a session and a person. In reading order: `client`
//! is the loop, `dial` finds a way to the server, `front` is where the person reads
//! and types, `person` what comes of it.
//! No rule of the chat is here: those are in [`crate::chat`].

mod client;
mod dial;
mod front;
mod person;

use std::io;

use self::client::{Client, Plan};
use self::dial::Place;
use self::front::Front;
use super::args::JoinArgs;
use super::printer::Printer;
use super::typing::Typing;
use super::{Context, Exit, Failure};
use crate::lines::Face;
use crate::net::terminal;

/// Joins a room, until we leave it or it ends.
///
/// # Errors
/// A [`Failure`] with its exit code and a sentence; [`super::OutputClosed`] if nobody reads what
/// happens any more.
pub fn run(ctx: &Context, args: &JoinArgs) -> anyhow::Result<Exit> {
    let settings = &ctx.settings.join;
    let plan = Plan {
        place: Place { host: settings.host.clone(), port: settings.port },
        name: settings.name.clone(),
        password: ctx.join_password()?,
        room: settings.room.as_ref().map(|room| room.as_str().to_owned()),
        verbatim: args.verbatim,
        listen: args.listen,
    };
    let face = Face::new(ctx.lang.clone());
    if plan.name.is_none() && !terminal::is_input() {
        return Err(Failure::new(Exit::NameRefused, ctx.lang.say("chat-end-name-missing", &[])).into());
    }
    let failed = |error: io::Error| {
        Failure::new(Exit::Failed, ctx.lang.say("chat-end-reactor", &[("cause", error.to_string().into())]))
    };
    let net = super::open_net().map_err(failed)?;
    let printer = Printer::start(net.waker()).map_err(failed)?;
    // On a terminal, lines are edited and what arrives stands above them; where only one end is a
    // terminal, or it is one that can't move its cursor, lines are read and written as they are.
    let front = Front::new(face, Typing::where_it_can_be(""), terminal::is_input(), printer);
    Client::new(plan, net, front, ctx.lang.clone()).run()
}
