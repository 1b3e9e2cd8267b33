//! `chatroom serve`: opens the room. Settings become rules, sockets are opened, the operator is
//! told how others come in; then the loop in `server` runs.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use anyhow::Result;

use super::{Context, Exit, Failure, data};
use crate::door::Doors;
use crate::lang::{Clock, Lang};
use crate::net::{self, FlowLimits, ListenError, Net, Signal};
use crate::room::Hall;
use crate::room::keep::Kept;
use crate::room::rules::HistoryRules;
use crate::settings::choices;
use crate::store::{self, Store};

mod clock;
mod desk;
mod errands;
mod invitation;
mod rules;
mod server;

use super::printer::Printer;
use super::typing::Typing;
use desk::Desk;
use errands::{Hasher, Reader};
use server::{After, Bounds, Server};

/// Serves until the room is closed.
///
/// # Errors
/// A [`Failure`] with a sentence, if the room can't be opened.
pub fn run(ctx: &Context) -> Result<Exit> {
    let _ = net::raise_descriptor_limit();
    let mut net = super::open_net().map_err(|error| reactor_failure(&ctx.lang, &error))?;
    // Somebody who has changed what is kept wants it to be read again.
    net.watch_signals(&[Signal::UserOne]).map_err(|error| reactor_failure(&ctx.lang, &error))?;
    let addresses = listen(ctx, &mut net)?;
    let folder = if ctx.settings.history.enabled { Some(data::dir(ctx)?) } else { None };
    let (store, kept, secret) = remember(ctx, &net, folder.as_deref())?;
    let rules = rules::rules(ctx, secret)?;
    let lobby = rules.default_room.clone();
    let hall = Hall::with_memory(rules, kept);
    let doors = Doors::new(hall, ctx.languages.lang(ctx.lang.tag()))
        .with_clock(Clock::of(jiff::tz::TimeZone::system()));
    announce(ctx, lobby.as_str(), &addresses, folder.as_deref());
    let hasher = Hasher::start(net.waker()).map_err(|error| reactor_failure(&ctx.lang, &error))?;
    // Found now: by the time it is wanted another program may lie in its place, which is then the one
    // to be started.
    let program = std::env::current_exe();
    let printer = Printer::start(net.waker()).map_err(|error| reactor_failure(&ctx.lang, &error))?;
    let typing = Typing::where_it_can_be("> ");
    let has_terminal = typing.is_some();
    let lang = ctx.languages.lang(ctx.lang.tag());
    let mut desk = Desk::new(lang, lobby.as_str(), ctx.settings.serve.transcript, printer, typing);
    if has_terminal {
        desk.print(ctx.lang.say("serve-console-hint", &[]));
    }
    match Server::new((net, doors, desk), (hasher, Reader::of(ctx)), store, bounds(ctx)).run()? {
        After::Nothing => Ok(Exit::Left),
        After::Restart => Err(begin_again(ctx, program)),
    }
}

/// How much the server bears.
fn bounds(ctx: &Context) -> Bounds {
    let flow = FlowLimits {
        queue_bytes_max: ctx.settings.limits.queue_bytes_max,
        slow_reader_grace: ctx.settings.limits.slow_reader_grace,
    };
    Bounds {
        flow,
        held_bytes_max: ctx.settings.history.held_bytes_max,
        grace: ctx.settings.serve.drain_grace,
    }
}

/// Opens what is kept in `folder`, or in memory alone: what there is of it, and the secret of the
/// house, which is of the same age.
fn remember(ctx: &Context, net: &Net, folder: Option<&Path>) -> Result<(Store, Kept, [u8; 16])> {
    let HistoryRules { replay, retention, on_failure, .. } = rules::history(&ctx.settings.history);
    let options = store::Options {
        dir: folder.map(Path::to_path_buf),
        sync: match ctx.settings.history.sync {
            choices::Sync::Always => store::Sync::Always,
            choices::Sync::Second => store::Sync::Second,
            choices::Sync::Never => store::Sync::Never,
        },
        recent: replay,
        retention,
        unwritten_bytes_max: ctx.settings.history.unwritten_bytes_max,
        on_failure,
        memory_messages_max: ctx.settings.history.memory_messages_max,
        fault: None,
    };
    if let Some(folder) = folder {
        data::make(&ctx.lang, folder)?;
    }
    let waker = net.waker();
    let opened = Store::open(options, move || waker.wake());
    let (store, kept) = opened.map_err(|error| data::failure(&ctx.lang, &error))?;
    let secret = match folder {
        // Only behind the store, which one server alone can have open.
        Some(folder) => data::secret(&ctx.lang, folder)?,
        None => data::new_secret()?,
    };
    Ok((store, kept, secret))
}

/// Starts the program again, with the arguments, the surroundings and the process number that this
/// one has. Returns only if that fails.
#[cfg(unix)]
fn begin_again(ctx: &Context, program: std::io::Result<std::path::PathBuf>) -> anyhow::Error {
    use std::os::unix::process::CommandExt as _;
    let error = match program {
        Ok(program) => std::process::Command::new(program).args(std::env::args_os().skip(1)).exec(),
        Err(error) => error,
    };
    anyhow::Error::new(error).context(Failure::new(Exit::Failed, ctx.lang.say("serve-error-restart", &[])))
}

/// Nobody is let ask for it where the system can't do it ([`rules::CAN_RESTART`]).
#[cfg(not(unix))]
fn begin_again(ctx: &Context, _: std::io::Result<std::path::PathBuf>) -> anyhow::Error {
    Failure::new(Exit::Failed, ctx.lang.say("serve-error-restart", &[])).into()
}

fn reactor_failure(lang: &Lang, error: &std::io::Error) -> Failure {
    Failure::new(Exit::Failed, lang.say("serve-error-reactor", &[("cause", error.to_string().into())]))
}

fn listen(ctx: &Context, net: &mut Net) -> Result<Vec<SocketAddr>> {
    let port = ctx.settings.serve.port;
    let wanted: Vec<_> = ctx.settings.serve.host.iter().map(|&host| SocketAddr::new(host, port)).collect();
    net.listen_all(&wanted).map_err(|error| listen_failure(&ctx.lang, &error).into())
}

fn listen_failure(lang: &Lang, ListenError { addr, error }: &ListenError) -> Failure {
    let key = match error.kind() {
        std::io::ErrorKind::AddrInUse => "serve-error-listen-used",
        std::io::ErrorKind::PermissionDenied => "serve-error-listen-denied",
        std::io::ErrorKind::AddrNotAvailable => "serve-error-listen-address",
        _ => "serve-error-listen",
    };
    let args = [("address", addr.to_string().into()), ("cause", error.to_string().into())];
    Failure::new(Exit::Failed, lang.say(key, &args))
}

/// Tells where the room is and how others come in.
fn announce(ctx: &Context, lobby: &str, addresses: &[SocketAddr], data: Option<&Path>) {
    let own: Vec<IpAddr> = if_addrs::get_if_addrs()
        .map(|interfaces| interfaces.into_iter().map(|interface| interface.ip()).collect())
        .unwrap_or_default();
    let lines = invitation::lines(&ctx.lang, lobby, addresses, &own, data);
    let mut output = std::io::stdout().lock();
    for line in lines {
        // Whoever closed standard output does not want to read it; the room opens all the same.
        let _ = writeln!(output, "{line}");
    }
    let _ = output.flush();
}
