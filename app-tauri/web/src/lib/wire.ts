// Made from the command table by `cargo xtask app types`. Do not edit.

export type Act = "check-in" | "start" | "finish" | "missed" | "void";
export type Acted = { 
/**
 * "Mochi is with the vet".
 */
say: Say, 
/**
 * What takes it back, where something does.
 */
undo?: Act | null, booking: BookingId, };
export type Added = { 
/**
 * "Added to Cart: …", or that it went to saved for later; then what the line warns of.
 */
said: Array<Say>, 
/**
 * How a screen reader tells all of it; it is on the screen only for a moment.
 */
announce: Announce, };
export type Address = { 
/**
 * Who takes the parcel.
 */
name: string, 
/**
 * Digits with `+`, spaces, hyphens and brackets.
 */
phone: string, 
/**
 * As its country writes it: `150-0001`, `04524`, `100000`, `94105-1234`.
 */
postal_code: string, 
/**
 * ISO 3166-2; says the country too.
 */
region: string, 
/**
 * City, ward, town.
 */
city: string, 
/**
 * Street, block, house number.
 */
line1: string, 
/**
 * Building, room; may be empty.
 */
line2?: string | null, };
export type AddressFault = "name" | "phone" | "postal_code" | "region" | "city" | "line1" | "line2";
export type AddressField = { 
/**
 * Its name in an address: `postal_code`.
 */
field: AddressFault, 
/**
 * "Postal code".
 */
label: Say, 
/**
 * It may be left empty.
 */
optional: boolean, };
export type AddressForm = { 
/**
 * In the order in which they are asked for.
 */
fields: Array<AddressField>, 
/**
 * Every region of the market's country, by its code.
 */
regions: Array<RegionName>, 
/**
 * The one that is chosen first.
 */
region: Region, };
export type AddressId = string;
export type Amount = { 
/**
 * Minor units and currency, for a shell that computes nothing but sorts.
 */
money: Money, 
/**
 * `¥1,980`.
 */
text: string, };
export type Announce = "polite" | "assertive";
export type Arrivals = { 
/**
 * "Check in".
 */
title: Say, 
/**
 * "3 saved, not yet sent", or that everything is sent.
 */
sent: Say, 
/**
 * What waits to be sent.
 */
unsent: number, 
/**
 * Newest first.
 */
latest: Array<Arrived>, };
export type Arrived = { checkin: OpId, booking: BookingId, 
/**
 * `09:41`, at the clinic.
 */
time: string, pets: string, owner: string, code: string, unsent: boolean, marks: Array<Say>, 
/**
 * "Undo the check-in of Mochi".
 */
undo: Press, };
export type ArticleForm = { 
/**
 * In the person's language.
 */
name: string, price: string, 
/**
 * Grams.
 */
weight: string, 
/**
 * The most in one order; empty: no limit.
 */
most: string, 
/**
 * Low with so many available.
 */
low: string, on_sale: boolean, };
export type ArticlePage = { shop: OwnShop, row: ArticleRow, form: ArticleForm, 
/**
 * "Price in JPY".
 */
price_label: Say, };
export type ArticleRow = { variant: VariantId, 
/**
 * "Salmon Bites (500 g)".
 */
name: string, gtin?: string | null, 
/**
 * SHA-256 of its picture.
 */
image?: string | null, price: Amount, 
/**
 * "12 on the shelf, 2 of them held".
 */
stock: Say, on_hand: number, low: boolean, 
/**
 * Off sale.
 */
gone: boolean, 
/**
 * "Not sent yet", while a change of it waits.
 */
waits?: Say | null, };
export type AtTablet = { id: StaffId, name: string, 
/**
 * They stand here now.
 */
now: boolean, 
/**
 * They chose a PIN, so they can take over.
 */
has_pin: boolean, };
export type Attention = { 
/**
 * Which one.
 */
op: OpId, 
/**
 * The line it was about.
 */
line?: LineId | null, 
/**
 * "Quantity: Salmon Bites".
 */
what: Say, 
/**
 * What became of it, in one sentence; for a refusal, its title.
 */
say: string, 
/**
 * Why it was refused.
 */
problem?: Problem | null, 
/**
 * Because of which goods: "Salmon Bites: 3 left".
 */
goods?: Array<Say> | null, 
/**
 * "Retry as new": the same wish, over what is shown now.
 */
retry: Press, 
/**
 * "Discard": it has been seen.
 */
dismiss: Press, };
export type Board = { 
/**
 * "Today at Sakura Animal Clinic".
 */
title: Say, 
/**
 * `2026-11-22`, at the clinic; the days around it likewise.
 */
date: string, before: string, after: string, 
/**
 * "Nov 22, 2026".
 */
day: string, 
/**
 * It is the day that it is there now.
 */
today: boolean, 
/**
 * "3 saved, not yet sent", or that everything is sent.
 */
sent: Say, 
/**
 * For the badge: what waits to be sent.
 */
unsent: number, 
/**
 * In the order of a visit's life, all six.
 */
columns: Array<Column>, 
/**
 * Where there is nothing at all.
 */
empty?: Say | null, };
export type BoardCard = { 
/**
 * Names it in a command.
 */
id: BookingId, 
/**
 * `K7QM-2XRD`
 */
code: string, 
/**
 * `09:30`, at the clinic.
 */
time: string, 
/**
 * "Mochi, Taro".
 */
pets: string, 
/**
 * First name.
 */
owner: string, 
/**
 * For screen readers, all of it in one sentence.
 */
label: Say, 
/**
 * Waiting since, late by, in the car park: what matters about it now, the newest first.
 */
marks: Array<Say>, 
/**
 * Something about it is saved and not yet sent.
 */
unsent: boolean, 
/**
 * The check-in that counts, to be undone.
 */
checkin?: OpId | null, 
/**
 * What can be done, the usual first.
 */
acts: Array<[Act, Press]>, 
/**
 * Of the only pet. Of several, nobody knows whose it is: it stays with the visit.
 */
weight_g?: number | null, 
/**
 * Of some of several.
 */
weights?: Array<PetWeight> | null, };
export type Booking = { 
/**
 * Names it in a command.
 */
id: BookingId, 
/**
 * `K7QM-2XRD`, to be said at a desk.
 */
code: string, clinic: ClinicId, service: ServiceId, starts_ms: number, 
/**
 * `CONFIRMED`.
 */
state: string, 
/**
 * "Confirmed", "Waits for a network".
 */
status: Say, 
/**
 * "Check-up at Umeda Pet Clinic".
 */
what: Say, 
/**
 * `Nov 24, 2026 09:30`, as the clinic's clock shows it.
 */
when: string, local?: Local | null, 
/**
 * "With: Mochi, Kuro".
 */
pets: Say, 
/**
 * "The clinic knows that you are there".
 */
here?: Say | null, 
/**
 * Not sent yet.
 */
waits: boolean, 
/**
 * Why it could not be kept.
 */
problem?: Problem | null, 
/**
 * What could be had instead.
 */
others?: Array<Time> | null, 
/**
 * "I am in the car park".
 */
arrive: Press, change: Press, cancel: Press, };
export type BookingId = string;
export type Bookings = { 
/**
 * "Visits".
 */
title: Say, 
/**
 * That there is none yet.
 */
empty?: Say | null, 
/**
 * What is to come, under way or waiting, the next one first.
 */
coming: Array<Booking>, 
/**
 * What is over or could not be, the latest first.
 */
past: Array<Booking>, };
export type Calendar = { 
/**
 * "Calendar".
 */
title: Say, view: CalendarView, 
/**
 * "Nov 22, 2026", or "Nov 16, 2026 – Nov 22, 2026".
 */
span: string, 
/**
 * "Times are those of Asia/Tokyo".
 */
zone: Say, 
/**
 * `2026-11-22`, the day that is shown or the week's first; where the arrows lead, and today.
 */
from: string, before: string, after: string, today: string, 
/**
 * Something to be placed is chosen: free beginnings are marked. What it is.
 */
placing?: Say | null, 
/**
 * That none is free in these days.
 */
none?: Say | null, columns: Array<CalendarColumn>, };
export type CalendarBlock = { id: BookingId, at: number, minutes: number, 
/**
 * Beside others of the same time: its lane, and how many there are.
 */
lane: number, lanes: number, 
/**
 * `09:30–10:00`
 */
time: string, pets: string, owner: string, 
/**
 * "Check-up".
 */
service: string, 
/**
 * Who and what serves: "Dr. Mori, Room 1".
 */
served: string, code: string, note: string, place: Place, 
/**
 * "09:30, Mochi, Hana"; names it to a screen reader.
 */
label: Say, 
/**
 * "Move Mochi to another time".
 */
shift: Press, unsent: boolean, clash: boolean, };
export type CalendarColumn = { 
/**
 * `2026-11-22`
 */
day: string, 
/**
 * In a day by resources: which one; absent for what nobody serves yet.
 */
resource?: ResourceId | null, 
/**
 * "Mon 23", or "Dr. Mori".
 */
label: string, 
/**
 * "Mon: 09:00–12:00, 14:00–19:00".
 */
hours: Say, today: boolean, 
/**
 * Its height in minutes.
 */
minutes: number, 
/**
 * Where each hour begins.
 */
lines: Array<CalendarLine>, 
/**
 * When the clinic is open.
 */
open: Array<Stretch>, 
/**
 * Where it is now.
 */
now?: number | null, blocks: Array<CalendarBlock>, 
/**
 * Where what is to be placed can begin.
 */
free: Array<CalendarFree>, };
export type CalendarFree = { 
/**
 * What a command takes.
 */
starts_ms: number, at: number, 
/**
 * Up to the end, minutes.
 */
minutes: number, 
/**
 * `09:30`
 */
time: string, 
/**
 * "Mon 23, 09:30"; with who serves where that is chosen too.
 */
label: string, };
export type CalendarLine = { at: number, 
/**
 * `09:00`
 */
label: string, };
export type CalendarView = "day" | "week";
export type Call = { 
/**
 * The last four of the booking's code.
 */
number: string, 
/**
 * "Please come in".
 */
say: Say, now: boolean, };
export type Cart = { 
/**
 * "Cart".
 */
title: Say, 
/**
 * "3 items".
 */
units: Say, 
/**
 * What an empty cart says; absent where something is in it.
 */
empty?: Say | null, 
/**
 * By shop, in the order of the shops' names.
 */
shops: Array<CartShop>, 
/**
 * One per currency: an order has one.
 */
totals: Array<CartTotals>, 
/**
 * `JP-13`.
 */
ship_to: Region, 
/**
 * Totals are for the device's region, no address was chosen.
 */
estimated: boolean, 
/**
 * Says so.
 */
estimate?: Say | null, 
/**
 * The cart holds as many lines as it can; says where the next one goes.
 */
full?: Say | null, 
/**
 * Saved for later.
 */
saved: Array<SavedLine>, 
/**
 * "Saved for later"; absent where nothing is.
 */
saved_title?: Say | null, 
/**
 * ◷ How much is not sent yet; absent where everything is.
 */
waiting?: Say | null, 
/**
 * ⚠ What came back otherwise than meant and is not about a line shown here.
 */
attention: Array<Attention>, };
export type CartActions = { 
/**
 * One more.
 */
increase: Press, 
/**
 * One less.
 */
decrease: Press, 
/**
 * Out of the cart.
 */
remove: Press, 
/**
 * Saved for later.
 */
save: Press, };
export type CartLine = { 
/**
 * Its id.
 */
line: LineId, 
/**
 * What is in it.
 */
variant: VariantId, 
/**
 * For its page and picture.
 */
product?: ProductId | null, 
/**
 * SHA-256 of its picture.
 */
image?: string | null, 
/**
 * The product's name.
 */
name: string, 
/**
 * Size or flavour and chosen options: `1.5 kg, colour: red`.
 */
label: string, 
/**
 * Units that can be changed and are counted below.
 */
qty: number, 
/**
 * The most that can be chosen.
 */
max: number, 
/**
 * Price of one; absent where it cannot be ordered.
 */
unit?: Amount | null, 
/**
 * Price of all.
 */
goods?: Amount | null, 
/**
 * Units that pending orders hold: shown, not editable.
 */
locked: Array<LockedUnits>, 
/**
 * What to know about it.
 */
warnings: Array<CartNote>, 
/**
 * ◷ Something about it is not sent yet.
 */
waiting?: Say | null, 
/**
 * ⚠ What came back otherwise than meant.
 */
attention: Array<Attention>, 
/**
 * The whole line for a screen reader.
 */
spoken: Say, 
/**
 * Its buttons.
 */
actions: CartActions, };
export type CartNote = { 
/**
 * What it is.
 */
warning: Warning, 
/**
 * In words.
 */
say: Say, };
export type CartShop = { 
/**
 * Absent for goods that the catalogue does not have (any more).
 */
shop?: ShopId | null, 
/**
 * Its name.
 */
name: string, 
/**
 * By product name.
 */
lines: Array<CartLine>, 
/**
 * "Subtotal", "Shipping", "Total" of this shop; empty where it cannot be priced.
 */
sums: Array<Sum>, 
/**
 * How far it is to free delivery.
 */
free_shipping?: FreeShipping | null, 
/**
 * Why there is no total: it does not ship there.
 */
problem?: Problem | null, };
export type CartTotals = { 
/**
 * "Subtotal", "Discount", "Shipping", "Tax", "Total", in this order.
 */
sums: Array<Sum>, 
/**
 * What is paid; absent where it cannot be told.
 */
total?: Amount | null, 
/**
 * Names inputs and result; an order carries it.
 */
digest?: string | null, 
/**
 * Why there is no total.
 */
problem?: Problem | null, };
export type CategoryId = string;
export type Change = { 
/**
 * Which one.
 */
op: OpId, 
/**
 * "Add: Salmon Bites".
 */
what: Say, 
/**
 * How long ago it was made.
 */
since: Say, };
export type Changes = { 
/**
 * "Changes".
 */
title: Say, 
/**
 * "Everything is sent" or how many wait.
 */
summary: Say, 
/**
 * When the server was last heard.
 */
synced: Say, 
/**
 * ◷ In the order in which they were made.
 */
waiting: Array<Change>, 
/**
 * ⚠ Newest first.
 */
attention: Array<Attention>, };
export type Checked = { told: PassVerdict, saved: Received, 
/**
 * "Checked in: Mochi".
 */
say: Say, 
/**
 * "Undo the check-in of Mochi".
 */
undo: Press, };
export type Checkout = { 
/**
 * "Checkout".
 */
title: Say, 
/**
 * Where it goes.
 */
address: Chosen, 
/**
 * By shop: what, how it comes, what it costs. Empty where it cannot be priced.
 */
shops: Array<CheckoutShop>, 
/**
 * "Subtotal", "Discount", "Shipping", "Tax", "Total".
 */
sums: Array<Sum>, 
/**
 * What is paid; absent where it cannot be told.
 */
total?: Amount | null, 
/**
 * Of the quote; the order carries it.
 */
digest?: string | null, 
/**
 * How it can be paid; the provider's page comes last.
 */
methods: Array<Way>, 
/**
 * "Place order: ¥4,160".
 */
place: Press, 
/**
 * What happens without a network.
 */
note: Say, 
/**
 * Every line that cannot be ordered now, not only the first one.
 */
unavailable: Array<Unavailable>, 
/**
 * "Continue without these".
 */
without?: Press | null, 
/**
 * Says that there is nothing to order.
 */
empty?: Say | null, 
/**
 * Why it cannot be ordered.
 */
problem?: Problem | null, };
export type CheckoutShop = { 
/**
 * Names it in a choice.
 */
shop: ShopId, 
/**
 * In the person's language.
 */
name: string, 
/**
 * "2 × Salmon Bites (500 g)" and what they cost.
 */
lines: Array<OrderLine>, 
/**
 * How it can come.
 */
deliveries: Array<Way>, 
/**
 * "Subtotal", "Discount", "Shipping", "This shop".
 */
sums: Array<Sum>, 
/**
 * "Tax included" or "Tax", rounded once per shop and rate.
 */
tax: Sum, };
export type Chip = { 
/**
 * 15 digits, as `petpro label` prints them for a scanner.
 */
digits: string, 
/**
 * "Microchip 392 123456789012".
 */
say: Say, 
/**
 * Who gave it out.
 */
issuer: Say, };
export type Choice = { 
/**
 * A kept address; the newest one where none is chosen.
 */
address?: AddressId | null, 
/**
 * The way of delivery by shop; the standard one where a shop is missing.
 */
delivery: { [key in ShopId]: string }, 
/**
 * A saved payment method; without one the payment provider's page.
 */
method?: MethodId | null, 
/**
 * Only these lines; all of the cart where none are named.
 */
lines?: Array<LineId> | null, 
/**
 * Only what can be ordered now; the rest stays in the cart.
 */
available_only: boolean, };
export type Chosen = { 
/**
 * "Deliver to".
 */
title: Say, 
/**
 * Which one.
 */
id?: AddressId | null, 
/**
 * As a parcel carries it; empty without one.
 */
lines: Array<string>, 
/**
 * All that can be chosen.
 */
known: Array<Kept>, 
/**
 * Says that there is none.
 */
missing?: Say | null, };
export type ClinicId = string;
export type ClinicOffer = { 
/**
 * Names it in a command.
 */
id: ServiceId, name: string, 
/**
 * "30 minutes".
 */
length: Say, price: Amount, };
export type ClinicPage = { 
/**
 * Names it in a command.
 */
id: ClinicId, name: string, address: string, phone: string, about: string, 
/**
 * "Open now", "Closed now".
 */
now: Say, 
/**
 * Today's times at the clinic: "Today: 09:00–12:00, 14:00–19:00".
 */
today: Say, 
/**
 * "Its time zone: Asia/Tokyo".
 */
zone: Say, services: Array<ClinicOffer>, };
export type Code = "malformed" | "invalid" | "not-found" | "method-not-allowed" | "unsupported-media-type" | "too-large" | "request-timeout" | "rate-limited" | "slow-down" | "unavailable" | "internal" | "upgrade-required" | "idempotency-key-missing" | "idempotency-key-invalid" | "idempotency-key-reused" | "in-progress" | "precondition-required" | "precondition-failed" | "cursor-invalid" | "unauthenticated" | "token-expired" | "refresh-reused" | "session-ended" | "credentials-wrong" | "account-exists" | "email-invalid" | "password-weak" | "forbidden" | "device-not-yours" | "outbox-pending" | "product-unknown" | "product-discontinued" | "catalog-missing" | "barcode-unknown" | "barcode-format" | "gtin-check-digit" | "gs1-format" | "code-elsewhere" | "code-unrecognized" | "no-code-found" | "label-text" | "camera-denied" | "image-unreadable" | "image-too-large" | "image-unsupported" | "stock-insufficient" | "quantity-invalid" | "limit-exceeded" | "line-unknown" | "line-full" | "line-locked" | "cart-changed" | "price-changed" | "quote-stale" | "order-expired" | "order-state" | "order-unclaimed" | "address-invalid" | "shipping-unavailable" | "coupon-invalid" | "slot-taken" | "booking-state" | "booking-not-active" | "change-too-late" | "payment-declined" | "payment-unavailable" | "payment-method-unknown" | "refund-too-much" | "card-data-refused" | "signature-invalid" | "currency-mixed" | "amount-overflow" | "enrol-code" | "tablet-revoked" | "pin-wrong" | "not-a-tablet" | "op-expired" | "op-version-unsupported" | "op-not-yet-supported" | "sync-gap" | "sync-forked" | "sync-epoch" | "sync-busy" | "scope-forbidden" | "offline" | "server-unreachable" | "server-error" | "reply-broken" | "not-petpro-server" | "clock-wrong" | "store-busy" | "store-corrupt" | "store-newer" | "store-not-sqlite" | "store-read-only" | "disk-full" | "file-not-found" | "file-unreadable" | "file-unwritable" | "suspended" | "usage" | "other";
export type CodeDrawn = { 
/**
 * `K7QM-2XRD`
 */
code: string, 
/**
 * Width and height of the drawn code with the white around it, in modules.
 */
size: number, 
/**
 * An SVG path over its dark modules.
 */
path: string, };
export type Colleague = { id: StaffId, name: string, role: StaffRole, 
/**
 * "Admin".
 */
may: Say, has_pin: boolean, active: boolean, };
export type ColleagueForm = { name: string, role: StaffRole, 
/**
 * The e-mail address of their account; without one they have a PIN only.
 */
username?: string | null, 
/**
 * 4 to 8 digits; absent: the one before stays.
 */
pin?: string | null, active: boolean, };
export type Colour = "green" | "amber" | "red" | "grey";
export type Column = { place: Place, 
/**
 * "Waiting".
 */
label: Say, cards: Array<BoardCard>, };
export type Currency = "JPY" | "KRW" | "CNY" | "USD";
export type DeliveryDesk = { 
/**
 * "Delivery".
 */
title: Say, shop: OwnShop, shops: Array<OwnShop>, 
/**
 * "Amounts in JPY".
 */
amounts: Say, form: DeliveryForm, 
/**
 * What each way is called, by its id.
 */
names: { [key in string]: Say }, 
/**
 * "Same prefecture", "Far islands": one a distance.
 */
distances: Array<Say>, 
/**
 * Where an example may go.
 */
destinations: Array<Destination>, 
/**
 * The shop's own region, an example's first destination.
 */
home: Region, };
export type DeliveryForm = { 
/**
 * The version that is changed; a shell gives it back as it came.
 */
version: string, 
/**
 * Goods from this amount on are delivered free; empty: never.
 */
free_from: string, 
/**
 * Business days until a parcel leaves.
 */
processing_days: string, ways: Array<DeliveryWay>, };
export type DeliveryRow = { 
/**
 * One price a weight band, in the currency's digits.
 */
rates: Array<string>, 
/**
 * The carrier's first and last day.
 */
first_day: string, last_day: string, };
export type DeliveryWay = { 
/**
 * `standard`.
 */
id: string, 
/**
 * Upper bounds of the weight bands, kilograms: `2`, `0.5`.
 */
weights: Array<string>, rows: Array<DeliveryRow>, };
export type Desk = { 
/**
 * None: this device is no clinic's tablet.
 */
tablet?: Tablet | null, 
/**
 * Its clinic's name; empty until the clinic's rows have come.
 */
clinic: string, 
/**
 * Who may stand here, by name.
 */
staff: Array<AtTablet>, 
/**
 * Who stands here; check-ins work without anybody, and name nobody.
 */
now?: AtTablet | null, 
/**
 * It was a tablet until the clinic took it back: what that means.
 */
gone?: Array<Say> | null, 
/**
 * Who is signed in on a device that is no tablet.
 */
person?: string | null, 
/**
 * Where that person works.
 */
works_at?: Array<Work> | null, };
export type DeskEntry = { service: string, 
/**
 * Server time of a beginning, ms.
 */
starts_ms: number, 
/**
 * Who or what should serve them, where it is free.
 */
resource?: string | null, 
/**
 * One to four, by name and species.
 */
pets: Array<[string, Species]>, 
/**
 * First name of who brings them.
 */
owner: string, note: string, };
export type DeskOrder = { 
/**
 * `JP-1001-1`.
 */
number: string, 
/**
 * `PROCESSING`.
 */
state: string, 
/**
 * "To pack".
 */
status: Say, 
/**
 * Who it is for.
 */
buyer: string, 
/**
 * "Tokyo".
 */
place: string, 
/**
 * "3 items".
 */
items: Say, total: Amount, 
/**
 * "5 minutes ago".
 */
since: Say, 
/**
 * "Standard · Jan 14 to Jan 16".
 */
arrives: Say, can_accept: boolean, can_ship: boolean, };
export type DeskService = { 
/**
 * Names it in a command; its name does so too.
 */
id: ServiceId, name: string, minutes: number, 
/**
 * "30 minutes".
 */
length: Say, };
export type DeskShown = { 
/**
 * Of several shops; the first without it.
 */
shop?: string | null, filter: OrderFilter, 
/**
 * Part of a number, a buyer's name or an article's.
 */
find?: string | null, };
export type Destination = { region: Region, name: string, };
export type DeviceRow = { id: string, platform: string, 
/**
 * When it last synced, by the server's clock.
 */
seen_ms: number, 
/**
 * The one that asks.
 */
current: boolean, };
export type DueState = "none" | "later" | "soon" | "overdue";
export type Entry = { at_ms: number, 
/**
 * Day and time.
 */
at: string, 
/**
 * `placed`, `paid` …
 */
what: string, say: Say, refused: boolean, shop_order?: string | null, 
/**
 * Ids and codes.
 */
detail?: string | null, };
export type FigureBar = { 
/**
 * `PREPARING`.
 */
state: string, label: Say, count: number, 
/**
 * Of the highest bar, 0 to 100.
 */
share: number, };
export type FigureDay = { 
/**
 * `2026-11-22`.
 */
day: string, 
/**
 * "Nov 22, 2026".
 */
date: string, orders: Say, total: Amount, 
/**
 * Of the best day, 0 to 100.
 */
share: number, };
export type FreeShipping = { 
/**
 * The threshold is reached.
 */
reached: boolean, 
/**
 * 0 to 100, for a bar.
 */
percent: number, 
/**
 * "¥1,020 more for free shipping" or "Free shipping".
 */
say: Say, };
export type Given = { vaccine: string, 
/**
 * `2026-11-22`; today without it.
 */
on?: string | null, 
/**
 * When the next one is due.
 */
due?: string | null, 
/**
 * As on the vial.
 */
batch: string, };
export type GoodsChip = { filter: GoodsFilter, label: Say, count: number, chosen: boolean, };
export type GoodsDesk = { 
/**
 * "Products".
 */
title: Say, shop: OwnShop, shops: Array<OwnShop>, filters: Array<GoodsChip>, 
/**
 * By name.
 */
goods: Array<ArticleRow>, empty?: Say | null, };
export type GoodsFilter = "all" | "low" | "off";
export type Grid = { 
/**
 * The category.
 */
shelf: Shelf, 
/**
 * Of all products of the category, so many stand before these.
 */
from: number, 
/**
 * The products.
 */
rows: Array<ProductRow>, };
export type Hit = { product: ProductId, name: string, brand: string, 
/**
 * SHA-256 of its picture.
 */
image?: string | null, shop: ShopId, shop_name: string, variants: Array<Offer>, };
export type Home = { 
/**
 * "Hello" and, where there are pets, theirs are the names: "Hello, you and Mochi".
 */
greeting: Say, 
/**
 * The visit that comes first.
 */
visit?: Booking | null, 
/**
 * Orders that are neither over nor called off, newest first.
 */
orders: Array<OrderSummary>, 
/**
 * In the shop's order; empty before the catalogue has arrived.
 */
shelves: Array<Shelf>, pets: Array<PetCard>, 
/**
 * Nothing has arrived yet: the first sync is under way, or there was never a network.
 */
bare: boolean, };
export type Inbox = { 
/**
 * "Inbox".
 */
title: Say, 
/**
 * "2 unread", or that there is nothing new.
 */
summary: Say, 
/**
 * For the badge.
 */
unread: number, 
/**
 * Newest first; those of a newer server, whose words are not known here, are left out.
 */
notices: Array<NoticeTold>, 
/**
 * Marks all of them read.
 */
read_all: Press, };
export type Kept = { 
/**
 * Names it in a choice.
 */
id: AddressId, 
/**
 * In one line.
 */
text: string, 
/**
 * This is the one.
 */
chosen: boolean, };
export type KeptAddress = { id: AddressId, address: Address, };
export type Kind = "vet" | "room" | "table" | "other";
export type Lang = "en" | "ja" | "ko" | "zh";
export type Level = "plenty" | "few" | "none";
export type Light = { state: LightState, 
/**
 * "Everything is sent", "2 changes wait to be sent".
 */
say: Say, 
/**
 * "Last synced: 5 minutes ago".
 */
synced: Say, };
export type LightState = "clear" | "waiting" | "offline" | "needs-you";
export type LineId = string;
export type Link = { "to": "home" } | { "to": "shop" } | { "to": "product", "id": ProductId } | { "to": "cart" } | { "to": "orders" } | { "to": "order", "id": OrderId } | { "to": "pets" } | { "to": "pet", "id": PetId } | { "to": "visits" } | { "to": "visit", "id": BookingId } | { "to": "clinic", "id": ClinicId } | { "to": "inbox" } | { "to": "changes" };
export type Local = { 
/**
 * `2026-03-29`
 */
date: string, 
/**
 * `09:30`, of 24 hours.
 */
time: string, 
/**
 * Monday is 1, Sunday 7.
 */
weekday: number, 
/**
 * `+09:00`: tells apart the two 01:30 of a day that has 25 hours.
 */
offset: string, };
export type LockedUnits = { 
/**
 * Which order.
 */
order: OrderId, 
/**
 * How many.
 */
n: number, 
/**
 * Says so.
 */
say: Say, };
export type Log = { 
/**
 * Newest first.
 */
rows: Array<LogRow>, 
/**
 * "12 entries, and the chain holds", or where it breaks.
 */
chain: Say, holds: boolean, 
/**
 * All of it, for a spreadsheet.
 */
csv: string, };
export type LogRow = { n: number, 
/**
 * The clinic's time, `Nov 24, 2026 09:30`.
 */
when: string, 
/**
 * "the tablet was switched off since": the time is what its clock claimed.
 */
uncertain?: Say | null, 
/**
 * "Booked"; of a newer server its own word.
 */
what: string, 
/**
 * The code of a visit as a desk types it, or a name.
 */
about: string, 
/**
 * "Hana", "Front desk · Mori", "By itself".
 */
who: string, };
export type Look = { 
/**
 * Codes that two looks agree on, each told once.
 */
accepted: Array<Scanned>, 
/**
 * Why nothing is read: `too-dark`, `blurred`, `too-small`.
 */
hint?: string | null, };
export type Method = { 
/**
 * Names it in a choice.
 */
id: MethodId, 
/**
 * `Visa`.
 */
brand: string, 
/**
 * The card's last four digits.
 */
last4: string, };
export type MethodId = string;
export type Microchip = number;
export type Money = { 
/**
 * Minor units: yen, won, fen, cents.
 */
amount: number, 
/**
 * What they are units of.
 */
currency: Currency, };
export type Moved = { 
/**
 * Undo it by this id.
 */
op: OpId, 
/**
 * "Salmon Bites (500 g): 12 more, 24 on the shelf".
 */
say: Say, row: ArticleRow, };
export type NoticeTold = { 
/**
 * Names it in a command.
 */
id: string, 
/**
 * What happened: "Order JP-1001 is paid: ¥2,480".
 */
title: string, 
/**
 * What to do or expect.
 */
detail: string, 
/**
 * "5 minutes ago".
 */
when: Say, 
/**
 * What it is about, to be opened by a tap.
 */
order?: OrderId | null, 
/**
 * The pet it is about.
 */
pet?: PetId | null, 
/**
 * Whether it was read, on this device or another.
 */
read: boolean, 
/**
 * For screen readers: "Unread", or nothing.
 */
mark?: Say | null, };
export type Offer = { variant: VariantId, label: string, gtin?: string | null, price: Money, level: Level, 
/**
 * How old `level` is, ms since the catalogue was last known to be current; none if it never was.
 */
level_age_ms?: number | null, 
/**
 * Off sale.
 */
gone: boolean, };
export type OneTablet = { id: TabletId, name: string, 
/**
 * "Last seen: 5 minutes ago", "Never seen since it was enrolled", "Taken back".
 */
say: Say, 
/**
 * "Take back: Front desk".
 */
revoke: Press, };
export type OpId = string;
export type Order = { 
/**
 * Which one.
 */
order: OrderId, 
/**
 * `JP-1001`; absent until the server has it.
 */
number?: string | null, 
/**
 * "Order JP-1001".
 */
title: Say, 
/**
 * `PENDING_PAYMENT`; `WAITING` on this device only.
 */
state: string, 
/**
 * "Waiting for payment".
 */
status: Say, 
/**
 * What that means for the person, in sentences.
 */
notes: Array<Say>, 
/**
 * How long its goods are held.
 */
hold?: OrderHold | null, 
/**
 * One part a shop; empty until the server has it.
 */
shops: Array<OrderPart>, 
/**
 * "Subtotal", "Shipping", "Tax", "Total".
 */
sums: Array<Sum>, 
/**
 * What is paid.
 */
total?: Amount | null, 
/**
 * Where it goes, line by line.
 */
address: Array<string>, 
/**
 * What happened, oldest first.
 */
timeline: Array<Entry>, 
/**
 * What may be done now.
 */
actions: OrderActions, };
export type OrderActions = { 
/**
 * Pay, or pay again.
 */
pay: Press, 
/**
 * Call it off.
 */
cancel: Press, 
/**
 * "I have received it".
 */
received: Press, };
export type OrderChip = { filter: OrderFilter, label: Say, count: number, chosen: boolean, };
export type OrderDesk = { 
/**
 * "Orders".
 */
title: Say, shop: OwnShop, 
/**
 * More than one where this person works for several.
 */
shops: Array<OwnShop>, filters: Array<OrderChip>, 
/**
 * At most 200, newest first.
 */
orders: Array<DeskOrder>, 
/**
 * "There are 120 more", where not all are listed.
 */
more?: Say | null, 
/**
 * Says that there are none.
 */
empty?: Say | null, 
/**
 * "3 new orders": told aloud when it changes.
 */
waiting: Say, };
export type OrderFilter = "open" | "new" | "packing" | "sent" | "done" | "all";
export type OrderHold = { 
/**
 * Server time, ms.
 */
until_ms: number, 
/**
 * 0 once it is over.
 */
left_ms: number, 
/**
 * "Reserved for you for 9:41 more".
 */
say: Say, };
export type OrderId = string;
export type OrderLine = { 
/**
 * "2 × Salmon Bites (500 g)".
 */
say: Say, 
/**
 * What they cost.
 */
amount: Amount, };
export type OrderOutcome = { number: string, 
/**
 * Absent where it was done.
 */
problem?: Problem | null, };
export type OrderOutcomes = { say: Say, orders: Array<OrderOutcome>, };
export type OrderPart = { 
/**
 * `JP-1001-1`.
 */
number: string, 
/**
 * "Hakata Pets · JP-1001-1".
 */
title: Say, 
/**
 * `PREPARING`.
 */
state: string, 
/**
 * "Being packed".
 */
status: Say, 
/**
 * "2 × Salmon Bites (500 g)" and what they cost.
 */
lines: Array<OrderLine>, 
/**
 * "Jan 14, 2026 to Jan 16, 2026".
 */
arrives: Say, 
/**
 * "Yamato 1234-5678".
 */
parcel?: Say | null, 
/**
 * Goods and shipping.
 */
total: Amount, };
export type OrderSummary = { 
/**
 * Which one.
 */
order: OrderId, 
/**
 * `JP-1001`; absent until the server has it.
 */
number?: string | null, 
/**
 * "Order JP-1001".
 */
title: Say, 
/**
 * `PENDING_PAYMENT`.
 */
state: string, 
/**
 * "Waiting for payment".
 */
status: Say, 
/**
 * What is paid.
 */
total?: Amount | null, 
/**
 * "Jan 14, 2026".
 */
placed: string, };
export type Orders = { 
/**
 * "Orders".
 */
title: Say, 
/**
 * Says that there are none.
 */
empty?: Say | null, 
/**
 * Newest first.
 */
orders: Array<OrderSummary>, };
export type OwnShop = { id: ShopId, name: string, };
export type PackLine = { variant: VariantId, 
/**
 * "Salmon Bites (500 g)".
 */
name: string, qty: number, 
/**
 * Its barcode, where it has one: what to look for on the shelf.
 */
gtin?: string | null, amount: Amount, };
export type PackOrder = { 
/**
 * `JP-1001-1`.
 */
number: string, 
/**
 * "Order JP-1001-1".
 */
title: Say, 
/**
 * `PREPARING`.
 */
state: string, status: Say, 
/**
 * "Paid 5 minutes ago".
 */
since: Say, 
/**
 * "Nov 22, 2026".
 */
date: string, 
/**
 * The shop's name, as it stands on the slip.
 */
shop: string, 
/**
 * Where it goes, line by line.
 */
address: Array<string>, lines: Array<PackLine>, 
/**
 * "5 items".
 */
items: Say, total: Amount, 
/**
 * When it is to arrive.
 */
arrives: Say, 
/**
 * "Yamato 1234-5678".
 */
parcel?: Say | null, 
/**
 * Carriers to choose from, the one used last first; another can be typed.
 */
carriers: Array<string>, 
/**
 * Begin to pack.
 */
accept: Press, 
/**
 * It was given to a carrier.
 */
ship: Press, 
/**
 * "Packing slip".
 */
slip: Say, };
export type ParcelPrice = { 
/**
 * "A 3 kg parcel of ¥4,000 to Tokyo costs ¥780. ¥980 more and delivery is free."
 */
say?: Say | null, 
/**
 * Why there is no price.
 */
problem?: Problem | null, 
/**
 * What is wrong with the terms that were typed, in words.
 */
faults: Array<Say>, };
export type ParcelTry = { way: string, 
/**
 * `JP-13`.
 */
to: string, 
/**
 * Kilograms.
 */
weight: string, 
/**
 * What the goods cost.
 */
goods: string, };
export type PassDrawn = { shown: PassShown, 
/**
 * Width and height of the code with the white around it, in modules.
 */
size: number, 
/**
 * An SVG path over the dark modules of a square of that size.
 */
path: string, };
export type PassShown = { booking: BookingId, 
/**
 * To be drawn as a QR code with medium correction.
 */
text: string, 
/**
 * Draw it anew after so many ms; none on paper.
 */
fresh_ms?: number | null, 
/**
 * For typing where nothing can be scanned: `K7QM-2XRD`.
 */
code: string, clinic: string, 
/**
 * Day and time in the clinic's time zone.
 */
when: string, pets: string, 
/**
 * "This pass does not change. Anybody may hold it.", on paper.
 */
note?: Say | null, };
export type PassVerdict = { verdict: Verdict, reason: Reason, colour: Colour, 
/**
 * The name of a picture.
 */
icon: string, title: string, 
/**
 * What it means.
 */
detail: string, 
/**
 * What the desk does now.
 */
next: string, 
/**
 * The server's signature in the pass is good.
 */
sig_ok: boolean, booking?: BookingId | null, 
/**
 * "Pochi, Tama": as the pass or the booking has them.
 */
pets: string, 
/**
 * The owner's first name.
 */
owner: string, 
/**
 * The pets' names, one by one: each can stand on the scale.
 */
each: Array<string>, 
/**
 * It is believed, so a desk may let them in without a second look.
 */
let_in: boolean, 
/**
 * "Check in"; not where there is nobody to be checked in.
 */
receive: Press, };
export type Payment = { 
/**
 * What is paid.
 */
order: OrderId, 
/**
 * `open`, `processing`, `captured`, `failed` …
 */
state: string, 
/**
 * How far it is.
 */
say: Say, 
/**
 * What is asked for.
 */
amount: Amount, 
/**
 * For the system's browser, never for a web view inside the app: banks open apps of their own.
 */
page?: string | null, 
/**
 * The provider's word for a refusal.
 */
refused?: string | null, 
/**
 * "Try again".
 */
retry: Press, };
export type Pending = "wait" | "keep" | "discard";
export type Pet = { name: string, species: Species, breed?: string | null, 
/**
 * `2022-02-29` is no day and is refused.
 */
born?: string | null, 
/**
 * 15 digits (ISO 11784/11785).
 */
chip?: Microchip | null, allergies?: Array<string> | null, };
export type PetCard = { 
/**
 * Names it in a command, where its name is not enough.
 */
id: PetId, name: string, species: Species, 
/**
 * "Dog".
 */
kind: Say, 
/**
 * As its people wrote it; may be empty.
 */
breed?: string | null, 
/**
 * "2 years and 3 months old".
 */
age?: Say | null, 
/**
 * The newest: "4.2 kg".
 */
weight?: Say | null, 
/**
 * What must not be overlooked: "Allergic to: chicken".
 */
allergies?: Say | null, 
/**
 * Vaccinations that are overdue or due within two weeks, the most pressing one first.
 */
due?: Array<Say> | null, 
/**
 * Something about it is saved here and was not sent yet.
 */
waits?: Say | null, 
/**
 * It has a photo: its version.
 */
photo?: string | null, };
export type PetForm = { species: Array<PetKind>, };
export type PetId = string;
export type PetKind = { species: Species, 
/**
 * "Dog".
 */
label: Say, };
export type PetPage = { card: PetCard, 
/**
 * "Born on Feb 29, 2020".
 */
born?: Say | null, chip?: Chip | null, weights: Weights, vaccinations: Vaccinations, weigh: Press, vaccinate: Press, change: Press, forget: Press, };
export type PetWeight = { 
/**
 * Its place among the visit's pets, from 0; a pass names them in the same order.
 */
pet: number, grams: number, };
export type PetWritten = { name: string, species: Species, breed: string, 
/**
 * `2022-03-31`; none where nobody knows.
 */
born?: string | null, 
/**
 * Digits, spaces allowed; empty without a chip.
 */
chip: string, allergies: Array<string>, };
export type Pets = { 
/**
 * "Pets".
 */
title: Say, 
/**
 * "2 pets", or what to do where there is none.
 */
summary: Say, 
/**
 * Oldest first.
 */
pets: Array<PetCard>, 
/**
 * "Add a pet".
 */
add: Press, };
export type Place = "expected" | "late" | "waiting" | "in-progress" | "done" | "missed";
export type Placed = { 
/**
 * "Order JP-1001 was placed", or that it will be.
 */
say: Say, op: OpId, order: OrderId, 
/**
 * `JP-1001`, once the server has it.
 */
number?: string | null, 
/**
 * It is saved and was not sent yet.
 */
waits: boolean, };
export type Placing = { "visit": BookingId } | { "service": ServiceId };
export type Point = { 
/**
 * `2026-11-22`
 */
on: string, 
/**
 * Days since 1970: the chart's axis.
 */
day: number, grams: number, 
/**
 * For who cannot see the chart: "4.2 kg on Nov 22, 2026".
 */
label: Say, 
/**
 * Whose scale it was, where it was a clinic's.
 */
clinic?: Say | null, };
export type Poster = { 
/**
 * "Sakura Animal Clinic".
 */
title: string, svg: string, 
/**
 * The same page as PDF, base64.
 */
pdf: string, };
export type Press = { 
/**
 * Its accessible label; names the thing, since a reader may hear it alone.
 */
label: Say, 
/**
 * Whether pressing it can succeed.
 */
enabled: boolean, };
export type Problem = { 
/**
 * The stable code.
 */
code: Code, 
/**
 * What it is.
 */
title: string, 
/**
 * What happened.
 */
detail: string, 
/**
 * What to do now.
 */
next: string, };
export type Product = { 
/**
 * Which one.
 */
product: ProductId, 
/**
 * Its name.
 */
name: string, 
/**
 * The maker.
 */
brand: string, 
/**
 * SHA-256 of its picture.
 */
image?: string | null, 
/**
 * Who sells it.
 */
shop: ShopId, 
/**
 * "Sold by Hakata Aqua".
 */
sold_by: Say, 
/**
 * What can be chosen; the one that was scanned comes first.
 */
variants: Array<ProductVariant>, };
export type ProductId = string;
export type ProductRow = { 
/**
 * Which one.
 */
product: ProductId, 
/**
 * The one that "add" takes: the first that is there, else the first.
 */
variant?: VariantId | null, 
/**
 * Its name.
 */
name: string, 
/**
 * The maker.
 */
brand: string, 
/**
 * SHA-256 of its picture.
 */
image?: string | null, 
/**
 * Who sells it.
 */
shop: string, 
/**
 * Its lowest price; "from" it where there are several.
 */
price?: Say | null, 
/**
 * Of that variant.
 */
availability?: Say | null, 
/**
 * The whole row for a screen reader.
 */
spoken: Say, };
export type ProductVariant = { 
/**
 * Which one.
 */
variant: VariantId, 
/**
 * `1.5 kg`; empty where there is only one.
 */
label: string, 
/**
 * "Barcode 9520000000004".
 */
barcode?: Say | null, 
/**
 * Price of one.
 */
price: Amount, 
/**
 * "In stock", "Limited Stock Available", "Out of stock", "No longer sold".
 */
availability: Say, 
/**
 * "As of 5 minutes ago": stock on this device is what was last heard.
 */
as_of?: Say | null, 
/**
 * The quantity to begin with, the least and the most that can be chosen.
 */
quantity: Quantity, 
/**
 * "Add to Cart".
 */
add: Press, };
export type Quantity = { 
/**
 * The least.
 */
min: number, 
/**
 * The most.
 */
max: number, 
/**
 * What is chosen first.
 */
start: number, };
export type RankedArticle = { variant: VariantId, name: string, 
/**
 * "12 sold", "2 left".
 */
say: Say, 
/**
 * Of the first, 0 to 100.
 */
share: number, };
export type Reason = "not-ours" | "other-version" | "cut-off" | "unknown-key" | "no-such-booking" | "forged" | "key-revoked" | "key-retired" | "taken-back" | "other-clinic" | "cancelled" | "lapsed" | "already-checked-in" | "moved" | "replaced" | "other-day" | "too-late" | "screenshot" | "not-yet-known" | "not-yet-known-unchecked" | "unchecked" | "paper" | "genuine";
export type Received = { 
/**
 * The check-in; undo it by this id.
 */
id: OpId, booking?: BookingId | null, verdict: Verdict, 
/**
 * "Mochi, Taro", as far as this tablet knows.
 */
pets: string, 
/**
 * The check-in that counts, where it is another one.
 */
repeat_of?: OpId | null, };
export type Refused = { code: Code, 
/**
 * What it is.
 */
title: string, 
/**
 * What happened.
 */
detail: string, 
/**
 * What to do now.
 */
next: string, 
/**
 * How many can be had, where more were asked for.
 */
available?: number | null, 
/**
 * The fields of a form to look at again, by their names on the wire.
 */
fields: Array<string>, };
export type Region = string;
export type RegionName = { region: Region, 
/**
 * "Tokyo".
 */
name: string, };
export type ResourceId = string;
export type Role = "owner" | "clinic" | "shop";
export type Room = { title: Say, 
/**
 * What the numbers are.
 */
hint: Say, 
/**
 * Those who may come in, then those who wait, each in the order in which they came.
 */
calls: Array<Call>, };
export type SavedLine = { 
/**
 * Its id.
 */
line: LineId, 
/**
 * What is in it.
 */
variant: VariantId, 
/**
 * The product's name.
 */
name: string, 
/**
 * Size or flavour and chosen options.
 */
label: string, 
/**
 * How many come back into the cart.
 */
qty: number, 
/**
 * Why it is here, where the person did not put it: the cart was full, or 30 days passed.
 */
why?: Say | null, 
/**
 * ◷ Something about it is not sent yet.
 */
waiting?: Say | null, 
/**
 * Back into the cart.
 */
back: Press, };
export type Say = { 
/**
 * The Fluent id, `cart-added`.
 */
key: string, 
/**
 * Filled in, in the screen's language.
 */
text: string, };
export type Scan = { 
/**
 * "Barcode 9520000000004", "Microchip 392 123456789012".
 */
barcode?: Say | null, 
/**
 * What kind of number or code it is, where it is not plainly goods.
 */
note?: Say | null, 
/**
 * Lot, dates, weight: what the label says beside the number.
 */
facts?: Array<Say> | null, 
/**
 * The goods.
 */
product?: Product | null, 
/**
 * "This is Mochi": a pet of this household has this chip.
 */
pet?: Say | null, 
/**
 * "It says: …", never opened.
 */
preview?: Say | null, 
/**
 * Why there are no goods.
 */
problem?: Problem | null, };
export type Scanned = { 
/**
 * `QR`, `EAN13`, `EAN8`, `UPCA`, `UPCE`, `CODE128`; `TYPED` for what came from a keyboard.
 */
format: string, text: string, 
/**
 * Its corners in pixels of the upright picture, clockwise; zeros where it was typed.
 */
points: [[number, number], [number, number], [number, number], [number, number]], 
/**
 * The goods, where the local catalogue has them; the variant that was scanned comes first.
 */
product?: Hit | null, 
/**
 * The pet of this household that has this chip.
 */
pet?: PetId | null, 
/**
 * Why there are none: `barcode-unknown`, `code-unrecognized`, `code-elsewhere`, `product-unknown`, or what is wrong
 * with the code.
 */
problem?: Code | null, 
/**
 * The screen that shows it.
 */
screen: Scan, };
export type Search = { 
/**
 * What was asked for.
 */
query: string, 
/**
 * "12 products".
 */
count: Say, 
/**
 * What to try where nothing was found.
 */
hint?: Say | null, 
/**
 * Best first.
 */
hits: Array<ProductRow>, };
export type ServiceId = string;
export type Session = { 
/**
 * None for a guest.
 */
user?: UserId | null, 
/**
 * The e-mail address as it was typed at sign-in.
 */
username?: string | null, 
/**
 * True when the same person has to sign in again before what is pending can be sent.
 */
sign_in_needed: boolean, };
export type Settings = { 
/**
 * None: the one that the shell was started with.
 */
lang?: Lang | null, 
/**
 * None: nobody was asked yet.
 */
role?: Role | null, };
export type Shelf = { 
/**
 * Which one.
 */
category: CategoryId, 
/**
 * Its name.
 */
name: string, 
/**
 * SHA-256 of a picture of something in it.
 */
image?: string | null, 
/**
 * How many products it holds.
 */
n: number, 
/**
 * "12 products".
 */
count: Say, };
export type Shelves = { 
/**
 * "Shop".
 */
title: Say, 
/**
 * In the shop's order; those that hold nothing are not shown.
 */
shelves: Array<Shelf>, };
export type ShopFigures = { 
/**
 * "Figures".
 */
title: Say, shop: OwnShop, shops: Array<OwnShop>, 
/**
 * "¥128,400 from 41 orders in 30 days".
 */
sum: Say, states: Array<FigureBar>, 
/**
 * Oldest first, today last.
 */
days: Array<FigureDay>, 
/**
 * "No sales in these days", where there are none.
 */
no_sales?: Say | null, best: Array<RankedArticle>, low: Array<RankedArticle>, 
/**
 * "Nothing runs out".
 */
enough?: Say | null, 
/**
 * "As of 2 hours ago", where the server was not reached.
 */
stale?: Say | null, };
export type ShopId = string;
export type Species = "dog" | "cat" | "rabbit" | "rodent" | "bird" | "reptile" | "fish" | "other";
export type StaffId = string;
export type StaffRole = "admin" | "desk" | "other";
export type Stretch = { from: number, to: number, };
export type Sum = { 
/**
 * "Shipping".
 */
label: Say, 
/**
 * `¥600`.
 */
amount: Amount, };
export type Synced = { 
/**
 * Round trips made.
 */
trips: number, 
/**
 * Intents that got their final result.
 */
settled: number, 
/**
 * Rows that arrived.
 */
rows: number, 
/**
 * Intents still pending (held back by the server or made meanwhile).
 */
pending: number, };
export type Tablet = { id: TabletId, clinic: ClinicId, 
/**
 * As the admin called it.
 */
name: string, };
export type TabletId = string;
export type Tablets = { 
/**
 * Those that are in use, then those that were taken back.
 */
tablets: Array<OneTablet>, };
export type Time = { 
/**
 * What a command takes, server time, ms.
 */
starts_ms: number, 
/**
 * `Nov 24, 2026 09:30`.
 */
text: string, 
/**
 * `Nov 24, 2026`, above the times of a day.
 */
day: string, 
/**
 * As the clinic's clock shows it; the offset tells apart the two 01:30 of a long day.
 */
local: Local, };
export type TimePlaced = { 
/**
 * "Mochi comes at 09:30, Nov 23, 2026", or that this time is taken.
 */
say: Say, 
/**
 * It is saved here and waits for a network.
 */
waits: boolean, 
/**
 * Why it could not be had.
 */
problem?: Problem | null, 
/**
 * What could be had instead.
 */
others: Array<Time>, };
export type Timeline = { 
/**
 * "What happened".
 */
title: Say, 
/**
 * Oldest first.
 */
entries: Array<Entry>, };
export type Times = { 
/**
 * "Check-up at Umeda Pet Clinic".
 */
title: Say, 
/**
 * That they are the clinic's time, and which zone that is.
 */
zone: Say, 
/**
 * Without a network: that somebody may have booked them already.
 */
uncertain?: Say | null, 
/**
 * That there is none.
 */
none?: Say | null, times: Array<Time>, };
export type Topic = "board" | "cart" | "inbox" | "outbox" | "pets" | "session" | "shop";
export type Unavailable = { 
/**
 * Their line of the cart.
 */
line: LineId, 
/**
 * "2 × Salmon Bites (500 g)".
 */
say: Say, 
/**
 * Why.
 */
problem: Problem, };
export type UserId = string;
export type Vaccination = { vaccine: string, 
/**
 * "Rabies, given on Mar 20, 2026".
 */
given: Say, 
/**
 * "due in 12 days".
 */
due: Say, state: DueState, 
/**
 * As on the vial; may be empty.
 */
batch?: string | null, 
/**
 * The clinic that vouches for it.
 */
clinic?: Say | null, };
export type Vaccinations = { 
/**
 * The next due first.
 */
newest: Array<Vaccination>, 
/**
 * Where there is none.
 */
empty?: Say | null, };
export type VariantId = string;
export type Verdict = "genuine" | "not-yet-known" | "already-checked-in" | "other-clinic" | "other-day" | "expired" | "cancelled" | "revoked" | "forged" | "unknown";
export type WalkIn = { 
/**
 * What they want, by its id or its name in any language.
 */
service: string, 
/**
 * One to four, by name and species.
 */
pets: Array<[string, Species]>, 
/**
 * First name of who brings them.
 */
owner: string, note: string, };
export type Warning = { "w": "price-changed", 
/**
 * What was shown.
 */
was: Money, 
/**
 * What it is.
 */
now: Money, } | { "w": "qty-limited", 
/**
 * The most that can be ordered.
 */
max: number, } | { "w": "limited-stock", 
/**
 * Whether any.
 */
any: boolean, } | { "w": "gone" } | { "w": "expiring", 
/**
 * ms since 1970.
 */
at_ms: number, };
export type Way = { 
/**
 * `standard`, `express`; a payment method's id; `page`.
 */
id: string, 
/**
 * "Standard", "Visa ending in 4242".
 */
say: Say, 
/**
 * When it comes.
 */
arrives?: Say | null, 
/**
 * This is the one.
 */
chosen: boolean, };
export type Weekday = { name: string, times: string, };
export type Weighed = { 
/**
 * The pet's name; needed where several come with one visit.
 */
pet?: string | null, 
/**
 * `4.2 kg`, `850 g`; a bare number is kilograms, as scales at a desk show them. Empty: not weighed.
 */
weight: string, };
export type Weights = { 
/**
 * One a day, oldest first.
 */
points: Array<Point>, 
/**
 * "4.2 kg on Nov 22, 2026", or that it was never weighed.
 */
newest: Say, 
/**
 * Whose scale that was, where it was a clinic's.
 */
clinic?: Say | null, 
/**
 * "0.3 kg more than on Oct 1, 2026".
 */
change?: Say | null, };
export type Why = "received" | "counted" | "damaged" | "returned" | "undone" | "other";
export type Wish = { clinic: string, service: string, 
/**
 * One to four of the household's.
 */
pets: Array<string>, 
/**
 * Server time of a beginning, ms.
 */
starts_ms: number, note: string, };
export type Work = { id: ClinicId, name: string, };
export type Workplace = { id: ClinicId, name: string, 
/**
 * "Its time zone: Asia/Tokyo".
 */
zone: Say, 
/**
 * "Mon: 09:00–12:00, 14:00–19:00", Monday first.
 */
week: Array<Say>, 
/**
 * The same as it is typed: "Mon" and "09:00-12:00,14:00-19:00"; empty is closed.
 */
typed: Array<Weekday>, 
/**
 * Days that are other than their weekday, in their order: "Dec 31, 2026: closed".
 */
days: Array<Say>, 
/**
 * "Closed on: 01-01, 2026-12-30".
 */
holidays?: Say | null, services: Array<WorkplaceService>, resources: Array<WorkplaceThing>, staff: Array<Colleague>, };
export type WorkplaceService = { 
/**
 * Names it in a command.
 */
id: ServiceId, name: string, 
/**
 * "30 minutes".
 */
length: Say, price: Amount, needs: Array<Kind>, 
/**
 * No longer offered.
 */
gone: boolean, };
export type WorkplaceThing = { id: ResourceId, name: string, kind: Kind, 
/**
 * "Vet".
 */
what: Say, 
/**
 * Visits that it serves at once.
 */
capacity: number, gone: boolean, };

