"""The chat page: server and tabs, the desk behind them, the views that they show."""
