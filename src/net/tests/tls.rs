//! TLS and the headers of proxies, with rustls on the other side of a real socket.

use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair, PublicKeyData as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::net::tls::{key_sha256, provider, server_config};

/// A certificate for `localhost` and its key.
pub(crate) struct Keys {
    certificate: CertificateDer<'static>,
    pem: String,
    key: KeyPair,
}

impl Keys {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { certificate: certificate.der().clone(), pem: certificate.pem(), key }
    }

    fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.key.subject_public_key_info()).into()
    }

    fn private(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::try_from(self.key.serialize_der()).unwrap()
    }

    fn server(&self) -> Arc<rustls::ServerConfig> {
        let tickets = rustls::crypto::aws_lc_rs::Ticketer::new().unwrap();
        server_config(self.pem.as_bytes(), self.key.serialize_pem().as_bytes(), tickets).unwrap().0
    }

    /// A client that trusts this server, and shows `own` if there is one.
    fn client(
        &self,
        versions: &[&'static SupportedProtocolVersion],
        own: Option<&Self>,
    ) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let builder =
            ClientConfig::builder_with_provider(provider()).with_protocol_versions(versions).unwrap();
        let builder = builder.with_root_certificates(roots);
        Arc::new(match own {
            None => builder.with_no_client_auth(),
            Some(own) => builder.with_client_auth_cert(vec![own.certificate.clone()], own.private()).unwrap(),
        })
    }
}

type Stream = StreamOwned<ClientConnection, TcpStream>;

fn name() -> ServerName<'static> {
    ServerName::try_from("localhost").unwrap()
}

impl House {
    fn with_tls(keys: &Keys) -> Self {
        let mut house = Self::open();
        house.net.accept_tls(Some(keys.server()));
        house
    }

    /// Somebody connects in TLS. The handshake runs on a thread, which hands the stream back.
    fn secure(&mut self, client: Arc<ClientConfig>) -> (Stream, Token, Secured) {
        let (socket, token) = self.accept();
        let shaking = thread::spawn(move || {
            let mut stream = Stream::new(ClientConnection::new(client, name()).unwrap(), socket);
            while stream.conn.is_handshaking() {
                stream.conn.complete_io(&mut stream.sock).unwrap();
            }
            stream
        });
        let secured = self.until_secured(token);
        // With TLS 1.2 the last word is the server's.
        self.net.flush(&mut self.ready);
        (shaking.join().unwrap(), token, secured)
    }

    /// Reads whatever is reported as readable, which must be nothing before the handshake is done.
    fn until_secured(&mut self, token: Token) -> Secured {
        loop {
            self.net.wait(None, &mut self.ready).unwrap();
            for ready in std::mem::take(&mut self.ready) {
                match ready {
                    Ready::Secured(got, secured) if got == token => return secured,
                    Ready::Readable(got) if got == token => {
                        assert!(matches!(self.net.read(got, &mut [0; 64]), Received::Nothing));
                    }
                    Ready::Readable(got) => {
                        self.net.read(got, &mut [0; 64]);
                    }
                    Ready::Gone(_, error) => panic!("gone: {error:?}"),
                    _ => {}
                }
            }
        }
    }

    /// Reads what `token` sends, until there is so much of it.
    fn hear(&mut self, token: Token, count: usize) -> Vec<u8> {
        let (mut heard, mut buf) = (Vec::new(), [0; 1000]);
        while heard.len() < count {
            self.readable(token);
            match self.net.read(token, &mut buf) {
                Received::Bytes(count) => heard.extend_from_slice(&buf[..count]),
                Received::Nothing => {}
                other => panic!("{other:?} after {}", heard.len()),
            }
        }
        heard
    }

    fn end(&mut self, token: Token) -> Received {
        loop {
            self.readable(token);
            match self.net.read(token, &mut [0; 64]) {
                Received::Nothing => {}
                received => return received,
            }
        }
    }
}

