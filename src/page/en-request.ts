/** The form on which somebody uses a right about their data, and what follows it, in English. */
import type { RequestWords } from './nl-request.ts'

export const requestEn: RequestWords = {
  title: 'A question about your data',
  lead: (site: string) =>
    `You may know what ${site} keeps of you, and have a say in it. It costs nothing. You get an answer within four weeks.`,
  way: 'Question about your data',
  device: {
    title: 'Is it only about this device?',
    text: 'What we keep of your visits you can see, download and delete right now. All you need is the number of your receipt.',
    go: 'To My data',
  },
  kindTitle: 'What do you want?',
  kind: {
    access: {
      label: 'To see what you keep of me',
      hint: 'You get a copy of your data, and read what we use them for.',
    },
    rectify: {
      label: 'To have something corrected',
      hint: 'Is something wrong? Write below what it should be.',
    },
    erase: {
      label: 'To have my data deleted',
      hint: 'We delete what we need not keep, and tell you what stays and why.',
    },
    restrict: {
      label: 'To have my data put aside',
      hint: 'We keep them then, and do nothing with them. For example while we look into something.',
    },
    object: {
      label: 'To object',
      hint: 'You do not want us to use your data. We stop as soon as you confirm that it is you, and decide afterwards.',
    },
    withdraw: {
      label: 'To withdraw my consent',
      hint: 'You said yes before, and do not want it any more.',
    },
  },
  email: 'Your e-mail address',
  emailHint: 'Our answer goes there. Do you get our newsletter? Then fill in the address that it is sent to.',
  name: 'Name',
  optional: 'not needed',
  nameHint:
    'For the greeting of our answer. Do you ask for somebody else? Then fill in the name of that person.',
  receipt: 'Receipt number of your device',
  receiptHint:
    'Only with this can we find your visits. Go to “My choice” on the website and look at your receipt: it stands there. 22 letters, digits and dashes.',
  wish: 'Explanation',
  wishHint: (most: string) =>
    `Write no more than is needed, and never your citizen service number. At most ${most} characters.`,
  who: {
    title: 'For whom do you ask this?',
    self: 'For myself',
    child: 'For my child, who is under 16',
    other: 'On behalf of somebody else',
  },
  standIn: {
    title: 'Only if you ask for somebody else',
    name: 'Your own name',
    capacity: 'What are you to that person?',
    choose: 'Choose',
    capacities: {
      parent: 'Parent with custody',
      guardian: 'Guardian, curator, mentor or administrator',
      proxy: 'Authorised by that person',
    },
    hint: 'If we are in doubt, we mail you.',
  },
  noProof:
    'Send us no copy of a passport, driving licence or identity card. We never ask for it, not later either.',
  trap: 'Fill in nothing here',
  submit: 'Send my question',
  happens: 'What happens then?',
  happensList: [
    'You get a mail with a link. Confirm with it that it is you.',
    'You get an answer within four weeks, counted from today.',
    'We keep your question and our answer for two years. That is how we can show that we kept to the law.',
  ],
  privacy: 'Privacy on this website',
  refused: {
    title: 'Something is not right yet',
    check: 'Look at the fields marked in red. What you filled in is still there.',
    kind: 'Choose one of these six.',
    email: 'This is no e-mail address. It looks like this: name@example.nl.',
    name: 'We can not use this name. Keep it on one line, without < or >, and shorter than 100 characters.',
    receipt: 'This is no receipt number. Leave it empty if you do not have it.',
    wish: (most: string) => `This is too long. Keep it shorter than ${most} characters.`,
    who: 'Choose for whom you ask this.',
    standInName: 'Fill in your own name: on one line, without < or >, and shorter than 100 characters.',
    capacity: 'Choose what you are to that person. For a child under 16 that is parent or guardian.',
  },
  busy: {
    title: 'Please wait a moment',
    network:
      'Many questions just came from your network. Try again in an hour. What you filled in is still there.',
    email:
      'Several questions were asked today with this e-mail address. Look in your mail: there is a link to confirm. Or try again later.',
  },
  lapsed:
    'We sent you a mail with a link. It was not used. So we do not know whether it was you who asked. You are welcome to ask again.',
  pending: {
    title: 'Look in your mail',
    lead: 'You get a mail with a link. Confirm with it that it was you who asked. Then we set to work.',
    hints: 'No mail?',
    hintsList: [
      'Look among unwanted mail too. Sometimes it takes a few minutes.',
      'Was your address wrong? Then fill in the form once more.',
    ],
  },
  confirm: {
    title: 'Was this you?',
    lead: (site: string, day: string) =>
      `On ${day} somebody filled in this e-mail address on a form of ${site}.`,
    asked: 'What was asked',
    submit: 'Yes, that was me',
    not: 'Was it not you? Then close this page. Nothing happens to your data.',
    done: {
      title: 'Thank you, we set to work',
      lead: (day: string) => `You get an answer by ${day} at the latest.`,
      stopped:
        'We stopped at once. You get no newsletter any more. Did you give a receipt number? Then we do not use what we have of that device until we have decided.',
      received: 'Asked on',
      due: 'Answer at the latest',
      number: 'Number of your question',
      numberHint: 'Tell this number when you call or mail.',
      text: 'If it does not work out in time, you hear so beforehand, with the reason and a new date.',
    },
    used: {
      title: 'Confirmed before',
      text: 'You confirmed this before. There is nothing more to do.',
    },
    closed: {
      title: 'This question was closed',
      text: 'You got an answer to it, or it was taken back. Do you want to know something more? Then ask a new question.',
    },
    over: {
      title: 'This link does not work any more',
      text: 'A link to confirm works for two days. Or it was not copied whole from the mail. You are welcome to fill in the form again.',
    },
    again: 'Ask a new question',
    unknown: 'This link is not one of ours, or was not copied whole from the mail.',
  },
}
