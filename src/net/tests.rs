//! The reactor against real sockets on the loopback, and against real kinds of standard input in children.
//!
//! Nothing here sleeps: every step waits for what it needs, and a step that waits for nothing asks with a
//! timeout of zero.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use super::*;

mod tls;

const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const LONG: Duration = Duration::from_secs(3600);

struct House {
    net: Net,
    addr: SocketAddr,
    ready: Vec<Ready>,
}

impl House {
    fn open() -> Self {
        let mut net = Net::new().unwrap();
        let addr = net.listen(ANY_PORT).unwrap();
        Self { net, addr, ready: Vec::new() }
    }

    /// Turns until one of the happenings is what is wanted.
    fn until<T>(&mut self, mut wanted: impl FnMut(&Ready) -> Option<T>) -> T {
        loop {
            self.net.wait(None, &mut self.ready).unwrap();
            if let Some(found) = self.ready.iter().find_map(&mut wanted) {
                return found;
            }
        }
    }

    fn accept(&mut self) -> (TcpStream, Token) {
        let client = TcpStream::connect(self.addr).unwrap();
        let local = client.local_addr().unwrap();
        let token = self.until(|ready| match ready {
            Ready::Opened(token, peer) if *peer == local => Some(*token),
            _ => None,
        });
        (client, token)
    }

    fn readable(&mut self, token: Token) {
        self.until(|ready| matches!(ready, Ready::Readable(got) if *got == token).then_some(()));
    }

    fn gone(&mut self, token: Token) -> Option<ErrorKind> {
        self.until(|ready| match ready {
            Ready::Gone(got, error) if *got == token => Some(error.as_ref().map(io::Error::kind)),
            _ => None,
        })
    }

    /// What happens without waiting.
    fn at_once(&mut self) -> &[Ready] {
        self.net.wait(Some(Duration::ZERO), &mut self.ready).unwrap();
        &self.ready
    }

    fn fill(&mut self, token: Token, bytes: &[u8]) {
        while self.net.queued(token) <= bytes.len() {
            self.net.send(token, bytes);
            self.net.flush(&mut self.ready);
        }
    }
}

fn reset(client: TcpStream) {
    socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO)).unwrap();
}

#[test]
fn bytes_come_and_go() {
    let mut house = House::open();
    let (mut client, token) = house.accept();
    client.write_all(b"hello").unwrap();
    house.readable(token);
    let mut buf = [0; 64];
    assert!(matches!(house.net.read(token, &mut buf), Received::Bytes(5)));
    assert!(matches!(house.net.read(token, &mut buf), Received::Nothing));
    assert_eq!(house.net.send(token, b"wor"), 3);
    assert_eq!(house.net.send(token, b"ld"), 5);
    house.net.flush(&mut house.ready);
    assert_eq!(house.net.queued(token), 0);
    client.read_exact(&mut buf[..5]).unwrap();
    assert_eq!(&buf[..5], b"world");
}

#[test]
fn a_turn_is_one_write_however_much_was_said() {
    let mut house = House::open();
    let (mut client, token) = house.accept();
    for _ in 0..64 {
        house.net.send(token, b"a line of some twenty bytes\r\n");
    }
    assert_eq!(house.net.queued(token), 64 * 29);
    house.net.flush(&mut house.ready);
    // One write on the loopback is one segment, so that one read sees all of it.
    let mut buf = [0; 4096];
    assert_eq!(client.read(&mut buf).unwrap(), 64 * 29);
}

#[test]
fn a_stalled_reader_has_a_queue_that_drains_when_it_reads() {
    let mut house = House::open();
    house.net.set_marks(Marks { high: 200_000, low: 1000 });
    let (client, token) = house.accept();
    let text: Vec<u8> = (0..400_000_u32).map(|at| (at % 253) as u8).collect();
    let mut sent = 0;
    while house.net.queued(token) <= text.len() {
        house.net.send(token, &text);
        sent += text.len();
        house.net.flush(&mut house.ready);
    }
    assert!(house.at_once().is_empty());
    let reader = thread::spawn(move || {
        let (mut client, mut got) = (client, vec![0; sent]);
        client.read_exact(&mut got).unwrap();
        (client, got)
    });
    house.until(|ready| matches!(ready, Ready::Drained(got) if *got == token).then_some(()));
    assert!(house.net.queued(token) < 1000);
    while house.net.queued(token) > 0 {
        house.net.wait(None, &mut house.ready).unwrap();
    }
    let (_client, got) = reader.join().unwrap();
    assert!(got.chunks(text.len()).all(|chunk| chunk == text));
    assert!(house.at_once().is_empty());
}

