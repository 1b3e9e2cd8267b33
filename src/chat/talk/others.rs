//! What becomes known about others, and the commands that ask for it.

use super::*;

#[test]
fn who_is_away_is_known_from_the_beginning() {
    at_home().run(
        "
        server: :h.test 352 alice #lobby b h h.test bob G@ :0 Bob B.
        server: :h.test 352 alice #lobby ~chatroom cloak h.test alice H :0 alice
        server: :h.test 315 alice #lobby :end
        person: /who
        told: who #lobby: alice @bob(away)
        server: :bob!b@h AWAY
        told: away bob
    ",
    );
}

#[test]
fn real_names_are_known() {
    let mut talk = at_home();
    talk.run(
        "
        server: :h.test 352 alice #lobby b h h.test bob H@ :0 Bob B.
        server: :carol!c@h JOIN #lobby * :Carol C.
        told: #lobby came carol
        server: :carol!c@h SETNAME :Caro
        told: real name of carol: Caro
        person: /setname Alice A.
        client: SETNAME :Alice A.
        server: :alice!~chatroom@cloak SETNAME :Alice A.
        told: real name of alice=Me: Alice A.
        server: :h.test FAIL SETNAME INVALID_REALNAME :No
        told: refused None ServerSaid(\"No\")
        server: :h.test CAP alice DEL :setname
        person: /setname Alice
        told: refused None NotOffered(\"setname\")
    ",
    );
    let names: Vec<String> =
        talk.session.members("#lobby").into_iter().map(|member| member.real_name).collect();
    assert_eq!(names, ["Alice A.", "Bob B.", "Caro"]);
}

#[test]
fn rooms_and_hosts_get_other_names() {
    at_home().run(
        "
        server: :bob!b@h RENAME #lobby #Tea :it is four
        told: #lobby renamed to #Tea by bob (it is four)
        person: hello
        client: PRIVMSG #Tea :hello
        server: :bob!b@h PRIVMSG #tea :hi
        told: #Tea Message bob: hi
        server: :bob!b@h RENAME #elsewhere #here
        server: :alice!~chatroom@cloak CHGHOST user other.example
        server: :bob!b@h CHGHOST user other.example
    ",
    );
}

#[test]
fn chghost_is_used_where_there_is_one() {
    let mut talk = Talk::new(Wish { room: Some("#t".to_owned()), ..wish("alice") });
    talk.sent.clear();
    talk.run(
        "
        server: :s CAP * LS :chghost vendor/thing=x
        client: CAP REQ :chghost
        server: :s CAP * ACK :standard-replies
        server: :s CAP * ACK :chghost
        client: CAP END
    ",
    );
}

#[test]
fn partners_come_and_go() {
    at_home().run(
        "
        person: /msg dave hi
        client: PRIVMSG dave :hi
        client: MONITOR + dave
        # How things stand is no news.
        server: :h.test 730 alice :dave!d@h
        person: /msg Dave still there?
        client: PRIVMSG Dave :still there?
        server: :h.test 731 alice :dave
        told: partner dave false
        server: :h.test 731 alice :dave
        server: :h.test 730 alice :eve!e@h,dave!d@h
        told: partner dave true
        server: :dave!d@h JOIN #lobby
        told: #lobby came dave
        server: :dave!d@h NICK david
        client: MONITOR - dave
        client: MONITOR + david
        told: renamed dave to david
        server: :h.test 731 alice :dave
        server: :h.test 730 alice :david!d@h
        server: :david!d@h QUIT :bye
        told: #lobby left david (bye)
        # That was seen.
        server: :h.test 731 alice :david
        person: /msg #lobby hi
        client: PRIVMSG #lobby :hi
        person: /msg alice note
        client: PRIVMSG alice :note
        # The list is full: nobody has asked for it, so nobody is told.
        person: /msg eve hi
        client: PRIVMSG eve :hi
        client: MONITOR + eve
        server: :h.test 734 alice 1 eve :full
        server: :h.test 731 alice :eve
    ",
    );
    let mut talk = Talk::new(wish("alice"));
    talk.run(&AT_HOME.replace("MONITOR=100 ", "")).run(
        "
        person: /msg dave hi
        client: PRIVMSG dave :hi
    ",
    );
}

#[test]
fn commands_and_their_answers() {
    let away = "at lunch".to_owned();
    Talk::new(Wish { away, ..wish("alice") }).run(AT_HOME).run(
        "
        person: /away
        client: AWAY :at lunch
        server: :h.test 306 alice :You have been marked as being away
        told: own away true
        person: /away tea
        client: AWAY :tea
        person: /back
        client: AWAY
        server: :h.test 305 alice :You are no longer marked as being away
        told: own away false
        person: /invite eve
        client: INVITE eve #lobby
        server: :h.test 341 alice eve #lobby
        told: invitation of eve to #lobby sent
        server: :bob!b@h INVITE zoe #lobby
        told: zoe invited to #lobby by bob
        person: /kick bob too loud
        client: KICK #lobby bob :too loud
        server: :h.test 482 alice #lobby :no
        told: refused None NotOperator(\"#lobby\")
        person: /kick bob
        client: KICK #lobby bob
        server: :h.test 441 alice bob #lobby :They aren't on that channel
        told: refused None ServerSaid(\"They aren't on that channel\")
        person: /op bob
        client: MODE #lobby +o bob
        person: /deop bob
        client: MODE #lobby -o bob
        person: /list
        client: LIST
        server: :h.test 321 alice Channel :Users  Name
        server: :h.test 322 alice #lobby 2 :tea
        told: listed #lobby Some(2) tea
        server: :h.test 322 alice #x many :y
        told: listed #x None y
        server: :h.test 323 alice :End
        told: listed 2
        person: /whois bob
        client: WHOIS bob
        server: :h.test 311 alice bob b h * :Bob B.
        told: about bob Person { address: \"b@h\", real_name: \"Bob B.\" }
        server: :h.test 319 alice bob :@#lobby #tea 
        told: about bob Rooms(\"@#lobby #tea\")
        server: :h.test 312 alice bob h.test :a house
        told: about bob Server(\"h.test\")
        server: :h.test 313 alice bob :is an operator
        told: about bob Operator
        server: :h.test 317 alice bob 60 1700000000 :seconds idle, signon time
        told: about bob Silent(60)
        server: :h.test 301 alice bob :at tea
        told: is away bob: at tea
        server: :h.test 330 alice bob bobby :is logged in as
        told: about bob Account(\"bobby\")
        server: :h.test 318 alice bob :End
        server: :h.test 263 alice LIST :Please wait
        told: refused None ServerSaid(\"Please wait\")
    ",
    );
}

/// Whatever a server refuses, and however it says so, is told.
#[test]
fn no_refusal_is_silent() {
    let mut talk = at_home();
    for code in 400..=599 {
        let mut out = Outbox::default();
        // The end of a welcome, not of anything that was asked for.
        if code == 422 {
            continue;
        }
        talk.session.receive(talk.now, format!(":h.test {code} alice x :no\r\n").as_bytes(), &mut out);
        assert_eq!(out.happenings.len(), 1, "{code}");
    }
}

/// A room that can't be entered is not waited for, whatever the reason.
#[test]
fn any_refusal_of_the_room_ends_it() {
    let mut talk = Talk::new(Wish { room: Some("#t".to_owned()), ..wish("alice") });
    talk.sent.clear();
    talk.run(
        "
        server: :s 001 alice :hi
        server: :s 376 alice :end
        told: welcome alice to ?
        client: JOIN #t
        server: :s 437 alice #other :no
        told: refused room #other ServerSaid(\"no\")
        server: :s 520 alice #t :only for a few
        client: QUIT
        told: ended RoomRefused { room: \"#t\", why: ServerSaid(\"only for a few\") }
    ",
    );
}

#[test]
fn order_is_kept_by_commands_of_a_server_like_ours() {
    at_home().run(
        "
        person: /ban bob 2h too loud
        client: BAN #lobby bob 2h :too loud
        person: /mute bob
        client: MUTE #lobby bob *
        person: /unban bob
        client: UNBAN #lobby bob
        person: /bans
        client: BANS #lobby
        server: :h.test NOTE BANS BAN_ROW #lobby bob!*@* bob alice never too\\sloud :said
        told: noted None BAN_ROW #lobby bob!*@* bob alice never too\\sloud
        person: /undo
        client: UNDO #lobby
        person: /audit 7
        client: AUDIT #lobby 7
        person: /slow 2m
        client: MODE #lobby +w 120
        person: /slow off
        client: MODE #lobby -w
        server: :h.test FAIL UNDO NOTHING_TO_UNDO #lobby :said
        told: noted None NOTHING_TO_UNDO #lobby
        # On which terms something is refused comes before the numeric.
        server: :h.test NOTE PRIVMSG MUTED #lobby bob 1970-01-01T00:00:01Z no\\stea :said
        server: :h.test 404 alice #lobby :said
        told: refused None Muted(\"#lobby\", Terms { by: Who { name: \"bob\", voice: Member }, until_ms: Some(1000), reason: Some(\"no tea\") })
        server: :h.test 404 alice #lobby :said
        told: refused None MayNotSpeak(\"#lobby\")
        server: :h.test NOTE JOIN BANNED #tea bob never none :said
        server: :h.test 474 alice #tea :said
        told: refused room #tea BannedBy(Terms { by: Who { name: \"bob\", voice: Member }, until_ms: None, reason: None })
        server: :h.test 480 alice #tea 60 :said
        told: refused room #tea Braked(60)
        server: :h.test NOTE * BARRED Administrator never spam :said
        server: ERROR :said
        told: ended Barred(Terms { by: Who { name: \"Administrator\", voice: Operator }, until_ms: None, reason: Some(\"spam\") })
    ",
    );
}

#[test]
fn order_is_kept_by_modes_elsewhere() {
    let mut talk = Talk::new(Wish { room: Some("#lobby".to_owned()), ..wish("alice") });
    talk.run(&AT_HOME.replace(" CHATROOM=Administrator", ""));
    talk.run(
        "
        person: /ban bob too loud
        client: MODE #lobby +b bob!*@*
        client: KICK #lobby bob :too loud
        person: /unban *!*@evil
        client: MODE #lobby -b *!*@evil
        person: /ban bob 2h
        told: refused None NotOffered(\"ban\")
        person: /mute bob
        told: refused None NotOffered(\"mute\")
        person: /undo
        told: refused None NotOffered(\"undo\")
        person: /slow 10
        told: refused None NotOffered(\"slow\")
    ",
    );
}
