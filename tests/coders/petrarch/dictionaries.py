"""Small dictionaries of our own in the field's formats, with the quirks that the real ones have, and one of each kind."""

from __future__ import annotations

from pathlib import Path

VERBS = """\
# A dictionary of an invented world
####### SYNONYM SETS #######

&GRAIN
+BARLEY
+RYE_
+SPELT_FLOUR

&TRUCE
+TRUCE
+ARMISTICE

####### VERB PATTERNS #######

---  SAY   [010]  ---
SAY {SAYS SAID SAYING}
CLAIM
- * DOUBTS [012]  # SAY

---  SHELL   [190]  ---
SHELL
POUND ;an old remark
- * (WITH ROCKETS) [194]
- * {FIELD KITCHEN} [---]

---  SEND   [---]  ---
SEND {SENDS SENT SENDING}
- * &GRAIN [073]
- * {SPELT CAKES} (TO +) [0333]
- * ENVOYS [042:043]
- SHIPS * [154]

---  GET   [---]  ---
GET {GETS GOT GETTING}
- * &GRAIN (FROM $) [:073]

---  MEET   [040:040]  ---
MEET {MEETS MET MEETING}
+SIT_DOWN {+SITS_DOWN +SAT_DOWN +SITTING_DOWN}

---  VOW   [030]  ---
VOW
- * VENGEANCE [130]

---  BALK   [120]  ---
BALK

---  SEEK   [020]  ---
SEEK {SEEKS SOUGHT SEEKING}

---  BREAK   [---]  ---
BREAK {BREAKS BROKE BREAKING BROKEN}
- * &TRUCE [196]
- WILL NOT * &TRUCE [0356]

######## TRANSFORMATIONS ########
~ a (a b SHELL) SAY = a b 015
~ a (b . SHELL) SAY = a b 112
"""

ACTORS = """\
<!-- the actors of an
     invented world -->
ARDOVIA_ [ARD]
+ARDOVIAN
BELMARK [BEL] ; neighbour
+BELMARKIAN
CALDERA_LEAGUE [IGOCAL] # no state
TOMAS_VELD
\t[ARDELI]
\t[ARDGOV 980101-20041231]
\t[ARDOPP >20050101]
MIRA_OSK [BELGOV <991231][BELMED 20000101-20101231]
OLD_KINGDOM [OLK <19500101]
\tGREY_WARDENS [BELREB]
THE_NOBODIES [---]
DURNE [DUR"""

AGENTS = """\
!PERSON! = MAN, MEN, WOMAN, WOMEN
SOLDIER [~MIL]
MINISTRY [~GOV]
FOREMAN {FOREMEN} [~LAB]
MILITIA {} [~REB]
FISHER!PERSON! [~AGR]
PEACEKEEPER [IGO~]
PEOPLE {} [~PPL]
WANDERER
"""

DISCARDS = """\
# what is no news
CROQUET CUP
+HOROSCOPE
RAINFALL_
"""

ISSUES = """\
<ISSUE CATEGORY="FARMING" TYPE="ALL">
n:harvest [HARVEST]
v:plough [FIELDWORK]
rye+bread [FOOD]
~harvest moon
</ISSUE>
"""

FILES = {
    "world.verbs.txt": VERBS,
    "world.actors.txt": ACTORS,
    "world.agents.txt": AGENTS,
    "world.discards.txt": DISCARDS,
    "world.issues.txt": ISSUES,
}


def write(folder: Path, *names: str, **others: str) -> Path:
    """Writes the files called `names` (all if none is) into `folder`, and `others` by name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or FILES:
        (folder / name).write_text(FILES[name], encoding="utf-8")
    for name, text in others.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
