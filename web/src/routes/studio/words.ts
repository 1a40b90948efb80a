import type { Refused } from '#lib/server/api/author.ts';

/** Every text of the studio. Another language is another object of this shape. */
export const words = {
  studio: 'Studio',
  nav: 'Studio',
  posts: 'Posts',
  newPost: 'New post',
  account: 'Account',
  repairRoom: 'Repair',
  toSite: 'The site',
  signOut: 'Sign out',
  signIn: 'Sign in',

  list: {
    none: 'Nothing here yet.',
    noneChosen: 'No post is like this.',
    write: 'Write the first one',
    states: { '': 'All', draft: 'Drafts', scheduled: 'Scheduled', published: 'Published' },
    state: 'State',
    project: 'Project',
    allProjects: 'All projects',
    older: 'Older',
    newest: 'Back to the newest',
    untitled: 'Untitled',
    changed: 'changed',
  },
  states: {
    DRAFT: 'Draft',
    SCHEDULED: 'Scheduled',
    PUBLISHED: 'Published',
    UNSPECIFIED: '',
  },

  post: {
    new: 'New post',
    inProject: 'In which project?',
    noProject:
      'There is no project yet, and a post is always part of one. Import a folder, or make a project by the API.',
    title: 'Title',
    summary: 'Summary',
    summaryHint: 'One or two sentences, shown in lists and under the title.',
    body: 'Text',
    bodyHint: 'In Markdown.',
    slug: 'Address',
    slugHint: 'The last part of the link. Made from the title if you leave it empty.',
    tags: 'Tags',
    tagsHint: 'Separated by commas.',
    place: 'Place',
    placeHint: 'Where it stands in the contents of',
    noPlace: 'No place yet',
    samePlace: 'Where it stands now',
    first: (within: string) => `First in ${within}`,
    after: (name: string) => `After “${name}”`,
    root: (project: string) => project,
    particulars: 'Particulars',
    save: 'Save',
    saveDraft: 'Save draft',
    preview: 'Preview',
    previewNone: 'Press “Preview” to see the text as its readers will.',
    publish: 'Publish',
    publishNow: 'Publish now',
    schedule: 'Schedule …',
    unpublish: 'Unpublish',
    delete: 'Delete …',
    onSite: 'See it on the site',
    live: 'What you save is on the site at once.',
    since: 'since',
    for: 'for',
    lastSaved: 'saved',
    notYet: 'Not saved yet',
  },

  done: {
    save: 'Saved.',
    publish: 'Saved and published. Readers see it now.',
    unpublish: 'Saved, and taken back to a draft. Readers do not see it any more.',
    delete: 'Deleted.',
    schedule: 'Scheduled. It appears by itself; until then readers do not see it.',
    unschedule: 'It is a draft again, and does not appear by itself.',
    password: 'Your password is changed, and all other sessions are ended.',
    recovered:
      'Your password is changed, and every session that there was is ended. Remove what you do not know below.',
    revoke: 'The session is ended.',
    passkey: 'The passkey is removed.',
    passkeyAdded: 'The passkey is added.',
    token: 'The token is revoked.',
    signIn: 'What signing in needs is changed.',
    described: 'The description is saved.',
    lettersArrived: 'Sent again, and done: nothing is on the way any more.',
    lettersUnderWay: 'Sent again, and being tried. What fails once more is back here within half a minute.',
    someLetters: 'Sent again. There are more than go at once: send them again, too.',
    noLetters: 'There was nothing to send again.',
    letterGone: 'It does not rest here any more: it was sent again or thrown away meanwhile.',
    letterDiscarded: 'Thrown away.',
    signedOut: 'You are signed out.',
    notSignedOut: 'You are still signed in: a part behind the site is not answering. Try again in a moment.',
  } as Record<string, string>,

  conflict: {
    title: 'Two texts',
    lead: 'Somebody, perhaps you in another window, saved this post while you were writing. Nothing is lost: both texts are here. Choose one, or make one of both.',
    yours: 'Yours',
    theirs: 'What is saved now',
    differs: 'differs',
    nothing: 'nothing here',
    keepMine: 'Keep mine',
    keepMineNote: 'Your text is saved over the other, which stays among the revisions.',
    takeTheirs: 'Take what is saved',
    takeTheirsNote: 'Your text is dropped.',
    merged: 'One of both',
    mergedNote:
      'What only one side changed is in already. Where both changed the same lines, yours stand first and the saved ones below.',
    saveMerged: 'Save this one',
  },

  again: {
    title: 'Sign in again',
    lead: 'Your session has ended while you were writing. Nothing is lost: what you typed is kept on this page, and goes on as soon as you have signed in.',
    then: {
      save: 'Sign in and save',
      publish: 'Sign in and publish',
      unpublish: 'Sign in and unpublish',
      preview: 'Sign in and preview',
      schedule: 'Sign in and go on',
    },
    kept: 'What you typed',
  },

  remove: {
    title: (title: string) => `Delete “${title}”?`,
    lead: 'The post goes, and with it:',
    page: (path: string) => `its page, ${path}: the address leads nowhere from then on`,
    draft: 'its draft, which no reader has seen',
    readers: 'what readers see: it is published now',
    revisions: 'all its revisions',
    stays: 'Images in it stay where they are.',
    forEver: 'This cannot be undone.',
    changed: 'It was changed since you were asked. Look at it once more, or delete it as it is now.',
    yes: 'Delete it',
    no: 'Keep it',
  },

  schedule: {
    title: (title: string) => `When “${title}” appears`,
    untitled: 'When it appears',
    lead: 'At the moment that you choose it is published by itself. Until then no reader sees it, and you can go on writing.',
    at: (moment: string) => `It appears on ${moment}.`,
    isPublished: 'It is published already.',
    day: 'Day',
    time: 'Time',
    timeHint: (now: string) => `In UTC, as all times in the studio. There it is now ${now}.`,
    none: 'must be chosen',
    noDay: 'must be a day that the calendar has, such as 2027-01-31',
    noTime: 'must be a time of day, such as 09:30',
    past: 'must lie ahead. To publish at once, go back to the text and press “Publish”',
    moment: 'Day and time',
    yes: 'Schedule it',
    change: 'Change the date',
    back: 'Back to the text',
    changed: 'It was saved or published meanwhile. Look at what stands here now, and choose again.',
    unscheduleLead: 'Or let it wait, as a draft, until you publish it yourself.',
    unschedule: 'Unschedule',
  },

  picture: {
    title: 'An image for the text',
    page: 'Image',
    file: 'Image file',
    alt: 'What it shows',
    altHint: 'For whoever does not see it.',
    upload: 'Upload',
    limit: (megabytes: number) => `PNG, JPEG, GIF, WebP, AVIF or SVG, up to ${megabytes} MB.`,
    markdown: 'Put this into the text',
    copyHint: 'Select it, copy it, and paste it where the image is to stand.',
    saveAlt: 'Save description',
    working: 'It is being made ready for screens of all sizes; you can use it already.',
    failed: 'This file cannot be used:',
    none: 'Choose a file first.',
    tooLarge: (megabytes: number) => `The file is larger than ${megabytes} MB.`,
    another: 'Another image',
  },

  email: 'E-mail',
  password: 'Password',
  name: 'Name',

  setup: {
    title: 'Make this site yours',
    lead: 'You are the author. Choose what you sign in with; this link then has served.',
    nameHint: 'As it stands under what you write.',
    passwordHint: 'At least 15 characters. A sentence is easy to remember.',
    create: 'Make the account',
    recovery: 'Choose a new password',
    recoveryLead:
      'Every session ends, and from then on the password alone signs in. Passkeys and API tokens stay: look at them afterwards.',
    recover: 'Set the password',
    spent: 'This link is not good any more',
    spentText:
      'It was used already, its time is over, or another one was made since. On the server, “npm run colophon -- create-author” prints a new one. Or sign in.',
  },

  signInPage: {
    title: 'Sign in',
    wrong: 'E-mail and password do not belong together.',
    passkey: 'Sign in with a passkey',
    passkeyFailed: 'That did not work. Try again, or use your password.',
    second: 'The password is right. Now show your passkey.',
    needsScript: 'A passkey needs JavaScript, which is off in this browser.',
  },

  accountPage: {
    title: 'Account',
    password: 'Password',
    passwordLead: 'When you change it, every other session ends.',
    current: 'Current password',
    next: 'New password',
    change: 'Change password',
    signIn: 'Signing in',
    signInLead: 'What it takes to come in here.',
    signInNeeds: 'A sign-in needs',
    signInWays: {
      PASSWORD: ['the password, or a passkey', 'Either will do.'],
      PASSWORD_AND_PASSKEY: ['the password and a passkey', 'Who has learnt the password alone does not come in.'],
      PASSKEY: ['a passkey alone', 'The password is not taken any more.'],
    } as Record<string, [string, string]>,
    signInNoPasskey: 'For the second and the third, add a passkey first.',
    signInChange: 'Change',
    sessions: 'Sessions',
    sessionsLead: 'Where you are signed in.',
    thisOne: 'this one',
    since: 'since',
    lastUsed: 'last used',
    end: 'End',
    endThis: (name: string) => `End the session ${name}`,
    passkeys: 'Passkeys',
    passkeysLead: 'A passkey lives in your device or your key, and cannot be guessed or given away.',
    noPasskeys: 'You have none yet.',
    addPasskey: 'Add a passkey',
    passkeyName: 'Call it',
    passkeyScript: 'Adding one needs JavaScript, which is off in this browser.',
    passkeyFailed: 'The passkey was not added. Try again.',
    passkeyNeeded: 'Signing in needs it, and it is the last one. Choose above that the password will do, first.',
    remove: 'Remove',
    tokens: 'API tokens',
    tokensLead: 'For scripts and the command line. A token is shown once, when it is made.',
    noTokens: 'There is none.',
    tokenName: 'What it is for',
    scopes: 'What it may do',
    expires: 'Good until',
    expiresHint: 'Empty: until it is revoked.',
    never: 'does not expire',
    until: 'good until',
    expired: 'expired',
    create: 'Make a token',
    revoke: 'Revoke',
    fresh: 'Here is the token. Copy it now: it is not shown again.',
    neverUsed: 'never used',
    unknownBrowser: 'A browser that does not say which',
    stale: 'This decides who may come in, and you signed in a while ago.',
    scopeNames: { READ: 'See everything', WRITE: 'Change content', OPERATE: 'Operate queues and caches' } as Record<
      string,
      string
    >,
  },

  repair: {
    title: 'Repair',
    marked: 'to look at',
    verdict: (count: number) =>
      count === 0
        ? 'All is well: nothing has failed for good.'
        : `${count === 1 ? 'One message has' : `${count} messages have`} failed for good.`,
    away: 'What rests here cannot be said at the moment.',
    queueAway:
      'The queue is not answering. What you save meanwhile is not lost: it waits in the database, and is delivered when the queue is back.',
    lookAgain: 'Look again',
    notSent:
      'Not sent again: a part behind the site is not answering. All of it still rests here; try again in a moment.',
    atRest: 'At rest',
    atRestLead:
      'What failed because a part was away comes back by itself when that part answers. The rest waits for you.',
    one: 'Try again',
    all: 'Try all again',
    more: (count: number) => `${count} more ${count === 1 ? 'is' : 'are'} not shown at the moment.`,
    look: 'Look at',
    details: 'Details',
    error: 'Error',
    request: 'Request',
    tries: 'Tries',
    earlier: '(before it was sent again)',
    tags: 'Tags',
    message: 'Message',
    body: 'What it says',
    discard: 'Discard …',
    discardTitle: 'Discard this message?',
    discardLead: 'Nothing waits for it, and nothing goes stale without it.',
    notDiscardable: 'Something waits for this one: without it a page could stay stale. Try it again instead.',
    discardYes: 'Discard it',
    discardNo: 'Keep it',
    onTheWay: 'On the way',
    onTheWayLead: 'What has not arrived yet. Mostly this takes less than a second.',
    queues: { invalidation: 'Changes, to the caches', media: 'Pictures and documents' },
    waiting: 'Waiting',
    inFlight: 'In hand',
    oldest: 'Oldest',
    age: (seconds: number) => (seconds === 0 ? '–' : inAge(seconds)),
  },

  errors: {
    title: 'Not shown',
    404: ['This is not there', 'It may have been deleted, or the address is not quite right.'],
    403: ['This is not allowed', 'You are signed in, but this is not yours to do.'],
    429: ['Too much at once', 'There were more requests than are taken in a minute. Wait a moment and reload.'],
    503: [
      'A part is not answering',
      'What is behind the studio does not answer at the moment. Nothing is lost; try again.',
    ],
    502: ['Something broke on our side', 'The fault has been written down.'],
  } as Record<string | number, string | [string, string]>,

  /** Why something was not done, in a sentence; what the API says of single fields stands beside them. */
  refusal({ status, detail, retryAfterSeconds }: Pick<Refused, 'status' | 'detail' | 'retryAfterSeconds'>): string {
    if (status === 400 || status === 422) return 'Not done yet: see what is marked below.';
    if (status === 403) return 'You are signed in, but this is not yours to do.';
    if (status === 404) return 'This is not there any more. What you typed is still below.';
    if (status === 409) return detail;
    if (status === 413) return 'This is more than is taken at once. What you typed is still below.';
    if (status === 429)
      return `Too many attempts in a short time. Try again ${inSeconds(retryAfterSeconds)}; what you typed is still here.`;
    if (status === 503 || status === 504)
      return `A part behind the site is not answering. Nothing is lost: what you typed is still here. Try again ${inSeconds(retryAfterSeconds)}.`;
    return 'Something broke on our side, and was written down. Nothing is lost: what you typed is still here. Try again.';
  },
  saidOf: (label: string, issue: string) => `${label} ${issue}.`,
  notSaved: 'Not saved',
  savedBut: 'Your text is saved, but:',
  unsaved: 'Unsaved changes',
};

function inSeconds(seconds: number | undefined): string {
  if (seconds === undefined) return 'in a moment';
  if (seconds < 90) return seconds === 1 ? 'in a second' : `in ${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `in ${minutes} minutes` : `in ${Math.ceil(minutes / 60)} hours`;
}

function inAge(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
