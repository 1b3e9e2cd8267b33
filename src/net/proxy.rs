//! The header by which a proxy says who stands behind it (PROXY protocol, versions 1 and 2, as HAProxy
//! defines them).
//!
//! Pure: bytes in, an address out. Whose header is believed is not decided here. The header comes first on
//! the connection and at most once; what stands behind it belongs to the doors.
//!
//! | version | header                                                                    |
//! |---------|---------------------------------------------------------------------------|
//! | 1       | `PROXY TCP4 source destination sport dport` CR LF; or `PROXY UNKNOWN …`    |
//! | 2       | 12 fixed bytes, version and command, family, length, addresses, extensions |

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The longest header that is believed: version 2 with every extension that proxies send.
pub const HEADER_BYTES_MAX: usize = 4096;

/// A line of version 1 with its end.
const LINE_BYTES_MAX: usize = 107;

const FIRST_OF_V1: &[u8] = b"PROXY ";
const FIRST_OF_V2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

/// What the bytes say, so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// The whole header is not there yet.
    Partial,
    /// It is no header, or a broken one.
    Broken,
    /// The header.
    Whole {
        /// Its length.
        bytes: usize,
        /// Who stands behind the proxy; `None`: the proxy speaks for itself, or does not know.
        source: Option<SocketAddr>,
    },
}

/// Reads the header that `bytes` begin with.
pub fn parse(bytes: &[u8]) -> Header {
    if begins(bytes, FIRST_OF_V1) {
        line(bytes)
    } else if begins(bytes, FIRST_OF_V2) {
        binary(bytes).unwrap_or(Header::Partial)
    } else {
        Header::Broken
    }
}

/// Whether `bytes` begin with `first`, as far as they go.
fn begins(bytes: &[u8], first: &[u8]) -> bool {
    bytes.iter().zip(first).all(|(found, wanted)| found == wanted)
}

fn line(bytes: &[u8]) -> Header {
    let head = bytes.get(..LINE_BYTES_MAX).unwrap_or(bytes);
    let Some(end) = head.windows(2).position(|pair| pair == b"\r\n") else {
        return if bytes.len() < LINE_BYTES_MAX { Header::Partial } else { Header::Broken };
    };
    let text = head.get(FIRST_OF_V1.len()..end).and_then(|text| std::str::from_utf8(text).ok());
    let Some(text) = text else { return Header::Broken };
    let words: Vec<_> = text.split(' ').collect();
    let source = match *words.as_slice() {
        ["UNKNOWN", ..] => None,
        ["TCP4", from, to, port, to_port] => {
            let ip = from.parse::<Ipv4Addr>().ok().filter(|_| to.parse::<Ipv4Addr>().is_ok());
            let Some(source) = address(ip.map(IpAddr::V4), [port, to_port]) else { return Header::Broken };
            Some(source)
        }
        ["TCP6", from, to, port, to_port] => {
            let ip = from.parse::<Ipv6Addr>().ok().filter(|_| to.parse::<Ipv6Addr>().is_ok());
            let Some(source) = address(ip.map(IpAddr::V6), [port, to_port]) else { return Header::Broken };
            Some(source)
        }
        _ => return Header::Broken,
    };
    Header::Whole { bytes: end + 2, source }
}

fn address(ip: Option<IpAddr>, [port, to_port]: [&str; 2]) -> Option<SocketAddr> {
    to_port.parse::<u16>().ok()?;
    Some(SocketAddr::new(ip?, port.parse().ok()?))
}