#[test]
fn one_port_takes_tls_of_both_versions_and_clear_text() {
    let keys = Keys::new();
    let mut house = House::with_tls(&keys);
    for (version, told) in [(&rustls::version::TLS12, "TLSv1.2"), (&rustls::version::TLS13, "TLSv1.3")] {
        let (mut stream, token, secured) = house.secure(keys.client(&[version], None));
        assert_eq!((secured.version, secured.peer), (told, None));
        assert!(secured.cipher.starts_with("TLS"), "{secured:?}");
        assert_eq!(house.net.secured(token), Some(secured));
        stream.write_all(b"hello").unwrap();
        assert_eq!(house.hear(token, 5), b"hello");
        assert_eq!(house.net.send(token, b"world"), 5);
        house.net.flush(&mut house.ready);
        assert_eq!((house.net.queued(token), house.net.unsent()), (0, 0));
        let mut buf = [0; 5];
        stream.read_exact(&mut buf).unwrap();
        assert_eq!(&buf, b"world");
    }
    let (mut clear, token) = house.accept();
    clear.write_all(b"NICK").unwrap();
    assert_eq!(house.hear(token, 4), b"NICK");
    assert_eq!(house.net.secured(token), None);
    assert_eq!(house.net.tls_counts(), TlsCounts { done: 2, failed: 0, delayed: 0 });
}

#[test]
fn without_a_configuration_the_first_byte_is_like_any_other() {
    let mut house = House::open();
    let (mut clear, token) = house.accept();
    clear.write_all(b"\x16\x03\x01").unwrap();
    assert_eq!(house.hear(token, 3), b"\x16\x03\x01");
}

#[test]
fn whoever_was_spoken_to_in_clear_text_can_not_begin_tls() {
    let mut house = House::with_tls(&Keys::new());
    let (mut clear, token) = house.accept();
    house.net.send(token, b"Name? ");
    house.net.flush(&mut house.ready);
    clear.write_all(b"\x16\x03\x01").unwrap();
    assert_eq!(house.hear(token, 3), b"\x16\x03\x01");
}

#[test]
fn the_key_of_a_client_is_told_also_when_it_comes_back_to_its_session() {
    let (keys, own) = (Keys::new(), Keys::new());
    let mut house = House::with_tls(&keys);
    assert_eq!(key_sha256(&own.certificate).unwrap(), own.sha256());
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let client = keys.client(&[version], Some(&own));
        for kind in [rustls::HandshakeKind::Full, rustls::HandshakeKind::Resumed] {
            let (mut stream, token, secured) = house.secure(Arc::clone(&client));
            assert_eq!(secured.peer, Some(own.sha256()));
            house.net.send(token, b".");
            house.net.flush(&mut house.ready);
            // With its first words the tickets of TLS 1.3 have come, too.
            stream.read_exact(&mut [0]).unwrap();
            let is_kind = match stream.conn.handshake_kind() {
                Some(rustls::HandshakeKind::FullWithHelloRetryRequest) => rustls::HandshakeKind::Full,
                found => found.unwrap(),
            };
            assert_eq!(is_kind, kind);
        }
    }
}

#[test]
fn what_is_said_with_the_end_of_the_handshake_comes_after_it_is_told() {
    let keys = Keys::new();
    let mut house = House::with_tls(&keys);
    let (socket, token) = house.accept();
    let client = keys.client(&[&rustls::version::TLS13], None);
    let thread = thread::spawn(move || {
        let mut stream = Stream::new(ClientConnection::new(client, name()).unwrap(), socket);
        // Goes out behind the end of the handshake.
        stream.write_all(&[b'x'; 3000]).unwrap();
        stream
    });
    house.until_secured(token);
    assert_eq!(house.hear(token, 3000), [b'x'; 3000]);
    assert!(house.at_once().iter().all(|ready| matches!(ready, Ready::Readable(_))));
    assert!(matches!(house.net.read(token, &mut [0; 8]), Received::Nothing));
    drop(thread.join());
}

#[test]
fn what_waits_in_tls_is_told_when_the_connection_is_resumed() {
    let keys = Keys::new();
    let mut house = House::with_tls(&keys);
    let (mut stream, token, _) = house.secure(keys.client(rustls::ALL_VERSIONS, None));
    stream.write_all(&[b'y'; 2000]).unwrap();
    house.readable(token);
    assert!(matches!(house.net.read(token, &mut [0; 1500]), Received::Bytes(1500)));
    house.net.pause(token);
    // The poller has nothing for it, and neither have we.
    let _other = house.accept();
    assert!(house.at_once().is_empty());
    house.net.resume(token);
    assert_eq!(house.hear(token, 500), [b'y'; 500]);
}

