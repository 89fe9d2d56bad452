"""`make demo`: starts Athir, codes one article over HTTP, shows events and rows with the words they came from, stops.

It uses nothing but the `athir up` command and `athir_client`, as any user of Athir would.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from athir_client import ArticleResult, Client, Event, NoAnswer, ServerError
from athir_client.answers import Actor, Sentence

ARTICLE = Path(__file__).with_name("article.txt")
PUBLISHED = "2021-09-24"  # a Friday; the weekdays of the article are those before it
START_SECONDS = 240

# A pipe has no width of its own; the tables want this much.
console = Console(width=None if sys.stdout.isatty() else 150)


def main() -> int:
    """Runs the demo; gives 0, or 1 when the stack did not start, did not stop, or found no events."""
    with tempfile.TemporaryDirectory(prefix="athir-demo-") as data, stack(Path(data)) as athir:
        article = {
            "id": "demo",
            "date": PUBLISHED,
            "source": "Border Post",
            "text": ARTICLE.read_text(encoding="utf-8"),
        }
        begun = time.perf_counter()
        try:
            result = athir.code(article)["results"][0]
        except ServerError as error:
            console.print(f"[red]POST /v1/code:[/] {escape(str(error))}")
            return 1
        seconds = time.perf_counter() - begun
    if not result.get("events"):
        console.print(f"[red]no events came back:[/] {result}")
        return 1
    show(result, article["text"])
    console.print(f"{len(result['events'])} events and {len(result['rows'])} rows in {seconds:.2f} s over HTTP.")
    return 0


@contextmanager
def stack(data: Path) -> Iterator[Client]:
    """Runs `athir up` over the folder `data`; gives a client of it. Raises SystemExit unless it starts and stops well."""
    port = free_port()
    athir = Path(sys.executable).with_name("athir")
    process = subprocess.Popen([athir, "up", "--port", str(port), "--data", str(data)])  # noqa: S603 - our own command
    try:
        with Client(f"http://127.0.0.1:{port}") as client:
            wait_until_ready(process, client)
            yield client
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=90)
    if code != 0:
        raise SystemExit(f"athir up ended with exit code {code}")


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(process: subprocess.Popen[bytes], athir: Client) -> None:
    """Waits until the service can code; raises SystemExit when the process ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"athir up ended with exit code {process.returncode}")
        try:
            if athir.ready():
                return
        except NoAnswer:  # it does not listen yet
            pass
        time.sleep(0.2)
    raise SystemExit(f"athir up was not ready within {START_SECONDS} s")


def show(result: ArticleResult, text: str) -> None:
    """Prints the article's events and rows as tables."""
    events = Table(title="CAMEO events", show_lines=True)
    for column in ("Code", "Source", "Target", "Date", "Place", "From the words"):
        events.add_column(column)
    words = {}
    for event in result["events"]:
        sentence = result["sentences"][event["sentence"]]
        words[event["event_id"]] = event["trigger"]["text"]
        events.add_row(
            f"{event['code']} {event['label']}",
            actor(event["source"]),
            actor(event["target"]),
            event["date"] or "unknown",
            event["place"]["name"] if event["place"] else "unknown",
            marked(text, sentence, event),
        )
    console.print(events)
    rows = Table(title="ACLED-style rows", show_lines=True)
    for column in ("Date", "Event type", "Actor 1", "Actor 2", "Place", "Fatalities", "From the words"):
        rows.add_column(column)
    for row in result["rows"]:
        rows.add_row(
            row["event_date"],
            f"{row['event_type']}: {row['sub_event_type']}",
            row["actor1"],
            row["actor2"],
            f"{row['location']}, {row['country']}",
            str(row["fatalities"]),
            ", ".join(words[event_id] for event_id in row["event_ids"]),
        )
    console.print(rows)


def actor(side: Actor | None) -> str:
    """An actor's code with the words it stands for."""
    if side is None:
        return "unknown"
    return f"{side['code'] or 'unknown'}\n“{escape(side['text'])}”"


def marked(text: str, sentence: Sentence, event: Event) -> str:
    """The event's words in bold, with the words of its actors and a few around them."""
    sides = [side for side in (event["source"], event["target"]) if side and inside(side, sentence)]
    start, end = event["trigger"]["start"], event["trigger"]["end"]
    first = max(sentence["start"], min([start - 30, *(side["start"] for side in sides)]))
    last = min(sentence["end"], max([end + 30, *(side["end"] for side in sides)]))
    before, after = text[first:start].lstrip(), text[end:last].rstrip()
    if first > sentence["start"]:
        before = f"… {before.partition(' ')[2] if text[first - 1].isalnum() else before}"
    if last < sentence["end"]:
        after = f"{after.rpartition(' ')[0] if text[last].isalnum() else after} …"
    return f"{escape(before)}[bold]{escape(text[start:end])}[/bold]{escape(after)}"


def inside(span: Actor, sentence: Sentence) -> bool:
    """Whether the span stands in the sentence."""
    return bool(sentence["start"] <= span["start"] and span["end"] <= sentence["end"])


if __name__ == "__main__":
    sys.exit(main())
