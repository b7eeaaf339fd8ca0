# A shop's desk: orders, products and stock, delivery, figures.
shop-orders-title = 注文
shop-orders-none = このお店への注文はまだありません。新しい注文はここに自動で表示されます。
shop-orders-none-here = ここに注文はありません
shop-orders-more = ほかに{ $n }件あります。検索で絞り込んでください。
shop-orders-waiting =
    { $n ->
        [0] 新しい注文はありません
       *[other] 新しい注文が{ $n }件あります
    }
shop-filter-open = 対応待ち
shop-filter-new = 新規
shop-filter-packing = 梱包中
shop-filter-sent = 発送済み
shop-filter-done = 完了
shop-filter-all = すべて
shop-order-items = { $n }点
shop-accept-label = { $number }の梱包を始める
shop-ship-label = { $number }を配送業者に渡す
shop-accepted = { $n }件の梱包を始めました
shop-accepted-some = { $n }件の梱包を始めました。{ $refused }件は始められませんでした
shop-slip = 納品書
# Products and stock
shop-goods-title = 商品
shop-goods-all = すべて
shop-goods-low = 残りわずか
shop-goods-off = 販売停止
shop-goods-none = ここに商品はありません
shop-stock = 在庫{ $n }点
shop-stock-held = 在庫{ $n }点（うち取り置き{ $held }点）
shop-not-sent = 未送信
shop-price-in = 価格（{ $currency }）
shop-moved-in = { $name }：{ $n }点追加、在庫{ $left }点
shop-moved-out = { $name }：{ $n }点減、在庫{ $left }点
shop-field-name = 商品名をご確認ください
shop-field-price = 価格をご確認ください
shop-field-weight = 重さ（グラム）をご確認ください
shop-field-most = 1回の注文の上限をご確認ください
shop-field-low = 残りわずかとする数をご確認ください
shop-field-sale = 販売の設定をご確認ください
shop-field-carrier = 配送業者は半角英数字とハイフンで1～40文字です
shop-field-tracking = 追跡番号は半角英数字とハイフンで6～40文字です
shop-clash-name = 商品名：あなた { $yours }、ほかの端末 { $theirs }
shop-clash-price = 価格：あなた { $yours }、ほかの端末 { $theirs }
shop-clash-weight = 重さ（g）：あなた { $yours }、ほかの端末 { $theirs }
shop-clash-most = 1回の注文の上限：あなた { $yours }、ほかの端末 { $theirs }
shop-clash-low = 残りわずかの目安：あなた { $yours }、ほかの端末 { $theirs }
shop-clash-sale = 販売：あなた { $yours }、ほかの端末 { $theirs }
shop-clash-off = 販売停止
shop-clash-on = 販売中
# Delivery
shop-delivery-title = 配送
shop-amounts-in = 金額は{ $currency }
shop-way-standard = 通常配送
shop-way-express = お急ぎ便
shop-way-other = { $way }
shop-distance-0 = 同じ地域
shop-distance-1 = 近隣
shop-distance-2 = 隣の地方
shop-distance-3 = やや遠い
shop-distance-4 = 遠い
shop-distance-5 = 離島・最遠
shop-example =
    { $parcels ->
        [1] { $place }への{ $weight } kgの荷物（商品{ $goods }）は{ $price }です。
       *[other] { $place }への{ $weight } kgの商品（{ $goods }）は{ $parcels }個口で{ $price }です。
    }
shop-example-missing =
    { $parcels ->
        [1] { $place }への{ $weight } kgの荷物（商品{ $goods }）は{ $price }です。あと{ $missing }で無料になります。
       *[other] { $place }への{ $weight } kgの商品（{ $goods }）は{ $parcels }個口で{ $price }です。あと{ $missing }で無料になります。
    }
shop-example-free = { $place }への{ $weight } kgの商品（{ $goods }）は送料無料です。
shop-fault-threshold = 送料無料の金額をご確認ください
shop-fault-processing = 梱包の日数をご確認ください
shop-fault-ways = 配送方法が足りないか、多すぎます
shop-fault-weights = 重さは左から順に大きくしてください
shop-fault-rates = 料金が抜けているか、使えない値です
shop-fault-days = 最終日が初日より前です
# Figures
shop-figures-title = 集計
shop-sum = { $days }日間で{ $n }件、{ $total }
shop-day-orders = { $n }件
shop-no-sales = この期間の売上はありません
shop-sold = { $n }点販売
shop-left = 残り{ $n }点
shop-enough = 不足している商品はありません
shop-as-of = { $age }の時点
