//! Who is slowed because of whom: the rule by which no peer holds up another.
//!
//! Pure: no socket, no clock; told of queues and times, it says whom to read later and whom to let go.
//!
//! A reader is *slow* from when its queue is found above half of its limit until it falls below a quarter.
//! Whoever said what found it there is *held* (not read) by it. A speaker may be held by several readers,
//! and is read again when the last of them lets it loose. The clock of a slow reader starts when it first
//! holds somebody else; when the grace is over it is *let go*. A reader that fills its own queue with the
//! answers to its own commands holds only itself, and has no clock: it harms nobody. Those answers do not
//! count for the rest of the table either, as long as they have not been read: however much somebody asks
//! for, that alone is never the end of their connection. What they can't ask for is more, before they have
//! read it; so a queue is at most its limit and one answer long.
//!
//! | a reader's queue            | because of | then                                                  |
//! |-----------------------------|------------|-------------------------------------------------------|
//! | above half, without answers | another    | that one is paused; the clock runs                    |
//! | above half                  | itself     | it is paused                                          |
//! | above half                  | the house  | nothing yet                                           |
//! | above the limit, the same   | not itself | let go at once                                        |
//! | below a quarter, or gone    |            | whom it holds is resumed                              |
//! | slow for the grace          |            | let go; whom it holds is resumed                      |
//!
//! Acts come in the order of tokens, so that the same story gives the same acts.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::Marks;
use super::Token;

/// The operator's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowLimits {
    /// Bytes that may wait for one connection.
    pub queue_bytes_max: usize,
    /// How long a slow reader may hold others.
    pub slow_reader_grace: Duration,
}

/// What should be done with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowAct {
    /// Read it no more, and leave what it has already said for later.
    Pause(Token),
    /// Read it again.
    Resume(Token),
    /// It reads too slowly: part with it. Said once.
    LetGo(Token),
}

/// Answers that somebody has asked for and not read.
#[derive(Debug, Default)]
struct Answers {
    /// Their bytes when the last was added.
    bytes: usize,
    /// What others have added since: it stands behind them.
    behind: usize,
    /// The queue when it was last looked at.
    seen: usize,
}

impl Answers {
    /// How many bytes of a queue of `queued` are not answers.
    const fn others(&self, queued: usize) -> usize {
        let left = queued.saturating_sub(self.behind);
        queued - if left < self.bytes { left } else { self.bytes }
    }
}

#[derive(Debug, Default)]
struct Slow {
    /// When it began to hold somebody else.
    since: Option<Duration>,
    holds: BTreeSet<Token>,
}

/// The slow readers and those they hold. Costs one comparison per delivery while nobody is slow.
#[derive(Debug)]
pub struct Flow {
    limits: FlowLimits,
    slow: BTreeMap<Token, Slow>,
    answers: BTreeMap<Token, Answers>,
    /// By whom each held speaker is held.
    held: BTreeMap<Token, BTreeSet<Token>>,
    /// Let go, but not gone yet: they hold nobody.
    leaving: BTreeSet<Token>,
}

impl Flow {
    /// Nobody is slow.
    pub const fn new(limits: FlowLimits) -> Self {
        Self {
            limits,
            slow: BTreeMap::new(),
            answers: BTreeMap::new(),
            held: BTreeMap::new(),
            leaving: BTreeSet::new(),
        }
    }

    /// From here on these hold; who is slow by the ones before stays so until its queue is short.
    pub const fn set_limits(&mut self, limits: FlowLimits) {
        self.limits = limits;
    }

    /// The marks to set on the reactor, whose `Drained` is what [`Flow::drained`] wants to hear of.
    pub const fn marks(&self) -> Marks {
        Marks { high: self.limits.queue_bytes_max / 2, low: self.limits.queue_bytes_max / 4 }
    }

