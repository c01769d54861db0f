/** What each fault means and what to do about it, for whoever edits a notice. Dutch and English, as the dashboard is. */
import type { LintFault } from './lint.ts'

export const lintSentences: Readonly<Record<'nl' | 'en', Readonly<Record<LintFault, string>>>> = {
  nl: {
    'nothing-asked': 'Er is geen doel dat toestemming nodig heeft. Dan mag er ook geen banner zijn.',
    'refuse-missing': 'De knop om te weigeren ontbreekt.',
    'refuse-not-first': 'De knop om te weigeren moet vooraan staan.',
    'labels-unequal':
      'De teksten op de twee knoppen verschillen te veel in lengte. Kies woorden die ongeveer even lang zijn.',
    'button-faint':
      'De knoppen vallen weg tegen de achtergrond. Het contrast tussen knop en achtergrond moet 3 op 1 of meer zijn.',
    preset: 'Dit doel heeft een instelling die we niet kennen. Niets mag al aan staan voordat iemand kiest.',
    'already-on': 'Hier staat dat iets al aan staat. Niets mag aan staan voordat iemand kiest.',
    'implied-yes': 'Hier staat dat verder lezen hetzelfde is als ja zeggen. Alleen een knop telt als ja.',
    'controller-empty':
      'Naam, adres en e-mailadres van je organisatie moeten ingevuld zijn bij de instellingen.',
    'controller-unnamed':
      'De banner moet zeggen wie het vraagt. Zet {controller} in de tekst: daar komt de naam.',
    'purpose-unnamed': 'Dit doel heeft in deze taal geen naam of geen uitleg.',
    'service-unnamed': 'Zeg van wie de video of kaart komt. Zet {service} in de tekst: daar komt de naam.',
    'placeholder-unknown':
      'Hier staan accolades die we niet invullen. Gebruik alleen {controller} in de inleiding, en {service} bij een video of kaart.',
    'withdraw-unsaid':
      'Zeg dat je een keuze altijd kunt veranderen of intrekken, en waar. Dat moet er staan voordat iemand kiest.',
    'refuse-not-plain': 'Gebruik een gewoon woord om te weigeren, zoals “Weigeren” of “Nee”.',
    'accept-not-plain': 'Gebruik een gewoon woord om ja te zeggen, zoals “Accepteren” of “Ja”.',
    'customise-misleads': 'Deze knop laat zelf kiezen. Er mag geen ja of nee op staan.',
    steering: 'Deze tekst stuurt naar een van de antwoorden. Zeg alleen wat er gebeurt.',
    vague: 'Deze woorden zijn te vaag. Zeg precies wat er gebeurt en voor wie.',
    needed: 'Hier staat dat iets noodzakelijk is, maar bezoekers mogen het weigeren. Laat dat woord weg.',
    'nudging-sign': 'Laat uitroeptekens en plaatjes weg.',
    shouting: 'Schrijf geen woorden in hoofdletters.',
    'invisible-sign': 'In deze tekst staan tekens die niemand ziet. Typ de tekst opnieuw.',
    'sentence-long': 'De zinnen zijn te lang. Gebruik hooguit 20 woorden per zin.',
    'word-long': 'Hier staat een woord van meer dan 30 letters. Kies een korter woord.',
    'hard-to-read': 'De teksten in deze taal zijn samen te moeilijk. Gebruik kortere woorden en zinnen.',
    'button-unknown': 'Hier staat een knop die er niet hoort.',
    'basis-unknown': 'Een doel heeft toestemming nodig, of het is daarvan vrijgesteld. Iets anders kan niet.',
    'legitimate-interest':
      'Een gerechtvaardigd belang is geen toestemming. Haal het weg: het hoort niet bij deze vraag.',
    'same-id': 'Deze naam is al in gebruik bij een ander doel of een andere dienst.',
    'same-name': 'Twee doelen heten hetzelfde. Geef elk doel een eigen naam.',
    'names-another': 'In deze uitleg staat de naam van een ander doel. Leg elk doel apart uit.',
    'parties-together':
      'Meer dan één organisatie krijgt deze gegevens. Maak van elke organisatie een dienst, zodat bezoekers apart kunnen kiezen.',
    'party-missing': 'Dit doel toont iets van anderen. Vul in van welke dienst, en van welke adressen.',
    'host-shared': 'Een adres hoort bij twee diensten. Dan geldt een ja voor de ene ook voor de andere.',
    wall: 'Hier staat dat de website slechter werkt voor wie weigert. Dat mag niet zo zijn, en het mag er niet staan.',
    'first-layer-long':
      'De tekst van de banner is te lang. Op een kleine telefoon dekt hij te veel af. Kort hem in, of kies kortere namen voor de doelen.',
    'text-faint': 'De tekst is slecht te lezen. Het contrast moet 4,5 op 1 of meer zijn.',
    unlabelled: 'Dit onderdeel heeft geen naam voor wie de pagina hoort.',
    'language-missing': 'Voor deze taal ontbreken de teksten.',
    'direction-wrong': 'De schrijfrichting past niet bij deze taal.',
    'script-wrong': 'Deze tekst is niet in de letters van deze taal geschreven.',
  },
  en: {
    'nothing-asked': 'No purpose needs consent. Then there may be no banner either.',
    'refuse-missing': 'The button to refuse is missing.',
    'refuse-not-first': 'The button to refuse must come first.',
    'labels-unequal':
      'The labels of the two buttons differ too much in length. Choose words of about the same length.',
    'button-faint':
      'The buttons fade into the background. The contrast between button and background must be 3 to 1 or more.',
    preset: 'This purpose has a setting that we do not know. Nothing may be on before somebody chooses.',
    'already-on': 'This says that something is on already. Nothing may be on before somebody chooses.',
    'implied-yes': 'This says that reading on is the same as saying yes. Only a button counts as yes.',
    'controller-empty':
      'Name, address and e-mail address of your organisation must be filled in, under settings.',
    'controller-unnamed': 'The banner must say who asks. Put {controller} in the text: the name comes there.',
    'purpose-unnamed': 'This purpose has no name or no explanation in this language.',
    'service-unnamed': 'Say whose video or map it is. Put {service} in the text: the name comes there.',
    'placeholder-unknown':
      'There are braces here that we do not fill in. Use only {controller} in the introduction, and {service} with a video or map.',
    'withdraw-unsaid':
      'Say that a choice can be changed or withdrawn at any time, and where. It must be there before somebody chooses.',
    'refuse-not-plain': 'Use a plain word to refuse, such as “Refuse” or “No”.',
    'accept-not-plain': 'Use a plain word to say yes, such as “Accept” or “Yes”.',
    'customise-misleads': 'This button lets people choose for themselves. It may not say yes or no.',
    steering: 'This text steers towards one of the answers. Say only what happens.',
    vague: 'These words are too vague. Say exactly what happens and for whom.',
    needed: 'This says that something is necessary, but visitors may refuse it. Leave that word out.',
    'nudging-sign': 'Leave out exclamation marks and pictures.',
    shouting: 'Do not write words in capitals.',
    'invisible-sign': 'This text has characters that nobody sees. Type the text again.',
    'sentence-long': 'The sentences are too long. Use 20 words at most.',
    'word-long': 'There is a word of more than 30 letters here. Choose a shorter one.',
    'hard-to-read': 'The texts in this language are too hard together. Use shorter words and sentences.',
    'button-unknown': 'There is a button here that does not belong.',
    'basis-unknown': 'A purpose needs consent or is exempt from it. There is nothing else.',
    'legitimate-interest':
      'A legitimate interest is no consent. Take it out: it has no place in this question.',
    'same-id': 'This name is in use already, for another purpose or service.',
    'same-name': 'Two purposes have the same name. Give each its own.',
    'names-another': 'This explanation has the name of another purpose in it. Explain each by itself.',
    'parties-together':
      'More than one organisation gets this data. Make each of them a service, so that visitors can choose one by one.',
    'party-missing': 'This purpose shows something of others. Fill in which service, and which addresses.',
    'host-shared': 'One address belongs to two services. Then a yes to one is a yes to the other.',
    wall: 'This says that the website works less well for whoever refuses. It may not be so, and it may not say so.',
    'first-layer-long':
      'The text of the banner is too long. On a small phone it covers too much. Shorten it, or choose shorter names for the purposes.',
    'text-faint': 'The text is hard to read. The contrast must be 4.5 to 1 or more.',
    unlabelled: 'This part has no name for whoever hears the page.',
    'language-missing': 'The texts for this language are missing.',
    'direction-wrong': 'The direction of writing does not fit this language.',
    'script-wrong': 'This text is not written in the letters of this language.',
  },
}
