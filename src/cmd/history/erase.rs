//! `chatroom history erase`: takes messages out for good. It says how many there are, and asks first.

use std::io::{self, Write as _};

use anyhow::Context as _;

use super::{Kept, Out, failure};
use crate::cmd::args::EraseArgs;
use crate::cmd::{Context, Exit, Failure};
use crate::net::terminal;
use crate::store::archive::{Access, Erase};

/// Erases them.
///
/// # Errors
/// There is no such room; nobody could be asked; what is kept can't be written.
pub fn run(ctx: &Context, args: &EraseArgs) -> anyhow::Result<Exit> {
    super::expect_something(ctx, &crate::cmd::data::dir(ctx)?)?;
    let mut kept = Kept::open(ctx, Access::Write)?;
    let what = match &args.author {
        Some(author) => {
            let rooms = args.room.as_deref().map(|room| kept.rooms(room)).transpose()?;
            Erase::Author(author.clone(), rooms)
        }
        None => Erase::Ids(args.id.clone()),
    };
    let mut out = Out::new(ctx);
    let count = kept.archive.count(&what).map_err(|error| failure(ctx, &error))?;
    if count == 0 {
        out.line(&ctx.lang.say("history-erase-nothing", &[]))?;
        return out.finish();
    }
    if !args.yes && !is_wanted(ctx, count)? {
        out.line(&ctx.lang.say("history-erase-given-up", &[]))?;
        return out.finish();
    }
    let erased = kept.archive.erase(&what).map_err(|error| failure(ctx, &error))?;
    out.line(&ctx.lang.say("history-erased", &[("count", erased.into())]))?;
    out.finish()
}

/// Asks at the terminal.
fn is_wanted(ctx: &Context, count: u64) -> anyhow::Result<bool> {
    if !terminal::is_input() {
        let sentence = ctx.lang.say("history-erase-unasked", &[("count", count.into())]);
        return Err(Failure::new(Exit::Usage, sentence).into());
    }
    let question = ctx.lang.say("history-erase-question", &[("count", count.into())]);
    let mut aside = io::stderr();
    // Who closed standard error knows what is asked.
    let _ = write!(aside, "{question}").and_then(|()| aside.flush());
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).with_context(|| ctx.lang.say("history-erase-no-answer", &[]))?;
    let answer = answer.trim().to_lowercase();
    let yes = ctx.lang.say("history-erase-yes", &[]);
    Ok(yes.split([',', '，', '、']).any(|yes| yes.trim() == answer))
}
