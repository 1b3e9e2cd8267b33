//! Whom `chatroom join` believes: the first key, another key, a key that a link names, certificates
//! that the system trusts, servers without TLS. At servers made of rustls alone, which know just
//! enough of IRC for somebody to enter a room.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use chatroom::net::tls::{key_sha256, provider};
use chatroom::wire::Fingerprint;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

#[path = "support/joined.rs"]
mod house;

use house::{House, Process, chatroom, folder};

/// What a server shows.
#[derive(Clone)]
struct Shown {
    config: Arc<ServerConfig>,
    fingerprint: Fingerprint,
}

impl Shown {
    fn new(
        certificate: CertificateDer<'static>,
        key: &KeyPair,
        clients: Option<CertificateDer<'static>>,
    ) -> Self {
        let fingerprint = Fingerprint(key_sha256(&certificate).unwrap());
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let builder = ServerConfig::builder_with_provider(provider());
        let builder = builder.with_safe_default_protocol_versions().unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(root) => {
                let mut roots = RootCertStore::empty();
                roots.add(root).unwrap();
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider());
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let config = Arc::new(builder.with_single_cert(vec![certificate], key).unwrap());
        Self { config, fingerprint }
    }

    /// A key that nobody vouches for.
    fn own() -> Self {
        let made = rcgen::generate_simple_self_signed(["chatroom".to_owned()]).unwrap();
        Self::new(made.cert.der().clone(), &made.signing_key, None)
    }
}

/// Somebody who vouches for certificates.
fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server in threads of its own.
struct Server {
    /// By which of its addresses it is entered.
    host: &'static str,
    port: u16,
    shown: Arc<Mutex<Shown>>,
    /// Lines that were said to it, and [`OVER`]; `cut` ends a connection of somebody who is in a room.
    said: Receiver<String>,
    cut: Sender<Cut>,
}

/// Stands behind all that was said on a connection.
const OVER: &str = "(over)";

/// How a connection is cut.
struct Cut {
    /// What the server shows to whoever comes back.
    then: Option<Shown>,
    /// As if by somebody on the way: TLS does not announce it.
    rudely: bool,
}

impl Server {
    fn open(shown: &Shown) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shown = Arc::new(Mutex::new(shown.clone()));
        let ((say, said), (cut, cuts)) = (channel(), channel());
        let theirs = Arc::clone(&shown);
        std::thread::spawn(move || {
            for socket in listener.incoming() {
                // Whoever does not trust us ends the handshake.
                let _ = serve(socket.unwrap(), &theirs, &say, &cuts);
                let _ = say.send(OVER.to_owned());
            }
        });
        Self { host: "127.0.0.1", port, shown, said, cut }
    }

    fn show(&self, shown: &Shown) {
        *self.shown.lock().unwrap() = shown.clone();
    }

    /// The command of somebody with this home.
    fn joining(&self, lang: &str, home: &Path, args: &[&str]) -> Command {
        let mut command = at_home(lang, home);
        command.args(["join", "--name", "alice", "--host", self.host, "--port", &self.port.to_string()]);
        command.args(args);
        command
    }

    /// Somebody enters a room and leaves it: what stood on standard error.
    fn visit(&self, lang: &str, home: &Path, args: &[&str]) -> Vec<String> {
        let mut alice = Process::start(self.joining(lang, home, &[&["--room", "tea"], args].concat()));
        alice.err.wait_for("#tea");
        alice.close_input();
        let (code, out, err) = alice.end();
        assert_eq!((code, out.len()), (0, 0), "{err:?}");
        err
    }

    /// All that was said to it on the connection that is the next to end.
    fn heard(&self) -> Vec<String> {
        let next = || self.said.recv_timeout(house::STUCK).unwrap();
        std::iter::from_fn(|| Some(next()).filter(|line| line != OVER)).collect()
    }

    /// Somebody does not trust it: the error.
    fn refused(&self, lang: &str, home: &Path, args: &[&str]) -> String {
        let error = self.not_tried(lang, home, args);
        assert_eq!(self.heard(), [""; 0], "nothing may be said to it");
        error
    }

    /// The same, before there is a connection.
    fn not_tried(&self, lang: &str, home: &Path, args: &[&str]) -> String {
        let (code, out, err) = Process::start(self.joining(lang, home, args)).end();
        assert_eq!((code, out.len()), (5, 0), "{err:?}");
        err.join("\n")
    }
}

