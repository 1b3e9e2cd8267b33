//! Rows at several sizes, in both languages.

use super::*;

/// What goes wrong, and links.
fn troubles(tag: &str, columns: u16, rows: u16) -> Stage {
    let mut stage = Stage::new(tag, columns, rows);
    stage.talks.take_seen(false);
    stage.says("alice", "看https://tea.test/oolong/2026/spring-harvest?from=fujian#price，很好。");
    stage.send(1, "Who wants some?");
    stage.refuse(1);
    stage.wait(minutes(1));
    stage.send(2, "……还有“龙井”吗？");
    let notice = Said { manner: Manner::Notice, ..stage.message("bot", "kettle is hot") };
    stage.happen(Happening::Said(notice));
    stage
}

/// A morning in a room.
fn morning(tag: &str, columns: u16, rows: u16) -> Stage {
    let mut stage = Stage::new(tag, columns, rows);
    stage.say_old(NOON - minutes(13 * 60), "alice", "The day before.");
    stage.happen(Happening::Earlier { room: room(), count: 1 });
    stage.says("alice", "Good morning! Has anybody seen the kettle? It was here yesterday, on the shelf.");
    stage.says("alice", "And the cups?");
    stage.wait(minutes(1));
    stage.says("bob", "me: look behind the 茶叶罐子，就在窗台上面，靠近那盆花的地方。👨‍👩‍👧 ❤️");
    stage.comes("carol");
    stage.comes("dave");
    stage.goes("eve", Some("tired"));
    stage.says("王小明", "大家好！\n今天喝什么茶？");
    let action = Said { manner: Manner::Action, ..stage.message("bob", "puts the kettle on") };
    stage.happen(Happening::Said(action));
    stage
}

#[test]
fn the_row_at_the_top_says_who_speaks() {
    let mut stage = Stage::new("en", 50, 2);
    stage.says("alice", "one");
    stage.says("alice", "two, which is so long that it fills two rows of it");
    stage.says("alice", "three");
    shows(
        &mut stage,
        "
 12:00  alice two rows of it
              three",
    );
    stage.talks.scroll(Scroll::Rows(-1));
    shows(
        &mut stage,
        "
 12:00  alice two, which is so long that it fills
              two rows of it",
    );
}

#[test]
fn a_room_on_twenty_columns() {
    shows(
        &mut morning("en", 20, 4),
        "
 王小明: 大家好！
  今天喝什么茶？
 * bob puts the
  kettle on",
    );
    shows(
        &mut morning("cn", 20, 4),
        "
 王小明: 大家好！
  今天喝什么茶？
 * bob puts the
  kettle on",
    );
    shows(
        &mut morning("en", 20, 30),
        "
-- Tuesday, 3 Novem…
 23:00 alice: The
  day before.
-- Wednesday, 4 Nov…
 12:00 alice: Good
  morning! Has
  anybody seen the
  kettle? It was
  here yesterday, on
  the shelf.
  And the cups?
>12:01 bob: me: look
  behind the 茶叶罐
  子，就在窗台上面，
  靠近那盆花的地方。
  👨‍👩‍👧 ❤️
  2 people entered:
  carol, dave. eve
  left.
 王小明: 大家好！
  今天喝什么茶？
 * bob puts the
  kettle on",
    );
    shows(
        &mut morning("cn", 20, 30),
        "
-- 2026年11月3日 星…
 23:00 alice: The
  day before.
-- 2026年11月4日 星…
 12:00 alice: Good
  morning! Has
  anybody seen the
  kettle? It was
  here yesterday, on
  the shelf.
  And the cups?
>12:01 bob: me: look
  behind the 茶叶罐
  子，就在窗台上面，
  靠近那盆花的地方。
  👨‍👩‍👧 ❤️
  2 人进入：carol、
  dave。eve 离开。
 王小明: 大家好！
  今天喝什么茶？
 * bob puts the
  kettle on",
    );
}

