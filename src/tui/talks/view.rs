//! Which rows of a conversation are on the screen, and how one moves over them.
//!
//! Must not know how an entry becomes rows (`rows`).
//!
//! Theory of operation: at the newest there is no anchor, and rows are gathered from the last entry
//! upwards until the screen is full. Away from it the [`Anchor`] is the row at the top, as a row of
//! an entry: what comes below it, and what is put in above it, does not move it, and at another size
//! it stays in the same entry. Entries are laid out only as far as the screen reaches.

use super::entry::Serial;
use super::rows::{self, Context, Look, Row};
use super::talk::{Earlier, Talk};
use super::{Below, Scroll};

/// Rows of the former page that stay in sight.
const PAGE_OVERLAP: usize = 2;

/// The row at the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    /// Which entry.
    pub index: usize,
    /// Which of its rows, rulers before it included.
    pub row: usize,
    /// How many rulers it had then.
    pub lead: usize,
    /// How many rows of its own it had then.
    pub body: usize,
}

/// A row on the screen: which entry, which of its rows.
type Seen = (usize, usize);

impl Talk {
    /// How many rows an entry has.
    fn height(&mut self, look: &Look, index: usize) -> usize {
        let (lead, body) = self.parts(look, index);
        lead + body
    }

    /// How many rulers stand before an entry, and how many rows it has itself.
    fn parts(&mut self, look: &Look, index: usize) -> (usize, usize) {
        let context = Context::of(self, index, look.found);
        let Some((entry, context)) = self.entries.get_mut(index).zip(context) else { return (0, 0) };
        rows::lay(look, entry, context);
        entry.laid.as_ref().map_or((0, 0), |laid| (laid.lead, laid.rows.len() - laid.lead))
    }

    pub fn row(&self, (index, row): Seen) -> Option<&Row> {
        self.entries.get(index)?.laid.as_ref()?.rows.get(row)
    }

    /// The same for the top of the screen, if it looks otherwise there.
    pub fn headed(&self, look: &Look, (index, row): Seen) -> Option<Row> {
        look.headed(self.entries.get(index)?, row)
    }

    /// The rows on the screen, from its top.
    pub fn rows(&mut self, look: &Look) -> Vec<Seen> {
        if let Some(anchor) = self.anchor {
            let rows = self.rows_from(look, anchor);
            let last = self.entries.len().saturating_sub(1);
            let is_end = rows.last().is_none_or(|&(index, row)| {
                index == last
                    && self.entries.get(index).is_some_and(|entry| {
                        entry.laid.as_ref().is_none_or(|laid| row + 1 >= laid.rows.len())
                    })
            });
            if rows.len() >= look.rows && !is_end {
                return rows;
            }
            self.follow();
        }
        self.last_rows(look)
    }

    fn rows_from(&mut self, look: &Look, anchor: Anchor) -> Vec<Seen> {
        let mut rows = Vec::with_capacity(look.rows);
        let (mut index, mut row) = self.place_of_anchor(look, anchor);
        self.hold(look, (index, row));
        while rows.len() < look.rows && index < self.entries.len() {
            let height = self.height(look, index);
            while row < height && rows.len() < look.rows {
                rows.push((index, row));
                row += 1;
            }
            index += 1;
            row = 0;
        }
        rows
    }

    /// Where the row at the top stands as entries are laid out at this size, and with the rulers that
    /// there are: what stood there before does not move if it can be helped.
    fn place_of_anchor(&mut self, look: &Look, anchor: Anchor) -> Seen {
        let (lead, body) = self.parts(look, anchor.index);
        if let Some(ruler) = anchor.lead.checked_sub(anchor.row).filter(|rows| *rows > 0) {
            // So many rulers of it were in sight.
            return match lead.checked_sub(ruler) {
                Some(row) => (anchor.index, row),
                None => self.above(look, (anchor.index, 0), ruler - lead),
            };
        }
        let row = anchor.row - anchor.lead;
        let row = if body == anchor.body { row } else { row * body / anchor.body.max(1) };
        (anchor.index, lead + row.min(body.saturating_sub(1)))
    }

