//! What is wrong, in words: the errors of the settings, the password, a link, and the chain behind
//! an error.

use std::io;
use std::path::Path;

use super::exit::{Exit, Failure};
use crate::edit::key;
use crate::lang::{Lang, Value};
use crate::net::tls::is_of_time;
use crate::net::tls::pem::Flaw;
use crate::settings::expects::parse_keys;
use crate::settings::{Expects, Origin, PasswordError, SettingsError};
use crate::tui::theme::{Fault, words};
use crate::wire::clean::clean;
use crate::wire::link::LinkError;

/// An error with its causes: a sentence of ours as it stands, what others say made fit for a
/// terminal.
pub fn error(lang: &Lang, error: &anyhow::Error) -> String {
    let mut causes = error.chain().map(|cause| match cause.downcast_ref::<Failure>() {
        Some(failure) => failure.sentence.clone(),
        None => match cause.downcast_ref::<io::Error>() {
            Some(error) => system_text(lang, error.kind(), &error.to_string()),
            None => clean(&cause.to_string()).into_owned(),
        },
    });
    // What stands on further lines of ours stays behind it.
    let first = causes.next().unwrap_or_default();
    let (first, rest) = first.split_at(first.find('\n').unwrap_or(first.len()));
    let whole = causes.fold(first.to_owned(), |what, cause| {
        // Some errors tell their cause themselves.
        if what.ends_with(&cause) {
            return what;
        }
        lang.say("cli-because", &[("what", what.into()), ("cause", cause.into())])
    });
    lang.say("cli-error", &[("what", whole.into())]) + rest
}

/// What the system says as an argument of a sentence.
pub fn io(lang: &Lang, error: &io::Error) -> Value<'static> {
    system(lang, error.kind(), &error.to_string())
}

/// The same, as a text.
pub fn cause(lang: &Lang, error: &io::Error) -> String {
    system_text(lang, error.kind(), &error.to_string())
}

/// The same, of what is known of it.
pub fn system(lang: &Lang, kind: io::ErrorKind, said: &str) -> Value<'static> {
    system_text(lang, kind, said).into()
}

/// How a connection that there was has ended, as a text.
pub fn cut(lang: &Lang, error: &io::Error) -> String {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(error) => lang.say(tls_key(error), &[]),
        // An end that TLS has not announced may be somebody else's doing.
        None if error.kind() == io::ErrorKind::UnexpectedEof => lang.say("tls-cause-cut", &[]),
        None => cause(lang, error),
    }
}

/// Why there is no TLS, as an argument of a sentence. What happens often has words of ours.
pub fn tls(lang: &Lang, error: &rustls::Error) -> Value<'static> {
    lang.say(tls_key(error), &[]).into()
}

fn tls_key(error: &rustls::Error) -> &'static str {
    use rustls::{AlertDescription as Alert, Error};
    match error {
        Error::AlertReceived(
            Alert::ProtocolVersion | Alert::HandshakeFailure | Alert::InsufficientSecurity,
        )
        | Error::PeerIncompatible(_) => "tls-cause-versions",
        Error::AlertReceived(Alert::CertificateRequired) => "tls-cause-certificate-wanted",
        Error::AlertReceived(
            Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied,
        ) => "tls-cause-certificate-refused",
        Error::AlertReceived(Alert::UnrecognisedName) => "tls-cause-name",
        Error::AlertReceived(_) => "tls-cause-given-up",
        Error::InconsistentKeys(_) => "tls-cause-pair",
        Error::InvalidCertificate(_) => "tls-cause-bad-certificate",
        _ => {
            log::info!("event=tls_failed why={:?}", error.to_string());
            "tls-cause-broken"
        }
    }
}

/// Why a file holds no certificate, or no key, as an argument of a sentence.
pub fn flaw(lang: &Lang, flaw: Flaw) -> Value<'static> {
    let key = match flaw {
        Flaw::Empty => "tls-cause-empty",
        Flaw::NotPem => "tls-cause-not-pem",
        Flaw::Damaged => "tls-cause-damaged",
        Flaw::OnlyKey => "tls-cause-only-key",
        Flaw::OnlyCertificate => "tls-cause-only-certificate",
        Flaw::Password => "tls-cause-password",
        Flaw::Missing => "tls-cause-missing",
    };
    lang.say(key, &[]).into()
}

/// What is wrong with a certificate, as an argument of a sentence.
pub fn certificate(lang: &Lang, error: &rustls::Error) -> Value<'static> {
    use rustls::{CertificateError as Wrong, Error};
    let key = match error {
        Error::InvalidCertificate(Wrong::NotValidYet | Wrong::NotValidYetContext { .. }) => {
            "tls-cause-not-yet"
        }
        Error::InvalidCertificate(wrong) if is_of_time(wrong) => "tls-cause-expired",
        Error::InvalidCertificate(Wrong::UnknownIssuer) => "tls-cause-issuer",
        Error::InvalidCertificate(Wrong::BadEncoding) => "tls-cause-bad-certificate",
        Error::InvalidCertificate(Wrong::Revoked) => "tls-cause-revoked",
        error => return text(&error.to_string()),
    };
    lang.say(key, &[]).into()
}

