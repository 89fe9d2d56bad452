"""From phrases to actors: the lexicon of names and role words, and the rules that read a phrase with it."""
