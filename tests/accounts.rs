//! Accounts, where a conversation can't look: what is kept and in which order, codes that only the
//! console shows, and SCRAM, whose messages can't be written down beforehand.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it says")]

use std::collections::BTreeMap;
use std::time::Duration;

use chatroom::room::accounts::sasl::NOBODYS_HASH;
use chatroom::room::keep::{AccountRecord, CodeRecord, Keep, Secrets};
use chatroom::room::outbox::Registering;
use chatroom::room::rules::Registration;
use chatroom::room::{ConsoleReply, Effect, Ending, Errand, Hall, Input, Outbox, Rules, Verdict};
use chatroom::settings::hash;
use chatroom::wire::scram::{ClientScram, Verifier, salted_password};
use chatroom::wire::{ConnId, Fingerprint, Message, Now, sasl};

#[path = "support/conversation.rs"]
#[allow(dead_code, reason = "only the server's name is used here")]
mod conversation;
#[path = "support/memory.rs"]
#[allow(dead_code, reason = "the worlds of conversations need it")]
mod memory;
#[path = "support/pure.rs"]
#[allow(dead_code, reason = "only its rules are used here")]
mod pure;
#[path = "support/script.rs"]
#[allow(dead_code, reason = "the rules know it")]
mod script;
#[path = "support/world.rs"]
#[allow(dead_code, reason = "the rules know it")]
mod world;

/// The rules themselves, and what was kept.
struct House {
    hall: Hall,
    now: Now,
    opened: u32,
    kept: Vec<Keep>,
    console: Vec<ConsoleReply>,
    errands: Vec<Errand>,
}

impl House {
    fn with(rules: Rules) -> Self {
        let now = Now { uptime: Duration::from_secs(1), unix_ms: pure::BEGIN_MS };
        let (kept, console, errands) = (Vec::new(), Vec::new(), Vec::new());
        Self { hall: Hall::new(rules), now, opened: 0, kept, console, errands }
    }

    fn input(&mut self, input: Input<'_>) -> Vec<Effect> {
        let mut out = Outbox::default();
        self.hall.handle(self.now, input, &mut out);
        for effect in &out.effects {
            match effect {
                Effect::Keep(keep) => self.kept.push(keep.clone()),
                Effect::Console(reply) => self.console.push(reply.clone()),
                Effect::Errand(errand) => self.errands.push(errand.clone()),
                _ => {}
            }
        }
        out.effects
    }

    fn connect(&mut self) -> ConnId {
        self.opened += 1;
        let conn = ConnId::new(self.opened, 0);
        // Each from elsewhere, so that nobody is held to the tries of the others.
        let address = std::net::Ipv4Addr::from(self.opened).into();
        self.input(Input::Opened { conn, address, trusted: false });
        conn
    }

    fn say(&mut self, conn: ConnId, line: &str) -> Vec<Effect> {
        let message = Message::parse(line).unwrap();
        self.input(Input::Message { conn, message: &message })
    }

    fn enter(&mut self, name: &str) -> ConnId {
        let conn = self.connect();
        for line in [&format!("NICK {name}"), "CAP REQ :sasl", "USER u 0 * :r", "CAP END"] {
            self.say(conn, line);
        }
        conn
    }

    /// Makes the password that waits for it, as the thread of passwords does.
    fn make(&mut self) -> Vec<Effect> {
        let Some(Errand::Make { conn, ticket, password, iterations }) = self.errands.pop() else {
            panic!("nothing is to be made")
        };
        let argon2id = hash::make(&password, &[1; hash::SALT_BYTES]).unwrap();
        let secrets = Secrets { argon2id, scram: Verifier::make(&password, &[2; 16], iterations) };
        self.input(Input::Made { conn, ticket, secrets: Some(Box::new(secrets)) })
    }

    fn accounts(&self) -> BTreeMap<&str, &AccountRecord> {
        let records = self.kept.iter().filter_map(|keep| match keep {
            Keep::Account(record) => Some((record.key.as_str(), record)),
            _ => None,
        });
        records.collect()
    }
}

fn numerics(effects: &[Effect]) -> Vec<u16> {
    let numerics = effects.iter().filter_map(|effect| match effect {
        Effect::Reply { numeric, .. } => Some(numeric.code),
        _ => None,
    });
    numerics.collect()
}

