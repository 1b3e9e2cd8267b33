//! What stands beside the messages: conversations on the left, members on the right.

use ratatui_core::layout::Rect;

use super::Screen;
use super::list::{Goal, Item, List, Of};
use super::over::Over;
use crate::chat::{Life, Member};
use crate::tui::cells::{Canvas, Span};
use crate::tui::talks::{Place, Tab};

/// Members that are kept at hand: as many as the highest screen has rows.
const ROWS_MAX: usize = 256;

impl Screen {
    /// The members of a room, those who keep order first.
    pub(super) fn roster(&self, life: &Life) -> Vec<Member> {
        ranked(self.talks.current(), life).cloned().collect()
    }

    pub(super) fn draw_members(&self, canvas: &mut Canvas, area: Rect, life: &Life) {
        if area.is_empty() {
            return;
        }
        let theme = &self.setup.theme;
        canvas.clear(area, theme.text);
        let area = edge(canvas, area, area.x, theme.ruler);
        let (count, rows) = (self.roll.count, usize::from(area.height));
        // The last row says how many are not seen.
        let fit = if count > rows { rows.saturating_sub(1) } else { rows };
        let fit = fit.min(self.roll.first.len());
        for (member, y) in self.roll.first.iter().take(fit).zip(area.top()..) {
            canvas.put(Rect { y, height: 1, ..area }, &self.member_spans(member, life));
        }
        if count > fit {
            let args = [("count", (count - fit).into())];
            let more = self.setup.lang.say("screen-members-more", &args);
            let y = area.bottom().saturating_sub(1);
            canvas.put(Rect { y, height: 1, ..area }, &[Span::new(more, theme.faint)]);
        }
    }

    fn member_spans(&self, member: &Member, life: &Life) -> Vec<Span> {
        let theme = &self.setup.theme;
        let sign = member.roles.chars().next().unwrap_or(' ');
        let style = if member.away { theme.faint } else { theme.name(&life.fold(&member.name)) };
        let mut spans = vec![Span::new(sign, theme.faint), Span::new(&*member.name, style)];
        if member.away {
            spans.push(Span::new(self.say("screen-member-away"), theme.faint));
        }
        spans
    }

    pub(super) fn draw_rooms(&self, canvas: &mut Canvas, area: Rect) {
        if area.is_empty() {
            return;
        }
        let theme = &self.setup.theme;
        canvas.clear(area, theme.text);
        let area = edge(canvas, area, area.right() - 1, theme.ruler);
        for ((number, tab), y) in self.talks.list().iter().enumerate().zip(area.top()..area.bottom()) {
            let line = Rect { y, height: 1, ..area };
            let style = if tab.mentions > 0 { theme.mention } else { theme.text };
            let count = unread(tab);
            let text = format!("{} {}", number + 1, self.place_name(&tab.place));
            canvas.put(line, &[Span::new(text, style)]);
            let cells = u16::try_from(canvas.widths.of(&count)).unwrap_or(u16::MAX);
            if cells > 0 && cells + 2 < line.width {
                let right = Rect { x: line.right() - cells - 1, width: cells + 1, ..line };
                canvas.clear(right, theme.text);
                canvas.put(Rect { x: right.x + 1, width: cells, ..right }, &[Span::new(count, style)]);
            }
            if tab.is_current {
                canvas.tint(line, theme.selected);
            }
        }
    }

    /// The list of conversations, to choose from.
    pub(super) fn open_switcher(&mut self) {
        let theme = &self.setup.theme;
        let mut tabs = self.talks.list();
        // Those who call come first, the one on the screen last.
        tabs.sort_by_key(|tab| (tab.is_current, tab.mentions == 0, tab.unread == 0));
        let item = |tab: &Tab| Item {
            text: Span::new(self.place_name(&tab.place), theme.text),
            more: Span::new(self.unread_words(tab), theme.faint),
            goal: Goal::Go(tab.place.clone()),
        };
        let items = tabs.iter().map(item).collect();
        self.over = Some(Over::List(List::new(Of::Rooms, items)));
    }

