/**
 * Search engines and directories, as a table that `readEntries` of entry.ts explains: name | hosts | app ids | aliases.
 * Facts taken from SearchEngines.yml of matomo-org/searchengine-and-social-list, commit 3b3a82d (2026-07-15), CC0-1.0;
 * engines that stopped and toolbars left out, Google's countries, app ids and aliases added from our own knowledge.
 * The search pages of access providers and virus scanners have the name of who shows them, whoever finds for them.
 */

// Countries, not "any ending": `google.evil.com` and a domain that somebody else holds are not Google.
const googleEndings =
  'com,ad,ae,al,am,as,at,az,ba,be,bf,bg,bi,bj,bs,bt,by,ca,cat,cd,cf,cg,ch,ci,cl,cm,cn,cv,cz,de,dj,dk,dm,dz,ee,es,eu,fi,' +
  'fm,fr,ga,ge,gg,gl,gm,gp,gr,gy,hn,hr,ht,hu,ie,im,iq,is,it,je,jo,kg,ki,kz,la,li,lk,lt,lu,lv,md,me,mg,mk,ml,mn,ms,mu,' +
  'mv,mw,ne,nl,no,nr,nu,pl,pn,ps,pt,ro,rs,ru,rw,sc,se,sh,si,sk,sm,sn,so,sr,st,td,tg,tk,tl,tm,tn,to,tt,vg,vu,ws,' +
  'co.ao,co.bw,co.ck,co.cr,co.id,co.il,co.in,co.jp,co.ke,co.kr,co.ls,co.ma,co.mz,co.nz,co.th,co.tz,co.ug,co.uk,co.uz,' +
  'co.ve,co.vi,co.za,co.zm,co.zw,com.af,com.ag,com.ai,com.ar,com.au,com.bd,com.bh,com.bn,com.bo,com.br,com.bz,com.co,' +
  'com.cu,com.cy,com.do,com.ec,com.eg,com.et,com.fj,com.gh,com.gi,com.gt,com.hk,com.jm,com.kh,com.kw,com.lb,com.ly,' +
  'com.mm,com.mt,com.mx,com.my,com.na,com.ng,com.ni,com.np,com.om,com.pa,com.pe,com.pg,com.ph,com.pk,com.pr,com.py,' +
  'com.qa,com.sa,com.sb,com.sg,com.sl,com.sv,com.tj,com.tr,com.tw,com.ua,com.uy,com.vc,com.vn'

const yandexEndings =
  'ru,com,by,kz,ua,uz,az,ee,eu,fr,kg,lt,lv,md,net,pl,tj,tm,com.am,com.ge,com.ru,com.tr,com.ua,co.il'

// Yahoo's country pages; its search has one host for all, with the country before it.
const yahooCountries =
  'ar,au,be,br,ca,cl,co,de,dk,en-maktoob,espanol,fi,fr,gr,hk,id,ie,in,it,jp,malaysia,maktoob,mx,nl,no,nz,pe,ph,pl,qc,' +
  'ro,ru,se,sg,th,tr,tw,uk,us,ve,vn,za'

