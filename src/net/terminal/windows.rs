//! Terminal modes on Windows: those of the console behind standard input and output.
//!
//! The three functions of kernel32 that this takes are declared here: they have not changed since Windows
//! 2000, and a crate of bindings would be a dependency of its own. Escape sequences need Windows 10 or later;
//! an older console refuses the mode, and the caller has no raw mode there.

use std::io::{self, stdin, stdout};
use std::os::windows::io::{AsRawHandle, RawHandle};

use super::Size;

const ENABLE_PROCESSED_INPUT: u32 = 0x0001;
const ENABLE_LINE_INPUT: u32 = 0x0002;
const ENABLE_ECHO_INPUT: u32 = 0x0004;
const ENABLE_VIRTUAL_TERMINAL_INPUT: u32 = 0x0200;
const ENABLE_PROCESSED_OUTPUT: u32 = 0x0001;
const ENABLE_VIRTUAL_TERMINAL_PROCESSING: u32 = 0x0004;

/// `COORD`.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Coord {
    x: i16,
    y: i16,
}

/// `SMALL_RECT`.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Rect {
    left: i16,
    top: i16,
    right: i16,
    bottom: i16,
}

/// `CONSOLE_SCREEN_BUFFER_INFO`.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct ScreenBuffer {
    size: Coord,
    cursor: Coord,
    attributes: u16,
    window: Rect,
    largest: Coord,
}

#[link(name = "kernel32")]
unsafe extern "system" {
    fn GetConsoleMode(console: RawHandle, mode: *mut u32) -> i32;
    fn SetConsoleMode(console: RawHandle, mode: u32) -> i32;
    fn GetConsoleScreenBufferInfo(console: RawHandle, screen: *mut ScreenBuffer) -> i32;
}

/// The modes of both ends of a console.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mode {
    input: u32,
    output: u32,
}

/// The window, not the buffer behind it that can be scrolled.
pub(super) fn size() -> Option<Size> {
    let mut screen = ScreenBuffer::default();
    // SAFETY: the handle is that of this process's output for as long as it runs (any other would be refused
    // with 0), and `screen` has the layout that the system fills in.
    let known = unsafe { GetConsoleScreenBufferInfo(stdout().as_raw_handle(), &raw mut screen) };
    let Rect { left, top, right, bottom } = screen.window;
    let cells = |from: i16, to: i16| u16::try_from(i32::from(to) - i32::from(from) + 1).ok();
    if known == 0 {
        return None;
    }
    Some(Size { columns: cells(left, right)?, rows: cells(top, bottom)? })
}

pub(super) fn mode() -> io::Result<Mode> {
    Ok(Mode { input: mode_of(stdin().as_raw_handle())?, output: mode_of(stdout().as_raw_handle())? })
}

pub(super) fn set_raw(mode: &Mode) -> io::Result<()> {
    let lines = ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT;
    set(&Mode {
        input: mode.input & !lines | ENABLE_VIRTUAL_TERMINAL_INPUT,
        output: mode.output | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING,
    })
}

pub(super) fn restore(mode: &Mode) -> io::Result<()> {
    set(mode)
}

/// There is no job control here.
pub(super) fn stop() -> io::Result<()> {
    Ok(())
}

fn set(mode: &Mode) -> io::Result<()> {
    let input = set_mode_of(stdin().as_raw_handle(), mode.input);
    set_mode_of(stdout().as_raw_handle(), mode.output).and(input)
}

fn mode_of(console: RawHandle) -> io::Result<u32> {
    let mut mode = 0;
    // SAFETY: the system writes one integer, and refuses a handle that is no console's with 0.
    succeeded(unsafe { GetConsoleMode(console, &raw mut mode) })?;
    Ok(mode)
}

fn set_mode_of(console: RawHandle, mode: u32) -> io::Result<()> {
    // SAFETY: no memory is involved, and a handle that is no console's is refused with 0.
    succeeded(unsafe { SetConsoleMode(console, mode) })
}

fn succeeded(result: i32) -> io::Result<()> {
    if result == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
