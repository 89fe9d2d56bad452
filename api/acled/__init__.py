"""The ACLED-style API: machine-coded rows behind the addresses, parameters and answers that ACLED's clients know."""
