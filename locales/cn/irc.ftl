# 发给 IRC 客户端的文字：数字应答（src/wire/numeric.rs）与标准应答（src/wire/note.rs），
# 键名与其名称对应。句子简短，按惯例句末不加句号。

## 欢迎

rpl-welcome = { $nick }，欢迎来到 { $network }
rpl-yourhost = 你所在的服务器是 { $server }，运行 { $version }
rpl-created = 本服务器自 { $time } 起运行
rpl-isupport = 是本服务器支持的功能
rpl-luserclient = 共有 { $users } 位用户和 { $invisible } 位隐身用户，分布在 1 台服务器上
rpl-luserchannels =
    { NUMBER($channels) ->
       *[other] 个聊天室
    }
rpl-luserme = 本服务器有 { $users } 个客户端，0 台相连的服务器
rpl-localusers = 本服务器现有 { $users } 位用户，最多时 { $users_max } 位
rpl-globalusers = 全网现有 { $users } 位用户，最多时 { $users_max } 位
rpl-motdstart = { $server } 的今日公告
rpl-endofmotd = 今日公告结束
err-nomotd = 没有今日公告

## 应答

rpl-unaway = 你已不再处于离开状态
rpl-nowaway = 你已处于离开状态
rpl-endofwho = 列表结束
rpl-whoisidle = 空闲秒数，登录时间
rpl-endofwhois = WHOIS 结束
rpl-listend = 聊天室列表结束
rpl-notopic = 没有设置话题
rpl-endofnames = 名单结束
rpl-endofbanlist = 封禁列表结束
rpl-endofstats = 统计结束
rpl-statsuptime = 已运行 { $days } 天 { $hours }:{ $minutes }:{ $seconds }
rpl-luserop =
    { NUMBER($operators) ->
       *[other] 位服务器操作员在线
    }
rpl-luserunknown =
    { NUMBER($connections) ->
       *[other] 个连接尚未登录
    }
rpl-tryagain = 未执行 { $command }，请稍后再试
rpl-adminme = { $server } 的管理信息
rpl-whoisoperator = 是服务器操作员
rpl-whoisbot = 是机器人
rpl-whoissecure = 使用加密连接
rpl-whoiscertfp = 连接时出示了带有此密钥的证书
rpl-whoisregnick = 使用的是自己注册的用户名
rpl-whoisaccount = 登录的账号是
rpl-endofinvitelist = 邀请列表结束
rpl-endofinvexlist = 邀请例外列表结束
rpl-endofexceptlist = 封禁例外列表结束
rpl-endoflinks = 服务器列表结束
rpl-endofwhowas = WHOWAS 结束
rpl-endofinfo = 信息结束
rpl-whoismodes = 的模式为 { $modes }
rpl-youreoper = 你现在是服务器操作员
rpl-rehashing = 正在重新读取设置
rpl-knock = { $prefix } 请求进入 { $channel }
rpl-knockdlvr = 你已请求进入 { $channel }
rpl-endofmonlist = 关注列表结束
rpl-keynotset = { $target } 没有设置 { $key }
rpl-metadatasynclater = 内容太多，请在 { $seconds } 秒后再同步 { $target }
rpl-loggedin = 你已登录账号 { $account }
rpl-loggedout = 你已退出账号
rpl-saslsuccess = 身份验证成功
rpl-saslmechs = 是这里可用的 SASL 机制

## 拒绝

