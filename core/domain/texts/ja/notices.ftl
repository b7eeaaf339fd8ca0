# アプリ内のお知らせと、注文についてのメール。

notice-order-paid = 注文 { $number } のお支払いが完了しました:{ $amount }
    .detail = ショップに連絡しました。これから梱包します。
notice-payment-failed = 注文 { $number } のお支払いが承認されませんでした
    .detail = 請求は発生していません。商品を確保している間に、同じカードか別のカードでもう一度お試しください。
notice-order-expired = 注文 { $number } は期限までにお支払いがありませんでした
    .detail = 請求は発生していません。商品はカートに戻りました。
notice-order-shipped = 注文 { $number } の荷物を発送しました
    .detail = 注文を開くと配送状況を確認できます。
notice-order-delivered = 注文 { $number } の荷物が届きました
    .detail = 受け取りの確認をお願いします。
notice-new-order = 新しい注文 { $number }（{ $amount }）
    .detail = お支払いは済んでいます。準備ができたら梱包を始めてください。
notice-order-cancelled = 注文 { $number } はキャンセルされました
    .detail = 請求があった場合は、同じカードに返金されます。
notice-payment-refunded = 注文 { $number } の { $amount } を返金しました
    .detail = お支払いに使ったカードに返金されます。銀行により数日かかることがあります。
notice-payment-unclaimed = { $amount } のお支払いに対応する注文 { $number } が見つかりません
    .detail = 注文した端末を開くか、返金を受けてください。
notice-vaccination-due = { $name }：{ $vaccine } の接種予定日は { $date } です
    .detail = 受診を予約し、接種したら記録してください。

# 動物病院への来院。{ $place } は病院名（またはワクチン名）、{ $when } は現地の日時。
notice-booking-confirmed = { $when }、{ $place } の予約が確定しました
    .detail = 診察券はアプリの中にあります。圏外でも使えます。
notice-booking-refused = { $when } は { $place } の空きがありません
    .detail = 先に別の方が予約しました。予約を開いて、別の時間を選んでください。
notice-booking-moved = { $place } が予約を { $when } に変更しました
    .detail = 診察券が新しくなりました。以前に印刷したものは使えません。
notice-booking-cancelled = { $place } が { $when } の予約を取り消しました
    .detail = 別の時間を予約するか、病院にお電話ください。
notice-booking-reminder = まもなく来院日です：{ $when }、{ $place }
    .detail = 受付で診察券を開くか、駐車場から到着をお知らせください。
notice-slot-freed = { $place } に空きが出ました：{ $when }
    .detail = 先に予約した方のものになります。

mail-hello = { $name } 様
mail-hello-nobody = お客様
mail-order-subject = ご注文 { $number } の確認
mail-order-intro = ご注文 { $number } ありがとうございます。お支払いを確認し、ショップに連絡しました。
mail-order-line = { $name } × { $qty } 点：{ $amount }
mail-order-shop = { $shop }（{ $number }）より
mail-order-goods = 商品：{ $amount }
mail-order-discount = 割引：−{ $amount }
mail-order-shipping = 送料：{ $amount }
mail-order-tax-included = うち税：{ $amount }
mail-order-tax-added = 税：{ $amount }
mail-order-total = 合計：{ $amount }
mail-order-address = お届け先：
mail-shipped-subject = ご注文 { $number } を発送しました
mail-shipped-intro = { $shop } が { $carrier } に荷物を渡しました。
mail-shipped-tracking = お問い合わせ番号：{ $number }
mail-shipped-days = お届け予定：{ $earliest } 〜 { $latest }
mail-cancelled-subject = ご注文 { $number } はキャンセルされました
mail-cancelled-intro = ご注文 { $number } はキャンセルされました。請求があった場合は、同じカードに返金されます。
mail-vaccination-subject = { $name }：{ $vaccine } の接種予定日は { $date } です
mail-vaccination-intro = { $name } の次回の { $vaccine } 接種の予定日は { $date } です。
mail-vaccination-next = 動物病院の予約をお取りください。PetPro に接種を記録すると、このお知らせは届かなくなります。
mail-goodbye = PetPro より

inbox-title = お知らせ
inbox-empty = まだお知らせはありません
inbox-all-read = 新しいお知らせはありません
inbox-unread = 未読 { $n } 件
inbox-read-all = すべて既読にする
inbox-mark-unread = 未読
