# 我们自己的客户端 `chatroom join` 的用语。

## 进入

# 提示符；末尾的空格是它的一部分。
chat-prompt-name = 用户名>{ " " }
chat-prompt-password = 密码>{ " " }
chat-prompt-line = >{ " " }
chat-password-wrong = 密码不正确。
chat-connecting = 正在连接到 { $address } …
chat-still-connecting = { $address } 尚未回应。再等 { $seconds } 秒；按 Ctrl-C 可以离开。
chat-connected = 连接到 { $address }
chat-name-empty = 用户名不能为空。
chat-name-taken = 用户名已存在。
chat-name-looks-like = { $name } 与在场的 { $other } 太相似。
chat-name-reserved = 用户名 { $name } 是保留的，或与保留的用户名太相似。
chat-name-owned = 用户名 { $name } 属于一个账号。如果是你的账号，请在保存了密码的电脑上加入，或先用别的用户名，再用 /login { $name } 密码 登录。
chat-name-owned-inside = 用户名 { $name } 属于一个账号。如果是你的账号，请用 /login { $name } 密码 登录。
chat-name-too-long = 用户名最多 { $chars_max } 个字符。
chat-name-too-long-unknown = 用户名 { $name } 太长。
chat-name-space = 用户名中不能有空格。
chat-name-character = 用户名的这个位置不能有“{ $character }”。
chat-name-unfit = { $name } 不能用作用户名。可以用文字、数字、- 和 _，不能用空格和符号。
chat-name-server-said = 服务器不接受用户名 { $name }：“{ $text }”。
chat-room-full = { $room } 已满。
chat-room-key = 进入 { $room } 需要密钥。
chat-room-invite-only = 只有受邀请的人才能进入 { $room }。
chat-room-banned = 你已被 { $room } 封禁。
chat-room-none = 没有 { $room } 这个聊天室，也无法建立。
chat-room-too-many = 你所在的聊天室太多，无法再进入 { $room }。
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
chat-notice = { $name }（通知）：{ $text }
chat-private = [{ $name } → 你] { $text }
chat-private-action = [→ 你] * { $name } { $text }
chat-private-notice = [{ $name } → 你]（通知）{ $text }
chat-server-notice = { $name }: { $text }
# 以前的消息：时间，以及那一行原来的样子。
chat-old = [{ $time }] { $line }
chat-earlier = —— 以上是以前的消息 ——
chat-earlier-none = 没有更早的消息了。
chat-unread = —— 以下是未读消息 ——
chat-gap = —— { $since } 到 { $until } 之间的消息可能有缺失 ——
chat-private-own = [{ $me } → { $name }] { $text }
chat-private-own-action = [→ { $name }] * { $me } { $text }
chat-taken-back = { $name } 撤回了一条消息。
chat-taken-back-because = { $name } 撤回了一条消息（{ $reason }）。
chat-taken-back-yourself = 你的消息已撤回。
chat-taken-back-beginning = 你的消息已撤回：{ $beginning }
chat-interrupted = 连接中断，正在重新连接……
chat-going-down = 服务器正在关闭，稍后会自动重新连接……
chat-returned = 已重新连接。
chat-entered = { $name } 进入了聊天室。
chat-left = { $name } 退出了聊天室。
chat-left-because = { $name } 退出了聊天室（{ $reason }）。
chat-put-out = { $by } 将 { $name } 移出了聊天室。
chat-put-out-because = { $by } 将 { $name } 移出了聊天室（{ $reason }）。
chat-renamed = { $name } 改名为 { $to }。
chat-renamed-yourself = 你已改名为 { $to }。
chat-topic = 话题：{ $topic }
chat-topic-none = 目前没有话题。
chat-topic-set = { $name } 更改了话题：{ $topic }
chat-topic-cleared = { $name } 清除了话题。
chat-is-away = { $name } 暂时离开：{ $message }
chat-own-away = 你的状态已设为离开。回来时请输入 /back。
chat-own-back = 你的离开状态已取消。
# 没有说明原因时，别人看到的离开原因。
chat-away-default = 离开
chat-partner-came = { $name } 又上线了。
chat-partner-left = { $name } 下线了。
chat-real-name = 你的真实姓名已改为 { $text }。
chat-room-renamed = { $name } 将 { $room } 改名为 { $to }。
chat-room-renamed-because = { $name } 将 { $room } 改名为 { $to }（{ $reason }）。
chat-invited = { $name } 邀请你进入 { $room }。要进入，请输入 /join { $room }。
chat-invited-other = { $name } 邀请了 { $whom } 进入 { $room }。
chat-invitation-sent = 已邀请 { $name } 进入 { $room }。
chat-list-room = { $room }，{ $count } 人
chat-list-topic = { $room }：{ $topic }
chat-list-end =
    { $count ->
        [0] 没有可以显示的聊天室。
       *[other] 共有 { $count } 个聊天室。
    }
