# The cart screen, its lines and messages.
cart-title = Cart
cart-units =
    { $n ->
        [one] { $n } item
       *[other] { $n } items
    }
cart-empty = Your cart is empty. Scan a product or search for one.
cart-full = The cart holds { $n } products and is full. The next one goes to Saved for later.
cart-waiting =
    { $n ->
        [one] { $n } change is saved here and waits to be sent
       *[other] { $n } changes are saved here and wait to be sent
    }
cart-estimated = Estimated for delivery to { $region }
cart-no-shop = No longer in the catalogue
cart-no-name = Unknown product
# After "add"
cart-added = Added to Cart: { $name }
cart-added-saved = The cart is full. Saved for later: { $name }
# Lines
cart-limited-stock = Limited Stock Available
cart-out-of-stock = Out of stock at the moment
cart-price-changed = The price changed from { $was } to { $now }
cart-qty-limited = At most { $n } can be ordered
cart-gone = No longer sold; it is not in the total
cart-expiring = Goes to Saved for later on { $date }
cart-locked =
    { $n ->
        [one] { $n } is held by an order that waits for payment
       *[other] { $n } are held by an order that waits for payment
    }
cart-line-waiting = not sent yet
cart-line-label = { $name }, quantity { $n }, { $amount }
cart-line-label-gone = { $name }, quantity { $n }, cannot be ordered
cart-increase-label = One more: { $name }
cart-decrease-label = One less: { $name }
cart-remove-label = Remove { $name }
cart-save-label = Save for later: { $name }
# Saved for later
cart-saved-title = Saved for later
cart-saved-overflow = the cart already held { $n } products
cart-saved-expired = not touched for 30 days
cart-back-label = Back to the cart: { $name }
# Sums
cart-goods = Subtotal
cart-discount = Discount
cart-shipping = Shipping
cart-tax = Tax
cart-tax-included = Tax included
cart-total = Total
cart-shop-total = This shop
cart-free-missing = { $amount } more for free shipping
cart-free-reached = Free shipping
