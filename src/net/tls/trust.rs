//! Whom a client believes to be the server that it wanted: the verifier of a client's TLS.
//!
//! Knows keys, by the SHA-256 of their SubjectPublicKeyInfo, and the system's roots; must not know a
//! file, nor where a key was remembered. What the caller knows comes in as [`Expected`]; what is to
//! be remembered comes out of [`Trust::settle`], once the handshake has shown that the other side
//! holds the key. [`judge`] is all of the rule:
//!
//! | the caller | the key | the system's roots | then |
//! |---|---|---|---|
//! | was given a key | is another | – | refused |
//! | was given a key, remembers nothing or this one | is that one | – | [`Verdict::Given`] |
//! | remembers keys | is one of them, proved | – | [`Verdict::Known`] |
//! | any other | any other | vouch for it | [`Verdict::Public`] |
//! | remembers keys | is one of them, of a first visit | do not | [`Verdict::Unproved`], or [`Verdict::Replaced`] on purpose |
//! | remembers nothing | any | do not | [`Verdict::First`] |
//! | remembers a key, or that the roots did | is another, given or not | do not | refused, or [`Verdict::Replaced`] on purpose |
//!
//! A key that was taken because nothing was known stays unproved until a given key, the roots or a
//! person's purpose speak for it. A login by SCRAM does not: whoever is in the middle can hand its
//! words on.
//!
//! The roots are read when they are first asked, since that takes a while. A session that is
//! resumed was judged when it began; rustls resumes none that another verifier has judged.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme};

use super::key_sha256;

/// A key: the SHA-256 of its SubjectPublicKeyInfo.
pub type Key = [u8; 32];

/// Judged keys of one client that are kept; a client tries a handful of addresses.
const JUDGED_MAX: usize = 64;

/// What stands in the handshake for a host that no certificate can be made out to.
const NO_NAME: &str = "host.invalid";

/// What is remembered of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    #[default]
    Nothing,
    /// It has had one of these keys.
    Keys(Vec<Remembered>),
    /// The system's roots have vouched for it.
    Public,
}

/// A key that is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The key.
    pub key: Key,
    /// More speaks for it than that it was there at the first visit.
    pub is_proved: bool,
}

/// What the caller knows of the server.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// The key that it must have, whatever else is known.
    pub given: Option<Key>,
    /// What is remembered.
    pub known: Known,
    /// A key in place of the remembered one is taken.
    pub accept_new_key: bool,
}

/// Why a server is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has the key that was given.
    Given,
    /// It has a key that is remembered, and proved.
    Known,
    /// It has the key of the first visit, for which nothing else speaks.
    Unproved,
    /// The system's roots vouch for it.
    Public,
    /// Nothing speaks against it, for nothing is known of it.
    First,
    /// It has another key than before, which is taken on purpose.
    Replaced,
}

/// Why a server is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistrust {
    /// It has not the key that was given.
    NotGiven {
        /// The key that it has.
        found: Key,
    },
    /// It has not the key that is remembered.
    Changed {
        /// The key that it has.
        found: Key,
        /// One that is remembered.
        known: Key,
    },
    /// The system's roots have vouched for it before, and do not any more.
    NotPublic {
        /// The key that it has.
        found: Key,
    },
}

impl Mistrust {
    /// That of a server with the key `found`, where `known` is remembered and nothing else speaks for
    /// it; none if nothing speaks against it either.
    pub fn against(found: Key, known: &Known) -> Option<Self> {
        match known {
            Known::Nothing => None,
            Known::Public => Some(Self::NotPublic { found }),
            Known::Keys(keys) if keys.iter().any(|known| known.key == found) => None,
            Known::Keys(keys) => keys.first().map(|known| Self::Changed { found, known: known.key }),
        }
    }

    /// The one in an error of [`Ready::Connected`](crate::net::Ready::Connected), if it is one.
    pub fn of(error: &io::Error) -> Option<&Self> {
        let error = error.get_ref()?.downcast_ref::<rustls::Error>()?;
        match error {
            rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(other))) => {
                other.downcast_ref()
            }
            _ => None,
        }
    }
}

impl fmt::Display for Mistrust {
    /// For the log; people are told in their language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotGiven { .. } => "not the key that was given",
            Self::Changed { .. } => "not the key that is remembered",
            Self::NotPublic { .. } => "no longer vouched for by the system's roots",
        })
    }
}

