"""Every text that is sent to a language model, one file each; read by ``rag.llm.prompts``."""