/** What each command takes and gives. */
export interface Commands {
  session: { takes: {  }; gives: Session }
  register: { takes: { username: string; password: string }; gives: Session }
  login: { takes: { username: string; password: string }; gives: Session }
  logout: { takes: { pending: Pending }; gives: null }
  devices: { takes: {  }; gives: Array<DeviceRow> }
  revoke_device: { takes: { id: string }; gives: null }
  lang: { takes: {  }; gives: Lang }
  speak: { takes: { lang: Lang }; gives: null }
  settings: { takes: {  }; gives: Settings }
  be: { takes: { role: Role }; gives: Settings }
  follow: { takes: { address: string }; gives: Link }
  sync: { takes: {  }; gives: Synced }
  light: { takes: {  }; gives: Light }
  changes: { takes: {  }; gives: Changes }
  retry: { takes: { op: string }; gives: Changes }
  dismiss: { takes: { op: string }; gives: Changes }
  home: { takes: {  }; gives: Home }
  shelves: { takes: {  }; gives: Shelves }
  shelf: { takes: { category: string; from: number; limit: number }; gives: Grid }
  find: { takes: { text: string }; gives: Search }
  product: { takes: { id: string }; gives: Product }
  entered: { takes: { text: string }; gives: Scanned }
  cart: { takes: {  }; gives: Cart }
  add: { takes: { variant: string; n: number }; gives: Added }
  set_quantity: { takes: { line: string; n: number }; gives: Cart }
  remove: { takes: { line: string }; gives: Cart }
  save_for_later: { takes: { line: string }; gives: Cart }
  back_to_cart: { takes: { line: string }; gives: Cart }
  checkout: { takes: { choice: Choice }; gives: Checkout }
  place_order: { takes: { choice: Choice }; gives: Placed }
  pay: { takes: { order: string; method?: string | null }; gives: Payment }
  orders: { takes: {  }; gives: Orders }
  order: { takes: { which: string }; gives: Order }
  timeline: { takes: { which: string }; gives: Timeline }
  cancel_order: { takes: { which: string }; gives: Order }
  confirm_receipt: { takes: { which: string }; gives: Order }
  address_form: { takes: {  }; gives: AddressForm }
  addresses: { takes: {  }; gives: Array<KeptAddress> }
  keep_address: { takes: { address: Address }; gives: KeptAddress }
  change_address: { takes: { id: string; address: Address }; gives: KeptAddress }
  forget_address: { takes: { id: string }; gives: null }
  cards: { takes: {  }; gives: Array<Method> }
  forget_card: { takes: { id: string }; gives: null }
  inbox: { takes: {  }; gives: Inbox }
  read_notices: { takes: { ids: Array<string> }; gives: Inbox }
  read_all_notices: { takes: {  }; gives: Inbox }
  pet_form: { takes: {  }; gives: PetForm }
  pets: { takes: {  }; gives: Pets }
  pet: { takes: { which: string }; gives: PetPage }
  pet_profile: { takes: { which: string }; gives: Pet }
  put_pet: { takes: { which?: string | null; pet: PetWritten }; gives: PetPage }
  forget_pet: { takes: { which: string }; gives: null }
  weigh_pet: { takes: { which: string; weight: string; on?: string | null }; gives: PetPage }
  vaccinate_pet: { takes: { which: string; given: Given }; gives: PetPage }
  clinics: { takes: {  }; gives: Array<ClinicPage> }
  clinic: { takes: { id: string }; gives: ClinicPage }
  free_slots: { takes: { clinic: string; service: string; day?: string | null }; gives: Times }
  bookings: { takes: {  }; gives: Bookings }
  booking: { takes: { which: string }; gives: Booking }
  book: { takes: { wish: Wish }; gives: Booking }
  move_booking: { takes: { which: string; starts_ms: number }; gives: Booking }
  cancel_booking: { takes: { which: string }; gives: Booking }
  here: { takes: { which: string }; gives: Booking }
  pass: { takes: { booking: string }; gives: PassDrawn }
  desk: { takes: {  }; gives: Desk }
  enrol: { takes: { code: string }; gives: Desk }
  end_desk: { takes: { pending: Pending }; gives: Desk }
  take_desk: { takes: { name: string; pin: string }; gives: Desk }
  leave_desk: { takes: {  }; gives: Desk }
  arrivals: { takes: {  }; gives: Arrivals }
  look_at_code: { takes: { text: string }; gives: PassVerdict }
  receive: { takes: { text: string; scale: Array<Weighed> }; gives: Checked }
  board: { takes: { day?: string | null }; gives: Board }
  act: { takes: { booking: string; act: Act; scale: Array<Weighed> }; gives: Acted }
  calendar: { takes: { day?: string | null; view: CalendarView; placing?: Placing | null }; gives: Calendar }
  move_visit: { takes: { booking: string; starts_ms: number; resource?: string | null }; gives: TimePlaced }
  enter_visit: { takes: { entry: DeskEntry }; gives: TimePlaced }
  waiting_room: { takes: {  }; gives: Room }
  desk_services: { takes: {  }; gives: Array<DeskService> }
  walk_in: { takes: { who: WalkIn }; gives: Acted }
  workplace: { takes: { clinic: string }; gives: Workplace }
  put_weekday: { takes: { clinic: string; weekday: number; times: string }; gives: Workplace }
  put_staff: { takes: { clinic: string; staff?: string | null; it: ColleagueForm }; gives: Workplace }
  tablets: { takes: { clinic: string }; gives: Tablets }
  tablet_code: { takes: { clinic: string; name: string }; gives: CodeDrawn }
  revoke_tablet: { takes: { tablet: string }; gives: null }
  poster: { takes: { clinic: string }; gives: Poster }
  log: { takes: { clinic: string }; gives: Log }
  shop_desk: { takes: { shown: DeskShown }; gives: OrderDesk }
  shop_order: { takes: { number: string }; gives: PackOrder }
  shop_accept: { takes: { numbers: Array<string> }; gives: OrderOutcomes }
  shop_ship: { takes: { number: string; carrier: string; tracking: string }; gives: PackOrder }
  shop_goods: { takes: { shop?: string | null; filter: GoodsFilter; find: string }; gives: GoodsDesk }
  shop_article: { takes: { variant: string }; gives: ArticlePage }
  scan_article: { takes: { code: string }; gives: ArticlePage }
  change_article: { takes: { variant: string; form: ArticleForm }; gives: ArticlePage }
  adjust_stock: { takes: { variant: string; by: number; why: Why }; gives: Moved }
  undo_adjust: { takes: { op: string }; gives: Moved }
  shop_delivery: { takes: { shop?: string | null }; gives: DeliveryDesk }
  price_parcel: { takes: { shop?: string | null; form: DeliveryForm; parcel: ParcelTry }; gives: ParcelPrice }
  put_delivery: { takes: { shop?: string | null; form: DeliveryForm }; gives: DeliveryDesk }
  shop_figures: { takes: { shop?: string | null; days?: number | null }; gives: ShopFigures }
}
