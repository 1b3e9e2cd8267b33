//! How others come in: what `serve` prints at the start, ready to be pasted.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use crate::cmd::complain::shown;
use crate::lang::Lang;
use crate::wire::link::{Link, Scheme};
use crate::wire::{Fingerprint, RoomName};

/// Addresses that are worth telling; more would hide those that matter.
const ADDRESSES_MAX: usize = 4;

/// The port that needs no naming.
const USUAL_PORT: u16 = 5555;

/// What is known of a room that is open.
#[derive(Clone, Copy, Debug)]
pub struct Invitation<'a> {
    /// The room of those who name none.
    pub lobby: &'a RoomName,
    /// The addresses that are listened to.
    pub bound: &'a [SocketAddr],
    /// The addresses of this machine.
    pub own: &'a [IpAddr],
    /// Where what is said is kept; `None`: in memory alone.
    pub data: Option<&'a Path>,
    /// The key by which the server is known; `None`: there is no TLS.
    pub fingerprint: Option<Fingerprint>,
    /// Whether nobody comes in without TLS.
    pub tls_only: bool,
    /// Whether a password is asked of everybody.
    pub password: bool,
}

/// The lines of an invitation.
pub fn lines(lang: &Lang, invitation: &Invitation<'_>) -> Vec<String> {
    let Invitation { lobby, bound, own, data, fingerprint, tls_only, password } = invitation;
    let list: Vec<String> = bound.iter().map(SocketAddr::to_string).collect();
    let mut lines = vec![
        lang.say("serve-open", &[("room", lobby.as_str().into()), ("addresses", list.join(", ").into())]),
        lang.say("serve-come-in", &[]),
    ];
    let reached = reached_at(bound, own);
    for address in reached.iter().take(ADDRESSES_MAX) {
        lines.push(format!("  {}", join_command(*address, lobby, *fingerprint)));
    }
    for address in reached.iter().take(1) {
        let (host, port) = (address.ip().to_string(), address.port().to_string());
        let key = if *tls_only { "serve-come-in-irc-tls" } else { "serve-come-in-irc" };
        let irc = lang.say(key, &[("host", host.as_str().into()), ("port", port.as_str().into())]);
        lines.push(format!("  {irc}"));
        if !tls_only {
            lines.push(format!("  nc {host} {port}"));
        }
    }
    if *password {
        lines.push(lang.say("serve-come-in-password", &[]));
    }
    if bound.iter().all(|address| address.ip().is_loopback())
        && let Some(address) = bound.first()
    {
        lines.push(lang.say("serve-come-in-here", &[("address", address.to_string().into())]));
    }
    if let Some(fingerprint) = fingerprint {
        lines.push(lang.say("tls-serve-fingerprint", &[("fingerprint", fingerprint.to_string().into())]));
    }
    lines.push(match data {
        Some(data) => lang.say("serve-history", &[("path", shown(data))]),
        None => lang.say("serve-history-in-memory", &[]),
    });
    lines
}

/// Where others reach what is bound: `own` addresses in place of "all of them", those that other
/// machines can use first; the machine itself last, unless it is alone.
pub(in crate::cmd) fn reached_at(bound: &[SocketAddr], own: &[IpAddr]) -> Vec<SocketAddr> {
    let with_v4 = bound.iter().any(SocketAddr::is_ipv4);
    let mut reached = Vec::new();
    for address in bound {
        let candidates: Vec<IpAddr> = match address.ip() {
            // `::` takes IPv4 too, unless an IPv4 address is listened to by itself.
            IpAddr::V6(ip) if ip.is_unspecified() && !with_v4 => own.to_vec(),
            IpAddr::V6(ip) if ip.is_unspecified() => own.iter().copied().filter(IpAddr::is_ipv6).collect(),
            IpAddr::V4(ip) if ip.is_unspecified() => own.iter().copied().filter(IpAddr::is_ipv4).collect(),
            ip => vec![ip],
        };
        reached.extend(candidates.into_iter().map(|ip| SocketAddr::new(ip, address.port())));
    }
    // A link-local address needs the name of an interface, which differs from machine to machine.
    reached.retain(|address| !matches!(address.ip(), IpAddr::V6(ip) if ip.is_unicast_link_local()));
    reached.sort_by_key(|address| (address.ip().is_loopback(), address.is_ipv6()));
    reached.dedup();
    let others = reached.iter().filter(|address| !address.ip().is_loopback()).count();
    if others > 0 {
        reached.truncate(others);
    } else {
        reached.truncate(1);
    }
    reached
}

