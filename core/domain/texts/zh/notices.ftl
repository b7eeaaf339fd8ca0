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
notice-vaccination-due = { $name }：{ $vaccine } 应于 { $date } 接种
    .detail = 请预约就诊，接种后请记录。

# 到诊所就诊。{ $place } 是诊所名（或疫苗名），{ $when } 是当地日期和时间。
notice-booking-confirmed = { $place } 已确认您 { $when } 的预约
    .detail = 就诊凭证在应用里，没有网络也能使用。
notice-booking-refused = { $place } 在 { $when } 没有空位
    .detail = 已被他人先预约。请打开该请求选择其他时间。
notice-booking-moved = { $place } 把您的预约改到了 { $when }
    .detail = 就诊凭证已更新，以前打印的不再有效。
notice-booking-cancelled = { $place } 取消了您 { $when } 的预约
    .detail = 您可以预约其他时间，或致电诊所。
notice-booking-reminder = 即将就诊：{ $when }，{ $place }
    .detail = 请在前台打开就诊凭证，或在停车场告知您已到达。
notice-slot-freed = { $place } 有空位了：{ $when }
    .detail = 先预约者得。

mail-hello = { $name }，您好！
mail-hello-nobody = 您好！
mail-order-subject = 您的订单 { $number }
mail-order-intro = 感谢您的订单 { $number }。款项已收到，店铺已收到通知。
mail-order-line = { $name } × { $qty } 件：{ $amount }
mail-order-shop = 来自 { $shop }（{ $number }）
mail-order-goods = 商品：{ $amount }
mail-order-discount = 折扣：−{ $amount }
mail-order-shipping = 运费：{ $amount }
mail-order-tax-included = 含税：{ $amount }
mail-order-tax-added = 税：{ $amount }
mail-order-total = 合计：{ $amount }
mail-order-address = 收货地址：
mail-shipped-subject = 订单 { $number } 已发货
mail-shipped-intro = { $shop } 已把包裹交给 { $carrier }。
mail-shipped-tracking = 运单号：{ $number }
mail-shipped-days = 预计送达：{ $earliest } 至 { $latest }
mail-cancelled-subject = 订单 { $number } 已取消
mail-cancelled-intro = 订单 { $number } 已取消。如果已经扣款，将退回同一张卡。
mail-vaccination-subject = { $name }：{ $vaccine } 应于 { $date } 接种
mail-vaccination-intro = { $name } 的下一次 { $vaccine } 接种日期为 { $date }。
mail-vaccination-next = 请向动物医院预约。在 PetPro 中记录接种后，将不再提醒。
mail-goodbye = PetPro 敬上

inbox-title = 消息
inbox-empty = 还没有消息
inbox-all-read = 没有新消息
inbox-unread = { $n } 条未读
inbox-read-all = 全部标为已读
inbox-mark-unread = 未读
