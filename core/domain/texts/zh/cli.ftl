# `petpro` 在终端上显示的文字。
cli-signed-in = 已登录为 { $user }
cli-guest = 尚未登录，购物车保存在本设备上
cli-signed-out = 已退出登录
cli-this-device = 本设备
cli-password-missing = 没有提供密码：请设置 PETPRO_PASSWORD 或使用 --password-stdin。
cli-no-data-folder = 没有可存放数据的主文件夹：请用 --data 指定。
cli-unreachable = { $server } 没有响应。服务器在运行吗？可以用 --server 指定另一个。
cli-data-folder = 无法读写数据文件夹 { $folder }。可以用 --data 指定另一个。
cli-syncing = 正在同步
cli-synced = 已是最新：收到 { $rows } 行，发送了 { $sent } 项更改
cli-pending =
    { $n ->
       *[other] 有 { $n } 项更改等待发送
    }
cli-watching = 已连接。按 Ctrl-C 结束。
cli-changed = 购物车已更改
cli-removed = 已从购物车移除
cli-saved = 已移到“以后再买”
cli-back-in-cart = 已放回购物车
cli-dismissed = 已从列表中去除
cli-label-saved = { $format } { $text } 已保存为 { $file }
cli-pass-saved = 通行证已保存为 { $file }
cli-photo-saved = 照片已保存为 { $file }
cli-poster-saved = 海报已保存为 { $file }
cli-annotated = 标出码位置的图片已保存为 { $file }
cli-address-forgotten = 地址已删除；已下的订单仍送往原地址
cli-device-revoked = 该设备已退出登录
cli-card-forgotten = 银行卡已删除
cli-pet-forgotten = 已删除 { $name }
