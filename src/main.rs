//! The program `chatroom`: picks the language, runs a command, prints an error once, sets the exit
//! code. Everything else is in the library.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use chatroom::cmd::args::Command;
use chatroom::cmd::start::Speech;
use chatroom::cmd::{self, Exit};

fn main() -> ExitCode {
    let args: Vec<OsString> = env::args_os().collect();
    let speech = Speech::find(&args, env::vars_os());
    let lang = speech.lang.clone();
    match run(speech, &args) {
        Ok(exit) => exit.into(),
        Err(error) => {
            cmd::say_error(&lang, &error);
            cmd::exit::exit_of(&error).into()
        }
    }
}

fn run(speech: Speech, args: &[OsString]) -> anyhow::Result<Exit> {
    let Some((ctx, command)) = speech.prepare(args)? else { return Ok(Exit::Left) };
    match &command {
        Command::Serve(_) => cmd::serve::run(&ctx),
        Command::Join(args) => cmd::join::run(&ctx, args),
        Command::Config(_) => cmd::config::run(&ctx),
        Command::History(args) => cmd::history::run(&ctx, args),
        Command::Invite(args) => cmd::invite::run(&ctx, args),
        Command::HashPassword(_) => cmd::hash_password::run(&ctx),
    }
}
