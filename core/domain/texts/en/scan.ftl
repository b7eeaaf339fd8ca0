# Scanning and its results.
