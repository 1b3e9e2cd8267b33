//! Several rooms, talks with single people, and how far they were read.

use super::*;

fn lingering() -> Talk {
    let mut talk = Talk::lasting(Wish { lingers: true, ..wish("alice") }, Duration::from_secs(600));
    talk.run(AT_HOME);
    talk
}

const INTO_TEA: &str = "
    person: /join tea
    client: JOIN #tea
    server: :alice!~chatroom@cloak JOIN #tea * :alice
    told: here #tea
    server: :h.test 353 alice = #tea :@alice bob
    server: :h.test 366 alice #tea :end
    client: WHO #tea
    told: in #tea: @alice bob
";

#[test]
fn what_is_typed_goes_where_one_went() {
    let mut talk = at_home();
    talk.run(INTO_TEA).run(
        "
        person: hi
        client: PRIVMSG #tea :hi
        # Ours already: there is nothing to ask for.
        person: /join #lobby
        told: here #lobby
        person: hi
        client: PRIVMSG #lobby :hi
        person: /query bob how are you
        told: here private bob
        client: PRIVMSG bob :how are you
        client: MONITOR + bob
        person: /me waves
        client: PRIVMSG bob :\u{1}ACTION waves\u{1}
        person: /topic coffee
        told: refused None NoRoomHere
        person: /go 2
        told: here #tea
        person: /topic coffee
        client: TOPIC #tea :coffee
        person: /go lob
        told: here #lobby
        go: bob
        person: again
        client: PRIVMSG bob :again
        person: /part
        told: closed bob
        told: here #lobby
        person: /go nobody
        told: refused None NoSuchPlace(\"nobody\")
        person: /go bob
        told: here private bob
        # Being put away is not for ever.
        server: :bob!b@h NICK rob
        told: renamed bob to rob
        client: MONITOR - bob
        client: MONITOR + rob
        person: to rob
        client: PRIVMSG rob :to rob
    ",
    );
    let places: Vec<_> = talk.session.places().iter().map(at).collect();
    assert_eq!(places, ["#lobby", "#tea", "private rob"]);
    assert_eq!(talk.session.place().as_ref().map(at).as_deref(), Some("private rob"));
    assert_eq!(talk.session.topic("#TEA"), Some(""));
}

#[test]
fn whoever_speaks_to_us_alone_has_a_talk_with_us() {
    let mut talk = at_home();
    talk.run(
        "
        server: :carol!c@h PRIVMSG alice :psst
        told: private carol Message carol: psst
        server: :help.desk NOTICE alice :welcome
        told: private help.desk Notice help.desk=Server: welcome
    ",
    );
    assert_eq!(talk.session.places().iter().map(at).collect::<Vec<_>>(), ["#lobby", "private carol"]);
}

#[test]
fn the_last_room_is_the_end_for_some_only() {
    at_home().run(
        "
        person: /part so long
        client: PART #lobby :so long
        server: :alice!~chatroom@cloak PART #lobby :so long
        client: QUIT
        told: ended Left
    ",
    );
    lingering().run(INTO_TEA).run(
        "
        person: /part
        client: PART #tea
        server: :alice!~chatroom@cloak PART #tea
        told: #tea left alice=Me
        told: here #lobby
        server: :bob!b@h KICK #lobby alice :out
        told: #lobby put out alice=Me by bob (out)
        person: hi
        told: refused None NoRoomHere
        person: /rooms
        told: face Rooms
        closed
        told: interrupted Closed
        @1
        told: dial
        connect
        client: CAP LS 302
        client: CAP REQ :standard-replies
        client: NICK alice
        client: USER chatroom 0 * :alice
        server: :s 001 alice :hi
        server: :s 376 alice :end
        told: ReturnedRoomless
        person: /join #tea
        client: JOIN #tea
        server: :alice!a@h JOIN #tea
        told: here #tea
    ",
    );
}

#[test]
fn another_connection_is_made_when_somebody_asks() {
    lingering().run(
        "
        person: /reconnect
        client: QUIT
        told: interrupted Renewed
        told: dial
    ",
    );
}

#[test]
fn the_words_of_some_are_not_shown() {
    at_home().run(
        "
        person: /ignore Bob
        told: ignoring Bob true
        server: :bob!b@h PRIVMSG #lobby :alice: hi
        server: :bob!b@h PRIVMSG alice :hi
        server: :bob!b@h INVITE alice #tea
        person: /ignore
        told: ignored Bob
        person: /unignore bob
        told: ignoring bob false
        server: :bob!b@h PRIVMSG #lobby :hi
        told: #lobby Message bob: hi
    ",
    );
}

#[test]
fn modes_and_lines_as_they_stand() {
    at_home().run(
        "
        person: /mode
        client: MODE #lobby
        server: :h.test 324 alice #lobby +nt
        told: #lobby has modes +nt
        person: /mode +k tea
        client: MODE #lobby +k tea
        person: /mode alice +i
        client: MODE alice +i
        person: /raw WHOWAS bob
        client: WHOWAS bob
        person:  /quit
        told: HeldBack
    ",
    );
}

#[test]
fn names_that_stand_for_us_are_marked() {
    at_home().run(
        "
        server: :bob!b@h PRIVMSG #lobby :Alice: hi
        told: !#lobby Message bob: Alice: hi
        server: :bob!b@h PRIVMSG #lobby :malice
        told: #lobby Message bob: malice
    ",
    );
}

#[test]
fn what_was_seen_is_read_and_nothing_else() {
    let mut talk = Talk::new(Wish { history: 3, marks_read: Reads::AsSeen, ..wish("alice") });
    talk.run(REMEMBERED).run(
        "
        server: :h.test MARKREAD #lobby timestamp=2023-11-14T22:00:00.000Z
        told: read #lobby to 1699999200000
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=1;time=2023-11-14T22:00:00.000Z :bob!b@h PRIVMSG #lobby :one
        server: :h.test BATCH -1
        told: old #lobby Message bob: one
        told: #lobby earlier 1
        server: @time=2023-11-14T22:15:00.000Z;msgid=2 :bob!b@h PRIVMSG #lobby :two
        told: #lobby Message bob: two
        @30
        seen: #lobby 1700000100000
        client: MARKREAD #lobby timestamp=2023-11-14T22:15:00.000Z
        server: :h.test MARKREAD #lobby timestamp=2023-11-14T22:15:00.000Z
        server: @time=2023-11-14T22:16:00.000Z;msgid=3 :bob!b@h PRIVMSG alice :three
        told: private bob Message bob: three
        # Not at once again, unless we go elsewhere.
        seen: bob 1700000160000
        go: bob
        @1
        client: MARKREAD bob timestamp=2023-11-14T22:16:00.000Z
        server: :h.test MARKREAD #lobby timestamp=2023-11-14T22:17:00.000Z
        told: read #lobby to 1700000220000
        person: /history 2
        client: CHATHISTORY BEFORE bob msgid=3 2
    ",
    );
}

#[test]
fn a_talk_that_begins_shows_what_was_said_before() {
    let mut talk = remembered();
    talk.run(
        "
        server: :h.test BATCH +1 chathistory #lobby
        server: :h.test BATCH -1
        # Where nothing is kept, nothing is said.
        person: /query carol
        told: here private carol
        client: CHATHISTORY LATEST carol * 3
        server: :h.test FAIL CHATHISTORY INVALID_TARGET LATEST carol :no
        person: /query bob
        told: here private bob
        client: CHATHISTORY LATEST bob * 3
        # It is asked for already.
        person: /history 2
        server: :h.test BATCH +2 chathistory bob
        server: @batch=2;msgid=1;time=2023-11-14T22:00:00.000Z :bob!b@h PRIVMSG alice :one
        server: :h.test BATCH -2
        told: old private bob Message bob: one
        told: bob earlier 1
        # What is known is not asked for again.
        person: /go 1
        told: here #lobby
        person: /go bob
        told: here private bob
    ",
    );
}

#[test]
fn what_is_meant_for_a_room_that_we_are_not_in_is_said_nowhere() {
    let mut talk = at_home();
    talk.run(INTO_TEA).run(
        "
        server: :bob!b@h KICK #tea alice :spam
        told: #tea put out alice=Me by bob (spam)
        told: here #lobby
        # The face shows it all the same.
        look: #tea
        draft: for tea
        person: for tea
        told: refused None NoSuchPlace(\"#tea\")
        person: /topic for tea
        told: refused None NoSuchPlace(\"#tea\")
        # What is about no place in particular is done.
        person: /msg bob why?
        client: PRIVMSG bob :why?
        client: MONITOR + bob
        # There is nothing to leave but the sight of it.
        person: /part
        told: #tea left alice=Me
        told: here #lobby
        person: hi
        client: PRIVMSG #lobby :hi
        look: #tea
        look: bob
        person: hi
        client: PRIVMSG bob :hi
    ",
    );
}
