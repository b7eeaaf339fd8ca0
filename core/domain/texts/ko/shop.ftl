# A shop's desk: orders, products and stock, delivery, figures.
shop-orders-title = 주문
shop-orders-none = 아직 이 가게에 들어온 주문이 없습니다. 새 주문은 여기에 저절로 나타납니다.
shop-orders-none-here = 여기에는 주문이 없습니다
shop-orders-more = { $n }건이 더 있습니다. 검색해서 좁혀 보세요.
shop-orders-waiting =
    { $n ->
        [0] 새 주문이 없습니다
       *[other] 새 주문 { $n }건
    }
shop-filter-open = 할 일
shop-filter-new = 신규
shop-filter-packing = 포장 중
shop-filter-sent = 발송됨
shop-filter-done = 완료
shop-filter-all = 전체
shop-order-items = { $n }개
shop-accept-label = { $number } 포장 시작
shop-ship-label = { $number } 택배사에 전달
shop-accepted = { $n }건의 포장을 시작했습니다
shop-accepted-some = { $n }건의 포장을 시작했고, { $refused }건은 시작하지 못했습니다
shop-slip = 포장 명세서
# Products and stock
shop-goods-title = 상품
shop-goods-all = 전체
shop-goods-low = 부족
shop-goods-off = 판매 중지
shop-goods-none = 여기에는 상품이 없습니다
shop-stock = 재고 { $n }개
shop-stock-held = 재고 { $n }개, 그중 { $held }개 예약됨
shop-not-sent = 아직 전송 안 됨
shop-price-in = 가격({ $currency })
shop-moved-in = { $name }: { $n }개 추가, 재고 { $left }개
shop-moved-out = { $name }: { $n }개 감소, 재고 { $left }개
shop-field-name = 이름을 확인해 주세요
shop-field-price = 가격을 확인해 주세요
shop-field-weight = 무게(그램)를 확인해 주세요
shop-field-most = 한 주문의 최대 수량을 확인해 주세요
shop-field-low = 부족 기준 수량을 확인해 주세요
shop-field-sale = 판매 설정을 확인해 주세요
shop-field-carrier = 택배사는 영문자, 숫자, 하이픈 1~40자입니다
shop-field-tracking = 송장 번호는 영문자, 숫자, 하이픈 6~40자입니다
shop-clash-name = 이름: 내 값 { $yours }, 다른 기기 { $theirs }
shop-clash-price = 가격: 내 값 { $yours }, 다른 기기 { $theirs }
shop-clash-weight = 무게(g): 내 값 { $yours }, 다른 기기 { $theirs }
shop-clash-most = 한 주문의 최대 수량: 내 값 { $yours }, 다른 기기 { $theirs }
shop-clash-low = 부족 기준: 내 값 { $yours }, 다른 기기 { $theirs }
shop-clash-sale = 판매: 내 값 { $yours }, 다른 기기 { $theirs }
shop-clash-off = 판매 중지
shop-clash-on = 판매 중
# Delivery
shop-delivery-title = 배송
shop-amounts-in = 금액 단위: { $currency }
shop-way-standard = 일반 배송
shop-way-express = 빠른 배송
shop-way-other = { $way }
shop-distance-0 = 같은 지역
shop-distance-1 = 가까운 지역
shop-distance-2 = 옆 지방
shop-distance-3 = 조금 먼 곳
shop-distance-4 = 먼 곳
shop-distance-5 = 섬과 가장 먼 곳
shop-example =
    { $parcels ->
        [1] { $place }(으)로 가는 { $weight } kg 소포(상품 { $goods })는 { $price }입니다.
       *[other] { $place }(으)로 가는 { $weight } kg 상품({ $goods })은 소포 { $parcels }개로 { $price }입니다.
    }
shop-example-missing =
    { $parcels ->
        [1] { $place }(으)로 가는 { $weight } kg 소포(상품 { $goods })는 { $price }입니다. { $missing }을 더 담으면 무료입니다.
       *[other] { $place }(으)로 가는 { $weight } kg 상품({ $goods })은 소포 { $parcels }개로 { $price }입니다. { $missing }을 더 담으면 무료입니다.
    }
shop-example-free = { $place }(으)로 가는 { $weight } kg 상품({ $goods })은 무료로 배송됩니다.
shop-fault-threshold = 무료 배송 금액을 확인해 주세요
shop-fault-processing = 포장 일수를 확인해 주세요
shop-fault-ways = 배송 방법이 빠졌거나 너무 많습니다
shop-fault-weights = 무게는 왼쪽부터 커져야 합니다
shop-fault-rates = 요금이 빠졌거나 쓸 수 없는 값입니다
shop-fault-days = 마지막 날이 첫날보다 앞입니다
# Figures
shop-figures-title = 통계
shop-sum = { $days }일 동안 주문 { $n }건, { $total }
shop-day-orders = 주문 { $n }건
shop-no-sales = 이 기간에는 판매가 없습니다
shop-sold = { $n }개 판매
shop-left = { $n }개 남음
shop-enough = 부족한 상품이 없습니다
shop-as-of = { $age } 기준