#[test]
fn the_bytes_of_a_handshake_may_come_one_by_one() {
    let keys = Keys::new();
    let mut house = House::with_tls(&keys);
    let (mut socket, token) = house.accept();
    let mut tls = ClientConnection::new(keys.client(rustls::ALL_VERSIONS, None), name()).unwrap();
    let (mut hello, mut is_secured) = (Vec::new(), false);
    while tls.is_handshaking() || !is_secured {
        while tls.wants_write() {
            tls.write_tls(&mut hello).unwrap();
        }
        for byte in hello.drain(..) {
            socket.write_all(&[byte]).unwrap();
            house.net.wait(None, &mut house.ready).unwrap();
            for ready in std::mem::take(&mut house.ready) {
                is_secured |= matches!(ready, Ready::Secured(..));
                if matches!(ready, Ready::Readable(_)) {
                    assert!(matches!(house.net.read(token, &mut [0; 64]), Received::Nothing));
                }
            }
            house.net.flush(&mut house.ready);
        }
        if tls.is_handshaking() {
            tls.read_tls(&mut socket).unwrap();
            tls.process_new_packets().unwrap();
        }
    }
}

#[test]
fn a_stalled_reader_of_tls_has_a_queue_that_drains_when_it_reads() {
    let keys = Keys::new();
    let mut house = House::with_tls(&keys);
    house.net.set_marks(Marks { high: 200_000, low: 1000 });
    let (mut stream, token, _) = house.secure(keys.client(rustls::ALL_VERSIONS, None));
    let text: Vec<u8> = (0..400_000_u32).map(|at| (at % 253) as u8).collect();
    let mut sent = 0;
    while house.net.queued(token) <= text.len() {
        house.net.send(token, &text);
        sent += text.len();
        house.net.flush(&mut house.ready);
        assert!(house.net.queued(token) <= sent);
    }
    assert!(house.at_once().is_empty());
    let reader = thread::spawn(move || {
        let mut got = vec![0; sent];
        stream.read_exact(&mut got).unwrap();
        (stream, got)
    });
    house.until(|ready| matches!(ready, Ready::Drained(got) if *got == token).then_some(()));
    while house.net.queued(token) > 0 {
        house.net.wait(None, &mut house.ready).unwrap();
    }
    assert_eq!(house.net.unsent(), 0);
    let (_stream, got) = reader.join().unwrap();
    assert!(got.chunks(text.len()).all(|chunk| chunk == text));
}

#[test]
fn last_words_arrive_in_tls_and_their_end_is_announced() {
    let keys = Keys::new();
    let mut house = House::with_tls(&keys);
    let (mut stream, token, _) = house.secure(keys.client(rustls::ALL_VERSIONS, None));
    let farewell = vec![b'f'; 3_000_000];
    house.net.send(token, &farewell);
    house.net.finish(token, LONG);
    let reader = thread::spawn(move || {
        let mut got = Vec::new();
        // An end without `close_notify` would be an error here.
        stream.read_to_end(&mut got).unwrap();
        got.len()
    });
    assert_eq!(house.gone(token), None);
    assert_eq!(reader.join().unwrap(), farewell.len());
    assert_eq!(house.net.connections(), 0);
}

#[test]
fn an_announced_end_is_an_end_and_a_cut_is_a_failure() {
    let keys = Keys::new();
    let mut house = House::with_tls(&keys);
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let (mut polite, token, _) = house.secure(keys.client(&[version], None));
        polite.write_all(b"bye").unwrap();
        polite.conn.send_close_notify();
        polite.flush().unwrap();
        assert_eq!(house.hear(token, 3), b"bye");
        assert!(matches!(house.end(token), Received::End));
        house.net.send(token, b"bye");
        house.net.finish(token, LONG);
        let reader = thread::spawn(move || {
            let mut got = String::new();
            polite.read_to_string(&mut got).map(|_| got)
        });
        assert_eq!(house.gone(token), None);
        assert_eq!(reader.join().unwrap().unwrap(), "bye");

        let (mut cut, token, _) = house.secure(keys.client(&[version], None));
        cut.write_all(b"I will").unwrap();
        assert_eq!(house.hear(token, 6), b"I will");
        cut.sock.shutdown(Shutdown::Write).unwrap();
        let Received::Failed(error) = house.end(token) else { panic!("not a failure") };
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
        house.net.drop_now(token);
    }
}

