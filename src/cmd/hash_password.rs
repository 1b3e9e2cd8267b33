//! `chatroom hash-password`: reads the password of an operator and prints its hash, as it goes into
//! the settings (`[[oper]]`). On a terminal it asks twice and shows nothing of what is typed; from a
//! pipe it takes the first line.

use std::io::{self, BufRead as _, Read as _, Write as _};

use anyhow::Context as _;

use super::{Context, Exit, Failure, write_out};
use crate::edit::{Editor, Keys, Kind, Outcome};
use crate::net::terminal::{self, RawMode};
use crate::settings::hash::{self, SALT_BYTES};
use crate::settings::password::PASSWORD_BYTES_MAX;

/// Reads it and prints the hash.
///
/// # Errors
/// A [`Failure`]: no password, or one that nobody could say; else what the system says.
pub fn run(ctx: &Context) -> anyhow::Result<Exit> {
    let password = if terminal::is_input() {
        // Before the question: an answer that comes early is not shown either.
        let raw = RawMode::enter().with_context(|| ctx.lang.say("hash-password-input", &[]))?;
        let password = ask(ctx, "hash-password-prompt")?;
        if password != ask(ctx, "hash-password-prompt-again")? {
            return Err(failure(ctx, "hash-password-differ"));
        }
        drop(raw);
        password
    } else {
        let mut line = String::new();
        let read = io::stdin().lock().take(64 * 1024).read_line(&mut line);
        read.with_context(|| ctx.lang.say("hash-password-input", &[]))?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    if password.is_empty() {
        return Err(failure(ctx, "hash-password-empty"));
    }
    if password.len() > PASSWORD_BYTES_MAX || password.chars().any(char::is_control) {
        let args = [("max", PASSWORD_BYTES_MAX.into())];
        return Err(Failure::new(Exit::Failed, ctx.lang.say("hash-password-unfit", &args)).into());
    }
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt)?;
    let hash = hash::make(&password, &salt).map_err(|error| anyhow::anyhow!("{error}"))?;
    write_out(&format!("{hash}\n")).with_context(|| ctx.lang.say("cli-output-failed", &[]))?;
    Ok(Exit::Left)
}

fn failure(ctx: &Context, key: &str) -> anyhow::Error {
    Failure::new(Exit::Failed, ctx.lang.say(key, &[])).into()
}

/// Asks on standard error: standard output may go into a file. Nothing of the answer is shown.
fn ask(ctx: &Context, key: &str) -> anyhow::Result<String> {
    let show = |text: &str| {
        let mut output = io::stderr();
        // Who closed standard error knows what to type.
        let _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
    };
    show(&ctx.lang.say(key, &[]));
    let answer = read_secret();
    show("\r\n");
    match answer.with_context(|| ctx.lang.say("hash-password-input", &[]))? {
        Some(answer) => Ok(answer),
        None => Err(failure(ctx, "hash-password-empty")),
    }
}

/// Reads keys until a line is whole; `None` if it is given up (Ctrl-C, Ctrl-D, the end).
fn read_secret() -> io::Result<Option<String>> {
    let (mut keys, mut editor) = (Keys::new(), Editor::new(Kind::Secret));
    let mut input = io::stdin().lock();
    loop {
        // Byte by byte: what is typed behind the line is the answer to the next question.
        let mut byte = [0];
        if input.read(&mut byte)? == 0 {
            return Ok(None);
        }
        let mut pressed = Vec::new();
        keys.feed(&byte, &mut pressed);
        for key in pressed {
            match editor.press(key) {
                Outcome::Submitted(line) => return Ok(Some(line)),
                Outcome::Interrupted | Outcome::EndOfInput => return Ok(None),
                Outcome::Suspend
                | Outcome::Complete { .. }
                | Outcome::TooLong { .. }
                | Outcome::TooManyLines { .. }
                | Outcome::Redraw
                | Outcome::Nothing
                | Outcome::Changed
                | Outcome::Unbound(_) => {}
            }
        }
    }
}