    /// So many rows above a row, as far as there are any.
    fn above(&mut self, look: &Look, (mut index, mut row): Seen, mut rows: usize) -> Seen {
        while rows > row && index > 0 {
            rows -= row + 1;
            index -= 1;
            row = self.height(look, index).saturating_sub(1);
        }
        (index, row.saturating_sub(rows))
    }

    fn hold(&mut self, look: &Look, (index, row): Seen) {
        let (lead, body) = self.parts(look, index);
        self.anchor = Some(Anchor { index, row, lead, body });
    }

    fn last_rows(&mut self, look: &Look) -> Vec<Seen> {
        let mut rows = Vec::with_capacity(look.rows);
        for index in (0..self.entries.len()).rev() {
            let height = self.height(look, index);
            for row in (0..height).rev().take(look.rows - rows.len()) {
                rows.push((index, row));
            }
            if rows.len() >= look.rows {
                break;
            }
        }
        rows.reverse();
        rows
    }

    /// Shows the newest, and what comes.
    pub fn follow(&mut self) {
        self.anchor = None;
        self.below = Below::default();
    }

    fn top(&mut self, look: &Look) -> Seen {
        match self.anchor {
            Some(anchor) => self.place_of_anchor(look, anchor),
            None => self.last_rows(look).first().copied().unwrap_or_default(),
        }
    }

    /// Puts a row at the top.
    fn put_at_top(&mut self, look: &Look, row: Seen) {
        self.hold(look, row);
        // If the newest is in sight, there is nothing to hold on to.
        self.rows(look);
    }

    pub fn scroll(&mut self, look: &Look, scroll: Scroll) {
        if self.entries.is_empty() {
            return self.want_earlier();
        }
        let page = isize::try_from(look.rows.saturating_sub(PAGE_OVERLAP).max(1)).unwrap_or(isize::MAX);
        match scroll {
            Scroll::Rows(rows) => self.scroll_rows(look, rows),
            Scroll::Pages(pages) => self.scroll_rows(look, pages.saturating_mul(page)),
            Scroll::Oldest => {
                self.put_at_top(look, (0, 0));
                self.want_earlier();
            }
            Scroll::Newest => self.follow(),
            Scroll::Unread => {
                let ruler = self.ruler.and_then(|serial| self.position(serial));
                if let Some(index) = ruler.or_else(|| self.first_unread()) {
                    self.put_at_top(look, (index, 0));
                }
            }
        }
    }

    fn scroll_rows(&mut self, look: &Look, rows: isize) {
        let (mut index, mut row) = self.top(look);
        let mut left = rows.unsigned_abs();
        if rows < 0 {
            (index, row) = self.above(look, (index, row), left);
            if (index, row) == (0, 0) {
                self.want_earlier();
            }
        } else {
            while left > 0 && index < self.entries.len() {
                let rest = self.height(look, index).saturating_sub(row);
                if left < rest {
                    row += left;
                    break;
                }
                left -= rest;
                index += 1;
                row = 0;
            }
            if index >= self.entries.len() {
                return self.follow();
            }
        }
        self.put_at_top(look, (index, row));
    }

    /// The oldest that is here is in sight, and somebody wants more.
    fn want_earlier(&mut self) {
        if self.earlier == Earlier::Perhaps {
            self.earlier = Earlier::Wanted;
        }
    }

    /// Shows an entry, with a third of the screen above it; nothing moves if it is in sight.
    pub fn reveal(&mut self, look: &Look, serial: Serial) -> bool {
        let Some(index) = self.position(serial) else { return false };
        let height = self.height(look, index);
        let in_sight = self.rows(look).iter().filter(|(seen, _)| *seen == index).count();
        if in_sight < height.min(look.rows) || in_sight == 0 {
            self.hold(look, (index, 0));
            let above = isize::try_from(look.rows / 3).unwrap_or_default();
            let earlier = self.earlier;
            self.scroll_rows(look, -above);
            self.earlier = earlier;
        }
        true
    }
}