#[test]
fn a_long_queue_can_be_written_within_the_turn() {
    let mut house = House::open();
    let (_client, token) = house.accept();
    house.net.send(token, b"early");
    assert_eq!(house.net.flush_one(token, &mut house.ready), 0);
    assert_eq!(house.net.send(token, b"late"), 4);
    house.net.flush(&mut house.ready);
    assert_eq!(house.net.queued(token), 0);
    assert_eq!(house.net.flush_one(token, &mut house.ready), 0);
    assert_eq!(house.net.send(token, b"more"), 4);
    house.net.flush(&mut house.ready);
    assert_eq!(house.net.queued(token), 0);
}

#[test]
fn last_words_arrive_though_the_peer_has_said_things_nobody_read() {
    let mut house = House::open();
    let (mut client, token) = house.accept();
    client.write_all(&[b'x'; 50_000]).unwrap();
    let farewell = vec![b'f'; 3_000_000];
    house.net.send(token, &farewell);
    house.net.finish(token, LONG);
    assert_eq!(house.net.send(token, b"too late"), 0);
    let reader = thread::spawn(move || {
        let mut got = Vec::new();
        client.read_to_end(&mut got).unwrap();
        client.write_all(b"still talking").unwrap();
        got.len()
    });
    assert_eq!(house.gone(token), None);
    assert_eq!(reader.join().unwrap(), farewell.len());
    assert_eq!((house.net.connections(), house.net.unsent()), (0, 0));
}

#[test]
fn a_grace_ends() {
    let mut house = House::open();
    let (_client, stuck) = house.accept();
    house.fill(stuck, &[b'x'; 400_000]);
    house.net.finish(stuck, LONG);
    house.net.finish(stuck, Duration::ZERO);
    assert_eq!(house.gone(stuck), Some(ErrorKind::TimedOut));
    // Everything is sent, but the peer doesn't end.
    let (_other, silent) = house.accept();
    house.net.send(silent, b"bye");
    house.net.finish(silent, Duration::from_millis(1));
    assert_eq!(house.gone(silent), None);
    assert!(house.net.next_due().is_some(), "the first, long grace still stands in the heap");
}

#[test]
fn a_broken_connection_is_gone_when_written_to() {
    let mut house = House::open();
    let (client, token) = house.accept();
    house.net.pause(token);
    reset(client);
    house.fill_until_gone(token);
    assert_eq!(house.net.send(token, b"x"), 0);
    assert!(matches!(house.net.read(token, &mut [0; 8]), Received::Nothing));
}

impl House {
    fn fill_until_gone(&mut self, token: Token) {
        loop {
            self.net.send(token, b"anybody there?");
            self.ready.clear();
            self.net.flush(&mut self.ready);
            if self.ready.iter().any(|ready| matches!(ready, Ready::Gone(got, Some(_)) if *got == token)) {
                return;
            }
        }
    }
}

#[test]
fn a_paused_connection_is_quiet_even_when_the_peer_hangs_up() {
    let mut house = House::open();
    let (mut client, token) = house.accept();
    house.net.pause(token);
    client.write_all(b"hello").unwrap();
    assert!(house.at_once().is_empty());
    reset(client);
    // Another connection proves that the loop has seen everything up to here.
    let _other = house.accept();
    assert!(house.at_once().is_empty());
    house.net.resume(token);
    house.readable(token);
}

#[test]
fn the_end_is_told_once_and_leaves_the_way_back_open() {
    let mut house = House::open();
    let (mut client, token) = house.accept();
    client.write_all(b"last").unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    let mut buf = [0; 64];
    house.readable(token);
    assert!(matches!(house.net.read(token, &mut buf), Received::Bytes(4)));
    house.readable(token);
    assert!(matches!(house.net.read(token, &mut buf), Received::End));
    assert!(matches!(house.net.read(token, &mut buf), Received::Nothing));
    assert!(house.at_once().is_empty());
    house.net.send(token, b"answer");
    house.net.finish(token, LONG);
    assert_eq!(house.gone(token), None);
    let mut got = String::new();
    client.read_to_string(&mut got).unwrap();
    assert_eq!(got, "answer");
}

#[test]
fn a_token_of_the_past_reaches_nobody() {
    let mut house = House::open();
    let (_client, old) = house.accept();
    house.net.drop_now(old);
    let (_client, new) = house.accept();
    assert_eq!(new.index(), old.index());
    assert_eq!(house.net.send(old, b"for another"), 0);
    house.net.finish(old, Duration::ZERO);
    house.net.drop_now(old);
    assert!(house.at_once().is_empty());
    assert_eq!(house.net.queued(new), 0);
    assert_eq!(house.net.send(new, b"hello"), 5);
}

