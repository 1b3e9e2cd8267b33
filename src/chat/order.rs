//! Keeping order in a room: what is sent for `/ban`, `/mute` and what belongs to them, and
//! for `/slow`.
//!
//! A `chatroom` server has commands of its own for it, which know a time and a reason. On any other a
//! ban is a mode of the room, and the rest is not offered.

use super::act::{kick, not_offered};
use super::command::Intent;
use super::session::{Outbox, Session};

impl Session {
    pub(super) fn keep_order(&mut self, here: &str, intent: Intent, out: &mut Outbox) {
        if self.server.operator.is_none() {
            return self.keep_order_by_modes(here, intent, out);
        }
        match intent {
            Intent::Ban { mutes, name, time, reason } => {
                let line = out.line(if mutes { "MUTE" } else { "BAN" }).param(here).param(&name);
                let line = line.param(time.as_deref().unwrap_or("*"));
                match reason {
                    Some(reason) => line.last(&reason).end(),
                    None => line.end(),
                }
            }
            Intent::Unban { mutes, name } => {
                out.line(if mutes { "UNMUTE" } else { "UNBAN" }).param(here).param(&name).end();
            }
            Intent::Bans => out.line("BANS").param(here).end(),
            Intent::Undo => out.line("UNDO").param(here).end(),
            Intent::Audit(None) => out.line("AUDIT").param(here).end(),
            Intent::Audit(Some(count)) => out.line("AUDIT").param(here).param(&count.to_string()).end(),
            _ => {}
        }
    }

    /// Slow mode is a mode of the room, too; elsewhere its letter may mean anything.
    pub(super) fn slow_down(&mut self, here: &str, seconds: Option<u32>, out: &mut Outbox) {
        if self.server.operator.is_none() {
            return not_offered("slow", out);
        }
        let line = out.line("MODE").param(here);
        match seconds {
            Some(seconds) => line.param("+w").param(&seconds.to_string()).end(),
            None => line.param("-w").end(),
        }
    }

    fn keep_order_by_modes(&mut self, here: &str, intent: Intent, out: &mut Outbox) {
        let mask = |name: &str| {
            if name.contains(['!', '@', '*', '~', '$']) { name.to_owned() } else { format!("{name}!*@*") }
        };
        match intent {
            // It would not end by itself there.
            Intent::Ban { mutes: false, name, time: None, reason } => {
                out.line("MODE").param(here).param("+b").param(&mask(&name)).end();
                if mask(&name) != name {
                    kick(here, &name, reason.as_deref(), out);
                }
            }
            Intent::Unban { mutes: false, name } => {
                out.line("MODE").param(here).param("-b").param(&mask(&name)).end();
            }
            Intent::Ban { mutes: false, .. } => not_offered("ban", out),
            Intent::Ban { .. } | Intent::Unban { .. } => not_offered("mute", out),
            Intent::Bans => not_offered("bans", out),
            Intent::Undo => not_offered("undo", out),
            _ => not_offered("audit", out),
        }
    }
}
