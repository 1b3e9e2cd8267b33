# 纯文本入口的用语，以及连接结束的原因：ERROR 行，有人离开时告诉别人的原因。

## 进入

# 提示符；末尾的空格是它的一部分。
plain-prompt-name = 用户名>{ " " }
plain-prompt-password = 密码>{ " " }
plain-prompt-secret = { $name } 的密码>{ " " }
plain-welcome = 欢迎，{ $name }！输入文字并按回车键即可发言。/help 列出命令，/quit 退出。
plain-name-taken = 用户名 { $name } 已存在，请换一个。
plain-name-looks-like = { $name } 与在场的 { $other } 太相似，请换一个用户名。
plain-name-reserved = 用户名 { $name } 是保留的，或与保留的用户名太相似，请换一个。
plain-name-unfit = { $name } 不能用作用户名。可以用文字、数字、- 和 _，不能用空格和符号。
plain-name-space = 用户名中不能有空格，请换一个。
plain-name-character = 用户名的这个位置不能有“{ $character }”，请换一个。
plain-name-too-long = 用户名最多 { $chars_max } 个字符，请换一个短一些的。
plain-name-owned = { $name } 已注册。如果是你的账号，请输入密码；否则请按回车，再换一个用户名。
plain-name-not-yours = 这不是 { $name } 的密码。请再试一次；输入空行可以换一个用户名。
plain-password-wrong = 密码不正确。
plain-room-shut = 目前无法进入 { $room }。
plain-room-full = { $room } 已满。

## 聊天室里的事

plain-here = 在场：{ $names }
# 列表中两个名字之间。
plain-list-comma = 、
plain-entered = { $name } 进入了聊天室。
plain-left = { $name } 退出了聊天室。
plain-left-because = { $name } 退出了聊天室（{ $reason }）。
plain-room-renamed = 聊天室已改名为 { $room }。
plain-renamed = { $name } 改名为 { $to }。
plain-renamed-yourself = 你已改名为 { $to }。
plain-topic = 话题：{ $topic }
plain-topic-none = 目前没有话题。
plain-topic-set = { $name } 更改了话题：{ $topic }
plain-topic-cleared = { $name } 清除了话题。
plain-put-out = { $by } 将 { $name } 移出了聊天室。
plain-put-out-because = { $by } 将 { $name } 移出了聊天室（{ $reason }）。
plain-private = [{ $name } → 你] { $text }
plain-private-action = [→ 你] * { $name } { $deed }
plain-notice = { $name }（通知）：{ $text }
plain-replay = 你进入之前的消息：
plain-replayed = [{ $time }] { $line }
plain-away = { $name } 暂时离开：{ $message }

## 发言保存多久

told-kept-limited = { $channel } 里的发言会被保存，之后进入的人可以看到：最多 { $limits }
told-kept-days = { $count } 天
told-kept-messages = { $count } 条消息
told-kept-bytes = { $count } 字节
told-kept-megabytes = { $count } MB
# IRC 的句子没有句号，在纯文本入口用它结尾。
told-full-stop = 。

## 命令

plain-help =
    /who                  谁在场
    /me 动作              描述自己的动作：“* alice 挥手”
    /msg 用户名 内容      只对一个人说
    /nick 用户名          改名
    /topic [话题]         查看或更改话题
    /register 密码        注册你的用户名：别人不能再用
    /verify 注册码        用管理员给的注册码完成注册
    /login [用户名] 密码  登录账号
    /owner 房主令牌       用服务器给出的令牌成为房主
    /quit [原因]          退出
    /help                 这份列表
    //内容                说一行以 / 开头的话
plain-usage-me = 用法：/me 动作
plain-usage-msg = 用法：/msg 用户名 内容
plain-usage-nick = 用法：/nick 用户名
plain-usage-register = 用法：/register 密码
plain-usage-verify = 用法：/verify 注册码
plain-usage-login = 用法：/login [用户名] 密码
plain-unknown-command = 没有 { $command } 这个命令，未发送任何内容。/help 列出命令；如果要照原样说出来，请在前面再加一个 /。
plain-unknown-command-nearest = 没有 { $command } 这个命令，未发送任何内容。是不是想输入 { $nearest }？
plain-no-such-name = 这里没有叫 { $name } 的人。
plain-nothing-to-say = 没有可以发送的内容。
plain-operators-only = 只有房管才能这样做。
plain-logged-in = 你已登录账号 { $account }。
plain-logged-out = 你已退出账号。
plain-login-failed = 没有这个账号，或密码不正确。
plain-registered = 用户名 { $account } 从此归你所有，下次会要求输入密码。
plain-registered-for-now = 用户名 { $account } 在服务器停止之前归你所有（这台服务器停止后不保留任何内容）；在此期间会要求输入密码。
plain-registering-needs-code = 要保留用户名 { $account }，请输入 /verify 和管理员给你的注册码。
plain-line-too-long = 这一行太长，未发送任何内容。一行最多 { $bytes_max } 字节。
plain-line-not-utf8 = 这一行不是 UTF-8 编码，未发送任何内容。请将终端设为 UTF-8。

## 连接结束的原因

# 它们会出现在括号里和 ERROR 之后，句末不加句号；ending-room-closed 是最初的程序的原话。

ending-quit = 你退出了聊天室
ending-gone = 连接已关闭
ending-broken = 连接中断
ending-ping-timeout = { $seconds } 秒没有回应
ending-registration-timeout = 你在 { $seconds } 秒内没有说明身份
ending-reads-too-slowly = 读取太慢
ending-password = 密码不正确
ending-removed = 被 { $by } 移出
ending-removed-because = 被 { $by } 移出：{ $reason }
ending-killed = 被 { $by } 断开连接（{ $reason }）
ending-link = 正在关闭与 { $server } 的连接：{ $why }
ending-put-out = 被 { $by } 移出聊天室
ending-put-out-because = 被 { $by } 移出聊天室：{ $reason }
ending-name-refused = 尝试次数太多，请稍后再来
ending-resumed = 已在另一个连接上继续
ending-room-closed = 管理员关闭了聊天室。
ending-server-down = 服务器即将关闭
