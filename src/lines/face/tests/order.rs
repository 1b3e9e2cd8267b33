//! What is said of limits and bans.

use super::{check, noted};

#[test]
fn limits_and_bans_are_told_with_their_times() {
    check([
        (
            noted("SLOW_MODE", &["#lobby", "10"]),
            "!That was not sent: #lobby is in slow mode, and you can speak there again in 10 seconds.",
            "!未发送：#lobby 正处于慢速模式，10 秒后你才能再次发言。",
        ),
        (
            noted("YOU_ARE_HUSHED", &["Administrator", "never", "none"]),
            "!Administrator has muted you on this server for ever",
            "!管理员 已将你在这台服务器上禁言（永久）",
        ),
        (
            noted("YOU_ARE_MUTED", &["#lobby", "bob", "never", "none"]),
            "!bob has muted you in #lobby for ever",
            "!bob 已将你在 #lobby 禁言（永久）",
        ),
    ]);
}