fn outcome(effects: &[Effect]) -> Option<Registering> {
    effects.iter().find_map(|effect| match effect {
        Effect::Registering { outcome, .. } => Some(*outcome),
        _ => None,
    })
}

fn notes(effects: &[Effect]) -> Vec<&'static str> {
    let notes = effects.iter().filter_map(|effect| match effect {
        Effect::Note { note, .. } => Some(note.code),
        _ => None,
    });
    notes.collect()
}

/// The capability of this name, as it is offered to clients that know version 302.
fn offered(rules: Rules, name: &str) -> Option<String> {
    let mut house = House::with(rules);
    let conn = house.connect();
    let told = house.say(conn, "CAP LS 302");
    let [Effect::Cap { words, .. }] = &told[..] else { panic!("{told:?}") };
    words.iter().find(|word| word.split('=').next() == Some(name)).cloned()
}

/// IRCv3 sasl-3.2, "Mechanism list in CAP LS"; account-registration, "Capability".
#[test]
fn what_is_offered_is_what_the_operator_lets_people_do() {
    let with = |change: &dyn Fn(&mut Rules)| {
        let mut rules = pure::rules();
        change(&mut rules);
        offered(rules, "draft/account-registration")
    };
    let registration = |value: &str| Some(format!("draft/account-registration{value}"));
    assert_eq!(offered(pure::rules(), "sasl").as_deref(), Some("sasl=PLAIN,SCRAM-SHA-256"));
    assert_eq!(with(&|_| {}), registration("=before-connect"));
    assert_eq!(with(&|rules| rules.accounts.before_connect = false), registration(""));
    assert_eq!(with(&|rules| rules.password = Some("tea".into())), registration(""));
    assert_eq!(
        with(&|rules| rules.accounts.email_required = true),
        registration("=before-connect,email-required")
    );
    assert_eq!(with(&|rules| rules.accounts.registration = Registration::Off), None);
}

#[test]
fn an_account_is_kept_before_anybody_is_told_of_it() {
    let mut house = House::with(pure::rules());
    let alice = house.enter("Alice");
    let told = house.say(alice, "REGISTER * alice@chat.example sesame99");
    assert!(matches!(&told[..], [Effect::Errand(Errand::Make { password, .. })] if password == "sesame99"));
    assert!(house.hall.is_waiting(alice), "nothing more is done for her meanwhile");
    let told = house.make();
    assert!(
        matches!(&told[..], [Effect::Keep(Keep::Account(_)), Effect::Registering { .. }, ..]),
        "{told:?}"
    );
    assert!(!house.hall.is_waiting(alice));
    let accounts = house.accounts();
    let record = accounts["alice"];
    assert_eq!((record.name.as_str(), record.email.as_deref()), ("Alice", Some("alice@chat.example")));
    assert!(hash::verify(&record.secrets.argon2id, "sesame99"));
    assert!(!format!("{record:?}").contains("sesame99"));
}

#[test]
fn whoever_is_gone_when_the_password_is_made_has_no_account() {
    let mut house = House::with(pure::rules());
    let alice = house.enter("alice");
    house.say(alice, "REGISTER * * sesame99");
    house.input(Input::Lost { conn: alice, why: Ending::Gone });
    assert!(house.make().is_empty() && house.accounts().is_empty());
    // Too many wait for the thread: nobody has begun.
    let bob = house.enter("bob");
    house.say(bob, "REGISTER * * sesame99");
    let Some(Errand::Make { conn, ticket, .. }) = house.errands.pop() else { panic!() };
    let told = house.input(Input::Made { conn, ticket, secrets: None });
    assert_eq!(notes(&told), ["TEMPORARILY_UNAVAILABLE"]);
    assert!(house.accounts().is_empty() && !house.hall.is_waiting(bob));
}

