# 장바구니 화면의 문구.
cart-title = 장바구니
cart-units = { $n }개
cart-empty = 장바구니가 비어 있습니다. 상품을 스캔하거나 찾아 보세요.
cart-full = 장바구니에 상품 { $n }종이 가득 찼습니다. 다음 상품은 나중에 살 목록으로 갑니다.
cart-waiting = 변경 { $n }건이 이 기기에 저장되어 전송을 기다립니다
cart-estimated = { $region } 배송 기준 예상 금액
cart-no-shop = 목록에 없는 상품
cart-no-name = 알 수 없는 상품
# 담은 뒤
cart-added = 장바구니에 담았습니다: { $name }
cart-added-saved = 장바구니가 가득 찼습니다. 나중에 살 목록에 담았습니다: { $name }
# 줄
cart-limited-stock = 재고가 한정되어 있습니다
cart-out-of-stock = 지금은 재고가 없습니다
cart-price-changed = 가격이 { $was }에서 { $now }(으)로 바뀌었습니다
cart-qty-limited = 최대 { $n }개까지 주문할 수 있습니다
cart-gone = 판매가 끝나 합계에 들어가지 않습니다
cart-expiring = { $date }에 나중에 살 목록으로 옮깁니다
cart-locked = { $n }개는 결제를 기다리는 주문에 들어 있습니다
cart-line-waiting = 아직 보내지 않음
cart-line-label = { $name }, 수량 { $n }, { $amount }
cart-line-label-gone = { $name }, 수량 { $n }, 주문할 수 없음
cart-increase-label = 하나 더: { $name }
cart-decrease-label = 하나 덜: { $name }
cart-remove-label = { $name } 삭제
cart-save-label = 나중에 사기: { $name }
# 나중에 살 목록
cart-saved-title = 나중에 살 목록
cart-saved-overflow = 장바구니에 이미 상품 { $n }종이 있었습니다
cart-saved-expired = 30일 동안 변경이 없었습니다
cart-back-label = 장바구니로 되돌리기: { $name }
# 금액
cart-goods = 상품 금액
cart-discount = 할인
cart-shipping = 배송비
cart-tax = 세금
cart-tax-included = 포함된 세금
cart-total = 합계
cart-shop-total = 이 상점 합계
cart-free-missing = { $amount } 더 담으면 무료 배송
cart-free-reached = 무료 배송
