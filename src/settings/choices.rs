//! Settings that are one of a few words.

use serde::{Deserialize, Serialize};

/// Writes such a setting: each value with its word.
macro_rules! choice {
    ($(#[$meta:meta])* $Choice:ident { $($(#[$value_meta:meta])* $value:ident $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $Choice {
            $($(#[$value_meta])* #[serde(rename = $word)] $value,)*
        }

        impl $Choice {
            /// Its words, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),*];
        }
    };
}

choice! {
    /// What a message has survived by the time it is shown.
    Sync {
        /// A power cut.
        Always "always",
        /// The end of the program; a second later a power cut, too.
        Second "second",
        /// The end of the program; a power cut when the system pleases.
        Never "never",
    }
}

choice! {
    /// What is done while nothing can be written.
    OnFailure {
        /// What is said is shown all the same, and written once it can be.
        GoOn "go-on",
        /// Nothing can be said.
        Refuse "refuse",
    }
}

choice! {
    /// Who may register an account.
    Registration {
        /// Nobody.
        Off "off",
        /// Everybody.
        Open "open",
        /// Whoever has a code of the operator's.
        Invite "invite",
    }
}

choice! {
    /// Who may come in.
    EntryWho {
        /// Everyone.
        Everyone "everyone",
        /// Whoever was invited, and whoever has an account.
        Invited "invited",
        /// Whoever has an account.
        Accounts "accounts",
    }
}

choice! {
    /// Who is present without a connection.
    AlwaysOn {
        /// Nobody.
        Off "off",
        /// Accounts whose owner wants it.
        OptIn "opt-in",
        /// Accounts whose owner does not refuse it.
        Default "default",
    }
}

choice! {
    /// Whether TLS is spoken with those who come in.
    TlsMode {
        /// With those who want it.
        On "on",
        /// With all who come from another machine.
        Required "required",
        /// With nobody.
        Off "off",
    }
}

choice! {
    /// How `chatroom join` shows what happens.
    Face {
        /// A screen where there is a terminal that can show one, else lines.
        Auto "auto",
        /// All of a terminal.
        Screen "screen",
        /// A line for each, above the one being typed.
        Lines "lines",
        /// A line for each that says what it is, for whoever hears it read.
        Linear "linear",
        /// An object of JSON for each.
        Json "json",
    }
}

choice! {
    /// How the screen calls whoever looks elsewhere.
    Calls {
        /// The terminal's bell.
        Bell "bell",
        /// A notification as iTerm2 and others show it (OSC 9).
        Osc9 "osc9",
        /// A notification as urxvt and others show it (OSC 777).
        Osc777 "osc777",
        /// Not at all.
        Nothing "none",
    }
}
