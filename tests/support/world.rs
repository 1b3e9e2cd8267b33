//! What a conversation needs of whatever it runs against: people who connect, send and read.

use std::net::IpAddr;
use std::time::Duration;

/// What has arrived at one person and was not expected yet.
#[derive(Debug, Default)]
pub struct Inbox {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Nothing more will come.
    pub closed: bool,
}

impl Inbox {
    /// Takes the next line, without its end.
    pub fn take_line(&mut self) -> Option<Vec<u8>> {
        let end = self.bytes.iter().position(|&byte| byte == b'\n')?;
        let mut line: Vec<u8> = self.bytes.drain(..=end).collect();
        line.pop();
        Some(line)
    }
}

/// A server and the people at it.
pub trait World {
    /// Somebody connects.
    fn connect(&mut self, who: &str);
    /// The same from this address; only in the pure core.
    fn connect_from(&mut self, who: &str, address: IpAddr);
    /// Somebody sends, and the server has taken it in when this returns. A line of IRC if
    /// `is_irc`.
    fn send(&mut self, who: &str, bytes: &[u8], is_irc: bool);
    /// Somebody has nothing more to send.
    fn end(&mut self, who: &str);
    /// Somebody closes.
    fn close(&mut self, who: &str);
    /// Somebody's connection breaks.
    fn drop(&mut self, who: &str);
    /// The operator types a line.
    fn console(&mut self, line: &str);
    /// Time passes; only where the clock can be moved.
    fn pass(&mut self, time: Duration);
    /// The disk can't be written, for this reason, or can be again; only where there is none.
    fn disk(&mut self, failing: Option<&str>);
    /// The server dies and is there again; nobody is connected to it. Only in the pure core.
    fn restart(&mut self);
    /// All that what was done so far has caused for this person is in their inbox.
    fn settle(&mut self, who: &str);
    /// Waits until more arrives; false if nothing will.
    fn wait(&mut self, who: &str) -> bool;
    /// What has arrived at somebody who is connected.
    fn inbox(&mut self, who: &str) -> Option<&mut Inbox>;
}
