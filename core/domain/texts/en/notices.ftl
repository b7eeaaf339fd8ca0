# The in-app inbox, and the mails about an order.
# { $number } is the order's number, { $amount } a sum of money.

notice-order-paid = Order { $number } is paid: { $amount }
    .detail = The shops have been told and will pack it.
notice-payment-failed = The payment for order { $number } was refused
    .detail = Nothing was charged. Try again with the same or another card while the goods are held for you.
notice-order-expired = Order { $number } was not paid in time
    .detail = Nothing was charged. The goods are in your cart again.
notice-order-shipped = A parcel of order { $number } is on its way
    .detail = Open the order to follow it.
notice-order-delivered = A parcel of order { $number } has arrived
    .detail = Please confirm that you received it.
notice-new-order = New order { $number } over { $amount }
    .detail = It is paid. Begin to pack it when you are ready.
notice-order-cancelled = Order { $number } was called off
    .detail = If something was charged, it is paid back to the same card.
notice-payment-refunded = { $amount } of order { $number } were paid back
    .detail = The money goes to the card you paid with; the bank may take some days.
notice-payment-unclaimed = A payment of { $amount } waits for its order { $number }
    .detail = Open the device you ordered with, or have the money paid back.
notice-vaccination-due = { $name }: { $vaccine } is due on { $date }
    .detail = Book a visit, and note the vaccination when it was given.

# Visits to a clinic. { $place } is the clinic (or what a pet is vaccinated against), { $when } day and time there.
notice-booking-confirmed = { $place } expects you on { $when }
    .detail = Your pass is in the app. It works without a network.
notice-booking-refused = { $place } has no time for you on { $when }
    .detail = Somebody else took it first. Open the request to choose another time.
notice-booking-moved = { $place } moved your visit to { $when }
    .detail = Your pass is a new one. An older print no longer counts.
notice-booking-cancelled = { $place } called off your visit on { $when }
    .detail = You can book another time, or call the clinic.
notice-booking-reminder = Soon: { $place } on { $when }
    .detail = Open your pass at the desk, or say from the car park that you are there.
notice-slot-freed = A time is free at { $place }: { $when }
    .detail = It goes to whoever books it first.

mail-hello = Hello { $name },
mail-hello-nobody = Hello,
mail-order-subject = Your order { $number }
mail-order-intro = Thank you for your order { $number }. The payment has arrived and the shops are told.
mail-order-line = { $name } × { $qty }: { $amount }
mail-order-shop = From { $shop } ({ $number })
mail-order-goods = Goods: { $amount }
mail-order-discount = Discount: −{ $amount }
mail-order-shipping = Delivery: { $amount }
mail-order-tax-included = Tax included: { $amount }
mail-order-tax-added = Tax: { $amount }
mail-order-total = Total: { $amount }
mail-order-address = It goes to:
mail-shipped-subject = Order { $number } is on its way
mail-shipped-intro = { $shop } has given your parcel to { $carrier }.
mail-shipped-tracking = Tracking number: { $number }
mail-shipped-days = Expected: { $earliest } to { $latest }
mail-cancelled-subject = Order { $number } was called off
mail-cancelled-intro = Order { $number } was called off. If something was charged, it is paid back to the same card.
mail-vaccination-subject = { $name }: { $vaccine } is due on { $date }
mail-vaccination-intro = The next { $vaccine } vaccination of { $name } is due on { $date }.
mail-vaccination-next = Book a visit with your clinic. Once it is noted in PetPro, you are not reminded of it again.
mail-goodbye = Your PetPro

inbox-title = Inbox
inbox-empty = Nothing yet
inbox-all-read = Nothing new
inbox-unread = { $n } unread
inbox-read-all = Mark all as read
inbox-mark-unread = Unread
