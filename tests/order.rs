//! Keeping order with the real program: the console and our client, in both languages, and what those
//! are told whom it meets.

#![allow(clippy::unwrap_used)]

#[path = "support/joined.rs"]
mod house;

use house::{House, Process};

#[test]
fn operators_of_a_room_ban_mute_and_undo_with_our_client() {
    let mut house = House::open("en", &[]);
    let mut alice = house.join("en", &["--name", "alice"]);
    house.server.type_in("/op alice\n");
    alice.err.wait_for("Administrator made alice an operator of #lobby.");
    let bob = house.join("cn", &["--name", "bob", "--listen"]);
    alice.out.wait_for("bob entered the chatroom.");
    alice.type_in("/ban bob 2h too loud\n");
    let (code, _, err) = bob.end();
    assert_eq!(code, 6, "{err:?}");
    let told = err
        .iter()
        .any(|line| line.starts_with("alice 已禁止你进入 #lobby（至 ") && line.ends_with("）：too loud"));
    assert!(told, "{err:?}");
    // They are told again when they come back.
    let (code, _, err) = house.join("cn", &["--name", "bob", "--listen"]).end();
    assert_eq!(code, 1, "{err:?}");
    assert!(err.last().unwrap().contains("alice 已禁止你进入 #lobby（至 "), "{err:?}");
    let (_, _, err) = house.join("en", &["--name", "bob", "--listen"]).end();
    assert!(err.last().unwrap().contains("alice has banned you from #lobby until "), "{err:?}");
    alice.type_in("/bans\n");
    alice.err.wait_for("ban of bob (bob!*@*), by alice, until ");
    alice.err.wait_for("That is the only ban or mute of #lobby");
    alice.type_in("/undo\n");
    alice.err.wait_for("alice unbanned bob from #lobby.");
    let mut bob = house.join("cn", &["--name", "bob"]);
    alice.out.wait_for("bob entered the chatroom.");
    alice.type_in("/mute bob quiet, please\n");
    bob.err.wait_for("alice 在 #lobby 禁言了 bob。");
    bob.err.wait_for("alice 已将你在 #lobby 禁言（永久）：quiet, please");
    alice.err.wait_for("alice muted bob in #lobby.");
    house.server.out.wait_for("alice muted bob in #lobby.");
    bob.type_in("hello\n");
    bob.err.wait_for("未发送：alice 已将你在 #lobby 禁言（永久）：quiet, please");
    alice.type_in("/unmute bob\n/audit 3\n/unban nobody\n/ban *\n");
    alice.err.wait_for(" alice muted bob: quiet, please");
    alice.err.wait_for(" alice unmuted bob");
    alice.err.wait_for("That is the latest that was done in #lobby.");
    bob.err.wait_for("alice 已解除你在 #lobby 的禁言。");
    alice.err.wait_for("There is nothing on nobody to lift.");
    alice.err.wait_for("* means everybody. Nothing was done.");
    bob.type_in("hello\n/ban alice\n");
    alice.out.wait_for("bob: hello");
    bob.err.wait_for("只有 #lobby 的房管才能这样做。");
}

#[test]
fn the_operator_bans_mutes_and_undoes_at_the_console() {
    for (lang, banned, not_sent, banned_bob, muted, undone, audit, none) in [
        (
            "en",
            "Administrator has banned you from this server until ",
            "Administrator has muted you on this server",
            "bob (bob!*@*) is banned, as number 1, by Administrator until ",
            "bob (bob!*@*) is muted, as number 2, by Administrator for ever",
            "The mute of bob!*@* is lifted.",
            "Administrator unmuted bob",
            "Nobody is banned or muted on this server.",
        ),
        (
            "cn",
            "管理员 已禁止你进入这台服务器（至 ",
            "管理员 已将你在这台服务器上禁言",
            "已封禁 bob（bob!*@*），编号 1，由 管理员 设置（至 ",
            "已禁言 bob（bob!*@*），编号 2，由 管理员 设置",
            "已解除对 bob!*@* 的禁言。",
            "管理员 解除了对 bob 的禁言",
            "这台服务器没有封禁或禁言任何人。",
        ),
    ] {
        let mut house = House::open(lang, &[]);
        let bob = house.join(lang, &["--name", "bob", "--listen"]);
        house.server.type_in("/ban bob 2h spam\n");
        house.server.out.wait_for(banned_bob);
        let (code, _, err) = bob.end();
        assert_eq!(code, 6, "{err:?}");
        let last = err.last().unwrap();
        assert!(last.contains(banned) && last.contains("spam"), "{err:?}");
        let again = Process::start(house.joining(lang, &["--name", "bob", "--listen"]));
        let (code, _, err) = again.end();
        assert_eq!(code, 6, "{err:?}");
        assert!(err.last().unwrap().contains(banned), "{err:?}");
        house.server.type_in("/unban bob\n/mute bob\n");
        house.server.out.wait_for(muted);
        let mut bob = house.join(lang, &["--name", "bob"]);
        bob.type_in("hello\n");
        bob.err.wait_for(not_sent);
        house.server.type_in("/undo\n/audit 1\n/bans\n");
        house.server.out.wait_for(undone);
        house.server.out.wait_for(audit);
        house.server.out.wait_for(none);
    }
}