    /// Something that `by` said (`None`: the house itself) was queued for `to`, where `queued` bytes wait
    /// at the time `now`, of which these are `added`.
    #[inline]
    pub fn sent(
        &mut self,
        now: Duration,
        (to, by): (Token, Option<Token>),
        (queued, added): (usize, usize),
        acts: &mut Vec<FlowAct>,
    ) {
        if queued > self.limits.queue_bytes_max / 2 {
            self.sent_to_slow(now, (to, by), (queued, added), acts);
        }
    }

    #[cold]
    fn sent_to_slow(
        &mut self,
        now: Duration,
        (to, by): (Token, Option<Token>),
        (queued, added): (usize, usize),
        acts: &mut Vec<FlowAct>,
    ) {
        if self.leaving.contains(&to) {
            return;
        }
        if by == Some(to) {
            let answers = self.answers.entry(to).or_default();
            let left = queued.saturating_sub(added) - answers.others(queued.saturating_sub(added));
            *answers = Answers { bytes: left + added, behind: 0, seen: queued };
        } else {
            let mut others = queued;
            if let Some(answers) = self.answers.get_mut(&to) {
                answers.behind += added;
                others = answers.others(queued);
            }
            if others > self.limits.queue_bytes_max {
                return self.let_go(to, acts);
            }
            if others <= self.limits.queue_bytes_max / 2 {
                return;
            }
        }
        let Some(by) = by else { return };
        // One that is being let go is not read any more anyway.
        if self.leaving.contains(&by) {
            return;
        }
        let slow = self.slow.entry(to).or_default();
        if by != to && slow.since.is_none() {
            slow.since = Some(now);
        }
        if slow.holds.insert(by) {
            let holders = self.held.entry(by).or_default();
            if holders.is_empty() {
                acts.push(FlowAct::Pause(by));
            }
            holders.insert(to);
        }
    }

    /// Who reads what they have asked for, as it is told by `queued` for each: since they were last looked
    /// at, their queue has become shorter. They are there, even if nothing was heard of them, for they are
    /// not read meanwhile.
    pub fn reading(&mut self, queued: impl Fn(Token) -> usize) -> Vec<Token> {
        let mut reading = Vec::new();
        for (&token, answers) in &mut self.answers {
            let left = queued(token);
            if left < std::mem::replace(&mut answers.seen, left) {
                reading.push(token);
            }
        }
        reading
    }

    /// The queue of `to` fell below a quarter of the limit.
    pub fn drained(&mut self, to: Token, acts: &mut Vec<FlowAct>) {
        self.release(to, acts);
    }

    /// The connection is gone, or its farewell has been queued: it holds nobody, and nobody holds it.
    pub fn gone(&mut self, token: Token, acts: &mut Vec<FlowAct>) {
        self.leaving.remove(&token);
        self.release(token, acts);
        for reader in self.held.remove(&token).unwrap_or_default() {
            if let Some(slow) = self.slow.get_mut(&reader) {
                slow.holds.remove(&token);
                // With nobody else held, nobody waits for it: the next one held starts its clock again.
                if slow.holds.iter().all(|held| *held == reader) {
                    slow.since = None;
                }
                if slow.holds.is_empty() {
                    self.slow.remove(&reader);
                }
            }
        }
    }

    /// Time has passed: lets go of the readers whose grace is over.
    pub fn tick(&mut self, now: Duration, acts: &mut Vec<FlowAct>) {
        while let Some((at, reader)) = self.earliest()
            && at <= now
        {
            self.let_go(reader, acts);
        }
    }

    /// When [`Flow::tick`] is due.
    pub fn deadline(&self) -> Option<Duration> {
        self.earliest().map(|(at, _)| at)
    }

    /// Whether `token` is held by any reader, itself included.
    pub fn is_paused(&self, token: Token) -> bool {
        self.held.contains_key(&token)
    }

    fn earliest(&self) -> Option<(Duration, Token)> {
        let ends = self.slow.iter().filter_map(|(reader, slow)| Some((slow.since?, *reader)));
        ends.min().map(|(since, reader)| (since.saturating_add(self.limits.slow_reader_grace), reader))
    }

