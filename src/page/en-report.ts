/** The texts of reports by mail, in English. */
import type { ReportWords } from './nl-report.ts'

export const reportEn: ReportWords = {
  title: 'Report by mail',
  lead: (site) =>
    `The figures of ${site} in your mail, by themselves. For you alone: colleagues choose for themselves.`,
  choose: 'How often do you want it?',
  periods: {
    week: { name: 'Every week', when: 'On Monday at 7 in the morning, about Monday to Sunday.' },
    month: {
      name: 'Every month',
      when: 'On the first of the month at 7 in the morning, about the month before.',
    },
  },
  to: (email) => `We send it to ${email}.`,
  save: 'Save',
  saved: 'Saved.',
  preview: 'What it looks like',
  previewOf: { week: 'Last week', month: 'Last month' },
  now: 'Send me one now',
  nowSent: 'The mail is on its way.',
  tooMany: 'You just asked for five of them. Wait a quarter of an hour and try again.',
  mail: {
    subject: {
      week: (site, days) => `Weekly report of ${site}: ${days}`,
      month: (site, month) => `Monthly report of ${site}: ${month}`,
    },
    compared: (period) => `Compared with ${period}.`,
    empty: (site, period) => `Nothing was counted on ${site}: ${period}.`,
    emptyWhat:
      'Did you expect visitors? Then check that the line that counts is still on the website. Below you see whether anything came in that was not counted.',
    more: (by, percent) => `${by} more (${percent})`,
    less: (by, percent) => `${by} fewer (${percent})`,
    morePoints: (points) => (points === 1 ? '1 percentage point more' : `${points} percentage points more`),
    lessPoints: (points) => (points === 1 ? '1 percentage point less' : `${points} percentage points less`),
    same: 'about the same',
    fresh: 'nothing before',
    unknown: 'no comparison',
    topPages: 'The ten with the most visitors',
    channels: 'The way by which visits began',
    topSources: 'The ten with the most visitors',
    goalsTable: 'How many visitors reached them',
    socialTable: 'Visits from and clicks to each network',
    dropsTable: 'How many messages, and why',
    goal: 'Goal',
    filling: 'being computed',
    open: { week: 'See this week in Voordeur', month: 'See this month in Voordeur' },
    because: 'You get this mail because you subscribed to it in Voordeur.',
  },
  unsubscribe: {
    title: { week: 'No weekly report any more?', month: 'No monthly report any more?' },
    lead: (site) => `Press the button and you no longer get this report about ${site}. You need not sign in.`,
    submit: 'Unsubscribe me',
    doneTitle: 'You are unsubscribed',
    done: {
      week: (site) => `We send you no weekly report of ${site} any more.`,
      month: (site) => `We send you no monthly report of ${site} any more.`,
    },
    again: 'Want it again? Sign in and switch the report on at the website.',
    unknown:
      'This link is not quite right. Open it again from the mail, or switch the report off in Voordeur.',
  },
}