export const engines = `
# Those that nearly every search comes from. Most of what lies below Google, Yahoo and Yandex is something else than search
Google           | =google.{${googleEndings}} images.google.{${googleEndings}} {shopping,lens,cse,encrypted,ipv4,ipv6}.google.com lens.google syndicatedsearch.goog googlesyndicatedsearch.com | com.google.android.googlequicksearchbox com.google.android.apps.searchlite com.google.ar.lens | googleads gads adwords googleadwords googlesearch googleapp googleorganic googleshopping gmb googlemybusiness gbp googlebusiness googlebusinessprofile
Google Maps      | maps.google.{${googleEndings}} maps.app.goo.gl | com.google.android.apps.maps | gmaps
Google Scholar   | scholar.google.{${googleEndings}} | |
Bing             | bing.com bingj.com | com.microsoft.bing | bingads microsoft microsoftads microsoftadvertising msads
Yahoo            | =yahoo.{com,co.jp,de,fr,it,es,co.uk,com.br} ={${yahooCountries}}.yahoo.com search.yahoo.{com,co.jp} | com.yahoo.mobile.client.android.search | yahoosearch yahooads
DuckDuckGo       | duckduckgo.com =duck.com ddg.gg duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion | com.duckduckgo.mobile.android | ddg
Startpage        | startpage.com ixquick.{com,de,eu} startpagel6srwcjlue4zgq3zevrujfaow726kjytqbbjyrswwmjzcqd.onion | | ixquick
Ecosia           | ecosia.org | com.ecosia.android |
Qwant            | qwant.com qwantjunior.com | com.qwant.liberty |
Brave Search     | search.brave.com | | brave
Kagi             | kagi.com | |
Mojeek           | mojeek.{com,co.uk,de,fr} | |
Swisscows        | swisscows.com swisscows.ch | |

# Private, green, small or for children
MetaGer          | metager.{de,org} metager2.de | de.metager.metagerapp |
Presearch        | presearch.{com,org} | |
Yep.com          | yep.com | |
Stract           | stract.com | |
Freespoke        | freespoke.com | |
Marginalia       | marginalia-search.com search.marginalia.nu | |
Mwmbl            | mwmbl.org | |
Wiby             | wiby.me wiby.org | |
Right Dao        | rightdao.com | |
Gibiru           | gibiru.com | |
Ghostery         | ghosterysearch.com glowstery.com | |
SearXNG          | searx.be priv.au baresearch.org paulgo.io opnxng.com search.inetol.net | | searx
Private.sh       | private.sh | |
PrivacyWall      | privacywall.org | |
Disconnect Search | search.disconnect.me | |
SearchLock       | searchlock.com | |
MyPrivateSearch  | myprivatesearch.com | |
Lukol            | lukol.com | |
Oscobo           | oscobo.com | |
Peekier          | peekier.com | |
Infinity Search  | infinitysearch.co | |
TUSK             | tusksearch.com | |
Lilo             | lilo.org | |
OceanHero        | oceanhero.today | |
Karma Search     | karmasearch.org | |
Ekoru            | ekoru.org | |
Elliot for Water | elliotforwater.com | |
Benefind         | benefind.de | |
Everyclick       | everyclick.com | |
Kiddle           | kiddle.co | |
KidRex           | kidrex.org | |
KidzSearch       | kidzsearch.com | |
Swiggle          | swiggle.org.uk | |
Junior Safe Search | juniorsafesearch.com | |
K9 Safe Search   | k9safesearch.com | |
eTools           | etools.ch | |
Carrot2          | search.carrot2.org | |
Million Short    | millionshort.com | |
RefSeek          | refseek.com | |
Wolfram Alpha    | wolframalpha.com | com.wolfram.android.alpha |
Sepia Search     | sepiasearch.org | |
TinEye           | tineye.com | |
Picsearch        | picsearch.com | |
BoardReader      | boardreader.com | |
HalalGoogling    | halalgoogling.com | |

# The United States and the whole world
AOL              | =aol.{com,co.uk,de,fr} search.aol.{com,it,co.uk,de,fr,ca,com.au} {aolsearch,find.web}.aol.com aolsearch.aol.co.uk {recherche,aolrecherche,aolimages}.aol.fr recherche.aol.ca {suche,sucheaol,o2suche,alicesuche}.aol.de aolbusqueda.aol.com.mx | |
Ask.com          | ask.com ask.co.uk askkids.com search-results.com searchqu.com ask.reference.com qbyrd.com | | ask
Lycos            | =lycos.{com,de,es,fr,it,nl,co.uk,at,ch} search.lycos.{com,de,es,fr,it,nl,co.uk} | |
Dogpile          | dogpile.com | |
WebCrawler       | webcrawler.com | |
MetaCrawler      | metacrawler.{com,de} | |
InfoSpace        | infospace.com | |
Info.com         | info.com | |
Excite           | =excite.{com,co.jp,it,fr,de,co.uk,es,nl} search.excite.{com,it,fr,de,co.uk,es,nl} websearch.excite.co.jp msxml.excite.com | |
HotBot           | hotbot.com | |
Mamma.com        | mamma.com | |
Search.com       | search.com | |
Entireweb        | entireweb.com | |
Looksmart        | looksmart.com | |
AllTheInternet   | alltheinternet.com | |
Monstercrawler   | monstercrawler.com | |
Jungle Key       | junglekey.{com,fr} | |
Zapmeta          | zapmeta.{com,nl,be,de,at,ch,fr,es,it,pl,se,dk,fi,no,pt,co.uk,ie,in,jp,ca,com.br,com.mx,com.au,co.nz,co.za} zapmetasearch.com | |
Qualigo          | qualigo.{com,at,ch,de,nl} | |
Sharelook        | sharelook.{com,de,fr,at,ch,nl} | |
Wow.com          | =wow.com search.wow.com | |
Kadaza           | kadaza.com | |
Softonic         | search.softonic.com | |
Torry            | torry.io | |
Netscape         | search.netscape.com search-intl.netscape.com | |
MyWay            | search.myway.com hp.myway.com mysearch.com search.mywebsearch.com | |
EarthLink        | search.earthlink.net | |
Juno             | search.juno.com | |
PeoplePC         | search.peoplepc.com | |
Xfinity          | search.xfinity.com search.comcast.net | |
Verizon          | searchresults.verizon.com | |
Frontier         | search.frontier.com | |
Charter.net      | =charter.net | |
Canoe            | web.canoe.ca | |
Petal            | petalsearch.com | com.huawei.hwsearch | petalsearch
Lenovo           | start.lenovo.com | |
Startab          | startab.me | |

# Virus scanners
Avira            | search.avira.{com,net} safesearch.avira.com | |
Avast            | search.avast.com | |
AVG Search       | {search,isearch,mysearch}.avg.com | |
Norton           | nortonsafe.search.ask.com search.norton.com safesearch.norton.com | |
F-Secure         | {search,searches}.f-secure.com | |
ZoneAlarm        | search.zonealarm.com | |
TrustNav         | search.trustnav.com | |

# The Netherlands and Belgium
Vinden.nl        | vinden.nl | |
Zoeken.nl        | zoeken.nl | |
Zoek.nl          | zoek.nl | |
Vindex           | vindex.nl | |
Web.nl           | web.nl | |
Telefoonboek     | telefoonboek.nl detelefoongids.nl | |
Gouden Gids      | goudengids.nl goudengids.be | |
Skynet           | =skynet.be | |

# Germany, Austria, Switzerland
T-Online Suche   | {suche,brisbane,navigationshilfe}.t-online.de | |
WEB.DE Suche     | suche.web.de | |
GMX Suche        | suche.gmx.{net,at,ch} search.gmx.com | |
1&1 Suche        | {suche,search}.1und1.de | |
freenet Suche    | suche.freenet.de | |
Fireball         | fireball.{com,de} | |
Suche.info       | suche.info | |
Suchmaschine.com | suchmaschine.com | |
Suchnase         | suchnase.de | |
sm.de            | sm.de | |
Witch.de         | witch.de | |
Tixuma           | tixuma.de | |
Das Örtliche     | dasoertliche.de | |
Das Telefonbuch  | dastelefonbuch.de | |
GoYellow         | goyellow.de | |
Yellowmap        | yellowmap.de | |
11880            | 11880.com | |
Search.ch        | search.ch | |
Local.ch         | local.ch | |
Bluewin          | search.bluewin.ch | |
Toppreise        | toppreise.ch | |

# Scandinavia and the Baltic states
Eniro            | eniro.{se,dk,fi,no} | |
Hitta            | hitta.se | |
118 700          | 118700.se | |
Krak             | krak.dk | |
De Gule Sider    | degulesider.dk | |
Gule Sider       | gulesider.no | |
1881             | 1881.no | |
Startsiden       | startsiden.no | |
Kvasir           | kvasir.no | |
TDC              | find.tdc.dk | |
Já               | ja.is | |
Neti             | neti.ee | |
Delfi            | otsing.delfi.ee smart.delfi.lv | |
Latne            | latne.lv | |

# France, Italy, Spain, Portugal and Latin America
Orange.fr        | lemoteur.orange.fr busca.orange.es rechercher.orange.fr | |
Free.fr          | search.free.fr | |
Mozbot           | mozbot.{fr,com,co.uk} | |
Trouvez.com      | trouvez.com | |
Virgilio         | {ricerca,ricercaimmagini,ricercavideo,ricercanews}.virgilio.it | |
Libero           | {ricerca,arianna}.libero.it | |
Tiscali          | search.tiscali.it | |
Kataweb          | kataweb.it | |
TrovaRapido      | trovarapido.com | |
Sapo             | =sapo.pt pesquisa.sapo.pt | |
Terra            | buscador.terra.{es,cl,com.br} | |
UOL              | busca.uol.com.br | |

# The United Kingdom
TalkTalk         | =talktalk.co.uk | |
BT Search        | search.bt.com | |
Searchy          | searchy.co.uk | |
Tarmot           | tarmot.com | |

# Central and eastern Europe
Seznam           | =seznam.cz search.seznam.cz videa.seznam.cz | |
Centrum          | search.centrum.cz | |
Volny            | web.volny.cz | |
Zoznam           | zoznam.sk | |
Onet             | szukaj.onet.pl | |
Wirtualna Polska | szukaj.wp.pl | |
Interia          | google.interia.pl | |
Najdi.si         | najdi.si | |
ABV              | search.abv.bg | |
Yandex           | =yandex.{${yandexEndings}} =ya.ru images.yandex.{ru,com,ua,by,kz,com.tr} m.yandex.{ru,com,ua,by,kz,com.tr} clck.yandex.{ru,com,ua,by,kz,com.tr} yabs.yandex.ru | ru.yandex.searchplugin ru.yandex.searchplugin.beta com.yandex.searchapp | yandexdirect
Mail.ru          | go.mail.ru | |
Rambler          | =rambler.ru nova.rambler.ru | |
QIP              | search.qip.ru | |
Meta.ua          | meta.ua | |
All.by           | all.by | |
Holmes           | holmes.ge | |

# The Near East and Asia
Walla            | search.walla.co.il | |
Zarebin          | zarebin.ir | |
Vuhuv            | vuhuv.com | |
Baidu            | baidu.com baidu.co.th | com.baidu.searchbox com.baidu.searchbox.lite |
Sogou            | sogou.com soso.com | com.sogou.activity.src |
360 Search       | so.com so.360.cn haosou.com sou.com | com.qihoo.haosou | haosou
Shenma           | sm.cn | |
Quark            | quark.cn | com.quark.browser |
Toutiao          | so.toutiao.com | com.ss.android.article.news |
ChinaSo          | chinaso.com | |
Youdao           | youdao.com | |
Yongzin          | yongzin.com | |
Timway           | timway.com | |
Yam              | search.yam.com | |
Naver            | =naver.com =m.naver.com search.naver.com | com.nhn.android.search |
Daum             | =daum.net =m.daum.net search.daum.net | net.daum.android.daum |
Nate.com         | =nate.com search.nate.com | |
ZUM              | =zum.com search.zum.com | |
Biglobe          | search.biglobe.ne.jp | |
Nifty            | search.nifty.com search.azby.fmworld.net | |
au by KDDI       | search.auone.jp sp-search.auone.jp | |
docomo           | search.smt.docomo.ne.jp | |
Rakuten          | websearch.rakuten.co.jp | |
So-net           | =so-net.ne.jp video.so-net.ne.jp | |
Hao123 Japan     | jp.hao123.com | |
Cốc Cốc          | coccoc.com | com.coccoc.trinhduyet |
Laban            | laban.vn | |
Rediff           | search.rediff.com | |
Epic Search      | epicsearch.in | |
Qmamu            | qmamu.com | |
`
