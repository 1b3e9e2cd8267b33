//! What connections and members are called inside the program.

/// One connection. Never reused while the program runs, so that an answer that comes late can't
/// reach whoever took the place of the one who asked.
///
/// The low 32 bits are a place in a table, which is reused; the high 32 bits count how often it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u64);

impl ConnId {
    /// The id of the `generation`-th connection in place `index`.
    pub const fn new(index: u32, generation: u32) -> Self {
        Self(((generation as u64) << 32) | index as u64)
    }

    /// Its place in a table of connections.
    pub const fn index(self) -> usize {
        (self.0 & 0xffff_ffff) as usize
    }
}

/// One member: somebody who is in, through however many connections. Never reused, as [`ConnId`] is
/// not: a place in a table, and how often that was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberId(pub u64);

impl MemberId {
    /// The id of the `generation`-th member in place `index`.
    pub const fn new(index: u32, generation: u32) -> Self {
        Self(((generation as u64) << 32) | index as u64)
    }

    /// Which of the members in its place it is.
    pub const fn generation(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

/// What a [`Table`] is looked up by.
pub trait Id: Copy + Eq {
    /// The place in the table.
    fn index(self) -> usize;
}

impl Id for ConnId {
    fn index(self) -> usize {
        Self::index(self)
    }
}

impl Id for MemberId {
    fn index(self) -> usize {
        (self.0 & 0xffff_ffff) as usize
    }
}

/// Now, as the core is told it: the core never asks a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now {
    /// Time since the program started; never goes back. All deadlines are counted by it.
    pub uptime: std::time::Duration,
    /// Wall clock, milliseconds since 1970-01-01T00:00:00Z.
    pub unix_ms: u64,
}

/// A table with one place for each connection, or whatever else an [`Id`] names, looked up in
/// constant time.
#[derive(Debug)]
pub struct Table<T, I = ConnId> {
    places: Vec<Option<(I, T)>>,
    count: usize,
}

impl<T, I> Default for Table<T, I> {
    fn default() -> Self {
        Self { places: Vec::new(), count: 0 }
    }
}

impl<T, I: Id> Table<T, I> {
    /// Puts `value` in the place of `id`; hands back what stood there.
    pub fn insert(&mut self, id: I, value: T) -> Option<T> {
        if self.places.len() <= id.index() {
            self.places.resize_with(id.index() + 1, || None);
        }
        let old = self.places.get_mut(id.index())?.replace((id, value));
        self.count += usize::from(old.is_none());
        old.map(|(_, value)| value)
    }

    /// What belongs to `id`, or nothing if it has gone.
    pub fn get(&self, id: I) -> Option<&T> {
        match self.places.get(id.index()) {
            Some(Some((found, value))) if *found == id => Some(value),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, id: I) -> Option<&mut T> {
        match self.places.get_mut(id.index()) {
            Some(Some((found, value))) if *found == id => Some(value),
            _ => None,
        }
    }

    /// Takes out what belongs to `id`.
    pub fn remove(&mut self, id: I) -> Option<T> {
        self.get(id)?;
        let (_, value) = self.places.get_mut(id.index())?.take()?;
        self.count -= 1;
        Some(value)
    }

    /// All that are here, in the order of their places.
    pub fn iter(&self) -> impl Iterator<Item = (I, &T)> {
        self.places.iter().flatten().map(|(id, value)| (*id, value))
    }

    /// How many are here.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether nobody is here.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_place_and_a_generation() {
        let conn = ConnId::new(7, 3);
        assert_eq!(conn, ConnId(3 << 32 | 7));
        assert_eq!(conn.index(), 7);
        assert_eq!(ConnId::new(u32::MAX, u32::MAX).index(), u32::MAX as usize);
    }

    #[test]
    fn who_took_a_place_is_not_who_left_it() {
        let (old, young) = (ConnId::new(1, 0), ConnId::new(1, 1));
        let mut table = Table::default();
        assert!(table.is_empty());
        assert_eq!(table.insert(old, "old"), None);
        assert_eq!(table.get(old), Some(&"old"));
        assert_eq!(table.get(young), None);
        assert_eq!(table.remove(young), None);
        assert_eq!(table.remove(old), Some("old"));
        assert_eq!(table.remove(old), None);
        table.insert(young, "young");
        assert_eq!(table.get(old), None);
        assert_eq!(table.get_mut(old), None);
        assert_eq!(table.get_mut(young), Some(&mut "young"));
        assert_eq!(table.len(), 1);
    }

    #[test]
    fn places_keep_their_order() {
        let mut table = Table::default();
        for index in [5, 0, 3] {
            table.insert(ConnId::new(index, 9), index);
        }
        assert_eq!(table.iter().map(|(_, value)| *value).collect::<Vec<_>>(), [0, 3, 5]);
        assert_eq!(table.insert(ConnId::new(3, 10), 33), Some(3));
        assert_eq!((table.len(), table.get(ConnId::new(3, 9))), (3, None));
        assert_eq!(table.get(ConnId::new(99, 0)), None);
    }
}
