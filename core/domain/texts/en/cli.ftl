# What `petpro` prints at a terminal.
cli-signed-in = Signed in as { $user }
cli-guest = Nobody is signed in; the cart is kept on this device
cli-signed-out = Signed out
cli-this-device = this device
cli-password-missing = No password was given: set PETPRO_PASSWORD or use --password-stdin.
cli-no-data-folder = There is no home folder to keep the data in: name one with --data.
cli-unreachable = Nobody answers at { $server }. Is the server running? --server names another one.
cli-data-folder = The data folder { $folder } cannot be read or written; --data names another one.
cli-syncing = Syncing
cli-synced = Up to date: { $rows } rows came, { $sent } changes were sent
cli-pending =
    { $n ->
        [one] { $n } change waits to be sent
       *[other] { $n } changes wait to be sent
    }
cli-watching = Connected. Ctrl-C ends.
cli-changed = The cart was changed
cli-removed = Removed from the cart
cli-saved = Saved for later
cli-back-in-cart = Back in the cart
cli-dismissed = Taken off the list
cli-label-saved = { $format } { $text } was saved as { $file }
cli-pass-saved = The pass was saved as { $file }
cli-photo-saved = The photo was saved as { $file }
cli-poster-saved = The poster was saved as { $file }
cli-annotated = The picture with its codes marked was saved as { $file }
cli-address-forgotten = The address is forgotten; orders keep their copy
cli-device-revoked = That device is signed out
cli-card-forgotten = The card is forgotten
cli-pet-forgotten = { $name } is forgotten
