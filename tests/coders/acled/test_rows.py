"""Events to rows: every sub-event type, with actors, classes, targeting and deaths; and what gives no row, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coders.acled.finish import NOT_STATED
from coders.acled.rows import RowBuilder
from coders.acled.taxonomy import interaction_number
from coders.types import Actor, EventPlace
from coders.wire import ROW_COLUMNS, row_to_wire
from schemas.row import RowSchema
from tests.coders.acled.stories import CLOCK, DAY, LEXICONS, PLACES, Story, actor

ARMY = actor("soldiers", "NGAMIL")
BOKO = actor("Boko Haram", "NGAREB", acled_name="Boko Haram", inter=2)
NIGERIAN_ARMY = "Military Forces of Nigeria (2015-2023)"
KENYAN_POLICE = "Police Forces of Kenya (2022-)"
UAG = "Unidentified Armed Group"
RECEIVED = date(2026, 11, 22)

# sub-event type, text, code, trigger, source, target, place, actor1, actor2, interaction, targeting, deaths
TABLE = [
    ("Government regains territory",
     "Nigerian soldiers recaptured Dikwa from Boko Haram on Monday.", "192", "recaptured",
     ARMY, BOKO, "Dikwa", NIGERIAN_ARMY, "Boko Haram", 12, False, 0),
    ("Government regains territory", "Syrian troops drove the rebels out of Idlib.", "190", "drove",
     actor("Syrian troops", "SYRMIL"), actor("the rebels", "SYRREB"), "Idlib",
     "Military Forces of Syria (2000-2024)", "Opposition Rebels (Syria)", 12, False, 0),
    ("Non-state actor overtakes territory", "Boko Haram fighters overran Dikwa, killing 6 soldiers.", "192", "overran",
     BOKO, ARMY, "Dikwa", "Boko Haram", NIGERIAN_ARMY, 12, False, 6),
    ("Non-state actor overtakes territory",
     "Russian forces captured the town after days of fighting.", "192", "captured",
     actor("Russian forces", "RUSMIL"), actor("Ukrainian forces", "UKRMIL"), "Kherson",
     "Military Forces of Russia (2000-)", "Military Forces of Ukraine (2019-)", 18, False, 0),
    ("Armed clash", "Nigerian soldiers clashed with Boko Haram, and at least 12 fighters died.", "190", "clashed",
     ARMY, BOKO, "Dikwa", NIGERIAN_ARMY, "Boko Haram", 12, False, 12),
    ("Armed clash",
     "Gunmen ambushed a patrol outside Dikwa, killing two soldiers and wounding four.", "190", "ambushed",
     actor("Gunmen", "NGAUAF"), actor("a patrol", None), "Dikwa", f"{UAG} (Nigeria)", NIGERIAN_ARMY, 13, False, 2),
    ("Excessive force against protesters",
     "Police opened fire on protesters in Nakuru, killing two students.", "175", "fire",
     actor("Police", "KENCOP"), actor("protesters", "KENOPP"), "Nakuru",
     "Protesters (Kenya)", KENYAN_POLICE, 16, True, 2),
    ("Protest with intervention", "Police fired tear gas at hundreds of protesters in Nakuru.", "175", "fired",
     actor("Police", "KENCOP"), actor("protesters", "KENOPP"), "Nakuru",
     "Protesters (Kenya)", KENYAN_POLICE, 16, False, 0),
    ("Protest with intervention", "Officers dispersed a peaceful rally of nurses.", "175", "dispersed",
     actor("Officers", "KENCOP"), actor("a peaceful rally of nurses", "KENHLH"), "Nakuru",
     "Protesters (Kenya)", KENYAN_POLICE, 16, False, 0),
    ("Peaceful protest", "Around 200 teachers marched through Nakuru to demand better pay.", "141", "marched",
     actor("teachers", "KENEDU"), actor("the government", "KENGOV"), "Nakuru", "Protesters (Kenya)", "", 60, False, 0),
    ("Violent demonstration", "Youths hurled stones at police during a protest in Nakuru.", "145", "hurled",
     actor("Youths", "KENCVL"), actor("police", "KENCOP"), "Nakuru", "Rioters (Kenya)", KENYAN_POLICE, 15, False, 0),
    ("Violent demonstration", "Protesters burned tyres and barricaded the highway.", "144", "barricaded",
     actor("Protesters", "KENOPP"), None, "Nakuru", "Rioters (Kenya)", "", 50, False, 0),
    ("Mob violence", "A mob lynched a man accused of theft in Patna.", "182", "lynched",
     actor("A mob", "IND"), actor("a man", "INDCVL"), "Patna", "Rioters (India)", "Civilians (India)", 57, True, 1),
    ("Chemical weapon", "Government forces dropped chlorine gas on Idlib, leaving 9 people dead.", "2041", "dropped",
     actor("Government forces", "SYRMIL"), None, "Idlib",
     "Military Forces of Syria (2000-2024)", "Civilians (Syria)", 17, True, 9),
    ("Air/drone strike", "Russian warplanes bombed a market in Idlib and killed 14 people.", "195", "bombed",
     actor("Russian warplanes", "RUSMIL"), actor("a market", "SYRCVL"), "Idlib",
     "Military Forces of Russia (2000-)", "Civilians (Syria)", 78, True, 14),
    ("Air/drone strike", "A drone strike hit a depot of the group.", "190", "hit", None, None, "Gao",
     "Unidentified Military Forces", "", 80, False, 0),
    ("Suicide bomb", "A suicide bomber killed 10 worshippers at a mosque in Dikwa.", "1831", "killed",
     actor("A suicide bomber", None), actor("10 worshippers", "NGACVL"), "Dikwa",
     f"{UAG} (Nigeria)", "Civilians (Nigeria)", 37, True, 11),
    ("Shelling/artillery/missile attack", "Russian forces shelled Kherson, killing a woman.", "194", "shelled",
     actor("Russian forces", "RUSMIL"), actor("Kherson", "UKR"), "Kherson",
     "Military Forces of Russia (2000-)", "Civilians (Ukraine)", 78, True, 1),
    ("Remote explosive/landmine/IED",
     "Four soldiers died when a roadside bomb hit their convoy near Dikwa.", "1833", "hit",
     None, ARMY, "Dikwa", f"{UAG} (Nigeria)", NIGERIAN_ARMY, 13, False, 4),
    ("Grenade", "Gunmen threw a grenade into a bar in Nakuru and wounded eight people.", "183", "threw",
     actor("Gunmen", "KENUAF"), actor("a bar", None), "Nakuru", f"{UAG} (Kenya)", "Civilians (Kenya)", 37, True, 0),
    ("Sexual violence", "Militiamen raped three women near Gao.", "1821", "raped",
     actor("Militiamen", "MLIUAF"), actor("three women", "MLICVL"), "Gao",
     f"{UAG} (Mali)", "Civilians (Mali)", 37, True, 0),
    ("Attack", "Gunmen killed 12 farmers near Dikwa.", "182", "killed",
     actor("Gunmen", "NGAUAF"), actor("12 farmers", "NGACVL"), "Dikwa",
     f"{UAG} (Nigeria)", "Civilians (Nigeria)", 37, True, 12),
    ("Attack", "Boko Haram shot dead the mayor of Dikwa.", "186", "shot",
     BOKO, actor("the mayor", "NGAGOV"), "Dikwa", "Boko Haram", "Civilians (Nigeria)", 27, True, 1),
    ("Abduction/forced disappearance", "Bandits abducted 20 schoolgirls from Dikwa.", "181", "abducted",
     actor("Bandits", "NGACRM"), actor("20 schoolgirls", "NGAEDU"), "Dikwa",
     "Unidentified Armed Group (Nigeria)", "Civilians (Nigeria)", 37, True, 0),
    ("Agreement", "The Malian government and CMA rebels signed a ceasefire in Gao.", "0871", "signed",
     actor("The Malian government", "MLIGOV"), actor("CMA rebels", "MLIREB", acled_name="CMA: Coordination", inter=2),
     "Gao",
     "Government of Mali (2021-)", "CMA: Coordination", 12, False, 0),
    ("Arrests", "Police arrested an opposition leader in Nakuru.", "173", "arrested",
     actor("Police", "KENCOP"), actor("an opposition leader", "KENOPP"), "Nakuru",
     KENYAN_POLICE, "Civilians (Kenya)", 17, False, 0),
    ("Change to group/activity", "The army deployed hundreds of troops to Gao.", "152", "deployed",
     actor("The army", "MLIMIL"), None, "Gao", "Military Forces of Mali (2021-)", "", 10, False, 0),
    ("Disrupted weapons use", "Soldiers seized a cache of weapons near Dikwa.", "171", "seized",
     actor("Soldiers", "NGAMIL"), actor("a cache of weapons", None), "Dikwa", NIGERIAN_ARMY, "", 10, False, 0),
    ("Headquarters or base established", "The Turkish army set up a new base near Idlib.", "154", "set up",
     actor("The Turkish army", "TURMIL"), None, "Idlib", "Military Forces of Turkey (2016-)", "", 80, False, 0),
    ("Looting/property destruction", "Rebels looted shops and burned houses near Gao.", "1711", "looted",
     actor("Rebels", "MLIREB"), None, "Gao", f"{UAG} (Mali)", "Civilians (Mali)", 37, False, 0),
    ("Non-violent transfer of territory", "Rebels handed over control of Gao to the army.", "0874", "handed",
     actor("Rebels", "MLIREB"), actor("the army", "MLIMIL"), "Gao",
     f"{UAG} (Mali)", "Military Forces of Mali (2021-)", 13, False, 0),
    ("Other", "The army expelled thousands of residents from Gao.", "201", "expelled",
     actor("The army", "MLIMIL"), actor("residents", "MLICVL"), "Gao",
     "Military Forces of Mali (2021-)", "Civilians (Mali)", 17, False, 0),
]  # fmt: skip


def test_the_table_reaches_every_sub_event_type(builder):
    assert {line[0] for line in TABLE} == set(builder.taxonomy.types)


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line[0]}: {line[1][:40]}")
def test_one_event_gives_the_expected_row(line, rows, builder):
    kind, text, code, trigger, source, target, place, actor1, actor2, interaction, targeting, dead = line
    (row,) = rows(Story().say(text).event(code, trigger, source, target, place))
    assert (row.sub_event_type, row.actor1, row.actor2, row.fatalities) == (kind, actor1, actor2, dead)
    numbers = {label: number for number, label in builder.taxonomy.inters.items()} | {"": 0}
    assert interaction_number(numbers[row.inter1], numbers[row.inter2]) == interaction
    assert row.civilian_targeting == ("Civilian targeting" if targeting else "")
    assert row.event_type == builder.taxonomy.types[kind].event_type
    assert row.disorder_type == builder.taxonomy.types[kind].disorder_type


def test_a_full_row_column_by_column(rows):
    story = Story(source="Reuters").say("Gunmen killed 12 farmers near Dikwa.")
    story.event("182", "killed", actor("Gunmen", "NGAUAF"), actor("12 farmers", "NGACVL"), geo_precision=2)
    (row,) = rows(story)
    wire = row_to_wire(row)
    assert tuple(wire)[:31] == ROW_COLUMNS
    assert wire.pop("event_id_cnty").startswith("NIG")
    assert wire == {
        "event_date": "2023-05-10", "year": 2023, "time_precision": 1,
        "disorder_type": "Political violence", "event_type": "Violence against civilians", "sub_event_type": "Attack",
        "actor1": "Unidentified Armed Group (Nigeria)", "assoc_actor_1": "", "inter1": "Political militia",
        "actor2": "Civilians (Nigeria)", "assoc_actor_2": "Farmers (Nigeria)", "inter2": "Civilians",
        "interaction": "Political militia-Civilians", "civilian_targeting": "Civilian targeting",
        "iso": 566, "region": "Western Africa", "country": "Nigeria", "admin1": "Borno",
        "admin2": "Dikwa", "admin3": "",
        "location": "Dikwa", "latitude": 12.0361, "longitude": 13.9182, "geo_precision": 2,
        "source": "Reuters", "source_scale": "International",
        "notes": "On 10 May 2023, Unidentified Armed Group (Nigeria) attacked Civilians (Nigeria) "
                 "in Dikwa (Borno, Nigeria). Deaths reported: 12.",
        "fatalities": 12, "tags": "", "timestamp": CLOCK, "article_id": "a1", "event_ids": ["e1"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "trigger", "source", "target"),
    [
        ("Kenya urged Uganda to end the fighting.", "0256", "urged", actor("Kenya", "KEN"), actor("Uganda", "UGA")),
        ("The general threatened to shell the town.", "138", "threatened", actor("The general", "KENMIL"), None),
        ("The minister accused the rebels of shelling.", "112", "accused", actor("The minister", "KENGOV"), None),
        ("Workers went on strike over wages.", "143", "strike", actor("Workers", "KENLAB"), None),
        ("Inmates began a hunger strike.", "1421", "strike", actor("Inmates", "KENCVL"), None),
        (
            "Police arrested a man over a burglary.",
            "173",
            "arrested",
            actor("Police", "KENCOP"),
            actor("a man", "KENCVL"),
        ),
        ("The finance ministry imposed a fine.", "172", "imposed", actor("The finance ministry", "KENGOV"), None),
        ("Kenya sent food to Uganda.", "073", "sent", actor("Kenya", "KEN"), actor("Uganda", "UGA")),
    ],
)
def test_words_and_ordinary_matters_give_no_row_and_a_note(text, code, trigger, source, target, rows, notes):
    story = Story().say(text).event(code, trigger, source, target, "Nakuru")
    assert rows(story) == ()
    assert "mapping.tsv:" in notes(story)[0]


def attack(place: str | None = "Dikwa", who: str | None = "NGAUAF", whom: str | None = "NGACVL", **more) -> Story:
    story = Story(published=None).say("Gunmen killed four farmers.")
    return story.event("182", "killed", actor("Gunmen", who), actor("four farmers", whom), place, **more)


def test_no_day_no_row(rows, notes):
    assert rows(attack(day=None)) == ()
    assert "no day" in notes(attack(day=None))[0]


def test_no_country_no_row(rows, notes):
    story = attack(None, None, None)
    assert rows(story) == ()
    assert "no country" in notes(story)[0]


def test_actors_of_two_countries_settle_none(rows):
    assert rows(attack(None, "CMRUAF", "NGACVL")) == ()


def test_a_country_alone_is_stood_for_by_its_capital(rows):
    (row,) = rows(attack(None))
    assert (row.country, row.location, row.geo_precision) == ("Nigeria", "Abuja", 3)
    assert "place not stated" in row.notes
    (row,) = rows(attack("Kenya", "KENUAF", "KENCVL"))
    assert (row.country, row.location, row.geo_precision) == ("Kenya", "Nairobi", 3)


def test_a_place_without_coordinates_is_stood_for_by_its_country(rows):
    (row,) = rows(attack("Nowhere", "KENUAF", "KENCVL"))
    assert (row.admin1, row.location, row.geo_precision) == ("Nakuru", "Nairobi", 3)


def test_an_event_without_a_place_takes_that_of_its_article(rows):
    story = Story().say("Gunmen killed four farmers.").event("182", "killed", actor("Gunmen", "NGAUAF"), None, None)
    story.say("Soldiers clashed with Boko Haram.").event("190", "clashed", ARMY, BOKO)
    first, second = rows(story)
    assert (first.location, first.geo_precision) == ("Dikwa", 2)
    assert (second.location, second.geo_precision) == ("Dikwa", 1)


def test_source_is_never_blank(rows):
    story = attack()
    story.source = None
    (row,) = rows(story)
    assert (row.source, row.source_scale) == (NOT_STATED, "Other")


def test_the_same_event_told_twice_is_one_row_with_the_lowest_figure(rows):
    story = Story().say("Gunmen killed 12 farmers near Dikwa.")
    story.event("182", "killed", actor("Gunmen", "NGAUAF"), actor("12 farmers", "NGACVL"))
    story.say("The attack left at least 9 farmers dead.")
    story.event("180", "attack", None, actor("farmers", "NGACVL"))
    (row,) = rows(story)
    assert (row.fatalities, row.event_ids) == (9, ("e1", "e2"))


def test_a_protest_and_its_dispersal_are_one_row(rows):
    story = Story().say("Hundreds of students marched in Nakuru.")
    story.event("141", "marched", actor("students", "KENEDU"), None, "Nakuru")
    story.say("Police dispersed the demonstrators with tear gas.")
    story.event("175", "dispersed", actor("Police", "KENCOP"), actor("the demonstrators", "KENOPP"), "Nakuru")
    (row,) = rows(story)
    assert (row.sub_event_type, row.actor1, row.actor2) == (
        "Protest with intervention",
        "Protesters (Kenya)",
        KENYAN_POLICE,
    )
    assert row.tags == "crowd size=hundreds"
    assert row.assoc_actor_1 == "Students (Kenya)"


def test_a_protest_that_turns_violent_is_one_riot(rows):
    story = (
        Story()
        .say("Workers protested in Nakuru.")
        .event("141", "protested", actor("Workers", "KENLAB"), None, "Nakuru")
    )
    story.say("The protesters threw stones at police.")
    story.event("145", "threw", actor("The protesters", "KENOPP"), actor("police", "KENCOP"), "Nakuru")
    (row,) = rows(story)
    assert (row.sub_event_type, row.actor1, row.inter1) == ("Violent demonstration", "Rioters (Kenya)", "Rioters")


def test_a_total_over_two_places_is_split(rows):
    story = Story().say("Gunmen killed 7 people in Dikwa and Gao.")
    for place, who in (("Dikwa", "NGACVL"), ("Gao", "MLICVL")):
        story.event("182", "killed", actor("Gunmen", None), actor("people", who), place)
    assert [row.fatalities for row in rows(story)] == [4, 3]


def test_deaths_of_the_next_sentence_count_only_where_it_refers_back(rows):
    def told(after: str) -> int:
        story = Story().say("Gunmen attacked a village near Dikwa.").say(after)
        story.texts, rest = story.texts[:1], story.texts[1:]
        story.event("180", "attacked", actor("Gunmen", "NGAUAF"), actor("a village", None))
        story.texts += rest
        return rows(story)[0].fatalities

    assert told("The attack left five people dead.") == 5
    assert told("Floods in Asia killed 40 people.") == 0


def test_a_deed_without_an_event_gives_a_row_by_its_words(rows):
    story = Story().say("A stash of rifles and ammunition was found in a barn.")
    story.event("010", "found", None, None, "Nakuru")
    (row,) = rows(story)
    assert (row.sub_event_type, row.actor1) == ("Disrupted weapons use", KENYAN_POLICE)


def test_actors_known_by_name_fill_an_unnamed_side(builder):
    story = Story().say("Nigerian soldiers recaptured Dikwa from Boko Haram.")
    story.event("192", "recaptured", ARMY, actor("Dikwa", "NGA"))
    at = story.article.text.index("Boko")
    named = Actor("Boko Haram", at, at + 10, "NGAREB", "Boko Haram", "NGA", ("REB",), None, "Boko Haram", 2)
    (alone,), _ = builder.rows(story.article, story.sentences, story.events)
    (row,), _ = builder.rows(story.article, story.sentences, story.events, actors=[named])
    assert (alone.actor2, row.actor2) == ("Unidentified Armed Group (Nigeria)", "Boko Haram")


def test_a_deed_without_an_event_takes_actors_known_by_name(builder):
    story = Story().say("Ridge Front hurled a grenade at villagers.")
    named = Actor("Ridge Front", 0, 11, None, "Ridge Front", None, (), None, "Ridge Front", 2)
    (row,), _ = builder.rows(story.article, story.sentences, (), places=[PLACES["Nakuru"]], actors=[named])
    assert (row.sub_event_type, row.actor1, row.actor2) == ("Grenade", "Ridge Front", "Civilians (Kenya)")


def test_a_wish_without_a_deed_gives_none(rows):
    story = Story().say("The envoy demanded that gunmen stop throwing grenades.")
    story.event("1056", "demanded", actor("The envoy", "KENGOV"), None, "Nakuru")
    assert rows(story) == ()


def test_tags_for_women_in_public_roles(rows):
    story = Story().say("Gunmen killed a woman who was a candidate for parliament.")
    story.event("182", "killed", actor("Gunmen", "NGAUAF"), actor("a woman", "NGACVL"))
    (row,) = rows(story)
    assert row.tags == "women targeted: candidates for office"


def test_the_regime_changes_within_its_year(rows):
    (before,) = rows(attack("Dikwa", "NGAMIL", day=date(2023, 4, 30)))
    (after,) = rows(attack("Dikwa", "NGAMIL", day=date(2023, 6, 1)))
    assert before.actor1.endswith("(2015-2023)")
    assert after.actor1.endswith("(2023-)")


CODES = [
    "141",
    "145",
    "173",
    "175",
    "180",
    "181",
    "182",
    "1831",
    "183",
    "190",
    "192",
    "194",
    "195",
    "0871",
    "0874",
    "171",
    "201",
]
WHO = [
    actor("soldiers", "NGAMIL"), actor("police", "NGACOP"), actor("gunmen", None), BOKO, actor("protesters", "NGAOPP"),
    actor("farmers", "NGACVL"), actor("a mob", None), actor("Chadian troops", "TCDMIL"),
    actor("the ministry", "NGAGOV"), None,
]  # fmt: skip
BUILDER = RowBuilder(LEXICONS, clock=lambda: CLOCK)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    told=st.lists(
        st.tuples(
            st.sampled_from(CODES),
            st.sampled_from(WHO),
            st.sampled_from(WHO),
            st.sampled_from(["Dikwa", "Gao", "Borno", None]),
            st.dates(date(1998, 1, 1), date(2026, 1, 1)),
            st.sampled_from(["a protest march", "a bomb blast", "a ceasefire", "4 dead", "stones thrown at police"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_row_that_leaves_is_consistent(told):
    story = Story()
    for code, source, target, place, day, words in told:
        who = " ".join(a.text for a in (source, target) if a)
        story.say(f"It was {words}: {who}.").event(code, "was", source, target, place, day=day)
    made = BUILDER.rows(story.article, story.sentences, story.events)[0]
    labels = {label: number for number, label in BUILDER.taxonomy.inters.items()} | {"": 0}
    assert len({row.event_id_cnty for row in made}) == len(made)
    for row in made:
        one, two = labels[row.inter1], labels[row.inter2]
        kind = BUILDER.taxonomy.types[row.sub_event_type]
        assert RowSchema().validate(row_to_wire(row)) == {}
        assert row.interaction == BUILDER.taxonomy.interaction(one, two)
        assert one in kind.actor1
        assert two in kind.actor2
        assert bool(row.actor1) == bool(one)
        assert bool(row.actor2) == bool(two)
        assert date.fromisoformat(row.event_date).year == row.year
        country = next(c for c in BUILDER.countries.by_code.values() if c.name == row.country)
        assert row.event_id_cnty == f"{country.prefix}{int(row.event_id_cnty[len(country.prefix) :])}"
        assert (row.iso, row.region) == (country.iso, country.region)
        assert row.fatalities >= 0
        assert all((row.location, row.source, row.source_scale, row.notes, row.event_ids))
        assert row.time_precision in (1, 2, 3)
        assert row.geo_precision in (1, 2, 3)


def test_the_same_article_gives_the_same_ids_and_another_one_others(rows):
    story = attack()
    again = attack()
    other = attack()
    other.id = "a2"
    assert rows(story) == rows(again)
    assert rows(story)[0].event_id_cnty != rows(other)[0].event_id_cnty


def test_the_day_is_the_events_own(rows):
    assert rows(attack())[0].event_date == DAY.isoformat()


def test_a_list_of_places_gives_a_row_each(builder: RowBuilder) -> None:
    story = Story().say("Troops shelled rebels in Dikwa and Gao, killing four people.")
    story.event("194", "shelled", actor("Troops", "NGAMIL"), actor("rebels", "NGAREB"))
    listed = tuple(EventPlace(PLACES[name], 1, "test") for name in ("Dikwa", "Borno"))
    event = replace(story.events[0], places=listed)
    rows, _ = builder.rows(story.article, story.sentences, [event])
    assert [(r.location, r.fatalities, r.event_ids) for r in rows] == [("Dikwa", 2, ("e1",)), ("Borno", 2, ("e1",))]
    assert len({r.event_id_cnty for r in rows}) == 2


def undated(received: date | None = RECEIVED, **day: date) -> Story:
    shelled = Story(published=None, received=received).say("Rebels shelled the village.")
    return shelled.event("194", "shelled", actor("Rebels", "NGAREB"), None, day=day.get("day"))


def test_without_any_date_the_day_of_receipt_stands_for_the_day(rows, notes):
    (row,) = rows(undated())
    assert (row.event_date, row.time_precision) == ("2026-11-22", 3)
    assert "day not stated (the day of receipt, 22 November 2026" in row.notes
    assert rows(undated(received=None)) == ()
    assert any("no day can be settled" in n for n in notes(undated(received=None)))


def test_the_day_of_receipt_neither_makes_ids_nor_outranks_a_stated_day(rows):
    assert rows(undated())[0].event_id_cnty == rows(undated(date(2026, 11, 23)))[0].event_id_cnty
    (stated,) = rows(undated(day=DAY))
    assert (stated.event_date, stated.time_precision) == (DAY.isoformat(), 1)
    published = undated(day=None)
    published.published = DAY
    assert rows(published)[0].event_date == DAY.isoformat()


def test_the_day_of_receipt_never_joins_two_reports(rows):
    story = undated(received=DAY).say("Rebels shelled the village.")
    story.event("194", "shelled", actor("Rebels", "NGAREB"), None, day=DAY)
    assert [r.time_precision for r in rows(story)] == [3, 1]


def test_a_sentence_without_an_event_takes_the_day_of_receipt_too(rows):
    story = Story(published=None, received=RECEIVED).say("A suicide bomber blew himself up in Kenya.")
    story.event("010", "blew", None, None, place="Nakuru", day=None)
    assert [(r.sub_event_type, r.time_precision) for r in rows(story)] == [("Suicide bomb", 3)]
