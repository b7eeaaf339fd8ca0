# The app's own words: places, buttons, forms. What screens say comes from the files beside this one.
home-hello = Hello!
home-hello-pets = Hello, you and { $pets }!
light-offline = Offline. Whatever you do is kept here
light-offline-waiting =
    { $n ->
        [one] Offline. { $n } change is kept here
       *[other] Offline. { $n } changes are kept here
    }
light-needs-you =
    { $n ->
        [one] { $n } change needs you
       *[other] { $n } changes need you
    }
light-sign-in = Sign in again to send your changes
# Places
app-places = Places
app-home = Home
app-shop = Shop
app-scan = Scan
app-cart = Cart
app-orders = Orders
app-order = Order
app-product = Product
app-inbox = Inbox
app-settings = Settings
app-changes = Changes
app-more = More
app-today = Today
app-skip = To the page
app-back = Back
app-lost = Nothing is here
app-lost-more = This address leads nowhere. It may be from a newer version of the app.
app-gone = The app has stopped
app-gone-more = Your cart and every change are kept on this device. Start the app again and open the address that it shows.
app-again = Try again
app-close = Close
app-undo = Undo
app-open = Open
app-next = Next
app-show-more = Show more
# The first start
app-welcome = Good care, with or without a network
app-welcome-more = Food, visits and papers of your animals in one place. What you do is kept on this device and sent when there is a connection.
app-role = Who uses this device?
app-role-owner = I have pets
app-role-owner-more = Shop, scan, book visits
app-role-clinic = We are a clinic
app-role-clinic-more = Check in, today's visits
app-role-shop = We are a shop
app-role-shop-more = Pack and ship orders
app-look-around = Look around first
app-language = Language
# Signing in
app-account = Account
app-guest = Nobody is signed in. The cart is kept on this device.
app-sign-in = Sign in
app-sign-in-why = Your cart, orders and pets are then on all your devices.
app-sign-in-first = Sign in to order
app-sign-out = Sign out
app-signed-in = Signed in as { $user }
app-register = Make an account
app-have-account = I have an account
app-no-account = I have no account yet
app-email = E-mail address
app-password = Password
app-unsent =
    { $n ->
        [one] { $n } change was not sent yet.
       *[other] { $n } changes were not sent yet.
    }
app-send-first = Send first, then sign out
app-keep-unsent = Keep for my next sign-in
app-discard-unsent = Give them up
# Goods
app-search = Search
app-search-hint = Food, toys, a barcode …
app-search-instead = Search by name instead
app-shelves = What are you looking for?
app-bare = The shop is on its way
app-bare-more = The catalogue is fetched once; after that you can search without a network too.
app-variant = Size or kind
app-quantity = Quantity
app-less = One less
app-one-more = One more
app-add = Add to cart
app-to-cart = To the cart
# Scanning
app-camera-start = Start the camera
app-camera-why = Hold a barcode or QR code into the frame. Pictures stay on this device.
app-camera-missing = No camera was found here. A picture, a pasted code or the number itself will do.
app-camera-refused = The camera is not allowed. Allow it beside the address or in the system's settings, then try again.
app-camera-taken = Another app is using the camera. Close it, then try again.
app-camera-picture = What the camera sees
app-hint = Hold the code into the frame
app-hint-too-dark = More light, please
app-hint-blurred = Hold still
app-hint-too-small = Come closer
app-torch = Light
app-stop = Stop
app-code = Number below the bars
app-code-help = A scanner at the keyboard works on this page too.
app-look-up = Look up
app-from-file = Choose a picture
app-paste-help = You can also paste a picture or a number.
# Cart
app-removed = Removed: { $name }
app-saved = Saved for later: { $name }
app-back-to-cart = Back to the cart
app-each = { $amount } each
app-summary = Summary
app-to-checkout = To checkout
# Checkout and orders
app-step-where = Address
app-step-how = Delivery
app-step-pay = Payment
app-add-address = Add an address
app-keep = Keep
app-look-again = Please look at this again
app-delivery-of = Delivery by { $shop }
app-deliver-to = Delivered to
app-timeline = What happened
# Pets
app-pets = Pets
app-pet = Pet
app-pet-new = Add a pet
app-pet-change = Change the profile
app-pet-name = Name
app-pet-species = Kind of animal
app-pet-breed = Breed
app-pet-born = Born on
app-pet-chip = Microchip
app-pet-chip-help = 15 digits, if it has one
app-pet-allergies = Allergies
app-pet-allergies-help = Several with commas
app-weight = Weight
app-weight-help = With its unit: 4.2 kg, 850 g
app-vaccinations = Vaccinations
app-vaccine = Vaccine
app-day = Day
app-day-help = Today, if left empty
app-due = Next one due on
app-forget-pet = Its weights and vaccinations are forgotten too, on every device.
# Visits
app-visits = Visits
app-visit = Visit
app-clinic = Clinic
app-coming = Coming up
app-past = Before
app-book = Book a visit
app-no-clinic = No clinic is in the catalogue yet
app-services = What they offer
app-who-comes = Who comes?
app-when = When?
app-from-day = From this day on
app-note = A note for the clinic
app-book-it = Ask for this visit
app-pass = Pass
app-pass-code = The code of your pass, { $code }
app-pass-help = Show this at the desk. It changes every half minute and needs no network.
# Changes
app-sync = Sync now
app-waiting = Waiting to be sent
app-needs-you = Needs you
app-edit = Edit
