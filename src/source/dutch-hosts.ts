/**
 * Hosts that somebody who looks for a home in the Netherlands comes from, and that a report should call by their name:
 * by kind, each a table that `readEntries` of entry.ts explains: name | hosts | app ids | aliases. From our own
 * knowledge; no list was taken over. A city is "Gemeente …", so that `utm_source=utrecht` is not read as its town hall.
 */
export const dutchHosts = {
  marketplace: `
Marktplaats     | marktplaats.nl | nl.marktplaats.android |
2dehands        | 2dehands.be 2ememain.be | |
Vinted          | vinted.{nl,be,de,fr,com} | fr.vinted |
eBay            | ebay.{nl,be,de,fr,com,co.uk} | com.ebay.mobile |
Bol             | bol.com | com.bol.shop |
Speurders       | speurders.nl | |
Catawiki        | catawiki.{com,nl} | com.catawiki2 |
Etsy            | etsy.com | com.etsy.android |
Peerby          | peerby.com | |
Gratisaftehalen | gratisaftehalen.nl | |
Werkspot        | werkspot.nl | |
Kleinanzeigen   | kleinanzeigen.de | com.ebay.kleinanzeigen |
OLX             | olx.{pl,pt,ro,bg,ua} | |
`,
  portal: `
Startpagina     | startpagina.nl pagina.nl | |
Startkabel      | startkabel.nl | |
Uwpagina        | uwpagina.nl | |
Jouwpagina      | jouwpagina.nl | |
Eigenstart      | eigenstart.nl | |
Linkplein       | linkplein.net | |
Beginthier      | beginthier.nl | |
Kadaza.nl       | kadaza.nl | |
Symbaloo        | symbaloo.com | |
Start.me        | start.me | |
MSN             | msn.com | com.microsoft.amp.apps.bingnews |
Wikipedia       | wikipedia.org | org.wikipedia |
Drimble         | drimble.nl | |
Openingstijden  | openingstijden.{nl,com} | |
Allestoringen   | allestoringen.nl | |
Sociale Kaart   | socialekaart.nl | |
ZorgkaartNederland | zorgkaartnederland.nl | |
Juridisch Loket | juridischloket.nl | |
Nibud           | nibud.nl | |
Geldfit         | geldfit.nl | |
Rotterdam.info  | rotterdam.info | |
`,
  news: `
# The whole country
NU.nl           | nu.nl | nl.sanomamedia.android.nu |
NOS             | nos.nl | nl.nos.app |
AD.nl           | ad.nl | |
De Telegraaf    | telegraaf.nl | | telegraaf
De Volkskrant   | volkskrant.nl | | volkskrant
NRC             | nrc.nl | |
Trouw           | trouw.nl | |
Het Parool      | parool.nl | | parool
FD              | fd.nl | |
RTL             | rtl.nl rtlnieuws.nl | | rtlnieuws
BNR             | bnr.nl | |
Hart van Nederland | hartvannederland.nl | |
NPO             | npo.nl avrotros.nl bnnvara.nl kro-ncrv.nl max.nl omroepmax.nl eo.nl vpro.nl | |
Metronieuws     | metronieuws.nl | |
GeenStijl       | geenstijl.nl | |
De Correspondent | decorrespondent.nl | |
Follow the Money | ftm.nl ftm.eu | |
Reformatorisch Dagblad | rd.nl | |
Nederlands Dagblad | nd.nl | |
Tweakers        | tweakers.net | |
Indebuurt       | indebuurt.nl | |
DutchNews       | dutchnews.nl | |
NL Times        | nltimes.nl | |
IamExpat        | iamexpat.nl | |
Cobouw          | cobouw.nl | |
Vastgoedmarkt   | vastgoedmarkt.nl | |
Binnenlands Bestuur | binnenlandsbestuur.nl | |
Google News     | news.google.com | com.google.android.apps.magazines |

# Rotterdam and its surroundings
Rijnmond        | rijnmond.nl | | rtvrijnmond
Open Rotterdam  | openrotterdam.nl | |
Vers Beton      | versbeton.nl | |
De Havenloods   | dehavenloods.nl | | havenloods

# Other regions
AT5             | at5.nl | |
NH Nieuws       | nhnieuws.nl | |
Omroep West     | omroepwest.nl | |
RTV Utrecht     | rtvutrecht.nl | |
Omroep Brabant  | omroepbrabant.nl | |
Omroep Gelderland | gld.nl omroepgelderland.nl | |
RTV Oost        | oost.nl rtvoost.nl | |
RTV Noord       | rtvnoord.nl | |
RTV Drenthe     | rtvdrenthe.nl | |
Omrop Fryslân   | omropfryslan.nl | |
L1              | l1.nl l1nieuws.nl | |
Omroep Zeeland  | omroepzeeland.nl | |
Omroep Flevoland | omroepflevoland.nl | |
BN DeStem       | bndestem.nl | |
Brabants Dagblad | bd.nl | |
Eindhovens Dagblad | ed.nl | |
PZC             | pzc.nl | |
Tubantia        | tubantia.nl | |
De Stentor      | destentor.nl | |
De Gelderlander | gelderlander.nl | |
De Limburger    | limburger.nl | |
Leeuwarder Courant | lc.nl | |
Dagblad van het Noorden | dvhn.nl | |
Noordhollands Dagblad | noordhollandsdagblad.nl | |
Haarlems Dagblad | haarlemsdagblad.nl | |
Leidsch Dagblad | leidschdagblad.nl | |
Gooi- en Eemlander | gooieneemlander.nl | |

# Belgium
HLN             | hln.be | |
VRT             | vrt.be | |
De Standaard    | standaard.be | |
Het Nieuwsblad  | nieuwsblad.be | |
`,
  housing: `
# Where homes are offered
Funda           | funda.nl fundainbusiness.nl | |
Pararius        | pararius.{nl,com} | |
Woonnet Rijnmond | woonnetrijnmond.nl woonnet-rijnmond.nl | |
WoningNet       | woningnet.nl woningnetregioamsterdam.nl woningnetregioutrecht.nl | |
Woonnet Haaglanden | woonnet-haaglanden.nl | |
Huren in Holland Rijnland | hureninhollandrijnland.nl | |
Wooniezie       | wooniezie.nl | |
Huiswaarts      | huiswaarts.nu huiswaarts.nl | |
Thuis in Limburg | thuisinlimburg.nl | |
Klik voor Wonen | klikvoorwonen.nl | |
Zuidwestwonen   | zuidwestwonen.nl | |
Thuispoort      | thuispoort.nl | |
Entree.nu       | entree.nu | |
Rooftrack       | rooftrack.nl | |
Kamernet        | kamernet.nl | |
Kamer.nl        | kamer.nl | |
ROOM.nl         | room.nl roommatch.nl | |
Huurwoningen.nl | huurwoningen.{nl,com} | |
Huurportaal     | huurportaal.nl | |
Huurstunt       | huurstunt.nl | |
Direct Wonen    | directwonen.nl | |
HousingAnywhere | housinganywhere.com | |
Rentola         | rentola.nl | |
Rentbird        | rentbird.nl | |
Stekkies        | stekkies.com | |
Holland2Stay    | holland2stay.com | |
Ik wil huren    | ikwilhuren.nu | |
123Wonen        | 123wonen.nl | |
Rotsvast        | rotsvast.nl | |
Interhouse      | interhouse.nl | |
Vesteda         | vesteda.com | |
Huispedia       | huispedia.nl | |
Huizenzoeker    | huizenzoeker.nl | |
Huislijn        | huislijn.nl | |
Jaap            | jaap.nl | |
Walter Living   | walterliving.com | |
Nieuwbouw Nederland | nieuwbouw-nederland.nl | |

# Corporations and those who speak for them or their tenants
Aedes           | aedes.nl | |
Woonbond        | woonbond.nl | |
Eigen Huis      | eigenhuis.nl | |
Woonstad Rotterdam | woonstadrotterdam.nl | | woonstad
Havensteder     | havensteder.nl | |
Woonbron        | woonbron.nl | |
Hef Wonen       | hefwonen.nl | |
SOR             | sor.nl | |
Woonplus        | woonplus.nl | |
Waterweg Wonen  | waterwegwonen.nl | |
Trivire         | trivire.nl | |
Staedion        | staedion.nl | |
DUWO            | duwo.nl | |
SSH             | sshxl.nl | |
Ymere           | ymere.nl | |
Eigen Haard     | eigenhaard.nl | |
Rochdale        | rochdale.nl | |
Stadgenoot      | stadgenoot.nl | |
De Key          | dekey.nl | |
De Alliantie    | de-alliantie.nl | |
Stichting Portaal | portaal.nl | |
Woonin          | woonin.nl | |
Woonzorg Nederland | woonzorg.nl | |
Habion          | habion.nl | |
Mooiland        | mooiland.nl | |
`,
  government: `
Rijksoverheid   | rijksoverheid.nl government.nl | |
Overheid.nl     | overheid.nl officielebekendmakingen.nl | |
Huurcommissie   | huurcommissie.nl | |
Belastingdienst | belastingdienst.nl toeslagen.nl | |
DigiD           | digid.nl | |
UWV             | uwv.nl werk.nl | |
SVB             | svb.nl | |
DUO             | duo.nl | |
CBS             | cbs.nl | |
CAK             | hetcak.nl | |
CIZ             | ciz.nl | |
RVO             | rvo.nl | |
IND             | ind.nl | |
COA             | coa.nl | |
KVK             | kvk.nl | |
Kadaster        | kadaster.nl | |
ILT             | ilent.nl | |
Politie         | politie.nl | |
Rechtspraak     | rechtspraak.nl | |
Tweede Kamer    | tweedekamer.nl | |
Nationale ombudsman | nationaleombudsman.nl | |
Autoriteit Persoonsgegevens | autoriteitpersoonsgegevens.nl | |
Regelhulp       | regelhulp.nl | |
Volkshuisvesting Nederland | volkshuisvestingnederland.nl | |
VNG             | vng.nl | |
GGD             | ggd.nl ggdrotterdamrijnmond.nl | |
Europese Unie   | europa.eu | |
Gemeente Rotterdam | rotterdam.nl | |
Gemeente Schiedam | schiedam.nl | |
Gemeente Vlaardingen | vlaardingen.nl | |
Gemeente Maassluis | maassluis.nl | |
Gemeente Capelle aan den IJssel | capelleaandenijssel.nl | |
Gemeente Krimpen aan den IJssel | krimpenaandenijssel.nl | |
Gemeente Lansingerland | lansingerland.nl | |
Gemeente Barendrecht | barendrecht.nl | |
Gemeente Albrandswaard | albrandswaard.nl | |
Gemeente Ridderkerk | ridderkerk.nl | |
Gemeente Nissewaard | nissewaard.nl | |
Gemeente Dordrecht | dordrecht.nl | |
Gemeente Delft  | delft.nl | |
Gemeente Zoetermeer | zoetermeer.nl | |
Gemeente Amsterdam | amsterdam.nl | |
Gemeente Den Haag | denhaag.nl | |
Gemeente Utrecht | utrecht.nl | |
Gemeente Eindhoven | eindhoven.nl | |
Gemeente Groningen | gemeente.groningen.nl | |
Gemeente Tilburg | tilburg.nl | |
Gemeente Almere | almere.nl | |
Gemeente Breda  | breda.nl | |
Gemeente Nijmegen | nijmegen.nl | |
Gemeente Arnhem | arnhem.nl | |
Gemeente Haarlem | haarlem.nl | |
Gemeente Leiden | leiden.nl | |
Gemeente Zwolle | zwolle.nl | |
`,
} as const
