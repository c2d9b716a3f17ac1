"""Where a collection disagrees, without a question."""
