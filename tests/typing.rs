//! `chatroom join --lines` on a terminal lets the room know that somebody writes, and no more than that.
#![cfg(unix)]

use anyhow::{Result, ensure};

#[path = "support/guests.rs"]
mod guests;

use guests::{House, Member, Terminal};

#[test]
fn the_room_learns_that_somebody_writes_to_it() -> Result<()> {
    let house = House::open("typing")?;
    let mut rita = Member::enter(&house, "rita")?;
    rita.says("CAP REQ :message-tags")?;
    rita.hears("that she gets tags", |line| line.contains(" ACK "))?;
    let port = house.port.to_string();
    let program = env!("CARGO_BIN_EXE_chatroom");
    let join = ["--lang", "en", "join", "--lines", "--host", "127.0.0.1", "--port", &port, "--name", "alice"];
    let mut alice = Terminal::run(&house, program, &join)?;
    alice.shows("2 people are in #lobby")?;

    // A command is nobody's business while it is typed.
    alice.types("/msg rita psst")?;
    alice.shows("> /msg rita psst")?;
    alice.types("\r")?;
    let is_about_writing = |line: &str| line.contains("+typing=");
    let first = rita.hears("alice", |line| is_about_writing(line) || line.contains(" PRIVMSG "))?;
    ensure!(first.ends_with(" PRIVMSG rita :psst"), "rita was told `{first}`");

    alice.types("hello")?;
    let told = rita.hears("that alice writes", is_about_writing)?;
    ensure!(told.contains("+typing=active") && told.ends_with(" TAGMSG #lobby"), "rita was told `{told}`");
    ensure!(!told.contains("hello"));
    alice.types("\r")?;
    let next = rita.hears("alice", |line| is_about_writing(line) || line.contains(" PRIVMSG "))?;
    ensure!(next.ends_with(" PRIVMSG #lobby :hello"), "rita was told `{next}`");
    alice.types("/quit\r")?;
    alice.ends()
}
