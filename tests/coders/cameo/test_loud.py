"""Political news in the words of sport, trade, health, weather and crime: it must code although quiet sentences with such words do not."""

from __future__ import annotations

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
19	Israel held off an attack by Hamas near Gaza.
19	Brazilian troops attacked poachers who hunt turtles in Para.
19	An air strike by French forces destroyed a rebel base in Mali.
12	Iran shrugged off a warning from the United States.
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
11	The United States accused Russia's military intelligence of hacking the World Anti-Doping Agency.
17	Riot police in Cairo fired tear gas at football fans who were protesting against the government.
19	Gunmen shot dead a newspaper editor in Karachi on Tuesday.
18	A suicide bomber killed 45 people at a volleyball match in Afghanistan's Paktika province.
19	Militants attacked a bus carrying the Sri Lankan cricket team in Lahore, wounding six players.
16	China imposed sanctions on a basketball league after its manager backed protesters in Hong Kong.
19	Gunmen opened fire on football fans in the Honduran capital during a cup final.
20	Islamic State said it had massacred prisoners at the ancient theatre of Palmyra.
14	Fans of three Istanbul clubs protested against the government in a stadium.
15	Iran put its air defences on alert after a rocket test.
"""
UNHEARD: set[str] = set()  # known misses, which may only become fewer


def test_politics_is_heard_in_the_words_of_other_matters(coder: Coder) -> None:
    told = [line.split("\t") for line in LOUD.splitlines()]
    results = coder.code([Article(id=text, text=text) for _, text in told])
    unheard = set()
    for (root, text), result in zip(told, results, strict=True):
        assert isinstance(result, ArticleResult)
        if root not in {event.root for event in result.events}:
            unheard.add(text)
    assert unheard == UNHEARD
