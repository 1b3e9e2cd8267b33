//! TLS with programs that others have written: `openssl s_client` and Python's `ssl`. Each comes in with
//! TLS 1.2 and 1.3, checks the certificate that the first start made, and comes back to its session.
//!
//! Where one of them is not installed, its tests say so on a line and pass.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest as _, Sha256};

#[path = "support/joined.rs"]
mod house;

use house::{House, STUCK, chatroom, folder};

const LOCAL: &str = "127.0.0.1";

/// Whether `program` answers to `argument`; if not, the test that lacks it says so.
fn is_installed(program: &str, argument: &str, test: &str) -> bool {
    let found = Command::new(program).arg(argument).output().is_ok_and(|output| output.status.success());
    if !found {
        let _ = writeln!(std::io::stderr(), "skipped: {test} needs {program}, which is not installed");
    }
    found
}

/// A server with what it keeps, and the folder of its key.
fn serve(args: &[&str]) -> (House, PathBuf) {
    let data = folder();
    let house = House::open("en", &[&["--data", &data.to_string_lossy()], args].concat());
    (house, data.join("tls"))
}

fn fingerprint_in(line: &str) -> &str {
    &line[line.find("SHA256:").unwrap()..]
}

/// Runs `openssl` with this input: all that it prints.
fn openssl(args: &[&str], input: &[u8]) -> Vec<u8> {
    let mut command = Command::new("openssl");
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {args:?}: {said}");
    output.stdout
}

/// What the server says to somebody who comes by `openssl s_client` and says all of `lines`.
fn s_client(port: u16, certificate: &Path, version: &str, lines: &str) -> String {
    let (address, certificate) = (format!("{LOCAL}:{port}"), certificate.to_string_lossy());
    let trust = ["-CAfile", &certificate, "-verify_return_error", "-verify_hostname", "chatroom"];
    let args = [&["s_client", "-quiet", version, "-connect", &address][..], &trust].concat();
    String::from_utf8(openssl(&args, lines.as_bytes())).unwrap()
}

#[test]
fn openssl_comes_in_by_every_door_with_both_versions() {
    if !is_installed("openssl", "version", "openssl_comes_in_by_every_door_with_both_versions") {
        return;
    }
    let (mut house, keys) = serve(&[]);
    let told = house.server.out.wait_for("SHA256:");
    let certificate = keys.join("cert.pem");
    for version in ["-tls1_2", "-tls1_3"] {
        let irc = "NICK alice\r\nUSER a 0 * :A\r\nWHOIS alice\r\nQUIT :bye\r\n";
        let heard = s_client(house.port, &certificate, version, irc);
        assert!(heard.contains(" 001 alice ") && heard.contains(" 671 alice alice :"), "{heard}");
        let heard = s_client(house.port, &certificate, version, "bob\nhello\n/quit\n");
        assert!(heard.contains("bob"), "{heard}");
        house.server.out.wait_for("bob: hello");
    }
    // The fingerprint that is printed is that of the key, by the reckoning of openssl.
    let pem =
        String::from_utf8(openssl(&["x509", "-noout", "-pubkey"], &fs::read(&certificate).unwrap())).unwrap();
    let der = openssl(&["pkey", "-pubin", "-outform", "der"], pem.as_bytes());
    let digest = openssl(&["dgst", "-sha256", "-binary"], &der);
    assert_eq!(digest, Sha256::digest(&der).as_slice());
    let text = data_encoding::BASE64_NOPAD.encode(&digest);
    assert_eq!(fingerprint_in(&told), format!("SHA256:{text}"));
}

/// Comes in twice with one context, the second time by the session of the first. Its arguments: the port,
/// the version, the server's certificate, the client's certificate and key in one file.
const PYTHON: &str = r#"
import socket, ssl, sys
port, version, server, own = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
context = ssl.create_default_context(cafile=server)
context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
context.load_cert_chain(own)
session = None
for name in ("pia", "pit"):
    raw = socket.create_connection(("127.0.0.1", port), timeout=30)
    with context.wrap_socket(raw, server_hostname="chatroom", session=session) as stream:
        lines = stream.makefile("rw", encoding="utf-8", newline="")
        lines.write(f"NICK {name}\r\nUSER p 0 * :P\r\nWHOIS {name}\r\n")
        lines.flush()
        for line in lines:
            if any(f" {number} {name} " in line for number in ("001", "671", "276")):
                print(line.rstrip())
            if " 318 " in line:
                break
        session = stream.session
        print(name, stream.version(), stream.session_reused)
        lines.write("QUIT\r\n")
        lines.flush()
        lines.read()
        stream.unwrap()
"#;

