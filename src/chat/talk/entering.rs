//! Coming in, at good servers and odd ones.

use super::*;

#[test]
fn at_a_server_like_ours() {
    at_home();
}

#[test]
fn at_a_server_without_capabilities() {
    // It says so, or says nothing at all.
    for answer in ["server: :old 421 * CAP :Unknown command\nserver: :old 451 * :You have not registered", ""]
    {
        Talk::new(Wish { room: Some("tea".to_owned()), password: Some("s3".to_owned()), ..wish("alice") })
            .run(
                "
                client: CAP LS 302
                client: CAP REQ :standard-replies
                client: PASS :s3
                client: NICK alice
                client: USER chatroom 0 * :alice
            ",
            )
            .run(answer)
            .run(
                "
                server: PING :cookie
                client: PONG :cookie
                server: :old 001 alice :Welcome
                server: :old 375 alice :-
                server: :old 372 alice :- be nice
                told: motd be nice
                server: :old 376 alice :End
                told: welcome alice to ?
                client: JOIN #tea
                server: :alice!a@h JOIN :#tea
                server: :old 353 alice = #tea :alice
                server: :old 366 alice #tea :End
                told: in #tea: alice
                person: hi
                client: PRIVMSG #tea :hi
            ",
            );
    }
}

#[test]
fn with_capabilities_over_several_lines_and_a_request_refused() {
    Talk::new(wish("alice")).run(
        "
        client: CAP LS 302
        client: CAP REQ :standard-replies
        client: NICK alice
        client: USER chatroom 0 * :alice
        server: :s CAP * LS * :multi-prefix vendor/thing
        server: :s CAP * LS :server-time
        client: CAP REQ :multi-prefix server-time
        server: :s CAP * NAK :standard-replies
        server: :s CAP * NAK :multi-prefix server-time
        client: CAP END
        # Later on there may be more, or less.
        server: :s 001 alice :hi
        server: :s CAP alice NEW :batch
        client: CAP REQ :batch multi-prefix server-time
        server: :s CAP alice ACK :batch
        server: :s CAP alice DEL :batch
    ",
    );
}

#[test]
fn no_name_yet_then_refused_ones() {
    Talk::new(Wish::default()).run(
        "
            client: CAP LS 302
            client: CAP REQ :standard-replies
            server: :s CAP * LS :standard-replies
            server: :s CAP * ACK :standard-replies
            client: CAP END
            @600
            name:
            told: refused name \"\" Empty true
            name: alice
            client: NICK alice
            client: USER chatroom 0 * :alice
            server: :s 433 * alice :taken
            told: refused name \"alice\" Taken true
            name: аlice
            client: NICK аlice
            server: :s NOTE NICK NICK_LOOKS_LIKE аlice alice :looks like
            server: :s 432 * аlice :bad
            told: refused name \"аlice\" LooksLike(\"alice\") true
            name: admin
            client: NICK admin
            server: :s NOTE NICK NICK_RESERVED admin :no
            server: :s 432 * admin :bad
            told: refused name \"admin\" Reserved true
            name: longish
            client: NICK longish
            server: :s NOTE NICK NICK_TOO_LONG longish 5 :no
            server: :s 432 * longish :bad
            told: refused name \"longish\" TooLong(Some(5)) true
            name: a.b
            client: NICK a.b
            server: :s 432 * a.b :bad
            told: refused name \"a.b\" Character('.') true
            name: two words
            client: NICK :two words
            server: :s 432 * two :bad
            told: refused name \"two words\" Character(' ') true
            name: root
            client: NICK root
            server: :s 432 * root :not this one
            told: refused name \"root\" ServerSaid(\"not this one\") true
            # What is typed ahead waits for the room.
            name: bob
            client: NICK bob
            person: hello
            person: /who
            server: :s 001 bob :hi
            server: :s 005 bob CHATROOM=Administrator LOBBY=#lobby :are supported
            server: :s 422 bob :no motd
            told: welcome bob to ?
            client: JOIN #lobby
            server: :bob!b@h JOIN #lobby
            client: PRIVMSG #lobby :hello
            server: :s 366 bob #lobby :end
            told: in #lobby: bob
            told: who #lobby: bob
        ",
    );
}