chat-about-person = { $name } 来自 { $address }，真实姓名：{ $text }
chat-about-rooms = { $name } 在 { $rooms } 里。
chat-about-server = { $name } 连接的服务器是 { $server }。
chat-about-account = { $name } 已登录账号 { $account }。
chat-about-operator = { $name } 是服务器操作员。
chat-about-silent =
    { $minutes ->
        [0] { $name } 一分钟之内有过活动。
       *[other] { $name } 最近一次活动是在 { $minutes } 分钟前。
    }
# 服务器的原话。
chat-about-said = { $name }：{ $text }
chat-found = [{ $time }] { $room } { $name }: { $text }
chat-found-action = [{ $time }] { $room } * { $name } { $text }
chat-search-end =
    { $count ->
        [0] 没有找到。
       *[other] 找到 { $count } 条消息。
    }
chat-logged-in = 你已登录账号 { $name }。
chat-logged-out = 你已退出登录。
chat-registered = 账号 { $name } 归你所有。密码已保存在这台电脑上，只有你能读取。
chat-code-wanted = 账号 { $name } 还差一步：请用 /verify 注册码 输入你收到的注册码。
chat-account-wrong-password = 没有这个账号，或密码不对。
chat-account-no-longer = 服务器上已没有账号 { $name }，或密码已变更；你现在是访客。
chat-account-unknown-certificate = 这里没有与你的证书对应的账号。
chat-account-not-safe = 未登录：无法向这台服务器安全地证明密码。如果仍要直接发送密码，请使用 /login。
chat-account-exists = 账号 { $name } 已存在。如果是你的，请用 /login 登录。
chat-account-other-name = 账号名必须与你在这里的用户名相同：请先用 /nick 改名。
chat-account-weak-password = 这个密码太弱或不能使用，请换一个。
chat-account-short-password = 这个密码太弱：至少需要 { $chars_min } 个字符，且不能与用户名相同。
chat-account-email-wanted = 服务器还要求提供电子邮箱：/register 密码 邮箱
chat-account-bad-email = 服务器不接受电子邮箱 { $email }。
chat-account-bad-code = 注册码错误或已失效。
chat-account-not-open = 这台服务器不开放自行注册，请联系管理员。
chat-account-try-later = 暂时无法完成，请稍后再试。
chat-registered-unkept = 账号 { $name } 归你所有，但密码无法保存到 { $path }：{ $cause }
chat-account-password = 账号 { $name } 的密码是 { $password }
chat-account-file = 密码无法保存到 { $path }：{ $cause }
chat-stay-on = 断开连接后你仍会留在聊天室里。
chat-stay-off = 断开连接时你会退出聊天室。
chat-stay-none = 在这台服务器上，断开连接后不能留在聊天室里。
chat-stay-account = 只有登录了账号才能留下：请看 /register 和 /login。
# 服务器在进入时告知：消息如何保存。
chat-history-kept = { $room } 里的消息会一直保存。
chat-history-kept-limits = { $room } 里的消息会保存一段时间：{ $limits }。
chat-history-kept-days = { $count } 天
chat-history-kept-messages = { $count } 条消息
chat-history-kept-megabytes = { $count } MB
chat-history-late = { $room } 里的消息暂时无法保存，服务器停止时可能丢失。
chat-history-shut = { $room } 里的消息暂时无法保存，在恢复之前不接受新消息。
chat-history-fine = { $room } 里的消息又可以保存了。
chat-history-failing = 未发送到 { $room }：服务器暂时无法保存消息。

## 命令

chat-help-who =
    /who              谁在场
chat-help-me =
    /me 动作          描述自己的动作：“* alice 挥手”
chat-help-msg =
    /msg 用户名 内容  只对一个人说
chat-help-join =
    /join 聊天室 [密钥]
                      进入另一个聊天室，或切换到已进入的聊天室
chat-help-part =
    /part [聊天室] [原因]
                      离开聊天室；在私聊中则关闭私聊
chat-help-query =
    /query 用户名 [内容]
                      从现在起只对一个人说，直到切换到别处
chat-help-go =
    /go 聊天室|用户名|编号
                      切换到别处说话
chat-help-rooms =
    /rooms            你所在的聊天室和私聊，以及它们的编号
chat-help-nick =
    /nick 用户名      改名
chat-help-topic =
    /topic [话题]     查看或更改话题
chat-help-away =
    /away [原因]      把状态设为离开
chat-help-back =
    /back             取消离开状态
chat-help-whois =
    /whois 用户名     查看某人的信息
chat-help-list =
    /list             查看有哪些聊天室
