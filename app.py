"""The chat page. Run ``crosscheck serve --index DIR`` or ``python app.py``."""
