"""Text kit: normal forms, tokens, language and plausibility of text; knows nothing of files."""
