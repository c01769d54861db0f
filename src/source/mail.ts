/**
 * Webmail, mail apps and the services that send mailings, as a table that `readEntries` of entry.ts explains:
 * name | hosts | app ids | aliases. From our own knowledge; no list was taken over. Most mail is read in a program that
 * names no referrer: a link in a mail is best known by its `utm_medium`.
 */
export const mail = `
# Large
Gmail           | mail.google.com inbox.google.com gmail.com googlemail.com | com.google.android.gm com.google.android.gm.lite | googlemail
Outlook         | outlook.com outlook.live.com outlook.office.com outlook.office365.com outlook.cloud.microsoft mail.live.com hotmail.com | com.microsoft.office.outlook com.microsoft.outlooklite | hotmail
Yahoo Mail      | mail.yahoo.{com,co.jp} ymail.com | com.yahoo.mobile.client.android.mail | ymail
AOL Mail        | mail.aol.com | com.aol.mobile.aolapp |
iCloud Mail     | icloud.com | | icloud
Proton Mail     | mail.proton.me protonmail.com | ch.protonmail.android |
Tuta            | tuta.com tutanota.com | de.tutao.tutanota | tutanota
Zoho Mail       | mail.zoho.{com,eu,in,jp,com.au,com.cn} | com.zoho.mail |
Fastmail        | fastmail.com fastmail.fm | com.fastmail.app |
Mail.com        | mail.com deref-mail.com | com.mail.mobile.android.mail |
Mailfence       | mailfence.com | |
Posteo          | posteo.de posteo.net | |
mailbox.org     | mailbox.org | |
Runbox          | runbox.com | |
Hushmail        | hushmail.com | |
HEY Mail        | app.hey.com | com.basecamp.hey |
Mailo           | mailo.com | |
Infomaniak Mail | mail.infomaniak.com | com.infomaniak.mail |

# The Netherlands and Belgium
KPN Mail        | webmail.kpnmail.nl webmail.kpn.com webmail.hetnet.nl webmail.planet.nl webmail.telfort.nl | |
Ziggo Mail      | webmail.ziggo.nl mail.ziggo.nl webmail.upcmail.nl webmail.casema.nl webmail.home.nl webmail.chello.nl | |
XS4ALL Mail     | webmail.xs4all.nl roundcube.xs4all.nl | |
Freedom Mail    | webmail.freedom.nl | |
Odido Mail      | webmail.odido.nl webmail.t-mobilethuis.nl webmail.tele2.nl webmail.online.nl | |
Delta Mail      | webmail.zeelandnet.nl | |
Caiway Mail     | webmail.caiway.nl webmail.caiway.net | |
Solcon Mail     | webmail.solcon.nl | |
Soverin         | soverin.net | |
StartMail       | startmail.com | |
TransIP Mail    | webmail.transip.email | |
Hostnet Mail    | webmail.hostnet.nl | |
Mijndomein Mail | webmail.mijndomein.nl | |
Strato Mail     | webmail.strato.{nl,de,com} | |
one.com Mail    | mail.one.com | |
Telenet Mail    | mail.telenet.be webmail.telenet.be | |
Proximus Mail   | webmail.proximus.be webmail.skynet.be | |

# Germany, Austria, Switzerland
GMX             | gmx.{net,de,at,ch,com,co.uk,fr,es,it} deref-gmx.{net,com} | de.gmx.mobile.android.mail com.gmx.mobile.android.mail |
WEB.DE          | web.de deref-web.de | de.web.mobile.android.mail |
T-Online Mail   | email.t-online.de | de.telekom.mail |
freenet Mail    | webmail.freenet.de email.freenet.de | de.freenet.mail |
IONOS Mail      | mail.ionos.{de,com,co.uk,fr,es,it} deref-1und1.de | |
Bluewin Mail    | webmail.bluewin.ch | |

# Rest of Europe
Orange Mail     | messagerie.orange.fr mail.orange.fr webmail.orange.fr | com.orange.mail.fr |
La Poste Mail   | webmail.laposte.net | |
Free Mail       | webmail.free.fr zimbra.free.fr | |
SFR Mail        | messagerie.sfr.fr webmail.sfr.fr | |
Libero Mail     | mail.libero.it mail1.libero.it | it.italiaonline.mail |
Virgilio Mail   | mail.virgilio.it mail1.virgilio.it | |
Tiscali Mail    | mail.tiscali.it | |
TIM Mail        | mail.tim.it | |
BT Mail         | mail.bt.com | |
TalkTalk Mail   | mail.talktalk.co.uk | |
Virgin Mail     | mail.virginmedia.com | |
WP Poczta       | poczta.wp.pl | pl.wp.wppoczta |
Onet Poczta     | poczta.onet.pl | |
Interia Poczta  | poczta.interia.pl | |
o2 Poczta       | poczta.o2.pl | |
Seznam Email    | email.seznam.cz | cz.seznam.email |
Centrum Mail    | mail.centrum.cz | |
ABV Mail        | =abv.bg | |
UKR.NET Mail    | mail.ukr.net | |
Mail.ru Mail    | e.mail.ru octavius.mail.ru touch.mail.ru | ru.mail.mailapp |
Yandex Mail     | mail.yandex.{ru,com,ua,by,kz,com.tr} | ru.yandex.mail |
Rambler Mail    | mail.rambler.ru | |

# America and Asia
Xfinity Mail    | mail.xfinity.com connect.xfinity.com | |
Naver Mail      | mail.naver.com | com.nhn.android.mail |
Daum Mail       | mail.daum.net | net.daum.android.mail |
QQ Mail         | mail.qq.com exmail.qq.com | com.tencent.androidqqmail |
NetEase Mail    | mail.163.com mail.126.com mail.yeah.net | com.netease.mail |
Sina Mail       | mail.sina.com.cn mail.sina.cn | |
Aliyun Mail     | mail.aliyun.com qiye.aliyun.com | com.alibaba.cloudmail |
Rediffmail      | mail.rediff.com | |

# Apps for whatever mailbox
Thunderbird     | | net.thunderbird.android com.fsck.k9 |
Samsung Email   | | com.samsung.android.email.provider |
Android Email   | | com.android.email |
Huawei Email    | | com.huawei.email |
BlueMail        | | me.bluemail.mail |
Spark Mail      | | com.readdle.spark |
Edison Mail     | | com.easilydo.mail |
Aqua Mail       | | org.kman.AquaMail |
FairEmail       | | eu.faircode.email |
myMail          | | com.my.mail |
Nine Mail       | | com.ninefolders.hd3 |

# Services that send mailings
Mailchimp       | list-manage.com mailchi.mp campaign-archive.com eepurl.com mailchimp.com | |
Laposta         | laposta.nl email-provider.nl email-provider.eu | |
Spotler         | spotler.com mailplus.nl | | mailplus
Copernica       | copernica.com | |
MailerLite      | mailerlite.com | |
Enormail        | enormail.eu | |
Flexmail        | flexmail.eu | |
YMLP            | ymlp.com | |
Brevo           | brevo.com sendinblue.com | | sendinblue
ActiveCampaign  | activecampaign.com activehosted.com | |
Campaign Monitor | createsend.com campaignmonitor.com | |
Klaviyo         | klaviyo.com | |
HubSpot Email   | | | hsemail
`