impl std::error::Error for Mistrust {}

/// Whether a server with the key `found` is believed; `roots` asks the system's.
///
/// # Errors
/// [`Mistrust`]: it is not.
pub fn judge(
    found: Key,
    expected: &Expected,
    roots: impl FnOnce() -> Result<(), String>,
) -> Result<Verdict, Mistrust> {
    let of_known = match &expected.known {
        Known::Keys(keys) => keys.iter().find(|known| known.key == found),
        Known::Nothing | Known::Public => None,
    };
    match expected.given {
        Some(given) if given != found => return Err(Mistrust::NotGiven { found }),
        Some(_) if of_known.is_some() || expected.known == Known::Nothing => return Ok(Verdict::Given),
        _ => {}
    }
    if of_known.is_some_and(|known| known.is_proved) {
        return Ok(Verdict::Known);
    }
    match roots() {
        Ok(()) => return Ok(Verdict::Public),
        Err(why) => log::debug!("event=server_not_public why={why:?}"),
    }
    match Mistrust::against(found, &expected.known) {
        _ if expected.accept_new_key && expected.known != Known::Nothing => Ok(Verdict::Replaced),
        Some(mistrust) => Err(mistrust),
        None if of_known.is_some() => Ok(Verdict::Unproved),
        None => Ok(Verdict::First),
    }
}

/// Why a server is believed whose session was resumed, and so was not judged again.
fn resumed(key: Key, expected: &Expected) -> Verdict {
    let remembered = match &expected.known {
        Known::Keys(keys) => keys.iter().find(|known| known.key == key),
        Known::Nothing | Known::Public => None,
    };
    match remembered {
        Some(Remembered { is_proved: true, .. }) => Verdict::Known,
        Some(Remembered { is_proved: false, .. }) => Verdict::Unproved,
        // All other verdicts have left the key behind.
        None => Verdict::Public,
    }
}

/// See the head of this file. One for a server, for as long as the client runs.
pub struct Trust {
    provider: Arc<CryptoProvider>,
    /// The host; none if no certificate can be made out to it.
    name: Option<ServerName<'static>>,
    roots: OnceLock<Result<rustls_platform_verifier::Verifier, String>>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    expected: Expected,
    judged: Vec<(Key, Verdict)>,
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trust").field("name", &self.name).field("state", &self.state).finish_non_exhaustive()
    }
}

impl Trust {
    /// For the server at `host`, of which this is known.
    pub fn new(host: &str, expected: Expected) -> Self {
        // The zone of an address is this machine's business.
        let bare = host.split_once('%').map_or(host, |(address, _zone)| address);
        Self {
            provider: super::provider(),
            name: ServerName::try_from(bare.to_owned()).ok(),
            roots: OnceLock::new(),
            state: Mutex::new(State { expected, judged: Vec::new() }),
        }
    }

    /// Whether this is known to be a server with TLS.
    pub fn is_met(&self) -> bool {
        let expected = &self.state().expected;
        expected.given.is_some() || expected.known != Known::Nothing
    }

