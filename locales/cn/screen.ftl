# `chatroom join` 屏幕界面的用语，`chat.ftl` 之外的部分。

## 窗口标题与提醒

screen-title = { $place } - chatroom
screen-title-waiting = ({ $count }) { $place } - chatroom
screen-call-room = { $name } 在 { $room }
screen-call-private = { $name } 给你发来私聊

## 状态行

screen-way-connecting = 正在连接……
screen-way-reconnecting = 正在重新连接……
screen-way-down = 未连接
screen-lag = 服务器延迟 { $seconds } 秒
screen-below = ▼ { $count } 条新消息
screen-below-mention = ▼ { $count } 条新消息，{ $name } 提及了你
screen-scrolled = ▼ 下方有更新的消息
screen-typing =
    { $count ->
        [1] { $names } 正在输入
       *[other] { $names } 正在输入
    }

## 代替输入行的问题；提示符末尾的空格是它的一部分

screen-prompt-retry = 按 Enter 重试>{ " " }
screen-prompt-search =
    { $count ->
        [0] 搜索>{ " " }
       *[other] 搜索（{ $count }）>{ " " }
    }
screen-prompt-searching =
    { $count ->
        [0] 正在服务器上搜索>{ " " }
       *[other] 正在服务器上搜索（{ $count }）>{ " " }
    }
screen-prompt-find = 查找>{ " " }
screen-paste =
    { $count ->
        [1] 发送 1 行？[y] 发送  [e] 编辑  [n] 放弃
       *[other] 发送 { $count } 行？[y] 发送  [e] 编辑  [n] 放弃
    }
screen-paste-command = 其中有以“/”开头的行：粘贴的内容只会作为消息发送，不会执行。
# What was half typed in an earlier run stands on the line again.
screen-draft-back = 这是你上次没有发出的内容，Ctrl+C 可以清除。

## 显示到下一次按键为止的话

screen-leave-again = 再按一次 { $key } 离开。
screen-too-long = 太长了：最多 { $bytes_max } 字节。
screen-too-many-lines = 行数太多：最多 { $lines_max } 行。
screen-no-mentions = 这里没有人提及你。
screen-no-members = 这里没有可显示的成员。
screen-no-such-room = 没有这个编号的对话。
screen-nothing-new = 别处没有新消息。
screen-nothing-failed = 没有需要重新发送的消息。
screen-search-no-more = 这里没有更多结果；按 Enter 在服务器上搜索。
screen-not-here = 那条消息太早，服务器没有提供。
screen-fetching = 正在载入之前的消息，直到那一条……
screen-notify-all = 每条消息都会提醒你。
screen-notify-mentions = 提及你和私聊你的消息会提醒你。
screen-notify-off = 不再提醒。
screen-mouse-on = 鼠标由本程序使用：可以点击和滚动；按住 Shift 选择文字。
screen-mouse-off = 鼠标已交还终端：照常选择文字。

## 列表

screen-list-rooms =
    { $count ->
        [1] 1 个对话
       *[other] { $count } 个对话
    }
screen-list-members =
    { $count ->
        [1] 1 名成员
       *[other] { $count } 名成员
    }
screen-list-mentions =
    { $count ->
        [1] 1 条消息提及了你
       *[other] { $count } 条消息提及了你
    }
screen-list-found =
    { $count ->
        [1] 找到 1 条消息
       *[other] 找到 { $count } 条消息
    }
screen-tab-here = 当前
screen-tab-new = { $count } 条新消息
screen-tab-calls = { $count } 条新消息，其中 { $calls } 条提及你
screen-list-help = 帮助：输入文字查找（{ $count }）
screen-members-more = 另有 { $count } 人
screen-member-away = { " " }（离开）
screen-role-owner = 房主
screen-role-operator = 房管
screen-role-voice = 可发言

## 提示：按键与作用

screen-hint-send = { $key } 发送
screen-hint-newline = { $key } 换行
screen-hint-complete = { $key } 补全
screen-hint-editor = { $key } 编辑器
screen-hint-clear = { $key } 清空
screen-hint-resend = { $key } 重新发送
screen-hint-newest = { $key } 最新
screen-hint-page-down = { $key } 向下
screen-hint-page-up = { $key } 更早
screen-hint-search = { $key } 搜索
screen-hint-active = { $key } 新消息
screen-hint-switcher = { $key } 聊天室
screen-hint-help = { $key } 帮助
screen-hint-members = { $key } 成员
screen-hint-mouse = { $key } 鼠标
screen-hint-answer = { $key } 回答
screen-hint-retry = { $key } 重试
screen-hint-leave = { $key } 离开
screen-hint-discard = { $key } 放弃
screen-hint-close = { $key } 关闭
screen-hint-hit-older = { $key } 较早的结果
screen-hint-hit-newer = { $key } 较新的结果
screen-hint-ask-server = { $key } 在服务器上搜索
screen-hint-talk-to = { $key } 私聊
screen-hint-choose = { $key } 选择
screen-hint-move = { $key } 移动
screen-hint-hide = { $key } 隐藏

## 帮助里按键的作用

