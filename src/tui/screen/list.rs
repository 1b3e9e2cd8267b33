//! A list to choose from, above the input, in which one types to find: conversations, members,
//! messages, help.

use ratatui_core::layout::Rect;

use super::fuzzy;
use crate::edit::{Editor, Kind};
use crate::tui::cells::{Canvas, Span, Widths};
use crate::tui::talks::Place;
use crate::tui::theme::Theme;
use crate::tui::wrap::wrap;

/// Rows that the one that is selected may have below it.
const BELOW_MAX: usize = 5;

/// Cells in which words are broken into rows beside the text; where there are fewer, they stand below.
const BESIDE_MIN: usize = 24;

/// Where they begin there.
const INDENT: usize = 4;

/// What a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// Conversations.
    Rooms,
    /// Members of the room.
    Members,
    /// Messages that name us.
    Mentions,
    /// What a search has found.
    Found,
    /// Commands and keys.
    Help,
}

impl Of {
    /// Its name in the keys of sentences.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rooms => "rooms",
            Self::Members => "members",
            Self::Mentions => "mentions",
            Self::Found => "found",
            Self::Help => "help",
        }
    }
}

/// What it means to choose a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// To go there.
    Go(Place),
    /// To go to a message.
    Message(Place, String),
    /// To have this on the line.
    Type(String),
    /// Nothing: it was read.
    Nothing,
}

/// A row.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// What is looked for and shown first.
    pub text: Span,
    /// What stands behind it.
    pub more: Span,
    pub goal: Goal,
}

/// The list.
#[derive(Debug)]
pub(super) struct List {
    pub of: Of,
    /// What is typed to find.
    pub editor: Editor,
    items: Vec<Item>,
    /// Of `items`, those that fit, the best first.
    shown: Vec<usize>,
    selected: usize,
}

impl List {
    /// Of these.
    pub fn new(of: Of, items: Vec<Item>) -> Self {
        let shown = (0..items.len()).collect();
        Self { of, editor: Editor::new(Kind::Answer), items, shown, selected: 0 }
    }

    /// What is typed has changed.
    pub fn sift(&mut self) {
        let asked = self.editor.text().trim();
        // In sentences letters are found far apart by chance.
        let score = |item: &Item| match self.of {
            Of::Rooms | Of::Members => fuzzy::score(asked, &item.text.text),
            Of::Mentions | Of::Found | Of::Help => {
                let has = |text: &str| text.to_lowercase().contains(&asked.to_lowercase());
                (has(&item.text.text) || has(&item.more.text)).then_some(0)
            }
        };
        let mut fitting: Vec<_> = (self.items.iter().enumerate())
            .filter_map(|(at, item)| score(item).map(|score| (std::cmp::Reverse(score), at)))
            .collect();
        if !asked.is_empty() {
            fitting.sort_unstable();
        }
        self.shown = fitting.into_iter().map(|(_, at)| at).collect();
        self.selected = 0;
    }

    /// Selects another row, so many further; at the ends it stays.
    pub fn step(&mut self, rows: isize) {
        self.selected = self.selected.saturating_add_signed(rows).min(self.shown.len().saturating_sub(1));
    }

    /// What is selected.
    pub fn goal(&self) -> Option<&Goal> {
        self.shown.get(self.selected).and_then(|at| self.items.get(*at)).map(|item| &item.goal)
    }

    /// How many fit what is typed.
    pub fn count(&self) -> usize {
        self.shown.len()
    }

    /// Draws it at the bottom of `area`, under `title`. The row that is selected is shown whole, in as
    /// many rows as that takes.
    pub fn draw(&self, canvas: &mut Canvas, area: Rect, title: &str, theme: &Theme) {
        let most = usize::from(area.height).saturating_sub(1);
        let places = Places::of(self, most, area.width, canvas.widths);
        let rows = (self.shown.len().max(1) + places.below.len()).min(most);
        let height = u16::try_from(rows + 1).unwrap_or(area.height).min(area.height);
        let area = Rect { y: area.bottom() - height, height, ..area };
        canvas.clear(area, theme.text);
        let bar = Rect { height: area.height.min(1), ..area };
        canvas.clear(bar, theme.bar);
        canvas.put(bar, &[Span::new(format!(" {title}"), theme.bar)]);
        let first = (self.selected + 1).saturating_sub(rows - places.below.len().min(rows));
        let mut ys = bar.bottom()..area.bottom();
        for (number, item) in self.window(first, rows).enumerate() {
            let Some(y) = ys.next() else { break };
            let line = Rect { y, height: 1, ..area };
            let is_selected = first + number == self.selected;
            // Not by colour alone.
            let mark = Span::new(if is_selected { "> " } else { "  " }, theme.text);
            canvas.put(line, &[mark, item.text.clone()]);
            let rest = right_of(line, places.behind(item, canvas.widths));
            if !is_selected {
                canvas.put(rest, std::slice::from_ref(&item.more));
                continue;
            }
            canvas.put(rest, &places.beside);
            canvas.tint(line, theme.selected);
            for (row, y) in places.below.iter().zip(ys.by_ref()) {
                let line = Rect { y, height: 1, ..area };
                canvas.put(right_of(line, places.indent), row);
                canvas.tint(line, theme.selected);
            }
        }
    }

    fn window(&self, first: usize, rows: usize) -> impl Iterator<Item = &Item> {
        self.shown.get(first..).unwrap_or_default().iter().filter_map(|at| self.items.get(*at)).take(rows)
    }
}

/// Where things stand in the rows of a list.
struct Places {
    /// The cells of the column of texts.
    column: usize,
    /// What stands behind the text that is selected, in its row and in those below.
    beside: Vec<Span>,
    below: Vec<Vec<Span>>,
    /// Where those below begin.
    indent: usize,
}

impl Places {
    fn of(list: &List, most: usize, width: u16, widths: Widths) -> Self {
        let width = usize::from(width);
        let first = (list.selected + 1).saturating_sub(most.max(1));
        let texts = list.window(first, most).map(|item| widths.of(&item.text.text));
        let column = texts.max().unwrap_or(0).min(width * 2 / 5);
        let mut places = Self { column, beside: Vec::new(), below: Vec::new(), indent: INDENT };
        let Some(item) = list.shown.get(list.selected).and_then(|at| list.items.get(*at)) else {
            return places;
        };
        let behind = places.behind(item, widths);
        let more = std::slice::from_ref(&item.more);
        let beside = width.saturating_sub(behind);
        if widths.of(&item.more.text) <= beside {
            places.beside = more.to_vec();
            return places;
        }
        let mut rows = if beside >= BESIDE_MIN {
            places.indent = behind;
            wrap(more, beside, widths).into_iter()
        } else {
            wrap(more, width.saturating_sub(INDENT).max(1), widths).into_iter()
        };
        if beside >= BESIDE_MIN {
            places.beside = rows.next().unwrap_or_default();
        }
        places.below = rows.take(BELOW_MAX.min(most.saturating_sub(1))).collect();
        places
    }

    /// Where what stands behind a text begins.
    fn behind(&self, item: &Item, widths: Widths) -> usize {
        (self.column + 4).max(widths.of(&item.text.text) + 4)
    }
}

fn right_of(line: Rect, cells: usize) -> Rect {
    let cells = u16::try_from(cells).unwrap_or(u16::MAX).min(line.width);
    Rect { x: line.x + cells, width: line.width - cells, ..line }
}
