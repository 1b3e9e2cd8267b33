# 谁可以进来：邀请、邀请码，以及聊天室归谁所有。

## 发给受邀者的内容

invitation-until =
    { $uses ->
       *[other] 在 { $time } 之前，可供 { $uses } 人凭此进入：
    }
invitation-always =
    { $uses ->
       *[other] 可供 { $uses } 人凭此进入，长期有效：
    }
invitation-other = nc 或 IRC 客户端：密码是 { $code }
invitation-account = 受邀者凭此进入并注册账号（/register），注册后即用掉一次。

## 启动时

serve-entry-invited = 只有受邀者和有账号的人可以进入：用 /invite 生成邀请。
serve-entry-accounts = 只有有账号的人可以进入：用 /code 生成注册码。

## 控制台

console-owner =
    有账号的人输入下面这一行，聊天室从此归其所有；只能用一次：
      /owner { $token }
console-usage-invite = 用法：/invite [人数，1 到 { $uses_max }] [有效期，如 2h 或 7d，或 never]

## 纯文本入口

# 提示符；末尾的空格是其一部分。
plain-prompt-code = 邀请码/注册码>{ " " }
plain-code-wanted = 只有受邀者可以进入。请输入你的邀请码；直接按回车可以换一个用户名。
plain-account-wanted = 只有有账号的人可以进入。如果管理员给了你注册码，请输入；直接按回车可以换一个用户名。
plain-code-wrong = 这个码不正确、已用完或已过期。请输入另一个；直接按回车可以换一个用户名。
plain-room-of-accounts = 只有有账号的人可以进入 { $room }。
plain-usage-owner = 用法：/owner 房主令牌

## 连接为什么结束

ending-uninvited = 只有受邀者可以进入
ending-no-account = 只有有账号的人可以进入

## 谁可以进来，聊天室归谁所有

chat-room-accounts-only = 只有有账号的人可以进入 { $room }。用 /register 注册账号。
chat-not-owner = 只有 { $room } 的房主才能这样做。
chat-end-invited-only = 只有受邀者可以进入。请用 --password-file 提供邀请码，或使用你收到的链接。
chat-end-code-wrong = 只有受邀者可以进入；这个邀请码不正确、已用完或已过期。
chat-end-accounts-only = 只有有账号或注册码的人可以进入。
chat-code-or-login = 请输入邀请码；如果这个用户名是你的账号，请输入 /login 和密码。输入空行离开。
chat-owner-yours = { $room } 从此归你所有。
chat-owner-wrong = 房主令牌不正确，或已被使用。
chat-owner-account = 请先注册用户名（/register），然后再次输入 /owner。
chat-cert-account = 请先注册用户名（/register），然后再次输入 /cert。
chat-too-many-tries = 从这里尝试错误密码或邀请码的次数太多：这一次没有检查。请等一分钟再试。
chat-invitation-code = 把邀请码 { $code } 作为密码就能进入：共 { $uses } 人，有效期至 { $time }。
chat-invitation-code-always = 把邀请码 { $code } 作为密码就能进入：共 { $uses } 人，长期有效。
chat-invitation-code-forbidden = 只有默认聊天室的房主可以生成邀请；/invite 用户名 可以邀请某人进入这个聊天室。
chat-cert = 你可以用这个证书登录：{ $fingerprint }
chat-cert-added = 现在可以用这个证书登录了：{ $fingerprint }
chat-cert-removed = 这个证书不能再用来登录：{ $fingerprint }
chat-cert-none = 你的账号没有证书。
chat-cert-not-shown = 此连接没有出示这个证书。请先用它连接（--client-cert）。
chat-cert-unfit = 这不是指纹。指纹的形式是 SHA256:… 或 64 位十六进制数字。
chat-cert-unknown = 你的账号没有这个证书：{ $fingerprint }
chat-cert-taken = 这个证书属于别人：{ $fingerprint }
chat-cert-too-many = 一个账号最多可以有 { $limit } 个证书。

chat-usage-cert = 用法：/cert add [指纹]、/cert del 指纹 或 /cert list
chat-usage-owner = 用法：/owner 房主令牌

## 命令行

cli-invite-about = 生成邀请：别人凭邀请码进入
cli-invite-after =
    服务器运行时也可以生成。如果没有用 --expires 另行指定，有效期为七天。
    在有效期内，用过邀请码的人可以用同一个用户名再次进入。
cli-invite-uses = 可供多少人进入（默认 1）
cli-invite-expires = 有效期：12h、7d、4w，或 "never"（默认 7d）
cli-invite-account = 凭此可以注册账号，在只有凭邀请码才能注册的地方也行
cli-invite-owner = 改为生成房主令牌；以前的令牌在其中一个被使用之前依然有效
invite-no-server = { $path } 中没有服务器的数据。请先启动服务器（chatroom serve），或用 --data 目录 指定它的文件夹。
cli-value-span = 时长
cli-expects-span = 时长，如 90m、12h、7d 或 4w，或 "never"
