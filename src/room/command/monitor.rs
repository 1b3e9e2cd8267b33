//! MONITOR (IRCv3 monitor): a list of names of which the client is told when somebody has them.
//!
//! A name that could be nobody's is never on a list, and nothing is said of it.

use super::{Ctx, listed};
use crate::wire::{Message, Name, name, numeric};

/// Bytes of names on one line that says that the list is full; with its sentence it fits.
const REFUSED_BYTES_MAX: usize = 300;

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let targets = message.param(1).filter(|targets| !targets.is_empty());
    match (message.param(0).unwrap_or_default().to_ascii_uppercase().as_str(), targets) {
        ("+", Some(targets)) => add(ctx, targets),
        ("-", Some(targets)) => {
            for key in listed(targets).filter_map(name::fold) {
                ctx.hall.monitors.remove(ctx.conn, &key);
            }
        }
        ("C", _) => ctx.hall.monitors.clear(ctx.conn),
        ("L", _) => {
            let list = ctx.hall.monitors.list(ctx.conn);
            let items = list.iter().map(|name| name.as_str().to_owned()).collect();
            ctx.reply_list(&numeric::RPL_MONLIST, &[], items);
            ctx.reply(&numeric::RPL_ENDOFMONLIST, &[]);
        }
        ("S", _) => {
            let list = ctx.hall.monitors.list(ctx.conn).to_vec();
            ctx.show_present(&list);
        }
        _ => ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["MONITOR"]),
    }
}

fn add(ctx: &mut Ctx<'_>, targets: &str) {
    let targets_max = ctx.hall.rules.monitored_max;
    let mut added: Vec<Name> = Vec::new();
    let mut refused: Vec<&str> = Vec::new();
    for text in listed(targets) {
        let Ok(name) = Name::parse(text) else { continue };
        if added.iter().any(|other| other.key() == name.key()) {
            continue;
        }
        if ctx.hall.monitors.add(ctx.conn, name.clone(), targets_max) {
            added.push(name);
        } else {
            refused.push(text);
        }
    }
    ctx.show_present(&added);
    let limit = targets_max.to_string();
    for names in groups(&refused) {
        ctx.reply(&numeric::ERR_MONLISTFULL, &[&limit, &names]);
    }
}

/// Joins names with commas, as many as fit on a line.
fn groups(names: &[&str]) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    for name in names {
        match groups.last_mut().filter(|group| group.len() + 1 + name.len() <= REFUSED_BYTES_MAX) {
            Some(group) => {
                group.push(',');
                group.push_str(name);
            }
            None => groups.push((*name).to_owned()),
        }
    }
    groups
}

impl Ctx<'_> {
    /// Says which of these names somebody has, and which nobody.
    fn show_present(&mut self, names: &[Name]) {
        let (mut here, mut online, mut offline) = (Vec::new(), Vec::new(), Vec::new());
        for name in names {
            let owner = self.hall.member(name.as_str());
            match owner.and_then(|id| Some((id, self.hall.members.get(id)?))) {
                Some((id, member)) => {
                    here.push(id);
                    online.push(member.who.prefix.to_string());
                }
                None => offline.push(name.as_str().to_owned()),
            }
        }
        self.reply_list(&numeric::RPL_MONONLINE, &[], online);
        self.reply_list(&numeric::RPL_MONOFFLINE, &[], offline);
        for id in here {
            self.hall.sync_monitored(self.conn, id, self.out);
        }
    }
}
