# The cart screen, its lines and messages.
