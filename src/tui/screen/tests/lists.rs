//! What lies over the rest: lists and searches.

use super::*;

#[test]
fn help_is_searched_by_typing() {
    for language in ["en", "cn"] {
        let mut desk = Desk::inside(80, 16, language);
        desk.press("f1");
        desk.typed(if language == "en" { "search" } else { "搜索" });
        desk.shows(&format!("help-{language}"));
        desk.press("esc");
        assert!(desk.drawn().ends_with(|c: char| c != '>'));
        assert_eq!(desk.wants(), []);
    }
    let mut desk = Desk::inside(80, 16, "en");
    desk.typed("/help");
    desk.press("enter");
    desk.typed("/topic");
    desk.press("enter");
    assert_eq!(desk.screen.inputs.editor().text(), "/topic ", "what is chosen stands on the line");
}

#[test]
fn every_act_and_command_is_explained() {
    for language in ["en", "cn"] {
        let lang = Languages::built_in().lang(language);
        for (name, act, _) in crate::tui::keymap::ACTS {
            let name = if matches!(act, crate::tui::keymap::Act::Room(_)) { "room" } else { name };
            assert!(lang.knows(&format!("screen-act-{name}")), "{language}: {name}");
        }
        let desk = Desk::inside(80, 24, language);
        for command in command::ALL {
            let rows = desk.screen.described(command.name);
            let is_whole = |(usage, what): &(String, String)| usage.starts_with('/') && !what.is_empty();
            assert!(!rows.is_empty() && rows.iter().all(is_whole), "{language}: {rows:?}");
        }
    }
}

#[test]
fn the_switcher_finds_by_a_few_letters() {
    let mut desk = Desk::inside(60, 12, "en");
    desk.arrive(
        ":bob!b@h PRIVMSG alice :psst
        :carol!c@h PRIVMSG alice :hello",
    );
    desk.press("ctrl-g");
    desk.shows("switcher");
    desk.typed("bb");
    desk.press("enter");
    assert_eq!(desk.wants().last(), Some(&Want::Speak(Where::Private("bob".into()))));
    assert_eq!(*desk.screen.talks.current(), Place::Person("bob".into()));
    desk.press("alt-1");
    assert_eq!(*desk.screen.talks.current(), Place::Room("#tea".into()));
    desk.press("ctrl-n");
    assert_eq!(*desk.screen.talks.current(), Place::Person("bob".into()));
    desk.press("alt-a");
    assert_eq!(*desk.screen.talks.current(), Place::Person("carol".into()), "she has not been read");
    desk.press("ctrl-p ctrl-p");
    assert_eq!(*desk.screen.talks.current(), Place::Room("#tea".into()));
}

#[test]
fn the_list_of_conversations_stands_on_the_left() {
    let mut desk = Desk::inside(90, 10, "cn");
    desk.arrive(":小明!x@h PRIVMSG alice :你好");
    desk.press("f7");
    desk.shows("rooms-cn");
}

#[test]
fn members_are_chosen_to_talk_to() {
    for language in ["en", "cn"] {
        let mut desk = Desk::inside(70, 12, language);
        desk.press("f8");
        desk.shows(&format!("members-{language}"));
        desk.typed("bo");
        desk.press("enter");
        assert_eq!(*desk.screen.talks.current(), Place::Person("bob".into()));
    }
}

#[test]
fn a_search_highlights_and_reaches_into_the_server() {
    for language in ["en", "cn"] {
        let mut desk = Desk::inside(70, 12, language);
        desk.arrive(
            ":bob!b@h PRIVMSG #tea :green tea
            :carol!c@h PRIVMSG #tea :black coffee
            :bob!b@h PRIVMSG #tea :Tea again",
        );
        let _ = desk.drawn();
        desk.press("ctrl-f");
        desk.typed("tea");
        desk.shows(&format!("search-{language}"));
        desk.press("up enter");
        let wants = desk.wants();
        assert!(
            matches!(&wants[..], [Want::Act(Intent::Search(query))] if query.words == "tea"),
            "{wants:?}"
        );
        let said = |text: &str, id: &str| crate::chat::Said {
            at_ms: 1_769_000_000_000,
            id: Some(id.into()),
            who: crate::chat::Who { name: "bob".into(), voice: crate::chat::Voice::Member },
            place: Where::Room("#tea".into()),
            manner: crate::chat::Manner::Message,
            text: crate::wire::text::Text::line(text),
            label: None,
            old: true,
            mentions_me: false,
        };
        for (text, id) in [("tea of old", "a"), ("white tea", "b")] {
            let _ = desk.screen.happen(desk.now, &Happening::Found(said(text, id)), &desk.life);
        }
        let _ = desk.screen.happen(desk.now, &Happening::SearchEnded { count: 2 }, &desk.life);
        desk.shows(&format!("found-{language}"));
        desk.press("enter");
        assert!(desk.screen.over.is_none() && desk.screen.moment.notice.is_some(), "it is not here yet");
        let asks = |wants: &[Want]| matches!(wants.last(), Some(Want::Act(Intent::Earlier(_))));
        let wants = desk.wants();
        assert!(asks(&wants), "{wants:?}");
        let page = |desk: &mut Desk, found: &[(&str, &str)]| {
            for (text, id) in found {
                let _ = desk.screen.happen(desk.now, &Happening::Said(said(text, id)), &desk.life);
            }
            let ended = Happening::Earlier { room: "#tea".into(), count: found.len() };
            desk.screen.happen(desk.now, &ended, &desk.life)
        };
        assert!(asks(&page(&mut desk, &[("oolong", "c")])), "it was not on the page");
        assert_eq!(page(&mut desk, &[("white tea", "b")]), []);
        assert!(desk.drawn().contains("white tea") && desk.screen.moment.notice.is_none());
    }
}

#[test]
fn a_hit_that_the_server_does_not_give_is_told() {
    let mut desk = Desk::inside(70, 12, "en");
    desk.screen.hit = Some(over::Hit::of(Place::Room("#tea".into()), "a"));
    let ended = Happening::Earlier { room: "#tea".into(), count: 0 };
    assert_eq!(desk.screen.happen(desk.now, &ended, &desk.life), []);
    assert!(desk.drawn().contains("older than what the server gives"));
}

#[test]
fn a_search_that_is_refused_can_be_asked_again() {
    let mut desk = Desk::inside(70, 12, "en");
    desk.press("ctrl-f");
    desk.typed("tea");
    desk.press("enter");
    assert!(desk.drawn().contains("asking the server"));
    let why = crate::chat::Refusal::NotOffered("search");
    let _ = desk.screen.happen(desk.now, &Happening::Refused { label: None, why }, &desk.life);
    assert!(!desk.drawn().contains("asking the server"));
}

#[test]
fn what_names_me_is_listed() {
    let mut desk = Desk::inside(70, 10, "en");
    desk.press("f4");
    assert!(desk.screen.over.is_none());
    desk.arrive(
        ":bob!b@h PRIVMSG #tea :alice, look
        :carol!c@h PRIVMSG alice :a word",
    );
    desk.press("f4");
    desk.shows("mentions");
}
