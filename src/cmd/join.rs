//! `chatroom join`.

use super::args::JoinArgs;
use super::{Context, Exit};

/// Runs it.
///
/// # Errors
/// A failure, with its exit code.
pub fn run(_ctx: &Context, _args: &JoinArgs) -> anyhow::Result<Exit> {
    Ok(Exit::Left)
}
