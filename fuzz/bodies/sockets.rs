//! The reactor's end of a real socket: clear text, TLS, the headers of proxies.
//!
//! The first byte says how the rest comes: `1` from a listed proxy, `2` in single bytes; with `4` the rest
//! is said by a real TLS client, after two bytes that say where in what it sends one byte is changed, and
//! how. Whatever comes, the connection ends, and of a true story every byte arrives.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chatroom::net::proxy::{HEADER_BYTES_MAX, Header, parse};
use chatroom::net::tls::{provider, server_config};
use chatroom::net::{Net, Ready, Received, Token};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig};

/// Turns that one connection may take.
const TURNS_MAX: usize = 20_000;

/// Turns after which a handshake that was meddled with may wait for ever: a length that says too much is
/// for the time of the doors to end.
const CHANGED_TURNS_MAX: usize = 50;

/// How long the reactor waits for something at most, where something must come.
const TURN: Duration = Duration::from_millis(5);

struct Keys {
    server: Arc<ServerConfig>,
    client: Arc<ClientConfig>,
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let key = rcgen::KeyPair::generate().expect("a key can be made");
    let params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let certificate = params.self_signed(&key).expect("a certificate can be made");
    let tickets = rustls::crypto::aws_lc_rs::Ticketer::new().expect("tickets can be made");
    let (pem, key) = (certificate.pem(), key.serialize_pem());
    let (server, _) = server_config(pem.as_bytes(), key.as_bytes(), tickets).expect("they belong together");
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(certificate.der().to_vec())).expect("it is a certificate");
    let builder = ClientConfig::builder_with_provider(provider());
    let builder = builder.with_protocol_versions(rustls::DEFAULT_VERSIONS).expect("versions");
    let client = Arc::new(builder.with_root_certificates(roots).with_no_client_auth());
    Keys { server, client }
});

/// What a proxy says of whoever stands behind it: read the same whatever follows, and not before it is all
/// there.
pub fn proxy(data: &[u8]) {
    let found = parse(data);
    let Header::Whole { bytes, .. } = found else {
        // What is broken does not become whole.
        if found == Header::Broken {
            assert_eq!(parse(&[data, b"\r\n"].concat()), Header::Broken);
        } else {
            assert!(data.len() < HEADER_BYTES_MAX, "a header without end");
        }
        return;
    };
    let header = data.get(..bytes).expect("a header is no longer than what there is");
    assert_eq!(parse(header), found);
    for cut in 0..bytes.min(200) {
        assert_eq!(parse(header.get(..cut).unwrap_or_default()), Header::Partial);
    }
}

/// One connection from its first byte to its last.
pub fn accept(data: &[u8]) {
    let Some((&mode, rest)) = data.split_first() else { return };
    let mut end = End::open(mode & 1 != 0);
    if mode & 4 != 0 {
        // Behind a proxy the header comes first, in clear.
        end.say(if mode & 1 != 0 { b"PROXY UNKNOWN\r\n" } else { b"" });
        end.in_tls(rest, mode & 2 != 0);
    } else {
        end.in_clear(rest, if mode & 2 == 0 { rest.len().max(1) } else { 1 });
    }
}

/// The reactor, and the other side of its one connection.
struct End {
    net: Net,
    peer: TcpStream,
    token: Option<Token>,
    heard: Vec<u8>,
    ended: bool,
}

