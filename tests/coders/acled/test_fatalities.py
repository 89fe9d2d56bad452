"""How many died, sentence by sentence; the negatives matter as much as the positives."""

from __future__ import annotations

import pytest

from coders.acled.fatalities import deaths


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("Gunmen killed 12 farmers in the hills.", 12),
        ("Police shot dead at least 12 protesters.", 12),
        ("Three men were shot dead at the gate.", 3),
        ("Raiders hacked 12 villagers to death.", 12),
        ("At least 12 people were killed and 30 injured in the blast.", 12),
        ("The blast wounded 14 people.", 0),
        ("Between 5 and 7 soldiers were killed.", 5),
        ("5 to 7 soldiers were killed.", 5),
        ("Rebels killed two soldiers and three civilians.", 5),
        ("Two soldiers and three civilians were killed in the raid.", 5),
        ("Three soldiers and a civilian were killed.", 4),
        ("Twelve people, including three children, were killed.", 12),
        ("Dozens were killed in the raid.", 12),
        ("Clashes killed hundreds of fighters.", 100),
        ("Several soldiers were killed.", 3),
        ("Armed men killed civilians in the village.", 3),
        ("Militants killed several soldiers and wounded ten others.", 3),
        ("The raid left seven people dead, including a tourist and four police officers.", 7),
        ("The raid killed a soldier.", 1),
        ("Gunmen shot dead the mayor of the town.", 1),
        ("An aid worker was shot and killed.", 1),
        ("The mob beat a man to death.", 1),
        ("No one was killed in the attack.", 0),
        ("There were no fatalities.", 0),
        ("They threatened to kill 20 hostages.", 0),
        ("Protesters marched against the killing of 5 students.", 0),
        ("Casualties were reported.", 0),
        ("Police fired on the crowd, killing two and wounding five others.", 2),
        ("Two people were killed and five others were injured.", 2),
        ("Ten people died and a further 4 were wounded.", 10),
        ("Five gunmen attacked a bus and three passengers were killed.", 3),
        ("The death toll rose to 45.", 45),
        ("The explosion caused 6 deaths.", 6),
        ("A 28-year-old man was killed on 3 March 2019.", 1),
        ("The bombing killed 4 soldiers; another 3 soldiers died in hospital.", 7),
        ("The army said 10 rebels were killed, while the rebels said 4 fighters were killed.", 4),
        ("Twenty-three people were shot dead.", 23),
        ("Half a dozen people died.", 6),
        ("A bomb killed at least a dozen people at a market.", 12),
        ("More than 1,200 people were killed.", 1200),
        ("Militants ambushed a convoy 20 miles from the city, killing at least nine troops.", 9),
        ("The bodies of 13 fighters were found.", 13),
        ("Police reported two fatalities.", 2),
    ],
)
def test_deaths_of_a_sentence(text, dead):
    assert deaths(text).value == dead


def test_silence_is_not_zero():
    assert not deaths("Soldiers arrived.").said
    assert deaths("No one was killed.").said


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("A suicide bomber killed 10 people.", 11),
        ("A suicide bomber killed 12 men.", 13),
        ("Two Harrow Brigade suicide car bombs killed 100 people.", 102),
        ("Three of the group's suicide bombers struck the port, killing 41 people.", 44),
        ("Two suicide bombers blew themselves up, killing five soldiers.", 7),
        ("A suicide bomber blew himself up at the gate.", 1),
        ("The blast killed 11 people, including the bomber.", 11),
    ],
)
def test_suicide_bombers_count(text, dead):
    assert deaths(text, suicide=True).value == dead


def test_vague_plurals_weigh_more_in_large_scale_fighting():
    assert deaths("Several soldiers were killed at the front.", large=True).value == 10
    assert deaths("Four soldiers were killed at the front.", large=True).value == 4


@pytest.mark.parametrize(
    ("after", "dead"),
    [
        ("The attack killed 4 soldiers.", 4),
        ("At least 4 soldiers died.", 4),
        ("Elsewhere a storm killed 4 people in Rome.", 0),
    ],
)
def test_the_next_sentence_counts_only_if_it_refers_back(after, dead):
    assert deaths("Militants attacked a base.", after).value == dead


def test_the_sentence_itself_outranks_the_next():
    assert deaths("The attack killed 3 people.", "The attack killed 9 people in all.").value == 3
