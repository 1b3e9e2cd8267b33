//! That somebody writes: told and heard.

use super::*;

#[test]
fn the_room_is_told_that_we_write() {
    at_home().run(
        "
        draft: h
        client: @+typing=active TAGMSG #lobby
        # Not within three seconds of another one.
        draft: he
        @2
        draft: hel
        @1
        draft: hell
        client: @+typing=active TAGMSG #lobby
        @4
        @1
        client: @+typing=paused TAGMSG #lobby
        # Once is enough.
        @60
        client: PING mark-1
        server: :h.test PONG h.test mark-1
        draft: hello
        client: @+typing=active TAGMSG #lobby
        # Taken back, but not at once.
        draft:
        @2
        @1
        client: @+typing=done TAGMSG #lobby
        @3
        draft: bye
        client: @+typing=active TAGMSG #lobby
        # Saying it ends it.
        person: bye
        client: PRIVMSG #lobby :bye
        draft:
        @5
        client: PING mark-2
    ",
    );
}

#[test]
fn it_is_not_told_where_it_is_not_wanted() {
    let mut talk = Talk::new(wish("alice"));
    talk.run(&AT_HOME.replace("MONITOR=100", "CLIENTTAGDENY=*,-react")).run("draft: h");
    let mut talk = at_home();
    talk.run("server: :h.test CAP alice DEL :message-tags").run("draft: h");
    // Nobody has said anything that could be refused.
    at_home().run(
        "
        draft: h
        client: @+typing=active TAGMSG #lobby
        server: :h.test 404 alice #lobby :Moderated
        @5
        draft: hi
        person: hi
        client: PRIVMSG #lobby :hi
        server: :h.test 404 alice #lobby :Moderated
        told: refused None MayNotSpeak(\"#lobby\")
        server: :bob!b@h MODE #lobby +v alice
        told: #lobby mode +v alice by bob
        draft: h
        client: @+typing=active TAGMSG #lobby
    ",
    );
}

#[test]
fn others_write() {
    at_home().run(
        "
        server: @+typing=active :bob!b@h TAGMSG #lobby
        told: bob typing Active Room(\"#lobby\")
        server: @+typing=paused :bob!b@h TAGMSG alice
        told: bob typing Paused Private(\"bob\")
        server: @+typing=done :bob!b@h TAGMSG @#lobby
        told: bob typing Done Room(\"#lobby\")
        server: @+typing=active :alice!a@h TAGMSG #lobby
        server: @+typing=asleep :bob!b@h TAGMSG #lobby
        server: @+typing=active :bob!b@h TAGMSG #elsewhere
        server: @+react=x :bob!b@h TAGMSG #lobby
        server: @+typing=active TAGMSG
    ",
    );
}

#[test]
fn one_person_is_told_where_only_they_will_read_it() {
    at_home().run(
        "
        draft: for all
        client: @+typing=active TAGMSG #lobby
        person: /query bob
        told: here private bob
        draft: for bob
        client: @+typing=active TAGMSG bob
        # Nobody of that name: our person has said nothing to them yet, and is told nothing.
        server: :h.test 401 alice bob :No such nick
        person: for bob
        client: PRIVMSG bob :for bob
        client: MONITOR + bob
    ",
    );
}
