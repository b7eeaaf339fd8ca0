# 应用内通知和订单邮件。

notice-order-paid = 订单 { $number } 已付款：{ $amount }
    .detail = 店铺已收到通知，即将打包。
notice-payment-failed = 订单 { $number } 的付款被拒绝
    .detail = 没有扣款。商品为您保留期间，请用同一张卡或另一张卡重试。
notice-order-expired = 订单 { $number } 未按时付款
    .detail = 没有扣款。商品已回到购物车。
notice-order-shipped = 订单 { $number } 的包裹已发出
    .detail = 打开订单即可查看物流。
notice-order-delivered = 订单 { $number } 的包裹已送达
    .detail = 请确认收货。
notice-new-order = 新订单 { $number }，{ $amount }
    .detail = 已付款。准备好后即可开始打包。
notice-order-cancelled = 订单 { $number } 已取消
    .detail = 如果已经扣款，将退回同一张卡。
notice-payment-refunded = 订单 { $number } 已退款 { $amount }
    .detail = 款项退回您付款的卡，银行可能需要几天。
notice-payment-unclaimed = 付款 { $amount } 找不到对应的订单 { $number }
    .detail = 请打开下单的设备，或者申请退款。

