# 命令行、设置、启动与退出。

## 帮助

cli-about = 一条命令就能用的聊天室：用 serve 开聊天室，用 join 进聊天室。
cli-after =
    设置的优先级：命令行选项高于 CHATROOM_… 环境变量，环境变量高于 chatroom.toml。
    查看某个命令的帮助：chatroom join --help
cli-heading-usage = 用法：
cli-heading-commands = 命令：
cli-heading-arguments = 参数：
cli-heading-options = 选项：
cli-usage = chatroom [选项] <命令>
cli-usage-serve = chatroom serve [选项]
cli-usage-join = chatroom join [选项] [链接]
cli-usage-history = chatroom history [选项] <命令>
cli-usage-history-list = chatroom history list [选项]
cli-usage-history-search = chatroom history search [选项] 词语...
cli-usage-history-export = chatroom history export [选项]
cli-usage-history-import = chatroom history import [选项] 文件
cli-usage-history-erase = chatroom history erase [选项]
cli-usage-history-backup = chatroom history backup [选项] 文件
cli-usage-history-verify = chatroom history verify [选项] [文件]
cli-usage-invite = chatroom invite [选项]
cli-usage-config = chatroom config [选项]
cli-usage-hash-password = chatroom hash-password [选项]
cli-value-lang = 语言
cli-value-file = 文件
cli-value-address = 地址
cli-value-host = 主机
cli-value-port = 端口
cli-value-room = 聊天室
cli-value-name = 用户名
cli-value-link = 链接
cli-value-folder = 目录
cli-value-time = 时间
cli-value-words = 词语
cli-value-number = 数量
cli-value-format = 格式
cli-value-id = 编号
cli-flag-lang = 使用的语言：en、cn，也可以写别名（如 zh-Hans）
cli-flag-config = 设置文件，代替 ./chatroom.toml
cli-flag-verbose = 在标准错误输出更多日志；-vv、-vvv 更详细
cli-flag-help = 显示本帮助
cli-flag-version = 显示版本号

cli-serve-about = 开一个聊天室
cli-serve-host = 监听的地址，IPv4 或 IPv6，可重复指定 [默认：{ $address }]
cli-serve-port = 所有客户端共用的端口；0 表示由系统选择 [默认：{ $port }]
cli-serve-room = 未指定聊天室的人进入的聊天室 [默认：{ $room }]
cli-serve-password-file = 密码文件，第一行是进入聊天室的密码
cli-serve-cert = 证书文件（PEM）；不指定则自动生成
cli-serve-key = 证书的私钥文件（PEM）
cli-serve-data = 保存历史记录和账号的文件夹；省略时使用系统的数据文件夹
cli-serve-no-history = 历史记录和账号只保存在内存中

cli-join-about = 进入聊天室聊天
cli-join-after =
    输入空行即可退出；进入后用 /help 查看可用的命令。
    退出码：0 自行退出或聊天室关闭，1 出错，2 用法错误，3 用户名被拒绝，
    4 连接中断，5 服务器不可信或密码不正确，6 被移出聊天室。
cli-join-link = 要去的地方：chatroom://主机:端口/聊天室 或 ircs://主机:端口/#聊天室；irc:// 不使用 TLS
cli-join-host = 服务器的名称或地址 [默认：{ $host }]
cli-join-port = 服务器的端口 [默认：{ $port }]
cli-join-name = 你的用户名；省略时会询问
cli-join-room = 要进入的聊天室；省略时进入服务器的默认聊天室
cli-join-password-file = 密码文件，第一行是服务器的密码
cli-join-no-tls = 使用明文：途中的任何人都能看到并篡改全部内容
cli-join-accept-new-key = 接受一次：服务器的密钥与以前不同
cli-join-client-cert = PEM 文件，其中有你的证书及其私钥，用来登录
cli-join-lines = 在终端里也逐行显示，不占用整个屏幕
cli-join-linear = 逐行输出，每行开头说明内容类型，不移动光标，适合屏幕阅读器
cli-join-json = 每件事输出一个 JSON 对象，输入可以是这样的对象或文本（见 docs/json.md）
cli-join-verbatim = 用于管道：每一行都原样发送，不当作命令，跳过空行
cli-join-listen = 输入结束后不退出
cli-join-no-reconnect = 连接中断时退出，不再重新连接

cli-config-about = 显示当前生效的设置及其来源
cli-history-about = 列出、搜索、导出、导入、删除、备份、校验历史记录
cli-history-after =
    服务器运行时也可以使用这些命令。
    查看某个命令的帮助：chatroom history search --help
