//! One frame: every part drawn into its place.

use std::time::Duration;

use ratatui_core::layout::Rect;

use super::input::Rows;
use super::layout::{Layout, Wanted};
use super::list::Of;
use super::over::Over;
use super::{Question, Screen};
use crate::chat::Life;
use crate::edit::{Editor, Kind};
use crate::tui::cells::{Canvas, Span};
use crate::tui::wrap::wrap;
use crate::wire::Now;

/// Rows of an explanation above a question, at most.
const WHY_ROWS_MAX: usize = 8;

/// What stands at the foot of the screen: an explanation, and a line being typed.
struct Foot {
    above: Vec<Vec<Span>>,
    rows: Rows,
}

impl Screen {
    /// Draws it, and tells where the caret stands, if it is to be seen.
    pub fn draw(&mut self, now: Now, life: &Life) -> (Canvas, Option<(u16, u16)>) {
        self.now = now;
        self.stale = false;
        let mut canvas = Canvas::new(self.size.0, self.size.1, self.widths);
        if canvas.area().is_empty() {
            return (canvas, None);
        }
        let foot = self.foot();
        let layout = self.layout(&foot);
        self.layout = layout;
        self.talks.draw(now, &mut canvas, layout.talk, &self.setup.theme);
        self.look();
        self.roll.look(self.talks.current(), life);
        self.draw_topic(&mut canvas, layout.topic, life);
        self.draw_rooms(&mut canvas, layout.rooms);
        self.draw_members(&mut canvas, layout.members, life);
        self.draw_status(&mut canvas, layout.status, life);
        self.draw_hint(&mut canvas, layout.hint, layout.status);
        if let Some(Over::List(list)) = &self.over {
            let middle = layout.rooms.union(layout.talk).union(layout.members);
            let middle = if layout.rooms.is_empty() { layout.talk.union(layout.members) } else { middle };
            let middle =
                if layout.members.is_empty() && layout.rooms.is_empty() { layout.talk } else { middle };
            list.draw(&mut canvas, middle, &self.list_title(list.of, list.count()), &self.setup.theme);
        }
        let left = 60_000 - now.unix_ms % 60_000;
        self.minute = (!layout.status.is_empty()).then(|| now.uptime + Duration::from_millis(left));
        self.lag_due = self.lag_due(life).filter(|_| !layout.status.is_empty());
        let caret = self.draw_foot(&mut canvas, layout.input, &foot);
        (canvas, caret)
    }

    fn layout(&self, foot: &Foot) -> Layout {
        let is_room = matches!(self.talks.current(), super::Place::Room(_));
        let above = u16::try_from(foot.above.len()).unwrap_or(u16::MAX);
        let wanted = Wanted {
            input: foot.rows.count().saturating_add(above),
            is_urgent: above > 0,
            members: self.sides.members && is_room,
            rooms: self.sides.rooms,
        };
        Layout::of(self.size.0, self.size.1, wanted)
    }

    /// The line being typed, as rows.
    pub(super) fn input_rows(&self) -> Rows {
        Rows::of(self.inputs.editor(), &self.say("chat-prompt-line"), self.size.0, self.widths)
    }

    fn rows_of(&self, editor: &Editor, prompt: &str) -> Rows {
        Rows::of(editor, prompt, self.size.0, self.widths)
    }

    fn foot(&self) -> Foot {
        let theme = &self.setup.theme;
        let explain = |text: &str, style| {
            let mut rows = wrap(&[Span::new(text, style)], usize::from(self.size.0).max(1), self.widths);
            rows.truncate(WHY_ROWS_MAX);
            rows
        };
        if let Some(asked) = &self.asked {
            let (key, why) = match &asked.question {
                Question::Name => ("chat-prompt-name", asked.why.as_deref()),
                Question::Password => ("chat-prompt-password", asked.why.as_deref()),
                Question::Retry(why) => ("screen-prompt-retry", Some(why.as_str())),
            };
            let mut above = why.map(|why| explain(why, theme.error)).unwrap_or_default();
            if let (Question::Retry(_), Some(more)) = (&asked.question, &asked.why) {
                above.extend(explain(more, theme.notice));
            }
            return Foot { above, rows: self.rows_of(&asked.editor, &self.say(key)) };
        }
        match &self.over {
            Some(Over::Paste(pasted)) => {
                let first = crate::wire::clean::clean(&pasted.first).into_owned();
                let mut above = vec![vec![Span::new(first, theme.faint)]];
                if pasted.has_command {
                    above.extend(explain(&self.say("screen-paste-command"), theme.error));
                }
                let args = [("count", pasted.lines.into())];
                above.extend(explain(&self.setup.lang.say("screen-paste", &args), theme.notice));
                Foot { above, rows: self.rows_of(&Editor::new(Kind::Answer), "? ") }
            }
            Some(Over::Search(search)) => {
                let key = if search.is_asked { "screen-prompt-searching" } else { "screen-prompt-search" };
                let prompt = self.setup.lang.say(key, &[("count", search.count.into())]);
                Foot { above: Vec::new(), rows: self.rows_of(&search.editor, &prompt) }
            }
            Some(Over::List(list)) => {
                Foot { above: Vec::new(), rows: self.rows_of(&list.editor, &self.say("screen-prompt-find")) }
            }
            None => {
                let notice = self.moment.notice.as_ref().filter(|_| self.has_long_notice());
                let above = notice.map(|notice| explain(notice, theme.notice)).unwrap_or_default();
                Foot { above, rows: self.input_rows() }
            }
        }
    }

    fn draw_foot(&self, canvas: &mut Canvas, area: Rect, foot: &Foot) -> Option<(u16, u16)> {
        let rows = foot.rows.count().min(area.height);
        let above = Rect { height: area.height - rows, ..area };
        for (y, row) in (above.top()..above.bottom()).zip(&foot.above) {
            canvas.put(Rect { y, height: 1, ..above }, row);
        }
        let drawn = above.height.min(u16::try_from(foot.above.len()).unwrap_or(u16::MAX));
        let below = Rect { y: area.y + drawn, height: area.height - drawn, ..area };
        foot.rows.draw(canvas, below, &self.setup.theme)
    }

    fn list_title(&self, of: Of, count: usize) -> String {
        self.setup.lang.say(&format!("screen-list-{}", of.name()), &[("count", count.into())])
    }
}
