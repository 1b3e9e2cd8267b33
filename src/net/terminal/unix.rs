//! Terminal modes on Unix: termios, of the terminal that standard input is.

use std::io;

use rustix::fd::AsFd;
use rustix::process::{Signal, getpgrp, kill_current_process_group};
use rustix::stdio::{stderr, stdin, stdout};
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcgetwinsize,
    tcsetattr,
};

use super::Size;

/// The settings of a terminal.
pub(super) type Mode = Termios;

pub(super) fn size() -> Option<Size> {
    let of = |fd: rustix::fd::BorrowedFd<'_>| {
        let size = tcgetwinsize(fd).ok().filter(|size| size.ws_col > 0)?;
        Some(Size { columns: size.ws_col, rows: size.ws_row })
    };
    of(stdout()).or_else(|| of(stdin())).or_else(|| of(stderr()))
}

pub(super) fn mode() -> io::Result<Mode> {
    Ok(tcgetattr(stdin())?)
}

pub(super) fn set_raw(mode: &Mode) -> io::Result<()> {
    set(stdin(), &raw_of(mode))
}

/// Only in the foreground: in the background the system would stop the program for it.
pub(super) fn restore(mode: &Mode) -> io::Result<()> {
    if tcgetpgrp(stdin())? == getpgrp() { set(stdin(), mode) } else { Ok(()) }
}

/// Returns when the program goes on, or at once when it can't be stopped.
pub(super) fn stop() -> io::Result<()> {
    Ok(kill_current_process_group(Signal::TSTP)?)
}

/// At once, without waiting for what is still to be written: a terminal that is stuck (Ctrl-S) must not
/// hold up a program that leaves. What was typed and not read stays to be read.
fn set(fd: impl AsFd, mode: &Mode) -> io::Result<()> {
    Ok(tcsetattr(fd, OptionalActions::Now, mode)?)
}

fn raw_of(mode: &Mode) -> Mode {
    let mut raw = mode.clone();
    // Enter comes as CR, Ctrl-J as LF; Ctrl-S and Ctrl-Q are keys; all eight bits count.
    raw.input_modes -= InputModes::BRKINT
        | InputModes::ICRNL
        | InputModes::INLCR
        | InputModes::IGNCR
        | InputModes::ISTRIP
        | InputModes::INPCK
        | InputModes::IXON;
    // No lines, no echo, no signals from keys, no Ctrl-V (and on macOS no Ctrl-Y and Ctrl-O).
    raw.local_modes -=
        LocalModes::ICANON | LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ISIG | LocalModes::IEXTEN;
    raw.special_codes[SpecialCodeIndex::VMIN] = 1;
    raw.special_codes[SpecialCodeIndex::VTIME] = 0;
    raw
}
