//! Rows of one line: the topic above, the status and the hints below.
//!
//! Theory of operation. What a row has to say are pieces, each of a weight; those that do not fit are
//! left out, the lightest first, and the rest keep their order.

use std::time::Duration;

use ratatui_core::layout::Rect;
use ratatui_core::style::Style;

use super::list::Of;
use super::over::Over;
use super::sides::unread;
use super::{Question, Screen, Way};
use crate::chat::{Life, command};
use crate::edit::{Act as Edit, Mods};
use crate::tui::cells::{Canvas, Span, Widths};
use crate::tui::keymap::{Act, shown};
use crate::tui::talks::Place;

/// Cells between two pieces.
const GAP: &str = "  ";

/// From which lag on it is told.
const LAG_MIN: Duration = Duration::from_secs(1);

/// A piece of a row.
struct Piece {
    /// The heavier, the longer it stays.
    weight: u8,
    text: String,
}

impl Screen {
    pub(super) fn draw_topic(&self, canvas: &mut Canvas, area: Rect, life: &Life) {
        if area.is_empty() {
            return;
        }
        let style = self.setup.theme.bar;
        canvas.clear(area, style);
        let place = self.talks.current();
        let name = self.place_name(place);
        let topic = match place {
            Place::Room(room) => life.topic(room).unwrap_or_default(),
            Place::Person(_) | Place::House => "",
        };
        let spans = [Span::new(format!(" {name}"), style.add_modifier(ratatui_core::style::Modifier::BOLD))];
        let x = canvas.put(area, &spans);
        let rest = Rect { x, width: area.right() - x, ..area };
        if !topic.is_empty() {
            canvas.put(rest, &[Span::new(format!("  {topic}"), style)]);
        }
    }

    pub(super) fn draw_status(&self, canvas: &mut Canvas, area: Rect, life: &Life) {
        if area.is_empty() {
            return;
        }
        let style = self.setup.theme.bar;
        canvas.clear(area, style);
        let pieces = self.status(life);
        draw_pieces(canvas, area, &pieces, style);
    }

    fn status(&self, life: &Life) -> Vec<Piece> {
        let lang = &self.setup.lang;
        let mut pieces = vec![Piece { weight: 2, text: self.minute_of(self.now.unix_ms) }];
        let place = self.talks.current();
        let name = self.place_name(place);
        let roster = if let Place::Room(room) = place { life.roster(room) } else { None };
        let count = roster.map_or(0, |roster| roster.len());
        let text = if count > 0 { format!("{name} {count}") } else { name };
        pieces.push(Piece { weight: 6, text });
        if let Some(me) = life.me() {
            let away = if self.is_away { self.say("screen-member-away") } else { String::new() };
            pieces.push(Piece { weight: 4, text: format!("{me}{away}") });
        }
        let state = match self.way {
            Way::Connecting => Some("screen-way-connecting"),
            Way::Open => None,
            Way::Reconnecting => Some("screen-way-reconnecting"),
            Way::Down => Some("screen-way-down"),
        };
        pieces.extend(state.map(|key| Piece { weight: 9, text: self.say(key) }));
        if let Some(lag) = self.lag(life) {
            let text = lang.say("screen-lag", &[("seconds", lag.as_secs().into())]);
            pieces.push(Piece { weight: 7, text });
        }
        let tabs = self.talks.list();
        let waiting =
            tabs.iter().enumerate().filter(|(_, tab)| !tab.is_current && tab.unread + tab.mentions > 0);
        let waiting: Vec<_> = waiting
            .map(|(number, tab)| format!("{}:{}{}", number + 1, self.place_name(&tab.place), unread(tab)))
            .collect();
        if !waiting.is_empty() {
            pieces.push(Piece { weight: 5, text: waiting.join(" ") });
        }
        if let Some(below) = self.talks.below() {
            let args =
                [("count", below.count.into()), ("name", below.mention.clone().unwrap_or_default().into())];
            let text = match below.mention {
                Some(_) => lang.say("screen-below-mention", &args),
                None if below.count > 0 => lang.say("screen-below", &[("count", below.count.into())]),
                None => self.say("screen-scrolled"),
            };
            pieces.push(Piece { weight: 8, text });
        }
        pieces.extend(self.typing().map(|text| Piece { weight: 3, text }));
        pieces
    }

