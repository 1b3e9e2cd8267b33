//! How the way to the server is kept safe: what is known of its key, what is said of it and
//! remembered, and our own certificate.
//!
//! Must not judge a key: [`trust`] does. Never falls back to clear text by itself.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use jiff::Zoned;
use rustls::ClientConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::dial::Place;
use super::known::{Entry, KnownError, KnownServers, RememberError};
use crate::cmd::args::JoinArgs;
use crate::cmd::complain::{self, shown};
use crate::cmd::{Context, Exit, Failure};
use crate::lang::{Lang, Value};
use crate::net::tls::pem;
use crate::net::tls::trust::{Expected, Known, Mistrust, Trust, Verdict};
use crate::net::{Net, Token, tls};
use crate::settings::data_dir;
use crate::wire::Fingerprint;

/// See the head of this file.
#[derive(Debug)]
pub enum Security {
    /// None: whoever is on the way reads along.
    Clear,
    /// TLS.
    Tls(Tls),
}

/// What TLS needs.
#[derive(Debug)]
pub struct Tls {
    trust: Arc<Trust>,
    config: Arc<ClientConfig>,
    known: KnownServers,
}

impl Security {
    /// As the settings and the command line have it. Says so where nothing is safe.
    ///
    /// # Errors
    /// A [`Failure`]: what is known of the server can't be read, or our certificate can't.
    pub fn of(
        ctx: &Context,
        args: &JoinArgs,
        place: &Place,
        client_cert: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let settings = &ctx.settings.join;
        let given = args.link.as_ref().and_then(|link| link.fingerprint);
        let known = KnownServers::new(data_dir());
        let of_place = || known.of(place).map_err(|error| unknown(&ctx.lang, known.path(), &error));
        if !settings.tls {
            if given.is_some() {
                let key = if args.no_tls { "tls-error-unchecked" } else { "tls-error-unchecked-link" };
                return Err(Failure::new(Exit::Usage, ctx.lang.say(key, &[])).into());
            }
            if !place.is_this_machine() {
                if of_place()? != Known::Nothing {
                    let args = [("address", place.shown().into()), ("path", shown(known.path()))];
                    let sentence = ctx.lang.say("tls-error-clear-known", &args);
                    return Err(Failure::new(Exit::NotLetIn, sentence).into());
                }
                ctx.warn(&ctx.lang.say("tls-clear", &[("address", place.shown().into())]));
            }
            return Ok(Self::Clear);
        }
        let of_place = of_place()?;
        let expected = Expected {
            given: given.map(|fingerprint| fingerprint.0),
            known: of_place,
            accept_new_key: args.accept_new_key,
        };
        let trust = Arc::new(Trust::new(&place.host, expected));
        let identity = client_cert.map(|path| identity(&ctx.lang, path)).transpose()?;
        let config = trust.config(identity).map_err(|error| {
            let path = client_cert.unwrap_or_else(|| "".as_ref());
            unfit(&ctx.lang, path, complain::tls(&ctx.lang, &error))
        })?;
        Ok(Self::Tls(Tls { trust, config: Arc::new(config), known }))
    }

    /// Whether it is TLS.
    pub const fn is_tls(&self) -> bool {
        matches!(self, Self::Tls(_))
    }

    /// Whether the server is known to have TLS.
    pub fn is_met(&self) -> bool {
        match self {
            Self::Clear => false,
            Self::Tls(tls) => tls.trust.is_met(),
        }
    }

    /// Begins a connection.
    ///
    /// # Errors
    /// It failed at once.
    pub fn connect(&self, net: &mut Net, address: SocketAddr) -> io::Result<Token> {
        match self {
            Self::Clear => net.connect(address),
            Self::Tls(tls) => net.connect_tls(address, Arc::clone(&tls.config), tls.trust.name()),
        }
    }

    /// There is a connection: remembers the key, and tells what is to be said of it and whether
    /// anything that is known speaks for it.
    ///
    /// # Errors
    /// Another client has met the server meanwhile, with another key.
    pub fn connected(
        &self,
        net: &Net,
        token: Token,
        lang: &Lang,
        place: &Place,
    ) -> Result<Connected, Mistrust> {
        let mut connected = Connected { said: Vec::new(), is_vouched: place.is_this_machine() };
        if let Self::Tls(tls) = self
            && let Some(key) = net.secured(token).and_then(|secured| secured.peer)
        {
            tls.settle(Fingerprint(key), lang, place, &mut connected)?;
        }
        Ok(connected)
    }
}