#[test]
fn connecting_tells_how_it_went() {
    let mut house = House::open();
    let token = house.net.connect(house.addr).unwrap();
    house.net.send(token, b"sent before connected");
    let (mut connected, mut server) = (false, None);
    while !connected || server.is_none() {
        house.net.wait(None, &mut house.ready).unwrap();
        for ready in &house.ready {
            match ready {
                Ready::Connected(got, result) => connected = *got == token && result.is_ok(),
                Ready::Opened(got, _) => server = Some(*got),
                _ => {}
            }
        }
    }
    house.readable(server.unwrap());
    let mut buf = [0; 64];
    assert!(matches!(house.net.read(server.unwrap(), &mut buf), Received::Bytes(21)));

    // Bound, so that nobody else gets it, but not listening.
    let bound = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    bound.bind(&ANY_PORT.into()).unwrap();
    let closed = bound.local_addr().unwrap().as_socket().unwrap();
    let failed = match house.net.connect(closed) {
        Err(error) => error.kind(),
        Ok(token) => house.until(|ready| match ready {
            Ready::Connected(got, Err(error)) if *got == token => Some(error.kind()),
            _ => None,
        }),
    };
    assert_eq!(failed, ErrorKind::ConnectionRefused);
    assert_eq!(house.net.connections(), 2);
}

#[test]
fn names_are_looked_up_on_a_thread() {
    let mut house = House::open();
    let answer = |ready: &Ready| match ready {
        Ready::Resolved(result) => Some(result.as_ref().ok().cloned()),
        _ => None,
    };
    house.net.resolve("127.0.0.1".into(), 5555);
    assert_eq!(house.until(answer), Some(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 5555))]));
    house.net.resolve("no\0host".into(), 5555);
    assert_eq!(house.until(answer), None);
}

#[test]
fn another_thread_can_wake_it() {
    let mut net = Net::new().unwrap();
    let waker = net.waker();
    let thread = thread::spawn(move || waker.wake());
    net.wait(None, &mut Vec::new()).unwrap();
    thread.join().unwrap();
}

#[test]
fn a_port_in_use_is_an_error_and_closed_listeners_are_closed() {
    let mut house = House::open();
    let mut other = Net::new().unwrap();
    assert_eq!(other.listen(house.addr).unwrap_err().kind(), ErrorKind::AddrInUse);
    let failed = other.listen_all(&[ANY_PORT, house.addr]).unwrap_err();
    assert_eq!((failed.addr, failed.error.kind()), (house.addr, ErrorKind::AddrInUse));
    house.net.close_listeners();
    other.listen(house.addr).unwrap();
}

