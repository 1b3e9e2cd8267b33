//! The floor: a loop that takes lines and copies them to every other socket, and does nothing else.
//!
//! It is what `chatroom` is measured against, so it is as good as such a loop can be without a
//! trick: level-triggered epoll, one read per ready socket, complete lines appended to the buffer
//! of each other connection, and one write per connection and turn, however many lines wait. It
//! knows no names, no rooms, no limits. A connection is greeted with one line once it takes part.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;

use anyhow::{Context, Result};
use memchr::memrchr;
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, EventData, EventFlags};

/// The argument that makes the bench's program the floor.
pub const ARGUMENT: &str = "floor";

/// The line by which a connection learns that it takes part.
pub const GREETING: &[u8] = b"in\r\n";

/// Bytes taken in one read.
const READ_BYTES_MAX: usize = 64 * 1024;

/// Events taken in one turn.
const EVENTS_MAX: usize = 1024;

const LISTENER: u64 = u64::MAX;
const INPUT: u64 = u64::MAX - 1;

struct Conn {
    stream: TcpStream,
    /// The beginning of a line whose end has not come yet.
    half: Vec<u8>,
    /// What is to be written.
    queue: Vec<u8>,
    /// The socket took less than was there: wait until it takes more.
    full: bool,
}

struct Floor {
    epoll: OwnedFd,
    listener: TcpListener,
    /// By the number under which epoll knows them; the place of one that left stays empty.
    conns: Vec<Option<Conn>>,
}

/// Serves until standard input ends, as it does when the process that started it is gone.
pub fn run() -> Result<()> {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
    socket.listen(1024)?;
    socket.set_nonblocking(true)?;
    let listener = TcpListener::from(socket);
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    epoll::add(&epoll, &listener, EventData::new_u64(LISTENER), EventFlags::IN)?;
    epoll::add(&epoll, io::stdin(), EventData::new_u64(INPUT), EventFlags::IN)?;
    writeln!(io::stdout(), "{}", listener.local_addr()?)?;

    let mut floor = Floor { epoll, listener, conns: Vec::new() };
    let mut events = Vec::with_capacity(EVENTS_MAX);
    let mut bytes = vec![0; READ_BYTES_MAX];
    loop {
        match epoll::wait(&floor.epoll, spare_capacity(&mut events), None) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(error) => return Err(error).context("epoll"),
        }
        for event in events.drain(..) {
            let number = event.data.u64();
            match number {
                LISTENER => floor.accept()?,
                INPUT => return Ok(()),
                _ => floor.ready(number as usize, event.flags, &mut bytes),
            }
        }
        floor.write()?;
    }
}

impl Floor {
    fn accept(&mut self) -> Result<()> {
        loop {
            let stream = match self.listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error).context("accept"),
            };
            stream.set_nonblocking(true)?;
            stream.set_nodelay(true)?;
            epoll::add(&self.epoll, &stream, EventData::new_u64(self.conns.len() as u64), EventFlags::IN)?;
            self.conns.push(Some(Conn { stream, half: Vec::new(), queue: GREETING.to_vec(), full: false }));
        }
    }

    fn ready(&mut self, number: usize, flags: EventFlags, bytes: &mut [u8]) {
        let Some(Some(conn)) = self.conns.get_mut(number) else { return };
        if flags.contains(EventFlags::OUT) {
            conn.full = false;
        }
        if !flags.intersects(EventFlags::IN | EventFlags::HUP | EventFlags::ERR) {
            return;
        }
        let count = match conn.stream.read(bytes) {
            Ok(0) => {
                self.conns[number] = None;
                return;
            }
            Ok(count) => count,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => return,
            Err(_) => {
                self.conns[number] = None;
                return;
            }
        };
        let Some(end) = memrchr(b'\n', &bytes[..count]).map(|at| at + 1) else {
            conn.half.extend_from_slice(&bytes[..count]);
            return;
        };
        let begun = std::mem::take(&mut conn.half);
        conn.half.extend_from_slice(&bytes[end..count]);
        for (other, conn) in self.conns.iter_mut().enumerate() {
            if let (Some(conn), true) = (conn, other != number) {
                conn.queue.extend_from_slice(&begun);
                conn.queue.extend_from_slice(&bytes[..end]);
            }
        }
    }

    /// One write for each connection that has something to be written.
    fn write(&mut self) -> Result<()> {
        for (number, place) in self.conns.iter_mut().enumerate() {
            let Some(conn) = place else { continue };
            if conn.queue.is_empty() || conn.full {
                continue;
            }
            let data = EventData::new_u64(number as u64);
            match conn.stream.write(&conn.queue) {
                Ok(count) if count == conn.queue.len() => {
                    conn.queue.clear();
                    continue;
                }
                Ok(count) => drop(conn.queue.drain(..count)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => {
                    *place = None;
                    continue;
                }
            }
            // It did not take all. The bench never gets here: it reads as fast as it can.
            conn.full = true;
            epoll::modify(&self.epoll, &conn.stream, data, EventFlags::IN | EventFlags::OUT)?;
        }
        Ok(())
    }
}
