"""A language model: opened by name, called once within its time, its replies read as JSON and kept.

opening          ``provider:model`` to a chat model; what went wrong in one sentence, without keys
call, deadline   one call: streamed, metered, cached, over in time
json_text        the reply as JSON, whole or still arriving
prompts          the files in ``prompts/``
response_cache   replies kept, where that is wanted
"""
