# Signing in, devices, syncing.
