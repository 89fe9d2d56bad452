"""Political news in the words of sport, trade, health, weather and crime: it must code although quiet sentences with such words do not."""

from __future__ import annotations

import pytest

from coders.registry import Coder
from coders.types import Article, ArticleResult

LOUD = """\
16	Britain imposed sanctions on the Russian owner of a London football club on Thursday.
16	The United States imposed sanctions on a Chinese chip maker for selling parts to Iran.
16	Washington banned imports from three Chinese battery makers.
16	The European Union froze the assets of a Belarusian tractor factory and two banks.
16	China halted imports of Australian wine and beef in a trade dispute.
16	India suspended its trade with Pakistan after the attack on a bus of pilgrims.
16	Saudi Arabia cut diplomatic ties with Qatar and closed its border before the Gulf Cup.
16	Canada expelled six Indian diplomats over the murder of a Sikh activist.
12	Israel's government rejected a French plan for peace in a stadium town.
12	The Ukrainian government rejected a Russian demand to withdraw its troops from the coal town.
12	Israel rejected a ceasefire proposal from Egypt hours before the match.
12	Poland's government vetoed the European Union's plan on carbon prices.
11	Ukraine accused Russia of stealing grain worth 200 million dollars.
11	Beijing accused Washington of waging a trade war against its technology companies.
11	Turkey's president condemned Israel for the killing of a journalist in Jenin.
11	Zambia's opposition accused the government of hiding the number of cholera deaths.
11	Kenya's president blamed al Shabaab for the attack on a hotel in Nairobi.
17	Police arrested the Turkish opposition leader on charges of fraud.
17	Russian police arrested opposition politician Alexei Navalny at a Moscow airport.
17	Belarus arrested dozens of athletes who had joined protests against the president.
17	The Egyptian government banned the Muslim Brotherhood and seized its schools and hospitals.
17	Iranian security forces arrested three doctors for treating wounded protesters.
17	Tunisian authorities arrested a former minister on corruption charges.
17	Myanmar's junta jailed the ousted prime minister for fraud.
18	Hooded gunmen assassinated a Haitian senator in his car in Port-au-Prince.
18	Boko Haram kidnapped 200 schoolgirls from a boarding school in Chibok.
18	Somali militants abducted two Kenyan doctors near the border.
18	A car bomb outside a bank in Damascus killed twelve people.
18	Rebels in Colombia kidnapped the father of a footballer.
19	Russian missiles struck a power plant and a hospital in Kharkiv.
19	Israeli warplanes bombed a university in Gaza on Tuesday.
19	The Taliban captured a dam and two villages from government troops.
19	Azerbaijan shelled Armenian villages as snow fell on the mountains.
19	Rebels shot down an army helicopter in eastern Congo, killing its crew.
19	Saudi warplanes bombed a wedding party in northern Yemen.
14	Thousands of doctors went on strike in Nigeria to demand higher pay from the government.
14	Farmers in France blocked highways with tractors in protest against the government.
14	Students in Bangladesh protested against the government's job quotas.
14	Thousands marched in Santiago to protest against a rise in metro fares.
14	Teachers in Oaxaca went on strike against the president's education reform.
14	Airline pilots in Germany went on strike on Thursday.
07	Japan sent doctors and medicine to Turkey after the earthquake.
07	The United States sent food and tents to Haiti after the hurricane.
07	Germany gave Ukraine 500 million euros to repair its power plants.
04	The presidents of France and Brazil met in Paris before the Olympic Games to discuss trade.
04	Chinese leader Xi Jinping met executives and the German chancellor in Berlin.
04	India's prime minister visited Russia to discuss oil and weapons.
05	The prime ministers of Italy and Libya signed an agreement on gas and migrants.
05	Russia and India signed a treaty on nuclear energy.
02	The United Nations urged Sudan to let doctors into Darfur.
10	The European Union demanded that Poland stop its coal mine on the Czech border.
13	Russia threatened to cut gas supplies to Moldova in winter.
13	North Korea threatened to attack South Korea with missiles.
08	Venezuela released six American oil executives from prison.
09	The United Nations is investigating the killing of civilians in a hospital in Sudan.
"""


@pytest.mark.parametrize(("root", "text"), [line.split("\t") for line in LOUD.splitlines()])
def test_politics_is_heard_in_the_words_of_other_matters(coder: Coder, root: str, text: str) -> None:
    (result,) = coder.code([Article(id="a", text=text)])
    assert isinstance(result, ArticleResult)
    assert root in {event.root for event in result.events}
