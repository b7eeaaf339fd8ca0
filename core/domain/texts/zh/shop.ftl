# A shop's desk: orders, products and stock, delivery, figures.
shop-orders-title = 订单
shop-orders-none = 这家店还没有收到订单。新订单会自动出现在这里。
shop-orders-none-here = 这里没有订单
shop-orders-more = 还有 { $n } 个，请搜索以缩小范围。
shop-orders-waiting =
    { $n ->
        [0] 没有新订单
       *[other] { $n } 个新订单
    }
shop-filter-open = 待处理
shop-filter-new = 新订单
shop-filter-packing = 打包中
shop-filter-sent = 已发货
shop-filter-done = 已完成
shop-filter-all = 全部
shop-order-items = { $n } 件
shop-accept-label = 开始打包 { $number }
shop-ship-label = 将 { $number } 交给承运商
shop-accepted = 已开始打包 { $n } 个订单
shop-accepted-some = 已开始打包 { $n } 个订单，{ $refused } 个未能开始
shop-slip = 装箱单
# Products and stock
shop-goods-title = 商品
shop-goods-all = 全部
shop-goods-low = 库存不足
shop-goods-off = 已下架
shop-goods-none = 这里没有商品
shop-stock = 库存 { $n } 件
shop-stock-held = 库存 { $n } 件，其中 { $held } 件已预留
shop-not-sent = 尚未发送
shop-price-in = 价格（{ $currency }）
shop-moved-in = { $name }：增加 { $n } 件，库存 { $left } 件
shop-moved-out = { $name }：减少 { $n } 件，库存 { $left } 件
shop-field-name = 请检查名称
shop-field-price = 请检查价格
shop-field-weight = 请检查重量（克）
shop-field-most = 请检查单次购买上限
shop-field-low = 请检查库存不足的数量
shop-field-sale = 请检查销售设置
shop-field-carrier = 承运商为 1 到 40 个字母、数字和连字符
shop-field-tracking = 运单号为 6 到 40 个字母、数字和连字符
shop-clash-name = 名称：你的 { $yours }，对方的 { $theirs }
shop-clash-price = 价格：你的 { $yours }，对方的 { $theirs }
shop-clash-weight = 重量（克）：你的 { $yours }，对方的 { $theirs }
shop-clash-most = 单次购买上限：你的 { $yours }，对方的 { $theirs }
shop-clash-low = 库存不足标准：你的 { $yours }，对方的 { $theirs }
shop-clash-sale = 销售：你的 { $yours }，对方的 { $theirs }
shop-clash-off = 已下架
shop-clash-on = 在售
# Delivery
shop-delivery-title = 配送
shop-amounts-in = 金额单位：{ $currency }
shop-way-standard = 标准配送
shop-way-express = 快速配送
shop-way-other = { $way }
shop-distance-0 = 同一地区
shop-distance-1 = 附近
shop-distance-2 = 邻近区域
shop-distance-3 = 较远
shop-distance-4 = 远
shop-distance-5 = 岛屿与最远处
shop-example =
    { $parcels ->
        [1] 寄往{ $place }、重 { $weight } kg、商品金额 { $goods } 的包裹运费为 { $price }。
       *[other] 寄往{ $place }、重 { $weight } kg、商品金额 { $goods } 的货物分 { $parcels } 个包裹，运费为 { $price }。
    }
shop-example-missing =
    { $parcels ->
        [1] 寄往{ $place }、重 { $weight } kg、商品金额 { $goods } 的包裹运费为 { $price }。再买 { $missing } 即可免运费。
       *[other] 寄往{ $place }、重 { $weight } kg、商品金额 { $goods } 的货物分 { $parcels } 个包裹，运费为 { $price }。再买 { $missing } 即可免运费。
    }
shop-example-free = 寄往{ $place }、重 { $weight } kg、商品金额 { $goods } 的货物免运费。
shop-fault-threshold = 请检查免运费金额
shop-fault-processing = 请检查打包天数
shop-fault-ways = 配送方式缺少或多余
shop-fault-weights = 重量须从左到右递增
shop-fault-rates = 缺少运费或数值无效
shop-fault-days = 最后一天早于第一天
# Figures
shop-figures-title = 统计
shop-sum = { $days } 天内 { $n } 个订单，共 { $total }
shop-day-orders = { $n } 个订单
shop-no-sales = 这段时间没有销售
shop-sold = 售出 { $n } 件
shop-left = 剩余 { $n } 件
shop-enough = 没有商品短缺
shop-as-of = 截至{ $age }
