# Clinics and visits. { $when } and { $day } are written as the language writes dates.
clinic-open = Open now
clinic-closed = Closed now
clinic-today = Today: { $times }
clinic-closed-today = Closed today
clinic-zone = Times are those of { $zone }
clinic-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
times-title = { $service } at { $place }
times-none = Nothing is free in these days
times-uncertain = Without a network: somebody may have booked these already. You can ask for one; the answer comes when you are online.
bookings-title = Visits
bookings-empty = No visit yet
booking-pets = With: { $pets }
booking-here = The clinic knows that you are there
booking-waits = Saved. It is asked for when you are online
booking-refused = Not possible
booking-requested = Asked for
booking-confirmed = Confirmed
booking-checked-in = Checked in
booking-in-progress = With the vet
booking-completed = Done
booking-cancelled = Called off
booking-no-show = Missed
booking-expired = Never confirmed
booking-other = Open the app's newest version to see this
booking-arrive = I am in the car park
booking-move = Move
booking-cancel = Call off
waiting-title = Waiting list
waiting-empty = Nothing is waited for
waiting-days = From { $from } to { $to }
waiting-told = A free time was told in the inbox
weekday-monday = Mon
weekday-tuesday = Tue
weekday-wednesday = Wed
weekday-thursday = Thu
weekday-friday = Fri
weekday-saturday = Sat
weekday-sunday = Sun
clinic-day-closed = { $day }: closed
clinic-day-open = { $day }: { $times }
clinic-holidays = Closed on: { $days }
# What to look at again.
clinic-wrong-days = Days are written like 2026-11-24, the last is not before the first, and they are not over.
clinic-wrong-hours = Hours are written like 09:00-12:00,14:00-19:00 in whole fives of minutes, or closed; weekdays like mon-fri.
clinic-wrong-holiday = A holiday is written like 12-31, or 2026-12-31 for one year.
clinic-wrong-name = A name has 1 to 60 letters in one line.
clinic-wrong-minutes = It takes 5 minutes to a day, in whole fives of minutes; so does the step.
clinic-wrong-price = A price is zero or more, in the smallest unit.
clinic-wrong-needs = One to eight are needed, each a vet, a room or a table.
clinic-wrong-most-pets = One to ten pets may come at once.
clinic-wrong-kind = It is one of vet, room, table.
clinic-wrong-capacity = It serves at least one at once.
clinic-wrong-role = The role is admin or desk.
clinic-wrong-pin = A PIN has 4 to 8 digits.
clinic-wrong-staff = The address has an account that does not work here yet, and one admin stays.
clinic-vet = Vet
clinic-room = Room
clinic-table = Table
clinic-thing = Something newer
clinic-admin = Admin
clinic-desk = Desk
clinic-no-role = A newer role
