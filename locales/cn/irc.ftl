# 发给 IRC 客户端的文字：数字应答（src/wire/numeric.rs）与标准应答（src/wire/note.rs），
# 键名与其名称对应。句子简短，按惯例句末不加句号。

## 欢迎

rpl-welcome = { $nick }，欢迎来到 { $network }
rpl-yourhost = 你所在的服务器是 { $server }，运行 { $version }
rpl-created = 本服务器自 { $time } 起运行
rpl-isupport = 是本服务器支持的功能
rpl-luserclient = 1 台服务器上共有 { $users } 位用户
rpl-luserchannels =
    { NUMBER($channels) ->
       *[other] 个频道
    }
rpl-luserme = 本服务器有 { $users } 个客户端，0 台相连的服务器
rpl-localusers = 本服务器现有 { $users } 位用户，最多时 { $users_max } 位
rpl-globalusers = 全网现有 { $users } 位用户，最多时 { $users_max } 位
rpl-motdstart = { $server } 的今日消息
rpl-endofmotd = 今日消息结束
err-nomotd = 没有今日消息

## 应答

rpl-unaway = 你已不再处于离开状态
rpl-nowaway = 你已被标记为离开
rpl-endofwho = 列表结束
rpl-whoisidle = 空闲秒数，登录时间
rpl-endofwhois = WHOIS 结束
rpl-listend = 频道列表结束
rpl-notopic = 没有设置话题
rpl-endofnames = 名单结束
rpl-endofbanlist = 封禁列表结束

## 拒绝

err-nosuchnick = 没有叫 { $nick } 的人
err-nosuchserver = 没有名为 { $server } 的服务器
err-nosuchchannel = 没有 { $channel } 这个频道
err-cannotsendtochan = 你不能在 { $channel } 里发言
err-toomanychannels = 你加入的频道太多，无法再进入 { $channel }
err-toomanytargets = 一次指定的对象太多，未对 { $target } 执行
err-noorigin = 缺少标记
err-invalidcapcmd = CAP 没有 { $subcommand } 这个子命令
err-norecipient = { $command } 缺少接收者
err-notexttosend = 没有要发送的内容
err-inputtoolong = 这一行太长
err-unknowncommand = 没有 { $command } 这个命令
err-nonicknamegiven = 缺少用户名
err-erroneusnickname = { $nick } 不能用作用户名
err-nicknameinuse = 用户名 { $nick } 已存在
err-usernotinchannel = { $nick } 不在 { $channel } 里
err-notonchannel = 你不在 { $channel } 里
err-notregistered = 你还没有登录
err-needmoreparams = { $command } 的参数不够
err-alreadyregistered = 你已经登录了
err-passwdmismatch = 密码错误或未提供
err-channelisfull = { $channel } 已满
err-unknownmode = 没有 { $mode } 这个模式
err-badchannelkey = { $channel } 设有密钥，你没有提供或提供错了
err-badchanmask = { $channel } 不能用作频道名
err-chanoprivsneeded = 只有 { $channel } 的管理员才能这样做
err-umodeunknownflag = 没有这个用户模式
err-usersdontmatch = 你只能更改自己的模式
err-invalidmodeparam = “{ $value }”不能用于模式 { $mode }

## 标准应答

note-invalid-utf8 = 这一行不是 UTF-8 编码，已丢弃
note-multiline-max-bytes = 一条消息最多 { $bytes } 字节
note-multiline-max-lines = 一条消息最多 { $lines } 行
note-multiline-invalid-target = 消息发给 { $expected }，其中的行却发给 { $found }
note-multiline-invalid = 多行消息里不能有这样的内容
note-unknown-batch = 没有打开过批次 { $reference }
note-nick-looks-like = { $nick } 与在场的 { $other } 看起来太像
note-nick-reserved = { $nick } 是留给管理员的名字，或与之太像
note-nick-too-long = { $nick } 太长：最多 { $chars_max } 个字符
note-room-closed = 管理员关闭了聊天室
note-server-down = 服务器即将关闭
note-removed = { $by } 将你请出了聊天室
note-reads-too-slowly = 你的连接跟不上聊天的速度
