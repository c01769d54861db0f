/** The texts of signing up for the newsletter, in English. */
import type { SignUpWords } from './nl-sign-up.ts'

export const signUpEn: SignUpWords = {
  title: (site) => `Newsletter of ${site}`,
  lead: 'Fill in your e-mail address. We then send you a mail. Confirm in it that you want this, and you are subscribed.',
  email: 'Your e-mail address',
  name: 'Your name',
  optional: 'not needed',
  nameHint: 'For the greeting of the newsletter.',
  lists: 'Which newsletter do you want?',
  measureTitle: 'May we measure what you read?',
  measure: 'You may see whether I open the newsletter and what I click on.',
  measureHint: 'Not needed: you get the newsletter without it too. And you can stop it at any time.',
  agree: (site) => `Yes, send me the newsletter of ${site}. I can unsubscribe at any time.`,
  trap: 'Leave this empty',
  submit: 'Sign me up',
  happens: 'What do we do with your data?',
  happensList: [
    'We keep your e-mail address for as long as you get the newsletter. Your name too, if you fill it in.',
    'You do not confirm? Then we have forgotten your address within three days.',
    'Each newsletter has a link to unsubscribe. One click is enough.',
  ],
  privacy: 'Privacy on this website',
  none: 'This website has no newsletter that you can sign up for here.',
  refused: {
    title: 'Something is not right yet',
    check: 'Look at the field that is marked red. What you filled in is still there.',
    email: 'This is no e-mail address. It looks like this: name@example.com.',
    name: 'We can not use this name. Keep it on one line, without < or >, and below 100 characters.',
    list: 'Choose at least one newsletter from this list.',
    proof: 'The form was open for too long. Press the button once more.',
  },
  busy: {
    title: 'Please wait a while',
    text: 'Many sign-ups just came from your network. Try again in an hour.',
  },
  pending: {
    title: 'Look in your mail',
    lead: (site) =>
      `You will get a mail about the newsletter of ${site}. Confirm in that mail that you want this. Only then are you subscribed.`,
    hints: 'No mail?',
    hintsList: [
      'Look in your spam folder as well. It sometimes takes a few minutes.',
      'Is your address right? Then sign up once more in ten minutes. We send no second mail before that.',
    ],
  },
  mail: {
    subject: (site) => `Confirm that you want the newsletter of ${site}`,
    asked: (site) => `Somebody filled in this e-mail address for the newsletter of ${site}. Was that you?`,
    confirm: 'Then press the button, and once more on the page. The link works for 48 hours.',
    again:
      'Earlier you asked us never to mail this address again. Did you change your mind? Then that ends once you confirm.',
    action: 'Look and confirm',
    not: 'Was it not you? Then do nothing. You get no newsletter, and within three days we have forgotten this address.',
    known: {
      subject: (site) => `You get the newsletter of ${site} already`,
      text: (site) =>
        `Somebody filled in this e-mail address for the newsletter of ${site}. You get it already, so nothing changes.`,
      change:
        'Do you want to change something, or unsubscribe? Use the link at the foot of the last newsletter you got.',
      not: 'Was it not you? Then you need do nothing.',
    },
  },
  confirm: {
    title: 'Confirm that you want this',
    lead: 'Press once more, and you are subscribed.',
    lists: 'You will get',
    measure: {
      yes: 'Yes, you may see whether I open the newsletter and what I click on. I can stop that at any time.',
      no: 'No, you may not see whether I open the newsletter and what I click on.',
    },
    submit: 'Yes, sign me up',
    not: 'You did not ask for this? Close this page. Then nothing happens.',
    done: {
      title: 'You are subscribed',
      lead: (site) => `Welcome! The next newsletter of ${site} will be in your mail.`,
      change: 'You can always change what you get, or unsubscribe.',
      manage: 'My newsletter',
    },
    used: {
      title: 'Confirmed already',
      text: 'This was confirmed already. You need do nothing more.',
    },
    over: {
      title: 'This link does not work any more',
      text: 'A link to confirm works for 48 hours. Or it was not copied from the mail as a whole.',
      again: 'Sign up again',
    },
    closed: {
      title: 'This newsletter has ended',
      text: 'This newsletter has ended since you signed up. Nothing was kept.',
    },
  },
}
