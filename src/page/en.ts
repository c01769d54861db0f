/** Every text of our pages in plain English. */
import { accountEn } from './en-account.ts'
import { archiveEn } from './en-archive.ts'
import { auditEn } from './en-audit.ts'
import { deedsEn } from './en-deeds.ts'
import { deskEn } from './en-desk.ts'
import { consentEn } from './en-consent.ts'
import { choiceEn } from './en-choice.ts'
import { breachEn } from './en-breach.ts'
import { processorEn } from './en-processor.ts'
import { registerEn } from './en-register.ts'
import { mailLinkEn } from './en-mail-link.ts'
import { privacyEn } from './en-privacy.ts'
import { rightsEn } from './en-rights.ts'
import { packageEn } from './en-package.ts'
import { preferenceEn } from './en-preference.ts'
import { readersEn } from './en-readers.ts'
import { reportEn } from './en-report.ts'
import { retentionEn } from './en-retention.ts'
import { requestEn } from './en-request.ts'
import { settingsEn } from './en-settings.ts'
import { signUpEn } from './en-sign-up.ts'
import { welcomeEn } from './en-welcome.ts'
import { writingEn } from './en-writing.ts'
import { newsletterReportEn } from './en-newsletter-report.ts'
import type { Words } from './nl.ts'