#[test]
fn a_password_that_was_not_looked_at_is_not_called_wrong() {
    let mut talk = Talk::new(Wish { password: Some("right".to_owned()), ..wish("alice") });
    talk.sent.clear();
    talk.run(
        "
        server: FAIL PASS TOO_MANY_TRIES :wait
        server: ERROR :wait
        told: ended TooManyTries
        closed
    ",
    );
}

#[test]
fn wrong_password_or_none() {
    for (password, given) in [(Some("wrong".to_owned()), true), (None, false)] {
        let mut talk = Talk::new(Wish { password, ..wish("alice") });
        talk.sent.clear();
        talk.run(&format!(
            "
            server: :s 464 * :Password incorrect
            told: ended WrongPassword {{ given: {given} }}
            server: ERROR :bye
            closed
        "
        ));
    }
}

#[test]
fn a_house_for_the_invited_and_one_for_accounts() {
    for (code, members) in [("INVITATION_REQUIRED", false), ("MEMBERS_ONLY", true)] {
        for (password, given) in [(Some("wrong".to_owned()), true), (None, false)] {
            let mut talk = Talk::new(Wish { password, ..wish("alice") });
            talk.sent.clear();
            talk.run(&format!(
                "
                server: :s FAIL * {code} :No
                server: :s 464 * :Password incorrect
                told: ended NotInvited {{ given: {given}, members: {members} }}
                server: ERROR :bye
                closed
            "
            ));
        }
    }
}

#[test]
fn no_room_to_go_to() {
    let mut talk = Talk::new(wish("alice"));
    talk.sent.clear();
    talk.run(
        "
        server: :s 001 alice :hi
        server: :s 376 alice :end
        told: welcome alice to ?
        client: QUIT
        told: ended NoRoomNamed
    ",
    );
}

#[test]
fn a_room_that_is_shut() {
    for (code, why) in [
        (403, "NoSuchRoom"),
        (405, "TooMany"),
        (471, "Full"),
        (473, "InviteOnly"),
        (474, "Banned"),
        (475, "Key"),
        (476, "NoSuchRoom"),
        (477, "AccountsOnly"),
    ] {
        let mut talk = Talk::new(Wish { room: Some("#Tea".to_owned()), ..wish("alice") });
        talk.sent.clear();
        talk.run(&format!(
            "
            server: :s 001 alice :hi
            server: :s 376 alice :end
            told: welcome alice to ?
            client: JOIN #Tea
            server: :s {code} alice #tea :no
            client: QUIT
            told: ended RoomRefused {{ room: \"#tea\", why: {why} }}
        "
        ));
    }
}

#[test]
fn a_room_that_leads_on_to_another() {
    let mut talk = Talk::new(Wish { room: Some("#tea".to_owned()), ..wish("alice") });
    talk.sent.clear();
    talk.run(
        "
        server: :s 001 alice :hi
        server: :s 376 alice :end
        told: welcome alice to ?
        client: JOIN #tea
        server: :s 470 alice #tea ##tea :Forwarding
        server: :alice!a@h JOIN ##tea
        person: hi
        client: PRIVMSG ##tea :hi
    ",
    );
}

#[test]
fn a_server_that_does_not_answer() {
    let mut talk = Talk::new(wish("alice"));
    talk.sent.clear();
    talk.run(
        "
        @29
        @1
        told: ended Lost(Silent)
    ",
    );
}

#[test]
fn a_server_whose_welcome_never_ends() {
    let mut talk = Talk::new(Wish { room: Some("#tea".to_owned()), ..wish("alice") });
    talk.sent.clear();
    talk.run(
        "
        server: :s 001 alice :hi
        @30
        told: welcome alice to ?
        client: JOIN #tea
        @30
        told: ended Lost(Silent)
    ",
    );
}

#[test]
fn banned() {
    let mut talk = Talk::new(wish("alice"));
    talk.sent.clear();
    talk.run(
        "
        server: :s.test NOTICE * :*** Looking up your hostname
        told: private s.test Notice s.test=Server: *** Looking up your hostname
        server: :s 465 * :You are banned
        server: ERROR :Closing link
        told: ended Lost(Barred(\"You are banned\"))
    ",
    );
}