/// One connection.
fn serve(
    socket: TcpStream,
    shown: &Mutex<Shown>,
    say: &Sender<String>,
    cuts: &Receiver<Cut>,
) -> std::io::Result<()> {
    let config = Arc::clone(&shown.lock().unwrap().config);
    let tls = StreamOwned::new(ServerConnection::new(config).unwrap(), socket);
    let mut reader = BufReader::new(tls);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        let said = line.trim_end().to_owned();
        line.clear();
        let _ = say.send(said.clone());
        let answer = match said.split_once(' ').unwrap_or((&said, "")) {
            ("CAP", "LS 302") => ":s CAP * LS :sasl=EXTERNAL,PLAIN\r\n".to_owned(),
            ("CAP", rest) if rest.starts_with("REQ") => {
                format!(":s CAP * ACK {}\r\n", rest.trim_start_matches("REQ "))
            }
            ("AUTHENTICATE", "EXTERNAL") => "AUTHENTICATE +\r\n".to_owned(),
            ("AUTHENTICATE", _) => ":s 900 * alice!a@h alice :hello\r\n:s 903 * :done\r\n".to_owned(),
            ("CAP", "END") => ":s 001 alice :Hi\r\n:s 422 alice :none\r\n".to_owned(),
            ("JOIN", room) => {
                format!(
                    ":alice!a@h JOIN {room}\r\n:s 353 alice = {room} :alice\r\n:s 366 alice {room} :End\r\n"
                )
            }
            ("PING", token) => format!(":s PONG s {token}\r\n"),
            ("QUIT", _) => "ERROR :bye\r\n".to_owned(),
            _ => String::new(),
        };
        let tls = reader.get_mut();
        tls.write_all(answer.as_bytes())?;
        tls.flush()?;
        if said.starts_with("JOIN")
            && let Ok(Cut { then, rudely }) = cuts.try_recv()
        {
            if let Some(then) = then {
                *shown.lock().unwrap() = then;
            }
            if rudely {
                return Ok(());
            }
            break;
        }
        if said.starts_with("QUIT") {
            break;
        }
    }
    let tls = reader.get_mut();
    tls.conn.send_close_notify();
    tls.flush()
}

fn at_home(lang: &str, home: &Path) -> Command {
    let mut command = chatroom(lang);
    command.env("HOME", home).env("XDG_DATA_HOME", home).env("APPDATA", home);
    command
}

fn known_servers(home: &Path) -> PathBuf {
    home.join("chatroom/known_servers")
}

#[test]
fn the_first_key_is_taken_and_remembered() {
    let shown = Shown::own();
    let server = Server::open(&shown);
    for (lang, word) in [("en", "First visit"), ("cn", "首次访问")] {
        let home = folder();
        let err = server.visit(lang, &home, &[]);
        let found = err.iter().find(|line| line.contains(&shown.fingerprint.to_string())).unwrap();
        assert!(found.contains(word) && found.contains(&format!("127.0.0.1:{}", server.port)), "{err:?}");
        let text = std::fs::read_to_string(known_servers(&home)).unwrap();
        let line = text.lines().find(|line| !line.starts_with('#')).unwrap();
        assert!(line.starts_with(&format!("127.0.0.1:{} {} 20", server.port, shown.fingerprint)), "{text}");
        let again = server.visit(lang, &home, &[]);
        assert_eq!(again.len(), err.len() - 1, "{again:?}");
        assert_eq!(std::fs::read_to_string(known_servers(&home)).unwrap(), text);
    }
}

