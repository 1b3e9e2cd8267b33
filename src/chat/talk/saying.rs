//! What we say.

use super::*;

#[test]
fn words_and_commands() {
    at_home().run(
        "
        person: hello :) there
        client: PRIVMSG #lobby :hello :) there
        person: //etc
        client: PRIVMSG #lobby :/etc
        person: /me waves
        client: PRIVMSG #lobby :\u{1}ACTION waves\u{1}
        person: /msg bob just you
        client: PRIVMSG bob :just you
        client: MONITOR + bob
        person: /nick anna
        client: NICK anna
        person: /topic tea & cake
        client: TOPIC #lobby :tea & cake
        person: /topic
        told: #lobby topic: tea
        person: /who
        told: who #lobby: alice @bob
        person: /help
        told: Help
        person: /hlep
        told: unknown hlep help
        person: /msg bob
        told: usage msg
    ",
    );
}

/// What 4,000 Chinese characters look like on the wire, and that they are all there.
#[test]
fn long_lines_are_cut_to_fit() {
    let text = "茶".repeat(4000);
    for multiline in [true, false] {
        let mut talk = at_home();
        if !multiline {
            talk.run("server: :h.test CAP alice DEL :draft/multiline");
        }
        let mut out = Outbox::default();
        talk.session.typed(talk.now, &text, &mut out);
        let sent = String::from_utf8(out.bytes).unwrap();
        let mut said = String::new();
        for line in sent.lines().filter(|line| line.contains("PRIVMSG")) {
            let bare = line.split_once("PRIVMSG").unwrap().1;
            let relayed = format!(":alice!~chatroom@cloak PRIVMSG{bare}\r\n");
            assert_eq!(line.contains("multiline-concat"), multiline && !said.is_empty());
            said.push_str(bare.split_once(':').unwrap().1);
            let is_last = said.len() == text.len();
            assert!(relayed.len() <= 512 && (is_last || relayed.len() > 500), "{}", relayed.len());
        }
        assert_eq!(said, text);
        // Only what fits into one message is one.
        assert_eq!(sent.lines().filter(|line| line.starts_with("BATCH +")).count(), usize::from(multiline));
    }
}

#[test]
fn what_does_not_fit_one_message_is_several() {
    let mut talk = at_home();
    let mut out = Outbox::default();
    talk.session.typed(talk.now, &"x".repeat(40_000), &mut out);
    let sent = String::from_utf8(out.bytes).unwrap();
    assert_eq!(sent.lines().filter(|line| line.starts_with("BATCH +")).count(), 3);
    let said: usize = sent.lines().filter_map(|line| line.split_once(" :")).map(|(_, text)| text.len()).sum();
    assert_eq!(said, 40_000);
}

#[test]
fn several_lines_are_one_message() {
    let mut talk = at_home();
    let mut out = Outbox::default();
    talk.session.act(talk.now, Intent::Say("one\r\n\ntwo\n".to_owned()), &mut out);
    talk.session.act(talk.now, Intent::Say("\n\n".to_owned()), &mut out);
    talk.drain(out);
    talk.run(
        "
        client: BATCH +b1 draft/multiline #lobby
        client: @batch=b1 PRIVMSG #lobby :one
        client: @batch=b1 PRIVMSG #lobby :
        client: @batch=b1 PRIVMSG #lobby :two
        client: @batch=b1 PRIVMSG #lobby :
        client: BATCH -b1
    ",
    );
}

/// With an echo, every message of ours comes back once, or is refused by name.
#[test]
fn labels_tell_the_fate_of_a_message() {
    let script = with_labels(AT_HOME);
    Talk::new(Wish { echo: true, ..wish("alice") }).run(&script).run(
        "
        person: hello
        client: @label=m1 PRIVMSG #lobby :hello
        server: @label=m1;msgid=z :alice!~chatroom@cloak PRIVMSG #lobby :hello
        told: #lobby Message alice=Me: [1] hello
        told: delivered 1 z
        # Once is enough.
        server: @label=m1 :h.test ACK
        person: /me waves
        client: @label=m2 PRIVMSG #lobby :\u{1}ACTION waves\u{1}
        server: @label=m2 :h.test 404 alice #lobby :no
        told: refused Some(2) MayNotSpeak(\"#lobby\")
        person: /msg bob hi
        client: @label=m3 PRIVMSG bob :hi
        client: MONITOR + bob
        server: @label=m3 :h.test BATCH +9 labeled-response
        server: @batch=9 :h.test 301 alice bob :at tea
        told: is away bob: at tea
        server: @batch=9 :alice!~chatroom@cloak PRIVMSG bob :hi
        told: private bob Message alice=Me: [3] hi
        told: delivered 3 -
        server: :h.test BATCH -9
        person: nobody hears
        client: @label=m4 PRIVMSG #lobby :nobody hears
        server: @label=m4 :h.test ACK
        told: delivered 4 -
        person: /msg bob again
        client: @label=m5 PRIVMSG bob :again
        server: @label=m5 :h.test FAIL PRIVMSG NO_WAY :never
        told: refused Some(5) ServerSaid(\"never\")
        # The echo of a long one.
        server: @label=m6 :alice!~chatroom@cloak BATCH +e draft/multiline #lobby
        server: @batch=e :alice!~chatroom@cloak PRIVMSG #lobby :a
        server: @batch=e;draft/multiline-concat :alice!~chatroom@cloak PRIVMSG #lobby :b
        server: :h.test BATCH -e
        told: #lobby Message alice=Me: [6] ab
    ",
    );
}

#[test]
fn without_an_echo_a_face_that_wants_one_gets_it_here() {
    let mut talk = Talk::new(Wish { echo: true, room: Some("#t".to_owned()), ..wish("alice") });
    talk.sent.clear();
    talk.run(
        "
        server: :s 001 alice :hi
        server: :s 376 alice :end
        told: welcome alice to ?
        client: JOIN #t
        server: :alice!a@h JOIN #t
        person: hello
        client: PRIVMSG #t :hello
        told: #t Message alice=Me: hello
        person: /me waves
        client: PRIVMSG #t :\u{1}ACTION waves\u{1}
        told: #t Action alice=Me: waves
    ",
    );
}

#[test]
fn names_are_offered_by_who_spoke_last() {
    let mut talk = at_home();
    let names = |talk: &Talk, part: &str| -> Vec<String> {
        talk.session.names_like(part).iter().map(|name| name.to_string()).collect()
    };
    talk.run(
        "
        server: :Bert!b@h JOIN #lobby
        told: #lobby came Bert
        server: :小明!x@h JOIN #lobby
        told: #lobby came 小明
    ",
    );
    assert_eq!(names(&talk, "b"), ["Bert", "bob"]);
    talk.run(
        "
        server: :bob!b@h PRIVMSG #lobby :x
        told: #lobby Message bob: x
    ",
    );
    assert_eq!(names(&talk, "B"), ["bob", "Bert"]);
    assert_eq!(names(&talk, "明"), ["小明"]);
    assert_eq!(names(&talk, "al"), [""; 0]);
}

#[test]
fn slow_mode_says_where_and_for_how_long() {
    at_home().run(
        "
        person: hi
        client: PRIVMSG #lobby :hi
        server: :h.test FAIL PRIVMSG SLOW_MODE #lobby 10 :wait
        told: noted None SLOW_MODE #lobby 10
    ",
    );
}
