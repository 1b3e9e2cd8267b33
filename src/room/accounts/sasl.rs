//! One try to log in, by SASL: what the client has sent so far, and what is due next.
//!
//! | state | what comes | what follows |
//! |---|---|---|
//! | Plain | name and password | the password is looked at elsewhere ([`Step::Check`]) |
//! | External | a name, or nothing | done, if the certificate is that account's |
//! | First | name and nonce (SCRAM) | a challenge; Proof |
//! | Proof | the proof | the server's own; Confirm |
//! | Confirm | nothing | done |
//!
//! An account that there is not is treated as one whose password nobody knows: the same steps take
//! the same time, and its salt is the same each time, made of its name and the house's secret.

use std::sync::Arc;

use data_encoding::BASE64_NOPAD;

use super::Accounts;
use crate::wire::sasl::{PLAIN, Parts, Plain, Unfit};
use crate::wire::scram::{self, ClientFirst, ServerScram, Verifier, hmac};
use crate::wire::{Fingerprint, name};

/// The mechanisms, as the capability lists them.
pub const MECHANISMS: &[&str] = &[PLAIN, scram::MECHANISM];

/// The one for whoever has shown a certificate (RFC 4422 appendix A).
pub const EXTERNAL: &str = "EXTERNAL";

/// Those that a client can use which has shown a certificate, or none.
pub fn mechanisms(has_certificate: bool) -> String {
    let external = has_certificate.then_some(EXTERNAL);
    MECHANISMS.iter().copied().chain(external).collect::<Vec<_>>().join(",")
}

/// A password hash that nobody knows the password of, as slow as those that are made here.
pub const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGtub3dzIGl0IQ$Wdu3wjOa0dLr/Zu4c5WYPWYXqI1j2M1PMdTzsNQb6lM";

/// Bytes of a salt, as those that are made here have it.
const SALT_BYTES: usize = 16;

/// Bytes of chance in our half of a nonce.
const NONCE_BYTES: usize = 18;

/// What a try is judged by.
#[derive(Debug)]
pub struct Judge<'a> {
    /// All accounts.
    pub accounts: &'a Accounts,
    /// The certificate that the client has shown.
    pub certificate: Option<Fingerprint>,
    /// What nobody outside knows.
    pub secret: &'a [u8],
    /// Rounds that an account has which there is not.
    pub iterations: u32,
    /// What makes this try another than all that were before.
    pub unique: &'a str,
}

/// How far a try has come.
#[derive(Debug)]
pub enum Try {
    /// PLAIN.
    Plain(Parts),
    /// EXTERNAL.
    External(Parts),
    /// SCRAM: the client's first message is due.
    First(Parts),
    /// SCRAM: its proof is due.
    Proof(Parts, Box<Proving>),
    /// SCRAM: its nod is due.
    Confirm(Parts, Arc<str>),
}

/// What is known while a proof is due.
#[derive(Debug)]
pub struct Proving {
    server: ServerScram,
    account: Option<Arc<str>>,
}

/// What is due next.
#[derive(Debug)]
pub enum Step {
    /// More of the same message.
    More(Try),
    /// The client is told this, and answers.
    Say(Vec<u8>, Try),
    /// Somebody must look whether `hash` was made of `password`; if so, and only if there is an
    /// account, they are logged in to it.
    Check {
        /// Its key.
        account: Option<Arc<str>>,
        /// A PHC string.
        hash: Arc<str>,
        /// What they said.
        password: String,
    },
    /// They are logged in to the account with this key.
    Done(Arc<str>),
    /// They are not.
    Failed,
    /// They are not: what they sent is too long.
    TooLong,
}

impl Try {
    /// Begins one; `None` if there is no such mechanism. Names of mechanisms have no case on IRC.
    pub fn begin(mechanism: &str) -> Option<Self> {
        if mechanism.eq_ignore_ascii_case(PLAIN) {
            Some(Self::Plain(Parts::default()))
        } else if mechanism.eq_ignore_ascii_case(scram::MECHANISM) {
            Some(Self::First(Parts::default()))
        } else if mechanism.eq_ignore_ascii_case(EXTERNAL) {
            Some(Self::External(Parts::default()))
        } else {
            None
        }
    }

    /// Whether what comes next shows that its sender knows a password, or not.
    pub fn proves(&self) -> bool {
        matches!(self, Self::Plain(_) | Self::External(_) | Self::Proof(..))
    }

    /// Takes a parameter of AUTHENTICATE.
    pub fn take(mut self, param: &str, judge: &Judge<'_>) -> Step {
        let parts = match &mut self {
            Self::Plain(parts)
            | Self::External(parts)
            | Self::First(parts)
            | Self::Proof(parts, _)
            | Self::Confirm(parts, _) => parts,
        };
        let message = match parts.take(param) {
            Ok(None) => return Step::More(self),
            Ok(Some(message)) => message,
            Err(Unfit::TooLong) => return Step::TooLong,
            Err(Unfit::NotBase64) => return Step::Failed,
        };
        match self {
            Self::Plain(_) => plain(&message, judge),
            Self::External(_) => external(&message, judge),
            Self::First(_) => first(&message, judge),
            Self::Proof(_, proving) => proof(&message, *proving),
            Self::Confirm(_, account) if message.is_empty() => Step::Done(account),
            Self::Confirm(..) => Step::Failed,
        }
    }
}

