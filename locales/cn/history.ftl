# 历史记录：`chatroom serve` 对它的说明，以及 `chatroom history`。

## 文件夹

data-no-home = 系统没有指明保存历史记录的文件夹（是否设置了 HOME？）。请用 --data 目录 指定一个，或用 --no-history 只保存在内存中。
data-no-folder = 无法创建保存历史记录的文件夹 { $path }：{ $cause }。请用 --data 目录 另选一个，或用 --no-history 只保存在内存中。
data-in-use = { $path } 中的历史记录正被另一个 chatroom 服务器使用。请停止那个服务器，或用 --data 目录 另选一个文件夹，或用 --no-history 只保存在内存中。
data-newer = { $path } 中的历史记录由更新版本的 chatroom 写入（格式 { $version }）。请使用那个版本，或用 --data 目录 另选一个文件夹。
data-damaged = { $path } 中的历史记录已损坏：{ $cause }。请换上备份，或用 --data 目录 另选一个文件夹；损坏的文件保持原样。
data-unreadable = 无法打开 { $path } 中的历史记录：{ $cause }。请用 --data 目录 另选一个文件夹，或用 --no-history 只保存在内存中。
data-secret = 无法读取或生成服务器的密钥 { $path }：{ $cause }。没有它，按隐藏地址设置的封禁将失效；删除该文件即可重新生成。
data-address = 无法把服务器的地址写入 { $path }：{ $cause }。“chatroom invite”给出的链接可能指向别处。

## 运行中

history-failing = 无法写入历史记录：{ $cause }。大家说的话照常显示，恢复后再写入。请清理磁盘空间，或检查磁盘的问题。
history-failing-refused = 无法写入历史记录：{ $cause }。在恢复之前，任何人都不能发言。请清理磁盘空间，或检查磁盘的问题。
history-fine = 历史记录已恢复写入。
history-stuck = 磁盘已有 { $seconds } 秒没有写入任何内容。所有人保持连接；说的话写入后才会显示。
history-moves = 磁盘已恢复写入；等待中的内容已全部显示。

## chatroom history

history-nothing-kept = { $path } 中没有历史记录。请用 --data 目录 指定服务器的文件夹。
history-no-room = { $path } 中没有聊天室 { $room }。“chatroom history list”可列出所有聊天室。
history-failed = { $path }：{ $cause }
history-private = { $name } → { $to }: { $text }
history-list-nothing = 还没有人说过话。
history-list-row = { $messages } 条消息，{ $kilobytes } kB，{ $first } 至 { $last }
history-list-row-gone = { $messages } 条消息，{ $kilobytes } kB，{ $first } 至 { $last }（聊天室已不存在）
history-list-row-empty = 还没有内容
history-list-talks = { $talks } 段私聊：{ $messages } 条消息
history-search-nothing = 没有找到。
history-imported = 新增 { $added } 条，已有 { $known } 条，{ $refused } 条无法保存。
history-import-unreadable = 无法读取 { $path }
history-import-line = { $path } 第 { $line } 行：{ $what }。此行之前的内容已导入。
history-import-form = 不是“export --format json”输出的格式（{ $cause }）
history-import-field = “{ $field }”缺失或不合适
history-erase-nothing = 没有可删除的内容。
history-erase-question = 要永久删除 { $count } 条吗？[y/N]{" "}
# 表示同意的回答，以逗号分隔。
history-erase-yes = y, yes, 是, 是的, 好
history-erase-given-up = 没有删除任何内容。
history-erase-unasked = 将永久删除 { $count } 条，但无人可以确认：请加上 --yes。
history-erase-no-answer = 无法读取回答
history-erased = 已删除 { $count } 条。
history-backup-exists = { $path } 已存在。请换一个名称，或先移走它。
history-backed-up = 已全部备份到 { $path }，{ $kilobytes } kB。
history-verified = { $rooms } 个聊天室、{ $talks } 段私聊，共 { $messages } 条消息、{ $events } 个其他事件；{ $accounts } 个账号。
history-problem = 有误：{ $what }
history-whole = { $path } 完好。
history-not-whole = { $path } 已损坏
