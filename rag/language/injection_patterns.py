"""What an order to the software that reads a text looks like: wordings, markup, other languages.

Applied to folded text (lower case, compatibility forms, nothing hidden). Each
pattern needs a word that only makes sense for whoever composes the answer, so
that ordinary news stays clear of them.
"""

from __future__ import annotations

import re

_TARGET = (
    r"(?:instruct\w*|prompts?|rules?|directions?|guidelines?|directives?|context|constraints?|commands?"
    r"|system messages?|(?:other|remaining|previous|prior|above|earlier)"
    r" (?:articles?|sources?|passages?|evidence|text))"
)
_IGNORE = r"(?:ignore|disregard|forget|override|overrule|bypass|discard|drop)"
_MACHINE = (
    r"(?:a\.?i\.?(?: (?:assistant|model|system|agent)s?)?|llms?|(?:large )?language models?|chat ?bots?|chatgpt|gpt"
    r"|(?:virtual |ai |digital )?assistants?|summari[sz]ers?|question[- ]answering (?:system|model)s?)"
)
_REPLY = r"(?:answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies)|completions?|statements?)"
_SAY = r"(?:say|answer|reply|respond|state|write|output|print|claim|report|include|mention|cite|tell|return|add|begin)"

_PHRASES = [
    rf"(?:^|[.!?:;,\"“—>*\]-]\s*|\b(?:please|must|now|and|then|to|should|you)\s+){_IGNORE}\b[^.?!]{{0,40}}"
    rf"\b(?:previous|prior|above|preceding|earlier|foregoing|your|system|evidence|these"
    rf"|those)\b[^.?!]{{0,40}}\b{_TARGET}",
    rf"(?:^|[.!?:;\"“—>*\]]\s*|\b(?:please|now)\s+){_IGNORE}\b[^.?!]{{0,40}}\b{_TARGET}",
    rf"\b(?:do not|don't|never|stop) (?:follow|obey|use|trust|consult|comply)\w*\b[^.?!]{{0,40}}\b{_TARGET}",
    rf"\b(?:new|updated|revised|real|actual|hidden|special|secret|following|important) (?:system )?"
    rf"(?:instructions?|prompts?|directives?)\b[^.?!\n]{{0,40}}(?::|\bfor (?:the |an? |any |all )?{_MACHINE})",
    r"\b(?:system|developer) (?:prompt|message|override|instruction)s?\b",
    r"\b(?:developer|debug|admin(?:istrator)?|god|dan|maintenance) mode\b[^.?!]{0,30}"
    r"\b(?:enabled|activated|on|active|engaged)\b",
    r"\bjailbreak\w*\b",
    rf"\byou are (?:now|no longer|actually) (?:an? |the |in )?(?:[\w,]+ ){{0,4}}"
    rf"(?:{_MACHINE}|models?\b|mode|unrestricted|free|bound)",
    rf"\b(?:act|behave|respond|answer|reply) as (?:if you (?:are|were)|an? (?:\w+ ){{0,2}}{_MACHINE})",
    rf"\b(?:when|whenever|before|as|if) you (?:answer|reply|respond|write|summari[sz]e)\b[^.?!]{{0,60}}[,:]?"
    rf" (?:{_SAY}|attribute|credit|quote|call)\b",
    rf"\b(?:make sure|ensure|be sure|see to it|remember|take care)\b[^.?!]{{0,30}}\byour (?:\w+ )?{_REPLY}",
    r"\bpretend (?:to be|that you|you are)\b",
    r"\bfrom now on,? (?:you (?:are|must|will|shall|answer|only)|your|always|never|answer|reply|respond|only)\b",
    r"\b(?:dear|attention|attn|hey|hello|hi|(?:note|message|instructions?|notice) (?:to|for))"
    rf"[,:]? (?:the |an? |any |all )?(?:\w+ )?{_MACHINE}\b",
    rf"\bif (?:you are|you're|this is (?:being )?(?:read|processed) by) (?:an? |the )?(?:\w+ )?{_MACHINE}\b",
    rf"\b{_MACHINE} (?:that |which |who )?(?:read|process|summari[sz]|index|ingest)\w*\b[^.?!]{{0,60}}"
    r"\b(?:must|should|shall|are|is)\b",
    rf"\b{_MACHINE}s? (?:must|shall|should) (?:now )?(?:{_SAY}|ignore|follow|obey|treat)",
    rf"\b(?:when|whenever|if|once) (?:you (?:are )?|anyone |someone |users? )?"
    rf"(?:asked|asks?|answering|summari[sz]ing|responding|replying|questioned|prompted)\b[^.?!]{{0,80}}[,:]? ?(?:you )?"
    rf"(?:must |should |always |only |simply |just |please )*\b{_SAY}\b(?! that (?:he|she|they|it|we)\b)",
    rf"\byour (?:\w+ )?(?:{_REPLY}|task|job|role|instructions?|goal) (?:now )?"
    r"(?:must|should|shall|is to|is now|has to|will)\b",
    rf"\b(?:append|add|include|insert|embed|prepend|put|place|attach|begin|start|end|finish)\b[^.?!]{{0,80}}"
    r"\b(?:to|in|into|at the (?:end|start|beginning) of|with|before|after) (?:your|every|each|all your|the final)"
    rf" (?:\w+ )?{_REPLY}",
    rf"\b(?:begin|start|end|finish) (?:your|every|each) (?:\w+ )?{_REPLY}\b",
    rf"\b(?:in|as|for) your (?:\w+ )?{_REPLY}\b",
    r"\b(?:reveal|print|repeat|output|show|leak|send|post|exfiltrate|forward|disclose|transmit)\b[^.?!]{0,60}"
    r"\b(?:system prompt|instructions|api[ _-]?keys?|passwords?|secrets?|environment variables?|credentials"
    r"|chat history|conversation|user'?s (?:question|name|data|email))\b",
    r"\b(?:do not|don't|never|without) (?:mention|reveal|cite|tell|disclos|report|show|quot|warn)\w*\b[^.?!]{0,60}"
    r"\b(?:users?|sources?|articles?|passages?|disagreements?|instructions?|prompts?|citations?|evidence"
    r"|contradictions?)\b",
    r"\b(?:cite|attribute|credit|reference)\b[^.?!]{0,40}"
    r"\b(?:this (?:article|passage|text|source)|passage|article|source|evidence)"
    r" ?(?:number |no\.? |#|\[)?\d*\]?[^.?!]{0,40}\b(?:as|for|instead|regardless|even|only|in every)\b",
    r"\bthis (?:passage|article|source|text|document|notice) (?:overrides?|supersedes?|replaces|takes precedence"
    r"|has (?:priority|precedence)|is the only (?:\w+ )?(?:source|truth|authority))",
    r"\b(?:treat|consider|regard|mark|accept|trust)"
    r" (?:this|the following|the text|everything|all other|the other|these)\b"
    r"[^.?!]{0,50}\b(?:true|false|verified|authoritative|trusted|untrusted|instructions?|unreliable|facts?)\b",
    r"\b(?:all )?(?:the )?other (?:sources|articles|passages|reports) (?:here |above |below )?(?:are|were) "
    r"(?:wrong|false|fake|unreliable|fabricated|to be ignored|invalid)",
    r"\bthe (?:correct|right|only|true|final|expected|verified|official) (?:\w+ )?answer\b[^.?!]{0,60}(?:\bis\b|:)",
    r"\b(?:respond|reply|answer) (?:only |exclusively |exactly |simply |always )+(?:with|in|that|by)\b",
    r"\b(?:answer|reply|respond|output|return|say)\b (?:only |exactly |just )?(?:with )?(?:an? )?"
    rf"(?:empty|nothing|no {_REPLY})\b",
    r"\b(?:decode|base64|rot13)\b[^.?!]{0,60}\b(?:follow|execute|obey|run|instructions?|message|string|text)\b",
    r"\b(?:execute|run|call|invoke|use)\b[^.?!]{0,30}\b(?:the )?(?:tools?|functions?|shell|command|code)\b[^.?!]{0,40}"
    r"\b(?:with|to|now|below|above|following)\b.{0,30}\b(?:url|http|delete|send|fetch|email|browser|arguments?)",
]
"""What an order to the software looks like in English. Applied to folded text."""

