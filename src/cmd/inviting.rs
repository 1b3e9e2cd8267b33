//! What somebody is given who is invited: the lines that `/invite` at the console and `chatroom
//! invite` print, ready to be sent on. Must not make a code.

use std::net::{IpAddr, SocketAddr};

use crate::cmd::serve::invitation::{link, reached_at};
use crate::lang::Lang;
use crate::wire::link::Link;
use crate::wire::{Fingerprint, RoomName};

/// Links that are worth telling; more would hide those that matter.
const LINKS_MAX: usize = 4;

/// Where people come in who are invited.
#[derive(Clone, Debug, Default)]
pub struct Inviting {
    links: Vec<Link>,
}

impl Inviting {
    /// Into this room of a server that listens on `bound`, on a machine with the addresses `own`. A
    /// port that is not known yet leads nowhere. The links name the `key` by which the server is known.
    pub fn new(room: &RoomName, bound: &[SocketAddr], own: &[IpAddr], key: Option<Fingerprint>) -> Self {
        let reached = reached_at(bound, own).into_iter().filter(|address| address.port() != 0);
        Self { links: reached.take(LINKS_MAX).map(|address| link(address, room, key, None)).collect() }
    }

    /// The server is known by another key from here on, or has no TLS.
    pub fn change_key(&mut self, key: Option<Fingerprint>) {
        self.links.iter_mut().for_each(|link| link.fingerprint = key);
    }

    /// The lines for a code by which so many come in, until then (milliseconds since 1970).
    pub fn lines(&self, lang: &Lang, (code, uses): (&str, u32), expires_ms: Option<u64>) -> Vec<String> {
        let uses = u64::from(uses);
        let mut lines = vec![match expires_ms {
            None => lang.say("invitation-always", &[("uses", uses.into())]),
            Some(ms) => lang.say("invitation-until", &[("uses", uses.into()), ("time", time(ms).into())]),
        }];
        lines.extend(self.links.iter().map(|link| join_command(link, code)));
        lines.push(format!("  {}", lang.say("invitation-other", &[("code", code.into())])));
        lines
    }
}

/// How somebody comes in by a link with this code. The quotes are for shells, to which `?` means
/// something; a server that has no key speaks in clear text.
fn join_command(link: &Link, code: &str) -> String {
    let flag = if link.fingerprint.is_some() { "" } else { "--no-tls " };
    let link = Link { code: Some(code.to_owned()), ..link.clone() };
    format!("  chatroom join {flag}\"{link}\"")
}

/// A moment on this machine's clock.
pub fn time(unix_ms: u64) -> String {
    let ms = i64::try_from(unix_ms).unwrap_or(i64::MAX);
    let zone = jiff::tz::TimeZone::system();
    let time = jiff::Timestamp::from_millisecond(ms).map(|time| time.to_zoned(zone));
    time.map_or_else(|_| String::new(), |time| time.strftime("%Y-%m-%d %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Languages;

    #[test]
    fn an_invitation_can_be_pasted() {
        let room = RoomName::parse("#tea").unwrap();
        let inviting = Inviting::new(&room, &["192.0.2.7:5556".parse().unwrap()], &[], None);
        let lines = inviting.lines(&Languages::built_in().lang("en"), ("abcd", 2), Some(0));
        assert_eq!(lines[1], "  chatroom join --no-tls \"chatroom://192.0.2.7:5556/tea?code=abcd\"");
        let key = Fingerprint::of_key(b"abc");
        let named = Inviting::new(&room, &["192.0.2.7:5556".parse().unwrap()], &[], Some(key));
        let line = named.lines(&Languages::built_in().lang("en"), ("abcd", 2), None).remove(1);
        let link = format!("chatroom://192.0.2.7:5556/tea?fp={}&code=abcd", key.in_link());
        assert_eq!(line, format!("  chatroom join \"{link}\""));
        assert!(lines[0].contains('2') && lines[2].contains("abcd"), "{lines:?}");
        let nowhere = Inviting::new(&room, &["192.0.2.7:0".parse().unwrap()], &[], None);
        assert_eq!(nowhere.lines(&Languages::built_in().lang("cn"), ("abcd", 1), None).len(), 2);
    }
}