impl End {
    fn open(proxied: bool) -> Self {
        let mut net = Net::new().expect("a reactor");
        net.accept_tls(Some(Arc::clone(&KEYS.server)));
        if proxied {
            net.accept_proxied(vec!["127.0.0.0/8".parse().expect("a range")]);
        }
        let address = net.listen(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
        let peer = TcpStream::connect(address).expect("a connection");
        peer.set_nodelay(true).expect("an option");
        peer.set_nonblocking(true).expect("an option");
        // So that thousands of them leave no port behind.
        socket2::SockRef::from(&peer).set_linger(Some(Duration::ZERO)).expect("an option");
        Self { net, peer, token: None, heard: Vec::new(), ended: false }
    }

    fn in_clear(&mut self, bytes: &[u8], piece: usize) {
        for piece in bytes.chunks(piece.min(1024)) {
            self.say(piece);
        }
        self.until_the_end();
        if let Some(peer) = self.token.take() {
            self.net.drop_now(peer);
        }
        assert_eq!(self.net.connections(), 0, "a connection is left");
        assert!(self.heard.len() <= bytes.len(), "more was heard than was said");
    }

    fn in_tls(&mut self, data: &[u8], is_true: bool) {
        let Some((&[place, high, mask], text)) = data.split_first_chunk::<3>() else { return };
        let text = text.get(..4000).unwrap_or(text);
        let place = usize::from(u16::from_be_bytes([high, place]));
        let change = (!is_true && mask != 0).then_some((place, mask));
        let name = ServerName::try_from("localhost").expect("a name");
        let mut client = ClientConnection::new(Arc::clone(&KEYS.client), name).expect("a client");
        if change.is_some_and(|(place, _)| place == 0) {
            // Without its first byte it is no TLS.
            return;
        }
        let turns_max = if change.is_none() { TURNS_MAX } else { CHANGED_TURNS_MAX };
        let (mut said, mut closed) = (0, false);
        if client.writer().write_all(text).is_err() {
            return;
        }
        for turn in 0..turns_max {
            if !client.is_handshaking() && !closed {
                client.send_close_notify();
                closed = true;
            }
            let mut out = Vec::new();
            while client.wants_write() && client.write_tls(&mut out).is_ok_and(|count| count > 0) {}
            if let Some((place, mask)) = change
                && let Some(byte) = place.checked_sub(said).and_then(|at| out.get_mut(at))
            {
                *byte ^= mask;
            }
            said += out.len();
            self.say(&out);
            if closed && !client.wants_write() {
                break;
            }
            self.turn(Duration::from_millis(1));
            let mut arrived = [0; 8192];
            match self.peer.read(&mut arrived) {
                Ok(0) => break,
                Ok(count) => {
                    let mut arrived = arrived.get(..count).unwrap_or_default();
                    while !arrived.is_empty() && client.read_tls(&mut arrived).is_ok() {
                        if client.process_new_packets().is_err() {
                            return self.until_the_end();
                        }
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => break,
            }
            assert!(turn + 1 < TURNS_MAX, "a handshake without end");
        }
        self.until_the_end();
        if change.is_none() {
            assert_eq!(self.heard, text, "what was said is not what was heard");
        } else {
            assert!(text.starts_with(&self.heard), "something was heard that was not said");
        }
    }

    fn say(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        for _ in 0..TURNS_MAX {
            if rest.is_empty() {
                return;
            }
            match self.peer.write(rest) {
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
            self.turn(Duration::ZERO);
        }
    }

    fn until_the_end(&mut self) {
        let _ = self.peer.shutdown(Shutdown::Write);
        for _ in 0..TURNS_MAX {
            self.turn(TURN);
            if self.ended || (self.token.is_none() && self.net.connections() == 0) {
                return;
            }
        }
        panic!("a connection without end");
    }

    /// One turn of the reactor.
    fn turn(&mut self, patience: Duration) {
        let mut ready = Vec::new();
        self.net.wait(Some(patience), &mut ready).expect("the reactor waits");
        for happened in ready {
            match happened {
                Ready::Opened(token, _) | Ready::Shaking(token) => self.token = Some(token),
                Ready::Readable(token) => self.read(token),
                Ready::Gone(..) => (self.ended, self.token) = (true, None),
                _ => {}
            }
        }
        let mut later = Vec::new();
        self.net.flush(&mut later);
        for happened in later {
            match happened {
                Ready::Readable(token) => self.read(token),
                Ready::Gone(..) => (self.ended, self.token) = (true, None),
                _ => {}
            }
        }
    }

    fn read(&mut self, token: Token) {
        let mut buffer = [0; 4096];
        match self.net.read(token, &mut buffer) {
            Received::Bytes(count) => self.heard.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Received::Nothing => {}
            Received::End | Received::Failed(_) => {
                self.net.drop_now(token);
                (self.ended, self.token) = (true, None);
            }
        }
    }
}
