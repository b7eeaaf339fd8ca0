# 読み取りとその結果の文言。
scan-preview = 書かれている内容: { $text }
scan-in-store = 店舗独自の番号です。その店でだけ使えます。
scan-book = 書籍の番号（ISBN）です。
scan-magazine = 雑誌の番号（ISSN）です。