err-nosuchnick = 这里没有叫 { $nick } 的人
err-nosuchserver = 没有名为 { $server } 的服务器
err-nosuchchannel = 没有 { $channel } 这个聊天室
err-cannotsendtochan = 你不能在 { $channel } 里发言
err-slowmode = { $channel } 正处于慢速模式：{ $seconds } 秒后你才能再次发言
err-toomanychannels = 你所在的聊天室太多，无法再进入 { $channel }
err-toomanytargets = 一次指定的对象太多，未对 { $target } 执行
err-noorigin = 缺少标记
err-invalidcapcmd = CAP 没有 { $subcommand } 这个子命令
err-norecipient = { $command } 缺少接收者
err-notexttosend = 没有可以发送的内容
err-toomanymatches = 符合条件的太多，只列出了一部分
err-inputtoolong = 这一行太长
err-unknowncommand = 没有 { $command } 这个命令
err-nonicknamegiven = 缺少用户名
err-erroneusnickname = { $nick } 不能用作用户名
err-nicknameinuse = 用户名 { $nick } 已存在
err-unavailresource = 无法开设 { $channel }：本服务器的聊天室数量已达上限
err-usernotinchannel = { $nick } 不在 { $channel } 里
err-notonchannel = 你不在 { $channel } 里
err-notregistered = 你还没有登录
err-needmoreparams = { $command } 的参数不够
err-alreadyregistered = 你已经登录了
err-passwdmismatch = 密码不正确，或没有提供
err-channelisfull = { $channel } 已满
err-unknownmode = 没有 { $mode } 这个模式
err-badchannelkey = 进入 { $channel } 需要密钥，而你没有提供或密钥不正确
err-chanoprivsneeded = 只有 { $channel } 的房管才能这样做
err-needreggednick = 只有有账号的人可以进入 { $channel }
err-chanownprivneeded = 只有 { $channel } 的房主才能这样做
err-umodeunknownflag = 没有这个用户模式
err-usersdontmatch = 你只能更改自己的模式
err-invalidmodeparam = “{ $value }”不能用于模式 { $mode }
err-wasnosuchnick = 最近没有叫 { $nick } 的人来过
err-useronchannel = { $nick } 已经在 { $channel } 里
err-inviteonlychan = 只有受邀请的人才能进入 { $channel }
err-banlistfull = { $channel } 的 { $mode } 列表已满
err-noprivileges = 只有服务器操作员才能这样做
err-cantkillserver = { $name } 是服务器，不能移出
err-nooperhost = 没有这个服务器操作员，或密码不正确
err-helpnotfound = 没有关于 { $subject } 的帮助
err-toomanyknock = 你已请求进入 { $channel }，请等待答复
err-chanopen = { $channel } 是开放的，无需请求
err-nonickchange = 不能更改用户名：它在 { $channel } 被封禁或禁言
err-knockonchan = 你已经在 { $channel } 里
err-monlistfull = 你的关注列表已满
err-nicklocked = 目前无法登录这个账号
err-saslfail = 登录失败：没有这个账号，或密码不正确
err-sasltoolong = 登录失败：消息太长
err-saslaborted = 已放弃登录
err-saslalready = 你已登录另一个账号

## 标准应答

