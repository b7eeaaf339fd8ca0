# 端末で `petpro` が表示する文。
cli-signed-in = { $user } でサインインしています
cli-guest = サインインしていません。カートはこの端末に保存されます
cli-signed-out = サインアウトしました
cli-this-device = この端末
cli-password-missing = パスワードがありません。PETPRO_PASSWORD を設定するか --password-stdin を使ってください。
cli-no-data-folder = データを保存するホームフォルダーがありません。--data で指定してください。
cli-unreachable = { $server } から応答がありません。サーバーは動いていますか。別のサーバーは --server で指定できます。
cli-data-folder = データフォルダー { $folder } を読み書きできません。別のフォルダーは --data で指定できます。
cli-syncing = 同期しています
cli-synced = 最新の状態です。{ $rows } 行を受信し、{ $sent } 件の変更を送信しました
cli-pending =
    { $n ->
       *[other] { $n } 件の変更が送信を待っています
    }
cli-watching = 接続しました。Ctrl-C で終了します。
cli-changed = カートを変更しました
cli-removed = カートから削除しました
cli-saved = 「あとで買う」に移しました
cli-back-in-cart = カートに戻しました
cli-dismissed = 一覧から消しました
cli-label-saved = { $format } { $text } を { $file } に保存しました
cli-pass-saved = 受付証を { $file } に保存しました
cli-photo-saved = 写真を { $file } に保存しました
cli-poster-saved = ポスターを { $file } に保存しました
cli-annotated = コードの位置を示した画像を { $file } に保存しました
cli-address-forgotten = 住所を削除しました。注文済みの分の届け先は変わりません
cli-device-revoked = その端末をサインアウトしました
cli-card-forgotten = カードを削除しました
cli-pet-forgotten = { $name } を削除しました