/// What a connection is like.
#[derive(Debug)]
pub struct Connected {
    /// What is to be said.
    pub said: Vec<String>,
    /// Whether nobody but the server that was meant can read along, for all that is known.
    pub is_vouched: bool,
}

impl Tls {
    fn settle(
        &self,
        key: Fingerprint,
        lang: &Lang,
        place: &Place,
        connected: &mut Connected,
    ) -> Result<(), Mistrust> {
        let args = [("address", place.shown().into()), ("fingerprint", key.to_string().into())];
        let verdict = self.trust.settle(key.0);
        connected.is_vouched |= !matches!(verdict, Verdict::First | Verdict::Unproved);
        let (entry, instead) = match verdict {
            Verdict::Known | Verdict::Unproved => return Ok(()),
            Verdict::Public => (Entry::Public, false),
            Verdict::Given => (Entry::Key(key), false),
            Verdict::First => {
                connected.said.push(lang.say("tls-first-key", &args));
                (Entry::First(key), false)
            }
            Verdict::Replaced => {
                connected.said.push(lang.say("tls-new-key", &args));
                (Entry::Key(key), true)
            }
        };
        let date = Zoned::now().date().to_string();
        match self.known.remember(place, entry, &date, instead) {
            Ok(()) => {}
            // The roots vouch for it, and for the one that was remembered too, or will the next time.
            Err(_) if verdict == Verdict::Public => {}
            Err(RememberError::Otherwise(known)) => {
                if let Some(mistrust) = Mistrust::against(key.0, &known) {
                    return Err(mistrust);
                }
            }
            Err(RememberError::Io(error)) => {
                let args = [
                    ("address", place.shown().into()),
                    ("path", shown(self.known.path())),
                    ("cause", complain::io(lang, &error)),
                ];
                connected.said.push(lang.say("tls-not-remembered", &args));
            }
        }
        Ok(())
    }
}

/// Why a server is not believed, and what to do.
pub fn mistrusted(lang: &Lang, place: &Place, mistrust: &Mistrust) -> String {
    let address = place.shown();
    let shown = |key: &[u8; 32]| Fingerprint(*key).to_string().into();
    match mistrust {
        Mistrust::NotGiven { found } => {
            lang.say("tls-error-not-given", &[("address", address.into()), ("found", shown(found))])
        }
        Mistrust::Changed { found, known } => {
            let args = [("address", address.into()), ("found", shown(found)), ("known", shown(known))];
            lang.say("tls-error-changed", &args)
        }
        Mistrust::NotPublic { found } => {
            lang.say("tls-error-not-public", &[("address", address.into()), ("found", shown(found))])
        }
    }
}

fn unknown(lang: &Lang, path: &Path, error: &KnownError) -> Failure {
    let sentence = match error {
        KnownError::Unreadable(cause) => {
            lang.say("tls-error-known", &[("path", shown(path)), ("cause", complain::io(lang, cause))])
        }
        KnownError::Line(number) => {
            lang.say("tls-error-known-line", &[("path", shown(path)), ("line", (*number).into())])
        }
    };
    Failure::new(Exit::NotLetIn, sentence)
}

/// Our certificates and the key to the first of them, from one file.
fn identity(
    lang: &Lang,
    path: &Path,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Failure> {
    let bytes = std::fs::read(path).map_err(|error| {
        let args = [("path", shown(path)), ("cause", complain::io(lang, &error))];
        Failure::new(Exit::Failed, lang.say("tls-error-client-cert-unreadable", &args))
    })?;
    let flawed = |flaw| unfit(lang, path, complain::flaw(lang, flaw));
    let chain = pem::certificates(&bytes).map_err(flawed)?;
    let key = pem::key(&bytes).map_err(flawed)?;
    if !tls::can_use(&key) {
        return Err(unfit(lang, path, lang.say("tls-cause-key-kind", &[]).into()));
    }
    Ok((chain, key))
}

fn unfit(lang: &Lang, path: &Path, cause: Value<'static>) -> Failure {
    let args = [("path", shown(path)), ("cause", cause)];
    Failure::new(Exit::Failed, lang.say("tls-error-client-cert", &args))
}
