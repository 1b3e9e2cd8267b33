//! Who has which name. A name is taken from the moment it is claimed until its owner leaves.

use std::collections::HashMap;
use std::sync::Arc;

use crate::wire::{ConnId, Name};

/// Why a name can't be claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clash {
    /// Somebody has it.
    Taken,
    /// It could be taken for this one, which somebody has.
    LooksLike(Arc<str>),
    /// It is reserved, or could be taken for a reserved one.
    Reserved,
}

/// All names in use.
#[derive(Debug, Default)]
pub struct Names {
    owners: HashMap<Arc<str>, ConnId>,
    looks: HashMap<Arc<str>, Vec<Look>>,
    reserved: Vec<Name>,
}

/// A name in use, under one of the skeletons that it shares with its look-alikes.
#[derive(Debug)]
struct Look {
    owner: ConnId,
    name: Arc<str>,
}

impl Names {
    /// Nobody here yet; `reserved` can't be claimed.
    pub fn new(reserved: &[String]) -> Self {
        // A reserved text that is no name can't be claimed anyway.
        let reserved = reserved.iter().filter_map(|text| Name::parse(text).ok()).collect();
        Self { reserved, ..Self::default() }
    }

    /// Who has the name with this key.
    pub fn owner(&self, key: &str) -> Option<ConnId> {
        self.owners.get(key).copied()
    }

    /// Gives `name` to `conn`, which keeps what it had until it is released.
    ///
    /// # Errors
    /// [`Clash`]; nothing is changed then.
    pub fn claim(&mut self, name: &Name, conn: ConnId) -> Result<(), Clash> {
        if self.reserved.iter().any(|reserved| reserved.key() == name.key() || reserved.looks_like(name)) {
            return Err(Clash::Reserved);
        }
        match self.owner(name.key()) {
            Some(owner) if owner != conn => return Err(Clash::Taken),
            _ => {}
        }
        if let Some(other) = self.look_alike(name, conn) {
            return Err(Clash::LooksLike(other));
        }
        self.owners.insert(Arc::clone(name.key()), conn);
        for look in distinct(name) {
            let look = self.looks.entry(Arc::clone(look)).or_default();
            look.push(Look { owner: conn, name: name.shared() });
        }
        Ok(())
    }

    /// Makes `name` free again, if `conn` has it.
    pub fn release(&mut self, name: &Name, conn: ConnId) {
        if self.owner(name.key()) == Some(conn) {
            self.owners.remove(name.key());
        }
        for look in distinct(name) {
            if let Some(alike) = self.looks.get_mut(look) {
                if let Some(place) =
                    alike.iter().position(|one| one.owner == conn && *one.name == *name.as_str())
                {
                    alike.swap_remove(place);
                }
                if alike.is_empty() {
                    self.looks.remove(look);
                }
            }
        }
    }

    /// A name of somebody else that looks like this one. Two plain ASCII names never do.
    fn look_alike(&self, name: &Name, conn: ConnId) -> Option<Arc<str>> {
        let alike = name.looks().iter().filter_map(|look| self.looks.get(look)).flatten();
        let mut others = alike.filter(|one| one.owner != conn);
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

    const ALICE: ConnId = ConnId::new(1, 0);
    const BOB: ConnId = ConnId::new(2, 0);

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
}
