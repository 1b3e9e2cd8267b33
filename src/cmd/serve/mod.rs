//! `chatroom serve`: opens the room. Settings become rules, sockets are opened, the operator is
//! told how others come in; then the loop in `server` runs.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::time::SystemTime;

use anyhow::Result;

use super::{Context, Exit, Failure, description};
use crate::door::Doors;
use crate::lang::Lang;
use crate::net::{self, FlowLimits, ListenError, Net};
use crate::room::rules::{Lengths, MetadataRules};
use crate::room::{Hall, Operator, Renewed, Rules};
use crate::settings::Settings;

mod desk;
mod errands;
mod invitation;
mod server;

use super::printer::Printer;
use super::typing::Typing;
use desk::Desk;
use errands::{Checker, Reader};
use server::{After, Server};

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
    let checker = Checker::start(net.waker()).map_err(|error| reactor_failure(&ctx.lang, &error))?;
    // Found now: by the time it is wanted another program may lie in its place, which is then the one
    // to be started.
    let program = std::env::current_exe();
    let printer = Printer::start(net.waker()).map_err(|error| reactor_failure(&ctx.lang, &error))?;
    let typing = Typing::where_it_can_be("> ");
    let has_terminal = typing.is_some();
    let grace = ctx.settings.serve.drain_grace;
    let lang = ctx.languages.lang(ctx.lang.tag());
    let mut desk = Desk::new(lang, lobby.as_str(), ctx.settings.serve.transcript, printer, typing);
    if has_terminal {
        desk.print(ctx.lang.say("serve-console-hint", &[]));
    }
    match Server::new((net, doors, desk), (checker, Reader::of(ctx)), limits, grace).run()? {
        After::Nothing => Ok(Exit::Left),
        After::Restart => Err(begin_again(ctx, program)),
    }
}

/// Whether the system lets a program take its own place.
const CAN_RESTART: bool = cfg!(unix);

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

/// Nobody is let ask for it where the system can't do it ([`CAN_RESTART`]).
#[cfg(not(unix))]
fn begin_again(ctx: &Context, _: std::io::Result<std::path::PathBuf>) -> anyhow::Error {
    Failure::new(Exit::Failed, ctx.lang.say("serve-error-restart", &[])).into()
}

fn reactor_failure(lang: &Lang, error: &std::io::Error) -> Failure {
    Failure::new(Exit::Failed, lang.say("serve-error-reactor", &[("cause", error.to_string().into())]))
}

/// What of the settings may change while the house is open.
fn renewed(settings: &Settings, lang: &Lang) -> Renewed {
    let (serve, admin, limits) = (&settings.serve, &settings.admin, &settings.limits);
    let told = |text: &str| if text.is_empty() { lang.say("admin-untold", &[]) } else { text.to_owned() };
    let operators = settings
        .oper
        .iter()
        .map(|oper| Operator { name: oper.name.clone(), password_hash: oper.password_hash.as_str().into() });
    Renewed {
        description: description(settings, lang),
        admin: [&admin.location1, &admin.location2, &admin.email].map(|text| told(text)),
        operators: operators.collect(),
        motd: serve.motd.lines().map(str::to_owned).collect(),
        registration_timeout: limits.registration_timeout,
        ping_every: limits.ping_every,
        ping_timeout: limits.ping_timeout,
    }
}

/// The settings as the rules of the house.
fn rules(ctx: &Context) -> Result<Rules> {
    let mut secret = [0; 16];
    getrandom::fill(&mut secret)?;
    let unix = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let (serve, limits) = (&ctx.settings.serve, &ctx.settings.limits);
    let known = ctx.languages.known();
    let Renewed { description, admin, operators, motd, registration_timeout, ping_every, ping_timeout } =
        renewed(&ctx.settings, &ctx.lang);
    Ok(Rules {
        server_name: serve.name.clone(),
        network: serve.network.clone(),
        description,
        admin,
        operators,
        settings_file: Reader::of(ctx).file_name(),
        can_restart: CAN_RESTART,
        motd,
        default_room: serve.room.clone(),
        password: ctx.serve_password()?,
        auto_join: serve.auto_join,
        registration_timeout,
        ping_every,
        ping_timeout,
        batch_timeout: limits.batch_timeout,
        rooms_per_member_max: limits.rooms_per_member_max,
        lengths: Lengths {
            name_chars_max: limits.name_chars_max,
            room_name_bytes_max: limits.room_name_bytes_max,
            topic_bytes_max: limits.topic_bytes_max,
            reason_bytes_max: limits.reason_bytes_max,
            realname_bytes_max: limits.realname_bytes_max,
            key_bytes_max: limits.key_bytes_max,
            targets_max: limits.targets_max,
            mode_changes_max: limits.mode_changes_max,
            multiline_bytes_max: limits.multiline_bytes_max,
            multiline_lines_max: limits.multiline_lines_max,
        },
        masks_per_room_max: limits.masks_per_room_max,
        monitored_max: limits.monitored_max,
        past_max: limits.past_max,
        client_tags_denied: tags_denied(&serve.client_tags_denied),
        metadata: MetadataRules {
            keys_max: limits.metadata_keys_max,
            subscriptions_max: limits.metadata_subscriptions_max,
            value_bytes_max: limits.metadata_value_bytes_max,
            sync_max: limits.metadata_sync_max,
            changes_per_minute_max: limits.metadata_changes_per_minute_max,
        },
        operator_name: ctx.lang.say("operator-name", &[]),
        reserved_names: known.iter().flat_map(|tag| reserved_names(&ctx.languages.lang(tag))).collect(),
        secret,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        created_ms: u64::try_from(unix.as_millis()).unwrap_or(u64::MAX),
    })
}

/// The names of a list; an empty list has none.
fn tags_denied(list: &str) -> Vec<String> {
    list.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
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
