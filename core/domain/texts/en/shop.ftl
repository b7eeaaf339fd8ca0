# A shop's desk: orders, products and stock, delivery, figures.
shop-orders-title = Orders
shop-orders-none = No order has been given to this shop yet. New ones appear here by themselves.
shop-orders-none-here = No orders here
shop-orders-more =
    { $n ->
        [one] There is { $n } more. Search to narrow them down.
       *[other] There are { $n } more. Search to narrow them down.
    }
shop-orders-waiting =
    { $n ->
        [0] No new orders
        [one] { $n } new order
       *[other] { $n } new orders
    }
shop-filter-open = To do
shop-filter-new = New
shop-filter-packing = Packing
shop-filter-sent = Sent
shop-filter-done = Done
shop-filter-all = All
shop-order-items =
    { $n ->
        [one] { $n } item
       *[other] { $n } items
    }
shop-accept-label = Begin to pack { $number }
shop-ship-label = Hand { $number } to a carrier
shop-accepted =
    { $n ->
        [one] { $n } order is being packed
       *[other] { $n } orders are being packed
    }
shop-accepted-some =
    { $n ->
        [one] { $n } order is being packed, { $refused } could not be begun
       *[other] { $n } orders are being packed, { $refused } could not be begun
    }
shop-slip = Packing slip
# Products and stock
shop-goods-title = Products
shop-goods-all = All
shop-goods-low = Low
shop-goods-off = Off sale
shop-goods-none = No products here
shop-stock = { $n } on the shelf
shop-stock-held = { $n } on the shelf, { $held } of them promised
shop-not-sent = Not sent yet
shop-price-in = Price in { $currency }
shop-moved-in = { $name }: { $n } more, { $left } on the shelf
shop-moved-out = { $name }: { $n } fewer, { $left } on the shelf
shop-field-name = Please check the name
shop-field-price = Please check the price
shop-field-weight = Please check the weight in grams
shop-field-most = Please check the most in one order
shop-field-low = Please check the number for low stock
shop-field-sale = Please check what is on sale
shop-field-carrier = The carrier has 1 to 40 letters, digits and hyphens
shop-field-tracking = A tracking number has 6 to 40 letters, digits and hyphens
shop-clash-name = Name: yours { $yours }, theirs { $theirs }
shop-clash-price = Price: yours { $yours }, theirs { $theirs }
shop-clash-weight = Weight in grams: yours { $yours }, theirs { $theirs }
shop-clash-most = Most in one order: yours { $yours }, theirs { $theirs }
shop-clash-low = Low with: yours { $yours }, theirs { $theirs }
shop-clash-sale = Sale: yours { $yours }, theirs { $theirs }
shop-clash-off = off sale
shop-clash-on = on sale
# Delivery
shop-delivery-title = Delivery
shop-amounts-in = Amounts in { $currency }
shop-way-standard = Standard
shop-way-express = Express
shop-way-other = { $way }
shop-distance-0 = Own region
shop-distance-1 = Nearby
shop-distance-2 = Next area
shop-distance-3 = Farther
shop-distance-4 = Far
shop-distance-5 = Islands and far end
shop-example =
    { $parcels ->
        [one] A parcel of { $weight } kg with goods for { $goods } to { $place } costs { $price }.
       *[other] { $weight } kg of goods for { $goods } to { $place } go in { $parcels } parcels and cost { $price }.
    }
shop-example-missing =
    { $parcels ->
        [one] A parcel of { $weight } kg with goods for { $goods } to { $place } costs { $price }. With { $missing } more it is free.
       *[other] { $weight } kg of goods for { $goods } to { $place } go in { $parcels } parcels and cost { $price }. With { $missing } more they are free.
    }
shop-example-free = { $weight } kg of goods for { $goods } to { $place } are delivered free.
shop-fault-threshold = The amount for free delivery cannot be used
shop-fault-processing = The days for packing cannot be used
shop-fault-ways = A way of delivery is missing, or one too many
shop-fault-weights = The weights have to rise from left to right
shop-fault-rates = A price is missing or cannot be used
shop-fault-days = The last day comes before the first
# Figures
shop-figures-title = Figures
shop-sum =
    { $n ->
        [one] { $total } from { $n } order in { $days } days
       *[other] { $total } from { $n } orders in { $days } days
    }
shop-day-orders =
    { $n ->
        [one] { $n } order
       *[other] { $n } orders
    }
shop-no-sales = No sales in these days
shop-sold = { $n } sold
shop-left = { $n } left
shop-enough = Nothing runs out
shop-as-of = As of { $age }
