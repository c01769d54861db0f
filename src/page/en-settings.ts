/** The settings of a website, in plain English. */
import type { settingsNl } from './nl-settings.ts'

export const settingsEn: typeof settingsNl = {
  title: 'Settings',
  lead: (domain) => `How ${domain} is counted, and what your privacy statement says.`,
  sectionsLabel: 'Parts of the settings',
  all: 'All settings',
  save: 'Save',
  saved: 'Saved',
  savedText: 'It holds on your website within five minutes.',
  change: (title) => `Change ${title}`,
  notFilled: 'Not filled in yet',
  wrongTitle: 'Something is not right yet',
  wrongPrefix: 'Error',
  statement: 'In your privacy statement',
  noStatement: 'Your privacy statement need not say anything about this.',
  noStatements: 'Your privacy statement need not say anything about these settings.',
  optional: 'may stay empty',
  sections: {
    site: { title: 'Website', lead: 'At which addresses your website lives, and when a day begins.' },
    counting: { title: 'What we count', lead: 'Which pages count, and what we take out of addresses.' },
    retention: {
      title: 'How long we keep it',
      lead: 'Shorter is always possible. Longer only as far as regulators find reasonable. Mind: this version does not delete by itself yet. Use these sentences only once it does.',
    },
    organisation: { title: 'Organisation', lead: 'Who is responsible, and whom your visitors can ask.' },
    appearance: { title: 'Look and language', lead: 'How pages and mails for your visitors look.' },
    newsletter: { title: 'Newsletter', lead: 'Whether you send a newsletter from this website.' },
    keys: { title: 'API keys', lead: 'With which other programs read the figures of this website.' },
  },
  summary: {
    hosts: (count) => (count === 1 ? '1 address' : `${count} addresses`),
    rules: (masks, excluded) =>
      masks + excluded === 0
        ? 'Every page counts'
        : [
            ...(masks > 0 ? [masks === 1 ? '1 rule for addresses' : `${masks} rules for addresses`] : []),
            ...(excluded > 0 ? [`${excluded} not counted`] : []),
          ].join(', '),
    retention: (days, visits, totals) =>
      `Events ${days} days, visits ${visits} months, totals ${totals} months`,
    keys: (count) => (count === 0 ? 'No keys' : count === 1 ? '1 key' : `${count} keys`),
    newsletter: { yes: 'Yes', no: 'No' },
  },
  groups: {
    hostnames: {
      title: 'Addresses of your website',
      means:
        'Visits count at these addresses only. Put each on a line of its own, such as www.example.nl. Your domain itself is always one of them.',
    },
    timezone: {
      title: 'Time zone',
      means: 'Says when a day begins on your website. You can choose it until the first visit is there.',
    },
    masks: {
      title: 'What you take out of addresses',
      means:
        'Where an address says something about a person, write a *. So /dossier/* becomes /dossier/:id everywhere. One rule on each line. Mail addresses, postcodes and long numbers are always taken out.',
    },
    excluded: {
      title: 'Pages that do not count',
      means: 'Visits to these pages are not kept. Put ** at the end for everything below: /intern/**.',
    },
    hashRoutes: {
      title: 'The part after # is a page of its own',
      means: 'Needed only when your website has addresses such as /#/homes.',
    },
    missingTitle: {
      title: 'Title of a page that is not there',
      means:
        'A piece of text that only the title of your error page has. Then you see which addresses visitors open in vain.',
    },
    searchParameters: {
      title: 'Search terms on your own website',
      means:
        'What your website calls the question in the address, such as q in /search?q=parking. Empty: we keep no search terms.',
    },
    eventsDays: {
      title: 'Single events, in days',
      means: 'Each page and each click by itself, without who. After that only visits and totals are left.',
    },
    visitsMonths: {
      title: 'Visits, in months',
      means:
        'What happened within one visit: which pages one after the other, on which kind of device. For this long you can filter and make funnels.',
    },
    totalsMonths: {
      title: 'Totals per day, in months',
      means: 'Numbers alone, such as how often a page was viewed. For this long you can look back.',
    },
    controller: {
      title: 'Your organisation',
      means:
        'Your organisation decides why and how visits are measured. So its name and address are on the privacy page for your visitors.',
    },
    privacyOfficer: {
      title: 'Data protection officer',
      means: 'Whom a visitor can ask about privacy. If you have none, leave this empty.',
    },
    'brand.name': {
      title: 'Name for your visitors',
      means: 'As visitors know you. Empty: the name of your organisation.',
    },
    'brand.colour': {
      title: 'Colour',
      means: 'For buttons and links on pages for your visitors. We see to it that the text can be read.',
    },
    'brand.logo': {
      title: 'Logo',
      means: 'A PNG, JPEG or WebP of at most 60 kB. It stands above pages and mails.',
    },
    languages: {
      title: 'Languages',
      means: 'In which languages your visitors can read our pages and mails. The first is the usual one.',
    },
    form: { title: 'Je or u', means: 'How we speak to your visitors in Dutch.' },
    newsletter: {
      title: 'Do you send a newsletter?',
      means:
        'With yes you get a sign-up form and can send newsletters. With no, nothing changes on your website.',
    },
  },
  fields: {
    'controller.name': 'Name',
    'controller.address': 'Postal address',
    'controller.email': 'E-mail address',
    'controller.phone': 'Telephone',
    'controller.website': 'Website',
    'privacyOfficer.name': 'Name',
    'privacyOfficer.email': 'E-mail address',
  },
  picks: {
    languages: {
      nl: 'Dutch only',
      'nl en': 'Dutch, and English too',
      'en nl': 'English, and Dutch too',
      en: 'English only',
    },
    form: { je: 'Je: “Wil je meetellen?”', u: 'U: “Wilt u meetellen?”' },
    newsletter: { yes: 'Yes', no: 'No' },
  },
  zoneFixed: 'Visits were counted already. So the time zone is fixed: old days would no longer fit new ones.',
  colour: {
    heading: 'How we use this colour',
    button: 'Sign up',
    link: 'Read more',
    text: { '#ffffff': 'On this colour we write in white.', '#000000': 'On this colour we write in black.' },
    contrast: (ratio) => `The contrast is ${ratio} to 1; 4.5 is enough.`,
    lightWarning: (colour) => `On a light page your colour is too light for text. There we use ${colour}.`,
    darkWarning: (colour) => `On a dark page your colour is too dark for text. There we use ${colour}.`,
    onButton: 'on a button',
    onLight: 'light',
    onDark: 'dark',
  },
  logo: { now: 'Your logo now', remove: 'Remove the logo', none: 'There is no logo yet.' },
  bounds: (low, high) => `From ${low} to ${high}.`,
  faults: {
    empty: 'Fill this in.',
    long: 'This is too long. Make it shorter.',
    text: 'There is a character here that we cannot read. Type it again.',
    many: 'These are too many. Remove some.',
    pattern:
      'Each line begins with a / and has no space, ? or #. Write /intern/**, without the name of the website.',
    parameter: 'Use letters, digits and _ . - only, and put each name on a line of its own.',
    range: 'Choose a whole number between the bounds beside it.',
    order: 'This is longer than what stands below it. What is finer is never kept longer.',
    email: 'This is no e-mail address. Write it as name@example.nl.',
    website: 'Begin with https://, such as https://example.nl.',
    colour: 'Write a colour as # and six characters, such as #14543f.',
    'logo-type':
      'This is no PNG, JPEG or WebP. Choose another file. SVG is not possible: that is a document which can run things.',
    'logo-large': 'This file is larger than 60 kB. Make it smaller.',
    choice: 'Choose one of these.',
    hostname: 'This is no address of a website. Write www.example.nl, without spaces.',
    zone: 'We do not know this time zone. Write Europe/Amsterdam.',
    'has-data': 'Visits were counted meanwhile. The time zone is fixed now.',
    taken: 'This website is there already.',
  },
  statements: {
    hostnames: (hosts) => `We measure visits to ${hosts}.`,
    masks:
      'From the addresses of pages we take out what could point to a person, such as numbers and e-mail addresses.',
    excludedNone: 'We measure visits to all pages of this website.',
    excluded: (paths) => `We do not measure visits to these pages: ${paths}.`,
    searchOn: 'We keep what is searched for on our website. We take numbers and names out of it.',
    searchOff: 'We do not keep what is searched for on our website.',
    eventsDays: (days) => `We keep single records of visits for at most ${days} days.`,
    visitsMonths: (months) =>
      months === '1'
        ? 'We keep data about visits for at most 1 month.'
        : `We keep data about visits for at most ${months} months.`,
    totalsMonths: (months) =>
      `We keep totals, in which nobody can be recognised, for at most ${months} months.`,
    controllerNone: 'Responsible is: (name and address of your organisation).',
    controller: (who) => `Responsible is ${who}.`,
    officerNone: null,
    officer: (name, email) => `Our data protection officer is ${name}, who can be reached at ${email}.`,
    newsletterOn:
      'We use the e-mail address of subscribers only to send the newsletter. You can unsubscribe at any time, with one click.',
    newsletterOff: null,
  },
  keys: {
    heading: 'Keys of this website',
    empty: 'There is no key yet. You need one only when another program has to read the figures.',
    label: 'What is the key for?',
    labelHint: 'For example: monthly report. Then you know later which one to revoke.',
    scope: 'What may it do?',
    scopes: { read: 'Read figures', admin: 'Read figures, and report how many pages your server gave out' },
    scopesShort: { read: 'read', admin: 'read and report' },
    expires: 'How long does the key hold?',
    expiries: { '90': '90 days', '365': '1 year', '730': '2 years' },
    make: 'Make a key',
    made: 'Your new key',
    madeText: 'Copy the key now. We show it only once and do not keep it ourselves.',
    token: 'Key',
    done: 'Done, back to the keys',
    column: { scope: 'May', created: 'Made', expires: 'Holds until' },
    never: 'no end',
    expired: 'expired',
    revoked: 'revoked',
    revoke: 'Yes, revoke this key',
    revokeOne: (label) => `Revoke ${label}`,
    revokeSure: 'Whoever uses this key is locked out at once. This cannot be undone.',
    everywhere: 'Keys for all websites are not listed here. The operator of the server makes those.',
    statement:
      'Do you give a key to another company? Then name that company in your privacy statement as a recipient of figures about visits.',
  },
  newSite: {
    title: 'Add a website',
    lead: 'After that you get one line to put on the website.',
    domain: 'Address of the website',
    domainHint: 'Such as example.nl. You may paste it from the address bar; www comes along by itself.',
    timezoneHint: 'Says when a day begins. After the first visit this is fixed.',
    submit: 'Add',
  },
}