#[test]
fn another_key_is_refused_until_it_is_accepted_on_purpose() {
    let (one, two) = (Shown::own(), Shown::own());
    let (server, home) = (Server::open(&one), folder());
    server.visit("en", &home, &[]);
    server.heard();
    server.show(&two);
    for (lang, words) in [("en", ["has another key than before", "pretends"]), ("cn", ["与以前不同", "冒充"])]
    {
        let error = server.refused(lang, &home, &[]);
        let (one, two) = (one.fingerprint.to_string(), two.fingerprint.to_string());
        for word in [words[0], words[1], one.as_str(), two.as_str(), "--accept-new-key"] {
            assert!(error.contains(word), "{word} is not in\n{error}");
        }
    }
    let err = server.visit("en", &home, &["--accept-new-key"]);
    assert!(err.iter().any(|line| line.contains(&two.fingerprint.to_string())), "{err:?}");
    let err = server.visit("en", &home, &[]);
    assert!(!err.iter().any(|line| line.contains("SHA256")), "{err:?}");
    for _ in 0..2 {
        server.heard();
    }
    server.show(&one);
    server.refused("en", &home, &[]);
}

#[test]
fn a_link_names_the_key() {
    let (one, two) = (Shown::own(), Shown::own());
    let (server, home) = (Server::open(&one), folder());
    let link = |shown: &Shown| {
        format!("chatroom://127.0.0.1:{}/tea?fp={}&code=K7XQ", server.port, shown.fingerprint.in_link())
    };
    let err = server.visit("en", &home, &[&link(&one)]);
    assert!(!err.iter().any(|line| line.contains("SHA256")), "{err:?}");
    let said = server.heard();
    assert!(said.iter().any(|line| line == "PASS :K7XQ" || line == "PASS K7XQ"), "{said:?}");
    assert!(!server.visit("cn", &home, &[]).iter().any(|line| line.contains("SHA256")), "it is remembered");
    server.heard();
    for (lang, word) in [("en", "the link names"), ("cn", "链接中写明的不同")] {
        let error = server.refused(lang, &home, &[&link(&two)]);
        assert!(error.contains(word) && error.contains(&one.fingerprint.to_string()), "{error}");
        // Not even on purpose: who has such a link is told to ask for another one.
        server.refused(lang, &home, &[&link(&two), "--accept-new-key"]);
    }
    // A link may come from anybody: it does not overrule what is remembered.
    server.show(&two);
    for (lang, word) in [("en", "another key than before"), ("cn", "与以前不同")] {
        let error = server.refused(lang, &home, &[&link(&two)]);
        assert!(error.contains(word) && error.contains("--accept-new-key"), "{error}");
    }
    server.visit("en", &home, &[&link(&two), "--accept-new-key"]);
    server.visit("en", &home, &[]);
    let text = std::fs::read_to_string(known_servers(&home)).unwrap();
    assert_eq!(text.matches("SHA256").count(), 1, "{text}");
    let mut command = at_home("en", &home);
    command.args(["join", "--name", "alice", "--no-tls", &link(&one)]);
    let (code, _, err) = Process::start(command).end();
    assert!(code == 2 && err[0].contains("--no-tls") && err[0].contains("fp="), "{err:?}");
    // Where nobody has written --no-tls, nobody is told to leave it out.
    for lang in ["en", "cn"] {
        let mut command = at_home(lang, &home);
        command.args(["join", "--name", "alice", &link(&one).replace("chatroom:", "irc:")]);
        let (code, _, err) = Process::start(command).end();
        assert!(code == 2 && err[0].contains("ircs://") && !err[0].contains("--no-tls"), "{err:?}");
    }
}

/// A password that is kept here is said in the clear of TLS only to a key for which more speaks than
/// that it was there first.
#[test]
fn a_first_key_is_told_no_password_however_often_it_comes() {
    let shown = Shown::own();
    let (mut server, home) = (Server::open(&shown), folder());
    // On the way to another machine, for all that `join` knows.
    server.host = "0.0.0.0";
    let place = format!("0.0.0.0:{}", server.port);
    std::fs::create_dir_all(home.join("chatroom")).unwrap();
    let account = format!("[[account]]\nserver = \"{place}\"\nname = \"alice\"\npassword = \"pencil\"\n");
    std::fs::write(home.join("chatroom/accounts.toml"), account).unwrap();
    let says_plain = |args: &[&str]| {
        server.visit("en", &home, args);
        server.heard().iter().any(|line| line == "AUTHENTICATE PLAIN")
    };
    assert!(!says_plain(&[]) && !says_plain(&[]));
    assert!(std::fs::read_to_string(known_servers(&home)).unwrap().ends_with(" first\n"));
    // The same connection anew, as after a loss.
    server.cut.send(Cut { then: None, rudely: false }).unwrap();
    let mut alice = Process::start(server.joining("en", &home, &["--room", "tea"]));
    let said = [server.heard(), {
        alice.close_input();
        server.heard()
    }];
    assert!(said.iter().flatten().all(|line| line != "AUTHENTICATE PLAIN"), "{said:?}");
    alice.end();
    let link = format!("chatroom://{place}/tea?fp={}", shown.fingerprint.in_link());
    assert!(says_plain(&[&link]) && says_plain(&[]), "the link has proved the key");
}