    fn let_go(&mut self, reader: Token, acts: &mut Vec<FlowAct>) {
        self.leaving.insert(reader);
        acts.push(FlowAct::LetGo(reader));
        self.release(reader, acts);
    }

    /// Loosens the hold of `reader` on everybody.
    fn release(&mut self, reader: Token, acts: &mut Vec<FlowAct>) {
        self.answers.remove(&reader);
        let Some(slow) = self.slow.remove(&reader) else { return };
        for speaker in slow.holds {
            let Some(holders) = self.held.get_mut(&speaker) else { continue };
            holders.remove(&reader);
            if holders.is_empty() {
                self.held.remove(&speaker);
                // One that has been let go is not read again.
                if !self.leaving.contains(&speaker) {
                    acts.push(FlowAct::Resume(speaker));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FlowAct::{LetGo, Pause, Resume};
    use super::*;

    const A: Token = Token(1);
    const B: Token = Token(2);
    const R: Token = Token(10);
    const S: Token = Token(11);

    fn flow() -> Flow {
        Flow::new(FlowLimits { queue_bytes_max: 1000, slow_reader_grace: Duration::from_secs(2) })
    }

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn acts(run: impl FnOnce(&mut Vec<FlowAct>)) -> Vec<FlowAct> {
        let mut acts = Vec::new();
        run(&mut acts);
        acts
    }

    #[test]
    fn up_to_half_nobody_is_slowed() {
        let mut flow = flow();
        assert_eq!(acts(|acts| flow.sent(at(0), (R, Some(A)), (500, 100), acts)), []);
        assert_eq!(flow.deadline(), None);
        assert_eq!(flow.marks(), Marks { high: 500, low: 250 });
    }

    #[test]
    fn speakers_are_held_until_the_reader_has_read() {
        let mut flow = flow();
        let told = acts(|acts| {
            flow.sent(at(0), (R, Some(A)), (501, 100), acts);
            flow.sent(at(0), (R, Some(A)), (600, 100), acts);
            flow.sent(at(1), (R, Some(B)), (700, 100), acts);
        });
        assert_eq!(told, [Pause(A), Pause(B)]);
        assert!(flow.is_paused(A));
        assert_eq!(flow.deadline(), Some(at(2)));
        assert_eq!(acts(|acts| flow.drained(R, acts)), [Resume(A), Resume(B)]);
        assert_eq!((flow.deadline(), flow.is_paused(A)), (None, false));
        assert_eq!(acts(|acts| flow.tick(at(9), acts)), []);
    }

    #[test]
    fn a_speaker_held_twice_is_resumed_once_by_the_last() {
        let mut flow = flow();
        let told = acts(|acts| {
            flow.sent(at(0), (R, Some(A)), (501, 100), acts);
            flow.sent(at(0), (S, Some(A)), (501, 100), acts);
            flow.drained(R, acts);
        });
        assert_eq!(told, [Pause(A)]);
        assert_eq!(acts(|acts| flow.drained(S, acts)), [Resume(A)]);
    }

    #[test]
    fn a_reader_that_stays_slow_is_let_go_once_and_frees_whom_it_held() {
        let mut flow = flow();
        acts(|acts| flow.sent(at(5), (R, Some(A)), (600, 100), acts));
        acts(|acts| flow.sent(at(6), (R, Some(B)), (650, 100), acts));
        assert_eq!(acts(|acts| flow.tick(at(6), acts)), []);
        assert_eq!(acts(|acts| flow.tick(at(7), acts)), [LetGo(R), Resume(A), Resume(B)]);
        assert_eq!(acts(|acts| flow.sent(at(7), (R, Some(A)), (5000, 100), acts)), []);
        assert_eq!(acts(|acts| flow.gone(R, acts)), []);
        assert_eq!(flow.deadline(), None);
    }

    #[test]
    fn a_full_queue_is_let_go_at_once() {
        let mut flow = flow();
        acts(|acts| flow.sent(at(0), (R, Some(A)), (600, 100), acts));
        assert_eq!(acts(|acts| flow.sent(at(0), (R, None), (1001, 100), acts)), [LetGo(R), Resume(A)]);
        assert_eq!(acts(|acts| flow.sent(at(0), (S, Some(B)), (1001, 100), acts)), [LetGo(S)]);
    }

    #[test]
    fn a_reader_that_fills_its_own_queue_waits_for_itself() {
        let mut flow = flow();
        let told = acts(|acts| {
            flow.sent(at(0), (R, Some(R)), (900, 100), acts);
            flow.sent(at(0), (R, Some(R)), (1200, 100), acts);
            flow.tick(at(100), acts);
        });
        assert_eq!(told, [Pause(R)]);
        assert_eq!(flow.deadline(), None);
        assert_eq!(acts(|acts| flow.drained(R, acts)), [Resume(R)]);
    }

    #[test]
    fn what_somebody_asked_for_never_ends_their_connection() {
        let mut flow = flow();
        assert_eq!(acts(|acts| flow.sent(at(0), (R, Some(R)), (5000, 4900), acts)), [Pause(R)]);
        // Others speak meanwhile, and are not held: of theirs there is not much.
        assert_eq!(acts(|acts| flow.sent(at(1), (R, Some(A)), (5100, 100), acts)), []);
        assert_eq!(acts(|acts| flow.sent(at(1), (R, None), (5150, 50), acts)), []);
        assert_eq!(flow.deadline(), None);
        // The answer gets shorter; what stands behind it does not.
        assert_eq!(acts(|acts| flow.sent(at(2), (R, Some(A)), (3400, 300), acts)), []);
        assert_eq!(acts(|acts| flow.sent(at(3), (R, Some(A)), (3500, 100), acts)), [Pause(A)]);
        assert_eq!(flow.deadline(), Some(at(5)));
        assert_eq!(acts(|acts| flow.sent(at(3), (R, None), (4400, 900), acts)), [LetGo(R), Resume(A)]);
    }

    #[test]
    fn whoever_reads_what_they_asked_for_is_there() {
        let mut flow = flow();
        acts(|acts| flow.sent(at(0), (R, Some(R)), (5000, 5000), acts));
        assert_eq!(flow.reading(|_| 5000), []);
        assert_eq!(flow.reading(|_| 4000), [R]);
        assert_eq!(flow.reading(|_| 4000), []);
        acts(|acts| flow.drained(R, acts));
        assert_eq!(flow.reading(|_| 0), []);
    }

    #[test]
    fn the_clock_starts_with_the_first_who_is_held_by_another() {
        let mut flow = flow();
        acts(|acts| flow.sent(at(0), (R, Some(R)), (600, 100), acts));
        acts(|acts| flow.sent(at(50), (R, Some(A)), (700, 100), acts));
        assert_eq!(flow.deadline(), Some(at(52)));
        assert_eq!(acts(|acts| flow.gone(A, acts)), []);
        assert_eq!(flow.deadline(), None);
        assert!(flow.is_paused(R));
    }

    #[test]
    fn whoever_goes_frees_and_is_freed() {
        let mut flow = flow();
        acts(|acts| {
            flow.sent(at(0), (R, Some(A)), (600, 100), acts);
            flow.sent(at(0), (A, Some(R)), (600, 100), acts);
            flow.sent(at(0), (R, Some(B)), (600, 100), acts);
        });
        assert_eq!(acts(|acts| flow.gone(A, acts)), [Resume(R)]);
        assert_eq!(acts(|acts| flow.gone(R, acts)), [Resume(B)]);
        assert!(flow.slow.is_empty() && flow.held.is_empty());
    }

    #[test]
    fn the_house_speaks_and_nobody_is_held() {
        let mut flow = flow();
        assert_eq!(acts(|acts| flow.sent(at(0), (R, None), (900, 100), acts)), []);
        assert_eq!(flow.deadline(), None);
    }
}
