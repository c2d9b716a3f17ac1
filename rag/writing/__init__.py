"""From judged evidence to a draft: verbatim by default, in a language model's words where one is named.

extractive          the writer without a language model
generative          the writer with one; falls back to the extract
llm, model_call     opening a chat model, one bounded call to it
prompting, budget, numbered_evidence    what is sent: prompt files, cut to the window, fenced
reply, task         what comes back: parsed, repaired once
verification, stated, support           what of it stands: numbers, dates, names, quotes, support
proposals           disagreements that the model proposes
response_cache      replies kept, where that is wanted
"""
