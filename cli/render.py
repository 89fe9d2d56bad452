"""Results for a reader at a terminal: tables of events or rows, and the explanation of how each event was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text


def render(
    results: Iterable[dict[str, Any]], output: str, *, explain: bool = False, console: Console | None = None
) -> None:
    """Prints article results; with `explain` every event is followed by its words and its lexicon lines."""
    console = console or Console()
    for result in results:
        console.print(Text(f"{result['id']}: {len(result['events'])} events, {len(result['rows'])} rows", style="bold"))
        if explain:
            for event in result["events"]:
                _explain(console, result, event)
        elif output == "rows":
            console.print(rows_table(result["rows"]))
        else:
            console.print(events_table(result["events"]))


def events_table(events: Iterable[dict[str, Any]]) -> Table:
    """A table of events: what, who to whom, where and when, and the word it came from."""
    table = Table(show_lines=False, header_style="bold")
    for column in ("Code", "Event", "Source", "Target", "Place", "Date", "Word"):
        table.add_column(column, overflow="fold")
    for event in events:
        table.add_row(
            event["code"],
            event["label"],
            _who(event["source"]),
            _who(event["target"]),
            (event["place"] or {}).get("name") or "",
            event["date"] or "",
            event["trigger"]["text"],
        )
    return table


def rows_table(rows: Iterable[dict[str, Any]]) -> Table:
    """A table of ACLED-style rows: the columns a reader looks at first."""
    table = Table(show_lines=False, header_style="bold")
    shown = ("event_date", "event_type", "sub_event_type", "actor1", "actor2", "location", "country", "fatalities")
    for column in shown:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(str(row[c]) for c in shown))
    return table


def _who(actor: dict[str, Any] | None) -> str:
    if actor is None:
        return ""
    return f"{actor['code'] or '?'} ({actor['text']})"


def _explain(console: Console, result: dict[str, Any], event: dict[str, Any]) -> None:
    sentence = result["sentences"][event["sentence"]]
    marked = Text(sentence["text"])
    for style, span in (
        ("bold green", event["source"]),
        ("bold red", event["target"]),
        ("bold yellow", event["trigger"]),
    ):
        if span:
            marked.stylize(style, max(0, span["start"] - sentence["start"]), max(0, span["end"] - sentence["start"]))
    console.print()
    console.print(marked)
    console.print(
        f"  {event['code']} {event['label']}  {_who(event['source'])} → {_who(event['target'])}", markup=False
    )
    console.print(
        f"  {event['date'] or 'no date'}, {(event['place'] or {}).get('name') or 'no place'}, confidence {event['confidence']}",
        markup=False,
    )
    for line in event["trace"]:
        console.print(f"    act     {line}", markup=False)
    for side in ("source", "target"):
        for line in (event[side] or {}).get("trace", ()):
            console.print(f"    {side:7} {line}", markup=False)
