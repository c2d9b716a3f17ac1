"""How the shipped reader was made, so that it can be made again. Not installed with the package."""
