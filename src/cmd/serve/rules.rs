//! The settings as the rules of the house, whose layer reads no settings itself.

use std::time::{Duration, SystemTime};

use anyhow::Result;

use super::reload::file_name;
use crate::cmd::Context;
use crate::lang::Lang;
use crate::room::limits::{LimitRules, Pace, Rate};
use crate::room::rules::{
    AccountRules, AlwaysOn, EntryRules, EntryWho, HistoryRules, Lengths, MetadataRules, OnFailure,
    OrderRules, Registration, Retention, Sts, TlsRules,
};
use crate::room::{Operator, Rules};
use crate::settings::{Accounts, Entry, History, Limits, Settings, choices};

/// Whether the system lets a program take its own place.
pub(super) const CAN_RESTART: bool = cfg!(unix);

/// How much the house bears.
fn limit_rules(limits: &Limits) -> LimitRules {
    LimitRules {
        connections_max: limits.connections_max,
        connections_per_address_max: limits.connections_per_address_max,
        connections_per_network_max: limits.connections_per_network_max,
        connects_per_minute_max: limits.connects_per_minute_max,
        trusted: limits.trusted.clone(),
        pace: Pace {
            messages: Rate { per_second: limits.messages_per_second, burst: limits.messages_burst },
            queries: Rate { per_second: limits.queries_per_second, burst: limits.queries_burst },
        },
        line_bytes_max: limits.line_bytes_max,
        queue_bytes_max: limits.queue_bytes_max,
        rooms_max: limits.rooms_max,
        members_per_room_max: limits.members_per_room_max,
    }
}

/// The settings as the rules of the house; `secret` is known to nobody outside.
///
/// # Errors
/// There should be a password, and it can't be had.
pub(super) fn rules(ctx: &Context, secret: [u8; 16]) -> Result<Rules> {
    let unix = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let (serve, limits) = (&ctx.settings.serve, &ctx.settings.limits);
    let known = ctx.languages.known();
    let admin = &ctx.settings.admin;
    let told = |text: &str| if text.is_empty() { ctx.lang.say("admin-untold", &[]) } else { text.to_owned() };
    let operators = ctx
        .settings
        .oper
        .iter()
        .map(|oper| Operator { name: oper.name.clone(), password_hash: oper.password_hash.as_str().into() });
    Ok(Rules {
        server_name: serve.name.clone(),
        network: serve.network.clone(),
        description: ctx.description(),
        admin: [&admin.location1, &admin.location2, &admin.email].map(|text| told(text)),
        operators: operators.collect(),
        settings_file: file_name(ctx),
        can_restart: CAN_RESTART,
        entry: entry(&ctx.settings.entry),
        motd: serve.motd.lines().map(str::to_owned).collect(),
        default_room: serve.room.clone(),
        password: ctx.serve_password()?,
        auto_join: serve.auto_join,
        registration_timeout: limits.registration_timeout,
        ping_every: limits.ping_every,
        ping_timeout: limits.ping_timeout,
        batch_timeout: limits.batch_timeout,
        rooms_per_member_max: limits.rooms_per_member_max,
        lengths: Lengths {
            name_chars_max: limits.name_chars_max,
            room_name_bytes_max: limits.room_name_bytes_max,
            topic_bytes_max: limits.topic_bytes_max,
            reason_bytes_max: limits.reason_bytes_max,
            realname_bytes_max: limits.realname_bytes_max,
            key_bytes_max: limits.key_bytes_max,
            targets_max: limits.targets_max,
            mode_changes_max: limits.mode_changes_max,
            multiline_bytes_max: limits.multiline_bytes_max,
            multiline_lines_max: limits.multiline_lines_max,
        },
        masks_per_room_max: limits.masks_per_room_max,
        order: OrderRules {
            bans_max: limits.bans_max,
            raid_joins_max: limits.raid_joins_max,
            raid_span: limits.raid_seconds,
            raid_brake: Duration::from_secs(60 * limits.raid_brake_minutes),
            repeats_max: limits.repeats_max,
            repeats_span: limits.repeats_seconds,
        },
        monitored_max: limits.monitored_max,
        past_max: limits.past_max,
        client_tags_denied: tags_denied(&serve.client_tags_denied),
        metadata: MetadataRules {
            keys_max: limits.metadata_keys_max,
            subscriptions_max: limits.metadata_subscriptions_max,
            value_bytes_max: limits.metadata_value_bytes_max,
            sync_max: limits.metadata_sync_max,
            changes_per_minute_max: limits.metadata_changes_per_minute_max,
        },
        history: history(&ctx.settings.history),
        accounts: accounts(&ctx.settings.accounts),
        tls: tls(&ctx.settings),
        limits: limit_rules(limits),
        operator_name: ctx.lang.say("operator-name", &[]),
        reserved_names: known.iter().flat_map(|tag| reserved_names(&ctx.languages.lang(tag))).collect(),
        absent: ctx.lang.say("told-absent", &[]),
        secret,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        created_ms: u64::try_from(unix.as_millis()).unwrap_or(u64::MAX),
    })
}

