//! `chatroom serve`: opens the room. Settings become rules, sockets are opened, the operator is
//! told how others come in; then the loop in `server` runs.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use anyhow::Result;

use super::{Context, Exit, Failure, complain, data};
use crate::cmd::address::{Address, Left};
use crate::cmd::inviting::Inviting;
use crate::door::Doors;
use crate::lang::{Clock, Lang};
use crate::net::{self, FlowLimits, ListenError, Net, Signal};
use crate::room::Hall;
use crate::room::codes::{self, CODE_BYTES};
use crate::room::keep::{CodeKind, CodeRecord, Keep, Kept};
use crate::room::rules::HistoryRules;
use crate::settings::{Settings, choices};
use crate::store::{self, Store};
use crate::wire::clean::clean_lines;

mod clock;
mod desk;
mod desk_order;
mod errands;
pub(in crate::cmd) mod invitation;
pub(in crate::cmd) mod keys;
mod reload;
mod rules;
mod server;

use super::printer::Printer;
use super::typing::Typing;
use desk::Desk;
use errands::Hasher;
use invitation::Invitation;
use keys::{Keys, Opened};
use reload::Reader;
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
    let (mut store, mut kept, secret) = remember(ctx, &net, folder.as_deref())?;
    let opened = keys::open(ctx, None, true)?;
    let (keys, config, warning) = match opened {
        Some(Opened { keys, config, warning }) => (Some(keys), Some(config), warning),
        None => (None, None, None),
    };
    if let Some(warning) = warning {
        ctx.warn(&warning);
    }
    net.accept_tls(config);
    protect(&ctx.settings, &mut net);
    let token = if kept.is_nothing() { Some(make_owner_token(&mut store, &mut kept)?) } else { None };
    let mut rules = rules::rules(ctx, secret)?;
    if let (Some(sts), Some(address)) = (&mut rules.tls.sts, addresses.first()) {
        sts.port = address.port();
    }
    let (lobby, has_password) = (rules.default_room.clone(), rules.password.is_some());
    let fingerprint = keys.as_ref().map(Keys::fingerprint);
    let address = Address { room: lobby.clone(), bound: addresses.clone(), key: fingerprint };
    let left = folder.clone().map(|folder| leave_address(ctx, Left { folder, address }));
    let hall = Hall::with_memory(rules, kept);
    let doors = Doors::new(hall, ctx.languages.lang(ctx.lang.tag()))
        .with_clock(Clock::of(jiff::tz::TimeZone::system()));
    let own = own_addresses();
    announce(
        ctx,
        &Invitation {
            lobby: &lobby,
            bound: &addresses,
            own: &own,
            data: folder.as_deref(),
            fingerprint,
            tls_only: ctx.settings.tls.mode == choices::TlsMode::Required,
            password: has_password,
        },
    );
    announce_entry(ctx, token.as_deref());
    let hasher = Hasher::start(net.waker()).map_err(|error| reactor_failure(&ctx.lang, &error))?;
    // Found now: by the time it is wanted another program may lie in its place, which is then the one
    // to be started.
    let program = std::env::current_exe();
    let printer = Printer::start(net.waker()).map_err(|error| reactor_failure(&ctx.lang, &error))?;
    let typing = Typing::where_it_can_be("> ");
    let has_terminal = typing.is_some();
    let lang = ctx.languages.lang(ctx.lang.tag());
    let mut desk = Desk::new(lang, lobby.as_str(), ctx.settings.serve.transcript, printer, typing);
    desk.invite_to(Inviting::new(&lobby, &addresses, &own, fingerprint));
    if has_terminal {
        desk.print(ctx.lang.say("serve-console-hint", &[]));
    }
    let reader = Reader::of(ctx, std_is_terminal(), addresses.first().map(SocketAddr::port));
    let server = Server::new((net, doors, desk), (hasher, reader), store, bounds(&ctx.settings));
    match server.with_keys(keys, left).run()? {
        After::Nothing => Ok(Exit::Left),
        After::Restart => Err(begin_again(ctx, program)),
    }
}

/// For `chatroom invite`; a server that can't leave it is as good as another.
fn leave_address(ctx: &Context, left: Left) -> Left {
    if let Err(warning) = left.address.write(&ctx.lang, &left.folder) {
        ctx.warn(&warning);
    }
    left
}

