//! `chatroom join`: the glue between a server, a session and a person. In reading order: `client`
//! is the loop, `dial` finds a way to the server, `secure` keeps it safe, `front` is where the person
//! reads and types (`stage` the screen there, as `look` wants it, `machine` the desk of a program),
//! `person` what comes of it; `secrets` keeps the passwords of accounts, `known` the
//! keys of servers, both as `kept` writes files.
//! No rule of the chat is here: those are in [`crate::chat`].

mod acts;
mod client;
mod clock;
mod dial;
mod front;
mod kept;
pub mod known;
mod look;
mod machine;
mod person;
mod secrets;
mod secure;
mod stage;

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::client::{Client, PATIENCE, Plan};
use self::clock::Clock;
pub use self::dial::Place;
use self::front::{Desk, Front, Voice};
use self::look::look;
use self::machine::Machine;
use self::secrets::Secrets;
use self::secure::Security;
use self::stage::{Drafts, Props, Stage};
use super::args::JoinArgs;
use super::printer::Printer;
use super::typing::Typing;
use super::{Context, Exit, Failure, complain};
use crate::chat::{Life, Policy, Reads, Wish};
use crate::lines::Face;
use crate::net::{Waker, terminal};
use crate::settings::choices::Face as Shown;
use crate::settings::{Flags, Origin, Sources, data_dir, load};
use crate::tui::{Depth, Painter, Screen, Setup};
use crate::wire::lines::LineBuffer;

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
    if settings.name.is_none() && (!terminal::is_input() || settings.face == Shown::Json) {
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
    let started = Clock::start();
    let desk = desk(ctx, args, &place, started, net.waker())?;
    let front = Front::new(face, desk, printer);
    let wish = Wish {
        name: settings.name.clone(),
        password,
        room: settings.room.as_ref().map(|room| room.as_str().to_owned()),
        echo: front.is_screen() || front.is_json(),
        away: ctx.lang.say("chat-away-default", &[]),
        patience: front.is_terminal().then_some(PATIENCE),
        history: settings.history,
        login: settings.name.as_deref().and_then(|name| secrets.of(&place, name)),
        plain: false,
        certificate: security.is_tls() && own.client_cert.is_some(),
        fates: front.is_screen() || front.is_json(),
        lingers: front.is_screen(),
        marks_read: match (front.is_screen(), front.is_terminal()) {
            (true, _) => Reads::AsSeen,
            (false, true) => Reads::AsShown,
            (false, false) => Reads::Never,
        },
        utc_offset: clock.to_offset(Timestamp::now()).seconds().into(),
    };
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| failed(io::Error::other(error.to_string())))?;
    let reconnect_max = if args.no_reconnect { Duration::ZERO } else { settings.reconnect_max };
    let life = Life::new(wish, Policy { reconnect_max, seed });
    let has_name = settings.name.is_some();
    let plan = Plan { place, security, has_name, verbatim: args.verbatim, listen: args.listen };
    Client::new(plan, life, secrets, net, (front, started), ctx.lang.clone()).run()
}

/// On a terminal there is a screen, or, where somebody wants that, lines are edited and what arrives
/// stands above them; where only one end is a terminal, or it is one that can't move its cursor, lines
/// are read and written as they are.
fn desk(ctx: &Context, args: &JoinArgs, place: &Place, clock: Clock, waker: Waker) -> Result<Desk, Failure> {
    let join = &ctx.settings.join;
    let look = look(&ctx.lang, join, &ctx.origins)?;
    let pipe = |voice| Desk::Pipe { ask: terminal::is_input(), typed: LineBuffer::new(), voice };
    let wants_screen = match join.face {
        Shown::Json => return Ok(pipe(Voice::Json(Machine::new(clock)))),
        Shown::Linear => return Ok(pipe(Voice::Linear)),
        Shown::Auto | Shown::Screen => true,
        Shown::Lines => false,
    };
    let whole = terminal::is_input() && terminal::is_output();
    let is_plain = env::var_os("TERM").is_some_and(|term| term == "dumb");
    // What is said as it stands, or goes on without its input, is made for pipes.
    let for_pipes = args.verbatim || args.listen;
    if whole && !is_plain && wants_screen && !for_pipes {
        let theme = look.theme(depth(|name| env::var(name).ok()));
        let painter = Painter::new(theme.names.depth);
        let mut screen = Screen::new(Setup {
            lang: ctx.lang.clone(),
            clock: TimeZone::system(),
            theme,
            keymap: look.keymap,
            address: place.shown(),
        });
        if look.mouse {
            screen.take_mouse();
        }
        let drafts = Drafts::open(data_dir(), place.shown());
        let (lang, call_by) = (ctx.lang.clone(), look.call_by);
        let asks_background = look.background.is_none();
        let props = Props { screen, painter, lang, clock, drafts, waker, call_by, asks_background };
        if let Some(stage) = Stage::begin(props) {
            return Ok(Desk::Screen(Box::new(stage)));
        }
    }
    Ok(match Typing::where_it_can_be("") {
        Some(typing) => Desk::Terminal(Box::new(typing)),
        None => pipe(Voice::Lines),
    })
}

/// How many colours the terminal has, for all that is known (no-color.org, `COLORTERM`, `TERM`).
fn depth(variable: impl Fn(&str) -> Option<String>) -> Depth {
    let is = |name: &str, like: &[&str]| {
        variable(name).is_some_and(|value| like.iter().any(|part| value.contains(part)))
    };
    if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        Depth::None
    } else if is("COLORTERM", &["truecolor", "24bit"]) || is("TERM", &["direct"]) || cfg!(windows) {
        Depth::True
    } else if is("TERM", &["256color"]) {
        Depth::Palette
    } else if is("TERM", &["mono", "vt100", "vt220"]) {
        Depth::None
    } else {
        Depth::Sixteen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_says_of_its_colours_is_believed() {
        for (variables, expected) in [
            (&[("TERM", "xterm-256color")][..], Depth::Palette),
            (&[("TERM", "xterm"), ("COLORTERM", "truecolor")], Depth::True),
            (&[("TERM", "linux"), ("NO_COLOR", "")], Depth::Sixteen),
            (&[("COLORTERM", "truecolor"), ("NO_COLOR", "1")], Depth::None),
            (&[("TERM", "vt100")], Depth::None),
        ] {
            let found = depth(|name| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            });
            assert!(found == expected || cfg!(windows), "{variables:?}");
        }
    }
}
