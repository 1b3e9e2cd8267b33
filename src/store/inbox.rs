//! What the loop has given the writer thread and it has not taken yet.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::Options;
use super::disk::Job;
use super::limits::ASKS_MAX;
use super::reader::Question;
use crate::room::keep::Keep;

/// What the writer should do.
#[derive(Debug, Default)]
pub struct Tasks {
    /// To be written, in order.
    pub keeps: Vec<Keep>,
    /// To be answered, where nobody else can.
    pub questions: VecDeque<Question>,
    /// What the disk has done, or why it could not.
    pub disk: Vec<(Job, Result<(), String>)>,
    /// How things are kept from here on, before all that stands in the rest.
    pub renewed: Option<Box<Options>>,
    /// Somebody says that another process has changed the database.
    pub look_again: bool,
    /// Nothing more will come.
    pub stop: bool,
}

impl Tasks {
    fn is_empty(&self) -> bool {
        self.keeps.is_empty()
            && self.questions.is_empty()
            && self.disk.is_empty()
            && self.renewed.is_none()
            && !self.look_again
            && !self.stop
    }
}

/// Where they wait.
#[derive(Debug, Default)]
pub struct Inbox {
    tasks: Mutex<Tasks>,
    bell: Condvar,
}

impl Inbox {
    fn tasks(&self) -> MutexGuard<'_, Tasks> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds what is to be written; `keeps` is empty afterwards.
    pub fn add(&self, keeps: &mut Vec<Keep>) {
        let mut tasks = self.tasks();
        if tasks.keeps.is_empty() {
            std::mem::swap(&mut tasks.keeps, keeps);
        } else {
            tasks.keeps.append(keeps);
        }
        drop(tasks);
        self.bell.notify_one();
    }

    /// Adds a question; `false`: too many wait.
    pub fn ask(&self, question: Question) -> bool {
        let mut tasks = self.tasks();
        if tasks.questions.len() >= ASKS_MAX {
            return false;
        }
        tasks.questions.push_back(question);
        drop(tasks);
        self.bell.notify_one();
        true
    }

    /// Changes what is to be done otherwise.
    pub fn tell(&self, change: impl FnOnce(&mut Tasks)) {
        change(&mut self.tasks());
        self.bell.notify_one();
    }

    /// Takes all there is; waits until there is something, or until `deadline`.
    pub fn wait(&self, deadline: Option<Instant>) -> Tasks {
        let mut tasks = self.tasks();
        while tasks.is_empty() {
            let Some(deadline) = deadline else {
                tasks = self.bell.wait(tasks).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            (tasks, _) = self.bell.wait_timeout(tasks, left).unwrap_or_else(PoisonError::into_inner);
        }
        std::mem::take(&mut tasks)
    }
}
