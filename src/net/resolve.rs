//! Names of hosts, looked up on a thread: the system's resolver can only be waited for.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::mpsc::Sender;
use std::thread;

use super::Ready;
use super::reactor::Waker;

/// Looks up `host` and puts [`Ready::Resolved`] into the mailbox, in every case.
pub(crate) fn start(host: String, port: u16, mailbox: Sender<Ready>, waker: Waker) {
    let from_thread = mailbox.clone();
    let wake_from_thread = waker.clone();
    let thread = thread::Builder::new().name("resolve".into()).spawn(move || {
        // An error: the reactor is gone, and nobody waits for the answer.
        let _ = from_thread.send(Ready::Resolved(look_up(&host, port)));
        wake_from_thread.wake();
    });
    if let Err(error) = thread {
        let _ = mailbox.send(Ready::Resolved(Err(error)));
        waker.wake();
    }
}

fn look_up(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let addrs: Vec<SocketAddr> = (host, port).to_socket_addrs()?.collect();
    if addrs.is_empty() { Err(ErrorKind::NotFound.into()) } else { Ok(addrs) }
}