/// The link that leads here, with the key by which the server is known, and a code that lets its
/// bearer in.
pub fn link(address: SocketAddr, lobby: &RoomName, key: Option<Fingerprint>, code: Option<&str>) -> Link {
    Link {
        scheme: Scheme::Chatroom,
        host: address.ip().to_string(),
        port: Some(address.port()).filter(|port| *port != USUAL_PORT),
        room: Some(lobby.clone()),
        fingerprint: key,
        code: code.map(str::to_owned),
    }
}

/// In quotes, which every shell understands: what stands behind the `?` means something to most.
fn join_command(address: SocketAddr, lobby: &RoomName, key: Option<Fingerprint>) -> String {
    let (host, port) = (address.ip(), address.port());
    match (key, port) {
        (Some(key), _) => format!("chatroom join \"{}\"", link(address, lobby, Some(key), None)),
        (None, USUAL_PORT) => format!("chatroom join --no-tls --host {host}"),
        (None, port) => format!("chatroom join --no-tls --host {host} --port {port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(addresses: &[&str]) -> Vec<SocketAddr> {
        addresses.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn others_are_told_addresses_that_they_can_use() {
        let own: Vec<IpAddr> = ["127.0.0.1", "192.0.2.7", "::1", "2001:db8::7", "fe80::1"]
            .map(|ip| ip.parse().unwrap())
            .to_vec();
        assert_eq!(reached_at(&at(&["0.0.0.0:5555"]), &own), at(&["192.0.2.7:5555"]));
        assert_eq!(reached_at(&at(&["[::]:7"]), &own), at(&["192.0.2.7:7", "[2001:db8::7]:7"]));
        assert_eq!(reached_at(&at(&["0.0.0.0:7", "[::]:7"]), &own), at(&["192.0.2.7:7", "[2001:db8::7]:7"]));
        assert_eq!(reached_at(&at(&["127.0.0.2:7", "[::]:7"]), &own), at(&["[2001:db8::7]:7"]));
        assert_eq!(reached_at(&at(&["127.0.0.1:7"]), &own), at(&["127.0.0.1:7"]));
        assert_eq!(reached_at(&at(&["0.0.0.0:7"]), &own[..1]), at(&["127.0.0.1:7"]));
    }

    #[test]
    fn where_tls_is_required_nobody_is_told_to_come_without() {
        let lang = crate::lang::Languages::built_in().lang("en");
        let (lobby, bound) = (RoomName::parse("#lobby").unwrap(), at(&["192.0.2.7:5555"]));
        let told = |tls_only, password| {
            let fingerprint = Some(Fingerprint::of_key(b"abc"));
            let (own, data) = (&[] as &[IpAddr], None);
            let lobby = &lobby;
            let bound = &bound;
            lines(&lang, &Invitation { lobby, bound, own, data, fingerprint, tls_only, password }).join("\n")
        };
        let (both, only) = (told(false, false), told(true, true));
        assert!(both.contains("\n  nc 192.0.2.7 5555") && !both.contains("needs the password"), "{both}");
        assert!(!only.contains("nc ") && only.contains("IRC client (with TLS)"), "{only}");
        assert!(only.contains("Everybody needs the password"), "{only}");
    }

    #[test]
    fn the_command_can_be_pasted() {
        let lobby = RoomName::parse("#lobby").unwrap();
        let command = |address: &str, key| join_command(at(&[address])[0], &lobby, key);
        assert_eq!(command("192.0.2.7:5555", None), "chatroom join --no-tls --host 192.0.2.7");
        assert_eq!(command("[2001:db8::7]:7", None), "chatroom join --no-tls --host 2001:db8::7 --port 7");
        let key = Fingerprint::of_key(b"abc");
        for (address, begin) in [
            ("192.0.2.7:5555", "chatroom join \"chatroom://192.0.2.7/lobby?fp="),
            ("[2001:db8::7]:7", "chatroom join \"chatroom://[2001:db8::7]:7/lobby?fp="),
        ] {
            let command = command(address, Some(key));
            assert!(command.starts_with(begin), "{command}");
            let link = Link::parse(command.split('"').nth(1).unwrap()).unwrap();
            assert_eq!(link.fingerprint, Some(key));
        }
        let link = link(at(&["192.0.2.7:5555"])[0], &lobby, Some(key), Some("K7XQ"));
        assert!(link.to_string().ends_with("&code=K7XQ"));
    }
}
