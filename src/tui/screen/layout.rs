//! Which part of the screen is where. What does not fit is left out, the least needed first.

use ratatui_core::layout::Rect;

/// Columns below which the list of members is left out.
pub(super) const MEMBERS_COLUMNS_MIN: u16 = 60;

/// Columns below which the list of conversations is left out.
pub(super) const ROOMS_COLUMNS_MIN: u16 = 80;

/// Rows below which there is nothing but the input.
const ALL_ROWS_MIN: u16 = 3;

/// Rows from which on the topic has one.
const TOPIC_ROWS_MIN: u16 = 7;

/// Rows from which on hints have one.
const HINT_ROWS_MIN: u16 = 6;

/// What is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted {
    /// The rows that the input would fill.
    pub input: u16,
    /// Whether it may fill more than a third (a question, which must be seen whole).
    pub is_urgent: bool,
    /// Whether the members are shown where there is room for them.
    pub members: bool,
    /// The same of the conversations.
    pub rooms: bool,
}

/// Where each part is; one without cells is not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    pub topic: Rect,
    pub rooms: Rect,
    pub talk: Rect,
    pub members: Rect,
    pub status: Rect,
    pub input: Rect,
    pub hint: Rect,
}

impl Layout {
    /// For a terminal of this size.
    pub fn of(columns: u16, rows: u16, wanted: Wanted) -> Self {
        let whole = Rect::new(0, 0, columns, rows);
        let mut layout = Self::default();
        if rows < ALL_ROWS_MIN {
            layout.input = whole;
            return layout;
        }
        let mut rest = whole;
        if rows >= TOPIC_ROWS_MIN {
            layout.topic = top(&mut rest, 1);
        }
        if rows >= HINT_ROWS_MIN {
            layout.hint = bottom(&mut rest, 1);
        }
        // The messages and the row of status have one row each at least.
        let most = if wanted.is_urgent { rest.height } else { rows / 3 };
        let input = wanted.input.min(most).min(rest.height.saturating_sub(2)).max(1);
        layout.input = bottom(&mut rest, input);
        layout.status = bottom(&mut rest, 1);
        if wanted.rooms && columns >= ROOMS_COLUMNS_MIN {
            layout.rooms = left(&mut rest, (columns / 6).clamp(13, 25));
        }
        if wanted.members && columns >= MEMBERS_COLUMNS_MIN {
            layout.members = right(&mut rest, (columns / 5).clamp(15, 25));
        }
        layout.talk = rest;
        layout
    }
}

fn top(rest: &mut Rect, rows: u16) -> Rect {
    let part = Rect { height: rows.min(rest.height), ..*rest };
    (rest.y, rest.height) = (rest.y + part.height, rest.height - part.height);
    part
}

fn bottom(rest: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(rest.height);
    rest.height -= rows;
    Rect { y: rest.y + rest.height, height: rows, ..*rest }
}

fn left(rest: &mut Rect, columns: u16) -> Rect {
    let part = Rect { width: columns.min(rest.width), ..*rest };
    (rest.x, rest.width) = (rest.x + part.width, rest.width - part.width);
    part
}

fn right(rest: &mut Rect, columns: u16) -> Rect {
    let columns = columns.min(rest.width);
    rest.width -= columns;
    Rect { x: rest.x + rest.width, width: columns, ..*rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_screen_and_never_overlap() {
        for columns in 0..130 {
            for rows in 0..45 {
                for input in [1, 3, 60] {
                    for is_urgent in [true, false] {
                        let wanted = Wanted { input, is_urgent, members: true, rooms: true };
                        let layout = Layout::of(columns, rows, wanted);
                        let Layout { topic, rooms, talk, members, status, input, hint } = layout;
                        let parts = [topic, rooms, talk, members, status, input, hint];
                        let cells: u32 = parts.iter().map(|part| part.area()).sum();
                        assert_eq!(cells, u32::from(columns) * u32::from(rows), "{columns}x{rows}");
                        for (at, part) in parts.iter().enumerate() {
                            assert!(parts.iter().skip(at + 1).all(|other| !part.intersects(*other)));
                        }
                        assert!(rows == 0 || input.height > 0);
                    }
                }
            }
        }
    }

    #[test]
    fn the_input_grows_to_a_third() {
        let layout = |input| Layout::of(80, 24, Wanted { input, ..Wanted::default() }).input.height;
        assert_eq!((layout(1), layout(5), layout(50)), (1, 5, 8));
    }
}