#[test]
fn python_trusts_the_certificate_shows_its_own_and_comes_back_to_its_session() {
    let test = "python_trusts_the_certificate_shows_its_own_and_comes_back_to_its_session";
    if !is_installed("python3", "--version", test) {
        return;
    }
    let (house, keys) = serve(&[]);
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["pia".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let own = folder().join("pia.pem");
    fs::write(&own, certificate.pem() + &key.serialize_pem()).unwrap();
    let spki = Sha256::digest(rcgen::PublicKeyData::subject_public_key_info(&key));
    let fingerprint = format!("SHA256:{}", data_encoding::BASE64_NOPAD.encode(&spki));
    for (version, told) in [("TLSv1_2", "TLSv1.2"), ("TLSv1_3", "TLSv1.3")] {
        let (port, server, own) = (house.port.to_string(), keys.join("cert.pem"), own.to_string_lossy());
        let args = ["-c", PYTHON, &port, version, &server.to_string_lossy(), &own];
        let output = Command::new("python3").args(args).stdin(Stdio::null()).output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{out}{err}");
        for (name, is_reused) in [("pia", "False"), ("pit", "True")] {
            assert!(out.contains(&format!("{name} {told} {is_reused}")), "{out}");
            for number in ["001", "671", "276"] {
                assert!(out.contains(&format!(" {number} {name} ")), "{out}");
            }
        }
        assert_eq!(out.matches(&fingerprint).count(), 2, "{fingerprint}: {out}");
    }
}

#[test]
fn the_key_of_the_first_start_stays() {
    let data = folder();
    let data = data.to_string_lossy();
    let mut told = Vec::new();
    for _ in 0..2 {
        let mut house = House::open("en", &["--data", &data]);
        told.push(fingerprint_in(&house.server.out.wait_for("SHA256:")).to_owned());
        house.server.type_in("\n");
        assert_eq!(house.server.end().0, 0);
    }
    assert_eq!(told[0], told[1]);
    // Without TLS nothing is said of a key.
    let mut command = chatroom("en");
    command.env("CHATROOM_TLS__MODE", "off");
    let mut house = House::open_with(command, &["--data", &data]);
    house.server.type_in("\n");
    let (_, out, _) = house.server.end();
    assert!(!out.iter().any(|line| line.contains("SHA256:")), "{out:?}");
}

#[test]
fn a_folder_that_can_not_be_written_gives_a_key_for_this_run() {
    let data = folder();
    fs::write(data.join("chatroom"), "no folder").unwrap();
    let mut command = chatroom("en");
    for home in ["XDG_DATA_HOME", "HOME"] {
        command.env(home, &data);
    }
    let mut house = House::open_with(command, &["--no-history"]);
    house.server.err.wait_for("This one is for this run only");
    house.server.out.wait_for("SHA256:");
}

fn certificate_at(folder: &Path) -> [String; 2] {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["chat.example".to_owned()]).unwrap();
    fs::write(folder.join("own.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
    fs::write(folder.join("own.key"), key.serialize_pem()).unwrap();
    ["own.pem", "own.key"].map(|name| folder.join(name).to_string_lossy().into_owned())
}

#[test]
fn a_certificate_of_ones_own_is_read_again_with_the_settings() {
    let own = folder();
    let [certificate, key] = certificate_at(&own);
    let mut house = House::open("en", &["--cert", &certificate, "--key", &key]);
    let first = fingerprint_in(&house.server.out.wait_for("SHA256:")).to_owned();
    fs::write(&certificate, "nothing of the kind").unwrap();
    house.server.type_in("/reload\n");
    house.server.out.wait_for(&format!("{certificate} holds no certificate that can be used"));
    certificate_at(&own);
    house.server.type_in("/reload\n");
    let second = fingerprint_in(&house.server.out.wait_for("SHA256:")).to_owned();
    assert_ne!(first, second);
    if is_installed("openssl", "version", "a_certificate_of_ones_own_is_read_again_with_the_settings") {
        let address = format!("{LOCAL}:{}", house.port);
        let args =
            ["s_client", "-quiet", "-connect", &address, "-CAfile", &certificate, "-verify_return_error"];
        let heard = openssl(&args, b"PING x\r\nQUIT\r\n");
        assert!(String::from_utf8_lossy(&heard).contains("PONG"));
    }
}

#[test]
fn what_is_wrong_with_a_certificate_is_said_before_the_room_opens() {
    let own = folder();
    let [certificate, key] = certificate_at(&own);
    let other = certificate_at(&folder())[1].clone();
    let missing = own.join("missing").to_string_lossy().into_owned();
    let written = |name: &str, bytes: &[u8]| {
        fs::write(own.join(name), bytes).unwrap();
        own.join(name).to_string_lossy().into_owned()
    };
    let empty = written("empty", b"");
    let binary = written("binary", b"\x30\x82\x01\x02");
    let whole = fs::read(&certificate).unwrap();
    let cut = written("cut", whole.get(..whole.len() / 2).unwrap());
    let nonsense = written("nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let locked = fs::read_to_string(&key).unwrap().replace("PRIVATE", "ENCRYPTED PRIVATE");
    let locked = written("locked", locked.as_bytes());
    let small = openssl(&["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"], b"");
    let small = written("small", &small);
    for (args, sentence) in [
        (vec!["--cert", &empty, "--key", &key], "it is empty"),
        (vec!["--cert", &binary, "--key", &key], "it is not in PEM"),
        (vec!["--cert", &cut, "--key", &key], "it is damaged, or cut off"),
        (vec!["--cert", &nonsense, "--key", &key], "the certificate can't be read"),
        (vec!["--cert", &key, "--key", &certificate], "a private key in it, but no certificate"),
        (vec!["--cert", &certificate, "--key", &locked], "protected by a password"),
        (vec!["--cert", &certificate, "--key", &small], "of this kind or size is not supported"),
        (vec!["--cert", &certificate], "tls.key (--key) is missing"),
        (vec!["--key", &key], "tls.cert (--cert) is missing"),
        (vec!["--cert", &missing, "--key", &key], "Can't read "),
        (vec!["--cert", &key, "--key", &key], "holds no certificate that can be used"),
        (vec!["--cert", &certificate, "--key", &certificate], "holds no private key that can be used"),
        (vec!["--cert", &certificate, "--key", &other], "does not belong to the certificate in "),
    ] {
        let output =
            chatroom("en").args(["serve", "--port", "0", "--no-history"]).args(&args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
        assert!(said.contains(sentence), "{args:?}: {said}");
    }
    let mut command = chatroom("en");
    command.env("CHATROOM_TLS__STS", "86400").args(["serve", "--port", "0", "--no-history"]);
    let said = command.args(["--cert", &certificate, "--key", &key]).output().unwrap().stderr;
    let said = String::from_utf8_lossy(&said);
    assert!(said.contains("tls.sts needs a certificate that other systems trust"), "{said}");
    assert!(said.contains("does not trust whoever has issued it"), "{said}");
}

/// All that a connection is told until it is closed.
fn told(address: IpAddr, port: u16, said: &str) -> String {
    let mut stream = TcpStream::connect((address, port)).unwrap();
    stream.set_read_timeout(Some(STUCK)).unwrap();
    stream.write_all(said.as_bytes()).unwrap();
    let mut heard = String::new();
    stream.read_to_string(&mut heard).unwrap();
    heard
}

#[test]
fn where_tls_is_required_only_this_machine_comes_in_without() {
    let mut own = if_addrs::get_if_addrs().unwrap().into_iter().map(|interface| interface.ip());
    let Some(far) = own.find(|ip| ip.is_ipv4() && !ip.is_loopback()) else {
        let _ = writeln!(std::io::stderr(), "skipped: this machine has no address but its own loopback");
        return;
    };
    let mut command = chatroom("en");
    command.env("CHATROOM_TLS__MODE", "required").env("CHATROOM_SERVE__HOST", "0.0.0.0");
    command.args(["serve", "--port", "0", "--no-history"]);
    let mut server = house::Process::start(command);
    let line = server.out.wait_for("0.0.0.0:");
    let digits: String =
        line.split_once("0.0.0.0:").unwrap().1.chars().take_while(char::is_ascii_digit).collect();
    let port = digits.parse().unwrap();
    let heard = told(far, port, "NICK alice\r\nUSER a 0 * :A\r\n");
    assert!(heard.starts_with("ERROR :This server is entered with TLS only."), "{heard}");
    let heard = told(far, port, "alice\nhello\n");
    assert!(
        heard.starts_with("This server is entered with TLS only.") && heard.lines().count() == 1,
        "{heard}"
    );
    let heard = told(LOCAL.parse().unwrap(), port, "NICK alice\r\nUSER a 0 * :A\r\nQUIT\r\n");
    assert!(heard.contains(" 001 alice "), "{heard}");
}

#[test]
fn a_listed_proxy_says_who_stands_behind_it() {
    let mut command = chatroom("en");
    command.env("CHATROOM_SERVE__PROXIES", "127.0.0.1");
    let mut house = House::open_with(command, &[]);
    let local = LOCAL.parse().unwrap();
    let heard =
        told(local, house.port, "PROXY TCP4 203.0.113.7 198.51.100.1 56324 5555\r\nPING x\r\nQUIT\r\n");
    assert!(heard.contains("PONG"), "{heard}");
    house.server.out.wait_for("Connected from 203.0.113.7");
    // Who comes without a header is not heard at all.
    assert_eq!(told(local, house.port, "NICK alice\r\nUSER a 0 * :A\r\n"), "");
}
