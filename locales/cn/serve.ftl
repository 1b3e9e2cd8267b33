# `chatroom serve` 的文字：启动、记录、控制台。

operator-name = 管理员
admin-untold = （未提供）
# 可能被误认为管理员的名字，以逗号分隔：任何人都不能使用。
operator-names-alike = 管理員, 管理者, 系统管理员, 系統管理員, 房管

## 启动

serve-open = 聊天室 { $room } 已开放，监听 { $addresses }。
serve-come-in = 其他人可用以下任一方式进入：
serve-come-in-irc = 任何 IRC 客户端：主机 { $host }，端口 { $port }
serve-come-in-irc-tls = 任何 IRC 客户端（使用 TLS）：主机 { $host }，端口 { $port }
serve-come-in-password = 所有人都需要密码才能进入。
serve-come-in-here = 只有本机能连接 { $address }；要让其他机器进入，请监听 0.0.0.0。
serve-history = 说过的话保存在 { $path }。
serve-history-in-memory = 说过的话只保存在内存中，服务器关闭后即消失。
serve-console-hint = 在此输入的内容会发给所有人。输入空行关闭聊天室，/help 列出命令。
serve-console-ended = 标准输入已结束：聊天室继续运行，但没有控制台。

## 运行中

serve-accept-paused = 暂时无法接受更多连接（{ $cause }）。已进入的人不受影响；有人离开后会继续接受新连接。
serve-accept-resumed = 已恢复接受连接。
serve-going-down = 服务器即将关闭，正在通知所有人。
serve-transcript-gap = 由于标准输出未被读取，此处缺少 { $count } 行记录。

## 启动时的错误

serve-error-listen-used = { $address } 已被其他程序占用，可能是另一个 chatroom。请用 --port 换一个端口，或停止那个程序。
serve-error-listen-denied = 当前用户无权监听 { $address }。请用 --port 选择 1023 以上的端口。
serve-error-listen-address = 本机没有地址 { $address }。请用 --host 指定本机的地址，或用 0.0.0.0 监听全部地址。
serve-error-listen = 无法监听 { $address }：{ $cause }。请用 --host 换一个地址，或用 --port 换一个端口。
serve-error-reactor = 无法监视网络：{ $cause }。
serve-error-restart = 服务器已关闭，但未能重新启动

## 记录

transcript-connected = 连接从 { $address }
transcript-said = { $name }: { $text }
transcript-said-in = { $room } { $name }: { $text }
transcript-action = * { $name } { $text }
transcript-action-in = { $room } * { $name } { $text }
transcript-notice = -{ $name }- { $text }
transcript-notice-in = { $room } -{ $name }- { $text }
transcript-operator = { $name }: { $text }
transcript-entered = { $name } 进入了聊天室。
transcript-entered-room = { $name } 进入了 { $room }。
transcript-left = { $name } 退出了聊天室。
transcript-left-because = { $name } 退出了聊天室：{ $reason }
transcript-left-room = { $name } 退出了 { $room }。
transcript-renamed = { $name } 改名为 { $to }。
transcript-topic = { $name } 更改了 { $room } 的话题：{ $topic }
transcript-topic-none = { $name } 清除了 { $room } 的话题。
transcript-kicked = { $name } 将 { $whom } 移出了 { $room }。
transcript-kicked-because = { $name } 将 { $whom } 移出了 { $room }：{ $reason }
transcript-room-renamed = { $name } 将 { $room } 改名为 { $to }。

## 控制台

console-who =
    { $count ->
        [0] 现在没有人在场。
       *[other] 现在有 { $count } 人在场：
    }
