"""One file for each kind of value that two articles can differ on."""