/// Whoever sends a link chooses the server; the password and the certificate in the settings are for
/// another.
#[test]
fn a_link_elsewhere_is_not_shown_what_is_in_the_settings() {
    let shown = Shown::own();
    let server = Server::open(&shown);
    let path = folder().join("password");
    std::fs::write(&path, "opensesame\n").unwrap();
    let port = server.port.to_string();
    let link = format!("chatroom://127.0.0.1:{port}/tea?fp={}", shown.fingerprint.in_link());
    let path = path.to_str().unwrap();
    for (variables, args, is_said) in [
        (&[("PASSWORD_FILE", path)][..], &[][..], false),
        (&[("PASSWORD_FILE", path), ("HOST", "127.1"), ("PORT", &port)], &[], true),
        (&[("CLIENT_CERT", "/nowhere")], &[], false),
        (&[], &["--password-file", path], true),
    ] {
        let mut command = at_home("en", &folder());
        command.args(["join", "--name", "alice", &link]).args(args);
        command.envs(variables.iter().map(|(name, value)| (format!("CHATROOM_JOIN__{name}"), value)));
        let mut alice = Process::start(command);
        alice.close_input();
        let (code, _, err) = alice.end();
        assert_eq!(code, 0, "{err:?}");
        let said = server.heard();
        let is = said.iter().any(|line| line.starts_with("PASS ") && line.ends_with("opensesame"));
        assert_eq!(is, is_said, "{variables:?} {said:?}");
    }
}

/// What keeps TLS away from a server that has had it is told so, and nobody advises to do without.
#[test]
fn a_server_that_has_had_tls_is_not_entered_without() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            let _ = socket.read_exact(&mut [0; 5]);
            let _ = socket.write_all(b"ERROR :Closing Link\r\n");
        }
    });
    let home = folder();
    std::fs::create_dir_all(home.join("chatroom")).unwrap();
    let key = Fingerprint::of_key(b"x");
    std::fs::write(known_servers(&home), format!("0.0.0.0:{port} {key}\n")).unwrap();
    let fp = format!("chatroom://127.0.0.1:{port}/tea?fp={}", key.in_link());
    let irc = format!("irc://0.0.0.0:{port}/tea");
    for (lang, had, before) in [
        ("en", "has had TLS", "has been entered with TLS before"),
        ("cn", "以前支持 TLS", "以前通过 TLS 进入过"),
    ] {
        for (args, word) in [
            (&["--host", "0.0.0.0", "--port", &port][..], had),
            (&[&fp], had),
            (&["--host", "0.0.0.0", "--port", &port, "--no-tls"], before),
            (&[&irc], before),
        ] {
            let mut command = at_home(lang, &home);
            command.args(["join", "--name", "alice"]).args(args);
            let (code, _, err) = Process::start(command).end();
            let error = err.join("\n");
            assert!(code == 5 && error.contains(word) && !error.contains("--no-tls"), "{args:?} {error}");
        }
    }
}

/// Two clients that meet a server at once, and somebody in the middle of one of them.
#[test]
fn another_key_remembered_meanwhile_is_believed_before_a_first_one() {
    let home = folder();
    let path = known_servers(&home);
    std::fs::create_dir_all(home.join("chatroom")).unwrap();
    let (shown, other) = (Shown::own(), Fingerprint::of_key(b"other"));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (say, said) = channel();
    let theirs = (path.clone(), shown.clone());
    let server = std::thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        std::fs::write(theirs.0, format!("127.0.0.1:{port} {other}\n")).unwrap();
        let (_cut, cuts) = channel();
        let _ = serve(socket, &Mutex::new(theirs.1), &say, &cuts);
    });
    let mut command = at_home("en", &home);
    command.args(["join", "--name", "alice", "--host", "127.0.0.1", "--port", &port.to_string()]);
    let (code, _, err) = Process::start(command).end();
    let error = err.join("\n");
    assert!(code == 5 && error.contains("another key than before"), "{error}");
    server.join().unwrap();
    assert_eq!(said.try_iter().count(), 0);
    assert_eq!(std::fs::read_to_string(path).unwrap(), format!("127.0.0.1:{port} {other}\n"));
}

