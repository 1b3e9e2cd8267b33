//! The key and the certificate that the server shows: where they are, making them, reading them again.
//!
//! Must not know a connection. Without files of the operator's own (`tls.cert`, `tls.key`) they are in the
//! folder `tls` of what is kept, and made by the first start: a key of P-256, and a certificate for it that
//! vouches for nobody, since clients know the server by its key. Where that folder can't be written, a key
//! for this run is made, and the operator is told.
//!
//! The files are looked at every minute, and when the settings are read again. What has changed and can be
//! used is shown from then on; what can't leaves all as it was, and is told once.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::ProducesTickets;

use super::super::complain::{self, io as cause_of, shown, text};
use super::super::{Context, Exit, Failure, data};
use crate::lang::Lang;
use crate::net::tls::{self, KeyError};
use crate::settings::Tls;
use crate::settings::choices::TlsMode;
use crate::wire::Fingerprint;

/// The folder in that of what is kept, and the files in it.
const FOLDER: &str = "tls";
const KEY_FILE: &str = "key.pem";
const CERTIFICATE_FILE: &str = "cert.pem";

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// What the certificate that we make is made out to; clients that know the key don't look at it.
const NAMES: [&str; 2] = ["chatroom", "localhost"];

/// The years in which it holds.
const YEARS: [i32; 2] = [2020, 2120];

/// Where a key and its certificate are.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// By what it is seen that the files have changed.
type Stamp = [Option<(SystemTime, u64)>; 2];

/// What the server shows, and where it is from.
#[derive(Debug)]
pub struct Keys {
    lang: Lang,
    /// `None`: made for this run.
    files: Option<Files>,
    /// They must be such that other systems trust them (STS).
    must_be_public: bool,
    tickets: Arc<dyn ProducesTickets>,
    config: Arc<ServerConfig>,
    /// The files as they were when they were last read.
    seen: Stamp,
    look_at: Duration,
    fingerprint: Fingerprint,
    /// See [`Keys::untimely`].
    untimely: Option<String>,
}

/// What there is at the start.
#[derive(Debug)]
pub struct Opened {
    /// The keys.
    pub keys: Keys,
    /// What is shown in handshakes.
    pub config: Arc<ServerConfig>,
    /// What the operator should know of them.
    pub warning: Option<String>,
}

/// The keys that the settings name, or those of our own; `None`: the operator wants no TLS. What of the
/// `current` ones need not change does not: keys made for this run, and the secret of tickets, by which
/// clients resume. Without `makes` nothing is made: `None` where it would be.
///
/// # Errors
/// A [`Failure`]: they can't be had, or are not fit for what the settings want.
pub fn open(ctx: &Context, current: Option<&Keys>, makes: bool) -> Result<Option<Opened>, Failure> {
    let (lang, settings) = (&ctx.lang, &ctx.settings.tls);
    let must_be_public = !settings.sts.is_zero();
    if settings.mode == TlsMode::Off {
        if must_be_public {
            return Err(failure(lang.say("tls-error-sts-off", &[])));
        }
        return Ok(None);
    }
    let tickets = current.map_or_else(tls::tickets, |keys| Ok(Arc::clone(&keys.tickets)));
    let tickets = tickets.map_err(|error| {
        let args = [("cause", text(&error.to_string()))];
        failure(lang.say("tls-error-tickets", &args))
    })?;
    let (files, warning) = match named(lang, settings)? {
        Some(files) => (Some(files), None),
        None => match own(ctx, makes) {
            Ok(Some(files)) => (Some(files), None),
            Ok(None) => return Ok(None),
            Err((path, error)) => {
                let args = [("path", shown(&path)), ("cause", cause_of(lang, &error))];
                (None, Some(lang.say("tls-serve-this-run", &args)))
            }
        },
    };
    if let (None, Some(Keys { files: None, config, fingerprint, .. }), false) =
        (&files, current, must_be_public)
    {
        let (lang, config) = (ctx.languages.lang(lang.tag()), Arc::clone(config));
        let (seen, fingerprint, again) = (Stamp::default(), *fingerprint, Arc::clone(&config));
        let look_at = LOOK_EVERY;
        let untimely = None;
        let keys = Keys {
            lang,
            files,
            must_be_public,
            tickets,
            config: again,
            seen,
            look_at,
            fingerprint,
            untimely,
        };
        return Ok(Some(Opened { keys, config, warning: None }));
    }
    let seen = files.as_ref().map(stamp).unwrap_or_default();
    let (config, chain) = match &files {
        Some(files) => read(lang, files, &tickets).map_err(failure)?,
        None => {
            let (certificate, key) = made(lang)?;
            let made = tls::server_config(certificate.as_bytes(), key.as_bytes(), Arc::clone(&tickets));
            made.map_err(|error| failure(unmade(lang, &error.to_string())))?
        }
    };
    let fingerprint = fit(lang, &chain, must_be_public).map_err(failure)?;
    let untimely = files.as_ref().and_then(|files| untimely(lang, files, &chain));
    let warning = warning.or_else(|| untimely.clone());
    let lang = ctx.languages.lang(lang.tag());
    let (again, look_at) = (Arc::clone(&config), LOOK_EVERY);
    let keys =
        Keys { lang, files, must_be_public, tickets, config: again, seen, look_at, fingerprint, untimely };
    Ok(Some(Opened { keys, config, warning }))
}

