# Keeping order: bans and mutes, the brake against raids, what can be undone, the audit log.
#
# $until is a moment, or never; $reason is what was said, or none.

## Why connections end

ending-banned = Banned by { $by }{ $until ->
        [never] {" "}for ever
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }

## The console

console-usage-ban = Usage: /ban NAME|ADDRESS|RANGE|MASK [30m|2h|7d] [REASON]
console-usage-mute = Usage: /mute NAME|ADDRESS|RANGE|MASK [30m|2h|7d] [REASON]
console-usage-unban = Usage: /unban NAME|MASK|NUMBER; /bans lists them
console-usage-unmute = Usage: /unmute NAME|MASK|NUMBER; /bans lists them
console-usage-audit = Usage: /audit [#ROOM] [HOW MANY, 1 TO 200]
console-usage-brake = Usage: /brake on|off [#ROOM] [MINUTES]
console-usage-slow = Usage: /slow [#ROOM] SECONDS|TIME|off; at most one day
console-banned = { $whom ->
        [none] { $mask }
       *[other] { $whom } ({ $mask })
    } is banned, as number { $id }, by { $by }{ $until ->
        [never] {" "}for ever
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
console-muted = { $whom ->
        [none] { $mask }
       *[other] { $whom } ({ $mask })
    } is muted, as number { $id }, by { $by }{ $until ->
        [never] {" "}for ever
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
console-unbanned = The ban of { $mask } is lifted.
console-unmuted = The mute of { $mask } is lifted.
console-no-such-ban = There is nothing on { $text } to lift. /bans lists what there is.
console-bad-mask = { $text } is no name, address, range or mask.
console-means-everybody = { $text } means everybody. Nothing was done.
console-means-you = { $text } means you, too. Nothing was done.
console-too-many-bans = There are as many bans and mutes as limits.bans_max allows. Lift some first.
console-nothing-to-undo = There is nothing to undo.
console-bans = { $count ->
        [0] Nobody is banned or muted on this server.
        [one] One ban or mute of this server:
       *[other] { $count } bans and mutes of this server:
    }
console-ban-row = { $id }. ban of { $whom ->
        [none] { $mask }
       *[other] { $whom } ({ $mask })
    } by { $by }{ $until ->
        [never] {" "}for ever
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
console-mute-row = { $id }. mute of { $whom ->
        [none] { $mask }
       *[other] { $whom } ({ $mask })
    } by { $by }{ $until ->
        [never] {" "}for ever
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
console-audit = { $count ->
        [0] Nothing was done to keep order.
        [one] The latest entry of the audit log:
       *[other] The latest { $count } entries of the audit log:
    }
console-audit-row = { $moment }{ $room ->
        [none] {""}
       *[other] {" "}{ $room }
    }: { $by } { $did ->
        [kick] removed { $whom }
        [ban] banned { $whom }
        [unban] unbanned { $whom }
        [mute] muted { $whom }
        [unmute] unmuted { $whom }
        [expired] lifted the expired ban or mute of { $whom }
        [kill] disconnected { $whom }
        [forget] removed the account { $whom }
        [brake] put the brake on
        [brake-off] took the brake off
       *[other] set { $whom }
    }{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
console-audit-mode = { $moment }: { $told }
console-braked = { NUMBER($minutes) ->
        [one] For one minute only those with an account, and the invited, can enter { $room }. /brake off { $room } lets everyone in again.
       *[other] For { $minutes } minutes only those with an account, and the invited, can enter { $room }. /brake off { $room } lets everyone in again.
    }
console-brake-off = Everyone can enter { $room } again.
console-no-brake = Everyone can enter { $room } as it is.
console-slow-already = { NUMBER($seconds) ->
        [one] { $room } is in slow mode already: everyone can speak once a second.
       *[other] { $room } is in slow mode already: everyone can speak once in { $seconds } seconds.
    }
console-not-slow = { $room } is not in slow mode.
console-no-such-room = There is no room { $room }.

## The client

chat-room-banned-by = { $by } has banned you from { $room }{ $until ->
        [never] {" "}for ever
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
chat-room-braked = Only those with an account, and the invited, can enter { $room } for now. Try again in { $minutes ->
        [1] a minute
       *[other] { $minutes } minutes
    }.
chat-barred = { $by } has banned you from this server{ $until ->
        [never] {" "}for ever
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
chat-you-are-banned = { $by } has banned you from { $room }{ $until ->
        [never] {" "}for ever
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
chat-you-are-muted = { $by } has muted you in { $room }{ $until ->
        [never] {" "}for ever
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
chat-you-are-hushed = { $by } has muted you on this server{ $until ->
        [never] {" "}for ever
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
chat-you-may-speak = { $by } lets you speak in { $room } again.
chat-you-may-speak-again = { $by } lets you speak on this server again.
chat-mute-ended = You can speak in { $room } again: your mute has ended.
chat-hush-ended = You can speak on this server again: your mute has ended.
chat-muted = Not sent: { $by } has muted you in { $room }{ $until ->
        [never] {" "}for ever
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
chat-hushed = Not done: { $by } has muted you on this server{ $until ->
        [never] {" "}for ever
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
chat-repeated = { NUMBER($seconds) ->
        [one] Not sent: you have said that several times. Say something else, or wait one second.
       *[other] Not sent: you have said that several times. Say something else, or wait { $seconds } seconds.
    }
chat-braked = { NUMBER($minutes) ->
        [one] For one minute only those with an account, and the invited, can enter { $room }.
       *[other] For { $minutes } minutes only those with an account, and the invited, can enter { $room }.
    }
chat-brake-off = Everyone can enter { $room } again.
chat-ban-row = { $did ->
        [mute] mute
       *[ban] ban
    } of { $whom ->
        [none] { $mask }
       *[other] { $whom } ({ $mask })
    }, by { $by }, { $until ->
        [never] for ever
       *[other] until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
chat-bans-end = { $count ->
        [0] Nobody is banned from { $room }, and nobody is muted.
        [1] That is the only ban or mute of { $room }.
       *[other] These are the { $count } bans and mutes of { $room }.
    }
chat-audit-row = { $time } { $by } { $did ->
        [kick] removed { $whom }
        [ban] banned { $whom }
        [unban] unbanned { $whom }
        [mute] muted { $whom }
        [unmute] unmuted { $whom }
        [expired] lifted the expired ban or mute of { $whom }
        [kill] disconnected { $whom }
        [forget] removed the account { $whom }
        [brake] put the brake on
        [brake-off] took the brake off
       *[other] set { $whom }
    }{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
chat-audit-mode = { $time } { $told }
chat-audit-end = { $count ->
        [0] Nothing was done to keep order in { $room }.
       *[other] That is the latest that was done in { $room }.
    }
chat-undone-kick = { $name } may come back to { $room }, and is told so.
chat-nothing-to-undo = Nothing was done here that could be undone.
chat-invalid-mask = { $text } is no name and no mask. A mask is nick!user@host, ~a:account, or an address or range; a range must not be wider than /16, or /32 of IPv6.
chat-means-everybody = { $text } means everybody. Nothing was done.
chat-means-you = { $text } means you, too. Nothing was done.
chat-no-such-ban = There is nothing on { $text } to lift. /bans lists what there is.
chat-may-not-ban = { $name } owns this room and can't be put out of it, or muted in it.
chat-name-banned = The name { $name } is banned on this server.
chat-usage-ban = Usage: /ban NAME|MASK [30m|2h|7d] [WHY]
chat-usage-mute = Usage: /mute NAME|MASK [30m|2h|7d] [WHY]
chat-usage-unban = Usage: /unban NAME|MASK
chat-usage-unmute = Usage: /unmute NAME|MASK
chat-usage-audit = Usage: /audit [N]
chat-usage-slow = Usage: /slow SECONDS|TIME|off; at most one day
