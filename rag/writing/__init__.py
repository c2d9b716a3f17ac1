"""From judged evidence to a draft: verbatim by default, in a language model's words where one is named.

extractive                        the writer without a language model
generative                        the writer with one; falls back to the extract
task, budget, numbered_evidence   what a model is sent: prompts, passages cut to its window, numbered and fenced
exchange, reply                   what comes back: checked as it arrives, repaired once, read strictly
verification                      what of it stands, by
  stated, quoted                    its numbers, dates and names; its quoted words and who spoke them
  support, polarity                 the words that carry it; what it turns round
proposals                         disagreements that the model proposes
caveats                           what a careful editor adds below an answer
"""
