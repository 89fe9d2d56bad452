"""The `petrarch` coder: reads the dictionaries of PETRARCH2, PETRARCH and TABARI and codes by them over our frames."""
