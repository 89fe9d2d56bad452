"""What Athir finds, in the field's own formats: results in wire form in, lines of text out. Knows no HTTP, SQL or NLP."""
