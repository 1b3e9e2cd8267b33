//! `chatroom history`: what the operator can see and do with what is kept, also while a server runs.
//! In reading order: [`times`] and [`record`] are the forms in which things come and go, `show` how
//! people read them, then each command has a file.

pub mod record;
mod show;
pub mod times;

mod copies;
mod erase;
mod export;
mod import;
mod list;
mod search;

use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::args::{HistoryArgs, HistoryCommand, Span};
use super::{Context, Exit, Failure, OutputClosed, complain, data};
use crate::room::keep::Place;
use crate::store::OpenError;
use crate::store::archive::{Access, Archive};
use crate::wire::MsgId;
use crate::wire::clean::clean_lines;

/// Does it.
///
/// # Errors
/// A [`Failure`] with a sentence, or [`OutputClosed`].
pub fn run(ctx: &Context, args: &HistoryArgs) -> Result<Exit> {
    match &args.command {
        HistoryCommand::List(_) => list::run(ctx),
        HistoryCommand::Search(args) => search::run(ctx, args),
        HistoryCommand::Export(args) => export::run(ctx, args),
        HistoryCommand::Import(args) => import::run(ctx, args),
        HistoryCommand::Erase(args) => erase::run(ctx, args),
        HistoryCommand::Backup(args) => copies::backup(ctx, args),
        HistoryCommand::Verify(args) => copies::verify(ctx, args),
    }
}

/// What is kept, and where.
struct Kept<'c> {
    ctx: &'c Context,
    folder: PathBuf,
    archive: Archive,
}

impl<'c> Kept<'c> {
    /// What is kept in the folder that the settings name. To write, there need be nothing yet.
    fn open(ctx: &'c Context, access: Access) -> Result<Self> {
        let folder = data::dir(ctx)?;
        if access == Access::Read {
            expect_something(ctx, &folder)?;
        }
        let archive = Archive::open(&folder, access).map_err(|error| failure(ctx, &error))?;
        Ok(Self { ctx, folder, archive })
    }

    /// The rooms that have this name, or had it.
    fn rooms(&self, name: &str) -> Result<Vec<Place>> {
        // A shell takes `#` for a comment.
        let name = if name.starts_with('#') { name.to_owned() } else { format!("#{name}") };
        let rooms = self.archive.rooms_named(&name).map_err(|error| failure(self.ctx, &error))?;
        if rooms.is_empty() {
            let args = [("room", complain::text(&name)), ("path", complain::shown(&self.folder))];
            return Err(Failure::new(Exit::Failed, self.ctx.lang.say("history-no-room", &args)).into());
        }
        Ok(rooms)
    }
}

/// Whether anything was ever kept there.
fn expect_something(ctx: &Context, folder: &Path) -> Result<(), Failure> {
    let sentence = match folder.join(crate::store::FILE_NAME).try_exists() {
        Ok(true) => return Ok(()),
        Ok(false) => ctx.lang.say("history-nothing-kept", &[("path", complain::shown(folder))]),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            ctx.lang.say("history-nothing-kept", &[("path", complain::shown(folder))])
        }
        Err(error) => {
            let args = [("path", complain::shown(folder)), ("cause", complain::io(&ctx.lang, &error))];
            ctx.lang.say("history-failed", &args)
        }
    };
    Err(Failure::new(Exit::Failed, sentence))
}

/// What went wrong on the way.
pub(in crate::cmd) fn failure(ctx: &Context, error: &OpenError) -> Failure {
    match error {
        OpenError::Io { path, kind, cause } => {
            let cause = complain::system(&ctx.lang, *kind, cause);
            let args = [("path", complain::shown(path)), ("cause", cause)];
            Failure::new(Exit::Failed, ctx.lang.say("history-failed", &args))
        }
        other => data::failure(&ctx.lang, other),
    }
}

/// The ids behind which, and before which, what is wanted stands.
fn bounds(span: &Span) -> (MsgId, MsgId) {
    // The first moment of a day is a part of it.
    let after = span.after.map(|ms| MsgId::first_at(ms).number() - 1).and_then(MsgId::from_number);
    (after.unwrap_or(MsgId::ZERO), span.before.map_or(MsgId::MAX, MsgId::first_at))
}

/// Standard output, for a lot of lines.
struct Out<'c> {
    ctx: &'c Context,
    out: BufWriter<StdoutLock<'static>>,
}

impl<'c> Out<'c> {
    fn new(ctx: &'c Context) -> Self {
        Self { ctx, out: BufWriter::new(io::stdout().lock()) }
    }

    fn line(&mut self, line: &str) -> Result<()> {
        let written = writeln!(self.out, "{}", clean_lines(line));
        self.judge(written)
    }

    /// Everything has been said.
    fn finish(mut self) -> Result<Exit> {
        let written = self.out.flush();
        self.judge(written)?;
        Ok(Exit::Left)
    }

    fn judge(&self, written: io::Result<()>) -> Result<()> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(OutputClosed.into()),
            written => written.with_context(|| self.ctx.lang.say("cli-output-failed", &[])),
        }
    }
}
