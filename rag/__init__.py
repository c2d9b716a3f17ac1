"""Ask a collection of news articles a question.

>>> from rag import Assistant                                    # doctest: +SKIP
>>> assistant = Assistant.open("news.index")                     # doctest: +SKIP
>>> print(assistant.ask("What did the UK say about Taiwan?"))    # doctest: +SKIP
"""
