"""The order of the steps, from files to a searchable archive; the one package that knows every room.

arrive   files, folders ─► originals, accessions, refusals
work     pending documents ─► worker processes ─► catalogue     (resumable: each document is one transaction)
document   one document in a worker: read ─► ocr ─► choose ─► numbers, dates
records  number readings, divisions, inventories, judgements ─► records and their releases
indexing catalogue ─► search index
redo     send documents or steps back to work
"""
