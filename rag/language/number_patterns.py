"""How numbers are written: in digits and letters, with bounds, scales and currencies before and after."""

from __future__ import annotations

import re

from rag.language.number_words import ONES, TENS, VAGUE

_WORD_NUMBER = (
    rf"(?:{'|'.join([*TENS, *sorted(ONES, key=len, reverse=True), 'hundred', 'thousand', 'million', 'billion'])})"
)
_SPELLED = rf"(?:(?:an?|{_WORD_NUMBER})(?:[ -](?:and )?{_WORD_NUMBER})*)"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+(?:[/⁄]\d+)?"
_SCALE = r"(?:[ -]?(?:hundred|thousand|million|billion|trillion)\b|(?:bn|m|k)\b)"
_VAGUE = "|".join(re.escape(words) for words in sorted(VAGUE, key=len, reverse=True))
LEAST = r"at least|no fewer than|no less than|a minimum of|not less than|minimum"
MORE = (
    r"more than|over|above|upwards of|exceeding|exceeds|exceeded|surpass(?:es|ed)|topped|in excess of|"
    r"well over|better than|greater than"
)
MOST = r"up to|at most|no more than|not more than|a maximum of|as many as|as much as|maximum"
LESS = r"fewer than|less than|under|below"
_ABOUT = (
    r"about|around|roughly|approximately|some|nearly|almost|close to|an estimated|estimated|circa|or so|"
    r"as high as|more or less|near"
)
_BOUND = rf"(?P<bound>(?:(?:{LEAST}|{MORE}|{MOST}|{LESS}|{_ABOUT}) )+)?"
_CURRENCY = r"(?P<currency>(?:US|A|C|NZ|HK)?[$€£¥₹] ?)?"
_NUMBER = rf"(?:{_DIGITS}){_SCALE}?|{_SPELLED}"
QUANTITY = re.compile(
    rf"(?<![\w.,/:$€£¥-])(?:{_BOUND}{_CURRENCY}(?P<first>{_NUMBER})(?:(?P<to> ?[-–—] ?| to | and | or "
    rf")(?P<second>{_NUMBER}))?"
    rf"|{_BOUND.replace('?P<bound>', '?P<vaguebound>')}(?P<vague>{_VAGUE})|(?P<none>no one|nobody|none|no|without "
    rf"any))(?![\w]|[.,:/]\d)"
    r"(?P<percent> ?%)?",
    re.IGNORECASE,
)