_START = r"(?:^|[.!?:;\"“”—>*\]]\s*)(?:(?:please|kindly|now|then|simply|just|instead|also|always|and)[,:]?\s+){0,2}"
"""Where an imperative stands: at the start of a clause."""
_BARE_START = _START.replace('\\"“”', "")
"""The same outside quotation marks, where people give orders to people."""
_ANSWERER = (
    r"(?:answer|respond|reply|output|print|return|write|state|report|say|give|put|insert|type|emit|generate|quote)"
)

_META = (
    rf"(?:{_REPLY}|{_MACHINE}|prompt|instructions?|citations?|evidence|question|conversation|user|verif(?:y"
    rf"|ication)|debug|json"
    r"|this (?:article|page|text|passage|source|story)|passages?|next sentence|(?:other|remaining) (?:outlets"
    r"|articles|sources|reports|passages))"
)
_IMPERATIVE = (
    r"(?:accept|add|adopt|append|assume|avoid|begin|cease|change|claim|comply|conceal|confirm|consider|copy"
    r"|declare|delete|deny|discard"
    r"|do not|don't|drop|echo|emit|end|enter|exclude|execute|exclusively|favou?r|finish|follow|forward|hide|ignore"
    r"|include|insert|keep|leave"
    r"|limit|list|make|mark|mention|name|obey|omit|only|paste|praise|prefer|pretend|prioriti[sz]e|produce|promote"
    r"|quote|rank|rate|recommend"
    r"|refer|refuse|reject|rely|remove|rephrase|replace|rewrite|say|set|skip|speak|start|state|stop|substitute"
    r"|suppress|switch|take|tell"
    r"|treat|trust|withhold|write)"
)
_COMMANDS = [
    rf"{_BARE_START}{_IMPERATIVE}\b(?! (?:he|she|they|it|we)\b)[^.?!]{{0,80}}\b(?:your (?:\w+ )?)?{_META}\b",
    rf"{_BARE_START}(?:do not|don't|never) (?:verify|check|question|doubt|hesitate|mention|disclose)\b",
    rf"{_START}(?:dear )?{_MACHINE}\s*[,:]\s*(?:please )?[a-z]+\b",
    rf"\b(?:should|in case|whenever|provided that) (?:you are |this is )?(?:an? |any |the )(?:\w+ )?{_MACHINE}\b",
    rf"\b(?:to|for) (?:the|any|all|every) (?:\w+ ){{0,2}}{_MACHINE} (?:that |which |who )?(?:is |are )?(?:process"
    rf"|read|summari|handl|answer)",
    rf"\b(?:the |any |every |all )?(?:model|{_MACHINE})s? (?:is|are) (?:hereby )?(?:required|told|instructed"
    rf"|ordered|expected|obliged|asked)"
    r" to (?:output|answer|reply|respond|state|print|say|include|report|cite)",
    rf"\byou are an? (?:\w+ ){{0,2}}{_MACHINE}\b",
    r"\b(?:message|update|notice|directive|order|instruction)s? from (?:openai|anthropic|google|microsoft|meta"
    r"|your (?:developers?|creators?|owners?|makers?))\b",
    r"\bi am your (?:developer|creator|owner|maker|administrator|operator|supervisor|programmer)\b",
    r"\b(?:passage|source|article|evidence|document)s? (?:number(?:ed)? ?|no\.? ?|#|\[)\d+",
    r"\bthe (?:user|reader|person asking|asker) (?:has already|already|has confirmed|has agreed|wants|expects"
    r"|agreed|confirmed|consented)\b",
    rf"\bthe (?:{_REPLY}) (?:of|to) this (?:story|article|page|text|question)\b[^.?!]{{0,20}}\b(?:shall|must"
    rf"|should|has to|is to)\b",
    rf"\b(?:directive|instruction|order|note|message|command)s? (?:for|to) (?:\w+ )?(?:crawlers?|summari[sz]ers?"
    rf"|bots?|parsers?|indexers?|{_MACHINE})\b",
    rf"{_START}{_ANSWERER}\b[^.?!]{{0,40}}\b(?:the (?:word|words|phrase|figure|number|string|text|following|above"
    rf"|prompt|answer)"
    r"|(?:with|only|exactly|nothing but) [\"“'\d]|in (?:all|every|each) (?:answer|repl|response)|hidden|verbatim"
    r"|backticks)",
    rf"{_START}(?:answer|respond|reply)\b[^.?!]{{0,60}}\b(?:with|as if|as though|in the form|to (?:all|any|every"
    rf"|each))\b",
    rf"{_START}(?:translate|repeat|summari[sz]e|print|reveal|show|encode)\b[^.?!]{{0,30}}\b(?:the )?(?:above"
    rf"|preceding|previous)\b",
    rf"\b(?:act|speak|behave|write|talk|answer|respond|reply) (?:like|as)\b[^.?!]{{0,40}}\byour {_REPLY}",
    r"\b(?:new|real|actual|next|true|updated|only) (?:task|goal|objective|instruction|mission|assignment)\b\s*(?::"
    r"|begins?\b|starts?\b|is\b)",
    r"\b(?:everything|all|anything|whatever|what) (?:written |said |stated )?(?:above|before this|so far"
    r"|you were (?:told|given|taught))\b"
    r"[^.?!]{0,30}\b(?:was|is|were|are|does|no longer|void|fake|test|joke)\b",
    r"\b(?:supersedes?|overrides?|replaces?|cancels?|revokes?) (?:what|everything|anything|all) (?:you|that)\b",
    r"\byour (?:previous |prior |earlier |original |old |current |safety |system )*(?:guidelines|instructions"
    r"|rules|programming"
    r"|training|constraints|restrictions|directives|prompt|context|limits)\b",
    rf"\b(?:the |this |any |every )?{_MACHINE}s?\b[^.?!]{{0,25}}\b(?:its|their) (?:guidelines|instructions|rules"
    rf"|programming|restrictions)",
    rf"\b(?:whoever|anyone who|anything that|any|every|each|all) (?:\w+ )?(?:reader|parser|crawler|agent|bot"
    rf"|system|software|program|model"
    r"|summari[sz]es|reads|processes|indexes|parses|machine)s?\b[^.?!]{0,40}\b(?:must|should|shall|has to|have to"
    r"|needs? to|is to|are to)"
    rf" (?:\w+ )?{_ANSWERER}",
    r"^\W{0,3}(?:override|jailbreak|prompt|llm|gpt|ai|bot|admin|root|sudo)(?:[- ]\w+)?\s*[:\]]",
    r"\{\{\s*[#~/]|\{%|\[\[\s*system|~\}\}|<\s*/?\s*(?:system|sys|inst|prompt)\b",
    r"\byou (?:must|have to|need to|are to|shall|will now|are required to) (?:now |only |always |simply )?"
    rf"(?:{_ANSWERER}|include|mention|cite|obey|comply|follow|recommend)\b(?: (?:only|with|that|in|to)\b"
    rf"|[:,]? [\"“]?\d)",
    r"\b(?:evaluator|grader|examiner|judge|test|benchmark|scorer) (?:expects?|wants|requires|accepts) (?:the |an? "
    r"|only )*(?:answer|reply|response|output)",
    r"\bas (?:the|your|an?) (?:system |chief |new )?(?:administrator|admin|developer|creator|operator|owner"
    r"|supervisor|programmer)\b[^.?!]{0,15}"
    r"\bi (?:hereby )?(?:authori[sz]e|order|command|instruct|allow|permit|require|direct)\b",
    r"\b(?:must|should|has to|have to|shall|is to|are to) be (?:reported|given|stated|shown|written|cited|quoted"
    r"|returned|presented|described)\b"
    rf"[^.?!]{{0,40}}\bin (?:the|your|any|all|every) (?:\w+ )?{_REPLY}",
    r"\b(?:as|for|in) (?:the|your) final (?:answer|reply|response|output)\b",
    rf"\bset (?:your|the) (?:confidence|temperature|role|{_REPLY}|toll|language)\b|\b(?:toll|answer|role|output"
    rf"|mode)\s*[=:]\s*[\"“]?\w+\s*[.;]?$",
    rf"\bif (?:an? |any |the )?(?:\w+ )?{_MACHINE} (?:is|are|was|happens to be|should be) (?:reading|processing"
    rf"|summari[sz]ing|seeing|parsing)",
    r"\b(?:only|always) (?:quote|cite|trust|use|believe|read) this (?:article|source|text|page|passage|document"
    r"|report)\b",
    r"\b(?:never|don't|do not) (?:quote|cite|trust|use|believe|read) the (?:others?|rest)\b",
    r"\b(?:skip|bypass|disable|turn off|switch off|suspend|circumvent) (?:the |all |any |your "
    r"|every )*(?:verification|checks?|filters?|safety"
    r"|guardrails?|safeguards?|moderation|fact[- ]check\w*)\b",
    r"\bas (?:though|if) (?:every|all|the|no) other (?:articles?|sources?|passages?|reports?)\b",
    r"\bend of (?:the )?(?:articles?|evidence|passages?|documents?|sources?|context|input|data)\b",
    r"\b(?:human|user|question|q)\s*:[^\n]{0,200}\b(?:assistant|ai|bot|answer|a)\s*:",
]
"""Imperatives and conditions that only make sense for whoever composes the answer."""

