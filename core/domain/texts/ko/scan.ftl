# 스캔과 그 결과의 문구.
scan-preview = 적힌 내용: { $text }
scan-in-store = 매장 자체 번호입니다. 그 매장에서만 쓰입니다.
scan-book = 책의 번호(ISBN)입니다.
scan-magazine = 잡지의 번호(ISSN)입니다.