impl Keys {
    /// The name of the key that is shown.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// When to look at the files again, by the time since the start.
    pub fn deadline(&self) -> Option<Duration> {
        self.files.as_ref().map(|_| self.look_at)
    }

    /// Looks whether the files have changed, if it is time: what is to be shown from here on, or a sentence
    /// that says why all stays as it was.
    pub fn look(&mut self, elapsed: Duration) -> Option<Result<Arc<ServerConfig>, String>> {
        if elapsed < self.look_at {
            return None;
        }
        self.look_at = elapsed + LOOK_EVERY;
        self.look_now()
    }

    /// The same at once.
    pub fn look_now(&mut self) -> Option<Result<Arc<ServerConfig>, String>> {
        let files = self.files.as_ref()?;
        let seen = stamp(files);
        if seen == self.seen {
            return None;
        }
        self.seen = seen;
        let found = read(&self.lang, files, &self.tickets).and_then(|(config, chain)| {
            let fingerprint = fit(&self.lang, &chain, self.must_be_public)?;
            Ok((config, fingerprint, untimely(&self.lang, files, &chain)))
        });
        Some(match found {
            Ok((config, fingerprint, untimely)) => {
                self.fingerprint = fingerprint;
                self.config = Arc::clone(&config);
                self.untimely = untimely;
                Ok(config)
            }
            Err(why) => Err(self.lang.say("tls-serve-not-renewed", &[("why", why.into())])),
        })
    }

    /// Whether these are the same files with the same in them.
    pub fn is_as(&self, other: &Self) -> bool {
        (&self.files, &self.seen, self.fingerprint) == (&other.files, &other.seen, other.fingerprint)
    }

    /// That other files count from here on, in words.
    pub fn renewed(&self) -> String {
        let fingerprint = self.fingerprint.to_string();
        self.lang.say("tls-serve-renewed", &[("fingerprint", fingerprint.into())])
    }

    /// That the certificate does not hold at this time, in words, if it is so.
    pub fn untimely(&self) -> Option<String> {
        self.untimely.clone()
    }
}

/// The files of the operator's own, if the settings name them.
fn named(lang: &Lang, settings: &Tls) -> Result<Option<Files>, Failure> {
    let missing = match (&settings.cert, &settings.key) {
        (None, None) => return Ok(None),
        (Some(certificate), Some(key)) => {
            return Ok(Some(Files { certificate: certificate.clone(), key: key.clone() }));
        }
        (Some(_), None) => "tls.key (--key)",
        (None, Some(_)) => "tls.cert (--cert)",
    };
    Err(failure(lang.say("tls-error-half", &[("missing", missing.into())])))
}

/// Our own files, which are made if they aren't there and may be; else `None`.
fn own(ctx: &Context, makes: bool) -> Result<Option<Files>, (PathBuf, io::Error)> {
    let kept = data::dir(ctx).map_err(|_| (PathBuf::from(FOLDER), io::ErrorKind::NotFound.into()))?;
    let folder = kept.join(FOLDER);
    let files = Files { certificate: folder.join(CERTIFICATE_FILE), key: folder.join(KEY_FILE) };
    if !files.key.exists() && !files.certificate.exists() {
        if !makes {
            return Ok(None);
        }
        data::make(&ctx.lang, &kept)
            .map_err(|_| io::ErrorKind::PermissionDenied.into())
            .and_then(|()| make(&kept, &folder))
            .map_err(|error: io::Error| (folder, error))?;
    }
    Ok(Some(files))
}

