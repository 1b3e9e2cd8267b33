//! What was read again while the house is open: the rules go to the hall, the language is the doors'
//! own, and whoever asked is told how it went.
//!
//! Must not read a file: what comes in was found right as a whole, or nothing of it comes in.

use super::Doors;
use super::orders::Orders;
use crate::lang::Lang;
use crate::room::{ConsoleReply, Input, Rules};
use crate::wire::clean::clean;
use crate::wire::{ConnId, Now};

/// What was read again.
#[derive(Debug)]
pub struct Renewed {
    /// The operator's decisions.
    pub rules: Box<Rules>,
    /// The server's language.
    pub lang: Lang,
    /// The settings that have changed and hold only from the next start on.
    pub at_next_start: Vec<&'static str>,
}

impl Doors {
    /// The settings were read again for `by` (else for the operator at the console), or can't be,
    /// which sentences explain.
    pub fn reloaded(
        &mut self,
        now: Now,
        by: Option<ConnId>,
        outcome: Result<Renewed, Vec<String>>,
        orders: &mut Orders,
    ) {
        let (lines, reply) = match outcome {
            Ok(Renewed { rules, lang, at_next_start }) => {
                self.lang = lang;
                self.input(now, Input::Renewed { rules }, orders);
                let mut lines = vec![self.lang.say("told-reloaded", &[])];
                if !at_next_start.is_empty() {
                    let settings = at_next_start.join(", ");
                    lines.push(self.lang.say("told-at-next-start", &[("settings", settings.into())]));
                }
                (lines, ConsoleReply::Reloaded(at_next_start))
            }
            Err(problems) => {
                let mut lines = Vec::new();
                for (at, why) in problems.iter().enumerate() {
                    let key = if at == 0 { "told-not-reloaded" } else { "told-not-reloaded-either" };
                    // Others' words may have several lines.
                    let (why, rest) = why.split_once('\n').unwrap_or((why, ""));
                    lines.push(self.lang.say(key, &[("why", why.into())]));
                    lines.extend(rest.lines().map(|line| clean(line).into_owned()));
                }
                (lines, ConsoleReply::NotReloaded(problems))
            }
        };
        orders.console.push(reply);
        let Some(by) = by else { return };
        self.turn(now, orders, |turn| {
            for line in lines.iter().filter(|line| !line.is_empty()) {
                turn.tell(by, |scribe, out, nick| scribe.notice(out, nick, line), |_| None);
            }
        });
    }
}