    /// How long the server takes to answer, if that is worth to be told: a question that waits counts
    /// before it is answered.
    fn lag(&self, life: &Life) -> Option<Duration> {
        let waits = life.asked().map(|at| self.now.uptime.saturating_sub(at));
        let lag = waits.max(life.lag());
        lag.filter(|lag| *lag >= LAG_MIN && self.way == Way::Open)
    }

    /// When a question that waits has waited for another second.
    pub(super) fn lag_due(&self, life: &Life) -> Option<Duration> {
        let at = life.asked().filter(|_| self.way == Way::Open)?;
        let seconds = self.now.uptime.saturating_sub(at).as_secs();
        Some(at + Duration::from_secs(seconds + 1))
    }

    fn typing(&self) -> Option<String> {
        let place = self.talks.current().to_where()?;
        let names: Vec<_> = self.typists.here(&place).collect();
        let args =
            [("count", names.len().into()), ("names", names.join(&self.say("chat-list-comma")).into())];
        (!names.is_empty()).then(|| self.setup.lang.say("screen-typing", &args))
    }

    pub(super) fn draw_hint(&self, canvas: &mut Canvas, area: Rect, status: Rect) {
        let theme = &self.setup.theme;
        let urgent = self.urgent_hint();
        // Where there is no row for hints, what matters takes the one of the status.
        let area = match (&urgent, area.is_empty()) {
            (Some(_), true) => status,
            _ => area,
        };
        if area.is_empty() {
            return;
        }
        canvas.clear(area, theme.text);
        if let Some(text) = urgent {
            canvas.put(area, &[Span::new(text, theme.notice)]);
        } else {
            let pieces = self.hints();
            draw_pieces(canvas, area, &pieces, theme.faint);
        }
    }

    /// Whether what is to be known fills more than a row.
    pub(super) fn has_long_notice(&self) -> bool {
        let cells = self.moment.notice.as_ref().map_or(0, |notice| self.widths.of(notice));
        cells > usize::from(self.size.0)
    }