chat-help-invite =
    /invite 用户名    邀请某人进入这个聊天室
    /invite [人数] [7d]
                      生成可供若干人进入的邀请码（房主）
chat-help-ignore =
    /ignore [用户名]  不再显示某人说的话；不写用户名则列出已屏蔽的人
chat-help-unignore =
    /unignore 用户名  重新显示某人说的话
chat-help-kick =
    /kick 用户名 [原因]
                      将某人移出这个聊天室
chat-help-ban =
    /ban 用户名 [期限] [原因]
                      移出并封禁；期限如 30m、2h、7d，不写则为永久
chat-help-unban =
    /unban 用户名     解除封禁
chat-help-mute =
    /mute 用户名 [期限] [原因]
                      在这里禁言某人
chat-help-unmute =
    /unmute 用户名    解除禁言
chat-help-bans =
    /bans             这个聊天室的封禁与禁言
chat-help-undo =
    /undo             撤销上一次移出、封禁或禁言
chat-help-audit =
    /audit [条数]     这个聊天室的操作记录：谁做了什么
chat-help-slow =
    /slow 时长|off    慢速模式：每人两次发言之间至少相隔这么久，如 10s、2m
chat-help-op =
    /op 用户名        让某人成为这个聊天室的房管
chat-help-deop =
    /deop 用户名      取消某人的房管身份
chat-help-mode =
    /mode [模式]      查看或更改这个聊天室的模式
chat-help-search =
    /search 词语      查找以前的消息；可加 in:#聊天室 from:用户名 before:2026-01-31 after:2026-01-01
chat-help-history =
    /history [条数]   再显示若干条更早的消息
chat-help-unsay =
    /unsay            撤回自己在这里说的上一条消息
chat-help-resend =
    /resend           重新发送上一条被拒绝的消息
chat-help-copy =
    /copy [条数]      把最近几条消息复制到剪贴板
chat-help-clear =
    /clear            清空屏幕上的内容
chat-help-notify =
    /notify all|mentions|off
                      你没在看时，哪些消息需要提醒你
chat-help-keys =
    /keys             列出按键的用途
chat-help-mouse =
    /mouse on|off     由本程序使用鼠标，或还给终端
chat-help-register =
    /register [密码 [邮箱]]
                      把用户名注册为自己的账号；不写密码则自动生成
chat-help-login =
    /login [用户名] 密码
                      登录自己的账号
chat-help-verify =
    /verify 注册码    完成注册
chat-help-stay =
    /stay on|off      断开连接后仍留在这里，或不再留
chat-help-owner =
    /owner 房主令牌   用服务器给出的令牌成为房主
chat-help-cert =
    /cert [add|del|list] [指纹]
                      用来登录的证书
chat-help-setname =
    /setname 姓名     更改自己的真实姓名
chat-help-reconnect =
    /reconnect        重新连接服务器
chat-help-raw =
    /raw 内容         按原样发送一行 IRC 命令
chat-help-help =
    /help [命令]      这份列表，或某个命令的用途
chat-help-quit =
    /quit [原因]      退出，与输入空行相同
chat-help-slash =
    //内容            说一行以 / 开头的话
