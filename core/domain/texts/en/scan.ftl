# Scanning and its results.
scan-preview = It says: { $text }
scan-in-store = A shop's own number: it means something there only.
scan-book = This is a book's number (ISBN).
scan-magazine = This is a magazine's number (ISSN).
