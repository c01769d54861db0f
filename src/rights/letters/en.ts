/** The letters of the desk in plain English. Line by line as in `nl.ts`. */
import type { LetterWords } from './nl.ts'

export const lettersEn: LetterWords = {
  letters: {
    confirm: {
      subject: 'Confirm your request to {{organisation}}',
      body: `Dear {{name}},
On {{received}} we got a request. Somebody asked us {{asked}}, and gave this e-mail address.
Was that you? Then please confirm it.
{{link}}
The link works until the end of {{until}}.
If you do nothing, nothing happens to your data.
Did you not ask for this? Then somebody else gave your address, perhaps by mistake. You need not do anything.
Any questions? Contact {{officer}}.
Kind regards,
{{organisation}}`,
    },
    received: {
      subject: 'We have received your request',
      body: `Dear {{name}},
On {{received}} you asked us {{asked}}. Thank you, we will get to work on it.
{{stopped}}
You will get an answer by {{due}} at the latest. It costs you nothing.
Sometimes we need to know that it is really you. Then we will ask. We never need a copy of your passport or identity card.
Would you like to add something, or take your request back? Contact {{officer}}.
Kind regards,
{{organisation}}`,
    },
    extension: {
      subject: 'We need more time for your request',
      body: `Dear {{name}},
On {{received}} you asked us {{asked}}. We can not do that in time. We are sorry.
This is the reason:
{{reason}}
You will get an answer by {{until}} at the latest. You need not do anything.
Do you not agree? Then contact {{officer}}.
{{complaint}}
{{court}}
Kind regards,
{{organisation}}`,
    },
    refusal: {
      subject: 'Our answer to your request of {{received}}',
      body: `Dear {{name}},
On {{received}} you asked us {{asked}}. We will not do that, or not all of it.
This is the reason:
{{reason}}
{{stopped}}
Do you not agree? Then first contact {{officer}}. We are glad to explain, and will look at it again.
{{complaint}}
{{court}}
Kind regards,
{{organisation}}`,
    },
    'cannot-identify': {
      subject: 'We can not find your data',
      body: `Dear {{name}},
On {{received}} you asked us {{asked}}. We do not know which data are yours. So for now we can not do what you ask.
This is the reason:
{{reason}}
You can help us. Do you get our newsletter? Then ask with the e-mail address that it comes to.
Is it about your visits to our website? Then give us the number of your receipt. You got it when you made a choice. It is also in your browser.
Do not send us a copy of your passport or identity card. We do not need it, and will throw it away.
Any questions? Contact {{officer}}.
{{complaint}}
{{court}}
Kind regards,
{{organisation}}`,
    },
    access: {
      subject: 'Your data at {{organisation}}',
      body: `Dear {{name}},
On {{received}} you asked us {{asked}}. We have put all of it together for you.
{{link}}
You can fetch the data until the end of {{until}}. After that we delete the file.
The file also tells you why we have the data, how long we keep them and who else gets them.
Is something wrong, or should we delete something? Contact {{officer}}.
{{complaint}}
Kind regards,
{{organisation}}`,
    },
    code: {
      subject: 'Your code',
      body: `Dear {{name}},
This is the code for your data: {{code}}
It works for ten minutes, and once.
Give the code to nobody. We never ask for it.
Did you not ask for a code? Then somebody else has your link. Please contact {{officer}}.
Kind regards,
{{organisation}}`,
    },
    erased: {
      subject: 'Your data have been deleted',
      body: `Dear {{name}},
On {{received}} you asked us {{asked}}. We have done that.
{{counts}}
{{kept}}
We also make backups. Your data go from those by themselves. If we ever put a backup back, we delete your data again at once.
Did others get your data from us? Then we ask them to do the same.
Any questions, or do you not agree with what we did? Contact {{officer}}.
{{complaint}}
{{court}}
Kind regards,
{{organisation}}`,
    },
    rectified: {
      subject: 'Your data have been corrected',
      body: `Dear {{name}},
On {{received}} you asked us {{asked}}. We have done that.
Did others get these data from us? Then we pass the correction on to them.
Is something still wrong? Contact {{officer}}.
{{complaint}}
Kind regards,
{{organisation}}`,
    },
    restricted: {
      subject: 'We do not use your data for now',
      body: `Dear {{name}},
On {{received}} you asked us {{asked}}. We have done that. All we do now is keep the data.
{{counts}}
You get no newsletter from us for as long as this lasts.
Will we use the data again? Then we will tell you first.
Would you like something else? Contact {{officer}}.
{{complaint}}
Kind regards,
{{organisation}}`,
    },
    'restriction-ends': {
      subject: 'We are going to use your data again',
      body: `Dear {{name}},
On {{received}} you asked us {{asked}}. Since then all we do is keep the data.
From {{until}} we will use them again, as before. We tell you this before that day.
This is the reason:
{{reason}}
Do you not want this? Then contact {{officer}} before that day.
{{complaint}}
Kind regards,
{{organisation}}`,
    },
    objection: {
      subject: 'We have stopped using your data',
      body: `Dear {{name}},
On {{received}} you asked us {{asked}}. We have done that.
{{stopped}}
{{counts}}
We remember this by a code. Your name and your address are not in it.
Any questions? Contact {{officer}}.
{{complaint}}
Kind regards,
{{organisation}}`,
    },
    withdrawn: {
      subject: 'We have dealt with your message of {{received}}',
      body: `Dear {{name}},
On {{received}} you asked us {{asked}}.
{{outcome}}
{{counts}}
{{stopped}}
Have you changed your mind? You can always ask us again.
Any questions? Contact {{officer}}.
Kind regards,
{{organisation}}`,
    },
  },

  asked: {
    access: (whose) => `for a copy of ${whose}`,
    rectify: (whose) => `to correct ${whose}`,
    erase: (whose) => `to delete ${whose}`,
    restrict: (whose) => `not to use ${whose} for now`,
    object: (whose) => `to stop using ${whose}`,
    withdraw: (whose) => `to end a consent for ${whose}`,
  },
  whose: {
    own: 'your data',
    of: (name) => `the data of ${name}`,
    nobody: 'the person you act for',
  },
  nobody: 'sir or madam',
  stopped: {
    atOnce: 'We stopped at once.',
    mail: 'You will get no newsletter from us any more.',
    device:
      'What you allowed on the website no longer holds. And what we kept of your visits, we do not use until we have decided.',
    forGood:
      'Did you get our newsletter? We will not send it to you any more. Nor do we measure what you read or click.',
  },
  outcome: {
    consent: 'We have done that. The consent no longer holds. What we did before was allowed.',
    request: 'You took that request back. So we will do nothing more with it.',
  },
  officer: {
    person: (name, email) => `our privacy officer, ${name} (${email})`,
    organisation: (contact) => `us (${contact})`,
    unknown: 'us',
  },
  complaint:
    'You can complain to the Dutch data protection authority, the Autoriteit Persoonsgegevens. Do so at autoriteitpersoonsgegevens.nl or by post: Postbus 93374, 2509 AJ Den Haag, the Netherlands.',
  court:
    'You can also go to court. Send a written request to the district court (rechtbank) within six weeks of getting this answer. You do not need a lawyer for that. See article 35 of the Dutch GDPR implementation act (Uitvoeringswet AVG).',
  link: {
    confirm: {
      label: 'Yes, I asked for this',
      text: 'Press the button. You will see a page first.',
      mailed: '(The link was in the mail alone.)',
    },
    access: {
      label: 'Fetch my data',
      text: 'Press the button. We will then mail you a code. The code opens your data.',
      mailed: '(The link was in the mail alone.)',
      enclosed: 'You find the data with this letter.',
    },
  },
  codeMailed: '(was in the mail alone)',
  counts: {
    erased: 'This is what we deleted',
    restricted: 'This is what we set aside',
    objection: 'This is what we deleted',
    withdrawn: 'This is what we deleted',
    nothing: 'We found nothing that we had to delete.',
  },
  kept: 'This is what we have to keep',
  grounds: {
    unfounded: 'Your request is clearly not justified. Then we need not act on it (article 12 of the GDPR).',
    excessive:
      'You ask more than is reasonable, for example since you asked this before (article 12 of the GDPR).',
    others:
      'Your request touches the rights of others. We have to protect them too (articles 15 and 23 of the GDPR).',
    expression: 'We need the data to give our opinion or to inform people (article 17 of the GDPR).',
    'legal-duty': 'The law says that we have to keep the data (article 17 of the GDPR).',
    claims: 'We need the data in court or in a dispute (articles 17, 18 and 21 of the GDPR).',
    interest:
      'We have a good reason to go on, and it weighs more than your interest (article 21 of the GDPR).',
    correct: 'We have looked at the data. As far as we know they are right (article 16 of the GDPR).',
    'no-ground': 'The law does not give you this right in this situation (articles 17 and 18 of the GDPR).',
  },

  preview: {
    name: 'Sanne de Vries',
    reason: 'We have to look in several places for your request.',
    counts: [
      { what: 'Newsletter subscription', rows: 1 },
      { what: 'Visits to the website', rows: 12 },
    ],
    kept: [{ what: 'Proof of your consent', rows: 1, because: 'It lets us show that you said yes before.' }],
  },

  reminder: {
    kinds: {
      access: 'access',
      rectify: 'correct',
      erase: 'delete',
      restrict: 'restrict',
      object: 'object',
      withdraw: 'withdraw consent',
    },
    subject: (kind, days) =>
      days < 0 ? `Late: request (${kind})` : `${daysOf(days)} left: request (${kind})`,
    open: (kind, site, received) => `A request is open at ${site} (${kind}). It came in on ${received}.`,
    left: (days, due) => `An answer was promised by ${due}. That leaves ${daysOf(days)}.`,
    overdue: (days, due) => `An answer was promised by ${due}. That is ${daysOf(days)} ago.`,
    law: (due) => `The law gives time until the end of ${due}.`,
    lawPassed: (due) => `The law gave time until the end of ${due}. That day is over too.`,
    unverified: 'We do not know yet whether whoever asks is who they say they are.',
    action: 'Open the request',
    why: 'You get this mail after 7, 14, 21 and 25 days, and when the answer is late.',
  },
}

function daysOf(days: number): string {
  const whole = Math.abs(days)
  return whole === 1 ? '1 day' : `${String(whole)} days`
}