    /// What must be read now, if anything.
    fn urgent_hint(&self) -> Option<String> {
        if self.moment.is_leaving {
            let key = self.key_of(Act::Edit(Edit::Interrupt)).unwrap_or_default();
            return Some(self.setup.lang.say("screen-leave-again", &[("key", key.into())]));
        }
        if let Some(notice) = self.moment.notice.as_ref().filter(|_| !self.has_long_notice()) {
            return Some(notice.clone());
        }
        if !self.moment.candidates.is_empty() {
            return Some(self.moment.candidates.join(" "));
        }
        let text = self.inputs.editor().text();
        let typed = text.strip_prefix('/').filter(|_| self.over.is_none() && self.asked.is_none())?;
        let (name, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, " "));
        if rest == " " && typed == name {
            let begun = command::ALL.iter().filter(|command| command.name.starts_with(name));
            let names: Vec<_> = begun.map(|command| format!("/{}", command.name)).collect();
            return (!names.is_empty()).then(|| names.join(" "));
        }
        let command = command::find(&name.to_lowercase())?;
        let rows = self.described(command.name).into_iter();
        let rows: Vec<_> = rows.map(|(usage, what)| format!("{usage}{GAP}{what}")).collect();
        (!rows.is_empty()).then(|| rows.join(GAP))
    }

    /// The keys of the moment, the most useful first.
    fn hints(&self) -> Vec<Piece> {
        let send = Act::Edit(Edit::Submit);
        let close = Act::Edit(Edit::Cancel);
        let leave = Act::Edit(Edit::Interrupt);
        let (older, newer) = (Act::Edit(Edit::Older), Act::Edit(Edit::Newer));
        // Its key is shown with the one of the act that goes back.
        let step = (newer, "move");
        let hints: &[(Act, &str)] = match (&self.asked, &self.over) {
            (Some(asked), _) if matches!(asked.question, Question::Retry(_)) => {
                &[(send, "retry"), (leave, "leave")]
            }
            (Some(_), _) => &[(send, "answer"), (leave, "leave")],
            (None, Some(Over::Paste(_))) => &[(close, "discard")],
            (None, Some(Over::Search(search))) if search.is_asked => &[(close, "close")],
            (None, Some(Over::Search(_))) => {
                &[(older, "hit-older"), (newer, "hit-newer"), (send, "ask-server"), (close, "close")]
            }
            (None, Some(Over::List(list))) if list.of == Of::Members => {
                &[(send, "talk-to"), step, (close, "close"), (Act::Members, "hide")]
            }
            (None, Some(Over::List(_))) => &[(send, "choose"), step, (close, "close")],
            (None, None) => self.hints_of_line(),
        };
        let weights = (1..=u8::MAX).rev();
        let piece = |((act, name), weight): (&(Act, &str), u8)| {
            let mut key = self.key_of(*act)?;
            if (*act, *name) == step {
                key = [self.key_of(older)?, key].join("/");
            }
            let text = self.setup.lang.say(&format!("screen-hint-{name}"), &[("key", key.into())]);
            Some(Piece { weight, text })
        };
        hints.iter().zip(weights).filter_map(piece).collect()
    }

    fn hints_of_line(&self) -> &'static [(Act, &'static str)] {
        const SEND: (Act, &str) = (Act::Edit(Edit::Submit), "send");
        const TYPING: &[(Act, &str)] = &[
            SEND,
            (Act::Edit(Edit::Newline), "newline"),
            (Act::Edit(Edit::Complete), "complete"),
            (Act::Editor, "editor"),
            (Act::Edit(Edit::Interrupt), "clear"),
        ];
        const SCROLLED: &[(Act, &str)] =
            &[(Act::Edit(Edit::Cancel), "newest"), (Act::PageDown, "page-down"), (Act::Search, "search")];
        const ACTIVE: &[(Act, &str)] =
            &[(Act::ActiveRoom, "active"), (Act::Switcher, "switcher"), (Act::Help, "help")];
        const IDLE: &[(Act, &str)] = &[
            (Act::Help, "help"),
            (Act::Switcher, "switcher"),
            (Act::Search, "search"),
            (Act::PageUp, "page-up"),
            (Act::Members, "members"),
            (Act::Mouse, "mouse"),
        ];
        const FAILED: &[(Act, &str)] =
            &[(Act::Resend, "resend"), (Act::Help, "help"), (Act::Switcher, "switcher")];
        if !self.inputs.editor().is_empty() {
            return TYPING;
        }
        if self.has_failed {
            return FAILED;
        }
        if self.talks.below().is_some() {
            return SCROLLED;
        }
        if self.talks.most_active().is_some() { ACTIVE } else { IDLE }
    }

    /// The key of an act as it is shown: one without Alt or Shift if there is one, for not every
    /// terminal sends them.
    fn key_of(&self, act: Act) -> Option<String> {
        let keymap = &self.setup.keymap;
        let is_plain = |key: &crate::edit::Stroke| !key.mods.has(Mods::ALT) && !key.mods.has(Mods::SHIFT);
        let plain = keymap.keys(act).find(is_plain);
        plain.or_else(|| keymap.keys(act).next()).map(shown)
    }

    /// The time of day of a moment.
    pub(super) fn minute_of(&self, unix_ms: u64) -> String {
        crate::lang::Clock::of(self.setup.clock.clone()).short(unix_ms, unix_ms)
    }

    /// The same, with the day if it is another than today.
    pub(super) fn moment_of(&self, unix_ms: u64) -> String {
        crate::lang::Clock::of(self.setup.clock.clone()).short(unix_ms, self.now.unix_ms)
    }
}

/// Draws what fits of the pieces.
fn draw_pieces(canvas: &mut Canvas, area: Rect, pieces: &[Piece], style: Style) {
    let kept = fitting(pieces, usize::from(area.width.saturating_sub(1)), canvas.widths);
    let text = kept.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(GAP);
    canvas.put(area, &[Span::new(format!(" {text}"), style)]);
}

/// Those that stay where there are so many cells.
fn fitting(pieces: &[Piece], cells: usize, widths: Widths) -> Vec<&Piece> {
    let mut kept: Vec<_> = pieces.iter().collect();
    let cells_of = |kept: &[&Piece]| {
        kept.iter().map(|piece| widths.of(&piece.text)).sum::<usize>()
            + GAP.len() * kept.len().saturating_sub(1)
    };
    while kept.len() > 1 && cells_of(&kept) > cells {
        let lightest = kept.iter().enumerate().min_by_key(|(_, piece)| piece.weight).map(|(at, _)| at);
        lightest.map(|at| kept.remove(at));
    }
    kept
}
