# 购物车界面的文字。
cart-title = 购物车
cart-units = { $n } 件商品
cart-empty = 购物车是空的。请扫描或搜索商品。
cart-full = 购物车已有 { $n } 种商品，装满了。下一种会放入稍后购买。
cart-waiting = { $n } 项更改已保存在本设备，等待发送
cart-estimated = 按配送至 { $region } 估算
cart-no-shop = 目录中已没有的商品
cart-no-name = 未知商品
# 添加之后
cart-added = 已加入购物车：{ $name }
cart-added-saved = 购物车已满，已放入稍后购买：{ $name }
# 行
cart-limited-stock = 库存有限
cart-out-of-stock = 暂时无货
cart-price-changed = 价格从 { $was } 变为 { $now }
cart-qty-limited = 最多可订购 { $n } 件
cart-gone = 已停止销售，不计入总额
cart-expiring = 将于 { $date } 移至稍后购买
cart-locked = { $n } 件在等待付款的订单中
cart-line-waiting = 尚未发送
cart-line-label = { $name }，数量 { $n }，{ $amount }
cart-line-label-gone = { $name }，数量 { $n }，无法订购
cart-increase-label = 增加一件：{ $name }
cart-decrease-label = 减少一件：{ $name }
cart-remove-label = 移除 { $name }
cart-save-label = 稍后购买：{ $name }
# 稍后购买
cart-saved-title = 稍后购买
cart-saved-overflow = 购物车当时已有 { $n } 种商品
cart-saved-expired = 30 天未有改动
cart-back-label = 放回购物车：{ $name }
# 金额
cart-goods = 商品小计
cart-discount = 折扣
cart-shipping = 运费
cart-tax = 税费
cart-tax-included = 其中含税
cart-total = 总计
cart-shop-total = 本店合计
cart-free-missing = 再买 { $amount } 即可免运费
cart-free-reached = 免运费
