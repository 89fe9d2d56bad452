"""Lexicon files: reading, checking and compiling the tables that the coder works from."""
