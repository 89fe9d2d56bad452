"""From a parsed sentence to frames: predicates with their arguments by grammatical role, and their modality."""
