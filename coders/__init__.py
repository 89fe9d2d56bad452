"""The coder: news text in, CAMEO events and ACLED-style rows out. Knows no HTTP, no SQL and no queue."""
