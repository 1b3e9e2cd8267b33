# `chatroom serve` 的文字：启动、记录、控制台。

operator-name = 管理员
# 可能被误认为管理员的名字，以逗号分隔：任何人都不能使用。
operator-names-alike = 管理員, 管理者, 系统管理员, 系統管理員, 房管

## 启动

serve-open = 聊天室 { $room } 已开放，监听 { $addresses }。
serve-come-in = 其他人可用以下任一方式进入：
serve-come-in-irc = 任何 IRC 客户端：主机 { $host }，端口 { $port }
serve-come-in-here = 只有本机能连接 { $address }；要让其他机器进入，请监听 0.0.0.0。
serve-console-hint = 在此输入的内容会发给所有人。输入空行关闭聊天室，/help 列出命令。
serve-console-ended = 标准输入已结束：聊天室继续运行，但没有控制台。

## 运行中

serve-accept-paused = 暂时无法接受更多连接（{ $cause }）。已进入的人不受影响；有人离开后会继续接受新连接。
serve-accept-resumed = 已恢复接受连接。
serve-going-down = 服务器即将停止，正在通知所有成员。
serve-transcript-gap = 由于标准输出未被读取，此处缺少 { $count } 行记录。

## 启动时的错误

serve-error-listen-used = { $address } 已被其他程序占用，可能是另一个 chatroom。请用 --port 换一个端口，或停止那个程序。
serve-error-listen-denied = 当前用户无权监听 { $address }。请用 --port 选择 1023 以上的端口。
serve-error-listen-address = 本机没有地址 { $address }。请用 --host 指定本机的地址，或用 0.0.0.0 监听全部地址。
serve-error-listen = 无法监听 { $address }：{ $cause }。请用 --host 换一个地址，或用 --port 换一个端口。
serve-error-reactor = 无法监视网络：{ $cause }。

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
transcript-topic = { $name } 设置了 { $room } 的话题：{ $topic }
transcript-topic-none = { $name } 清除了 { $room } 的话题。
transcript-kicked = { $name } 将 { $whom } 移出了 { $room }。
transcript-kicked-because = { $name } 将 { $whom } 移出了 { $room }：{ $reason }
transcript-mode = { $name } 设置了 { $target } 的模式：{ $mode }

## 控制台

console-who =
    { $count ->
        [0] 现在没有人。
       *[other] 现在有 { $count } 人：
    }
console-who-row = { $name }（{ $rooms }）
console-who-row-nowhere = { $name }（不在任何聊天室）
console-no-such-name = 没有叫 { $name } 的人。/who 列出在场的人。
console-usage-kick = 请指明对象：/kick 名字，或 /kick 名字 理由
console-topic = 话题：{ $topic }
console-topic-none = 尚无话题。用 /topic 文字 设置。
console-too-long = 内容过长，无法一次发送，请分段输入。
console-unknown = 没有命令 { $command }。/help 列出所有命令；要发送以 / 开头的内容，请以 // 开头。
console-unknown-nearest = 没有命令 { $command }。您是不是想用 { $nearest }？
console-help =
    输入的内容会以 { $name } 的名义发给所有人。输入空行关闭聊天室。
    /who               谁在场
    /kick 名字 [理由]  移出某人
    /topic [文字]      显示或设置话题
    /help              显示本列表
    //文字             发送以 / 开头的内容