note-invalid-utf8 = 这一行不是 UTF-8 编码，已丢弃
note-multiline-max-bytes = 一条消息最多 { $bytes } 字节
note-multiline-max-lines = 一条消息最多 { $lines } 行
note-multiline-invalid-target = 消息发给 { $expected }，其中的行却发给 { $found }
note-multiline-invalid = 多行消息里不能有这样的内容
note-unknown-batch = 没有打开过批次 { $reference }
note-timeout = 批次 { $reference } 打开太久，已丢弃
note-channel-name-in-use = 已有 { $name } 这个聊天室，{ $channel } 不改名
note-cannot-rename = { $channel } 不能改名为 { $name }
note-invalid-key = “{ $key }”不能用作元数据的键
note-invalid-params = “{ $given }”无效，或缺少参数
note-invalid-target = 这里不能以“{ $target }”为对象
note-invalid-value = { $key } 的值太长
note-key-no-permission = 你无权更改 { $target } 的 { $key }
note-limit-reached = 最多允许 { $limit } 个键，在 { $item } 处停止
note-rate-limited = 更改太频繁，请在 { $seconds } 秒后再更改 { $target } 的 { $key }
note-account-exists = 账号 { $account } 已存在
note-bad-account-name = { $account } 不能用作账号名：与另一个账号太相似
note-account-name-must-be-nick = 账号名就是你的用户名；请先改名为 { $account }
note-need-nick = 请先用 NICK 取一个用户名
note-already-authenticated = 你已经登录了账号
note-weak-password = 这个密码太容易猜到；至少需要 { $chars_min } 个字符，且不能与用户名相同
note-unacceptable-password = 这不能用作密码：太长，或含有控制字符
note-invalid-email = 需要提供邮箱地址，例如 name@host
note-unacceptable-email = 这个邮箱地址太长
note-complete-connection-required = 请先进入，再注册账号
note-temporarily-unavailable = 目前无法这样做
note-invalid-code = 没有待完成的注册，或注册码不正确
note-invalid-msgreftype = 这里不能用“{ $given }”指定消息
note-message-error = 暂时无法读取历史记录，请稍后再试
note-need-more-params = 缺少参数
note-internal-error = 未能完成，请稍后再试
note-redact-forbidden = 你只能撤回自己的消息
note-redact-window-expired = 消息只能在 { $seconds } 秒内撤回
note-unknown-msgid = { $target } 里没有消息 { $msgid }
note-invalid-realname = 这不能用作真实姓名：内容为空或太长
note-nick-looks-like = { $nick } 与在场的 { $other } 太相似
note-nick-reserved = { $nick } 是留给管理员的用户名，或与之太相似
note-name-owned = { $nick } 已注册为账号，登录后才能使用
note-nick-too-long = { $nick } 太长：最多 { $chars_max } 个字符
note-you-stay = 断开连接后，你仍会留在所在的聊天室
note-you-leave = 断开连接后，你会离开所在的聊天室
note-account-required = 需要账号；可用 REGISTER 注册
note-nobody-stays = 在这台服务器上，断开连接的人都会离开
note-invitation-required = 只有受邀者可以进入：请把邀请码作为密码（PASS）发送
note-members-only = 只有有账号的人可以进入：请登录（SASL），或把注册码作为密码（PASS）发送
note-you-own = { $channel } 从此归你所有
note-invitation = 把邀请码 { $code } 作为密码（PASS）发送就能进入：共 { $uses } 人，有效期至 { $until }
note-code-forbidden = 只有默认聊天室的房主可以邀请别人进入服务器
note-code-invalid-params = 请写明可供多少人进入以及有效期：CODE 3 7d
note-too-many-codes = 未使用的邀请码太多
note-invalid-token = 房主令牌不正确，或已被使用
note-certificate = 你可以用证书 { $fingerprint } 登录
note-certificate-added = 你现在可以用证书 { $fingerprint } 登录了
note-certificate-removed = 证书 { $fingerprint } 不能再用来登录
note-no-certificates = 你的账号没有证书
note-no-certificate = 此连接没有出示这个证书；请先用它连接
note-invalid-fingerprint = 这不是指纹（SHA256:… 或 64 位十六进制数字）
note-unknown-certificate = 你的账号没有证书 { $fingerprint }
note-certificate-taken = 证书 { $fingerprint } 属于别人
note-too-many-certificates = 一个账号最多可以有 { $limit } 个证书
note-unknown-token = 无法凭此令牌继续
note-too-many-tries = 从这里尝试错误密码或邀请码的次数太多：这一次没有检查。请等一分钟再试
note-history-kept = { $channel } 里的发言会被保存，之后进入的人可以看到
note-history-late = 目前无法保存 { $channel } 里的发言；消息照常显示，恢复后会补存
note-history-shut = 目前无法保存 { $channel } 里的发言；恢复之前不接受消息
note-history-fine = { $channel } 里的发言已恢复保存
note-history-failing = 未能送达 { $target }：目前无法保存任何内容
note-slow-mode = 未能送达 { $target }：该聊天室正处于慢速模式，{ $seconds } 秒后你才能再次发言
note-rooms-full = 无法开设 { $channel }：本服务器最多 { $max } 个聊天室，已满
note-slowed = 你发送得太快，会稍晚读取，内容不会丢失
note-unread = 你已关闭连接；发送过快而未读取的其余内容不再读取
note-house-full = 本服务器的连接数已达上限（{ $max }）
note-address-full = 你的地址在此的连接数已达上限（{ $max }）
note-network-full = 你所在网络在此的连接数已达上限（{ $max }）
note-connects-too-often = 你的地址连接过于频繁，请在 { $seconds } 秒后再试
note-cannot-restart = 无法在这里重启服务器，请手动停止并重新启动
note-room-closed = 管理员关闭了聊天室
note-server-down = 服务器即将关闭
note-removed = { $by } 将你移出了聊天室
note-reads-too-slowly = 你的连接跟不上聊天的速度
note-resumed = 你的会话已在另一个连接上继续

