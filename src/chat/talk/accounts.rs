//! Logging in and registering.

use super::*;
use crate::wire::sasl::{self, Parts};
use crate::wire::scram::{ClientFirst, Verifier};

fn secret(text: &str) -> Secret {
    Secret(text.to_owned())
}

fn known(plain: bool) -> Wish {
    Wish {
        room: Some("#t".to_owned()),
        login: Some(("alice".to_owned(), secret("pencil"))),
        plain,
        ..wish("alice")
    }
}

/// What the client has sent last as a part of a login, read.
fn said(talk: &mut Talk) -> String {
    let line = talk.sent.remove(0);
    let part = line.strip_prefix("AUTHENTICATE ").unwrap();
    String::from_utf8(Parts::default().take(part).unwrap().unwrap()).unwrap()
}

fn answer(text: &str) -> String {
    format!("server: AUTHENTICATE {}", sasl::cut(text.as_bytes()).remove(0))
}

/// Up to the proposal of SCRAM.
fn proposing(talk: &mut Talk) {
    talk.sent.clear();
    talk.run(
        "
        server: :s CAP * LS :sasl=PLAIN,SCRAM-SHA-256
        client: CAP REQ :sasl
        server: :s CAP * ACK :standard-replies
        server: :s CAP * ACK :sasl
        client: AUTHENTICATE SCRAM-SHA-256
        ",
    );
}

