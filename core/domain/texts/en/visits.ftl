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