/// Whoever cuts a connection that TLS protects can't pass it off as the server's own end.
#[test]
fn a_connection_that_is_cut_is_told_as_broken() {
    let server = Server::open(&Shown::own());
    for (lang, word) in [("en", "cut off"), ("cn", "切断")] {
        for rudely in [true, false] {
            server.cut.send(Cut { then: None, rudely }).unwrap();
            let command = server.joining(lang, &folder(), &["--room", "tea", "--no-reconnect"]);
            let (code, _, err) = Process::start(command).end();
            let error = err.join("\n");
            assert!(code == 4 && error.contains(word) == rudely, "{rudely} {error}");
        }
    }
}

/// Where the roots of the system can be named in the environment.
#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn what_the_system_trusts_needs_nothing() {
    let (authority, home) = (authority(), folder());
    let roots = home.join("roots.pem");
    std::fs::write(&roots, authority.pem()).unwrap();
    let issue = |name: &str| {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        Shown::new(params.signed_by(&key, &authority).unwrap().der().clone(), &key, None)
    };
    let (public, renewed, elsewhere, own) =
        (issue("127.0.0.1"), issue("127.0.0.1"), issue("h"), Shown::own());
    let server = Server::open(&public);
    let visit = |args: &[&str]| {
        let mut command = server.joining("en", &home, &[&["--room", "tea"], args].concat());
        command.env("SSL_CERT_FILE", &roots).env_remove("SSL_CERT_DIR");
        let mut alice = Process::start(command);
        alice.close_input();
        let (code, _, err) = alice.end();
        (code, err.join("\n"))
    };
    for shown in [&public, &renewed] {
        server.show(shown);
        let (code, err) = visit(&[]);
        assert!(code == 0 && !err.contains("SHA256"), "{err}");
    }
    // What was trusted and is not any more is another server.
    for shown in [&own, &elsewhere] {
        server.show(shown);
        let (code, err) = visit(&[]);
        let words = ["does not trust any more", &shown.fingerprint.to_string(), "--accept-new-key"];
        assert!(code == 5 && words.iter().all(|word| err.contains(word)), "{err}");
    }
    let (code, err) = visit(&["--accept-new-key"]);
    assert!(code == 0 && err.contains(&elsewhere.fingerprint.to_string()), "{err}");
    // A certificate that the system trusts is good in place of a remembered key.
    server.show(&public);
    assert_eq!(visit(&[]).0, 0);
}

#[test]
fn a_server_without_tls_is_told_nothing() {
    for (lang, word) in [("en", "does not answer with TLS"), ("cn", "没有用 TLS 回应")] {
        // The last hangs up on what it does not understand.
        for greeting in [Some("ERROR :Closing Link\r\n"), Some(""), None] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port().to_string();
            let server = std::thread::spawn(move || {
                let (mut socket, _) = listener.accept().unwrap();
                let mut begin = [0; 5];
                socket.read_exact(&mut begin).unwrap();
                // What is left unread makes its end a reset.
                let Some(greeting) = greeting else { return (begin, String::new()) };
                socket.write_all(greeting.as_bytes()).unwrap();
                socket.shutdown(std::net::Shutdown::Write).unwrap();
                let mut rest = Vec::new();
                let _ = socket.read_to_end(&mut rest);
                (begin, String::from_utf8_lossy(&rest).into_owned())
            });
            let mut command = chatroom(lang);
            command.args(["join", "--name", "alice", "--host", "127.0.0.1", "--port", &port]);
            let (code, out, err) = Process::start(command).end();
            let error = err.join("\n");
            assert_eq!((code, out.len()), (5, 0), "{error}");
            assert!(error.contains(word) && error.contains("--no-tls"), "{error}");
            let (begin, rest) = server.join().unwrap();
            assert_eq!(begin.first(), Some(&0x16));
            assert!(!rest.contains("NICK") && !rest.contains("alice"), "{rest:?}");
        }
    }
}