/// Makes the folder with both files beside its place and moves it there, so that it is whole or not there.
/// If another server was quicker, what that one has made counts.
fn make(kept: &Path, folder: &Path) -> io::Result<()> {
    let (certificate, key) = generate().map_err(io::Error::other)?;
    let beside = kept.join(format!("{FOLDER}.{}.new", std::process::id()));
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(&beside)?;
    let written = write(&beside.join(KEY_FILE), &key)
        .and_then(|()| write(&beside.join(CERTIFICATE_FILE), &certificate))
        .and_then(|()| fs::rename(&beside, folder));
    if written.is_err() {
        // Nobody needs what is left of it; the error that counts is the one before.
        let _ = fs::remove_dir_all(&beside);
    }
    match written {
        Err(_) if folder.join(KEY_FILE).exists() => Ok(()),
        written => written,
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A certificate and its key, in PEM.
fn generate() -> Result<(String, String), rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(NAMES.map(str::to_owned))?;
    params.distinguished_name.push(DnType::CommonName, NAMES[0]);
    params.not_before = rcgen::date_time_ymd(YEARS[0], 1, 1);
    params.not_after = rcgen::date_time_ymd(YEARS[1], 1, 1);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok((params.self_signed(&key)?.pem(), key.serialize_pem()))
}

/// The same, for this run.
fn made(lang: &Lang) -> Result<(String, String), Failure> {
    generate().map_err(|error| failure(unmade(lang, &error.to_string())))
}

fn unmade(lang: &Lang, cause: &str) -> String {
    lang.say("tls-error-unmade", &[("cause", text(cause))])
}

/// Reads both files: what to show, and the chain of certificates.
fn read(
    lang: &Lang,
    files: &Files,
    tickets: &Arc<dyn ProducesTickets>,
) -> Result<(Arc<ServerConfig>, Vec<CertificateDer<'static>>), String> {
    let bytes = |path: &Path| {
        fs::read(path).map_err(|error| {
            lang.say("tls-error-unreadable", &[("path", shown(path)), ("cause", cause_of(lang, &error))])
        })
    };
    let (certificate, key) = (bytes(&files.certificate)?, bytes(&files.key)?);
    tls::server_config(&certificate, &key, Arc::clone(tickets)).map_err(|error| unusable(lang, files, &error))
}

/// Why these files can't be used, and what to do.
fn unusable(lang: &Lang, files: &Files, error: &KeyError) -> String {
    match error {
        KeyError::Certificate(flaw) => lang.say(
            "tls-error-certificate",
            &[("path", shown(&files.certificate)), ("cause", complain::flaw(lang, *flaw))],
        ),
        KeyError::Key(flaw) => {
            lang.say("tls-error-key", &[("path", shown(&files.key)), ("cause", complain::flaw(lang, *flaw))])
        }
        KeyError::Kind => {
            let cause = lang.say("tls-cause-key-kind", &[]);
            lang.say("tls-error-key", &[("path", shown(&files.key)), ("cause", cause.into())])
        }
        KeyError::Unfit(rustls::Error::InconsistentKeys(_)) => {
            let args = [("certificate", shown(&files.certificate)), ("key", shown(&files.key))];
            lang.say("tls-error-pair", &args)
        }
        KeyError::Unfit(error) => {
            let cause = complain::certificate(lang, error);
            lang.say("tls-error-certificate", &[("path", shown(&files.certificate)), ("cause", cause)])
        }
    }
}

/// The name of the key in this chain, if the chain is fit for what is wanted of it.
fn fit(lang: &Lang, chain: &[CertificateDer<'_>], must_be_public: bool) -> Result<Fingerprint, String> {
    let unfit = |key, error: rustls::Error| lang.say(key, &[("cause", complain::certificate(lang, &error))]);
    if must_be_public {
        tls::is_public(chain).map_err(|error| unfit("tls-error-sts", error))?;
    }
    let first = chain.first().ok_or(rustls::Error::NoCertificatesPresented);
    let key = first.and_then(tls::key_sha256).map_err(|error| unfit("tls-error-unfit", error))?;
    Ok(Fingerprint(key))
}

/// That the certificate does not hold at this time, in words. It is shown all the same: who knows the server
/// by its key does not look at it, and an old one is better than none.
fn untimely(lang: &Lang, files: &Files, chain: &[CertificateDer<'_>]) -> Option<String> {
    let error = tls::is_timely(chain.first()?, UnixTime::now()).err()?;
    let args = [("path", shown(&files.certificate)), ("cause", complain::certificate(lang, &error))];
    Some(lang.say("tls-serve-untimely", &args))
}

fn stamp(files: &Files) -> Stamp {
    [&files.certificate, &files.key].map(|path| {
        let found = fs::metadata(path).ok()?;
        Some((found.modified().ok()?, found.len()))
    })
}

fn failure(sentence: String) -> Failure {
    Failure::new(Exit::Failed, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Languages;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("chatroom-keys-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn files(folder: &Path) -> Files {
        Files { certificate: folder.join(CERTIFICATE_FILE), key: folder.join(KEY_FILE) }
    }

    fn keys(folder: &Path) -> Keys {
        let lang = Languages::built_in().lang("en");
        let (files, tickets) = (files(folder), tls::tickets().unwrap());
        let (config, chain) = read(&lang, &files, &tickets).unwrap();
        let fingerprint = fit(&lang, &chain, false).unwrap();
        let seen = stamp(&files);
        let files = Some(files);
        let look_at = LOOK_EVERY;
        let untimely = None;
        Keys { lang, files, must_be_public: false, tickets, config, seen, look_at, fingerprint, untimely }
    }

    #[test]
    fn the_first_start_makes_them_once_for_their_owner_alone() {
        let kept = folder("made");
        let own = kept.join(FOLDER);
        make(&kept, &own).unwrap();
        let first = keys(&own).fingerprint();
        // A server that began at the same time finds what is there.
        make(&kept, &own).unwrap();
        assert_eq!(keys(&own).fingerprint(), first);
        assert_eq!(fs::read_dir(&kept).unwrap().count(), 1, "nothing is left beside it");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            let files = files(&own);
            assert_eq!([mode(&own), mode(&files.key), mode(&files.certificate)], [0o700, 0o600, 0o600]);
        }
        // It vouches for nobody.
        let lang = Languages::built_in().lang("en");
        let (_, chain) = read(&lang, &files(&own), &tls::tickets().unwrap()).unwrap();
        assert!(fit(&lang, &chain, true).unwrap_err().contains("tls.sts"));
        fs::remove_dir_all(&kept).unwrap();
    }

    #[test]
    fn a_new_certificate_is_taken_and_a_broken_one_told_once() {
        let kept = folder("renewed");
        let own = kept.join(FOLDER);
        make(&kept, &own).unwrap();
        let mut keys = keys(&own);
        let old = keys.fingerprint();
        assert!(keys.look(Duration::ZERO).is_none());
        assert!(keys.look(LOOK_EVERY).is_none(), "nothing has changed");

        fs::write(own.join(CERTIFICATE_FILE), "no certificate").unwrap();
        assert!(keys.look(LOOK_EVERY).is_none(), "it is not time");
        let told = keys.look(LOOK_EVERY * 2).unwrap().unwrap_err();
        assert!(told.contains(CERTIFICATE_FILE), "{told}");
        assert!(keys.look(LOOK_EVERY * 3).is_none());
        assert_eq!((keys.fingerprint(), keys.deadline()), (old, Some(LOOK_EVERY * 4)));

        let (certificate, key) = generate().unwrap();
        fs::write(own.join(CERTIFICATE_FILE), certificate).unwrap();
        let told = keys.look_now().unwrap().unwrap_err();
        assert!(told.contains("does not belong to") && told.contains(KEY_FILE), "{told}");
        // Of another length, whatever the clock of the file system.
        fs::write(own.join(KEY_FILE), format!("\n\n{key}")).unwrap();
        keys.look_now().unwrap().unwrap();
        assert_ne!(keys.fingerprint(), old);
        assert!(keys.renewed().contains(&keys.fingerprint().to_string()));

        // One that has lapsed is shown, and told.
        assert_eq!(keys.untimely(), None);
        let pair = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(NAMES.map(str::to_owned)).unwrap();
        params.not_after = rcgen::date_time_ymd(2020, 1, 1);
        fs::write(own.join(CERTIFICATE_FILE), params.self_signed(&pair).unwrap().pem()).unwrap();
        fs::write(own.join(KEY_FILE), format!("\n\n\n{}", pair.serialize_pem())).unwrap();
        keys.look_now().unwrap().unwrap();
        assert!(keys.untimely().unwrap().contains("has expired"));

        fs::remove_file(own.join(KEY_FILE)).unwrap();
        assert!(keys.look_now().unwrap().unwrap_err().contains(KEY_FILE));
        fs::remove_dir_all(&kept).unwrap();
    }
}
