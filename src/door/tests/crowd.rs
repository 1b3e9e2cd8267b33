//! More people than an answer has room for.

use super::*;
use crate::wire::limits::WHO_ROWS_MAX;

#[test]
fn who_shows_as_many_as_there_may_be_and_says_so() {
    let mut house = House::with("en", Rules { auto_join: false, ..rules() });
    let mut last = house.connect();
    for number in 0..=WHO_ROWS_MAX {
        if number > 0 {
            last = house.connect();
        }
        house.send(last, format!("NICK n{number}\r\nUSER u 0 * :r\r\n"));
    }
    house.text(last);
    house.send(last, "WHO *\r\n");
    let text = house.text(last);
    let nick = format!("n{WHO_ROWS_MAX}");
    assert_eq!(text.matches(&format!(":chat.example 352 {nick} ")).count(), WHO_ROWS_MAX);
    let end: Vec<_> = text.split_terminator("\r\n").skip(WHO_ROWS_MAX).collect();
    assert!(end[0].starts_with(&format!(":chat.example 416 {nick} WHO :")), "{end:?}");
    assert!(end[1].starts_with(&format!(":chat.example 315 {nick} * :")) && end.len() == 2, "{end:?}");
    // One less is all of them.
    house.end(ConnId::new(0, 0));
    house.send(last, "WHO\r\n");
    let text = house.text(last);
    assert_eq!(text.matches(" 352 ").count(), WHO_ROWS_MAX);
    assert!(!text.contains(" 416 "));
}