/// What happens often has words of ours; of the rest only the number is left out.
fn system_text(lang: &Lang, kind: io::ErrorKind, said: &str) -> String {
    let key = match kind {
        io::ErrorKind::PermissionDenied => "cli-cause-denied",
        io::ErrorKind::NotFound => "cli-cause-missing",
        io::ErrorKind::IsADirectory => "cli-cause-folder",
        io::ErrorKind::NotADirectory => "cli-cause-no-folder",
        io::ErrorKind::ReadOnlyFilesystem => "cli-cause-read-only",
        io::ErrorKind::StorageFull => "cli-cause-full",
        io::ErrorKind::ResourceBusy => "cli-cause-busy",
        io::ErrorKind::InvalidData => "cli-cause-content",
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            "cli-cause-cut"
        }
        io::ErrorKind::TimedOut => "cli-cause-silent",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "cli-cause-no-way",
        _ => return clean(said.split(" (os error ").next().unwrap_or(said)).into_owned(),
    };
    lang.say(key, &[])
}

/// What is wrong with the settings, as an error of the program.
pub fn settings(lang: &Lang, error: &SettingsError) -> Failure {
    let sentence = match error {
        SettingsError::Unreadable { path, cause } => {
            lang.say("settings-unreadable", &[("path", shown(path)), ("cause", io(lang, cause))])
        }
        SettingsError::Syntax { path, line, cause } => {
            let place = line.map_or_else(|| shown_text(path), |line| format!("{}:{line}", shown_text(path)));
            lang.say("settings-syntax", &[("place", place.into()), ("cause", text(cause))])
        }
        SettingsError::UnknownKey { path, key, known } => {
            let Some(nearest) = nearest(key, known) else {
                let args = [("path", shown(path)), ("key", text(key))];
                return Failure::new(Exit::Failed, lang.say("settings-unknown-key", &args));
            };
            let args = [("path", shown(path)), ("key", text(key)), ("nearest", nearest.into())];
            lang.say("settings-unknown-key-nearest", &args)
        }
        SettingsError::NoSection { path, section } => {
            lang.say("settings-no-section", &[("path", shown(path)), ("section", text(section))])
        }
        SettingsError::Wrong { origin, key, found, expects: expected } => {
            let args = [
                ("place", place(lang, origin).into()),
                ("key", (*key).into()),
                ("found", text(found)),
                ("expected", expects(lang, *expected).into()),
            ];
            let sentence = match origin {
                Origin::Flag(_) => lang.say("settings-wrong-flag", &args),
                Origin::Default | Origin::File(_) | Origin::Variable(_) => lang.say("settings-wrong", &args),
            };
            match unknown_word(lang, *expected, found) {
                Some(more) => format!("{sentence}\n{more}"),
                None => sentence,
            }
        }
        SettingsError::NoUnicode { variable } => {
            lang.say("settings-no-unicode", &[("variable", text(variable))])
        }
        SettingsError::Merge(cause) => lang.say("settings-merge", &[("cause", text(&cause.to_string()))]),
    };
    Failure::new(Exit::Failed, sentence)
}

/// The setting that was probably meant, with its section.
fn nearest(key: &str, known: &[&str]) -> Option<String> {
    let (section, name) = key.rsplit_once('.').map_or(("", key), |(section, name)| (section, name));
    let known = nearest_word(name, known)?;
    Some(if section.is_empty() { known.to_owned() } else { format!("{section}.{known}") })
}

fn nearest_word<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let scored = known.iter().map(|known| (strsim::damerau_levenshtein(&word, known), *known));
    // Where everything is a typo, nothing was meant.
    scored.filter(|&(distance, known)| distance * 2 <= known.len()).min().map(|(_, known)| known)
}

/// Of several words the one that is wrong, and what was probably meant.
fn unknown_word(lang: &Lang, expected: Expects, found: &str) -> Option<String> {
    let found = found.trim_matches('"');
    let (word, known): (String, Vec<&str>) = match expected {
        Expects::Keys => (parse_keys(found).err()?.to_owned(), key::names().collect()),
        Expects::Style => match words::parse(found).err()? {
            Fault::Word(word) => (word, words::all().collect()),
            Fault::NothingBehindOn | Fault::Twice(_) => return None,
        },
        _ => return None,
    };
    // Of a key only its last part has a name.
    let (held, name) = match expected {
        Expects::Keys => word.rsplit_once('-').unwrap_or(("", &word)),
        _ => ("", word.as_str()),
    };
    Some(match nearest_word(name, &known) {
        Some(nearest) => {
            let nearest = if held.is_empty() { nearest.to_owned() } else { format!("{held}-{nearest}") };
            lang.say("settings-unknown-word-nearest", &[("word", text(&word)), ("nearest", text(&nearest))])
        }
        None => lang.say("settings-unknown-word", &[("word", text(&word))]),
    })
}

