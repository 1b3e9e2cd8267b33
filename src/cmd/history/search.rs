//! `chatroom history search`: finds what was said, and shows it with its ids.

use jiff::tz::TimeZone;

use super::{Kept, Out, bounds, failure, show};
use crate::cmd::args::SearchArgs;
use crate::cmd::{Context, Exit};
use crate::room::keep::{Place, Search};
use crate::store::archive::{Access, Archive, State};

/// Finds it.
///
/// # Errors
/// There is no such room; what is kept can't be read; standard output is closed or broken.
pub fn run(ctx: &Context, args: &SearchArgs) -> anyhow::Result<Exit> {
    let kept = open(ctx)?;
    let places = match &args.room {
        Some(room) => Some(kept.rooms(room)?),
        None if args.private => None,
        None => Some(all_rooms(&kept)?),
    };
    let (after, before) = bounds(&args.span);
    let search = Search {
        places,
        words: words(args),
        from: args.from.clone(),
        after,
        before,
        entries_max: args.limit,
        oldest: false,
    };
    let found = kept.archive.search(&search).map_err(|error| failure(ctx, &error))?;
    let zone = TimeZone::system();
    let mut out = Out::new(ctx);
    for (entry, room) in &found {
        let id = entry.event.id.map(|id| id.to_string()).unwrap_or_default();
        for line in show::lines(&ctx.lang, &zone, (entry, room)) {
            out.line(&format!("{id} {line}"))?;
        }
    }
    if found.is_empty() {
        out.line(&ctx.lang.say("history-search-nothing", &[]))?;
    }
    out.finish()
}

/// Opens what is kept, and sees to it that all of it is found, as far as one may.
fn open(ctx: &Context) -> anyhow::Result<Kept<'_>> {
    let kept = Kept::open(ctx, Access::Read)?;
    match Archive::open(&kept.folder, Access::Write).and_then(|mut archive| archive.index()) {
        Ok(()) => {}
        Err(error) => log::info!("event=not_indexed error={error}"),
    }
    Ok(kept)
}

/// The words as the search takes them: what stands together on the command line is a phrase.
fn words(args: &SearchArgs) -> String {
    let words = args.words.iter().map(|word| match word.trim() {
        phrase if phrase.contains(char::is_whitespace) && !phrase.contains('"') => format!("\"{phrase}\""),
        word => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn all_rooms(kept: &Kept<'_>) -> anyhow::Result<Vec<Place>> {
    let shelves = kept.archive.shelves().map_err(|error| failure(kept.ctx, &error))?;
    let rooms = shelves.into_iter().filter(|shelf| shelf.state != State::Private);
    Ok(rooms.map(|shelf| shelf.place).collect())
}