#[test]
fn a_code_of_the_operators_makes_an_account() {
    let mut rules = pure::rules();
    rules.accounts.registration = Registration::ByInvite;
    let mut house = House::with(rules);
    for line in ["/code 0", "/code many", "/code 1001"] {
        house.input(Input::Console { line });
        assert_eq!(house.console.pop(), Some(ConsoleReply::Usage("/code")), "{line}");
    }
    house.input(Input::Console { line: "/code 2" });
    let Some(ConsoleReply::Code(code, 2)) = house.console.pop() else { panic!("no code") };
    assert!(matches!(house.kept.last(), Some(Keep::Code(CodeRecord { left: 2, .. }))));
    for (name, left) in [("alice", 1), ("bob", 0)] {
        let conn = house.enter(name);
        house.say(conn, "REGISTER * * sesame99");
        assert_eq!(outcome(&house.make()), Some(Registering::NeedsCode));
        assert!(!house.accounts().contains_key(name));
        assert_eq!(notes(&house.say(conn, &format!("VERIFY {name} {code}x"))), ["INVALID_CODE"]);
        let told = house.say(conn, &format!("VERIFY {name} {}", code.to_uppercase()));
        let keeps = [&told[0], &told[1]];
        let is_used = |keep: &Keep| match keep {
            Keep::Code(code) => code.left == left,
            _ => left == 0 && matches!(keep, Keep::CodeGone(_)),
        };
        assert!(matches!(keeps, [Effect::Keep(code), Effect::Keep(Keep::Account(_))] if is_used(code)));
        assert_eq!((outcome(&told), numerics(&told)), (Some(Registering::Verified), vec![900]));
    }
    // It is used up.
    let carol = house.enter("carol");
    house.say(carol, "REGISTER * * sesame99");
    house.make();
    assert_eq!(notes(&house.say(carol, &format!("VERIFY carol {code}"))), ["INVALID_CODE"]);
    house.input(Input::Console { line: "/account ALICE" });
    let shown = house.console.pop();
    assert!(matches!(shown, Some(ConsoleReply::Account { here_as: Some(name), .. }) if name == "alice"));
    house.input(Input::Console { line: "/account carol" });
    assert_eq!(house.console.pop(), Some(ConsoleReply::NoSuchAccount("carol".into())));
}

#[test]
fn the_operator_makes_invitations_and_tokens() {
    let mut house = House::with(pure::rules());
    for line in ["/invite 0", "/invite 1001", "/invite x", "/invite 1 1", "/invite 2h 1d", "/invite 1 2h x"] {
        house.input(Input::Console { line });
        assert_eq!(house.console.pop(), Some(ConsoleReply::Usage("/invite")), "{line}");
    }
    let now = house.now.unix_ms;
    for (line, uses, lasts) in [
        ("/invite", 1, Some(7 * 86_400_000)),
        ("/invite 3 2h", 3, Some(7_200_000)),
        ("/invite 2h 3", 3, Some(7_200_000)),
        ("/invite never", 1, None),
    ] {
        house.input(Input::Console { line });
        let Some(ConsoleReply::Invitation { uses: made, expires_ms, .. }) = house.console.pop() else {
            panic!("{line}")
        };
        assert_eq!((made, expires_ms), (uses, lasts.map(|lasts| now + lasts)), "{line}");
        assert!(matches!(house.kept.last(), Some(Keep::Code(code)) if code.left == uses), "{line}");
    }
    // All of them are listed, and can be taken back.
    house.input(Input::Console { line: "/invites" });
    let Some(ConsoleReply::Invites(codes)) = house.console.pop() else { panic!() };
    assert_eq!(codes.len(), 4);
    let (code, line) = (&codes[0].code, format!("/uninvite {}", codes[0].code));
    house.input(Input::Console { line: &line });
    assert_eq!(house.console.pop(), Some(ConsoleReply::Uninvited(code.clone())));
    assert!(matches!(house.kept.last(), Some(Keep::CodeGone(gone)) if **gone == **code));
    house.input(Input::Console { line: &line });
    assert_eq!(house.console.pop(), Some(ConsoleReply::NoSuchCode(code.clone())));
    house.input(Input::Console { line: "/uninvite" });
    assert_eq!(house.console.pop(), Some(ConsoleReply::Usage("/uninvite")));
    // Another token takes the place of the one before.
    house.input(Input::Console { line: "/owner" });
    let Some(ConsoleReply::OwnerToken(first)) = house.console.pop() else { panic!() };
    house.input(Input::Console { line: "/owner" });
    let [.., Keep::CodeGone(gone), Keep::Code(second)] = &house.kept[..] else { panic!() };
    assert!(**gone == *first && second.code != first);
}

