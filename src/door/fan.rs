//! Many who are told the same, divided by how they are spoken to.
//!
//! Must not know what they are told. The common case, everybody alike, hands on the list as it is.

use crate::wire::ConnId;
use crate::wire::caps::Caps;

use super::way::Face;

/// The face of `conn` as far as `matters` goes.
fn face(faces: &[Face], conn: ConnId, matters: Caps) -> Face {
    match faces.get(conn.index()) {
        Some(Face::Irc(caps)) => Face::Irc(caps.both(matters)),
        Some(face) => *face,
        None => Face::None,
    }
}

/// Divides `to` into groups that are spoken to alike, in the order in which they first come;
/// whoever is not spoken to is left out.
pub fn divide(to: Vec<ConnId>, faces: &[Face], matters: Caps) -> Vec<(Face, Vec<ConnId>)> {
    let Some(&first) = to.first() else { return Vec::new() };
    let first = face(faces, first, matters);
    if to.iter().all(|&conn| face(faces, conn, matters) == first) {
        return if first == Face::None { Vec::new() } else { vec![(first, to)] };
    }
    let mut groups: Vec<(Face, Vec<ConnId>)> = Vec::new();
    for conn in to {
        let face = face(faces, conn, matters);
        match groups.iter_mut().find(|(found, _)| *found == face) {
            Some((_, members)) => members.push(conn),
            None if face == Face::None => {}
            None => groups.push((face, vec![conn])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::caps::{BATCH, MESSAGE_TAGS, MULTILINE, SERVER_TIME};

    fn conns(indexes: std::ops::Range<u32>) -> Vec<ConnId> {
        indexes.map(|index| ConnId::new(index, 0)).collect()
    }

    #[test]
    fn those_who_are_alike_stay_one_list() {
        let faces = vec![Face::Irc(SERVER_TIME); 1000];
        let to = conns(0..1000);
        let list = to.as_ptr();
        let groups = divide(to, &faces, SERVER_TIME.with(MESSAGE_TAGS));
        assert!(
            matches!(groups.as_slice(), [(Face::Irc(SERVER_TIME), to)] if to.as_ptr() == list && to.len() == 1000)
        );
    }

    #[test]
    fn what_does_not_matter_does_not_divide() {
        let (one, other) = (Face::Irc(SERVER_TIME.with(BATCH)), Face::Irc(SERVER_TIME.with(MULTILINE)));
        let groups = divide(conns(0..2), &[one, other], SERVER_TIME);
        assert_eq!(groups, [(Face::Irc(SERVER_TIME), conns(0..2))]);
        assert_eq!(divide(conns(0..2), &[one, other], SERVER_TIME.with(BATCH)).len(), 2);
    }

    #[test]
    fn each_door_has_its_group_and_nobody_is_told_who_is_not_in() {
        let faces = [Face::Plain, Face::None, Face::Irc(SERVER_TIME), Face::Plain, Face::Original];
        let at = |index| ConnId::new(index, 0);
        assert_eq!(
            divide(conns(0..6), &faces, SERVER_TIME),
            [
                (Face::Plain, vec![at(0), at(3)]),
                (Face::Irc(SERVER_TIME), vec![at(2)]),
                (Face::Original, vec![at(4)]),
            ]
        );
        assert_eq!(divide(conns(1..2), &faces, SERVER_TIME), []);
        assert_eq!(divide(Vec::new(), &faces, SERVER_TIME), []);
    }
}
