"""GDELT's table of mentions: 16 columns, a line for each sentence that tells of an event. It belongs to GDELT 2.0 events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from exports.cells import stamp, tab_line, unquoted
from exports.format import TSV, Format, Setting
from exports.records import Mention, Record, integer_id

COLUMNS = tuple(
    """
    GLOBALEVENTID EventTimeDate MentionTimeDate MentionType MentionSourceName MentionIdentifier SentenceID
    Actor1CharOffset Actor2CharOffset ActionCharOffset InRawText Confidence MentionDocLen MentionDocTone
    MentionDocTranslationInfo Extras
    """.split()
)
WEB, CITATION = "1", "2"
ABSENT = "-1"


def lines(records: Iterable[Record], setting: Setting) -> Iterator[str]:
    """A line for each mention of each record."""
    for record in records:
        event = str(integer_id(record.event["event_id"]))
        added = stamp(record.story.moment or setting.now)
        for mention in record.mentions:
            yield tab_line((event, added, *_mention(mention, setting)))


def _mention(mention: Mention, setting: Setting) -> tuple[str, ...]:
    story = mention.story
    return (
        stamp(story.moment or setting.now),
        WEB if story.url else CITATION,
        unquoted(_domain(story.url) or story.source),
        unquoted(story.url or story.id),
        str(mention.sentence + 1),
        _offset(mention.source_start),
        _offset(mention.target_start),
        _offset(mention.trigger_start),
        "1",
        str(min(100, max(10, round(mention.confidence * 10) * 10))),
        str(story.length),
        *("",) * 3,  # tone, translation, extras
    )


def _domain(url: str | None) -> str | None:
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:  # brackets that hold no address
        return None


def _offset(start: int | None) -> str:
    return ABSENT if start is None else str(start)


FORMAT = Format(
    "gdelt2-mentions", "GDELT 2.0 mentions, 16 columns", TSV, ".mentions.CSV", COLUMNS, header=False, events=lines
)