cli-history-times =
    时间可以写成 2026-11-24、"2026-11-24 10:00"、2026-11-24T10:00:00Z，或多久以前：90m、2h、3d。
cli-history-data = serve 保存历史记录的文件夹
cli-history-list-about = 列出各聊天室及其保存的内容
cli-history-search-about = 搜索说过的话；最新的排在最后
cli-history-search-words = 必须全部出现的词语；引号中的短语必须原样出现
cli-history-search-room = 只在这个聊天室中搜索；省略时搜索所有聊天室
cli-history-search-from = 只搜索这个人说的话
cli-history-search-limit = 最多列出多少条，取最新的 [默认：50]
cli-history-search-private = 也搜索私聊
cli-history-after-time = 只要这个时间之后的
cli-history-before-time = 只要这个时间之前的
cli-history-export-about = 输出说过的话：纯文本，或每行一个 JSON
cli-history-export-room = 只要这个聊天室；省略时输出所有聊天室
cli-history-export-format = text，或可供 import 和其他程序使用的 json [默认：text]
cli-history-export-private = 也输出私聊
cli-history-import-about = 导入以 JSON 导出的内容；已有的保持不变
cli-history-import-file = 文件；- 表示标准输入
cli-history-erase-about = 永久删除消息，搜索和服务器仍在显示的内容中也一并删除
cli-history-erase-id = 此编号的消息；可重复指定
cli-history-erase-author = 此人（账号或用户名）说过和做过的全部内容
cli-history-erase-room = 只在这个聊天室中
cli-history-erase-yes = 不先询问
cli-history-backup-about = 将历史记录和账号备份为一个文件，服务器运行时也可以
cli-history-backup-file = 要生成的文件；必须尚不存在
cli-history-verify-about = 检查历史记录或其备份是否完好
cli-history-verify-file = 备份文件；省略时检查正在使用的历史记录
cli-hash-password-about = 生成服务器操作员密码的哈希值，用于设置文件
cli-hash-password-after =
    询问密码，或从管道读取第一行，然后输出其哈希值。
    把它写入 chatroom.toml：
    {"[[oper]]"}
    name = "alice"
    password_hash = "$argon2id$…"

## 用法错误

cli-usage-missing-command = 缺少命令。
cli-usage-unknown-command = 没有“{ $command }”这个命令。
cli-usage-unknown-argument = 无法识别的参数“{ $arg }”。
cli-usage-missing-argument = 缺少参数：{ $arg }。
cli-usage-missing-one = 缺少参数：需要 { $one } 或 { $other }。
cli-usage-missing-value = “{ $arg }”后面缺少值。
cli-usage-unexpected-value = “{ $arg }”不接受多余的值“{ $value }”。
cli-usage-wrong-value = “{ $value }”不能用于“{ $arg }”：应为{ $expected }。
cli-usage-twice = “{ $arg }”重复了。
cli-usage-conflict = “{ $arg }”和“{ $other }”不能同时使用。
cli-usage-no-unicode = 有参数不是有效的 Unicode 文本。
cli-usage-other = 用法错误（{ $kind }）。
cli-usage-suggestion = 是不是想输入“{ $suggestion }”？
cli-usage-more = 查看帮助：{ $command } --help

## 错误

cli-expects-time = 时间，例如 2026-11-24、"2026-11-24 10:00" 或 2h（2 小时前）
cli-expects-id = 消息的编号，13 个字符，例如 01HZX3JQ8W000
cli-error = 错误：{ $what }
cli-warning = 警告：{ $what }
cli-because = { $what }：{ $cause }
cli-cause-denied = 没有权限
cli-cause-missing = 不存在
cli-cause-folder = 这是一个文件夹
cli-cause-no-folder = 路径中有一部分不是文件夹
cli-cause-read-only = 那里不可写入
cli-cause-full = 磁盘已满
cli-cause-busy = 正被其他程序使用
cli-cause-content = 内容无效
cli-cause-cut = 对方切断了连接
cli-cause-silent = 没有回应
cli-cause-no-way = 没有通往那里的路由
cli-output-failed = 无法写入标准输出
cli-unknown-language = { $place }：没有“{ $asked }”这种语言。可用的语言：{ $known }。
cli-server-description = 一个聊天室，多种入口

## 设置

