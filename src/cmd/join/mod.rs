//! `chatroom join`: the glue between a server, a session and a person. In reading order: `client`
//! is the loop, `dial` finds a way to the server, `secure` keeps it safe, `front` is where the person
//! reads and types, `person` what comes of it; `secrets` keeps the passwords of accounts, `known` the
//! keys of servers, both as `kept` writes files.
//! No rule of the chat is here: those are in [`crate::chat`].

mod client;
mod dial;
mod front;
mod kept;
pub mod known;
mod person;
mod secrets;
mod secure;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::client::{Client, PATIENCE, Plan};
pub use self::dial::Place;
use self::front::Front;
use self::secrets::Secrets;
use self::secure::Security;
use super::args::JoinArgs;
use super::printer::Printer;
use super::typing::Typing;
use super::{Context, Exit, Failure, complain};
use crate::chat::{Life, Policy, Wish};
use crate::lines::Face;
use crate::net::terminal;
use crate::settings::{Flags, Origin, Sources, data_dir, load};

/// What only the server for which it was meant is shown.
struct Own<'a> {
    password_file: Option<&'a Path>,
    client_cert: Option<&'a Path>,
}

/// The settings name a password and a certificate for the server that they name. A link may name any
/// other, and may come from anybody: there, only what was named for this run counts.
fn own_secrets<'a>(ctx: &'a Context, args: &JoinArgs, place: &Place) -> Own<'a> {
    let settings = &ctx.settings.join;
    let without_flags = Sources { flags: Flags::default(), ..ctx.sources.clone() };
    let is_meant = args.link.is_none()
        || load(without_flags).is_ok_and(|loaded| {
            let named = loaded.settings.join;
            Place::new(&named.host, named.port) == *place
        });
    let of = |key: &str, path: &'a Option<PathBuf>| {
        let is_for_this_run = matches!(ctx.origins.of(key), Origin::Flag(_));
        path.as_deref().filter(|_| is_meant || is_for_this_run)
    };
    Own {
        password_file: of("join.password_file", &settings.password_file),
        client_cert: of("join.client_cert", &settings.client_cert),
    }
}

/// Joins a room, until we leave it or it ends.
///
/// # Errors
/// A [`Failure`] with its exit code and a sentence; [`super::OutputClosed`] if nobody reads what
/// happens any more.
pub fn run(ctx: &Context, args: &JoinArgs) -> anyhow::Result<Exit> {
    let settings = &ctx.settings.join;
    let place = Place::new(&settings.host, settings.port);
    // Who was sent a code with the link comes in by it.
    let code = args.link.as_ref().and_then(|link| link.code.clone());
    let own = own_secrets(ctx, args, &place);
    let password = if code.is_some() { code } else { ctx.join_password(own.password_file)? };
    let secrets = Secrets::open(data_dir());
    let clock = TimeZone::system();
    let face = Face::new(ctx.lang.clone(), clock.clone());
    if settings.name.is_none() && !terminal::is_input() {
        return Err(Failure::new(Exit::NameRefused, ctx.lang.say("chat-end-name-missing", &[])).into());
    }
    let security = Security::of(ctx, args, &place, own.client_cert)?;
    let failed = |error: io::Error| {
        Failure::new(
            Exit::Failed,
            ctx.lang.say("chat-end-reactor", &[("cause", complain::io(&ctx.lang, &error))]),
        )
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
        plain: false,
        certificate: security.is_tls() && own.client_cert.is_some(),
        marks_read: front.is_terminal(),
        utc_offset: clock.to_offset(Timestamp::now()).seconds().into(),
    };
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| failed(io::Error::other(error.to_string())))?;
    let reconnect_max = if args.no_reconnect { Duration::ZERO } else { settings.reconnect_max };
    let life = Life::new(wish, Policy { reconnect_max, seed });
    let has_name = settings.name.is_some();
    let plan = Plan { place, security, has_name, verbatim: args.verbatim, listen: args.listen };
    Client::new(plan, life, secrets, net, front, ctx.lang.clone()).run()
}