/// What is wrong with the password.
pub fn password(lang: &Lang, error: &PasswordError) -> String {
    match error {
        PasswordError::Unreadable { path, cause } => {
            lang.say("password-unreadable", &[("path", shown(path)), ("cause", io(lang, cause))])
        }
        PasswordError::Empty { path } => lang.say("password-empty", &[("path", shown(path))]),
        PasswordError::Unfit { path } => {
            let variable = crate::settings::layers::PASSWORD_VARIABLE;
            let place = path.as_deref().map_or(variable.into(), shown);
            let max = crate::settings::password::PASSWORD_BYTES_MAX;
            lang.say("password-unfit", &[("place", place), ("max", max.into())])
        }
    }
}

/// Where a setting came from, as it stands behind it in `chatroom config`.
pub fn place(lang: &Lang, origin: &Origin) -> String {
    match origin {
        Origin::Default => lang.say("settings-from-default", &[]),
        Origin::File(path) => shown_text(path),
        Origin::Variable(name) => name.clone(),
        Origin::Flag(flag) => (*flag).to_owned(),
    }
}

/// What a setting should be.
pub fn expects(lang: &Lang, expects: Expects) -> String {
    match expects {
        Expects::Line => lang.say("settings-expects-line", &[]),
        Expects::Text => lang.say("settings-expects-text", &[]),
        Expects::Path => lang.say("settings-expects-path", &[]),
        Expects::Addresses => lang.say("settings-expects-addresses", &[]),
        Expects::Networks => lang.say("settings-expects-networks", &[]),
        Expects::Host => lang.say("settings-expects-host", &[]),
        Expects::Port { min } => lang.say("settings-expects-port", &[("min", min.into())]),
        Expects::Switch => lang.say("settings-expects-switch", &[]),
        Expects::Number { min, max } => {
            lang.say("settings-expects-number", &[("min", min.into()), ("max", max.into())])
        }
        Expects::Room | Expects::OptionalRoom => lang.say("settings-expects-room", &[]),
        Expects::ServerName => lang.say("settings-expects-server-name", &[]),
        Expects::Word => lang.say("settings-expects-word", &[]),
        Expects::OneOf(words) => {
            let words = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
            lang.say("settings-expects-one-of", &[("words", words.into())])
        }
        Expects::Operators => lang.say("settings-expects-operators", &[]),
        Expects::Tags => lang.say("settings-expects-tags", &[]),
        Expects::Keys => lang.say("settings-expects-keys", &[]),
        Expects::Style => lang.say("settings-expects-style", &[]),
    }
}

/// What is wrong with a link.
pub fn link(lang: &Lang, error: &LinkError) -> String {
    match error {
        LinkError::NoScheme => lang.say("link-no-scheme", &[]),
        LinkError::Scheme(scheme) => lang.say("link-scheme", &[("scheme", text(scheme))]),
        LinkError::NoHost => lang.say("link-no-host", &[]),
        LinkError::Host(host) => lang.say("link-host", &[("host", text(host))]),
        LinkError::Port(port) => lang.say("link-port", &[("port", text(port))]),
        LinkError::Encoding => lang.say("link-encoding", &[]),
        LinkError::Room(_) => lang.say("link-room", &[]),
        LinkError::Fingerprint(found) => lang.say("link-fingerprint", &[("found", text(found))]),
        LinkError::Code => lang.say("link-code", &[]),
    }
}

/// A path as an argument of a sentence.
pub fn shown(path: &Path) -> Value<'static> {
    shown_text(path).into()
}

fn shown_text(path: &Path) -> String {
    clean(&path.display().to_string()).into_owned()
}

/// A text that others wrote as an argument of a sentence.
pub fn text(text: &str) -> Value<'static> {
    clean(text).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Languages;

    #[test]
    fn how_connections_fail_has_words_of_ours() {
        let said = |tag, kind: io::ErrorKind| cause(&Languages::built_in().lang(tag), &kind.into());
        let cut = io::ErrorKind::ConnectionReset;
        assert_eq!(said("en", cut), "the other side has cut the connection");
        assert_eq!(said("cn", cut), "对方切断了连接");
        assert_eq!(said("en", io::ErrorKind::TimedOut), "there is no answer");
    }
}
