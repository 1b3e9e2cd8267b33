//! Who has which name. A name is taken from the moment it is claimed until its owner leaves.

use std::collections::HashMap;
use std::sync::Arc;

use crate::wire::{ConnId, MemberId, Name};

/// Why a name can't be claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clash {
    /// Somebody has it.
    Taken,
    /// It could be taken for this one, which somebody has.
    LooksLike(Arc<str>),
    /// It is the name of an account, or could be taken for one.
    Owned,
    /// It is reserved, or could be taken for a reserved one.
    Reserved,
}

/// Whose a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Somebody's who is not in yet.
    Arriving(ConnId),
    /// A member's.
    Member(MemberId),
}

/// All names in use.
#[derive(Debug, Default)]
pub struct Names {
    owners: HashMap<Arc<str>, Owner>,
    looks: HashMap<Arc<str>, Vec<Look>>,
    reserved: Vec<Name>,
}

/// A name in use, under one of the skeletons that it shares with its look-alikes.
#[derive(Debug)]
struct Look {
    owner: Owner,
    name: Arc<str>,
}

impl Names {
    /// Nobody here yet; `reserved` can't be claimed.
    pub fn new(reserved: &[String]) -> Self {
        let mut names = Self::default();
        names.reserve(reserved);
        names
    }

    /// From here on these can't be claimed, and those before them can. Whoever has one keeps it.
    pub fn reserve(&mut self, reserved: &[String]) {
        // A reserved text that is no name can't be claimed anyway.
        self.reserved = reserved.iter().filter_map(|text| Name::parse(text).ok()).collect();
    }

    /// Who has the name with this key.
    pub fn owner(&self, key: &str) -> Option<Owner> {
        self.owners.get(key).copied()
    }

    /// Gives `name` to `owner`, who keeps what it had until it is released.
    ///
    /// # Errors
    /// [`Clash`]; nothing is changed then.
    pub fn claim(&mut self, name: &Name, owner: Owner) -> Result<(), Clash> {
        if self.reserved.iter().any(|reserved| reserved.key() == name.key() || reserved.looks_like(name)) {
            return Err(Clash::Reserved);
        }
        match self.owner(name.key()) {
            Some(other) if other != owner => return Err(Clash::Taken),
            _ => {}
        }
        if let Some(other) = self.look_alike(name, owner) {
            return Err(Clash::LooksLike(other));
        }
        self.owners.insert(Arc::clone(name.key()), owner);
        for look in distinct(name) {
            let look = self.looks.entry(Arc::clone(look)).or_default();
            look.push(Look { owner, name: name.shared() });
        }
        Ok(())
    }

    /// Makes `name` free again, if `owner` has it.
    pub fn release(&mut self, name: &Name, owner: Owner) {
        if self.owner(name.key()) == Some(owner) {
            self.owners.remove(name.key());
        }
        for look in distinct(name) {
            if let Some(alike) = self.looks.get_mut(look) {
                let is_it = |one: &Look| one.owner == owner && *one.name == *name.as_str();
                if let Some(place) = alike.iter().position(is_it) {
                    alike.swap_remove(place);
                }
                if alike.is_empty() {
                    self.looks.remove(look);
                }
            }
        }
    }

    /// What `from` has is `to`'s from here on: who was arriving is in.
    pub fn hand_over(&mut self, name: &Name, from: Owner, to: Owner) {
        if let Some(owner) = self.owners.get_mut(name.key()).filter(|owner| **owner == from) {
            *owner = to;
        }
        for look in distinct(name) {
            let alike = self.looks.get_mut(look).into_iter().flatten();
            for one in alike.filter(|one| one.owner == from && *one.name == *name.as_str()) {
                one.owner = to;
            }
        }
    }

    /// A name of somebody else that looks like this one. Two plain ASCII names never do.
    fn look_alike(&self, name: &Name, owner: Owner) -> Option<Arc<str>> {
        let alike = name.looks().iter().filter_map(|look| self.looks.get(look)).flatten();
        let mut others = alike.filter(|one| one.owner != owner);
        others.find(|one| !(name.is_ascii() && one.name.is_ascii())).map(|one| Arc::clone(&one.name))
    }
}

fn distinct(name: &Name) -> impl Iterator<Item = &Arc<str>> {
    let [first, second] = name.looks();
    std::iter::once(first).chain((first != second).then_some(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: Owner = Owner::Arriving(ConnId::new(1, 0));
    const BOB: Owner = Owner::Member(MemberId::new(2, 0));

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    #[test]
    fn a_name_belongs_to_one_until_it_is_released() {
        let mut names = Names::default();
        assert_eq!(names.claim(&name("Alice"), ALICE), Ok(()));
        assert_eq!(names.claim(&name("aLICE"), BOB), Err(Clash::Taken));
        names.release(&name("alice"), BOB);
        assert_eq!(names.claim(&name("alice"), BOB), Err(Clash::Taken), "only its owner gives it back");
        names.release(&name("Alice"), ALICE);
        assert_eq!(names.claim(&name("alice"), BOB), Ok(()));
    }

    #[test]
    fn look_alikes_are_refused_unless_both_are_ascii() {
        let mut names = Names::new(&["Administrator".to_owned(), "管理员".to_owned()]);
        names.claim(&name("alice"), ALICE).unwrap();
        assert_eq!(names.claim(&name("аlice"), BOB), Err(Clash::LooksLike("alice".into())));
        assert_eq!(names.claim(&name("аIice"), BOB), Err(Clash::LooksLike("alice".into())));
        assert_eq!(names.claim(&name("aIice"), BOB), Ok(()), "I and l are plain ASCII");
        for reserved in ["administrator", "Adrninistrator", "Αdministrator", "管理员"] {
            assert_eq!(names.claim(&name(reserved), BOB), Err(Clash::Reserved), "{reserved}");
        }
        names.release(&name("alice"), ALICE);
        assert_eq!(names.claim(&name("аlice"), BOB), Ok(()), "nobody is left to be taken for");
    }

    #[test]
    fn who_comes_in_keeps_the_name_and_its_looks() {
        let member = Owner::Member(MemberId::new(1, 0));
        let mut names = Names::default();
        names.claim(&name("аlice"), ALICE).unwrap();
        names.hand_over(&name("аlice"), BOB, member);
        assert_eq!(names.owner(name("аlice").key()), Some(ALICE), "it was not theirs");
        names.hand_over(&name("аlice"), ALICE, member);
        assert_eq!(names.owner(name("аlice").key()), Some(member));
        assert_eq!(names.claim(&name("alice"), ALICE), Err(Clash::LooksLike("аlice".into())));
        names.release(&name("аlice"), member);
        assert_eq!(names.claim(&name("alice"), ALICE), Ok(()));
    }
}