console-who-row = { $name }（{ $rooms }）
console-who-row-nowhere = { $name }（不在任何聊天室）
console-no-such-name = 这里没有叫 { $name } 的人。/who 列出在场的人。
console-usage-kick = 用法：/kick 用户名 [原因]
console-usage-op = 用法：/op 用户名
console-usage-deop = 用法：/deop 用户名
console-not-in-room = { $name } 不在 { $room } 里。
console-is-operator = { $name } 已经是房管。
console-is-no-operator = { $name } 不是房管。
console-topic = 话题：{ $topic }
console-topic-none = 目前没有话题。用“/topic 话题”设置。
console-codes-none = 没有任何有效的代码。
console-code-row-entry = { $code }：可以进入；剩余次数：{ $left }；有效期至：{ $until }；使用者：{ $names }
console-code-row-account = { $code }：可以注册账号；剩余次数：{ $left }；有效期至：{ $until }
console-code-row-owner = { $code }：使持有者成为房主；剩余次数：{ $left }；有效期至：{ $until }
console-uninvited = { $code } 已失效。用它进来的人仍在这里；要移出某人请用 /kick 用户名。
console-no-such-code = 没有代码 { $code }。/invites 可列出全部代码。
console-usage-uninvite = 用法：/uninvite 代码（参见 /invites）
console-code = { $code } 可以注册 { $uses } 个账号，请交给需要的人。
console-too-many-codes = 代码太多，请收回一些：/invites 列出它们，/uninvite 代码 收回一个。
console-no-such-account = 没有叫 { $name } 的账号。
console-account = { $name }：注册于 { $time }
console-account-email = { $name }：注册于 { $time }，{ $email }
console-account-here = { $name } 在场，用户名是 { $nick }。
console-forgotten = 账号 { $name } 已删除，这个用户名可以再用。
console-usage-code = 用法：/code [次数，1 到 { $uses_max }]
console-usage-account = 用法：/account 账号
console-usage-forget = 用法：/forget 账号
console-became-operator = { $name } 以 { $operator } 的身份成为服务器操作员。
console-operator-refused = { $name } 想以 { $operator } 的身份成为服务器操作员，被拒绝。
console-reloaded = 已重新读取设置。
console-not-reloaded = 没有任何更改：{ $why }
console-not-reloaded-either = 另有错误：{ $why }
console-at-next-start = 以下设置也已更改，下次启动时才会生效：{ $settings }
serve-operator-name-taken = 管理员将被称为 { $name }，但聊天室里已有人使用这个用户名
console-too-long = 内容太长，无法一次发送，请分段输入。
console-unknown = 没有 { $command } 这个命令，未发送任何内容。/help 列出命令；如果要照原样说出来，请在前面再加一个 /。
console-unknown-nearest = 没有 { $command } 这个命令，未发送任何内容。是不是想输入 { $nearest }？
console-help =
    输入的内容会以 { $name } 的名义发给所有人。输入空行关闭聊天室。
    /who                 谁在场
    /kick 用户名 [原因]  将某人移出聊天室
    /ban 对象 [期限] [原因]
                         禁止某个用户名、账号、地址或地址段进入这台服务器；期限如 30m、2h、7d
    /mute 对象 [期限] [原因]
                         禁言
    /unban 对象、/unmute 对象
                         解除
    /bans                这台服务器的封禁与禁言
    /undo                撤销上一项操作
    /audit [聊天室] [条数]
                         操作记录：谁在这里或在某个聊天室做了什么
    /brake on|off        一段时间内只让登录账号或受邀请的人进入聊天室
    /slow 时长|off       慢速模式：每人两次发言之间至少相隔这么久，如 10s、2m
    /op 用户名           让某人成为房管
    /deop 用户名         取消某人的房管身份
    /topic [话题]        查看或更改话题
    /invite [人数] [有效期]  生成邀请和进入用的链接
    /invites             列出所有有效的代码：邀请、账号与房主
    /uninvite 代码       收回一个代码；用它进来的人留下
    /owner               生成房主令牌
    /code [次数]         生成注册账号用的注册码
    /account 账号        显示一个账号
    /forget 账号         删除一个账号
    /limits              显示各项限制、当前用量和触及次数
    /reload              重新读取设置、证书和语言文件
    /help                这份列表
    //内容               说一行以 / 开头的话
