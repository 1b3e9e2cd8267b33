# 我们自己的客户端 `chatroom join` 的用语。

## 进入

# 提示符；末尾的空格是它的一部分。
chat-prompt-name = 用户名>{ " " }
chat-prompt-password = 密码>{ " " }
chat-prompt-line = >{ " " }
chat-password-wrong = 密码不正确。
chat-connecting = 正在连接到 { $address } …
chat-connected = 连接到 { $address }
chat-name-empty = 用户名不能为空。
chat-name-taken = 用户名已存在。
chat-name-looks-like = { $name } 与在场的 { $other } 太相似。
chat-name-reserved = 用户名 { $name } 是保留的，或与保留的用户名相似。
chat-name-too-long = 用户名最多 { $chars_max } 个字符。
chat-name-too-long-unknown = 用户名 { $name } 太长。
chat-name-space = 用户名中不能有空格。
chat-name-character = 用户名的这个位置不能有“{ $character }”。
chat-name-unfit = { $name } 不能用作用户名。可以用文字、数字、- 和 _，不能用空格和符号。
chat-name-server-said = 服务器不接受用户名 { $name }：“{ $text }”。
chat-room-full = { $room } 已满。
chat-room-key = { $room } 需要密钥才能进入。
chat-room-invite-only = { $room } 只有受邀请的人才能进入。
chat-room-banned = 你被禁止进入 { $room }。
chat-room-none = 没有 { $room } 这个房间，也无法建立。
chat-room-too-many = 你所在的房间太多，无法再进入 { $room }。
chat-room-server-said = 服务器不让你进入 { $room }：{ $text }

## 聊天室里的事

chat-here =
    { $count ->
        [1] { $room } 里只有你一个人。
       *[other] { $room } 里有 { $count } 人：{ $names }
    }
# 列表中两个名字之间。
chat-list-comma = 、
chat-member-away = { $name }（离开）
chat-said = { $name }: { $text }
chat-action = * { $name } { $text }
chat-notice = { $name }（通知）: { $text }
chat-private = [{ $name } → 你] { $text }
chat-private-action = [→ 你] * { $name } { $text }
chat-private-notice = [{ $name } → 你]（通知）{ $text }
chat-server-notice = { $name }: { $text }
chat-entered = { $name } 进入了聊天室。
chat-left = { $name } 退出了聊天室。
chat-left-because = { $name } 退出了聊天室（{ $reason }）。
chat-put-out = { $by } 将 { $name } 请出了聊天室。
chat-put-out-because = { $by } 将 { $name } 请出了聊天室（{ $reason }）。
chat-renamed = { $name } 改名为 { $to }。
chat-renamed-yourself = 你已改名为 { $to }。
chat-topic = 话题：{ $topic }
chat-topic-none = 目前没有话题。
chat-topic-set = { $name } 更改了话题：{ $topic }
chat-topic-cleared = { $name } 清除了话题。
chat-is-away = { $name } 暂时离开：{ $message }
chat-mode = { $name } 更改了 { $target } 的模式：{ $words }
chat-invited = { $name } 邀请你进入 { $room }。

## 命令

chat-help =
    /who              谁在场
    /me 动作          描述自己的动作：“* alice 挥手”
    /msg 用户名 内容  只对一个人说
    /nick 用户名      改名
    /topic [话题]     查看或更改话题
    /quit [原因]      退出，与输入空行相同
    /help             这份列表
    //内容            说一行以 / 开头的话
chat-usage-me = 用法：/me 动作
chat-usage-msg = 用法：/msg 用户名 内容
chat-usage-nick = 用法：/nick 用户名
chat-unknown-command = 没有 /{ $command } 这个命令，什么都没有发送。/help 列出命令；如果要照原样说出来，请在前面再加一个 /。
chat-unknown-command-nearest = 没有 /{ $command } 这个命令，什么都没有发送。是不是想输入 /{ $nearest }？
chat-no-such-name = 这里没有叫 { $name } 的人。
chat-no-such-room = 没有 { $room } 这个房间。
chat-may-not-speak = 你不能在 { $room } 发言，什么都没有发送。
chat-not-here = 你不在 { $room }。
chat-not-operator = 只有 { $room } 的管理者才能这样做。
chat-server-said = 服务器说：{ $text }
chat-too-early = 进入聊天室之前输入得太多，最后一行没有发送。
chat-too-long = 内容太长，什么都没有发送。一条消息最多 { $bytes_max } 字节。
chat-line-lost = 服务器发来的一行太长，无法读取。

## 结束

chat-left-yourself = 你退出了聊天室。
chat-closed = 管理员关闭了聊天室。
chat-removed = { $by } 将你请出了聊天室。
chat-removed-because = { $by } 将你请出了聊天室：{ $reason }
chat-end-server-down = 服务器已停止运行。
chat-end-silent = 连接中断：服务器长时间没有应答。
chat-end-closed = 连接中断：服务器没有说明原因就断开了。
chat-end-broken = 连接中断：{ $cause }
chat-end-slow = 连接中断：没有及时读取服务器发来的内容。
chat-end-server-said = 服务器断开了连接：{ $text }
chat-end-password = 密码不正确。请用 --password-file 提供正确的密码。
chat-end-password-wanted = 服务器需要密码。请用 --password-file 提供。
chat-end-no-room = 服务器没有说明要进入哪个房间。请用 --room 指定。
chat-end-name = { $why }请用 --name 换一个用户名。
chat-end-name-missing = 没有用户名，也无法询问。请用 --name 指定。
chat-end-refused = { $address } 没有回应：{ $cause }。请在那里用“chatroom serve”开放聊天室，或用 --host 和 --port 另选一个。
chat-end-unreachable = 无法连接到 { $address }：{ $cause }。请检查网络，或用 --host 和 --port 另选一个服务器。
chat-end-no-answer = 无法连接到 { $address }：{ $seconds } 秒内没有应答。请检查地址和途中的防火墙，或用 --host 和 --port 另选一个服务器。
chat-end-unknown-host = 找不到 { $host } 的地址：{ $cause }。请检查写法，或用 --host 另选一个。
chat-end-reactor = 无法监视网络：{ $cause }。
chat-end-input = 无法读取标准输入：{ $cause }。
