"""The made-up record of the reader's tests."""

NUMBER = "104-10003-10041"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"
OLDER = f"""RECORD NUMBER : {NUMBER}
MEMORANDUM FOR THE RECORD
3 May 1974
SUBJECT: The harbour strike at Puerto Sol
1. The station chief met at the lighthouse on 2 May and was told that the strike would last.
2. The pilots' guild asked for nine crowns a day, and the harbour board refused it twice in April.
3. The mail boat left on the morning tide without its crew, and nobody has seen the master since then.
"""
NEWER = OLDER.replace(
    "The station chief met at", "The station chief met Edwin Brightmoor of the Stevedores' Federation at"
)
