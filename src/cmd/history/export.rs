//! `chatroom history export`: what is kept, to standard output.

use jiff::tz::TimeZone;

use super::{Kept, Out, bounds, failure, record, show};
use crate::cmd::args::{ExportArgs, Format};
use crate::cmd::{Context, Exit};
use crate::room::keep::{Entry, Place};
use crate::store::archive::Access;

/// Prints it.
///
/// # Errors
/// There is no such room; what is kept can't be read; standard output is closed or broken.
pub fn run(ctx: &Context, args: &ExportArgs) -> anyhow::Result<Exit> {
    let kept = Kept::open(ctx, Access::Read)?;
    let (after, before) = bounds(&args.span);
    let places = match &args.room {
        // Rooms that had the name one after the other, the oldest first.
        Some(room) => kept.rooms(room)?.into_iter().rev().map(Some).collect(),
        None => vec![None],
    };
    let zone = TimeZone::system();
    let mut out = Out::new(ctx);
    for place in places {
        for entry in kept.archive.export(place, after, before) {
            let (entry, room) = entry.map_err(|error| failure(ctx, &error))?;
            if !args.private && matches!(entry.place, Place::Private(..)) {
                continue;
            }
            for line in lines(ctx, &zone, args.format, (&entry, &room)) {
                out.line(&line)?;
            }
        }
    }
    out.finish()
}

fn lines(ctx: &Context, zone: &TimeZone, format: Format, (entry, room): (&Entry, &str)) -> Vec<String> {
    match format {
        Format::Text => show::lines(&ctx.lang, zone, (entry, room)),
        Format::Json => record::write_entry(entry, room).into_iter().collect(),
    }
}
