# What waits to be sent and what came back otherwise than meant.
outbox-title = Changes
outbox-clear = Everything is sent
outbox-waiting =
    { $n ->
        [one] { $n } change waits to be sent
       *[other] { $n } changes wait to be sent
    }
outbox-synced = Last synced: { $when }
outbox-never-synced = Not synced yet
outbox-add = Add: { $name }
outbox-set = Quantity: { $name }
outbox-remove = Remove: { $name }
outbox-move = Save for later: { $name }
outbox-order = Order
outbox-read = Messages marked as read
outbox-address = Address
outbox-pet = Pet
outbox-pet-note = Weight or vaccination of a pet
outbox-booking = Request for a visit
outbox-here = I am in the car park
outbox-pass-key = This phone shows passes
outbox-stock = Stock: { $name }
outbox-product = Product: { $name }
outbox-other = A change of a newer app
outbox-superseded = Changed on another device
outbox-superseded-by = Changed on another device: { $n }
outbox-moved-to-saved = The cart was full; it is in Saved for later
outbox-applied = Done
outbox-retry = Retry as new
outbox-dismiss = Discard
ago-now = just now
ago-minutes =
    { $n ->
        [one] { $n } minute ago
       *[other] { $n } minutes ago
    }
ago-hours =
    { $n ->
        [one] { $n } hour ago
       *[other] { $n } hours ago
    }
ago-days =
    { $n ->
        [one] { $n } day ago
       *[other] { $n } days ago
    }
outbox-short = { $name }: { $n } left
outbox-dearer = { $name } costs more now
outbox-checkin = Check-in
outbox-checkin-void = A check-in undone
outbox-walk-in = A visit without a booking
outbox-step = A visit moved on
outbox-enter = Booked at the desk
outbox-booking-move = Visit moved