_MARKUP = [
    r"<\|[^|<>]{0,40}\|>",
    r"\[/?inst\]|<</?sys>>|</?s>(?=\s|$)|<(?:start|end)_of_turn>",
    r"^\s*(?:#{1,6}\s*|\*{1,2}|\[|<|-{2,}\s*|={2,}\s*)?(?:system|assistant|developer|instructions?|human|user)"
    r"(?: (?:message|prompt|note|update|notice|override))?(?:\]|>|\*{1,2}|\s*-{2,}|\s*={2,})?\s*(?::|$|\n)",
    r"</?\s*(?:system|assistant|user|evidence|article|passage|context|document|instructions?|prompt"
    r"|sources?)[\w-]*\s*/?>",
    r"\b(?:begin|end|start) of (?:system|evidence|context|articles?|passages?|prompt|instructions?|user)\b",
    r"[-=#*]{3,}\s*(?:begin|end|start|new)\b[^\n]{0,30}\b(?:system|evidence|context|articles?|prompt|instructions?"
    r"|conversation)",
    r"^\s*\[\d+\]\s*source\s*:|\bsource\s*:[^|\n]{0,80}\|\s*published\s*:",
    r"!\[[^\]]{0,200}\]\s*\(",
    r"\[[^\]]{0,200}\]\s*\(\s*(?:https?:|javascript:|data:|//)",
    r"<\s*(?:img|script|iframe|object|embed|svg|form|meta|link|a)\b[^>]{0,300}>?",
    r"\b(?:javascript|data:text/html)\s*:",
    r"[\"']?(?:role|tool_calls?|function_call|statements|citations|disagreements)[\"']?\s*:\s*[\[\"'{]",
    r"https?://\S+[?&][\w-]{1,20}=(?:[<{\[$%]|\S*(?:question|prompt|answer|secret|key|history|data))",
    r"[a-z0-9+/]{80,}={0,2}",
]
"""Chat templates, fake fences, active markup, answers that pose as the model's own."""

