# 商品と検索。
product-sold-by = 販売: { $shop }
product-barcode = バーコード { $gtin }
product-plenty = 在庫あり
product-few = 在庫が限られています
product-none = 在庫なし
product-gone = 販売終了
product-as-of = { $when }の情報
product-add = カートに入れる: { $name }
search-count =
    { $n ->
        [0] 見つかりませんでした
       *[other] { $n } 件の商品
    }
search-none = 言葉を減らすか変えてみてください。一文字でも探せます。
search-price = { $amount }
search-price-from = { $amount } から
search-row-label = { $name }、{ $shop }、{ $price }
shelves-title = ショップ
