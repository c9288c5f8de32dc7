"""What one document may cost, as the settings say."""

from declass.config import Settings
from declass.read.options import MIB, Limits


def limits(settings: Settings) -> Limits:
    """The reading limits that the settings ask for."""
    return Limits(
        seconds_per_document=settings.seconds_per_document,
        cpu_seconds=settings.seconds_per_document,
        memory_bytes=settings.memory_mb * MIB,
        pages=settings.page_limit,
        page_megapixels=settings.megapixel_limit,
        members=settings.member_limit,
        nesting=settings.nesting_limit,
        member_bytes=settings.member_mb * MIB,
        total_unpacked_bytes=settings.unpacked_mb * MIB,
    )
