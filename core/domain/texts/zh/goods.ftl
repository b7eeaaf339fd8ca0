# 商品与搜索。
product-sold-by = 由 { $shop } 出售
product-barcode = 条形码 { $gtin }
product-plenty = 有货
product-few = 库存有限
product-none = 无货
product-gone = 已停止销售
product-as-of = 截至{ $when }
product-add = 加入购物车：{ $name }
search-count =
    { $n ->
        [0] 没有找到商品
       *[other] { $n } 种商品
    }
search-none = 请减少或更换关键词，一个字也可以。
search-price = { $amount }
search-price-from = { $amount } 起
search-row-label = { $name }，{ $shop }，{ $price }
shelves-title = 商店
