//! WHOX: rows of WHO with the fields that were asked for (IRCv3 WHOX), always in the order of the
//! table.

use super::Ctx;
use super::who::Place;
use crate::room::member::Member;
use crate::room::outbox::Effect;
use crate::wire::{MemberId, numeric};

/// Digits of a token.
const TOKEN_CHARS_MAX: usize = 3;

/// What is said in place of an address: nobody is told one.
const NO_ADDRESS: &str = "255.255.255.255";

/// The fields in their order: those of the specification, and `d` and `o`, which other servers
/// have: how far away somebody is, and how high in the room.
const ORDER: &str = "tcuihsnfdlaor";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fields {
    letters: Vec<char>,
    token: String,
}

impl Fields {
    /// Reads what stands behind the `%`: `<fields>[,<token>]`. Letters that do not exist are passed
    /// over, and a token that is none is `0`.
    pub(super) fn parse(text: &str) -> Self {
        let (asked, token) = text.split_once(',').unwrap_or((text, ""));
        let fits = !token.is_empty()
            && token.len() <= TOKEN_CHARS_MAX
            && token.bytes().all(|byte| byte.is_ascii_digit());
        let token = if fits { token } else { "0" };
        Self {
            letters: ORDER.chars().filter(|&letter| asked.contains(letter)).collect(),
            token: token.to_owned(),
        }
    }
}

/// Answers with one row.
pub(super) fn row(ctx: &mut Ctx<'_>, place: Place, id: MemberId, fields: &Fields) {
    let Some(member) = ctx.hall.members.get(id) else { return };
    let params = fields.letters.iter().map(|&letter| field(ctx, letter, member, place, fields)).collect();
    let (to, numeric) = (ctx.conn, &numeric::RPL_WHOSPCRPL);
    ctx.push(Effect::Reply { to, numeric, params });
}

fn field(ctx: &Ctx<'_>, letter: char, member: &Member, place: Place, fields: &Fields) -> String {
    match letter {
        't' => fields.token.clone(),
        'c' => place.map_or_else(|| "*".to_owned(), |(room, _)| ctx.room_name(room).to_string()),
        'u' => member.user.clone(),
        'i' => NO_ADDRESS.to_owned(),
        'h' => member.host.clone(),
        's' => ctx.hall.rules.server_name.clone(),
        'n' => member.name.as_str().to_owned(),
        'f' => ctx.flags(member, place),
        'l' => ctx.now.uptime.saturating_sub(member.spoke).as_secs().to_string(),
        // `0` is no account, which nobody can register.
        'a' => member.who.account.as_deref().unwrap_or("0").to_owned(),
        // Hops: there is one server.
        'd' => "0".to_owned(),
        'o' => "n/a".to_owned(),
        _ => member.realname.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_token() {
        let read = |text| {
            let Fields { letters, token } = Fields::parse(text);
            (letters.into_iter().collect::<String>(), token)
        };
        assert_eq!(read("afnt,42"), ("tnfa".to_owned(), "42".to_owned()));
        assert_eq!(read("rrr"), ("r".to_owned(), "0".to_owned()));
        assert_eq!(read("tcuihsnfdlaor,999"), (ORDER.to_owned(), "999".to_owned()));
        assert_eq!(read("nxz"), ("n".to_owned(), "0".to_owned()));
        for token in ["t,1234", "t,a", "t,", "t"] {
            assert_eq!(read(token), ("t".to_owned(), "0".to_owned()), "{token}");
        }
    }
}
