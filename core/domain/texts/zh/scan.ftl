# 扫描及其结果的文字。
scan-preview = 内容为：{ $text }
scan-in-store = 这是店铺自用的编号，只在该店有效。
scan-book = 这是图书编号（ISBN）。
scan-magazine = 这是期刊编号（ISSN）。
