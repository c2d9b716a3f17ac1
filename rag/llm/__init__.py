"""A language model: opened, prompted, timed, its replies kept where that is wanted."""
