"""Where independent sources differ on what was asked, and what kind of difference it is."""