/// Only the owner of the default room, and operators of the house, invite people to it.
#[test]
fn the_owner_of_the_room_makes_invitations() {
    let mut house = House::with(pure::rules());
    let alice = house.enter("alice");
    house.say(alice, "JOIN #lobby");
    assert_eq!(notes(&house.say(alice, "CODE")), ["CODE_FORBIDDEN"]);
    house.input(Input::Console { line: "/owner" });
    let Some(ConsoleReply::OwnerToken(token)) = house.console.pop() else { panic!() };
    house.say(alice, "REGISTER * * sesame99");
    house.make();
    house.say(alice, &format!("OWNER {token}"));
    assert_eq!(notes(&house.say(alice, "CODE 2 1h")), ["INVITATION"]);
    assert!(matches!(house.kept.last(), Some(Keep::Code(code)) if code.left == 2));
    assert_eq!(notes(&house.say(alice, "CODE none")), ["CODE_INVALID_PARAMS"]);
}

/// A certificate is one account's, and an account has not too many.
#[test]
fn certificates_are_whose_they_are() {
    let mut house = House::with(pure::rules());
    let alice = house.enter("alice");
    assert_eq!(notes(&house.say(alice, "CERT LIST")), ["ACCOUNT_REQUIRED"]);
    house.say(alice, "REGISTER * * sesame99");
    house.make();
    let fingerprint = |number: usize| format!("{number:064x}");
    let cert = |house: &mut House, conn, words: &str| {
        // Whose certificate it is has shown it.
        if let Some(certificate) = words.strip_prefix("ADD ").and_then(|text| Fingerprint::parse(text).ok()) {
            house.input(Input::Secured { conn, certificate: Some(certificate) });
        }
        notes(&house.say(conn, &format!("CERT {words}"))).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(cert(&mut house, alice, "LIST"), ["NO_CERTIFICATES"]);
    assert_eq!(cert(&mut house, alice, "ADD"), ["NO_CERTIFICATE"]);
    assert_eq!(cert(&mut house, alice, "ADD x"), ["INVALID_FINGERPRINT"]);
    // Nobody claims what they have not shown, which may be another's.
    let claimed = house.say(alice, &format!("CERT ADD {}", fingerprint(3)));
    assert_eq!(notes(&claimed), ["NO_CERTIFICATE"]);
    for number in 0..10 {
        let words = format!("ADD {}", fingerprint(number));
        assert_eq!(cert(&mut house, alice, &words), ["CERTIFICATE_ADDED"]);
    }
    assert!(matches!(house.kept.last(), Some(Keep::Account(record)) if record.certificates.len() == 10));
    let words = format!("ADD {}", fingerprint(10));
    assert_eq!(cert(&mut house, alice, &words), ["TOO_MANY_CERTIFICATES"]);
    assert_eq!(cert(&mut house, alice, "LIST"), vec!["CERTIFICATE"; 10]);
    let bob = house.enter("bob");
    house.say(bob, "REGISTER * * sesame99");
    house.make();
    let words = format!("ADD {}", fingerprint(3));
    assert_eq!(cert(&mut house, bob, &words), ["CERTIFICATE_TAKEN"]);
    let words = format!("DEL {}", fingerprint(3));
    assert_eq!(cert(&mut house, bob, &words), ["UNKNOWN_CERTIFICATE"]);
    assert_eq!(cert(&mut house, alice, &words), ["CERTIFICATE_REMOVED"]);
    let words = format!("ADD {}", fingerprint(3));
    assert_eq!(cert(&mut house, bob, &words), ["CERTIFICATE_ADDED"]);
    // Whose account it was has none any more.
    house.input(Input::Console { line: "/forget bob" });
    assert_eq!(cert(&mut house, alice, &words), ["CERTIFICATE_ADDED"]);
}

/// What was kept serves another house.
#[test]
fn accounts_and_codes_outlive_the_house() {
    let mut house = House::with(pure::rules());
    let alice = house.enter("alice");
    house.say(alice, "REGISTER * * sesame99");
    house.make();
    let records: Vec<_> = house.accounts().into_values().cloned().collect();
    let mut other = House::with(pure::rules());
    other.hall.restore_accounts(records, Vec::new());
    let guest = other.connect();
    assert_eq!(numerics(&other.say(guest, "NICK alice")), [433]);
    assert_eq!(scram(&mut other, "alice", "sesame99"), [900, 903]);
}

/// Logs in by SCRAM on a connection that is arriving; the numerics that come at the end.
fn scram(house: &mut House, name: &str, password: &str) -> Vec<u16> {
    let conn = house.connect();
    house.say(conn, "CAP REQ :sasl");
    assert_eq!(answer(&house.say(conn, "AUTHENTICATE SCRAM-SHA-256")), Some(Vec::new()));
    let mut client = ClientScram::new(name, "nonce");
    let challenge = answer(&send(house, conn, client.first().as_bytes())).unwrap();
    let challenge = client.challenge(std::str::from_utf8(&challenge).unwrap()).unwrap();
    let salted = salted_password(password, &challenge.salt, challenge.iterations);
    let proof = client.prove(challenge, &salted);
    let told = send(house, conn, proof.as_bytes());
    match answer(&told) {
        Some(signature) => {
            assert_eq!(client.verify(std::str::from_utf8(&signature).unwrap()), Ok(()));
            numerics(&house.say(conn, "AUTHENTICATE +"))
        }
        None => numerics(&told),
    }
}

fn send(house: &mut House, conn: ConnId, message: &[u8]) -> Vec<Effect> {
    let params = sasl::cut(message);
    params.iter().map(|param| house.say(conn, &format!("AUTHENTICATE {param}"))).last().unwrap()
}

/// The message that these effects tell.
fn answer(effects: &[Effect]) -> Option<Vec<u8>> {
    let mut parts = sasl::Parts::default();
    effects.iter().find_map(|effect| match effect {
        Effect::Authenticate { param, .. } => parts.take(param).unwrap(),
        _ => None,
    })
}

#[test]
fn scram_from_one_end_to_the_other() {
    let mut house = House::with(pure::rules());
    let alice = house.enter("alice");
    house.say(alice, "REGISTER * * 密码密码密码密码");
    house.make();
    assert_eq!(scram(&mut house, "ALICE", "密码密码密码密码"), [900, 903]);
    assert_eq!(scram(&mut house, "alice", "sesame99"), [904]);
    assert_eq!(scram(&mut house, "nobody", "sesame99"), [904], "there is none, in the same steps");
    assert!(house.errands.is_empty(), "nothing of it is slow");
    house.input(Input::Console { line: "/forget alice" });
    assert!(matches!(house.kept.last(), Some(Keep::AccountGone(key)) if &**key == "alice"));
    assert_eq!(scram(&mut house, "alice", "密码密码密码密码"), [904]);
}

/// Whoever asks whether there is an account of some name waits as long for the answer.
#[test]
fn an_account_that_there_is_not_is_looked_at_as_long() {
    assert!(hash::is_hash(NOBODYS_HASH));
    let costs = |hash: &str| hash.rsplitn(3, '$').last().map(str::to_owned);
    assert_eq!(costs(NOBODYS_HASH), costs(&hash::make("x", &[1; hash::SALT_BYTES]).unwrap()));
    let mut house = House::with(pure::rules());
    let conn = house.enter("guest");
    house.say(conn, "AUTHENTICATE PLAIN");
    house.say(conn, "AUTHENTICATE AGFsaWNlAHNlc2FtZTk5");
    let Some(Errand::Verify { ticket, hash, .. }) = house.errands.pop() else { panic!() };
    assert_eq!(&*hash, NOBODYS_HASH);
    let told = house.input(Input::Verified { conn, ticket, verdict: Verdict::Right });
    assert_eq!(numerics(&told), [904], "even if somebody finds a password for it");
}

/// The account is removed while the password is looked at.
#[test]
fn an_account_that_is_gone_meanwhile_is_not_logged_in_to() {
    let mut house = House::with(pure::rules());
    let alice = house.enter("alice");
    house.say(alice, "REGISTER * * sesame99");
    house.make();
    let conn = house.enter("guest");
    house.say(conn, "AUTHENTICATE PLAIN");
    house.say(conn, "AUTHENTICATE AGFsaWNlAHNlc2FtZTk5");
    let Some(Errand::Verify { ticket, .. }) = house.errands.pop() else { panic!() };
    house.input(Input::Console { line: "/forget alice" });
    let told = house.input(Input::Verified { conn, ticket, verdict: Verdict::Right });
    assert_eq!(numerics(&told), [902]);
    let busy = house.enter("busy");
    house.say(busy, "AUTHENTICATE PLAIN");
    house.say(busy, "AUTHENTICATE AGFsaWNlAHNlc2FtZTk5");
    let Some(Errand::Verify { ticket, .. }) = house.errands.pop() else { panic!() };
    let told = house.input(Input::Verified { conn: busy, ticket, verdict: Verdict::Busy });
    assert_eq!((notes(&told), numerics(&told)), (vec!["TOO_MANY_TRIES"], vec![904]));
}
