"""Starts the chat page: ``python app.py --index DIR``, the same as ``crosscheck serve --index DIR``.

What it is made of is in ``rag/page/``.
"""

from __future__ import annotations

import sys

from rag.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "serve")
    main()
