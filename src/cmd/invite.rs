//! `chatroom invite`: makes a code by which people may come in, register an account, or own the
//! default room, also while a server runs, which is told of it.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::time::SystemTime;

use anyhow::Result;

use super::address::Address;
use super::args::InviteArgs;
use super::complain::{self, shown};
use super::history::failure;
use super::inviting::Inviting;
use super::{Context, Exit, Failure, data, serve, write_out};
use crate::room::codes::{self, CODE_BYTES, CODES_MAX};
use crate::room::keep::{CodeKind, CodeRecord};
use crate::store::archive::{Access, Archive};

/// Makes it, and prints what to do with it.
///
/// # Errors
/// A [`Failure`]: what is kept can't be written, or there are too many codes.
pub fn run(ctx: &Context, args: &InviteArgs) -> Result<Exit> {
    let mut bytes = [0; CODE_BYTES];
    getrandom::fill(&mut bytes)?;
    let unix = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let now_ms = u64::try_from(unix.as_millis()).unwrap_or(u64::MAX);
    let kind = match (args.account, args.owner) {
        (_, true) => CodeKind::Owner,
        (true, false) => CodeKind::Account,
        (false, false) => CodeKind::Entry,
    };
    let lasts = args.expires.0.filter(|_| kind != CodeKind::Owner);
    let record = CodeRecord {
        code: codes::written(&bytes),
        kind,
        left: if kind == CodeKind::Owner { 1 } else { args.uses },
        expires_ms: lasts.map(|span| now_ms.saturating_add(span.as_millis() as u64)),
        used_by: Vec::new(),
    };
    let folder = data::dir(ctx)?;
    expect_server(ctx, &folder)?;
    // What can fail comes before: a code that nobody is told lets nobody in.
    let told = lines(ctx, &folder, &record)?;
    let archive = Archive::open(&folder, Access::Write);
    let mut archive = archive.map_err(|error| data::failure(&ctx.lang, &error))?;
    let is_added = archive.add_code(&record, CODES_MAX, now_ms).map_err(|error| failure(ctx, &error))?;
    if !is_added {
        return Err(Failure::new(Exit::Failed, ctx.lang.say("console-too-many-codes", &[])).into());
    }
    write_out(&(told.join("\n") + "\n"))?;
    Ok(Exit::Left)
}

/// Whether a server keeps anything there: nobody comes in anywhere by a code that no server reads.
fn expect_server(ctx: &Context, folder: &Path) -> Result<(), Failure> {
    let args = [("path", shown(folder))];
    let sentence = match folder.join(crate::store::FILE_NAME).try_exists() {
        Ok(true) => return Ok(()),
        Ok(false) => ctx.lang.say("invite-no-server", &args),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => ctx.lang.say("invite-no-server", &args),
        Err(error) => {
            let args = [("path", shown(folder)), ("cause", complain::io(&ctx.lang, &error))];
            ctx.lang.say("data-unreadable", &args)
        }
    };
    Err(Failure::new(Exit::Failed, sentence))
}

fn lines(ctx: &Context, folder: &Path, record: &CodeRecord) -> Result<Vec<String>> {
    let (settings, code) = (&ctx.settings.serve, record.code.as_str());
    Ok(match record.kind {
        CodeKind::Owner => {
            let told = ctx.lang.say("console-owner", &[("token", code.into())]);
            told.lines().map(str::to_owned).collect()
        }
        CodeKind::Account | CodeKind::Entry => {
            // What the server itself says goes before the settings: it may have had flags.
            let Address { room, bound, key } = match Address::read(folder) {
                Some(address) => address,
                None => Address {
                    room: settings.room.clone(),
                    bound: settings.host.iter().map(|&host| SocketAddr::new(host, settings.port)).collect(),
                    // A server that has none yet will show the one that is made here.
                    key: serve::keys::open(ctx, None, true)?.map(|opened| opened.keys.fingerprint()),
                },
            };
            let inviting = Inviting::new(&room, &bound, &serve::own_addresses(), key);
            let mut lines = inviting.lines(&ctx.lang, (code, record.left), record.expires_ms);
            if record.kind == CodeKind::Account {
                lines.push(ctx.lang.say("invitation-account", &[]));
            }
            lines
        }
    })
}