#[test]
fn clear_text_is_spoken_on_purpose_and_loudly() {
    let house = House::open("en", &[]);
    let port = house.port.to_string();
    let mut command = chatroom("en");
    command.args(["join", "--name", "alice", "--no-tls", "--host", "localhost", "--port", &port]);
    let mut alice = Process::start(command);
    alice.err.wait_for("#lobby");
    alice.close_input();
    let (code, _, err) = alice.end();
    assert!(
        code == 0 && !err.iter().any(|line| line.contains("warning")),
        "here nobody reads along: {err:?}"
    );
    // Every address of this machine is another name for it, but not to `join`.
    for (lang, word) in [("en", "warning: nothing is encrypted"), ("cn", "没有加密")] {
        let link = format!("irc://0.0.0.0:{}", house.port);
        for args in [vec!["--no-tls", "--host", "0.0.0.0", "--port", &port], vec![&link]] {
            let mut command = chatroom(lang);
            command.args(["join", "--name", "alice"]).args(&args);
            let mut process = Process::start(command);
            process.close_input();
            let (_, _, err) = process.end();
            assert!(err[0].contains(word) && err[0].contains("0.0.0.0"), "{err:?}");
        }
    }
}

#[test]
fn a_file_that_can_not_be_read_makes_nobody_welcome() {
    let (server, home) = (Server::open(&Shown::own()), folder());
    std::fs::create_dir_all(home.join("chatroom")).unwrap();
    std::fs::write(known_servers(&home), format!("# mine\n127.0.0.1:{} SHA256:x\n", server.port)).unwrap();
    for lang in ["en", "cn"] {
        assert!(server.not_tried(lang, &home, &[]).contains("known_servers:2"));
    }
    std::fs::write(known_servers(&home), b"\xff\xfe").unwrap();
    for (lang, word) in [("en", "every server is a stranger again"), ("cn", "所有服务器都会重新视为首次访问")]
    {
        let error = server.not_tried(lang, &home, &["--accept-new-key"]);
        assert!(error.contains("known_servers") && error.contains(word), "{error}");
    }
}

#[test]
fn a_key_that_changes_while_one_is_away_ends_it() {
    let (one, two) = (Shown::own(), Shown::own());
    let (server, home) = (Server::open(&one), folder());
    // The first connection ends once the room is entered.
    server.cut.send(Cut { then: Some(two.clone()), rudely: false }).unwrap();
    let alice = Process::start(server.joining("en", &home, &["--room", "tea", "--listen"]));
    let (code, _, err) = alice.end();
    assert_eq!(code, 5, "{err:?}");
    assert!(err.iter().any(|line| line.contains(&two.fingerprint.to_string())), "{err:?}");
}