chat-usage-join = 用法：/join 聊天室 [密钥]
chat-usage-query = 用法：/query 用户名 [内容]
chat-usage-go = 用法：/go 聊天室、/go 用户名，或 /go 编号
chat-usage-ignore = 用法：/ignore 用户名
chat-usage-unignore = 用法：/unignore 用户名
chat-usage-copy = 用法：/copy [条数]
chat-usage-notify = 用法：/notify all、/notify mentions，或 /notify off
chat-usage-mouse = 用法：/mouse on 或 /mouse off
chat-usage-raw = 用法：/raw 内容
chat-usage-deop = 用法：/deop 用户名
chat-usage-invite = 用法：/invite 用户名，或 /invite [人数] [有效期，如 2h 或 7d]
chat-usage-kick = 用法：/kick 用户名 [原因]
chat-usage-me = 用法：/me 动作
chat-usage-msg = 用法：/msg 用户名 内容
chat-usage-nick = 用法：/nick 用户名
chat-usage-op = 用法：/op 用户名
chat-usage-history = 用法：/history [条数]
chat-usage-login = 用法：/login [用户名] 密码
chat-usage-register = 用法：/register [密码 [邮箱]]
chat-usage-search = 用法：/search 词语 [in:#聊天室] [from:用户名] [before:2026-01-31] [after:2026-01-01]
chat-usage-setname = 用法：/setname 姓名
chat-usage-stay = 用法：/stay on 或 /stay off
chat-usage-verify = 用法：/verify 注册码
chat-usage-whois = 用法：/whois 用户名
chat-unknown-command = 没有 /{ $command } 这个命令，未发送任何内容。/help 列出命令；如果要照原样说出来，请在前面再加一个 /。
chat-unknown-command-nearest = 没有 /{ $command } 这个命令，未发送任何内容。是不是想输入 /{ $nearest }？
chat-no-such-name = 这里没有叫 { $name } 的人。
chat-no-such-room = 没有 { $room } 这个聊天室。
chat-may-not-speak = 你不能在 { $room } 里发言，未发送任何内容。
chat-not-here = 你不在 { $room } 里。
chat-not-operator = 只有 { $room } 的房管才能这样做。
chat-not-offered = 这个服务器不支持 /{ $command }，未发送任何内容。
chat-server-said = 服务器说：{ $text }
chat-too-early = 进入聊天室之前输入得太多，最后一行未发送。
chat-too-much-under-way = 等待服务器确认的内容太多，最后一行未发送。
chat-nothing-to-take-back = 这里没有可以撤回的消息。
chat-too-long = 内容太长，未发送任何内容。一条消息最多 { $bytes_max } 字节。
chat-line-lost = 服务器发来的一行太长，无法读取。

## 聊天室与私聊

# 别处发生的事；整行原样。
chat-elsewhere = [{ $room }] { $line }
chat-speak-room = 现在你在 { $room } 说话。
chat-speak-person = 现在你输入的内容只发给 { $name }。
chat-talk-closed = 与 { $name } 的私聊已关闭。
chat-rooms-none = 你不在任何聊天室中。
chat-rooms-row = { $number }  { $room }
chat-rooms-row-here = { $number }  { $room }（当前）
chat-held-back = 这看起来像命令，没有发送任何内容。要执行它，请单独输入一行，前面不要有空格；要把它当作消息发送，请把开头的 / 换成 //。
chat-ignored = 已屏蔽：{ $names }
chat-ignored-none = 你没有屏蔽任何人。
chat-ignoring = 不再显示 { $name } 说的话。
chat-ignoring-not = 重新显示 { $name } 说的话。
chat-modes = { $target } 的模式：{ $words }
chat-returned-roomless = 已重新连接。你不在任何聊天室中。
chat-no-such-place = 你的聊天室和私聊中没有 { $place }。用 /rooms 查看，用 /join 进入聊天室。
chat-no-room-here = 这个命令针对聊天室，而你现在不在聊天室中。用 /join 进入，或用 /go 切换。
chat-end-renewed = 连接已关闭，以便重新连接。
chat-renewing = 正在重新连接。
chat-resend-none = 没有被拒绝的消息。
chat-copied = 已复制 { $count } 条消息。
chat-copy-none = 没有可复制的消息。
chat-screen-only = /{ $command } 只用于全屏界面，在这里不起作用。

## 结束

chat-left-yourself = 你退出了聊天室。
chat-closed = 管理员关闭了聊天室。
chat-removed = { $by } 将你移出了聊天室。
chat-removed-because = { $by } 将你移出了聊天室：{ $reason }
# 后面逐行列出这些消息。
chat-undelivered = 有 { $count } 条消息未能送达：
chat-unconfirmed = 有 { $count } 条消息可能未送达，服务器尚未确认：
chat-untaken = 输入中还有 { $count } 行未处理：
chat-end-server-down = 服务器已关闭。
chat-end-silent = 连接中断：服务器长时间没有回应。
chat-end-closed = 连接中断：服务器没有说明原因就断开了。
chat-end-broken = 连接中断：{ $cause }
chat-end-slow = 连接中断：没有及时读取服务器发来的内容。
chat-end-server-said = 服务器断开了连接：{ $text }
chat-end-password = 密码不正确。请用 --password-file 提供正确的密码。
chat-end-password-wanted = 服务器需要密码。请用 --password-file 提供。
chat-end-no-room = 服务器没有说明要进入哪个聊天室。请用 --room 指定。
chat-end-name = { $why }请用 --name 换一个用户名。
chat-end-name-missing = 没有用户名，也无法询问。请用 --name 指定。
chat-end-refused = { $address } 没有回应：{ $cause }。请在那里用“chatroom serve”开一个聊天室，或用 --host 和 --port 另选一个服务器。
chat-end-unreachable = 无法连接到 { $address }：{ $cause }。请检查网络，或用 --host 和 --port 另选一个服务器。
chat-end-no-answer = 无法连接到 { $address }：{ $seconds } 秒内没有回应。请检查地址和途中的防火墙，或用 --host 和 --port 另选一个服务器。
chat-end-unknown-host = 找不到 { $host } 的地址：{ $cause }。请检查写法，或用 --host 另选一个服务器。
chat-end-reactor = 无法监视网络：{ $cause }。
chat-end-input = 无法读取标准输入：{ $cause }。