_ELSEWHERE = [
    r"\bignor(?:e|ez|er|ons)\b.{0,40}(?:instructions?|consignes|directives)",  # French
    r"\b(?:oublie|oubliez|ne tene?z pas compte)\b.{0,40}(?:instructions?|consignes)",
    r"\bignorier\w*.{0,40}(?:anweisung|instruktion|vorgabe|regel)",  # German
    r"\bvergiss.{0,40}(?:anweisung|instruktion|regel)",
    r"(?:anweisung|instruktion)\w*.{0,40}\bignorier",
    r"\b(?:ignor(?:a|en|em|ad|ar|ate|i|ino|e (?:todas|todos|tudo|as|os|le|gli|las|los))\b"
    r"|(?:olvid|esque[cç]|desconsider|dimentic|descart)\w*).{0,50}"  # Spanish, Portuguese, Italian
    r"(?:instruc|instru[cç][oõ]es|istruzion|indicac|indica[cç]|reglas|regras|regole)",
    r"\b(?:negeer|vergeet)\b.{0,40}(?:instructies|aanwijzingen|opdrachten)",  # Dutch
    r"(?:игнорир|забуд|проигнорир|не обращай)\w*.{0,50}(?:инструкц|указани|правил)",  # Russian
    r"(?:ігнору|проігнору|забуд)\w*.{0,50}(?:інструкц|вказівк)",  # Ukrainian
    r"\b(?:z?ignoruj|zapomnij)\w*.{0,50}(?:instrukcj|polece|wskaz)",  # Polish
    r"(?:talimat|yönerge|komut)\w*.{0,40}(?:yok say|unut|görmezden|dikkate alma)",  # Turkish
    r"(?:忽略|无视|無視|忽視|忘记|忘記|不要理会).{0,20}(?:指令|指示|提示|说明|說明|规则)",  # Chinese
    r"(?:指示|命令|プロンプト|指令|ルール).{0,15}(?:無視|忘れ|従わ)",  # Japanese
    r"(?:지시|명령|지침|프롬프트).{0,15}(?:무시|잊)",  # Korean
    r"(?:تجاهل|انس).{0,40}(?:التعليمات|الأوامر|الإرشادات|تعليمات)",  # Arabic
    r"(?:निर्देश|आदेश)\w*.{0,30}(?:अनदेखा|अनदेखी|नज़रअंदाज़|भूल)",  # Hindi
]
"""The same order in other languages; the encoder reads English, so English articles are what counts."""

ORDERS = re.compile(
    "|".join(f"(?:{pattern})" for pattern in (*_PHRASES, *_COMMANDS, *_MARKUP, *_ELSEWHERE)), re.MULTILINE
)