export const en: Words = {
  languageName: 'English',
  shell: {
    skip: 'Skip to content',
    home: 'Voordeur, to the overview',
    path: 'You are here',
    language: 'Language',
    account: 'My account',
    signOut: 'Sign out',
    promise: 'Voordeur counts visits without knowing the visitor.',
  },
  mail: {
    plainAddress: 'Does the button not work? Copy this address into your browser:',
    foot: 'Sent by Voordeur. Please do not reply to this mail.',
    unsubscribe: 'Unsubscribe from this mail',
  },
  outbox: {
    title: 'Outgoing mail',
    lead: 'No mail server is set. What Voordeur would send lands here, and goes away after fourteen days.',
    empty: 'No mail yet',
    emptyText: 'Invite somebody or ask for a new password. The mail is here within a few seconds.',
    mails: 'Mails, newest first',
    back: 'All mails',
    noSubject: '(no subject)',
    html: 'As most mail programs show it',
    text: 'As plain text',
    headers: 'Headers',
  },
  errors: {
    'not-found': {
      title: 'This page does not exist',
      text: 'The address may have been copied wrongly, or the page has moved.',
    },
    'bad-request': {
      title: 'We can’t read this',
      text: 'Something in the address or the form makes no sense to us. Go back and try again.',
    },
    refused: {
      title: 'Not allowed from here',
      text: 'The form did not come from this website. Open the page itself and send the form there.',
    },
    failed: {
      title: 'Something went wrong on our side',
      text: 'It is not your fault. Please try again in a few minutes.',
    },
  },
  requestId: (id) => `Reporting this? Mention number ${id}.`,
  toStart: 'To the start page',
  account: accountEn,
  signIn: {
    title: 'Sign in',
    lead: 'See how your website is used. Without following anyone.',
    submit: 'Sign in',
    failedTitle: 'Signing in did not work',
    promises: [
      'No cookies for your visitors, no following across websites.',
      'A visitor’s address is shortened before anything sees it.',
      'Every figure says what it means.',
    ],
  },
  sites: {
    work: 'People and work',
    title: 'Websites',
    lead: 'Choose a website to see its figures.',
    visitorsToday: 'visitors today',
    empty: 'There is no website yet',
    emptyText: 'Add one with this line, on the computer that runs Voordeur:',
    snippet: 'Then put this line in the <head> of each page:',
    another: 'Add another website',
  },
  period: {
    heading: 'Period',
    names: {
      today: 'Today',
      yesterday: 'Yesterday',
      '7d': '7 days',
      '30d': '30 days',
      '90d': '90 days',
      '12m': '12 months',
      custom: 'Other days',
    },
    from: 'From',
    to: 'Up to and including',
    show: 'Show',
    refused: {
      day: 'One of the dates does not exist. Write a date as 2026-11-23.',
      order: 'The first day is after the last day. Swap them.',
      long: 'The period is longer than 800 days. Choose a shorter one.',
      unknown: 'We do not know this period. Choose one from the list.',
      filter: 'We do not know one of the filters. Remove it.',
    },
  },
  filters: {
    heading: 'Filters',
    remove: 'Remove filter',
    clear: 'Remove all filters',
    add: (name, value) => `Show only ${name} ${value}`,
  },
  figures: {
    heading: 'Key figures',
    visitors: {
      name: 'Visitors',
      means:
        'Different visitors per day. Over several days we add the days up: who comes on two days counts twice, since we recognise nobody the next day.',
    },
    visits: {
      name: 'Visits',
      means: 'A visit starts at the first page and ends after 30 minutes of silence, or at midnight.',
    },
    views: { name: 'Page views', means: 'Each time that a page was opened and could really be seen.' },
    viewsPerVisit: { name: 'Pages per visit', means: 'Page views divided by visits.' },
    bounceRate: {
      name: 'Bounce rate',
      means: 'Share of visits with one page and nothing else clicked or sent.',
    },
    engagedSeconds: {
      name: 'Reading time',
      means:
        'Mean time per visit that the page was in view and its window in focus. A tab open in the background does not count.',
    },
    meaning: 'What do these figures mean?',
    more: (percent, period) => `${percent} more than ${period}`,
    less: (percent, period) => `${percent} less than ${period}`,
    same: (period) => `the same as ${period}`,
    fresh: (period) => `nothing in ${period}`,
    comparedWith: (period) => `Compared with ${period}.`,
    tooFew: (k) =>
      `With these filters there are fewer than ${k} visitors. Then we show no figures, since they could be about one person.`,
    unknown: 'no comparison',
    unfinished: 'Today is not over yet.',
  },
  trend: {
    heading: 'Trend',
    keysLost: (days) =>
      `After a failure of the database, people who were on the website then may count twice: ${days}.`,
    title: (site, period) => `Visitors and page views of ${site}, ${period}`,
    peak: (name, at, value) => `${name}: most on ${at}, with ${value}.`,
    total: (name, value) => `${name} in total: ${value}.`,
    table: 'Show as a table',
    at: { hour: 'Hour', day: 'Day', month: 'Month' },
    empty: 'Nothing was counted in this period',
    emptyText: 'Choose another period, or check that the line is on the website.',
    hoursFiltered:
      'By the hour we show totals only, else a figure would soon be about one person. Remove the filters or choose more days.',
    partial: 'The dotted stretches are not whole: that is where the period begins or ends.',
    gaps: (k) => `Where the line is missing there are fewer than ${k} visitors.`,
    emptyFiltered: 'Nothing was counted with these filters. Remove one.',
  },
  breakdown: {
    groups: {
      pages: 'Pages',
      sources: 'Origin',
      campaigns: 'Campaigns',
      actions: 'Actions',
      devices: 'Devices',
      places: 'Language and country',
    },
    dimensions: {
      page: { name: 'Page', plural: 'Pages', tab: 'All', means: 'Pages that were viewed.' },
      entry: {
        name: 'Entry page',
        plural: 'Entry pages',
        tab: 'Entry',
        means: 'The page that a visit began with.',
      },
      exit: {
        name: 'Exit page',
        plural: 'Exit pages',
        tab: 'Exit',
        means: 'The page that a visit ended with.',
      },
      source: {
        name: 'Source',
        plural: 'Sources',
        tab: 'Sources',
        means:
          'The network, search engine or campaign that a visit came from. Who typed the address, or whose source we do not know, is not among them.',
      },
      referrer: {
        name: 'Referring website',
        plural: 'Referring websites',
        tab: 'Websites',
        means: 'The website that was clicked through from. We keep its name only, not the page.',
      },
      utm_source: {
        name: 'Campaign source',
        plural: 'Campaign sources',
        tab: 'Source',
        means: 'utm_source in the link of your campaign.',
      },
      utm_medium: {
        name: 'Campaign medium',
        plural: 'Campaign media',
        tab: 'Medium',
        means: 'utm_medium in the link of your campaign.',
      },
      utm_campaign: {
        name: 'Campaign name',
        plural: 'Campaigns',
        tab: 'Name',
        means: 'utm_campaign in the link of your campaign.',
      },
      browser: {
        name: 'Browser',
        plural: 'Browsers',
        tab: 'Browser',
        means: 'Name and major version of the browser.',
      },
      os: { name: 'System', plural: 'Systems', tab: 'System', means: 'Operating system of the device.' },
      device: { name: 'Device', plural: 'Devices', tab: 'Kind', means: 'Phone, tablet or computer.' },
      language: {
        name: 'Language',
        plural: 'Languages',
        tab: 'Language',
        means: 'The language that the browser is set to.',
      },
      country: {
        name: 'Country',
        plural: 'Countries',
        tab: 'Country',
        means: 'Country of the network, where that is passed on.',
      },
      event: {
        name: 'Event',
        plural: 'Events',
        tab: 'All',
        means: 'Clicks on links and files, forms sent and custom events.',
      },
      outbound: {
        name: 'Outbound link',
        plural: 'Outbound links',
        tab: 'Links',
        means: 'Other websites that visitors clicked to.',
      },
      missing: {
        name: 'Missing page',
        plural: 'Missing pages',
        tab: '404',
        means: 'Addresses that visitors opened and that are not there (any more).',
      },
      channel: {
        name: 'Channel',
        plural: 'Channels',
        tab: 'Channels',
        means:
          'The way a visit began. “Unknown, likely shared” is a page deep in the website that was opened while nothing said from where. So we do not know for sure.',
      },
      social: {
        name: 'Social network',
        plural: 'Social networks',
        tab: 'Social',
        means: 'The social network that a visit came from.',
      },
      property: {
        name: 'Property',
        plural: 'Properties',
        tab: 'Properties',
        means: 'What the website added to an event of its own, such as the district of a home.',
      },
      term: {
        name: 'Search term',
        plural: 'Search terms',
        tab: 'Searched',
        means:
          'What was searched for on the website. Only when the settings ask for it; numbers and names are hidden.',
      },
      download: {
        name: 'Download',
        plural: 'Downloads',
        tab: 'Downloads',
        means: 'Files that were opened or downloaded.',
      },
    },
    visitors: 'Visitors',
    visits: 'Visits',
    views: 'Views',
    times: 'Times',
    share: 'Share',
    all: (plural) => `All ${plural.toLowerCase()}`,
    hidden: (values) => `${values} small groups together`,
    hiddenWhy: (k) =>
      `We do not show small groups one by one: below ${k} visitors, a figure could be about one person.`,
    empty: 'Nothing yet in this period',
    open: (host) => `Open ${host}`,
    csv: 'Download as CSV',
    back: 'Back to the overview',
    rows: (count, text) => (count === 1 ? '1 row' : `${text} rows`),
  },
  values: {
    channel: {
      direct: 'Direct',
      search: 'Search engine',
      social: 'Social network',
      referral: 'Other website',
      email: 'E-mail',
      newsletter: 'Newsletter',
      ai: 'AI assistant',
      'paid-search': 'Search advertisement',
      'paid-social': 'Advertisement on a social network',
      display: 'Banner',
      affiliate: 'Partner',
      shared: 'Shared by our share button',
      unknown: 'Unknown, likely shared',
    },
    unknownNetwork: 'Unknown network',
    device: { desktop: 'Computer', mobile: 'Phone', tablet: 'Tablet', tv: 'TV', other: 'Other' },
    events: {
      pageview: 'Page viewed',
      'Outbound Link: Click': 'Click to another website',
      'File Download': 'File downloaded',
      'Form: Submission': 'Form sent',
      '404': 'Page not found',
      Share: 'Shared with the device',
      'Site Search': 'Searched on the website',
    },
  },
  drops: {
    heading: 'Not counted',
    lead: 'What came in but was not counted, and why. So you know what the figures say and what they do not.',
    reason: 'Reason',
    beacons: 'Messages',
    none: 'Nothing was refused in this period.',
    reasons: {
      'unknown-site': { name: 'Unknown website', means: 'the domain in the message is not known here' },
      'foreign-origin': {
        name: 'Another website',
        means: 'the line stood on a website that does not belong to this one',
      },
      bot: { name: 'Robot', means: 'a search engine or another program, not a person' },
      prefetch: { name: 'Loaded ahead', means: 'the browser fetched the page ahead of time, nobody saw it' },
      'spam-referrer': { name: 'Spam', means: 'a referrer that only wants to advertise' },
      signal: { name: 'Browser says no', means: 'the browser asks not to be tracked (DNT or GPC)' },
      'opted-out': {
        name: 'Visitor says no',
        means: 'the visitor does not want to be counted, or is of your own team',
      },
      'excluded-path': { name: 'Excluded page', means: 'this page does not count by the site’s settings' },
      'too-old': { name: 'Too old', means: 'the message came too late to count' },
      duplicate: { name: 'Duplicate', means: 'the same message was here already' },
      'no-receipt': {
        name: 'Without a valid consent',
        means: 'counted, but without the number of the device: there is no consent for that (any more)',
      },
    },
  },
  parts: {
    heading: 'Parts',
    overview: 'Overview',
    social: 'Social media',
    goals: 'Goals',
    consent: 'Consent',
    newsletter: 'Newsletter',
    reports: 'Report by mail',
    desk: 'Privacy desk',
    retention: 'Retention',
    settings: 'Settings',
  },
  readers: readersEn,
  deeds: deedsEn,
  desk: deskEn,
  request: requestEn,
  writing: writingEn,
  newsletterReport: newsletterReportEn,
  report: reportEn,
  retention: retentionEn,
  register: registerEn,
  processors: processorEn,
  breaches: breachEn,
  audit: auditEn,
  signUp: signUpEn,
  mailLink: mailLinkEn,
  package: packageEn,
  preference: preferenceEn,
  consent: consentEn,
  settings: settingsEn,
  welcome: welcomeEn,
  social: {
    title: 'Social media',
    heading: 'From and to social media',
    lead: 'Left: visits that began from a network. Right: clicks on a link to that network. So you see whether a network brings visitors, or whether you send them there.',
    table: 'Table by network',
    picture:
      'For each network the visits that came from it beside the clicks to it; the table below has the same numbers.',
    from: 'Visits from',
    to: 'Clicks to',
    trend: 'Change',
    ratio: 'Clicks per visit',
    kinds: 'Kind of link',
    kind: { profile: 'profile', post: 'post', share: 'share', message: 'private message' },
    fewKinds: 'too few to split',
    empty: 'No traffic from or to social media yet',
    emptyText:
      'As soon as somebody comes in from a network, or clicks a link to one, you see it here. Put data-voordeur-share on your share buttons, and you will also recognise what comes back by sharing.',
    pages: 'Pages',
    pagesLead: 'Where visitors from social media came in, and from which pages they went to a network.',
    landed: 'In',
    left: 'Out',
    untold: 'too few people to show by itself',
  },
  annotations: {
    heading: 'Notes',
    add: 'Add a note',
    day: 'Day',
    note: 'What happened?',
    hint: 'For example: newsletter sent. Do not name persons.',
    save: 'Save',
    remove: 'Remove',
    removeNote: (note: string) => `Remove: ${note}`,
    refused: {
      invalid: 'Choose a day and write in one line what happened, of at most 140 characters.',
      full: 'There are five notes on this day already. Remove one first.',
    },
  },
  coverage: {
    heading: 'Coverage',
    line: (measured: string, served: string, share: string) =>
      `Measured: ${measured} of the ${served} pages that the website itself says it showed (${share}).`,
    why: 'Robots, blockers and visitors who do not want to be counted make the difference. That is their choice, and we do nothing against it.',
    days: (days: number) => (days === 1 ? 'Over 1 day.' : `Over ${days} days.`),
  },
  goals: {
    title: 'Goals and funnels',
    heading: 'Goals',
    lead: 'A goal is something that visitors should be able to finish on your website.',
    empty: 'No goals yet',
    emptyText:
      'A goal is something that you want visitors to finish. For example: Repair reported, the page /reparatie/bedankt. Here you then see how many visitors get that far, and where they came from.',
    emptyFunnelsText:
      'A funnel is a row of steps towards a goal. For example: the page /reparatie, then /reparatie/melden, then /reparatie/bedankt. Here you then see at which step visitors drop off.',
    emptyReader: 'Whoever has a key that may write can add one.',
    kinds: { page: 'Page', event: 'Event', outbound: 'Outbound link', download: 'Download' },
    visitors: 'Visitors',
    visits: 'Visits',
    times: 'Times',
    rate: 'Conversion',
    means:
      'Visitors: different visitors per day who reached the goal, summed over several days. Visits: in how many visits that happened. Times: how often. Conversion: the share of all visitors who reached the goal.',
    sources: 'Origin',
    sourcesOf: (name) => `Where visitors came from who reached “${name}”`,
    few: 'too few',
    fewWhy: (k) =>
      `“Too few” means: a group of fewer than ${k} visitors, or one from which such a group could be worked out. We do not show those.`,
    nobody: 'Not reached in this period yet.',
    filling: 'Being computed: nothing known yet. Look again in a minute.',
    fillingFrom: (day) => `Being computed: known from ${day}.`,
    knownFrom: (day) => `Known from ${day}. There are no older visits any more.`,
    noFilters: 'Filters do not apply here: goals are counted over all visitors.',
    funnels: 'Funnels',
    funnelsLead:
      'Steps taken one after the other within one visit; anything may happen in between. You see how many visitors reached each step and how many dropped off after the step before.',
    step: (nth) => `Step ${nth}`,
    share: (percent) => `${percent} of step 1`,
    lost: (count) => `${count} dropped off`,
    people: (count, text) => (count === 1 ? '1 visitor' : `${text} visitors`),
    add: 'Add a goal',
    addFunnel: 'Add a funnel',
    name: 'Name',
    nameHint: 'What it is called in this overview, for example: Repair reported.',
    kind: 'Kind',
    pattern: 'Address or name',
    patternHint:
      'A page is written as /reparatie/bedankt. A * fits one piece of the address, ** everything: /aanbod/** is all below /aanbod. For an event, capitals count.',
    stepsHint: 'Fill in two to eight steps. Steps that stay empty are skipped.',
    kindOf: (nth) => `Kind of step ${nth}`,
    patternOf: (nth) => `Address or name of step ${nth}`,
    moreSteps: 'More steps',
    save: 'Add',
    remove: 'Remove',
    removeOne: (name) => `Remove ${name}`,
    csvGoals: 'Goals as CSV',
    csvFunnels: 'Funnels as CSV',
    needsAdmin: 'With your key you can look, but change nothing. Ask for a key that may write.',
    refused: {
      name: {
        empty: 'Fill in a name.',
        long: 'The name is too long. Use at most 80 characters.',
        text: 'There is a character in the name that we cannot read. Type the name again.',
        taken: 'This name is there already. Choose another, or remove the old one first.',
      },
      kind: 'Choose a kind from the list.',
      pattern: {
        empty: 'Fill in an address or a name.',
        long: 'This is too long. Use at most 300 characters, and * for what may differ.',
        text: 'There is a character here that we cannot read. Type it again.',
        query: 'Leave out the question mark and all that follows. We do not keep that part of an address.',
        path: 'A page begins with a /. Write /reparatie/bedankt, without the name of the website.',
        wild: 'There are too many asterisks in it. Use at most ten.',
      },
      steps: {
        few: 'A funnel has at least two steps. Fill in another one.',
        many: 'A funnel has at most eight steps.',
      },
      full: 'There are as many as there may be. Remove one first.',
      shape: 'We cannot read this form. Open the page again.',
    },
  },
  choice: choiceEn,
  archive: archiveEn,
  rights: rightsEn,
  privacy: privacyEn,
}
