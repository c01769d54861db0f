/** What readers of newsletters see when they change something, in English. */
import type { PreferenceWords } from './nl-preference.ts'

const seen = {
  opens: 'which newsletters you open',
  clicks: 'which links you follow',
  both: 'which newsletters you open and which links you follow',
}

export const preferenceEn: PreferenceWords = {
  unknown: 'This link is not quite right. Open it again from the mail.',
  unsubscribe: {
    title: 'No newsletter any more?',
    lead: (site, names) =>
      names === null
        ? `Press the button and you get no newsletters of ${site} any more.`
        : `Press the button and you no longer get this newsletter of ${site}: ${names}.`,
    submit: 'Unsubscribe me',
    note: 'You need not sign in. You can undo it right afterwards.',
    doneTitle: 'You are unsubscribed',
    done: (site, names) =>
      names === null
        ? `We send you no newsletters of ${site} any more.`
        : `We no longer send you this newsletter of ${site}: ${names}.`,
    onItsWay: 'A mail that was on its way already may still arrive.',
    undoTitle: 'Was this a mistake?',
    undoText: (site, names) =>
      names === null
        ? `I want to get the newsletters of ${site} again that I just ended.`
        : `I want to get this newsletter of ${site} again: ${names}.`,
    undo: 'Subscribe me again',
    allTitle: 'No mail at all?',
    allText: (site) => `Do you get other newsletters of ${site}? Then those stop as well.`,
    all: 'Unsubscribe me from everything',
    undoneTitle: 'You are subscribed again',
    undone: (site, names) =>
      names === null
        ? `You get the newsletters of ${site} again that you just ended.`
        : `You get this newsletter of ${site} again: ${names}.`,
    lateTitle: 'It can no longer be undone',
    late: (site) =>
      `That can be done up to an hour after unsubscribing. Do you want the newsletter again? Then subscribe anew at ${site}.`,
  },
  manage: {
    title: 'Your newsletters',
    lead: (site, email) => `This is about ${email} at ${site}.`,
    masked: 'Your address and your name are not shown in full here, since a newsletter can be passed on.',
    saved: 'Saved.',
    lists: {
      title: 'What do you want to get?',
      wish: (site) => `I want to get these newsletters of ${site}:`,
      none: 'There are no newsletters now that you can subscribe to.',
      closedToAll: 'Once you switch this one off, you can not switch it on again here.',
      suppressed:
        'We send no newsletters to this address any more. Do you want them again? Then subscribe anew on the website.',
      nothing: 'You get nothing now. If it stays that way, we throw your data away after 30 days.',
      save: 'Save my choice',
    },
    measure: {
      title: 'May we look along?',
      question: (site, measured) => `May ${site} see ${seen[measured]}?`,
      text: 'It shows us what readers find worth their while. We keep it for 13 months, and to ourselves. If you say no, you get the same newsletters without measuring, and we throw away what we saw of you.',
      now: { yes: 'It is on now.', no: 'It is off now.', unasked: 'We have not asked you yet.' },
      yes: 'Yes, you may',
      no: 'No, rather not',
    },
    about: {
      title: 'About you',
      name: 'Name',
      nameNow: (masked) => `Now: ${masked}. Leave this empty and it stays that way.`,
      nameNone: 'We do not know your name. We need not either.',
      nameRefused: 'Use 100 characters at most, on one line and without < or >.',
      removeName: 'Take my name away',
      language: 'Language of your mail and of this page',
      save: 'Save',
    },
    email: {
      title: 'Another e-mail address',
      label: 'New e-mail address',
      hint: 'We send a mail to your address of now, and then one to the new address. Nothing changes until you press the button in both. Can you no longer read your old mail? Then subscribe with the new address.',
      refused: 'This is no complete e-mail address. Write it like name@example.org.',
      submit: 'Send the mail',
    },
    data: {
      title: 'Your data',
      why: 'For these three we send you a mail first. That is how we know that it is you.',
      export: 'Send me my data',
      exportText: 'Everything that we keep of you, in one file (JSON).',
      erase: 'Forget me',
      eraseText: 'We delete everything that we know of you.',
      eraseForGood: 'Forget me and never mail me again',
      eraseForGoodText:
        'Then we delete everything as well. All we keep is a code by which we recognise your address, so that nobody can subscribe you once more.',
    },
    mailed: {
      title: 'Look in your mail',
      text: (email) =>
        `We sent a mail to ${email}. Nothing changes until you press the button in it. The link works for two days.`,
      back: 'Back to your preferences',
    },
    tooMany: {
      title: 'Wait a moment',
      text: 'You asked for three of these mails within the hour. Try again in an hour.',
    },
    nobody: {
      title: 'We keep nothing of you',
      text: (site) =>
        `Nobody belongs to this link any more who gets newsletters of ${site}. So there is nothing to change.`,
    },
  },
  answer: {
    title: 'May we look along?',
    thanksTitle: 'Thank you, that is saved',
    thanks: { yes: 'We may look along. You can switch that off at any time.', no: 'We do not look along.' },
    manage: 'To all your preferences',
    over: 'We no longer ask this. There is nothing that you need to do.',
  },
  change: {
    emailLeft: {
      title: 'To another e-mail address?',
      lead: (site, email) =>
        `Somebody wants to get the newsletters of ${site} at ${email} from now on. Is that you? Then press the button. Else you need not do anything.`,
      submit: 'Yes, that is me',
      doneTitle: 'Look in the mail of your new address',
      done: 'You find a second mail there. Nothing changes until you press the button in it. The link works for two days.',
    },
    email: {
      title: 'Your new e-mail address',
      lead: (site, email) =>
        `Press the button and from now on we send the newsletters of ${site} to ${email}.`,
      submit: 'Use this address',
      doneTitle: 'Your address has changed',
      done: (email) => `From now on we mail ${email}. We told your old address as well.`,
      takenTitle: 'This address gets newsletters already',
      taken: 'Nothing has changed. Do you want nothing at your old address any more? Then unsubscribe there.',
    },
    export: {
      title: 'Your data',
      lead: (site) =>
        `This file holds everything that we keep of you to send you newsletters of ${site}. The button works once.`,
      submit: 'Download my data',
    },
    erase: {
      title: 'Delete everything?',
      lead: (site) =>
        `We delete your address, your name, your choices and what we saw of you at ${site}. You get no newsletters any more. This can not be undone.`,
      keeps: 'What stays: totals, which do not show whom they are about.',
      keepsForGood:
        'What stays: totals, which do not show whom they are about. And a code by which we recognise your address, so that you never get a newsletter again. The address itself can not be read from it.',
      submit: 'Yes, delete everything',
      doneTitle: 'We have forgotten you',
      done: (site) => `Everything that ${site} kept of you for the newsletter is gone.`,
      doneForGood: 'And we never mail you again.',
    },
    expiredTitle: 'This link no longer works',
    expired:
      'It is older than two days or was used already. Ask for a new one at your preferences, at the foot of each newsletter.',
  },
  mail: {
    email: {
      subject: 'Confirm your new e-mail address',
      what: (site) => `Somebody wants to get the newsletters of ${site} at this address from now on.`,
      action: 'Look and confirm',
    },
    emailLeft: {
      subject: 'To another e-mail address?',
      what: (site) => `Somebody wants to get the newsletters of ${site} at another address from now on.`,
      action: 'Look and confirm',
    },
    emailChanged: {
      subject: 'Your e-mail address has changed',
      what: (site, email) => `The newsletters of ${site} go to ${email} from now on.`,
      notYou: 'Was this not you? Then subscribe anew on the website, or get in touch.',
    },
    export: {
      subject: 'Your data is ready',
      what: (site) => `You asked what ${site} keeps of you to send you newsletters.`,
      action: 'Look and download',
    },
    erase: {
      subject: 'Confirm that we forget you',
      what: (site) => `You asked us to forget you as a reader of the newsletters of ${site}.`,
      action: 'Look and confirm',
    },
    until: 'The link works for two days, once.',
    notYou: 'You did not ask for this? Then you need not do anything: nothing changes.',
    ask: {
      subject: (site) => `A question about the newsletter of ${site}`,
      what: (site) => `You get the newsletter of ${site}. We would like to ask you something.`,
      silence:
        'If you do not answer, that is a no: we do not see what you open or follow. We then do not ask again for half a year.',
      clean: 'In this mail itself we measure nothing.',
      action: 'Answer',
      because: (site) => `You get this mail because you are subscribed to the newsletter of ${site}.`,
    },
  },
}
