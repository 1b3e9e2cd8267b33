//! `chatroom history import`: takes in what was exported as JSON.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use anyhow::Context as _;

use super::record::{self, Unfit};
use super::{Kept, Out, failure};
use crate::cmd::args::ImportArgs;
use crate::cmd::{Context, Exit, Failure, complain};
use crate::store::archive::{Access, Imported};

/// What ends an import before its end.
enum Stop {
    /// This line can't be taken in.
    Line(u64, Unfit),
    /// The file can't be read any further.
    Read(io::Error),
}

/// Takes it in.
///
/// # Errors
/// The file can't be read, or a line of it is wrong: what stands before it has been taken in. Or
/// what is kept can't be written.
pub fn run(ctx: &Context, args: &ImportArgs) -> anyhow::Result<Exit> {
    let input: Box<dyn BufRead> = if args.file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(&args.file).with_context(|| unreadable(ctx, &args.file))?;
        Box::new(BufReader::new(file))
    };
    let mut kept = Kept::open(ctx, Access::Write)?;
    let mut stop = None;
    let entries = Entries { input, line: String::new(), number: 0, stop: &mut stop };
    let count = kept.archive.import(entries).map_err(|error| failure(ctx, &error))?;
    let mut out = Out::new(ctx);
    let amounts =
        [("added", count.added.into()), ("known", count.known.into()), ("refused", count.refused.into())];
    out.line(&ctx.lang.say("history-imported", &amounts))?;
    out.finish()?;
    match stop {
        None => Ok(Exit::Left),
        Some(Stop::Read(error)) => Err(error).with_context(|| unreadable(ctx, &args.file)),
        Some(Stop::Line(number, unfit)) => {
            let what = match unfit {
                Unfit::Form(cause) => {
                    ctx.lang.say("history-import-form", &[("cause", complain::text(&cause))])
                }
                Unfit::Field(field) => ctx.lang.say("history-import-field", &[("field", field.into())]),
            };
            let args =
                [("path", complain::shown(&args.file)), ("line", number.into()), ("what", what.into())];
            Err(Failure::new(Exit::Failed, ctx.lang.say("history-import-line", &args)).into())
        }
    }
}

fn unreadable(ctx: &Context, path: &Path) -> Failure {
    Failure::new(Exit::Failed, ctx.lang.say("history-import-unreadable", &[("path", complain::shown(path))]))
}

/// The lines of a file, up to the first that is wrong.
struct Entries<'s> {
    input: Box<dyn BufRead>,
    line: String,
    number: u64,
    stop: &'s mut Option<Stop>,
}

impl Iterator for Entries<'_> {
    type Item = Imported;

    fn next(&mut self) -> Option<Imported> {
        while self.stop.is_none() {
            self.line.clear();
            self.number += 1;
            match self.input.read_line(&mut self.line) {
                Ok(0) => return None,
                Ok(_) if self.line.trim().is_empty() => {}
                Ok(_) => match record::read(&self.line) {
                    Ok(imported) => return Some(imported),
                    Err(unfit) => *self.stop = Some(Stop::Line(self.number, unfit)),
                },
                Err(error) => *self.stop = Some(Stop::Read(error)),
            }
        }
        None
    }
}
