//! How others come in: what `serve` prints at the start, ready to be pasted.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use crate::cmd::complain::shown;
use crate::lang::Lang;

/// Addresses that are worth telling; more would hide those that matter.
const ADDRESSES_MAX: usize = 4;

/// The port that needs no naming.
const USUAL_PORT: u16 = 5555;

/// The lines, for a room that listens on `bound`, on a machine with the addresses `own`, and keeps
/// what is said in the folder `data`, or in memory alone.
pub fn lines(
    lang: &Lang,
    lobby: &str,
    bound: &[SocketAddr],
    own: &[IpAddr],
    data: Option<&Path>,
) -> Vec<String> {
    let list: Vec<String> = bound.iter().map(SocketAddr::to_string).collect();
    let mut lines = vec![
        lang.say("serve-open", &[("room", lobby.into()), ("addresses", list.join(", ").into())]),
        lang.say("serve-come-in", &[]),
    ];
    let reached = reached_at(bound, own);
    for address in reached.iter().take(ADDRESSES_MAX) {
        lines.push(format!("  {}", join_command(*address)));
    }
    for address in reached.iter().take(1) {
        let (host, port) = (address.ip().to_string(), address.port().to_string());
        let irc =
            lang.say("serve-come-in-irc", &[("host", host.as_str().into()), ("port", port.as_str().into())]);
        lines.push(format!("  {irc}"));
        lines.push(format!("  nc {host} {port}"));
    }
    if bound.iter().all(|address| address.ip().is_loopback())
        && let Some(address) = bound.first()
    {
        lines.push(lang.say("serve-come-in-here", &[("address", address.to_string().into())]));
    }
    lines.push(match data {
        Some(data) => lang.say("serve-history", &[("path", shown(data))]),
        None => lang.say("serve-history-in-memory", &[]),
    });
    lines
}

/// Where others reach what is bound: `own` addresses in place of "all of them", those that other
/// machines can use first; the machine itself last, unless it is alone.
fn reached_at(bound: &[SocketAddr], own: &[IpAddr]) -> Vec<SocketAddr> {
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

fn join_command(address: SocketAddr) -> String {
    let host = address.ip();
    match address.port() {
        USUAL_PORT => format!("chatroom join --host {host}"),
        port => format!("chatroom join --host {host} --port {port}"),
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
    fn the_command_can_be_pasted() {
        assert_eq!(join_command(at(&["192.0.2.7:5555"])[0]), "chatroom join --host 192.0.2.7");
        assert_eq!(join_command(at(&["[2001:db8::7]:7"])[0]), "chatroom join --host 2001:db8::7 --port 7");
    }
}