## 维持秩序

# $until 是到期时间，never 表示永久；$reason 是原因，none 表示未说明。

err-bannedfromchan = { $by } 已禁止你进入 { $channel }{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
err-muted = { $by } 已将你在 { $channel } 禁言{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
err-hushed = { $by } 已将你在这台服务器上禁言{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
err-yourebannedcreep = { $by } 已禁止你进入这台服务器{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
err-repeated = 这句话你已说了多次，未发往 { $channel }。请换一句话，或等待 { $seconds } 秒
err-throttle = 目前只有登录账号或受邀请的人可以进入 { $channel }。请在 { $minutes } 分钟后再试
note-you-are-banned = { $by } 已禁止你进入 { $channel }{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
note-you-are-muted = { $by } 已将你在 { $channel } 禁言{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
note-you-are-hushed = { $by } 已将你在这台服务器上禁言{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
note-you-may-speak = { $by } 已解除你在 { $channel } 的禁言
note-you-may-speak-again = { $by } 已解除你在这台服务器上的禁言
note-mute-ended = 你在 { $channel } 的禁言已到期，可以发言了
note-hush-ended = 你在这台服务器上的禁言已到期，可以发言了
note-banned = { $by } 已禁止你进入 { $channel }{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
note-muted = { $by } 已将你在 { $target } 禁言，{ $command } 未发送{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
note-hushed = { $by } 已将你在这台服务器上禁言，{ $command } 未执行{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
note-barred = { $by } 已禁止你进入这台服务器{ $until ->
        [never] {""}
       *[other] （至 { $until }）
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
note-nick-banned = 这里已封禁用户名 { $nick }
note-repeated = 这句话你已说了多次，发往 { $target } 的 { $command } 未发送。请换一句话，或等待 { $seconds } 秒
note-braked = { $minutes } 分钟内只有登录账号或受邀请的人可以进入 { $channel }
note-brake-off = 所有人又可以进入 { $channel } 了
note-ban-row = { $channel }：{ $mask }{ $whom ->
        [none] {""}
       *[other] （{ $whom }）
    }，由 { $by } 设置，{ $until ->
        [never] 永久
       *[other] 至 { $until }
    }{ $reason ->
        [none] {""}
       *[other] ：{ $reason }
    }
note-bans-end = { $channel } 的封禁与禁言：{ $count } 项
note-audit-row = { $moment } { $channel }：{ $by } { $did ->
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
note-audit-end = { $channel } 的操作记录：{ $count } 条
note-undone-kick = { $whom } 可以回到 { $channel }，已通知对方
note-nothing-to-undo = { $channel } 没有可以撤销的操作
note-invalid-mask = { $given } 既不是用户名，也不是 { $command } 能在 { $channel } 设置的掩码。掩码可以是 nick!user@host、~a:账号、地址或地址段；地址段不得大于 /16（IPv6 为 /32）
note-means-everybody = { $given } 涵盖了所有人，未在 { $channel } 执行 { $command }
note-means-you = { $given } 也涵盖了你自己，未在 { $channel } 执行 { $command }
note-invalid-span = { $given } 不能作为 { $command } 在 { $channel } 的期限。期限可以是 30m、2h、7d，或用 * 表示永久
note-no-such-ban = { $channel } 里没有针对 { $given }、可由 { $command } 解除的内容
note-may-not-ban = 不能对 { $channel } 的房主 { $whom } 使用 { $command }