/// Who may come in.
const fn entry(entry: &Entry) -> EntryRules {
    EntryRules {
        who: match entry.who {
            choices::EntryWho::Everyone => EntryWho::Everyone,
            choices::EntryWho::Invited => EntryWho::Invited,
            choices::EntryWho::Accounts => EntryWho::Accounts,
        },
    }
}

/// What is remembered.
pub(super) fn history(history: &History) -> HistoryRules {
    HistoryRules {
        keeps: history.enabled || history.memory_messages_max > 0,
        outlives: history.enabled,
        replay: history.replay,
        page_max: history.page_max,
        retention: retention(history),
        redact_within: limit(history.redact_minutes).map(|minutes| Duration::from_secs(minutes * 60)),
        on_failure: match history.on_failure {
            choices::OnFailure::GoOn => OnFailure::GoOn,
            choices::OnFailure::Refuse => OnFailure::Refuse,
        },
    }
}

/// How those who come in are protected on the way. The port of the policy is known once it is open.
fn tls(settings: &Settings) -> TlsRules {
    let (mode, duration) = (settings.tls.mode, settings.tls.sts);
    TlsRules {
        spoken: mode != choices::TlsMode::Off,
        required: mode == choices::TlsMode::Required,
        handshakes_max: Some(settings.tls.handshakes_per_second)
            .filter(|&max| max > 0 && mode != choices::TlsMode::Off),
        sts: (!duration.is_zero()).then_some(Sts { port: settings.serve.port, duration }),
    }
}

/// For how long what is said is kept.
fn retention(history: &History) -> Retention {
    const DAY_SECONDS: u64 = 24 * 60 * 60;
    Retention {
        age_max: limit(history.keep_days).map(|days| Duration::from_secs(days * DAY_SECONDS)),
        messages_max: limit(history.keep_messages),
        bytes_max: limit(history.keep_megabytes).map(|megabytes| megabytes * 1_000_000),
    }
}

/// In the settings 0 is no limit.
fn limit(number: u64) -> Option<u64> {
    (number > 0).then_some(number)
}

/// Who may have an account.
fn accounts(accounts: &Accounts) -> AccountRules {
    AccountRules {
        registration: match accounts.registration {
            choices::Registration::Off => Registration::Off,
            choices::Registration::Open => Registration::Open,
            choices::Registration::Invite => Registration::ByInvite,
        },
        before_connect: accounts.before_connect,
        email_required: accounts.email_required,
        password_chars_min: accounts.password_chars_min,
        scram_iterations: accounts.scram_iterations,
        always_on: match accounts.always_on {
            choices::AlwaysOn::Off => AlwaysOn::Off,
            choices::AlwaysOn::OptIn => AlwaysOn::OptIn,
            choices::AlwaysOn::Default => AlwaysOn::Default,
        },
    }
}

/// The names of a list; an empty list has none.
fn tags_denied(list: &str) -> Vec<String> {
    list.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The names that would be taken for the operator's, in one language.
fn reserved_names(lang: &Lang) -> Vec<String> {
    let alike = lang.say("operator-names-alike", &[]);
    let alike = alike.split([',', '，', '、']).map(|name| name.trim().to_owned());
    std::iter::once(lang.say("operator-name", &[])).chain(alike).collect()
}
