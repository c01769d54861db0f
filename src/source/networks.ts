/**
 * Social networks and messengers, as a table that `readEntries` of entry.ts explains: name | hosts | app ids | aliases.
 * Facts taken from Socials.yml of matomo-org/searchengine-and-social-list, commit 3b3a82d (2026-07-15), CC0-1.0; those
 * that closed (Hyves, Google+, StumbleUpon, Skyrock …) left out; app ids, short links, Dutch networks and most of the
 * fediverse added from our own knowledge.
 */
export const networks = `
# Those that nearly every visit from a network comes from
Facebook        | facebook.com fb.com fb.me fb.watch fb.gg facebookwkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd.onion | com.facebook.katana com.facebook.lite com.facebook.pages.app com.facebook.groups | fb fbads facebookads fbpaid fbgroup fbpage
Messenger       | messenger.com m.me msngr.com | com.facebook.orca com.facebook.mlite | fbmessenger facebookmessenger msg
Instagram       | instagram.com instagr.am ig.me | com.instagram.android com.instagram.lite | ig insta instagramads igads instastory instagramstory instagramstories igstory
Threads         | threads.net threads.com | com.instagram.barcelona | threadsapp
Meta            | meta.com | | metaads
X               | x.com twitter.com t.co | com.twitter.android com.twitter.android.lite | twitter tw twt twitterads xads xtwitter
LinkedIn        | linkedin.com lnkd.in | com.linkedin.android com.linkedin.android.lite com.linkedin.android.salesnavigator com.linkedin.recruiter | li linkedinads linkedinpost lnkd
WhatsApp        | whatsapp.com whatsapp.net wa.me | com.whatsapp com.whatsapp.w4b | wa wapp whatsappbusiness whatsappstatus
Telegram        | telegram.org telegram.me telegram.dog t.me tx.me telesco.pe | org.telegram.messenger org.telegram.messenger.web org.telegram.messenger.beta org.telegram.plus org.thunderdog.challegram | tg telegramchannel
Signal          | signal.org signal.me signal.group signal.art | org.thoughtcrime.securesms | signalapp
Pinterest       | pinterest.{com,at,be,ca,ch,cl,co,co.in,co.kr,co.nz,co.uk,com.au,com.mx,com.pe,com.uy,de,dk,es,fr,hu,id,ie,in,info,it,jp,kr,mx,nl,nz,pe,ph,pt,ru,se,uk} pin.it | com.pinterest com.pinterest.twa | pin pins pinterestads
TikTok          | tiktok.com tiktokv.com | com.zhiliaoapp.musically com.zhiliaoapp.musically.go com.ss.android.ugc.trill com.tiktok.lite.go | tt tiktokads
YouTube         | youtube.com youtu.be yt.be youtube-nocookie.com youtubekids.com | com.google.android.youtube com.google.android.youtube.tv com.google.android.apps.youtube.music com.google.android.apps.youtube.kids com.google.android.apps.youtube.creator | yt youtubeads ytads youtubeshorts ytshorts
Reddit          | reddit.com redd.it | com.reddit.frontpage | redditads subreddit
Discord         | discord.com discord.gg discordapp.com discord.new dis.gd | com.discord |
Snapchat        | snapchat.com snap.com | com.snapchat.android | snap snapads snapchatads
Bluesky         | bsky.app bsky.social blueskyweb.xyz skyfeed.app deck.blue | xyz.blueskyweb.app | bsky bsk bskysocial

# Neighbours, Dutch and nearby
Nextdoor        | nextdoor.{com,nl,co.uk,de,fr} | com.nextdoor | nextdoorads
Hoplr           | hoplr.com | |
MijnBuurtje     | mijnbuurtje.nl | |
Gebiedonline    | gebiedonline.nl | |
Nebenan         | nebenan.de | de.nebenan.app |
InterNations    | internations.org | |
FOK!            | fok.nl | | fok
Dumpert         | dumpert.nl | |
Partyflock      | partyflock.nl | |
Polarsteps      | polarsteps.com | com.polarsteps |

# Work
Slack           | slack.com slack-redir.net | com.Slack com.Slack.intune |
Teams           | teams.microsoft.com teams.live.com teams.cloud.microsoft statics.teams.cdn.office.net | com.microsoft.teams | msteams microsoftteams
Viva Engage     | yammer.com engage.cloud.microsoft | com.yammer.v1 | yammer
Google Chat     | chat.google.com | com.google.android.apps.dynamite | gchat
Google Meet     | meet.google.com | com.google.android.apps.tachyon com.google.android.apps.meetings |
Zoom            | zoom.us zoom.com | us.zoom.videomeetings |
Webex           | webex.com | com.cisco.webex.meetings com.cisco.wx2.android |
XING            | xing.com | com.xing.android | xingads

# Messengers
Google Messages | messages.google.com | com.google.android.apps.messaging |
Samsung Messages | | com.samsung.android.messaging |
Skype           | skype.com | com.skype.raider com.skype.m2 |
Viber           | viber.com vb.me | com.viber.voip |
LINE            | line.me lin.ee | jp.naver.line.android com.linecorp.linelite | lineads
WeChat          | wechat.com weixin.qq.com wx.qq.com weixin.com weixinbridge.com | com.tencent.mm | weixin
QQ              | im.qq.com qun.qq.com | com.tencent.mobileqq com.tencent.mobileqqi com.tencent.qqlite |
KakaoTalk       | open.kakao.com pf.kakao.com talk.kakao.com sharer.kakao.com story.kakao.com | com.kakao.talk com.kakao.story | kakao kakaostory
Zalo            | zalo.me zaloapp.com | com.zing.zalo |
Threema         | threema.ch threema.id | ch.threema.app ch.threema.app.work |
Wire            | wire.com | com.wire |
Element         | element.io matrix.to matrix.org | im.vector.app io.element.android.x | matrix
GroupMe         | groupme.com | com.groupme.android |
imo             | imo.im | com.imo.android.imoim |
Kik             | kik.com | kik.android |
BAND            | band.us | com.nhn.android.band |

# Fediverse; hosts that begin with the software's own name are known by rule (recognise.ts)
Mastodon        | joinmastodon.org mastodon.{social,online,world,nl} mastodonshare.com tootpick.org toot.kytta.dev s2f.kytta.dev | org.joinmastodon.android org.joinmastodon.android.sk org.joinmastodon.android.moshinda com.keylesspalace.tusky app.fedilab.android fr.gouv.etalab.mastodon | masto toot tusky fediverse
Mastodon        | social.overheid.nl social.edu.nl akademienl.social waag.social todon.nl todon.eu toot.community octodon.social social.network.europa.eu social.bund.de eupolicy.social
Mastodon        | mas.to masto.{ai,es,host,nu,pt} mstdn.{social,jp,party,ca,dk,io} c.im h4.io me.dm qoto.org vmst.io toot.{io,cat,wales} fosstodon.org hachyderm.io mastodonapp.uk universeodon.com infosec.exchange techhub.social
Mastodon        | chaos.social social.tchncs.de troet.cafe mastodontech.de det.social {nrw,ruhr,hessen,berlin,bonn,norden,muenchen}.social social.cologne digitalcourage.social dju.social rollenspiel.social literatur.social swiss.social tooting.ch
Mastodon        | mamot.fr piaille.fr framapiaf.org pouet.chapril.org sciences.social tkm.eus mastodont.cat tkz.one livellosegreto.it poliversity.it snabelen.no helvede.net expressional.social bolha.us ursal.zone pawoo.net fedibird.com planet.moe
Mastodon        | social.vivaldi.net flipboard.social counter.social social.coop indieweb.social newsie.social journa.host ohai.social sfba.social aus.social cosocial.ca glasgow.social urbanists.social dmv.community mindly.social beige.party sunny.garden zirk.us
Mastodon        | mathstodon.xyz scholar.social fediscience.org hcommons.social sigmoid.social floss.social hostux.social social.linux.pizza tilde.zone ruby.social phpc.social front-end.social typo.social vis.social graphics.social noc.social ioc.exchange defcon.social
Mastodon        | wandering.shop kolektiva.social climatejustice.social union.place tech.lgbt lgbtqia.space merveilles.town
Pixelfed        | pixelfed.{org,social,de,uno,eus} pxlmo.com metapixl.com pix.toot.wales pixey.org gram.social | com.pixelfed org.pixeldroid.app |
Loops.video     | loops.video | |
Lemmy           | join-lemmy.org lemmy.{world,ml,ca,zip} lemmy.dbzer0.com feddit.{nl,org,uk,it,dk,cl} lemmygrad.ml sh.itjust.works beehaw.org programming.dev sopuli.xyz aussie.zone discuss.tchncs.de slrpnk.net hexbear.net infosec.pub reddthat.com jlai.lu mander.xyz startrek.website vger.app | com.jerboa app.vger.voyager |
PieFed          | piefed.social feddit.online | |
Mbin            | fedia.io kbin.earth joinmbin.org | | kbin
PeerTube        | joinpeertube.org peertube.tv framatube.org tilvids.com diode.zone makertube.net tube.tchncs.de video.blender.org | org.framasoft.peertube |
Misskey         | misskey-hub.net misskey.{io,design,id,gg} nijimiss.moe | |
Friendica       | friendi.ca nerdica.net libranet.de squeet.me loma.ml venera.social | |
Pleroma         | pleroma.social | |
Diaspora        | diasporafoundation.org diasp.{org,eu} sechat.org | |
BookWyrm        | joinbookwyrm.com bookwyrm.social bookrastinating.com | |
Mobilizon       | mobilizon.{org,fr} | |
Nostr           | primal.net snort.social iris.to njump.me damus.io coracle.social nostr.com | net.primal.android |
Farcaster       | farcaster.xyz warpcast.com | com.farcaster.mobile | warpcast

# Video, sound and pictures
Vimeo           | vimeo.com | com.vimeo.android.videoapp |
Dailymotion     | dailymotion.com dai.ly | com.dailymotion.dailymotion |
Twitch          | twitch.tv | tv.twitch.android.app |
Kick            | kick.com | com.kick.mobile |
Rumble          | rumble.com | com.rumble.battles |
Odysee          | odysee.com | com.odysee.app |
BitChute        | bitchute.com | |
SoundCloud      | soundcloud.com gate.sc exit.sc snd.sc | com.soundcloud.android |
Mixcloud        | mixcloud.com | com.mixcloud.player |
Last.fm         | last.fm lastfm.{de,es,fr,it,jp,pl,ru,se,com.br,com.tr} | fm.last.android | lastfm
Flickr          | flickr.com flic.kr | com.flickr.android com.yahoo.mobile.client.android.flickr |
500px           | 500px.com | com.fivehundredpx.viewer |
Imgur           | imgur.com | com.imgur.mobile |
9GAG            | 9gag.com | com.ninegag.android.app |
DeviantArt      | deviantart.com fav.me sta.sh | com.deviantart.android.damobile |
ArtStation      | artstation.com | |
Behance         | behance.net | com.behance.behance |
Dribbble        | dribbble.com | |
Lemon8          | lemon8-app.com | com.bd.nproject |
BeReal          | bereal.com bere.al | com.bereal.ft |
VSCO            | vsco.co | com.vsco.cam |

# Texts and questions
Tumblr          | tumblr.com umblr.com tmblr.co | com.tumblr |
Medium          | medium.com | com.medium.reader |
Substack        | substack.com | com.substack.app |
Quora           | quora.com qr.ae | com.quora.android |
Hacker News     | news.ycombinator.com | io.github.hidroh.materialistic | hn ycombinator
Lobsters        | lobste.rs | |
Product Hunt    | producthunt.com | |
Indie Hackers   | indiehackers.com | |
DEV.to          | dev.to | | devto
Stack Overflow  | stackoverflow.com | |
Stack Exchange  | stackexchange.com superuser.com serverfault.com askubuntu.com mathoverflow.net | com.stackexchange.marvin |
GitHub          | github.com | com.github.android |
Flipboard       | flipboard.com flip.it | flipboard.app |
Digg            | digg.com | |
Wattpad         | wattpad.com | wp.wattpad |
LiveJournal     | livejournal.com livejournal.ru | com.livejournal.android |
Plurk           | plurk.com | com.plurk.android |
Patreon         | patreon.com | com.patreon.android |
Ko-fi           | ko-fi.com | |

# What a profile links to instead of us
Linktree        | linktr.ee | |
Linkin.bio      | linkin.bio | |
Lnk.Bio         | lnk.bio | |
Beacons         | beacons.ai | |
Taplink         | taplink.cc | |

# Shared interests, play and dating
Meetup          | meetup.com meetu.ps | com.meetup |
Strava          | strava.com strava.app.link | com.strava |
Komoot          | komoot.{com,de} | de.komoot.android |
Goodreads       | goodreads.com | com.goodreads |
Letterboxd      | letterboxd.com boxd.it | com.letterboxd.letterboxd |
Untappd         | untappd.com | com.untappdllc.app |
Foursquare      | foursquare.com swarmapp.com 4sq.com | com.foursquare.robin | swarm
Couchsurfing    | couchsurfing.com | com.couchsurfing.mobile.android |
Steam           | steamcommunity.com s.team | com.valvesoftware.android.steam.community com.valvesoftware.android.steam.friendsui | steamcommunity
Habbo           | habbo.{com,nl,de,es,fi,fr,it,com.br,com.tr} | |
Gaia Online     | gaiaonline.com | |
Badoo           | badoo.com | com.badoo.mobile |
Tinder          | tinder.com gotinder.com | com.tinder |
Tagged          | tagged.com | com.taggedapp |
FetLife         | fetlife.com | |
Classmates      | classmates.com | |
MyHeritage      | myheritage.{com,nl} | air.com.myheritage.mobile |
Geni            | geni.com | |
Myspace         | myspace.com | com.myspace.android |
BlackPlanet     | blackplanet.com | |
Clubhouse       | clubhouse.com joinclubhouse.com | com.clubhouse.app |
MeWe            | mewe.com | com.mewe |
Minds           | minds.com | com.minds.mobile |
Vero            | vero.co | |
Gab             | gab.com | |
Gettr           | gettr.com | com.gettr.gettr |
Truth Social    | truthsocial.com | com.truthsocial.android.app | truth

# Russia and Asia
VK              | vk.com vk.ru vk.me vk.cc vkontakte.ru vkvideo.ru | com.vkontakte.android | vkontakte
Odnoklassniki   | ok.ru odnoklassniki.ru | ru.ok.android ru.ok.lite | okru
Moi Mir         | my.mail.ru | ru.mail.my |
Weibo           | weibo.com weibo.cn t.cn | com.sina.weibo com.sina.weibolite com.weico.international | sinaweibo
Douyin          | douyin.com iesdouyin.com | com.ss.android.ugc.aweme com.ss.android.ugc.aweme.lite |
Kuaishou        | kuaishou.com kwai.com | com.smile.gifmaker com.kuaishou.nebula com.kwai.video | kwai
Xiaohongshu     | xiaohongshu.com xhslink.com rednote.com | com.xingin.xhs | rednote xhs
Bilibili        | bilibili.com bilibili.tv b23.tv | tv.danmaku.bili com.bstar.intl |
Zhihu           | zhihu.com | com.zhihu.android |
Douban          | douban.com | com.douban.frodo |
Tieba           | tieba.baidu.com tieba.com | com.baidu.tieba |
Qzone           | qzone.qq.com | com.qzone |
Douyu           | douyu.com | air.tv.douyu.android |
Huya            | huya.com | com.duowan.kiwi |
MissEvan        | missevan.com | cn.missevan |
V2EX            | v2ex.com | |
Naver Blog      | blog.naver.com | com.nhn.android.blog |
Naver Cafe      | cafe.naver.com | com.nhn.android.navercafe |
Mixi            | mixi.jp | jp.mixi |
Niconico        | nicovideo.jp nico.ms | jp.nicovideo.android |
pixiv           | pixiv.net | jp.pxv.android |
TwitCasting     | twitcasting.tv | com.sidefeed.TCViewer |
Ameba           | ameblo.jp ameba.jp | jp.ameba |
Hatena          | hatena.ne.jp | com.hatena.android.bookmark |
ShareChat       | sharechat.com | in.mohalla.sharechat |
Likee           | likee.video | video.like |
Dcard           | dcard.tw | com.sparkslab.dcardreader |
`
