//! `chatroom history backup` and `verify`: a copy of everything in one file, and whether it, or the
//! original, is whole.

use anyhow::Result;

use super::{Kept, Out, expect_something, failure};
use crate::cmd::args::{BackupArgs, VerifyArgs};
use crate::cmd::{Context, Exit, Failure, complain, data};
use crate::store::archive::{self, Access};

/// Copies everything.
///
/// # Errors
/// The file is there already; what is kept can't be read, or the file not written.
pub fn backup(ctx: &Context, args: &BackupArgs) -> Result<Exit> {
    let kept = Kept::open(ctx, Access::Read)?;
    let path = complain::shown(&args.file);
    if args.file.exists() {
        return Err(
            Failure::new(Exit::Failed, ctx.lang.say("history-backup-exists", &[("path", path)])).into()
        );
    }
    kept.archive.backup(&args.file, |_, _| {}).map_err(|error| failure(ctx, &error))?;
    let bytes = std::fs::metadata(&args.file).map_or(0, |file| file.len());
    let mut out = Out::new(ctx);
    let args = [("path", path), ("kilobytes", bytes.div_ceil(1000).into())];
    out.line(&ctx.lang.say("history-backed-up", &args))?;
    out.finish()
}

/// Reads everything and says whether it is whole.
///
/// # Errors
/// It can't be read, or is not whole.
pub fn verify(ctx: &Context, args: &VerifyArgs) -> Result<Exit> {
    let path = match &args.file {
        Some(file) => file.clone(),
        None => {
            let folder = data::dir(ctx)?;
            expect_something(ctx, &folder)?;
            folder.join(crate::store::FILE_NAME)
        }
    };
    let found = archive::verify(&path).map_err(|error| failure(ctx, &error))?;
    let mut out = Out::new(ctx);
    let amounts = [
        ("messages", found.messages.into()),
        ("events", found.events.into()),
        ("rooms", found.rooms.into()),
        ("talks", found.talks.into()),
        ("accounts", found.accounts.into()),
    ];
    out.line(&ctx.lang.say("history-verified", &amounts))?;
    for problem in &found.problems {
        out.line(&ctx.lang.say("history-problem", &[("what", complain::text(problem))]))?;
    }
    if found.problems.is_empty() {
        out.line(&ctx.lang.say("history-whole", &[("path", complain::shown(&path))]))?;
        return out.finish();
    }
    out.finish()?;
    let args = [("path", complain::shown(&path))];
    Err(Failure::new(Exit::Failed, ctx.lang.say("history-not-whole", &args)).into())
}
