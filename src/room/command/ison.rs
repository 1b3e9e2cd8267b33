//! ISON and USERHOST (RFC 2812 sections 4.8 and 4.9; Modern IRC, "USERHOST message"): which of these
//! names somebody has. Each is answered on one line, even if nobody has any of them.

use super::Ctx;
use crate::room::member::Member;
use crate::wire::{Message, numeric};

/// Names that USERHOST takes (Modern IRC: "up to five nicknames").
const USERHOST_NAMES_MAX: usize = 5;

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let names = message.params().iter().flat_map(|param| param.split(' ')).filter(|name| !name.is_empty());
    let here: Vec<_> =
        names.filter_map(|name| Some(ctx.found_member(name)?.name.as_str().to_owned())).collect();
    ctx.reply_one_list(&numeric::RPL_ISON, here);
}

pub(super) fn userhost(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let names = message.params().iter().flat_map(|param| param.split(' ')).filter(|name| !name.is_empty());
    let shown = names.take(USERHOST_NAMES_MAX).filter_map(|name| {
        let member = ctx.found_member(name)?;
        let operator = if member.house_operator { "*" } else { "" };
        let away = if member.away.is_some() { '-' } else { '+' };
        Some(format!("{}{operator}={away}{}@{}", member.name.as_str(), member.user, member.host))
    });
    let shown = shown.collect();
    ctx.reply_one_list(&numeric::RPL_USERHOST, shown);
}

impl Ctx<'_> {
    fn found_member(&self, name: &str) -> Option<&Member> {
        self.hall.members.get(self.hall.member(name)?)
    }

    /// Answers with a list that is told even if it is empty.
    fn reply_one_list(&mut self, numeric: &'static numeric::Numeric, items: Vec<String>) {
        if items.is_empty() {
            self.reply(numeric, &[""]);
        } else {
            self.reply_list(numeric, &[], items);
        }
    }
}