#[test]
fn both_wildcards_stand_on_one_port() {
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_err() {
        return; // This machine has no IPv6.
    }
    let mut house = House::open();
    let wildcards = [(Ipv4Addr::UNSPECIFIED, 0).into(), (Ipv6Addr::UNSPECIFIED, 0).into()];
    let bound = house.net.listen_all(&wildcards).unwrap();
    assert_eq!(bound[0].port(), bound[1].port());
    for ip in [Ipv4Addr::LOCALHOST.into(), std::net::IpAddr::from(Ipv6Addr::LOCALHOST)] {
        house.addr = (ip, bound[0].port()).into();
        house.accept();
    }
    // Alone, the IPv6 wildcard takes both, and shows IPv4 as what it is.
    let dual = house.net.listen((Ipv6Addr::UNSPECIFIED, 0).into()).unwrap();
    house.addr = (Ipv4Addr::LOCALHOST, dual.port()).into();
    house.accept();
}

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::process::{Command, Stdio};

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    use super::*;

    const CHILD: &str = "CHATROOM_TEST_CHILD";

    /// This very test again, in a process of its own.
    fn again() -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", thread::current().name().unwrap(), "--nocapture"]).env(CHILD, "1");
        command.stdout(Stdio::null());
        command
    }

    fn is_child() -> bool {
        std::env::var_os(CHILD).is_some()
    }

    #[test]
    fn out_of_descriptors_it_pauses_once_and_resumes() {
        if !is_child() {
            assert!(again().status().unwrap().success());
            return;
        }
        let limit = getrlimit(Resource::Nofile);
        setrlimit(Resource::Nofile, Rlimit { current: Some(64), maximum: limit.maximum }).unwrap();
        let mut house = House::open();
        let (_client, first) = house.accept();
        // All descriptors but one, which the next client takes: nothing is left for the server's end of it.
        let mut files: Vec<File> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
        files.pop();
        let mut client = TcpStream::connect(house.addr).unwrap();
        house.until(|ready| matches!(ready, Ready::AcceptPaused(_)).then_some(()));
        // Neither told again nor spinning, while those who are in are served.
        assert!(house.at_once().is_empty());
        assert!(house.net.next_due().is_some());
        assert_eq!(house.net.send(first, b"x"), 1);
        // Room for two: with room for the one that waits it would still be at its limit afterwards.
        files.pop();
        house.net.drop_now(first);
        let mut seen = Vec::new();
        while seen.len() < 2 {
            house.net.wait(None, &mut house.ready).unwrap();
            seen.append(&mut house.ready);
        }
        assert!(matches!(seen[..], [Ready::Opened(..), Ready::AcceptResumed]), "{seen:?}");
        let Ready::Opened(token, _) = seen[0] else { unreachable!() };
        client.write_all(b"in").unwrap();
        house.readable(token);
        drop(files);
        house.accept();
    }

    /// In the child: reads all of standard input; then there must be nothing to do.
    fn read_input() -> Vec<u8> {
        let mut house = House::open();
        house.net.open_input().unwrap();
        let (mut got, mut buf) = (Vec::new(), [0; 20_000]);
        loop {
            house.until(|ready| matches!(ready, Ready::InputReadable).then_some(()));
            match house.net.read_input(&mut buf) {
                Received::Bytes(count) => got.extend_from_slice(&buf[..count]),
                Received::Nothing => {}
                Received::End => break,
                Received::Failed(error) => panic!("{error}"),
            }
            // Paused, it is quiet.
            house.net.pause_input();
            assert!(house.at_once().is_empty());
            house.net.resume_input();
        }
        assert!(house.at_once().is_empty());
        assert_eq!(house.net.next_due(), None);
        got
    }

    fn text() -> Vec<u8> {
        (0..100_000_u32).map(|at| (at % 241) as u8).collect()
    }

    #[test]
    fn a_file_is_read_to_its_end() {
        if is_child() {
            assert_eq!(read_input(), text());
            return;
        }
        let path = std::env::temp_dir().join(format!("chatroom-input-{}", std::process::id()));
        std::fs::write(&path, text()).unwrap();
        let status = again().stdin(File::open(&path).unwrap()).status();
        std::fs::remove_file(&path).unwrap();
        assert!(status.unwrap().success());
    }

    #[test]
    fn no_input_ends_and_is_idle() {
        if is_child() {
            assert_eq!(read_input(), b"");
            return;
        }
        assert!(again().stdin(Stdio::null()).status().unwrap().success());
    }

    #[test]
    fn a_pipe_is_read_to_its_end() {
        if is_child() {
            assert_eq!(read_input(), text());
            return;
        }
        let mut child = again().stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(&text()).unwrap();
        assert!(child.wait().unwrap().success());
    }

    #[test]
    fn each_arrival_of_a_signal_is_told() {
        use signal_hook::consts::{SIGTERM, SIGWINCH};
        use signal_hook::low_level::raise;
        if !is_child() {
            assert!(again().status().unwrap().success());
            return;
        }
        let mut house = House::open();
        house.net.watch_signals(&[Signal::Terminate, Signal::WindowSize, Signal::Hangup]).unwrap();
        raise(SIGTERM).unwrap();
        raise(SIGTERM).unwrap();
        let told: Vec<Signal> = house.at_once().iter().map(signal).collect();
        assert_eq!(told, [Signal::Terminate, Signal::Terminate]);
        raise(SIGWINCH).unwrap();
        assert!(matches!(house.at_once(), [Ready::Signal(Signal::WindowSize)]));
    }

    fn signal(ready: &Ready) -> Signal {
        match ready {
            Ready::Signal(signal) => *signal,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_descriptor_limit_is_raised_to_the_hard_one() {
        if !is_child() {
            assert!(again().status().unwrap().success());
            return;
        }
        let limit = getrlimit(Resource::Nofile);
        setrlimit(Resource::Nofile, Rlimit { current: Some(64), maximum: limit.maximum }).unwrap();
        let raised = raise_descriptor_limit();
        assert_eq!(getrlimit(Resource::Nofile).current, raised);
        assert!(raised != Some(64) || limit.maximum == Some(64));
    }
}
