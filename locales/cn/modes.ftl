# 聊天室里的变更：谁被封禁或禁言，谁来管理，谁能进入，谁能发言。
#
# $what 是对象或数值；$by 是操作者。

mode-told = { $did ->
        [ban] { $by } 在 { $room } 封禁了 { $what }。
        [unban] { $by } 在 { $room } 解除了对 { $what } 的封禁。
        [mute] { $by } 在 { $room } 禁言了 { $what }。
        [unmute] { $by } 在 { $room } 解除了对 { $what } 的禁言。
        [except] { $by } 让 { $what } 不受 { $room } 的封禁限制。
        [unexcept] { $by } 让 { $what } 重新受 { $room } 的封禁限制。
        [welcome] { $by } 允许 { $what } 无需邀请进入 { $room }。
        [unwelcome] { $by } 不再允许 { $what } 无需邀请进入 { $room }。
        [key] { $by } 为 { $room } 设置了密钥{ $what ->
                [none] 。
               *[other] ：{ $what }
            }
        [unkey] { $by } 取消了 { $room } 的密钥。
        [limit] { $by } 将 { $room } 的人数限制为 { $what } 人。
        [unlimit] { $by } 取消了 { $room } 的人数限制。
        [slow] { $by } 在 { $room } 开启了慢速模式：每人每 { $what } 秒可发言一次。
        [unslow] { $by } 在 { $room } 关闭了慢速模式。
        [invited] { $by } 规定只有受邀请的人可以进入 { $room }。
        [uninvited] { $by } 允许无需邀请进入 { $room }。
        [moderated] { $by } 规定在 { $room } 只有房管和有发言权的人可以发言。
        [unmoderated] { $by } 允许 { $room } 里的所有人发言。
        [inside] { $by } 规定只有 { $room } 里的人可以在那里发言。
        [outside] { $by } 允许不在 { $room } 里的人在那里发言。
        [secret] { $by } 向外人隐藏了 { $room }。
        [unsecret] { $by } 不再向外人隐藏 { $room }。
        [topic] { $by } 规定只有房管可以更改 { $room } 的话题。
        [untopic] { $by } 允许 { $room } 里的所有人更改话题。
        [accounts] { $by } 规定只有登录账号的人可以进入 { $room }。
        [unaccounts] { $by } 允许没有账号的人进入 { $room }。
        [noctcp] { $by } 禁止了 { $room } 里客户端之间的询问。
        [ctcp] { $by } 恢复了 { $room } 里客户端之间的询问。
        [owner] { $by } 让 { $what } 成为 { $room } 的房主。
        [unowner] { $by } 取消了 { $what } 在 { $room } 的房主身份。
        [operator] { $by } 让 { $what } 成为 { $room } 的房管。
        [unoperator] { $by } 取消了 { $what } 在 { $room } 的房管身份。
        [voice] { $by } 给予 { $what } 在 { $room } 的发言权。
        [unvoice] { $by } 取消了 { $what } 在 { $room } 的发言权。
       *[other] { $by } 更改了 { $room } 的模式：{ $what }
    }
mode-whom = { $kind ->
        [account] 账号 { $what }
        [place] 来自 { $what } 的所有人
        [mask] 符合 { $what } 的所有人
       *[name] { $what }
    }
mode-whom-by = { $name }（{ $kind ->
        [account] 账号 { $what }
       *[other] { $what }
    }）
