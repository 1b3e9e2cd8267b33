# 维持秩序：封禁、禁言、防涌入限制、撤销、操作记录。
#
# $until 是到期时间，never 表示永久；$reason 是原因，none 表示未说明。

## 断开连接的原因

ending-banned = 被 { $by } 封禁{ $until ->
        [never] （永久）
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }

## 控制台

console-usage-ban = 用法：/ban 用户名|地址|地址段|掩码 [30分钟|2小时|7天] [原因]
console-usage-mute = 用法：/mute 用户名|地址|地址段|掩码 [30分钟|2小时|7天] [原因]
console-usage-unban = 用法：/unban 用户名|掩码|编号；/bans 列出全部
console-usage-unmute = 用法：/unmute 用户名|掩码|编号；/bans 列出全部
console-usage-audit = 用法：/audit [#聊天室] [条数，1 到 200]
console-usage-brake = 用法：/brake on|off [#聊天室] [分钟]
console-usage-slow = 用法：/slow [#聊天室] 秒数|时长|off；最长一天
console-banned = 已封禁 { $whom ->
        [none] { $mask }
       *[other] { $whom }（{ $mask }）
    }，编号 { $id }，由 { $by } 设置{ $until ->
        [never] （永久）
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
console-muted = 已禁言 { $whom ->
        [none] { $mask }
       *[other] { $whom }（{ $mask }）
    }，编号 { $id }，由 { $by } 设置{ $until ->
        [never] （永久）
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
console-unbanned = 已解除对 { $mask } 的封禁。
console-unmuted = 已解除对 { $mask } 的禁言。
console-no-such-ban = 没有针对 { $text } 的内容可以解除。/bans 列出全部。
console-bad-mask = { $text } 不是用户名、地址、地址段或掩码。
console-means-everybody = { $text } 涵盖了所有人，未执行。
console-means-you = { $text } 也涵盖了你自己，未执行。
console-too-many-bans = 封禁与禁言已达到 limits.bans_max 的上限，请先解除一些。
console-nothing-to-undo = 没有可以撤销的操作。
console-bans = { $count ->
        [0] 这台服务器没有封禁或禁言任何人。
       *[other] 这台服务器的封禁与禁言共 { $count } 项：
    }
console-ban-row = { $id }. 封禁 { $whom ->
        [none] { $mask }
       *[other] { $whom }（{ $mask }）
    }，由 { $by } 设置{ $until ->
        [never] （永久）
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
console-mute-row = { $id }. 禁言 { $whom ->
        [none] { $mask }
       *[other] { $whom }（{ $mask }）
    }，由 { $by } 设置{ $until ->
        [never] （永久）
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
console-audit = { $count ->
        [0] 没有操作记录。
       *[other] 最近的 { $count } 条操作记录：
    }
console-audit-row = { $moment }{ $room ->
        [none] {""}
       *[other] {" "}{ $room }
    }：{ $by } { $did ->
        [kick] 移出了 { $whom }
        [ban] 封禁了 { $whom }
        [unban] 解除了对 { $whom } 的封禁
        [mute] 禁言了 { $whom }
        [unmute] 解除了对 { $whom } 的禁言
        [expired] 因到期解除了对 { $whom } 的处置
        [kill] 断开了 { $whom } 的连接
        [forget] 删除了账号 { $whom }
        [brake] 开启了防涌入限制
        [brake-off] 解除了防涌入限制
       *[other] 设置了 { $whom }
    }{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
console-audit-mode = { $moment }：{ $told }
console-braked = { $minutes } 分钟内只有登录账号或受邀请的人可以进入 { $room }。/brake off { $room } 可恢复。
console-brake-off = 所有人又可以进入 { $room } 了。
console-no-brake = { $room } 没有开启限制。
console-slow-already = { $room } 已处于慢速模式：每人每 { $seconds } 秒可发言一次。
console-not-slow = { $room } 没有开启慢速模式。
console-no-such-room = 没有 { $room } 这个聊天室。

## 客户端

chat-room-banned-by = { $by } 已禁止你进入 { $room }{ $until ->
        [never] （永久）
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
chat-room-braked = 目前只有登录账号或受邀请的人可以进入 { $room }。请在 { $minutes } 分钟后再试。
chat-barred = { $by } 已禁止你进入这台服务器{ $until ->
        [never] （永久）
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
chat-you-are-banned = { $by } 已禁止你进入 { $room }{ $until ->
        [never] （永久）
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
chat-you-are-muted = { $by } 已将你在 { $room } 禁言{ $until ->
        [never] （永久）
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
chat-you-are-hushed = { $by } 已将你在这台服务器上禁言{ $until ->
        [never] （永久）
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
chat-you-may-speak = { $by } 已解除你在 { $room } 的禁言。
chat-you-may-speak-again = { $by } 已解除你在这台服务器上的禁言。
chat-mute-ended = 你在 { $room } 的禁言已到期，可以发言了。
chat-hush-ended = 你在这台服务器上的禁言已到期，可以发言了。
chat-muted = 未发送：{ $by } 已将你在 { $room } 禁言{ $until ->
        [never] （永久）
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
chat-hushed = 未执行：{ $by } 已将你在这台服务器上禁言{ $until ->
        [never] （永久）
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
chat-repeated = 未发送：这句话你已说了多次。请换一句话，或等待 { $seconds } 秒。
chat-braked = { $minutes } 分钟内只有登录账号或受邀请的人可以进入 { $room }。
chat-brake-off = 所有人又可以进入 { $room } 了。
chat-ban-row = { $did ->
        [mute] 禁言
       *[ban] 封禁
    } { $whom ->
        [none] { $mask }
       *[other] { $whom }（{ $mask }）
    }，由 { $by } 设置，{ $until ->
        [never] 永久
       *[other] 至 { $until }
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
chat-bans-end = { $count ->
        [0] { $room } 没有封禁或禁言任何人。
       *[other] { $room } 的封禁与禁言共 { $count } 项。
    }
chat-audit-row = { $time } { $by } { $did ->
        [kick] 移出了 { $whom }
        [ban] 封禁了 { $whom }
        [unban] 解除了对 { $whom } 的封禁
        [mute] 禁言了 { $whom }
        [unmute] 解除了对 { $whom } 的禁言
        [expired] 因到期解除了对 { $whom } 的处置
        [kill] 断开了 { $whom } 的连接
        [forget] 删除了账号 { $whom }
        [brake] 开启了防涌入限制
        [brake-off] 解除了防涌入限制
       *[other] 设置了 { $whom }
    }{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
chat-audit-mode = { $time } { $told }
chat-audit-end = { $count ->
        [0] { $room } 没有操作记录。
       *[other] 以上是 { $room } 最近的操作记录。
    }
chat-undone-kick = { $name } 可以回到 { $room }，已通知对方。
chat-nothing-to-undo = 这里没有可以撤销的操作。
chat-invalid-mask = { $text } 既不是用户名也不是掩码。掩码可以是 nick!user@host、~a:账号、地址或地址段；地址段不得大于 /16（IPv6 为 /32）。
chat-means-everybody = { $text } 涵盖了所有人，未执行。
chat-means-you = { $text } 也涵盖了你自己，未执行。
chat-no-such-ban = 没有针对 { $text } 的内容可以解除。/bans 列出全部。
chat-may-not-ban = { $name } 是这个聊天室的房主，不能移出或禁言。
chat-name-banned = 这台服务器已封禁用户名 { $name }。
chat-usage-ban = 用法：/ban 用户名|掩码 [30分钟|2小时|7天] [原因]
chat-usage-mute = 用法：/mute 用户名|掩码 [30分钟|2小时|7天] [原因]
chat-usage-unban = 用法：/unban 用户名|掩码
chat-usage-unmute = 用法：/unmute 用户名|掩码
chat-usage-audit = 用法：/audit [条数]
chat-usage-slow = 用法：/slow 秒数|时长|off；最长一天