#[test]
fn a_known_password_is_proved_and_not_said() {
    let mut talk = Talk::new(known(true));
    proposing(&mut talk);
    let mut out = Outbox::default();
    talk.session.receive(talk.now, b"AUTHENTICATE +\r\n", &mut out);
    talk.drain(out);
    let first = ClientFirst::parse(&said(&mut talk)).unwrap();
    let (server, challenge) = first.answer(Verifier::make("pencil", b"salt", 4096), "more");
    talk.run(&format!("{}\ntold: derive pencil 4 4096", answer(&challenge)));
    let derive = talk.derive.take().unwrap();
    let salted = scram::salted_password(&derive.password.0, &derive.salt, derive.rounds);
    let mut out = Outbox::default();
    talk.session.derived(talk.now, &salted, &mut out);
    talk.drain(out);
    let last = server.finish(&said(&mut talk)).unwrap();
    talk.run(&format!(
        "
        {}
        client: AUTHENTICATE +
        server: :s 900 * alice!a@h alice :You are now logged in
        told: account LoggedIn {{ account: \"alice\", keep: None }}
        server: :s 903 * :done
        client: CAP END
        ",
        answer(&last)
    ));
}

/// A name that is typed, the first one or after another was refused, is that of an account whose
/// password is known: who owns it logs in before asking for it.
#[test]
fn a_name_that_is_typed_is_logged_in_to() {
    let mut talk = Talk::new(Wish { room: Some("#t".to_owned()), plain: true, ..Wish::default() });
    talk.sent.clear();
    talk.run(
        "
        server: :s CAP * LS :sasl=PLAIN
        client: CAP REQ :sasl
        server: :s CAP * ACK :standard-replies
        server: :s CAP * ACK :sasl
        client: CAP END
        name: bob
        client: NICK bob
        client: USER chatroom 0 * :bob
        server: :s 433 * bob :taken
        told: refused name \"bob\" Taken true
        ",
    );
    talk.session.set_login(Some(("alice".to_owned(), secret("pencil"))));
    talk.run(
        "
        name: alice
        client: AUTHENTICATE PLAIN
        server: AUTHENTICATE +
        client: AUTHENTICATE AGFsaWNlAHBlbmNpbA==
        server: :s 900 * alice!a@h alice :You are now logged in
        told: account LoggedIn { account: \"alice\", keep: None }
        server: :s 903 * :done
        client: NICK alice
        ",
    );
}

/// A server that was started anew without its accounts.
#[test]
fn an_account_that_is_no_longer_known_is_told_on_return() {
    let wish = Wish { history: 50, login: Some(("alice".to_owned(), secret("pencil"))), ..wish("alice") };
    let mut talk = Talk::lasting(wish, Duration::from_secs(600));
    talk.run(REMEMBERED);
    let back = BACK.replace(" chatroom/resume", " chatroom/resume sasl=SCRAM-SHA-256").replace(
        "client: CAP END",
        "client: AUTHENTICATE SCRAM-SHA-256
        server: :h.test 904 alice :no
        client: CAP END",
    );
    let back = back.replace(
        "chatroom/resume sasl=SCRAM-SHA-256 echo-message labeled-response message-tags server-time\n",
        "chatroom/resume sasl echo-message labeled-response message-tags server-time\n",
    );
    let told = "told: account Refused(NoLonger(\"alice\"))";
    talk.run(super::returning::LOST).run(&back).run(&format!("{}\n{told}", super::returning::IN));
}

#[test]
fn a_server_that_can_not_prove_itself_gets_nothing() {
    let mut talk = Talk::new(known(true));
    proposing(&mut talk);
    talk.run(&format!(
        "
        server: AUTHENTICATE +
        client: AUTHENTICATE …
        {}
        client: AUTHENTICATE *
        told: account Refused(NotSafe)
        client: CAP END
        server: :s 906 * :aborted
        ",
        answer("r=other,s=c2FsdA==,i=4096")
    ));
}

/// Whoever says that all is well without having proved anything may be anybody.
#[test]
fn a_server_that_proves_nothing_is_not_believed() {
    let unproved = [
        "server: :s 900 * alice!a@h alice :You are now logged in",
        "server: :s 903 * :done",
        "server: :s 903 * :done\nserver: :s 903 * :done",
    ];
    for unproved in unproved {
        let (first, rest) = unproved.split_once('\n').unwrap_or((unproved, ""));
        let refused = format!("{first}\ntold: account Refused(NotSafe)\nclient: CAP END\n{rest}");
        let mut talk = Talk::new(known(true));
        proposing(&mut talk);
        talk.run(&refused);
        let mut talk = Talk::new(known(true));
        proposing(&mut talk);
        talk.run("server: AUTHENTICATE +\nclient: AUTHENTICATE …").run(&refused);
    }
}

/// It would be shown, and kept, as if we had logged in.
#[test]
fn a_login_that_nobody_asked_for_is_not_believed() {
    let mut talk = Talk::new(wish("alice"));
    talk.sent.clear();
    talk.run(
        "
        server: :s CAP * LS :sasl=PLAIN
        client: CAP REQ :sasl
        server: :s 900 * alice!a@h mallory :You are now logged in
        server: :s 903 * :done
        ",
    );
}

#[test]
fn a_wrong_password_is_told_and_coming_in_goes_on() {
    let mut talk = Talk::new(known(true));
    proposing(&mut talk);
    talk.run(
        "
        server: :s 904 * :no
        told: account Refused(WrongPassword)
        client: CAP END
        server: :s NOTE NICK NAME_OWNED alice :owned
        server: :s 433 * alice :taken
        told: refused name \"alice\" Owned true
        ",
    );
}

#[test]
fn plain_only_where_nobody_reads_along_or_somebody_insists() {
    let plain = "
        server: :s CAP * LS :sasl=PLAIN
        client: CAP REQ :sasl
        server: :s CAP * ACK :standard-replies
        server: :s CAP * ACK :sasl
    ";
    let mut talk = Talk::new(known(true));
    talk.sent.clear();
    talk.run(&format!("{plain}\nclient: AUTHENTICATE PLAIN"));
    let mut talk = Talk::new(known(false));
    talk.sent.clear();
    talk.run(&format!("{plain}\ntold: account Refused(NotSafe)\nclient: CAP END")).run(
        "
        server: :s 001 alice :hi
        server: :s 376 alice :end
        told: welcome alice to ?
        client: JOIN #t
        server: :alice!a@h JOIN #t
        person: /login bob pencil
        client: AUTHENTICATE PLAIN
        server: AUTHENTICATE +
        client: AUTHENTICATE AGJvYgBwZW5jaWw=
        server: :s 900 alice alice!a@h bob :You are now logged in
        told: account LoggedIn { account: \"bob\", keep: Some(…) }
        server: :s 903 alice :done
        ",
    );
}

#[test]
fn a_name_of_our_account_is_taken_by_logging_in() {
    let mut talk = Talk::new(Wish { room: Some("#t".to_owned()), plain: true, ..wish("bob") });
    talk.sent.clear();
    talk.run(
        "
        server: :s CAP * LS :sasl=PLAIN
        client: CAP REQ :sasl
        server: :s CAP * ACK :standard-replies
        server: :s CAP * ACK :sasl
        client: CAP END
        server: :s 001 bob :hi
        server: :s 376 bob :end
        told: welcome bob to ?
        client: JOIN #t
        server: :bob!b@h JOIN #t
        person: /nick alice
        client: NICK alice
        server: :s NOTE NICK NAME_OWNED alice :owned
        server: :s 433 bob alice :taken
        told: refused name \"alice\" Owned false
        ",
    );
    let login = || ("alice".to_owned(), secret("pencil"));
    let mut out = Outbox::default();
    assert!(talk.session.claim(talk.now, "alice", login(), &mut out));
    assert!(!talk.session.claim(talk.now, "alice", login(), &mut out), "it is on its way");
    talk.drain(out);
    talk.run(
        "
        client: AUTHENTICATE PLAIN
        server: AUTHENTICATE +
        client: AUTHENTICATE AGFsaWNlAHBlbmNpbA==
        server: :s 904 bob :no
        told: account Refused(WrongPassword)
        ",
    );
    let mut out = Outbox::default();
    assert!(talk.session.claim(talk.now, "alice", login(), &mut out));
    talk.drain(out);
    talk.run(
        "
        client: AUTHENTICATE PLAIN
        server: AUTHENTICATE +
        client: AUTHENTICATE AGFsaWNlAHBlbmNpbA==
        server: :s 900 bob bob!b@h alice :You are now logged in
        told: account LoggedIn { account: \"alice\", keep: Some(…) }
        server: :s 903 bob :done
        client: NICK alice
        ",
    );
    assert!(!talk.session.claim(talk.now, "alice", login(), &mut Outbox::default()), "logged in already");
}

#[test]
fn an_account_is_registered() {
    let mut talk = Talk::new(Wish { room: Some("#t".to_owned()), ..wish("alice") });
    talk.sent.clear();
    talk.run(
        "
        server: :s CAP * LS :draft/account-registration
        client: CAP REQ :draft/account-registration
        server: :s CAP * ACK :standard-replies
        server: :s CAP * ACK :draft/account-registration
        client: CAP END
        server: :s 001 alice :hi
        server: :s 376 alice :end
        told: welcome alice to ?
        client: JOIN #t
        server: :alice!a@h JOIN #t
        person: /register pencil
        client: REGISTER * * :pencil
        server: FAIL REGISTER INVALID_EMAIL * :no
        told: account Refused(EmailWanted)
        person: /register pencil a@b
        client: REGISTER * a@b :pencil
        server: REGISTER VERIFICATION_REQUIRED alice :look
        told: account CodeWanted { account: \"alice\", keep: Some(…), is_made: false }
        person: /verify 12
        client: VERIFY alice :12
        server: FAIL VERIFY INVALID_CODE alice :no
        told: account Refused(BadCode)
        person: /verify 123
        client: VERIFY alice :123
        server: VERIFY SUCCESS alice :yes
        told: account Registered { account: \"alice\", keep: Some(…), is_made: false }
        # A password of our own making, of 128 bits.
        person: /register
        client: REGISTER * * :…
        server: REGISTER VERIFICATION_REQUIRED alice :look
        told: account CodeWanted { account: \"alice\", keep: Some(…), is_made: true }
        server: FAIL REGISTER ALREADY_AUTHENTICATED alice :already
        told: account Refused(ServerSaid(\"already\"))
        person: /login x
        told: refused None NotOffered(\"login\")
        ",
    );
    at_home().run(
        "
        person: /register
        told: refused None NotOffered(\"register\")
        person: /verify 1
        told: refused None NotOffered(\"verify\")
        ",
    );
}

/// Whose account is present already becomes who is there; to their own client they leave, change
/// their name and enter.
#[test]
fn a_guest_who_logs_in_to_a_presence_goes_on_as_that() {
    let mut talk = Talk::new(Wish { room: Some("#t".to_owned()), ..wish("guest") });
    talk.sent.clear();
    let inside = "
        server: :s CAP * LS :sasl=PLAIN
        client: CAP REQ :sasl
        server: :s CAP * ACK :standard-replies
        server: :s CAP * ACK :sasl
        client: CAP END
        server: :s 001 guest :hi
        server: :s 376 guest :end
        told: welcome guest to ?
        client: JOIN #t
        server: :guest!a@h JOIN #t
        person: /login alice pencil
        client: AUTHENTICATE PLAIN
        server: AUTHENTICATE +
        client: AUTHENTICATE AGFsaWNlAHBlbmNpbA==
        server: :guest!a@h PART #t
        server: :guest!a@h NICK alice
        told: renamed guest=Me to alice
    ";
    talk.run(inside).run(
        "
        server: :alice!a@h JOIN #tea
        server: :s 900 alice alice!a@h alice :You are now logged in
        told: account LoggedIn { account: \"alice\", keep: Some(…) }
        server: :s 903 alice :done
        person: hi
        client: PRIVMSG #tea :hi
        ",
    );
    // Where that presence is in no room, we stay in ours.
    let mut talk = Talk::new(Wish { room: Some("#t".to_owned()), ..wish("guest") });
    talk.sent.clear();
    talk.run(inside).run(
        "
        server: :s 900 alice alice!a@h alice :You are now logged in
        told: account LoggedIn { account: \"alice\", keep: Some(…) }
        server: :s 903 alice :done
        client: JOIN #t
        server: :alice!a@h JOIN #t
        person: hi
        client: PRIVMSG #t :hi
        ",
    );
}

/// With a certificate, up to the proposal of EXTERNAL.
fn shown(login: bool) -> Talk {
    let login = login.then(|| ("alice".to_owned(), secret("pencil")));
    let wish = Wish { room: Some("#t".to_owned()), certificate: true, plain: true, login, ..wish("alice") };
    let mut talk = Talk::new(wish);
    talk.sent.clear();
    talk.run(
        "
        server: :s CAP * LS :sasl=EXTERNAL,PLAIN
        client: CAP REQ :sasl
        server: :s CAP * ACK :standard-replies
        server: :s CAP * ACK :sasl
        client: AUTHENTICATE EXTERNAL
        ",
    );
    talk
}

#[test]
fn a_certificate_logs_in_before_any_password() {
    shown(true).run(
        "
        server: :s 433 * alice :It belongs to an account
        told: refused name \"alice\" Taken true
        server: AUTHENTICATE +
        client: AUTHENTICATE +
        server: :s 900 * alice!a@h alice :You are now logged in
        told: account LoggedIn { account: \"alice\", keep: None }
        server: :s 903 * :done
        client: NICK alice
        client: CAP END
        ",
    );
}

#[test]
fn where_nobody_is_known_by_the_certificate_the_password_is_said() {
    let failed = "
        server: AUTHENTICATE +
        client: AUTHENTICATE +
        server: :s 904 * :no
        told: account Refused(UnknownCertificate)
        ";
    shown(false).run(&format!("{failed}\nclient: CAP END"));
    shown(true).run(&format!(
        "{failed}
        client: AUTHENTICATE PLAIN
        server: AUTHENTICATE +
        client: AUTHENTICATE AGFsaWNlAHBlbmNpbA==
        server: :s 900 * alice!a@h alice :You are now logged in
        told: account LoggedIn {{ account: \"alice\", keep: None }}
        server: :s 903 * :done
        client: CAP END
        "
    ));
}
