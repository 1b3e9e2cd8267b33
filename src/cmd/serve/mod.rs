//! `chatroom serve`: opens the room. Settings become rules, sockets are opened, the operator is
//! told how others come in; then the loop in `server` runs.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::time::SystemTime;

use anyhow::Result;

use super::{Context, Exit, Failure};
use crate::door::Doors;
use crate::lang::Lang;
use crate::net::{self, FlowLimits, ListenError, Net};
use crate::room::{Hall, Rules};

mod desk;
mod invitation;
mod server;

use super::printer::Printer;
use super::typing::Typing;
use desk::Desk;
use server::Server;

/// Serves until the room is closed.
///
/// # Errors
/// A [`Failure`] with a sentence, if the room can't be opened.
pub fn run(ctx: &Context) -> Result<Exit> {
    let _ = net::raise_descriptor_limit();
    let rules = rules(ctx)?;
    let limits = FlowLimits {
        queue_bytes_max: ctx.settings.limits.queue_bytes_max,
        slow_reader_grace: ctx.settings.limits.slow_reader_grace,
    };
    let mut net = super::open_net().map_err(|error| reactor_failure(&ctx.lang, &error))?;
    let addresses = listen(ctx, &mut net)?;
    let lobby = rules.default_room.clone();
    let doors = Doors::new(Hall::new(rules), ctx.languages.lang(ctx.lang.tag()));
    announce(ctx, lobby.as_str(), &addresses);
    let printer = Printer::start(net.waker()).map_err(|error| reactor_failure(&ctx.lang, &error))?;
    let typing = Typing::where_it_can_be("> ");
    let has_terminal = typing.is_some();
    let grace = ctx.settings.serve.drain_grace;
    let lang = ctx.languages.lang(ctx.lang.tag());
    let mut desk = Desk::new(lang, lobby.as_str(), ctx.settings.serve.transcript, printer, typing);
    if has_terminal {
        desk.print(ctx.lang.say("serve-console-hint", &[]));
    }
    Server::new(net, doors, limits, grace, desk).run()?;
    Ok(Exit::Left)
}

fn reactor_failure(lang: &Lang, error: &std::io::Error) -> Failure {
    Failure::new(Exit::Failed, lang.say("serve-error-reactor", &[("cause", error.to_string().into())]))
}

/// The settings as the rules of the house.
fn rules(ctx: &Context) -> Result<Rules> {
    let mut secret = [0; 16];
    getrandom::fill(&mut secret)?;
    let unix = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let (serve, limits) = (&ctx.settings.serve, &ctx.settings.limits);
    let known = ctx.languages.known();
    Ok(Rules {
        server_name: serve.name.clone(),
        network: serve.network.clone(),
        description: ctx.description(),
        motd: serve.motd.lines().map(str::to_owned).collect(),
        default_room: serve.room.clone(),
        password: ctx.serve_password()?,
        auto_join: serve.auto_join,
        registration_timeout: limits.registration_timeout,
        ping_every: limits.ping_every,
        ping_timeout: limits.ping_timeout,
        rooms_per_member_max: limits.rooms_per_member_max,
        operator_name: ctx.lang.say("operator-name", &[]),
        reserved_names: known.iter().flat_map(|tag| reserved_names(&ctx.languages.lang(tag))).collect(),
        secret,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        created_ms: u64::try_from(unix.as_millis()).unwrap_or(u64::MAX),
    })
}

/// The names that would be taken for the operator's, in one language.
fn reserved_names(lang: &Lang) -> Vec<String> {
    let alike = lang.say("operator-names-alike", &[]);
    let alike = alike.split([',', '，', '、']).map(|name| name.trim().to_owned());
    std::iter::once(lang.say("operator-name", &[])).chain(alike).collect()
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
fn announce(ctx: &Context, lobby: &str, addresses: &[SocketAddr]) {
    let own: Vec<IpAddr> = if_addrs::get_if_addrs()
        .map(|interfaces| interfaces.into_iter().map(|interface| interface.ip()).collect())
        .unwrap_or_default();
    let lines = invitation::lines(&ctx.lang, lobby, addresses, &own);
    let mut output = std::io::stdout().lock();
    for line in lines {
        // Whoever closed standard output does not want to read it; the room opens all the same.
        let _ = writeln!(output, "{line}");
    }
    let _ = output.flush();
}
