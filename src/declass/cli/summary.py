"""What a verb says when its work is done: counts, and what needs a person."""

import click

from declass.archive.ledger import Ledger, Report
from declass.locale import plural
from declass.locale import translate as _
from declass.pipeline.work import Worked
from declass.pipeline.workspace import Workspace


def after_work(space: Workspace, worked: Worked | None) -> None:
    """Say what was read and what needs attention; nothing was read where ``worked`` is None."""
    if worked is not None and worked.documents:
        said = _("Documents read: {documents}, pages: {pages}, failed: {failed}.")
        click.echo(said.format(**vars(worked)))
        if worked.isolation:
            click.echo(_("Each document was read in its own sandbox ({how}).").format(how=worked.isolation))
    report = Ledger(space.catalogue.database).report()
    for sentence in attention(report):
        click.echo(sentence)


def attention(report: Report) -> list[str]:
    """What needs a person, in sentences; empty where all is well."""
    said = []
    unread = sum(s.documents for s in report.documents if s.state in ("pending", "reading"))
    if unread:
        text = plural(
            "{count} document is still to be read: if no run is on, `declass retry` goes on with it.",
            "{count} documents are still to be read: if no run is on, `declass retry` goes on with them.",
            unread,
        )
        said.append(text.format(count=unread))
    troubled = sum(s.documents for s in report.documents if s.state in ("failed", "quarantined"))
    if troubled:
        text = plural(
            "{count} document could not be read: `declass status --state failed` says why.",
            "{count} documents could not be read: `declass status --state failed` says why.",
            troubled,
        )
        said.append(text.format(count=troubled))
    if report.files.refused:
        text = plural(
            "{count} file was refused: `declass status --refused` says why.",
            "{count} files were refused: `declass status --refused` says why.",
            report.files.refused,
        )
        said.append(text.format(count=report.files.refused))
    if report.pages.failed or report.pages.unread:
        lost = report.pages.failed + report.pages.unread
        text = plural(
            "{count} page could not be read: `declass status` says why.",
            "{count} pages could not be read: `declass status` says why.",
            lost,
        )
        said.append(text.format(count=lost))
    if report.vanished:
        text = plural(
            "{count} file is no longer where it came from; its bytes are kept here.",
            "{count} files are no longer where they came from; their bytes are kept here.",
            report.vanished,
        )
        said.append(text.format(count=report.vanished))
    return [*said, *report.imbalances]
