"""What is known of English, and nothing of questions or answers.

words, pronouns                 stems, stop words, who "he" goes back to
dates, numbers, number_words    values with their precision
mentions, names, countries      proper names, and which of them are one
offices, speakers, agents       who holds, says, does
outcomes, tolls, thesaurus      what came of it, who was killed or hurt, words for one thing
injection                       text that gives orders to a language model
"""
