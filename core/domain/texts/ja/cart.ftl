# カート画面の文言。
cart-title = カート
cart-units = { $n } 点
cart-empty = カートは空です。商品を読み取るか、探してください。
cart-full = カートは { $n } 商品でいっぱいです。次の商品は「あとで買う」に入ります。
cart-waiting = { $n } 件の変更がこの端末に保存され、送信を待っています
cart-estimated = { $region } へお届けの場合の見積もり
cart-no-shop = カタログにない商品
cart-no-name = 不明な商品
# 追加した後
cart-added = カートに追加しました: { $name }
cart-added-saved = カートがいっぱいです。「あとで買う」に入れました: { $name }
# 行
cart-limited-stock = 在庫が限られています
cart-out-of-stock = 現在在庫がありません
cart-price-changed = 価格が { $was } から { $now } に変わりました
cart-qty-limited = 注文できるのは { $n } 点までです
cart-gone = 販売を終了しました。合計には含まれません
cart-expiring = { $date } に「あとで買う」に移ります
cart-locked = { $n } 点は支払い待ちの注文に含まれています
cart-line-waiting = 未送信
cart-line-label = { $name }、数量 { $n }、{ $amount }
cart-line-label-gone = { $name }、数量 { $n }、注文できません
cart-increase-label = 1 点増やす: { $name }
cart-decrease-label = 1 点減らす: { $name }
cart-remove-label = { $name } を削除
cart-save-label = あとで買う: { $name }
# あとで買う
cart-saved-title = あとで買う
cart-saved-overflow = カートにはすでに { $n } 商品ありました
cart-saved-expired = 30 日間変更がありませんでした
cart-back-label = カートに戻す: { $name }
# 金額
cart-goods = 小計
cart-discount = 割引
cart-shipping = 送料
cart-tax = 税
cart-tax-included = うち消費税
cart-total = 合計
cart-shop-total = このショップの合計
cart-free-missing = あと { $amount } で送料無料
cart-free-reached = 送料無料
