//! LUSERS (Modern IRC, "LUSERS message"): how many are here. What would be zero is left out where
//! the protocol wants a positive number.

use super::Ctx;
use crate::room::user_modes::{INVISIBLE, OPERATOR};
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, _: &Message<'_>) {
    ctx.lusers();
}

impl Ctx<'_> {
    /// How many are here.
    pub(in crate::room) fn lusers(&mut self) {
        let hall = &self.hall;
        let (users, most, rooms) = (hall.members.len(), hall.members_most, hall.rooms.in_use());
        let (invisible, operators) = (hall.mode_counts.of(INVISIBLE), hall.mode_counts.of(OPERATOR));
        let arriving = hall.sessions.len().saturating_sub(hall.attached + hall.leaving.len());
        let users = users.to_string();
        let visible = hall.members.len().saturating_sub(invisible).to_string();
        self.reply(&numeric::RPL_LUSERCLIENT, &[&visible, &invisible.to_string()]);
        if operators > 0 {
            self.reply(&numeric::RPL_LUSEROP, &[&operators.to_string()]);
        }
        if arriving > 0 {
            self.reply(&numeric::RPL_LUSERUNKNOWN, &[&arriving.to_string()]);
        }
        if rooms > 0 {
            self.reply(&numeric::RPL_LUSERCHANNELS, &[&rooms.to_string()]);
        }
        self.reply(&numeric::RPL_LUSERME, &[&users]);
        self.reply(&numeric::RPL_LOCALUSERS, &[&users, &most.to_string()]);
        self.reply(&numeric::RPL_GLOBALUSERS, &[&users, &most.to_string()]);
    }
}