/// `None`: more must come.
fn binary(bytes: &[u8]) -> Option<Header> {
    let [command, family, high, low] = *bytes.get(FIRST_OF_V2.len()..)?.first_chunk()?;
    let length = FIRST_OF_V2.len() + 4 + usize::from(u16::from_be_bytes([high, low]));
    if length > HEADER_BYTES_MAX || command >> 4 != 2 {
        return Some(Header::Broken);
    }
    let body = bytes.get(FIRST_OF_V2.len() + 4..length)?;
    let source = match (command & 0x0f, family) {
        // LOCAL: the proxy looks whether we live.
        (0, _) => None,
        (1, 0x11) => match body.first_chunk::<12>() {
            Some(&[a, b, c, d, .., high, low, _, _]) => {
                Some(SocketAddr::from(([a, b, c, d], u16::from_be_bytes([high, low]))))
            }
            None => return Some(Header::Broken),
        },
        (1, 0x21) => match (body.first_chunk::<16>(), body.get(32..36)) {
            (Some(&ip), Some(&[high, low, _, _])) => {
                Some(SocketAddr::from((ip, u16::from_be_bytes([high, low]))))
            }
            _ => return Some(Header::Broken),
        },
        // Of a kind that has no address of ours.
        (1, _) => None,
        _ => return Some(Header::Broken),
    };
    Some(Header::Whole { bytes: length, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v2(command: u8, family: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len()).unwrap().to_be_bytes();
        [FIRST_OF_V2, &[command, family], &length, body].concat()
    }

    /// Whole, at every cut, and with something behind it.
    #[track_caller]
    fn reads(header: &[u8], source: Option<&str>) {
        let source = source.map(|source| source.parse().unwrap());
        let whole = Header::Whole { bytes: header.len(), source };
        assert_eq!(parse(header), whole);
        assert_eq!(parse(&[header, b"\x16\x03\x01NICK"].concat()), whole);
        for cut in 0..header.len() {
            assert_eq!(parse(&header[..cut]), Header::Partial, "{cut} of {header:?}");
        }
    }

    #[test]
    fn headers_of_both_versions() {
        reads(b"PROXY TCP4 203.0.113.7 198.51.100.1 56324 5555\r\n", Some("203.0.113.7:56324"));
        reads(b"PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n", Some("[2001:db8::1]:1"));
        reads(b"PROXY UNKNOWN\r\n", None);
        reads(b"PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", None);
        let v4 = [203, 0, 113, 7, 198, 51, 100, 1, 0xdc, 4, 0x15, 0xb3];
        reads(&v2(0x21, 0x11, &v4), Some("203.0.113.7:56324"));
        reads(&v2(0x21, 0x11, &[&v4[..], &[4, 0, 1, 0]].concat()), Some("203.0.113.7:56324"));
        let mut v6 = [0; 36];
        (v6[0], v6[1], v6[15], v6[33]) = (0x20, 1, 9, 80);
        reads(&v2(0x21, 0x21, &v6), Some("[2001::9]:80"));
        reads(&v2(0x20, 0, b""), None);
        reads(&v2(0x20, 0x11, &v4), None);
        reads(&v2(0x21, 0x31, &[0; 216]), None);
    }

    #[test]
    fn what_is_no_header_is_known_at_its_first_wrong_byte() {
        for broken in [
            &b"NICK alice\r\n"[..],
            b"\x16\x03\x01",
            b"PROXY TCP4 203.0.113.7 198.51.100.1 56324\r\n",
            b"PROXY TCP4 ::1 ::1 1 2\r\n",
            b"PROXY TCP4 203.0.113.7 198.51.100.1 1 65536\r\n",
            b"PROXY TCP4 203.0.113.7 198.51.100.1 1 2 3\r\n",
            b"PROXY  TCP4 203.0.113.7 198.51.100.1 1 2\r\n",
            b"PROXY \xff\r\n",
            b"PROXY SCTP\r\n",
            &[b'P'; 200],
            &[b"PROXY UNKNOWN ".as_slice(), &[b'x'; 200]].concat(),
            &v2(0x11, 0x11, &[0; 12]),
            &v2(0x22, 0x11, &[0; 12]),
            &v2(0x21, 0x11, &[0; 11]),
            &v2(0x21, 0x21, &[0; 35]),
            &v2(0x21, 0x11, &[0; 5000]),
        ] {
            assert_eq!(parse(broken), Header::Broken, "{broken:?}");
        }
    }
}