#[test]
fn a_handshake_that_fails_is_told_and_counted() {
    let keys = Keys::new();
    let mut house = House::with_tls(&keys);
    let (mut old, token) = house.accept();
    // A message that no handshake begins with.
    old.write_all(b"\x16\x03\x01\x00\x04\x0e\x00\x00\x00").unwrap();
    let mut buf = [0; 4096];
    house.readable(token);
    assert!(matches!(house.net.read(token, &mut buf), Received::Nothing));
    assert_eq!(house.gone(token), Some(ErrorKind::InvalidData));
    // The alert that says so (21), fatal (2): an unexpected message (10).
    let count = old.read(&mut buf).unwrap();
    assert_eq!((buf[0], &buf[5..count]), (21, &[2, 10][..]));

    let (mut leaves, token) = house.accept();
    leaves.write_all(b"\x16\x03").unwrap();
    house.readable(token);
    assert!(matches!(house.net.read(token, &mut buf), Received::Nothing));
    drop(leaves);
    assert!(house.gone(token).is_some());
    assert_eq!(house.net.tls_counts(), TlsCounts { done: 0, failed: 2, delayed: 0 });

    // Whoever is let go in the middle of it has nobody to be told.
    let (mut stays, token) = house.accept();
    stays.write_all(b"\x16\x03").unwrap();
    house.readable(token);
    assert!(matches!(house.net.read(token, &mut buf), Received::Nothing));
    house.net.send(token, b"too slow");
    house.net.finish(token, LONG);
    assert_eq!(house.gone(token), None);
    assert_eq!(stays.read(&mut buf).unwrap_or(0), 0);
}

#[test]
fn handshakes_that_come_too_fast_wait_and_are_done() {
    let keys = Keys::new();
    let mut house = House::with_tls(&keys);
    house.net.limit_handshakes(Some(8), Vec::new());
    let client = keys.client(rustls::ALL_VERSIONS, None);
    let mut streams: Vec<_> = (0..12)
        .map(|_| {
            let (mut socket, _) = house.accept();
            let mut tls = ClientConnection::new(Arc::clone(&client), name()).unwrap();
            tls.write_tls(&mut socket).unwrap();
            Stream::new(tls, socket)
        })
        .collect();
    let clients = thread::spawn(move || {
        for stream in &mut streams {
            while stream.conn.is_handshaking() {
                stream.conn.complete_io(&mut stream.sock).unwrap();
            }
        }
        streams
    });
    while house.net.tls_counts().done < 12 {
        house.net.wait(None, &mut house.ready).unwrap();
        for ready in std::mem::take(&mut house.ready) {
            if let Ready::Readable(token) = ready {
                assert!(matches!(house.net.read(token, &mut [0; 64]), Received::Nothing));
            }
        }
    }
    assert!(house.net.tls_counts().delayed > 0);
    drop(clients.join());

    house.net.limit_handshakes(Some(1), vec!["127.0.0.0/8".parse().unwrap()]);
    let before = house.net.tls_counts();
    for _ in 0..3 {
        drop(house.secure(Arc::clone(&client)));
    }
    assert_eq!(house.net.tls_counts(), TlsCounts { done: before.done + 3, ..before });
}

#[test]
fn a_client_is_connected_once_the_handshake_is_done() {
    let keys = Keys::new();
    let mut house = House::with_tls(&keys);
    let client = keys.client(rustls::ALL_VERSIONS, None);
    let token = house.net.connect_tls(house.addr, client, name()).unwrap();
    house.net.send(token, b"sent before connected");
    let (mut connected, mut server, mut secured) = (false, None, false);
    let mut heard = Vec::new();
    while !connected || heard.len() < 21 {
        house.net.wait(None, &mut house.ready).unwrap();
        for ready in std::mem::take(&mut house.ready) {
            match ready {
                Ready::Connected(got, result) => connected = got == token && result.is_ok(),
                Ready::Opened(got, _) => server = Some(got),
                Ready::Secured(got, _) => secured = Some(got) == server,
                Ready::Readable(got) => {
                    let mut buf = [0; 64];
                    if let Received::Bytes(count) = house.net.read(got, &mut buf) {
                        assert!(secured && Some(got) == server);
                        heard.extend_from_slice(&buf[..count]);
                    }
                }
                _ => {}
            }
        }
    }
    assert_eq!(heard, b"sent before connected");
    assert_eq!(house.net.secured(token).and_then(|secured| secured.peer), Some(keys.sha256()));

    // A server that isn't trusted, and one that speaks no TLS.
    let other = Keys::new().client(rustls::ALL_VERSIONS, None);
    assert!(matches!(house.fails(other), rustls::Error::InvalidCertificate(_)));
    let listener = TcpListener::bind(ANY_PORT).unwrap();
    house.addr = listener.local_addr().unwrap();
    let thread = thread::spawn(move || listener.accept().unwrap().0.write_all(b"220 hello\r\n").unwrap());
    assert!(matches!(house.fails(keys.client(rustls::ALL_VERSIONS, None)), rustls::Error::InvalidMessage(_)));
    thread.join().unwrap();
}

