# 상품과 검색.
product-sold-by = 판매: { $shop }
product-barcode = 바코드 { $gtin }
product-plenty = 재고 있음
product-few = 재고가 한정되어 있습니다
product-none = 재고 없음
product-gone = 판매 종료
product-as-of = { $when } 기준
product-add = 장바구니에 담기: { $name }
search-count =
    { $n ->
        [0] 찾은 상품이 없습니다
       *[other] 상품 { $n }개
    }
search-none = 단어를 줄이거나 바꾸어 보세요. 하나면 충분합니다.
search-price = { $amount }
search-price-from = { $amount }부터
search-row-label = { $name }, { $shop }, { $price }
shelves-title = 상점