fn plain(message: &[u8], judge: &Judge<'_>) -> Step {
    let Some(Plain { authzid, name, password }) = Plain::parse(message) else { return Step::Failed };
    if !authzid.is_empty() && name::fold(&authzid) != name::fold(&name) {
        return Step::Failed;
    }
    check(&name, &password, judge.accounts)
}

/// The certificate says whose account it is; a name that is said all the same must be that one's.
fn external(message: &[u8], judge: &Judge<'_>) -> Step {
    let Some(certificate) = judge.certificate else { return Step::Failed };
    let Ok(wanted) = std::str::from_utf8(message) else { return Step::Failed };
    match judge.accounts.bearer_of(&certificate.to_string()) {
        Some(key) if wanted.is_empty() || name::fold(wanted).as_deref() == Some(&**key) => {
            Step::Done(Arc::clone(key))
        }
        _ => Step::Failed,
    }
}

/// Lets a password be looked at, by whatever way it was said.
pub fn check(name: &str, password: &str, accounts: &Accounts) -> Step {
    let account = accounts.find(name);
    let hash = account.map_or(NOBODYS_HASH, |account| &account.record.secrets.argon2id);
    // One that can't be prepared was never hashed, and is looked at all the same.
    let password = scram::prepared(password).unwrap_or_else(|| password.to_owned());
    Step::Check {
        account: account.map(|account| Arc::clone(account.name.key())),
        hash: hash.into(),
        password,
    }
}

fn first(message: &[u8], judge: &Judge<'_>) -> Step {
    let parsed = std::str::from_utf8(message).ok().and_then(|text| ClientFirst::parse(text).ok());
    let Some(first) = parsed else { return Step::Failed };
    let account = judge.accounts.find(first.name());
    let verifier = match account {
        Some(account) => account.record.secrets.scram.clone(),
        None => nobodys_verifier(first.name(), judge),
    };
    let account = account.map(|account| Arc::clone(account.name.key()));
    let nonce = hmac(judge.secret, format!("nonce {}", judge.unique).as_bytes());
    let nonce = BASE64_NOPAD.encode(nonce.get(..NONCE_BYTES).unwrap_or_default());
    let (server, text) = first.answer(verifier, &nonce);
    Step::Say(text.into_bytes(), Try::Proof(Parts::default(), Box::new(Proving { server, account })))
}

fn proof(message: &[u8], Proving { server, account }: Proving) -> Step {
    let said = std::str::from_utf8(message).ok().and_then(|text| server.finish(text).ok());
    match (said, account) {
        (Some(text), Some(account)) => Step::Say(text.into_bytes(), Try::Confirm(Parts::default(), account)),
        _ => Step::Failed,
    }
}

/// A verifier that no proof fits, the same each time for the same name.
fn nobodys_verifier(name: &str, judge: &Judge<'_>) -> Verifier {
    let key = name::fold(name).unwrap_or_else(|| name.to_owned());
    let made = |what: &str| hmac(judge.secret, format!("{what} {key}").as_bytes());
    let salt = made("salt").get(..SALT_BYTES).unwrap_or_default().to_vec();
    Verifier { salt, iterations: judge.iterations, stored_key: made("stored"), server_key: made("server") }
}

#[cfg(test)]
mod tests {
    use super::super::tests::record;
    use super::*;
    use crate::wire::sasl::{MESSAGE_BYTES_MAX, cut};
    use crate::wire::scram::{ClientScram, salted_password};

    fn house() -> Accounts {
        let mut alice = record("Alice");
        alice.secrets.scram = Verifier::make("sesame", b"0123456789abcdef", scram::ROUNDS_MIN);
        Accounts::new(vec![alice])
    }

    fn judge<'a>(accounts: &'a Accounts, unique: &'a str) -> Judge<'a> {
        Judge { accounts, certificate: None, secret: b"secret", iterations: scram::ROUNDS_MIN, unique }
    }

    fn send(mut it: Try, message: &[u8], accounts: &Accounts) -> Step {
        let mut params = cut(message);
        let last = params.pop().unwrap();
        for param in params {
            it = match it.take(&param, &judge(accounts, "1")) {
                Step::More(it) => it,
                step => return step,
            };
        }
        it.take(&last, &judge(accounts, "1"))
    }

    fn plain_of(message: &[u8]) -> Step {
        send(Try::begin("plain").unwrap(), message, &house())
    }