    /// What is new in a conversation, in words.
    fn unread_words(&self, tab: &Tab) -> String {
        let args = [("count", tab.unread.into()), ("calls", tab.mentions.into())];
        match tab {
            Tab { is_current: true, .. } => self.say("screen-tab-here"),
            Tab { unread: 0, .. } => String::new(),
            // All that is said to us alone is for us.
            Tab { place: Place::Room(_), mentions: 1.., .. } => {
                self.setup.lang.say("screen-tab-calls", &args)
            }
            _ => self.setup.lang.say("screen-tab-new", &args[..1]),
        }
    }

    /// The list of members, to choose whom to talk to alone.
    pub(super) fn open_members(&mut self, life: &Life) {
        let theme = &self.setup.theme;
        let item = |member: &Member| {
            let sign = member.roles.chars().next();
            let role = match sign {
                Some('~') => self.say("screen-role-owner"),
                Some('&' | '@' | '%') => self.say("screen-role-operator"),
                Some('+') => self.say("screen-role-voice"),
                _ => String::new(),
            };
            let away = if member.away { self.say("screen-member-away") } else { String::new() };
            // Most have given none, and a server then repeats the name.
            let real_name =
                Some(&*member.real_name).filter(|name| *name != &*member.name).unwrap_or_default();
            Item {
                text: Span::new(&*member.name, theme.text),
                more: Span::new(format!("{role}{away} {real_name}"), theme.faint),
                goal: Goal::Go(Place::Person(member.name.clone())),
            }
        };
        let items: Vec<_> = self.roster(life).iter().map(item).collect();
        if items.is_empty() {
            return self.notice("screen-no-members");
        }
        self.sides.members = true;
        self.over = Some(Over::List(List::new(Of::Members, items)));
    }
}

/// The members of the room on the screen, as far as a screen shows them.
#[derive(Debug, Default)]
pub(super) struct Roll {
    /// Of which room, and which state of it.
    of: Option<(Place, u64)>,
    pub first: Vec<Member>,
    pub count: usize,
}

impl Roll {
    /// Looks at the room again, if anything has changed.
    pub fn look(&mut self, place: &Place, life: &Life) {
        let roster = if let Place::Room(room) = place { life.roster(room) } else { None };
        let of = roster.map(|roster| (place.clone(), roster.version()));
        if of != self.of || of.is_none() {
            self.of = of;
            self.count = roster.map_or(0, |roster| roster.len());
            self.first = ranked(place, life).take(ROWS_MAX).cloned().collect();
        }
    }
}

/// The members of a room, those who keep order first.
fn ranked<'a>(place: &Place, life: &'a Life) -> impl Iterator<Item = &'a Member> + use<'a> {
    let roster = if let Place::Room(room) = place { life.roster(room) } else { None };
    let mut members: Vec<_> = roster.into_iter().flat_map(|roster| roster.iter()).collect();
    members.sort_by_key(|member| rank(&member.roles));
    members.into_iter()
}

/// What was not seen in a conversation: `(3)`, or `(3,1)` where one of them is for us.
pub(super) fn unread(tab: &Tab) -> String {
    match (tab.unread, tab.mentions) {
        (0, 0) => String::new(),
        (unread, 0) => format!("({unread})"),
        (unread, mentions) => format!("({unread},{mentions})"),
    }
}

/// Which members come first.
fn rank(roles: &str) -> usize {
    const SIGNS: &str = "~&@%+";
    roles.chars().next().and_then(|sign| SIGNS.find(sign)).unwrap_or(SIGNS.len())
}

/// Draws the line that parts an area from the messages, in column `x`; gives the rest of the area.
fn edge(canvas: &mut Canvas, area: Rect, x: u16, style: ratatui_core::style::Style) -> Rect {
    let is_left = x == area.x;
    // A blank keeps it from the messages.
    let x = if is_left { x + 1 } else { x.saturating_sub(1) };
    for y in area.top()..area.bottom() {
        canvas.put(Rect { x, y, width: 1, height: 1 }, &[Span::new("|", style)]);
    }
    let x = if is_left { area.x + 2 } else { area.x };
    Rect { x, width: area.width.saturating_sub(2), ..area }
}
