"""The migration that fills the table of the ACLED-style API from the rows that stand there before it."""

from __future__ import annotations

import json

from alembic import command
from sqlalchemy import select, text

from benchmarks import made_rows
from coders.acled.countries import Countries
from coders.acled.taxonomy import Taxonomy
from coders.lexicon.paths import LEXICONS
from coders.wire import ROW_COLUMNS
from schemas.row import INTERS, REGIONS
from storage import acled_codes, migrate
from storage.engine import create_engine, session_factory
from storage.models import AcledBody, AcledRow

OWNER = [column.name for column in AcledRow.__table__.columns if column.name != "id"].index("owner")


def test_the_rows_of_before_are_read_like_those_written_now(own_database_url):
    """More rows than the migration reads at once, some of them coded again in a later job."""
    engine = create_engine(own_database_url)
    store = session_factory(engine)
    made = list(made_rows.rows(1100))
    made_rows.fill(store, made)
    again = [{**row, "notes": "coded again \ud800\x00"} for row in made[:4]]
    made_rows.fill(store, again)
    for owner in ("one", "two"):
        made_rows.fill(store, made[:3], owner)
    with engine.connect() as connection:
        before = lines(connection)
    with engine.begin() as connection:
        command.downgrade(migrate._config(connection), "0003")
        assert connection.execute(text("SELECT count(*) FROM rows")).scalar_one() == 1110
    migrate.upgrade(own_database_url)
    with engine.connect() as connection:
        after = lines(connection)
    engine.dispose()
    assert after == before
    assert len(after) == 1106
    told = {body["event_id_cnty"]: body for values, body in after if values[OWNER] == ""}
    assert sorted(values[OWNER] for values, _ in after)[1100:] == ["one"] * 3 + ["two"] * 3
    assert told == {row["event_id_cnty"]: {name: row[name] for name in ROW_COLUMNS} for row in made[4:] + again}


def lines(connection) -> list:
    columns = [column for column in AcledRow.__table__.columns if column.name != "id"]
    body = AcledBody.__table__.c.body
    found = connection.execute(
        select(*columns, body).join(AcledBody.__table__).order_by(AcledRow.owner, AcledRow.event_id_cnty)
    ).all()
    return [(tuple(line[:-1]), line[-1] if isinstance(line[-1], dict) else json.loads(line[-1])) for line in found]


def test_the_numbers_are_those_of_the_schemas_and_the_lexicon():
    assert acled_codes.INTERS == INTERS
    assert {number: label for label, number in acled_codes.INTER_NUMBERS.items() if label} == Taxonomy.load(
        LEXICONS / "acled"
    ).inters
    assert set(acled_codes.REGION_NUMBERS) == set(REGIONS)
    assert Countries.load(LEXICONS / "acled").regions == acled_codes.REGION_NUMBERS
