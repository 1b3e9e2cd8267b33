//! The command line of `chatroom history`. Every text in the attributes is the key of a sentence.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{expect, room};
use crate::settings::{Expects, Misfit};
use crate::wire::MsgId;

/// What one search can find at most.
const SEARCH_MAX: u64 = 10_000;

/// `history`.
#[derive(Args, Debug)]
pub struct HistoryArgs {
    /// The folder of what is kept.
    #[arg(
        long,
        global = true,
        value_name = "cli-value-folder",
        help = "cli-history-data",
        display_order = 800
    )]
    pub data: Option<PathBuf>,

    /// What to do with it.
    #[command(subcommand)]
    pub command: HistoryCommand,
}

/// What to do with what is kept.
#[derive(Debug, Subcommand)]
pub enum HistoryCommand {
    /// Lists the rooms.
    #[command(about = "cli-history-list-about")]
    List(ListArgs),
    /// Finds what was said.
    #[command(about = "cli-history-search-about", after_help = "cli-history-times")]
    Search(SearchArgs),
    /// Prints what was said.
    #[command(about = "cli-history-export-about", after_help = "cli-history-times")]
    Export(ExportArgs),
    /// Takes in what was exported.
    #[command(about = "cli-history-import-about")]
    Import(ImportArgs),
    /// Erases messages.
    #[command(about = "cli-history-erase-about")]
    Erase(EraseArgs),
    /// Copies all of it while the server runs.
    #[command(about = "cli-history-backup-about")]
    Backup(BackupArgs),
    /// Sees whether it, or a backup, is whole.
    #[command(about = "cli-history-verify-about")]
    Verify(VerifyArgs),
}

/// `history list` has no flags of its own.
#[derive(Args, Debug)]
pub struct ListArgs {}

/// Since when and until when, milliseconds since 1970.
#[derive(Args, Debug)]
pub struct Span {
    /// Only behind this time.
    #[arg(long, value_name = "cli-value-time", help = "cli-history-after-time", value_parser = time)]
    pub after: Option<u64>,

    /// Only before this time.
    #[arg(long, value_name = "cli-value-time", help = "cli-history-before-time", value_parser = time)]
    pub before: Option<u64>,
}

/// `history search`.
#[derive(Args, Debug)]
pub struct SearchArgs {
    /// The words.
    #[arg(value_name = "cli-value-words", help = "cli-history-search-words", required = true)]
    pub words: Vec<String>,

    /// Only there.
    #[arg(long, value_name = "cli-value-room", help = "cli-history-search-room", value_parser = room)]
    pub room: Option<String>,

    /// Only of this person.
    #[arg(long, value_name = "cli-value-name", help = "cli-history-search-from")]
    pub from: Option<String>,

    /// When.
    #[command(flatten)]
    pub span: Span,

    /// At most so many.
    #[arg(
        long,
        value_name = "cli-value-number",
        help = "cli-history-search-limit",
        value_parser = count,
        default_value = "50",
        hide_default_value = true
    )]
    pub limit: usize,

    /// Also in private talks.
    #[arg(long, help = "cli-history-search-private", conflicts_with = "room")]
    pub private: bool,
}

/// `history export`.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// Only there.
    #[arg(long, value_name = "cli-value-room", help = "cli-history-export-room", value_parser = room)]
    pub room: Option<String>,

    /// How.
    #[arg(
        long,
        value_name = "cli-value-format",
        help = "cli-history-export-format",
        value_parser = format,
        default_value = "text",
        hide_default_value = true
    )]
    pub format: Format,

    /// Also private talks.
    #[arg(long, help = "cli-history-export-private", conflicts_with = "room")]
    pub private: bool,

    /// When.
    #[command(flatten)]
    pub span: Span,
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For `history import` and other programs: a line of JSON each.
    Json,
}

/// `history import`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The file; `-`: standard input.
    #[arg(value_name = "cli-value-file", help = "cli-history-import-file")]
    pub file: PathBuf,
}

/// `history erase`.
#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["id", "author"])))]
pub struct EraseArgs {
    /// The messages with these ids.
    #[arg(
        long,
        value_name = "cli-value-id",
        help = "cli-history-erase-id",
        value_parser = id,
        conflicts_with = "author"
    )]
    pub id: Vec<MsgId>,

    /// All that this person said.
    #[arg(long, value_name = "cli-value-name", help = "cli-history-erase-author")]
    pub author: Option<String>,

    /// Only there.
    #[arg(
        long,
        value_name = "cli-value-room",
        help = "cli-history-erase-room",
        value_parser = room,
        requires = "author"
    )]
    pub room: Option<String>,

    /// Without asking.
    #[arg(long, help = "cli-history-erase-yes")]
    pub yes: bool,
}

/// `history backup`.
#[derive(Args, Debug)]
pub struct BackupArgs {
    /// The file to make.
    #[arg(value_name = "cli-value-file", help = "cli-history-backup-file")]
    pub file: PathBuf,
}

/// `history verify`.
#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// The backup; `None`: what the folder holds.
    #[arg(value_name = "cli-value-file", help = "cli-history-verify-file")]
    pub file: Option<PathBuf>,
}

fn count(text: &str) -> Result<usize, Misfit> {
    let expects = Expects::Number { min: 1, max: SEARCH_MAX };
    expect(expects, text)?.parse().map_err(|_| Misfit::Expected(expects))
}

fn format(text: &str) -> Result<Format, Misfit> {
    match expect(Expects::OneOf(&["text", "json"]), text)? {
        "json" => Ok(Format::Json),
        _ => Ok(Format::Text),
    }
}

fn time(text: &str) -> Result<u64, Misfit> {
    crate::cmd::history::times::parse(text).ok_or(Misfit::Time)
}

fn id(text: &str) -> Result<MsgId, Misfit> {
    MsgId::parse(text).ok_or(Misfit::Id)
}