settings-unreadable = 无法读取设置文件 { $path }：{ $cause }
settings-syntax = { $place }：不是有效的 TOML：{ $cause }
settings-unknown-key = { $path }：没有“{ $key }”这项设置。程序附带的 chatroom.toml 说明了所有设置。
settings-unknown-key-nearest = { $path }：没有“{ $key }”这项设置。是不是“{ $nearest }”？程序附带的 chatroom.toml 说明了所有设置。
settings-no-section = { $path }：“{ $section }”是一个小节：应写成 [{ $section }]，并在其下列出设置。
settings-wrong = { $place }：{ $key } = { $found }：应为{ $expected }。
settings-wrong-flag = { $place } { $found }：应为{ $expected }。
settings-no-unicode = 环境变量 { $variable } 不是有效的 Unicode 文本。
settings-merge = 无法合并各处的设置：{ $cause }
settings-unknown-variable = 环境变量 { $variable } 不对应任何设置。
settings-from-default = 默认值
settings-expects-line = 带引号的单行文本
settings-expects-text = 带引号的文本
settings-expects-path = 带引号的路径
settings-expects-addresses = 有效的 IP 地址，例如 0.0.0.0、:: 或 192.168.1.5
settings-expects-networks = 任意个 IP 地址或网段，例如 10.0.0.0/8；写成一段文字时，也可以是 none（一个也没有）
settings-expects-host = 主机名或地址
settings-expects-port = 端口号（{ $min } 到 65535）
settings-expects-switch = 开关值 true 或 false
settings-expects-number = 整数（{ $min } 到 { $max }）
settings-expects-room = 聊天室名，例如 #lobby，不含空格和逗号
settings-expects-server-name = 带点号的服务器名，例如 chat.example.org
settings-expects-word = 一个只含 ASCII 字符、不含空格的词
settings-expects-one-of = 以下之一：{ $words }
settings-expects-operators = 若干 [[oper]] 表，每个都有 name（一个词，不能重复）和由 chatroom hash-password 生成的 password_hash
settings-expects-tags = 以逗号分隔的标签名，例如 *,-typing
settings-expects-keys = 按键，以空格分隔，例如 ctrl-x、alt-enter、shift-tab、f5 或 page-up；或 none
settings-expects-style = 样式与颜色，例如 "bold red"、"bright-blue on black"、"#ffcc00" 或 "240"；或 none
settings-unknown-word = 这里没有“{ $word }”。
settings-unknown-word-nearest = 这里没有“{ $word }”；你要的也许是“{ $nearest }”。
settings-key-twice = { $place }：join.keys.{ $one } 和 join.keys.{ $other } 都用了按键“{ $key }”

## 密码

password-unreadable = 无法读取密码文件 { $path }：{ $cause }
password-empty = 密码文件 { $path } 的第一行是空的。
password-unfit = { $place } 中的密码超过 { $max } 字节，或含有控制字符。

## 链接

link-no-scheme = 形如 chatroom://主机:端口/聊天室 或 ircs://主机:端口/#聊天室 的链接
link-scheme = 以 chatroom://、ircs:// 或 irc:// 开头的链接，而不是 { $scheme }://
link-no-host = 在 :// 后写明主机的链接
link-host = 主机名或地址，而不是“{ $host }”（IPv6 地址要放在方括号里）
link-port = 端口号（1 到 65535），而不是“{ $port }”
link-encoding = 每个 % 后面跟两位十六进制数的链接
link-room = 末尾是不含空格和逗号的聊天室名的链接
link-fingerprint = 在 fp= 后写明密钥指纹（以服务器管理员给出的为准），而不是“{ $found }”
link-code = 在 code= 后写明不超过 100 字节、不含控制字符的邀请码

## 用户自己的语言文件

locale-problem = { $place }：{ $what }；改用内置文本。
locale-refused = { $place }：{ $what }
locale-unreadable = 无法读取：{ $cause }
locale-no-language = 文件夹名不是语言名称
locale-syntax = 不符合 Fluent 语法：{ $cause }
locale-unknown-key = 没有名为“{ $key }”的句子
locale-unknown-argument = 句子“{ $key }”没有参数“{ $argument }”

## chatroom hash-password

# 提示符；全角冒号之后不需要空格。
hash-password-prompt = 密码：
hash-password-prompt-again = 再输入一次：
hash-password-differ = 两次输入的密码不一致，没有生成任何内容，请重试。
hash-password-empty = 没有密码。请输入密码，或通过管道传入。
hash-password-unfit = 不能用作密码：最多 { $max } 字节，且不能含有控制字符。
hash-password-input = 无法读取密码
