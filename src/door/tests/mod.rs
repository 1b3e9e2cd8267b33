//! The doors with the real hall behind them, byte for byte.

mod crowd;
mod irc;
mod limits;
mod original;
mod person;
mod resume;
mod secured;
mod strangers;
mod waiting;

use std::collections::HashMap;
use std::time::Duration;

use super::*;
use crate::lang::Languages;
use crate::room::limits::LimitRules;
use crate::room::rules::{AccountRules, HistoryRules, MetadataRules, OrderRules};
use crate::room::{Errand, Rules};
use crate::wire::RoomName;

/// What one connection was sent, as it would read it: what is sent at one time is one read.
#[derive(Debug, Default)]
struct Inbox {
    reads: Vec<(Duration, Vec<u8>)>,
    closed: bool,
}

/// Doors, time, and what everybody was sent.
struct House {
    doors: Doors,
    now: Now,
    inboxes: HashMap<ConnId, Inbox>,
    opened: u32,
    seen: Vec<crate::room::Event>,
    errands: Vec<Errand>,
}

fn rules() -> Rules {
    Rules {
        server_name: "chat.example".into(),
        network: "Tea".into(),
        description: "a house for tests".into(),
        admin: [const { String::new() }; 3],
        operators: Vec::new(),
        settings_file: "chatroom.toml".into(),
        can_restart: false,
        motd: Vec::new(),
        default_room: RoomName::parse("#lobby").unwrap(),
        password: None,
        auto_join: true,
        registration_timeout: Duration::from_secs(30),
        ping_every: Duration::from_secs(120),
        ping_timeout: Duration::from_secs(60),
        batch_timeout: Duration::from_secs(30),
        rooms_per_member_max: 10,
        lengths: crate::room::rules::Lengths::default(),
        masks_per_room_max: 100,
        monitored_max: 100,
        past_max: 1000,
        client_tags_denied: Vec::new(),
        order: OrderRules::default(),
        metadata: MetadataRules::default(),
        history: HistoryRules::default(),
        accounts: AccountRules::default(),
        entry: Default::default(),
        tls: Default::default(),
        limits: LimitRules::default(),
        operator_name: "Administrator".into(),
        reserved_names: vec!["Administrator".into(), "管理员".into()],
        absent: "Not connected".into(),
        secret: [7; 16],
        version: "0".into(),
        created_ms: 0,
    }
}

impl House {
    fn new() -> Self {
        Self::with("en", rules())
    }

    fn with(tag: &str, rules: Rules) -> Self {
        let doors = Doors::new(Hall::new(rules), Languages::built_in().lang(tag));
        let now = Now { uptime: Duration::ZERO, unix_ms: 1_319_042_451_620 };
        Self { doors, now, inboxes: HashMap::new(), opened: 0, seen: Vec::new(), errands: Vec::new() }
    }

    fn act(&mut self, act: impl FnOnce(&mut Doors, Now, &mut Orders)) {
        let mut orders = Orders::default();
        act(&mut self.doors, self.now, &mut orders);
        for order in orders.orders {
            match order {
                Order::Send { to, bytes, .. } => to.iter().for_each(|&conn| self.deliver(conn, &bytes)),
                Order::Close { conn } => self.inboxes.entry(conn).or_default().closed = true,
            }
        }
        self.seen.extend(orders.seen);
        self.errands.extend(orders.errands);
    }

    fn deliver(&mut self, conn: ConnId, bytes: &[u8]) {
        let inbox = self.inboxes.entry(conn).or_default();
        assert!(!inbox.closed, "nothing is sent behind the end");
        match inbox.reads.last_mut() {
            Some((at, read)) if *at == self.now.uptime => read.extend_from_slice(bytes),
            _ => inbox.reads.push((self.now.uptime, bytes.to_vec())),
        }
    }

    fn connect(&mut self) -> ConnId {
        let conn = ConnId::new(self.opened, 0);
        self.opened += 1;
        let peer = "127.0.0.1:40000".parse().unwrap();
        self.act(|doors, now, orders| assert!(doors.opened(now, conn, peer, orders)));
        conn
    }

    /// `conn` sends `bytes`, and everything that can be read is.
    fn send(&mut self, conn: ConnId, bytes: impl AsRef<[u8]>) {
        self.doors.received(self.now, conn, bytes.as_ref());
        self.read(conn);
    }

    fn read(&mut self, conn: ConnId) {
        let mut more = true;
        while more {
            self.act(|doors, now, orders| more = doors.step(now, conn, orders));
        }
    }

    /// `conn` sends nothing more, and is gone once everything was read.
    fn end(&mut self, conn: ConnId) {
        self.doors.ended(conn);
        self.read(conn);
        self.act(|doors, now, orders| doors.lost(now, conn, Ending::Gone, orders));
    }

    /// Lets time pass, and everything that is due happen at its time.
    fn wait(&mut self, milliseconds: u64) {
        let end = self.now.uptime + Duration::from_millis(milliseconds);
        while let Some(due) = self.doors.deadline().filter(|due| *due <= end) {
            self.pass(due);
            self.act(Doors::tick);
        }
        self.pass(end);
    }

    fn pass(&mut self, until: Duration) {
        let until = until.max(self.now.uptime);
        self.now.unix_ms += u64::try_from((until - self.now.uptime).as_millis()).unwrap();
        self.now.uptime = until;
    }

    /// What `conn` has been sent since it was last asked, read by read.
    fn reads(&mut self, conn: ConnId) -> Vec<String> {
        let reads = std::mem::take(&mut self.inboxes.entry(conn).or_default().reads);
        reads.into_iter().map(|(_, read)| String::from_utf8(read).unwrap()).collect()
    }

    /// The same as one text.
    fn text(&mut self, conn: ConnId) -> String {
        self.reads(conn).concat()
    }

    fn is_closed(&self, conn: ConnId) -> bool {
        self.inboxes.get(&conn).is_some_and(|inbox| inbox.closed)
    }

    /// Somebody with an IRC client and these capabilities, in the default room.
    fn irc(&mut self, name: &str, caps: &str) -> ConnId {
        let conn = self.connect();
        self.send(
            conn,
            format!("CAP REQ :{caps}\r\nNICK {name}\r\nUSER u 0 * :r\r\nCAP END\r\nJOIN #lobby\r\n"),
        );
        let text = self.text(conn);
        assert!(text.contains(" 366 "), "{text}");
        conn
    }

    /// Somebody with netcat.
    fn person(&mut self, name: &str) -> ConnId {
        let conn = self.connect();
        self.send(conn, format!("{name}\n"));
        let text = self.text(conn);
        assert!(text.starts_with("Welcome, ") || text.starts_with("欢迎"), "{text}");
        conn
    }

    /// The original program, which has read its welcome and announced itself.
    fn original(&mut self, name: &str) -> ConnId {
        let conn = self.connect();
        self.send(conn, name);
        self.wait(300);
        assert_eq!(self.reads(conn), ["Welcome!"]);
        self.send(conn, format!("{name}: entered the chatroom.\n"));
        conn
    }
}
