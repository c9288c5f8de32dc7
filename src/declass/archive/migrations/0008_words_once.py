"""Words under bars stand in one table alone, that of what is restricted."""

STATEMENTS = ("UPDATE withholdings SET text = '' WHERE kind = 'under_text'",)
