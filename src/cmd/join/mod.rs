//! `chatroom join`: the glue between a server, a session and a person. In reading order: `client`
//! is the loop, `dial` finds a way to the server, `front` is where the person reads
//! and types, `person` what comes of it; `secrets` keeps the passwords of accounts.
//! No rule of the chat is here: those are in [`crate::chat`].

mod client;
mod dial;
mod front;
mod person;
mod secrets;

use std::io;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::client::{Client, PATIENCE, Plan};
use self::dial::Place;
use self::front::Front;
use self::secrets::Secrets;
use super::args::JoinArgs;
use super::printer::Printer;
use super::typing::Typing;
use super::{Context, Exit, Failure};
use crate::chat::{Life, Policy, Wish};
use crate::lines::Face;
use crate::net::terminal;
use crate::settings::data_dir;

/// Joins a room, until we leave it or it ends.
///
/// # Errors
/// A [`Failure`] with its exit code and a sentence; [`super::OutputClosed`] if nobody reads what
/// happens any more.
pub fn run(ctx: &Context, args: &JoinArgs) -> anyhow::Result<Exit> {
    let settings = &ctx.settings.join;
    let place = Place { host: settings.host.clone(), port: settings.port };
    let password = ctx.join_password()?;
    let secrets = Secrets::open(data_dir());
    let clock = TimeZone::system();
    let face = Face::new(ctx.lang.clone(), clock.clone());
    if settings.name.is_none() && !terminal::is_input() {
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
    let wish = Wish {
        name: settings.name.clone(),
        password,
        room: settings.room.as_ref().map(|room| room.as_str().to_owned()),
        echo: false,
        away: ctx.lang.say("chat-away-default", &[]),
        patience: front.is_terminal().then_some(PATIENCE),
        history: settings.history,
        login: settings.name.as_deref().and_then(|name| secrets.of(&place, name)),
        plain: place.is_this_machine(),
        marks_read: front.is_terminal(),
        utc_offset: clock.to_offset(Timestamp::now()).seconds().into(),
    };
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| failed(io::Error::other(error.to_string())))?;
    let reconnect_max = if args.no_reconnect { Duration::ZERO } else { settings.reconnect_max };
    let life = Life::new(wish, Policy { reconnect_max, seed });
    let has_name = settings.name.is_some();
    let plan = Plan { place, has_name, verbatim: args.verbatim, listen: args.listen };
    Client::new(plan, life, secrets, net, front, ctx.lang.clone()).run()
}
