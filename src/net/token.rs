//! Names of connections, and the table that finds one in constant time.
//!
//! Knows nothing of what stands in a place. A place is reused, its generation counts how often; a
//! place whose generations are used up is never given out again, so a [`Token`] is never reused.

/// One connection of this reactor. Never reused while the program runs.
///
/// The low 32 bits are a place in a table, the high 32 bits count how often that place was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(pub u64);

impl Token {
    const fn new(index: u32, generation: u32) -> Self {
        Self(((generation as u64) << 32) | index as u64)
    }

    /// Its place in the table.
    pub(crate) const fn index(self) -> usize {
        (self.0 & 0xffff_ffff) as usize
    }

    const fn generation(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

/// A place: empty, or taken by the connection of that generation.
#[derive(Debug)]
struct Place<T> {
    generation: u32,
    value: Option<T>,
}

/// The connections, each in its place.
#[derive(Debug)]
pub(crate) struct Table<T> {
    places: Vec<Place<T>>,
    free: Vec<u32>,
    count: usize,
}

impl<T> Table<T> {
    pub(crate) const fn new() -> Self {
        Self { places: Vec::new(), free: Vec::new(), count: 0 }
    }

    /// Puts `value` into a free place. `None`: there are no more places (2^32 of them).
    pub(crate) fn insert(&mut self, value: T) -> Option<Token> {
        let index = match self.free.pop() {
            Some(index) => index,
            None => {
                let index = u32::try_from(self.places.len()).ok()?;
                self.places.push(Place { generation: 0, value: None });
                index
            }
        };
        let place = self.places.get_mut(index as usize)?;
        place.value = Some(value);
        self.count += 1;
        Some(Token::new(index, place.generation))
    }

    pub(crate) fn get(&self, token: Token) -> Option<&T> {
        let place = self.places.get(token.index())?;
        if place.generation == token.generation() { place.value.as_ref() } else { None }
    }

    pub(crate) fn get_mut(&mut self, token: Token) -> Option<&mut T> {
        let place = self.places.get_mut(token.index())?;
        if place.generation == token.generation() { place.value.as_mut() } else { None }
    }

    /// Whoever has the place `index`, which is what the poller knows of a connection.
    pub(crate) fn at(&mut self, index: usize) -> Option<(Token, &mut T)> {
        let place = self.places.get_mut(index)?;
        let token = Token::new(u32::try_from(index).ok()?, place.generation);
        place.value.as_mut().map(|value| (token, value))
    }

    pub(crate) fn remove(&mut self, token: Token) -> Option<T> {
        let place = self.places.get_mut(token.index())?;
        if place.generation != token.generation() {
            return None;
        }
        let value = place.value.take()?;
        self.count -= 1;
        if let Some(next) = place.generation.checked_add(1) {
            place.generation = next;
            self.free.push(token.index() as u32);
        }
        Some(value)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.places.iter().filter_map(|place| place.value.as_ref())
    }

    pub(crate) fn for_each(&mut self, act: impl FnMut(&mut T)) {
        self.places.iter_mut().filter_map(|place| place.value.as_mut()).for_each(act);
    }

    pub(crate) const fn len(&self) -> usize {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_outlives_its_place_without_naming_the_next_owner() {
        let mut table = Table::new();
        let old = table.insert('a').unwrap();
        assert_eq!(table.remove(old), Some('a'));
        let new = table.insert('b').unwrap();
        assert_eq!(new.index(), old.index());
        assert_ne!(new, old);
        assert_eq!(table.get(old), None);
        assert_eq!(table.remove(old), None);
        assert_eq!(table.get(new), Some(&'b'));
        assert_eq!(table.at(new.index()).map(|(token, _)| token), Some(new));
        assert_eq!(table.len(), 1);
    }

    #[test]
    fn a_place_with_no_generation_left_is_retired() {
        let mut table = Table::new();
        table.insert('a').unwrap();
        table.places[0].generation = u32::MAX;
        table.remove(Token::new(0, u32::MAX)).unwrap();
        assert_eq!(table.insert('b').unwrap().index(), 1);
    }
}
