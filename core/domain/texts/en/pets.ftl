# The household's pets.
pets-title = Pets
pets-empty = No pet here yet. Add the first one, and weights and vaccinations have their place.
pets-count =
    { $n ->
        [one] { $n } pet
       *[other] { $n } pets
    }
pets-add = Add a pet
pet-dog = Dog
pet-cat = Cat
pet-rabbit = Rabbit
pet-rodent = Rodent
pet-bird = Bird
pet-reptile = Reptile
pet-fish = Fish
pet-other = Another animal
pet-age-days =
    { $n ->
        [one] { $n } day old
       *[other] { $n } days old
    }
pet-age-months =
    { $n ->
        [one] { $n } month old
       *[other] { $n } months old
    }
pet-age-years =
    { $n ->
        [one] { $n } year old
       *[other] { $n } years old
    }
pet-age-both =
    { $years ->
        [one] { $years } year
       *[other] { $years } years
    } and { $months ->
        [one] { $months } month old
       *[other] { $months } months old
    }
pet-born = Born on { $date }
pet-allergic = Allergic to: { $what }
pet-waits = Saved on this device, not sent yet
pet-kilograms = { $kg } kg
pet-grams = { $g } g
pet-weighed = { $weight } on { $date }
pet-never-weighed = Not weighed yet
pet-heavier = { $weight } more than on { $date }
pet-lighter = { $weight } less than on { $date }
pet-same-weight = The same as on { $date }
pet-vaccinated = { $vaccine }, given on { $date }
pet-by = by { $clinic }
pet-by-clinic = written by a clinic
pet-no-vaccination = No vaccination noted yet
pet-due = { $vaccine }: { $when }
pet-due-in =
    { $n ->
        [one] due in { $n } day
       *[other] due in { $n } days
    }
pet-due-today = due today
pet-overdue =
    { $n ->
        [one] overdue by { $n } day
       *[other] overdue by { $n } days
    }
pet-due-never = no next date noted
pet-weigh = Note a weight of { $name }
pet-vaccinate = Note a vaccination of { $name }
pet-change = Change { $name }
pet-forget = Forget { $name }
# What to look at again.
pet-wrong-which = Several pets have this name: use the id.
pet-wrong-whose = Several come with this visit, or none of this name: say whose weight it is, like Mochi=4.2kg.
pet-wrong-which-one = Several come with this visit, or none of this name: name the pet.
pet-wrong-name = A name has 1 to 40 letters in one line.
pet-wrong-species = The species is one of dog, cat, rabbit, rodent, bird, reptile, fish, other.
pet-wrong-breed = A breed has up to 40 letters in one line.
pet-wrong-born = The birth date is a day that has been, written like 2022-03-31.
pet-wrong-chip = A microchip has 15 digits, and its first three say who gave it out.
pet-wrong-allergies = An allergy has 1 to 40 letters in one line, and there are at most 50.
pet-wrong-on = The date is a day that has been, written like 2026-03-31.
pet-wrong-grams = A weight has its unit and is at most 500 kg: 4.2kg, 850g.
pet-wrong-vaccine = A vaccine's name has 1 to 80 letters in one line.
pet-wrong-due = The next date comes after the one it was given on, written like 2027-03-31.
pet-wrong-batch = A batch has up to 40 letters in one line.