impl House {
    fn fails(&mut self, client: Arc<ClientConfig>) -> rustls::Error {
        let token = self.net.connect_tls(self.addr, client, name()).unwrap();
        loop {
            self.net.wait(None, &mut self.ready).unwrap();
            for ready in std::mem::take(&mut self.ready) {
                match ready {
                    Ready::Connected(got, Err(error)) if got == token => {
                        return error.get_ref().unwrap().downcast_ref::<rustls::Error>().unwrap().clone();
                    }
                    Ready::Readable(got) => {
                        self.net.read(got, &mut [0; 64]);
                    }
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn a_proxy_says_who_stands_behind_it() {
    let keys = Keys::new();
    let mut house = House::with_tls(&keys);
    house.net.accept_proxied(vec!["127.0.0.0/8".parse().unwrap()]);
    let opened = |ready: &Ready| match ready {
        Ready::Opened(token, addr) => Some((*token, addr.to_string())),
        _ => None,
    };
    let mut proxy = TcpStream::connect(house.addr).unwrap();
    proxy.write_all(b"PROXY TCP4 203.0.113.7 198.51.100.1 56324 5555\r\nNICK").unwrap();
    let (token, addr) = house.until(opened);
    assert_eq!(addr, "203.0.113.7:56324");
    assert_eq!(house.hear(token, 4), b"NICK");
    assert_eq!(house.net.origin(token), Origin::Announced);

    // The proxy does not know: the address is its own, and nobody is to take it for that of a guest.
    let mut unknowing = TcpStream::connect(house.addr).unwrap();
    unknowing.write_all(b"PROXY UNKNOWN\r\n").unwrap();
    let (token, addr) = house.until(opened);
    assert!(addr.starts_with("127.0.0.1:"), "{addr}");
    assert_eq!(house.net.origin(token), Origin::Unannounced);

    // TLS behind the header, and an IPv4 address in the clothes of IPv6.
    let mut proxy = TcpStream::connect(house.addr).unwrap();
    let mut tls = ClientConnection::new(keys.client(rustls::ALL_VERSIONS, None), name()).unwrap();
    let mut first = b"PROXY TCP6 ::ffff:203.0.113.8 ::1 1 2\r\n".to_vec();
    tls.write_tls(&mut first).unwrap();
    proxy.write_all(&first).unwrap();
    let (token, addr) = house.until(opened);
    assert_eq!(addr, "203.0.113.8:1");
    let client = thread::spawn(move || {
        while tls.is_handshaking() {
            tls.complete_io(&mut proxy).unwrap();
        }
        proxy
    });
    house.readable(token);
    assert!(matches!(house.net.read(token, &mut [0; 4096]), Received::Nothing));
    house.until_secured(token);
    drop(client.join());

    // No header, a broken one, none at all.
    for bytes in [&b"NICK alice\r\n"[..], b"PROXY TCP4 x\r\n", b"PROXY"] {
        let before = house.net.proxied_refused();
        let mut proxy = TcpStream::connect(house.addr).unwrap();
        proxy.write_all(bytes).unwrap();
        proxy.shutdown(Shutdown::Write).unwrap();
        while house.net.proxied_refused() == before {
            house.net.wait(None, &mut house.ready).unwrap();
            assert!(!house.ready.iter().any(|ready| matches!(ready, Ready::Opened(..))));
        }
    }
    assert_eq!(house.net.proxied_refused(), 3);

    // From elsewhere a header is a line like any other.
    house.net.accept_proxied(vec!["203.0.113.0/24".parse().unwrap()]);
    let (mut liar, token) = house.accept();
    liar.write_all(b"PROXY UNKNOWN\r\n").unwrap();
    assert_eq!(house.hear(token, 15), b"PROXY UNKNOWN\r\n");
}
