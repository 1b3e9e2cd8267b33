//! MODE with a name: the modes of people (Modern IRC, "MODE message", "User mode").
//!
//! What is not ours to switch on is passed over in silence; a letter that does not exist is told
//! once, behind what was changed.

use super::Ctx;
use crate::room::outbox::What;
use crate::room::user_modes;
use crate::wire::numeric;

pub(super) fn run(ctx: &mut Ctx<'_>, target: &str, letters: Option<&str>) {
    match ctx.hall.member(target) {
        None => ctx.reply(&numeric::ERR_NOSUCHNICK, &[target]),
        found if found != ctx.me_id() => ctx.reply(&numeric::ERR_USERSDONTMATCH, &[]),
        Some(_) => match letters.filter(|letters| !letters.is_empty()) {
            None => {
                let modes = ctx.me().map(|me| me.modes()).unwrap_or_default();
                ctx.reply(&numeric::RPL_UMODEIS, &[&modes]);
            }
            Some(letters) => change(ctx, letters),
        },
    }
}

fn change(ctx: &mut Ctx<'_>, letters: &str) {
    let (mut on, mut unknown) = (true, false);
    let mut wanted = Vec::new();
    for c in letters.chars() {
        match (c, user_modes::find(c)) {
            ('+' | '-', _) => on = c == '+',
            (_, None) => unknown = true,
            (_, Some(mode)) if !on || mode.by_oneself => wanted.push((on, c)),
            (_, Some(_)) => {}
        }
    }
    ctx.switch_own_modes(&wanted);
    if unknown {
        ctx.reply(&numeric::ERR_UMODEUNKNOWNFLAG, &[]);
    }
}

impl Ctx<'_> {
    /// Switches modes of whoever gave the command, without asking whether they may, and tells them
    /// of those that changed.
    pub(super) fn switch_own_modes(&mut self, wanted: &[(bool, char)]) {
        let Some(id) = self.me_id() else { return };
        let mut changed = String::new();
        let mut sign = None;
        for &(on, letter) in wanted {
            if self.hall.set_user_mode(id, letter, on) {
                if sign != Some(on) {
                    changed.push(if on { '+' } else { '-' });
                    sign = Some(on);
                }
                changed.push(letter);
            }
        }
        if let Some(who) = self.who().filter(|_| !changed.is_empty()) {
            self.tell(
                self.hall.sessions_of(id).to_vec(),
                What::Mode { target: who.name, words: vec![changed] },
            );
        }
    }
}