/// Whether a terminal stands at any end of the program, which could hang up.
fn std_is_terminal() -> bool {
    use std::io::IsTerminal as _;
    std::io::stdin().is_terminal() || std::io::stdout().is_terminal() || std::io::stderr().is_terminal()
}

/// What the reactor does about proxies, and about those who begin handshakes too fast.
fn protect(settings: &Settings, net: &mut Net) {
    let rate = Some(settings.tls.handshakes_per_second).filter(|&rate| rate > 0);
    net.limit_handshakes(rate, settings.limits.trusted.clone());
    net.accept_proxied(settings.serve.proxies.clone());
}

/// How much the server bears.
fn bounds(settings: &Settings) -> Bounds {
    let flow = FlowLimits {
        queue_bytes_max: settings.limits.queue_bytes_max,
        slow_reader_grace: settings.limits.slow_reader_grace,
    };
    Bounds { flow, held_bytes_max: settings.history.held_bytes_max, grace: settings.serve.drain_grace }
}

/// How what is kept in `folder`, or in memory alone, is kept.
fn store_options(settings: &Settings, folder: Option<&Path>) -> store::Options {
    let history = &settings.history;
    let HistoryRules { replay, retention, on_failure, .. } = rules::history(history);
    store::Options {
        dir: folder.map(Path::to_path_buf),
        sync: match history.sync {
            choices::Sync::Always => store::Sync::Always,
            choices::Sync::Second => store::Sync::Second,
            choices::Sync::Never => store::Sync::Never,
        },
        recent: replay,
        retention,
        unwritten_bytes_max: history.unwritten_bytes_max,
        on_failure,
        memory_messages_max: history.memory_messages_max,
        fault: None,
    }
}

/// Opens what is kept in `folder`, or in memory alone: what there is of it, and the secret of the
/// house, which is of the same age.
fn remember(ctx: &Context, net: &Net, folder: Option<&Path>) -> Result<(Store, Kept, [u8; 16])> {
    let options = store_options(&ctx.settings, folder);
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
    Failure::new(Exit::Failed, lang.say("serve-error-reactor", &[("cause", complain::io(lang, error))]))
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
    let args = [("address", addr.to_string().into()), ("cause", complain::io(lang, error))];
    Failure::new(Exit::Failed, lang.say(key, &args))
}

/// Tells where the room is and how others come in.
fn announce(ctx: &Context, invitation: &Invitation<'_>) {
    print(invitation::lines(&ctx.lang, invitation));
}

/// Tells who may come in, if not everyone may, and how the room becomes somebody's.
fn announce_entry(ctx: &Context, token: Option<&str>) {
    let who = match ctx.settings.entry.who {
        choices::EntryWho::Everyone => None,
        choices::EntryWho::Invited => Some("serve-entry-invited"),
        choices::EntryWho::Accounts => Some("serve-entry-accounts"),
    };
    let mut lines: Vec<_> = who.map(|key| ctx.lang.say(key, &[])).into_iter().collect();
    if let Some(token) = token {
        let told = ctx.lang.say("console-owner", &[("token", token.into())]);
        lines.extend(told.lines().map(str::to_owned));
    }
    print(lines);
}

/// The token of whoever shall own the default room of a house that is opened for the first time.
fn make_owner_token(store: &mut Store, kept: &mut Kept) -> Result<String> {
    let mut bytes = [0; CODE_BYTES];
    getrandom::fill(&mut bytes)?;
    let (code, kind) = (codes::written(&bytes), CodeKind::Owner);
    let record = CodeRecord { code: code.clone(), kind, left: 1, expires_ms: None, used_by: Vec::new() };
    kept.codes.push(record.clone());
    store.push(Keep::Code(record));
    Ok(code)
}

/// The addresses of this machine.
pub(in crate::cmd) fn own_addresses() -> Vec<IpAddr> {
    if_addrs::get_if_addrs()
        .map(|interfaces| interfaces.into_iter().map(|interface| interface.ip()).collect())
        .unwrap_or_default()
}

fn print(lines: Vec<String>) {
    let mut output = std::io::stdout().lock();
    for line in lines {
        // Whoever closed standard output does not want to read it; the room opens all the same.
        let _ = writeln!(output, "{}", clean_lines(&line));
    }
    let _ = output.flush();
}