#[test]
fn a_room_on_eighty_columns() {
    shows(
        &mut morning("en", 80, 24),
        "
-- Tuesday, 3 November 2026 ----------------------------------------------------
 23:00      alice The day before.
-- Wednesday, 4 November 2026 --------------------------------------------------
 12:00      alice Good morning! Has anybody seen the kettle? It was here
                  yesterday, on the shelf.
                  And the cups?
>12:01        bob me: look behind the 茶叶罐子，就在窗台上面，靠近那盆花的地方。
                  👨‍👩‍👧 ❤️
                  2 people entered: carol, dave. eve left.
           王小明 大家好！
                  今天喝什么茶？
                * bob puts the kettle on",
    );
    shows(
        &mut morning("cn", 80, 24),
        "
-- 2026年11月3日 星期二 --------------------------------------------------------
 23:00      alice The day before.
-- 2026年11月4日 星期三 --------------------------------------------------------
 12:00      alice Good morning! Has anybody seen the kettle? It was here
                  yesterday, on the shelf.
                  And the cups?
>12:01        bob me: look behind the 茶叶罐子，就在窗台上面，靠近那盆花的地方。
                  👨‍👩‍👧 ❤️
                  2 人进入：carol、dave。eve 离开。
           王小明 大家好！
                  今天喝什么茶？
                * bob puts the kettle on",
    );
}

#[test]
fn a_room_on_a_hundred_and_twenty_columns() {
    shows(
        &mut morning("en", 120, 40),
        "
-- Tuesday, 3 November 2026 --------------------------------------------------------------------------------------------
 23:00           alice The day before.
-- Wednesday, 4 November 2026 ------------------------------------------------------------------------------------------
 12:00           alice Good morning! Has anybody seen the kettle? It was here yesterday, on the shelf.
                       And the cups?
>12:01             bob me: look behind the 茶叶罐子，就在窗台上面，靠近那盆花的地方。👨‍👩‍👧 ❤️
                       2 people entered: carol, dave. eve left.
                王小明 大家好！
                       今天喝什么茶？
                     * bob puts the kettle on",
    );
    shows(
        &mut morning("cn", 120, 40),
        "
-- 2026年11月3日 星期二 ------------------------------------------------------------------------------------------------
 23:00           alice The day before.
-- 2026年11月4日 星期三 ------------------------------------------------------------------------------------------------
 12:00           alice Good morning! Has anybody seen the kettle? It was here yesterday, on the shelf.
                       And the cups?
>12:01             bob me: look behind the 茶叶罐子，就在窗台上面，靠近那盆花的地方。👨‍👩‍👧 ❤️
                       2 人进入：carol、dave。eve 离开。
                王小明 大家好！
                       今天喝什么茶？
                     * bob puts the kettle on",
    );
}

#[test]
fn links_and_what_fails() {
    shows(
        &mut troubles("en", 20, 12),
        "
  harvest?from=fujia
  n#price，很好。
✗me: Who wants some?
  Not sent. You may
  not speak in #tea;
  nothing was sent.
  /resend sends it
  again.
…12:01 ……还有“龙
  井”吗？
 -bot-: kettle is
  hot",
    );
    shows(
        &mut troubles("cn", 20, 12),
        "
  olong/2026/spring-
  harvest?from=fujia
  n#price，很好。
✗me: Who wants some?
  未发送。你不能在
  #tea 里发言，未发
  送任何内容。输入
  /resend 重新发送。
…12:01 ……还有“龙
  井”吗？
 -bot-: kettle is
  hot",
    );
    shows(
        &mut troubles("en", 60, 8),
        "
 12:00   alice 看
               https://tea.test/oolong/2026/spring-harvest?f
               rom=fujian#price，很好。
✗           me Who wants some?
               Not sent. You may not speak in #tea; nothing
               was sent. /resend sends it again.
…12:01         ……还有“龙井”吗？
         -bot- kettle is hot",
    );
    shows(
        &mut troubles("cn", 60, 8),
        "
 12:00   alice 看
               https://tea.test/oolong/2026/spring-harvest?f
               rom=fujian#price，很好。
✗           me Who wants some?
               未发送。你不能在 #tea 里发言，未发送任何内
               容。输入 /resend 重新发送。
…12:01         ……还有“龙井”吗？
         -bot- kettle is hot",
    );
}