    #[test]
    fn plain_is_looked_at_elsewhere() {
        let checked = |message: &[u8]| match plain_of(message) {
            Step::Check { account, hash, password } => {
                (account.as_deref().map(str::to_owned), hash, password)
            }
            step => panic!("{step:?}"),
        };
        let known = (Some("alice".to_owned()), "hash".into(), "sesame".to_owned());
        assert_eq!(checked(b"\0ALICE\0sesame"), known);
        assert_eq!(checked(b"alice\0Alice\0sesame"), known);
        assert_eq!(checked(b"\0bob\0sesame"), (None, NOBODYS_HASH.into(), "sesame".to_owned()));
        for message in [&b"bob\0alice\0sesame"[..], b"", b"alice", b"\0alice\0"] {
            assert!(matches!(plain_of(message), Step::Failed));
        }
        let long = [b"\0alice\0".to_vec(), vec![b'x'; MESSAGE_BYTES_MAX]].concat();
        assert!(matches!(plain_of(&long), Step::TooLong));
        assert!(matches!(Try::begin("PLAIN").unwrap().take("?", &judge(&house(), "1")), Step::Failed));
        assert!(Try::begin("GSSAPI").is_none());
    }

    #[test]
    fn a_certificate_says_whose_account_it_is() {
        let (shown, other) = (Fingerprint::of_key(b"shown"), Fingerprint::of_key(b"other"));
        let mut accounts = house();
        assert!(accounts.add_certificate("alice", &shown.to_string()));
        let login = |accounts: &Accounts, certificate, name: &[u8]| {
            let judge = Judge { certificate, ..judge(accounts, "1") };
            let params = cut(name);
            Try::begin("external").unwrap().take(&params[0], &judge)
        };
        for name in [&b""[..], b"Alice"] {
            let step = login(&accounts, Some(shown), name);
            assert!(matches!(step, Step::Done(key) if &*key == "alice"));
        }
        assert!(matches!(login(&accounts, Some(shown), b"bob"), Step::Failed));
        assert!(matches!(login(&accounts, Some(other), b""), Step::Failed));
        assert!(matches!(login(&accounts, None, b""), Step::Failed));
        assert!(accounts.remove_certificate("alice", &shown.to_string()));
        assert!(matches!(login(&accounts, Some(shown), b""), Step::Failed));
        assert_eq!(mechanisms(false), "PLAIN,SCRAM-SHA-256");
        assert_eq!(mechanisms(true), "PLAIN,SCRAM-SHA-256,EXTERNAL");
    }

    /// What a client sees that knows this password, up to the end.
    fn scram_of(name: &str, password: &str, accounts: &Accounts) -> (String, Step) {
        let mut client = ClientScram::new(name, "client");
        let first = Try::begin("SCRAM-SHA-256").unwrap();
        let Step::Say(challenge, it) = send(first, client.first().as_bytes(), accounts) else {
            panic!("no challenge")
        };
        let challenge_text = String::from_utf8(challenge).unwrap();
        let challenge = client.challenge(&challenge_text).unwrap();
        let salted = salted_password(password, &challenge.salt, challenge.iterations);
        let proof = client.prove(challenge, &salted);
        match send(it, proof.as_bytes(), accounts) {
            Step::Say(text, it) => {
                assert_eq!(client.verify(std::str::from_utf8(&text).unwrap()), Ok(()));
                (challenge_text, it.take("+", &judge(accounts, "1")))
            }
            step => (challenge_text, step),
        }
    }

    #[test]
    fn scram_knows_the_password_and_no_other() {
        let accounts = house();
        assert!(matches!(scram_of("aLICE", "sesame", &accounts).1, Step::Done(key) if &*key == "alice"));
        assert!(matches!(scram_of("alice", "sesam", &accounts).1, Step::Failed));
        let (challenge, step) = scram_of("bob", "sesame", &accounts);
        assert!(matches!(step, Step::Failed));
        assert_eq!(
            scram_of("BOB", "x", &accounts).0,
            challenge,
            "there is no bob, each time in the same way"
        );
        assert_ne!(scram_of("carol", "x", &accounts).0, challenge);
        let scram = || Try::begin("scram-sha-256").unwrap();
        assert!(matches!(send(scram(), b"n,,n=alice", &accounts), Step::Failed));
        assert!(matches!(send(scram(), b"\xff", &accounts), Step::Failed));
        let nonce = |unique: &str| match scram().take(&cut(b"n,,n=alice,r=x")[0], &judge(&accounts, unique)) {
            Step::Say(text, _) => text,
            step => panic!("{step:?}"),
        };
        assert_ne!(nonce("1"), nonce("2"));
    }

    #[test]
    fn a_client_nods_to_the_servers_proof_with_nothing() {
        let it = || Try::Confirm(Parts::default(), "alice".into());
        let accounts = house();
        assert!(matches!(it().take("+", &judge(&accounts, "1")), Step::Done(_)));
        assert!(matches!(it().take("aGk=", &judge(&accounts, "1")), Step::Failed));
    }
}
