//! `chatroom config`: prints the settings in force, as a settings file, each with where it came
//! from behind it.

use anyhow::Context as _;

use super::{Context, Exit, complain, write_out};
use crate::settings::show;

/// Prints them.
///
/// # Errors
/// Standard output is closed or broken.
pub fn run(ctx: &Context) -> anyhow::Result<Exit> {
    let comment = |key: &crate::settings::Key| complain::place(&ctx.lang, ctx.origins.of(key.name));
    let text = show::settings(&ctx.settings, comment)?;
    write_out(&text).with_context(|| ctx.lang.say("cli-output-failed", &[]))?;
    Ok(Exit::Left)
}
