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