screen-act-send = 发送
screen-act-newline = 另起一行
screen-act-complete = 补全这个词，或换下一个候选
screen-act-complete-back = 上一个候选
screen-act-cancel = 关闭最上层的内容，撤回补全，回到最新
screen-act-clear = 清空输入；已为空时，询问后离开
screen-act-delete-or-end = 删除下一个字符；输入为空时，询问后离开
screen-act-suspend = 暂停程序，用 fg 恢复
screen-act-redraw = 重新绘制
screen-act-undo = 撤销
screen-act-redo = 重做
screen-act-left = 向左
screen-act-right = 向右
screen-act-word-left = 向左一个词
screen-act-word-right = 向右一个词
screen-act-line-start = 到行首
screen-act-line-end = 到行尾
screen-act-older = 上移一行；在第一行时，调出之前发送的内容
screen-act-newer = 下移一行；在最后一行时，调出之后发送的内容
screen-act-delete-left = 删除光标前的字符
screen-act-delete-right = 删除光标后的字符
screen-act-cut-to-end = 剪切到行尾
screen-act-cut-to-start = 剪切到行首
screen-act-cut-back = 向左剪切到空格
screen-act-cut-word-left = 剪切光标前的词
screen-act-cut-word-right = 剪切光标后的词
screen-act-paste-cut = 粘贴剪切的内容
screen-act-paste-older = 紧接着：换成更早剪切的内容
screen-act-swap = 交换两个字符
screen-act-page-up = 向上翻一页
screen-act-page-down = 向下翻一页
screen-act-row-up = 向上滚动一行
screen-act-row-down = 向下滚动一行
screen-act-oldest = 到这里最早的消息
screen-act-newest = 到最新的消息
screen-act-unread = 到第一条未读消息
screen-act-next-room = 下一个对话
screen-act-last-room = 上一个对话
screen-act-active-room = 到有新消息的对话，提及优先
screen-act-next-mention = 下一条提及你的消息
screen-act-last-mention = 上一条提及你的消息
screen-act-room = 这个编号的对话
screen-act-switcher = 输入文字选择对话
screen-act-search = 在这个对话里搜索；按 Enter 在服务器上搜索
screen-act-help = 本帮助
screen-act-rooms = 显示或隐藏对话列表
screen-act-members = 成员列表，可选一人私聊；再按一次隐藏
screen-act-mouse = 由本程序使用鼠标，或交还终端
screen-act-editor = 在 $EDITOR 里继续编辑
screen-act-resend = 重新发送失败的消息
screen-act-mentions = 提及你的消息

## 消息

# 新的一天开始的那一行。$weekday：1 为星期一；$month：1 为一月。
screen-day =
    { $year }年{ $month }月{ $day }日 { $weekday ->
        [1] 星期一
        [2] 星期二
        [3] 星期三
        [4] 星期四
        [5] 星期五
        [6] 星期六
       *[7] 星期日
    }
# 已读与未读之间的那一行。
screen-unread = 以下是未读消息
# 合在一起的进进出出。
screen-came =
    { $count ->
        [1] { $names } 进入。
       *[other] { $count } 人进入：{ $names }。
    }
screen-went =
    { $count ->
        [1] { $names } 离开。
       *[other] { $count } 人离开：{ $names }。
    }
screen-passed =
    { $count ->
        [1] { $names } 进入后又离开。
       *[other] { $count } 人进入后又离开：{ $names }。
    }
screen-back =
    { $count ->
        [1] { $names } 离开后又回来。
       *[other] { $count } 人离开后又回来：{ $names }。
    }
screen-names-more = { $names } 及其他 { $count } 人
# 同一行的两句话之间。
screen-between-sentences = { "" }
# Where somebody finds themselves who was put out of another room.
screen-put-out = { $name } 将你移出了 { $room }。
screen-put-out-because = { $name } 将你移出了 { $room }（{ $reason }）。
screen-taken-back = 消息已撤回。
screen-taken-back-because = 消息已撤回（{ $reason }）。
# 自己的消息；$why 是一句话。
screen-not-sent = 未发送。输入 /resend 重新发送。
screen-not-sent-because = 未发送。{ $why }输入 /resend 重新发送。
screen-not-confirmed = 可能未发送：服务器尚未确认。输入 /resend 重新发送。
screen-talk-closed = 与 { $name } 的私聊已关闭：最多同时保留 { $count } 个对话。
# 更早的消息被移去之后的第一行。
screen-older-gone = 更早的消息已不在屏幕上。

## 屏幕之外的终端

screen-editor-failed = 无法使用编辑器：{ $cause }
screen-drafts-unkept = 草稿不再保存：{ $cause }

## 每行的类型，供朗读用

screen-linear-message = 消息，{ $line }
screen-linear-mention = 提及，{ $line }
screen-linear-private = 私聊，{ $line }
screen-linear-action = 动作，{ $line }
screen-linear-notice = 通知，{ $line }
screen-linear-found = 搜索结果，{ $line }
screen-linear-topic = 话题，{ $line }
screen-linear-event = 动态，{ $line }
screen-linear-problem = 问题，{ $line }
screen-linear-info = 信息，{ $line }
