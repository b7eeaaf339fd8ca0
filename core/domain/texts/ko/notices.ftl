# 앱 알림과 주문 메일.

notice-order-paid = 주문 { $number } 결제가 완료되었습니다: { $amount }
    .detail = 상점에 알렸으며 곧 포장합니다.
notice-payment-failed = 주문 { $number } 결제가 거절되었습니다
    .detail = 청구된 금액은 없습니다. 상품을 확보해 둔 동안 같은 카드나 다른 카드로 다시 시도해 주세요.
notice-order-expired = 주문 { $number }이(가) 제때 결제되지 않았습니다
    .detail = 청구된 금액은 없습니다. 상품은 장바구니로 돌아왔습니다.
notice-order-shipped = 주문 { $number }의 소포가 출발했습니다
    .detail = 주문을 열면 배송 상태를 볼 수 있습니다.
notice-order-delivered = 주문 { $number }의 소포가 도착했습니다
    .detail = 수령을 확인해 주세요.
notice-new-order = 새 주문 { $number } ({ $amount })
    .detail = 결제가 완료되었습니다. 준비되면 포장을 시작하세요.
notice-order-cancelled = 주문 { $number }이(가) 취소되었습니다
    .detail = 청구된 금액이 있으면 같은 카드로 환불됩니다.
notice-payment-refunded = 주문 { $number }의 { $amount }을(를) 환불했습니다
    .detail = 결제한 카드로 환불되며 은행에 따라 며칠 걸릴 수 있습니다.
notice-payment-unclaimed = 결제 { $amount }에 해당하는 주문 { $number }을(를) 찾을 수 없습니다
    .detail = 주문한 기기를 열거나 환불을 받으세요.
notice-vaccination-due = { $name }: { $vaccine } 접종 예정일은 { $date }입니다
    .detail = 진료를 예약하고, 접종한 뒤에 기록해 주세요.

# 동물병원 방문. { $place }는 병원(또는 백신) 이름, { $when }은 현지 날짜와 시각.
notice-booking-confirmed = { $when }, { $place } 예약이 확정되었습니다
    .detail = 진료권은 앱에 있으며 네트워크 없이도 사용할 수 있습니다.
notice-booking-refused = { $when }에는 { $place }에 빈 시간이 없습니다
    .detail = 다른 분이 먼저 예약했습니다. 요청을 열어 다른 시간을 선택하세요.
notice-booking-moved = { $place }에서 예약을 { $when }(으)로 옮겼습니다
    .detail = 진료권이 새로 발급되었습니다. 이전에 인쇄한 것은 사용할 수 없습니다.
notice-booking-cancelled = { $place }에서 { $when } 예약을 취소했습니다
    .detail = 다른 시간을 예약하거나 병원에 전화하세요.
notice-booking-reminder = 곧 방문일입니다: { $when }, { $place }
    .detail = 접수대에서 진료권을 열거나 주차장에서 도착을 알려 주세요.
notice-slot-freed = { $place }에 빈 시간이 생겼습니다: { $when }
    .detail = 먼저 예약하는 분의 것이 됩니다.

mail-hello = { $name }님, 안녕하세요.
mail-hello-nobody = 안녕하세요.
mail-order-subject = 주문 { $number } 확인
mail-order-intro = 주문 { $number }에 감사드립니다. 결제가 확인되어 상점에 알렸습니다.
mail-order-line = { $name } × { $qty }개: { $amount }
mail-order-shop = 보내는 상점: { $shop } ({ $number })
mail-order-goods = 상품: { $amount }
mail-order-discount = 할인: −{ $amount }
mail-order-shipping = 배송비: { $amount }
mail-order-tax-included = 포함된 세금: { $amount }
mail-order-tax-added = 세금: { $amount }
mail-order-total = 합계: { $amount }
mail-order-address = 받는 곳:
mail-shipped-subject = 주문 { $number }이(가) 출발했습니다
mail-shipped-intro = { $shop }에서 { $carrier }에 소포를 맡겼습니다.
mail-shipped-tracking = 운송장 번호: { $number }
mail-shipped-days = 도착 예정: { $earliest } ~ { $latest }
mail-cancelled-subject = 주문 { $number }이(가) 취소되었습니다
mail-cancelled-intro = 주문 { $number }이(가) 취소되었습니다. 청구된 금액이 있으면 같은 카드로 환불됩니다.
mail-vaccination-subject = { $name }: { $vaccine } 접종 예정일은 { $date }입니다
mail-vaccination-intro = { $name }의 다음 { $vaccine } 접종 예정일은 { $date }입니다.
mail-vaccination-next = 동물병원을 예약해 주세요. PetPro에 접종을 기록하면 더 이상 알리지 않습니다.
mail-goodbye = PetPro 드림

inbox-title = 알림
inbox-empty = 아직 알림이 없습니다
inbox-all-read = 새 알림이 없습니다
inbox-unread = 읽지 않은 알림 { $n }개
inbox-read-all = 모두 읽음으로 표시
inbox-mark-unread = 읽지 않음
