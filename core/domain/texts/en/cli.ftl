# What `petpro` prints at a terminal.