#[test]
fn a_certificate_of_ones_own_is_shown_and_logs_in() {
    let (authority, home) = (authority(), folder());
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(["alice".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let path = home.join("alice.pem");
    std::fs::write(&path, [certificate.pem(), key.serialize_pem()].concat()).unwrap();
    let made = rcgen::generate_simple_self_signed(["chatroom".to_owned()]).unwrap();
    // This server lets nobody in without one.
    let shown = Shown::new(made.cert.der().clone(), &made.signing_key, Some(authority.der().clone()));
    let server = Server::open(&shown);
    let err = server.visit("en", &home, &["--client-cert", path.to_str().unwrap()]);
    assert!(err.iter().any(|line| line == "You are logged in as alice."), "{err:?}");
    let said = server.heard();
    assert!(said.iter().any(|line| line == "AUTHENTICATE EXTERNAL"), "{said:?}");
    let stranger = KeyPair::generate().unwrap().serialize_pem();
    for (text, word) in [
        ("nonsense".to_owned(), "PEM"),
        (certificate.pem(), "PEM"),
        (key.serialize_pem(), "PEM"),
        ([certificate.pem(), stranger].concat(), "does not belong"),
    ] {
        std::fs::write(&path, text).unwrap();
        let command = server.joining("en", &home, &["--client-cert", path.to_str().unwrap()]);
        let (code, _, err) = Process::start(command).end();
        assert!(code == 1 && err[0].contains(word) && err[0].contains("alice.pem"), "{err:?}");
    }
}

/// What `serve` prints for others is enough to know the server by, also after it has been started
/// again; where it has lost its key it is another server.
#[test]
fn the_line_that_serve_prints_makes_the_first_visit_safe() {
    let data = folder().join("data");
    let args = ["--data", data.to_str().unwrap()];
    let visit = |house: &House, link: &str, home: &Path| {
        let mut command = at_home("en", home);
        command.args(["join", link, "--name", "alice", "--port", &house.port.to_string()]);
        let mut alice = Process::start(command);
        alice.close_input();
        let (code, _, err) = alice.end();
        assert!(!err.iter().any(|line| line.contains("First visit")), "{err:?}");
        code
    };
    let home = folder();
    let house = House::open("en", &args);
    let link = house.link.clone().unwrap();
    assert!(link.contains("/lobby?fp="), "{link}");
    assert_eq!(visit(&house, &link, &home), 0);
    drop(house);
    let house = House::open("cn", &args);
    assert_eq!(visit(&house, &link, &folder()), 0);
    drop(house);
    std::fs::remove_dir_all(data.join("tls")).unwrap();
    let house = House::open("en", &args);
    assert_ne!(house.link.as_ref(), Some(&link));
    assert_eq!(visit(&house, &link, &home), 5);
}

/// A link with a code, as the console prints it, lets its bearer in; who has none is told.
#[test]
fn an_invitation_is_a_link_with_a_key_and_a_code() {
    let mut command = chatroom("en");
    command.env("CHATROOM_ENTRY__WHO", "invited");
    let mut house = House::open_with(command, &[]);
    let (code, _, err) = Process::start(house.joining("en", &["--name", "bob"])).end();
    assert!(code == 5 && err.last().unwrap().contains("invited"), "{err:?}");
    house.server.type_in("/invite\n");
    let line = house.server.out.wait_for("&code=");
    let link = line.split('"').nth(1).unwrap();
    let mut command = chatroom("en");
    command.args(["join", link, "--name", "alice"]);
    let mut alice = Process::start(command);
    alice.err.wait_for("#lobby");
    alice.close_input();
    let (code, _, err) = alice.end();
    assert!(code == 0 && !err.iter().any(|line| line.contains("SHA256")), "{err:?}");
}

/// A certificate that its owner has added to their account logs them in where no password is known.
#[test]
fn a_certificate_stands_for_an_account() {
    let house = House::open("en", &[]);
    let home = folder();
    let made = rcgen::generate_simple_self_signed(["alice".to_owned()]).unwrap();
    let path = home.join("alice.pem");
    std::fs::write(&path, [made.cert.pem(), made.signing_key.serialize_pem()].concat()).unwrap();
    let alice = || house.joining("en", &["--name", "alice", "--client-cert", path.to_str().unwrap()]);
    let mut first = Process::start(alice());
    first.err.wait_for("No account here is known by your certificate.");
    first.err.wait_for("#lobby");
    first.type_in("/register\n");
    first.err.wait_for("The account alice is yours.");
    first.type_in("/cert add\n");
    let added = first.err.wait_for("you can log in with the certificate");
    let fingerprint = Fingerprint(key_sha256(made.cert.der()).unwrap()).to_string();
    assert!(added.contains(&fingerprint), "{added}");
    first.type_in("/whois alice\n");
    let mut wait_for = |wanted: &str| first.err.wait_for(wanted);
    wait_for("alice is connected with TLS.");
    assert!(wait_for("alice has shown a certificate").contains(&fingerprint));
    first.close_input();
    assert_eq!(first.end().0, 0);
    // Another home, where the password is not.
    let mut second = Process::start(alice());
    second.err.wait_for("You are logged in as alice.");
    second.err.wait_for("#lobby");
    second.close_input();
    let (code, _, err) = second.end();
    assert!(code == 0 && !err.iter().any(|line| line.contains("No account")), "{err:?}");
}
