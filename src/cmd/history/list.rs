//! `chatroom history list`: the rooms, and how much is kept of each.

use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr as _;

use super::{Kept, Out, failure, times};
use crate::cmd::{Context, Exit};
use crate::lang::Value;
use crate::store::archive::{Access, Shelf, State};
use crate::wire::clean::clean;

/// Lists them.
///
/// # Errors
/// What is kept can't be read; standard output is closed or broken.
pub fn run(ctx: &Context) -> anyhow::Result<Exit> {
    let kept = Kept::open(ctx, Access::Read)?;
    let shelves = kept.archive.shelves().map_err(|error| failure(ctx, &error))?;
    let (talks, rooms): (Vec<Shelf>, Vec<Shelf>) =
        shelves.into_iter().partition(|shelf| shelf.state == State::Private);
    let zone = TimeZone::system();
    let names: Vec<_> = rooms.iter().map(|room| clean(&room.name).into_owned()).collect();
    let widest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    let mut out = Out::new(ctx);
    if rooms.is_empty() {
        out.line(&ctx.lang.say("history-list-nothing", &[]))?;
    }
    for (room, name) in rooms.iter().zip(&names) {
        let gap = " ".repeat(widest - name.width());
        out.line(&format!("{name}{gap}  {}", row(ctx, room, &zone)))?;
    }
    if !talks.is_empty() {
        let messages: u64 = talks.iter().map(|talk| talk.messages).sum();
        let args = [("talks", Value::from(talks.len())), ("messages", messages.into())];
        out.line(&ctx.lang.say("history-list-talks", &args))?;
    }
    out.finish()
}

fn row(ctx: &Context, room: &Shelf, zone: &TimeZone) -> String {
    let Some((first, last)) = room.span else { return ctx.lang.say("history-list-row-empty", &[]) };
    let time = |ms| Value::from(times::show(ms, zone));
    let args = [
        ("messages", room.messages.into()),
        ("kilobytes", room.bytes.div_ceil(1000).into()),
        ("first", time(first.unix_ms())),
        ("last", time(last.unix_ms())),
    ];
    let key = if room.state == State::Gone { "history-list-row-gone" } else { "history-list-row" };
    ctx.lang.say(key, &args)
}