    /// The host as it stands in the handshake.
    pub fn name(&self) -> ServerName<'static> {
        let none = || ServerName::try_from(NO_NAME).expect("a fixed name of letters and a dot is fit");
        self.name.clone().unwrap_or_else(none)
    }

    /// Settings of TLS that ask this, and show `identity` where the server asks for a certificate.
    ///
    /// # Errors
    /// The certificate and the key of `identity` do not fit.
    pub fn config(
        self: &Arc<Self>,
        identity: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
    ) -> Result<ClientConfig, rustls::Error> {
        let verifier: Arc<dyn ServerCertVerifier> = Arc::<Self>::clone(self);
        let builder = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        match identity {
            Some((chain, key)) => builder.with_client_auth_cert(chain, key),
            None => Ok(builder.with_no_client_auth()),
        }
    }

    /// A handshake with this key is done: why the server is believed. From here on it must have this
    /// key, or be vouched for as before.
    pub fn settle(&self, key: Key) -> Verdict {
        let mut state = self.state();
        let judged = state.judged.iter().find(|(judged, _)| *judged == key);
        let verdict = judged.map(|(_, verdict)| *verdict);
        let verdict = verdict.unwrap_or_else(|| resumed(key, &state.expected));
        let expected = &mut state.expected;
        let remembered = |is_proved| Known::Keys(vec![Remembered { key, is_proved }]);
        match verdict {
            Verdict::First => expected.known = remembered(false),
            Verdict::Given | Verdict::Replaced => expected.known = remembered(true),
            Verdict::Public if expected.known == Known::Nothing => expected.known = Known::Public,
            Verdict::Known | Verdict::Unproved | Verdict::Public => {}
        }
        expected.accept_new_key = false;
        state.judged.clear();
        verdict
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What it holds is whole between any two steps.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the system's roots.
    fn ask_roots(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<(), String> {
        let name = self.name.as_ref().ok_or_else(|| "no certificate can name this host".to_owned())?;
        let open = || rustls_platform_verifier::Verifier::new(Arc::clone(&self.provider));
        let roots = self.roots.get_or_init(|| open().map_err(|error| error.to_string()));
        let verified = roots.as_ref()?.verify_server_cert(certificate, chain, name, ocsp, now);
        verified.map(|_| ()).map_err(|error| error.to_string())
    }
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let key = key_sha256(end_entity)?;
        let expected = self.state().expected.clone();
        let roots = || self.ask_roots(end_entity, intermediates, ocsp_response, now);
        match judge(key, &expected, roots) {
            Ok(verdict) => {
                log::debug!("event=server_key verdict={verdict:?}");
                let judged = &mut self.state().judged;
                judged.retain(|(other, _)| *other != key);
                judged.truncate(JUDGED_MAX - 1);
                judged.push((key, verdict));
                Ok(ServerCertVerified::assertion())
            }
            Err(mistrust) => Err(CertificateError::Other(OtherError(Arc::new(mistrust))).into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use rustls::{ClientConnection, ServerConfig, ServerConnection};

    use super::*;

    const ONE: Key = [1; 32];
    const TWO: Key = [2; 32];

    #[test]
    fn the_rule() {
        let judged = |given, known, accept_new_key, public| {
            let expected = Expected { given, known, accept_new_key };
            judge(ONE, &expected, || if public { Ok(()) } else { Err("no".to_owned()) })
        };
        let keys = |keys: &[Key]| {
            Known::Keys(keys.iter().map(|key| Remembered { key: *key, is_proved: true }).collect())
        };
        let first = || Known::Keys(vec![Remembered { key: ONE, is_proved: false }]);
        let changed = Err(Mistrust::Changed { found: ONE, known: TWO });
        let not_public = Err(Mistrust::NotPublic { found: ONE });
        for (given, known, accept, public, expected) in [
            (Some(ONE), Known::Nothing, false, false, Ok(Verdict::Given)),
            (Some(ONE), first(), false, false, Ok(Verdict::Given)),
            (Some(ONE), keys(&[TWO, ONE]), false, false, Ok(Verdict::Given)),
            // A link may come from anybody: it speaks for no key against one that is remembered.
            (Some(ONE), keys(&[TWO]), false, false, changed.clone()),
            (Some(ONE), keys(&[TWO]), true, false, Ok(Verdict::Replaced)),
            (Some(ONE), keys(&[TWO]), false, true, Ok(Verdict::Public)),
            (Some(ONE), Known::Public, false, false, not_public.clone()),
            (Some(ONE), Known::Public, true, false, Ok(Verdict::Replaced)),
            (Some(ONE), Known::Public, false, true, Ok(Verdict::Public)),
            (Some(TWO), keys(&[ONE]), true, true, Err(Mistrust::NotGiven { found: ONE })),
            (None, keys(&[TWO, ONE]), false, false, Ok(Verdict::Known)),
            (None, first(), false, false, Ok(Verdict::Unproved)),
            (None, first(), false, true, Ok(Verdict::Public)),
            (None, first(), true, false, Ok(Verdict::Replaced)),
            (None, keys(&[TWO]), false, false, changed.clone()),
            (None, keys(&[TWO]), false, true, Ok(Verdict::Public)),
            (None, keys(&[TWO]), true, false, Ok(Verdict::Replaced)),
            (None, Known::Nothing, false, true, Ok(Verdict::Public)),
            (None, Known::Nothing, true, false, Ok(Verdict::First)),
            (None, Known::Public, false, true, Ok(Verdict::Public)),
            (None, Known::Public, true, false, Ok(Verdict::Replaced)),
            (None, Known::Public, false, false, not_public.clone()),
        ] {
            let case = format!("{given:?} {known:?} {accept} {public}");
            assert_eq!(judged(given, known, accept, public), expected, "{case}");
        }
    }

    #[test]
    fn the_roots_are_asked_only_where_nothing_else_tells() {
        let expected = Expected { given: Some(ONE), ..Expected::default() };
        assert_eq!(judge(ONE, &expected, || unreachable!()), Ok(Verdict::Given));
        let expected = Expected {
            known: Known::Keys(vec![Remembered { key: ONE, is_proved: true }]),
            ..Expected::default()
        };
        assert_eq!(judge(ONE, &expected, || unreachable!()), Ok(Verdict::Known));
    }

    /// A server that nobody vouches for, and the key by which it is known.
    fn server() -> (Arc<ServerConfig>, Key) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let expected = key_sha256(&certificate).unwrap();
        let config = ServerConfig::builder_with_provider(super::super::provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        (Arc::new(config), expected)
    }

    /// A handshake: the key of the server, or why it is not believed.
    fn shake(trust: &Arc<Trust>, server: &Arc<ServerConfig>) -> Result<Key, io::Error> {
        let config = Arc::new(trust.config(None).unwrap());
        let mut client = ClientConnection::new(config, trust.name()).unwrap();
        let mut server = ServerConnection::new(Arc::clone(server)).unwrap();
        while client.is_handshaking() {
            let mut wire = Vec::new();
            while client.wants_write() {
                client.write_tls(&mut wire).unwrap();
            }
            server.read_tls(&mut wire.as_slice()).unwrap();
            server.process_new_packets().unwrap();
            wire.clear();
            while server.wants_write() {
                server.write_tls(&mut wire).unwrap();
            }
            client.read_tls(&mut wire.as_slice()).unwrap();
            client.process_new_packets().map_err(io::Error::other)?;
        }
        Ok(key_sha256(&client.peer_certificates().unwrap()[0]).unwrap())
    }

    #[test]
    fn the_first_key_is_taken_and_another_is_not() {
        let ((one, key), (two, other)) = (server(), server());
        let trust = Arc::new(Trust::new("localhost", Expected::default()));
        assert_eq!(shake(&trust, &one).unwrap(), key);
        assert_eq!(trust.settle(key), Verdict::First);
        assert_eq!(shake(&trust, &one).unwrap(), key);
        assert_eq!(trust.settle(key), Verdict::Unproved, "coming again proves nothing");
        let error = shake(&trust, &two).unwrap_err();
        assert_eq!(Mistrust::of(&error), Some(&Mistrust::Changed { found: other, known: key }));
        let known = Known::Keys(vec![Remembered { key, is_proved: true }]);
        let expected = Expected { known, accept_new_key: true, given: None };
        let trust = Arc::new(Trust::new("::1%eth0", expected));
        assert_eq!(shake(&trust, &two).unwrap(), other);
        assert_eq!(trust.settle(other), Verdict::Replaced);
        assert!(shake(&trust, &one).is_err(), "it was taken once");
    }

    #[test]
    fn what_was_not_settled_binds_nobody() {
        let ((one, key), (two, other)) = (server(), server());
        let trust = Arc::new(Trust::new("小屋", Expected::default()));
        assert_eq!(trust.name().to_str(), NO_NAME);
        shake(&trust, &one).unwrap();
        shake(&trust, &two).unwrap();
        assert_eq!(trust.settle(other), Verdict::First);
        assert!(Mistrust::of(&shake(&trust, &one).unwrap_err()).is_some());
        let given = Expected { given: Some(key), ..Expected::default() };
        let trust = Arc::new(Trust::new("127.0.0.1", given));
        assert_eq!(trust.settle(shake(&trust, &one).unwrap()), Verdict::Given);
        let error = shake(&trust, &two).unwrap_err();
        assert_eq!(Mistrust::of(&error), Some(&Mistrust::NotGiven { found: other }));
    }
}
