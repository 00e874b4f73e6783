import { lengthText } from './streams/length.ts'
import { moneyText } from './streams/money.ts'

const PLATFORMS: Readonly<Record<string, string>> = {
  twitch: 'Twitch',
  youtube: 'YouTube',
  kick: 'Kick',
  trovo: 'Trovo',
}

// What an agent would send, by the names of fields.
const FIELDS: Readonly<Record<string, string>> = {
  ...{ tool: 'Tool', where: 'Where', answers: 'Answers', concerns: 'Concerns', why: 'Its reason' },
  ...{ text: 'Text', name: 'Name', args: 'Arguments', user: 'Viewer', seconds: 'Seconds' },
}

const MARKS: Readonly<Record<string, (what: string) => string>> = {
  live: what => `live on ${platformName(what)}`,
  offline: what => `offline on ${platformName(what)}`,
  lost: what => `stream dropped on ${platformName(what)}`,
  reload: what => `config reloaded: ${what}`,
  stopped: () => 'Promethean did not run',
}

function platformName(platform: string): string {
  return PLATFORMS[platform] ?? platform
}

/** Everything the page says, by view. */
export const texts = {
  page: {
    title: 'Promethean',
    views: 'Views',
    show: (view: string) => `Show in ${view}`,
    showMore: (count: number) => `and ${count} more`,
    attention: (count: number) => (count === 1 ? '1 needs attention' : `${count} need attention`),
    seconds: (count: number) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    hours: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
    days: (days: number, hours: number) => `${days} d ${hours} h`,
  },

  connection: {
    connecting: 'Connecting to Promethean …',
    lost: 'Connection lost, reconnecting …',
    gone: 'Promethean is not responding',
    goneSince: (time: string) => `Promethean stopped responding; everything here is from ${time}`,
    goneTodo: 'If it is not running, start it with promethean run. This page reconnects by itself.',
    moved: 'This page has moved to another address',
    movedTodo:
      'Run promethean dock and open the address that it prints. In OBS, replace it under Docks, Custom Browser Docks.',
    movedToTodo:
      'Open the page there. In OBS, also replace the address under Docks, Custom Browser Docks; promethean dock prints it.',
    open: (address: string) => `Open ${address}`,
    noSocket: 'Promethean responds, but this page cannot open a live connection to it',
    noSocketTodo:
      'Something in between blocks WebSockets: a proxy, a VPN or antivirus software. Allow this address there, or open the page on the computer that runs Promethean.',
  },

  trouble: {
    noToken: 'This address has no token',
    noTokenTodo: 'Run promethean dock and open the complete address that it prints.',
    refused: 'The token in this address is invalid or was revoked',
    refusedTodo:
      'Run promethean dock and use the address that it prints. In OBS, replace it under Docks, Custom Browser Docks.',
    noWebSocket: 'This browser does not support WebSockets',
    noWebSocketTodo: 'Use a current browser, or a dock in OBS 30 or later.',
    mayNotSee: (name: string) => `The token ${name} cannot open this page`,
    mayNotSeeTodo: (may: string) =>
      `It only allows ${may || 'overlays'}. Run promethean dock and open the address that it prints.`,
  },

  verdict: {
    well: (plugins: number) =>
      plugins === 1
        ? 'All is well: the plugin is running'
        : `All is well: all ${plugins} plugins are running`,
    empty: 'Promethean is running, but its config has no plugins',
    emptyTodo: 'Add some to promethean.config.ts; docs/plugins.md lists them.',
    live: (time: string) => `Live since ${time}`,
    offline: 'Not live',
    testStream: (plugins: string) => `Not live; test stream by ${plugins}`,
    scene: (name: string) => `scene ${name}`,
    failed: (id: string) => `${id} failed`,
    failedTodo: 'It does not restart by itself. Fix the cause, then save the config.',
    losing: 'The disk is full: events are lost',
    losingTodo: 'Free up space on the disk of the journal.',
    expired: (id: string, count: number) =>
      `${events(count)} ${count === 1 ? 'was' : 'were'} deleted before ${id} received them, because the journal was full`,
    expiredTodo: 'Set a larger journal.maxSize in the config.',
    cannotStore: (cause: string) => `Events are not being stored: ${cause}`,
    behind: 'Many events are not stored yet: the disk is slow',
    behindTodo: 'Close what else uses this disk, or set journal.file to a faster one.',
    refusedEdit: (file: string, problems: number) =>
      `Your last edit is not active: ${file} has ${problems === 1 ? '1 problem' : `${problems} problems`}`,
    refusedEditTodo: (problems: number) =>
      `The previous config keeps running. Fix the ${problems === 1 ? 'problem' : 'problems'} and save again.`,
    stale: (id: string) => `${id} is stale, not connected`,
    staleTodo:
      'It reconnects by itself. If that does not help, check the program it connects to, and your network.',
    retrying: (id: string) => `${id} is not connected`,
    retryingTodo: 'Promethean keeps trying by itself.',
    uneasy: (id: string) => `${id} is only partly working`,
    consumer: (id: string) => `${id} cannot store events`,
    consumerTodo: 'Events stay in the journal and are stored later, in order.',
    paused: (id: string) => `Logging to ${id} is paused`,
    pausedTodo: 'Its events stay in the journal until you turn logging back on under Health.',
    parked: (id: string, count: number) =>
      count === 1
        ? `${id} rejected 1 event, which is set aside`
        : `${id} rejected ${count} events, which are set aside`,
    parkedTodo: (id: string) =>
      `Run promethean parked ${id} to see why, and to retry or drop them.`,
    waiting: (plugin: string, what: string) => `${plugin} asks you to approve ${aOr(what)}`,
    waitingTodo: 'Approve, change or drop it under Waiting.',
    mutedAll: 'All output is stopped',
    muted: (plugins: string) => `Output of ${plugins} is stopped`,
    mutedTodo: 'It stays off until you turn it back on.',
    mutedSomeTodo: 'It stays off until you turn it back on under Output.',
  },

  health: {
    title: 'Health',
    states: {
      connected: 'connected',
      ready: 'ready',
      stale: 'stale, not connected',
      retrying: 'not connected',
      failed: 'failed',
    },
    uneasy: 'partly working',
    was: (state: string) => `was ${state}`,
    since: (time: string) => `since ${time}`,
    sinceAgo: (time: string, ago: string) => `since ${time} (${ago})`,
    retryAt: (time: string, left: string) => `next attempt at ${time} (in ${left})`,
    retryNow: 'trying now',
    failures: (count: number, time: string) =>
      count === 1
        ? `failed once since the start, at ${time}`
        : `failed ${count} times since the start, most recently at ${time}`,
    conditions: {
      takes: 'up to date',
      catches: 'catching up',
      waits: 'cannot store events',
      paused: 'paused',
    },
    delivered: (count: number) => `${count} delivered`,
    lag: (count: number) => (count < 0 ? 'lag unknown' : `lag ${count}`),
    parked: (count: number) => `${count} set aside`,
    journal: 'Journal',
    size: (size: string, most: string) => `${size} of ${most}`,
    oldest: (time: string) => `oldest event ${time}`,
    behind: (count: number) => `${count} not stored yet`,
    stored: 'up to date',
    cannotStore: 'cannot store events',
    atMost: 'full: the oldest events are deleted to make room',
    notStored: (count: number) => `${events(count)} not stored since the start: the disk was full`,
    config: 'Config',
    noSave: 'no changes since the start',
    reloaded: 'last change is active',
    refused: 'last edit rejected',
    refusedMore: (file: string) => `The previous config keeps running. Problems in ${file}:`,
    changes: {
      restarted: (ids: string) => `restarted: ${ids}`,
      added: (ids: string) => `added: ${ids}`,
      removed: (ids: string) => `removed: ${ids}`,
      kept: (count: number) => `${count} unchanged`,
    },
  },

  logging: {
    label: (id: string) => `Logging to ${id}`,
    on: 'on',
    off: 'off',
    none: 'No plugin here writes to a database.',
    means:
      'When off, new events wait in the journal and are stored later, in order. If the journal reaches its maximum size, the oldest are deleted.',
    unsaved: (reason: string) => `Done, but not saved yet; a restart would undo it: ${reason}`,
  },

  output: {
    title: 'Output',
    stop: 'Stop all output',
    stopping: 'Stopping …',
    notYet: 'Not stopped yet',
    stopped: 'All output is stopped',
    allow: 'Turn output back on',
    someStopped: (plugins: string) => `Output of ${plugins} is stopped`,
    someStopping: (plugins: string) => `Stopping output of ${plugins} …`,
    key: 'F8',
    summary: 'What stopping does',
    means:
      'No chat, titles, scenes or actions go out until you turn output back on, even after a restart. Events still arrive and are stored. What is held back is not sent later. Pressing F8 on this page also stops all output.',
    single: 'Stop a single plugin',
    noneActs: 'No plugin here sends or changes anything.',
    isStopped: 'stopped',
    heldBack: (count: number) => (count >= 50 ? 'Held back: the last 50' : `Held back: ${count}`),
    nothingHeldBack: 'Nothing was held back.',
    queued:
      'Promethean is not responding. All output stops as soon as it responds. To stop it right now, close Promethean.',
    queuedSome: (plugins: string) =>
      `Promethean is not responding. Output of ${plugins} stops as soon as it responds. To stop it right now, close Promethean.`,
    unsaved: (reason: string) => `In effect, but not saved yet; a restart would undo it: ${reason}`,
  },

  waiting: {
    title: 'Waiting',
    nothing: 'Nothing to approve',
    asks: (plugin: string, what: string) => `${plugin} suggests ${aOr(what)}`,
    why: 'In response to',
    field: (name: string) => FIELDS[name] ?? name,
    left: (time: string) => `${time} left`,
    over: 'time is up',
    approve: 'Approve',
    change: 'Change',
    drop: 'Drop',
    approveChanged: 'Approve this text',
    cancel: 'Cancel',
    newText: 'Your text',
    byYou: (decision: string, text: string) => `You ${decision} ${text}`,
    notDone: (text: string, why: string) =>
      `You approved, but it was not done, because ${why}: ${text}`,
    underWay: (text: string) => `You approved: ${text} (not known yet whether it is done)`,
    byOther: (who: string, decision: string, text: string) => `${who} ${decision} ${text}`,
    bySomebody: (text: string) => `Decided elsewhere: ${text}`,
    expired: (text: string) => `Expired: ${text}`,
    decisions: { approved: 'approved:', dropped: 'dropped:' },
    lately: 'Recent decisions',
  },
  curves: {
    title: 'Curves',
    reading: 'Loading the latest stream …',
    empty:
      'No streams yet. Once you are live, this view shows messages per minute on each platform, how many people chat, how many watch (if the platform reports it) and the mood of chat. It marks reloads, outages and dropped streams.',
    noStream: 'You have not been live yet. This is the last hour, including test events.',
    ended: (time: string) => `You are not live. This is your last stream; it ended ${time}.`,
    names: {
      lines: 'Messages per minute',
      people: 'People',
      mood: 'Mood',
      moodValue: '-1 (negative) to 1 (positive):',
      all: 'all platforms',
      before: 'previous stream',
      chatters: 'chatters',
      viewers: 'viewers',
      platform: platformName,
    },
    at: (time: string, isLatest: boolean) => (isLatest ? `Latest: ${time}` : `At ${time}`),
    picture: (title: string) => `Curves: ${title}. The button "Show as table" lists the values.`,
    asTable: 'Show as table',
    asCurves: 'Show as curves',
    table: 'Curves as a table',
    tableOf: (minutes: number) =>
      `Messages per minute, in total and by platform. Each row is ${minutes > 1 ? `${minutes} minutes` : 'one minute'}, the latest first.`,
    time: 'Time',
    rowTime: (time: string, isRunning: boolean) => (isRunning ? `${time} so far` : time),
    unknown: 'no data',
    marks: 'What happened',
    mark: (kind: string, what: string) => MARKS[kind]?.(what) ?? what,
    times: (count: number) => `${count} times`,
    until: (time: string) => `until ${time}`,
    olderMarks: (count: number) => `${count} earlier ones`,
  },
  chat: {
    title: 'Chat',
    lines: 'Chat messages, newest last',
    loading: 'Loading chat …',
    empty: 'No messages yet',
    noneFit: 'No messages match the filter',
    onlyDropped: 'Every message so far is a copy or was dropped. To see them, use Filter.',
    newest: 'Jump to newest',
    newLines: (count: number) => (count === 1 ? '1 new message' : `${count} new messages`),
    filter: 'Filter',
    platform: 'Platform',
    user: 'Name',
    words: 'Words',
    withDropped: 'Show copies and dropped messages',
    showAll: 'Clear filter',
    nameless: 'no name',
    roles: {
      broadcaster: { word: 'streamer', sign: '★' },
      moderator: { word: 'moderator', sign: '⚔' },
      vip: { word: 'VIP', sign: '◆' },
      subscriber: { word: 'subscriber', sign: '♥' },
      member: { word: 'member', sign: '♥' },
    },
    own: 'yours',
    sentBy: (plugin: string) => `sent by ${plugin}`,
    test: 'test',
    tests: 'test message',
    recovered: 'received late',
    first: 'first message',
    notice: 'notice',
    bits: (count: number) => (count === 1 ? '1 bit' : `${count} bits`),
    sharedFrom: 'from',
    answers: 'in reply to',
    changedBy: (plugin: string) => `changed by ${plugin}`,
    copy: (plugin: string) => `copy, dropped by ${plugin}`,
    dropped: (plugin: string, code: string) => `dropped by ${plugin}: ${code}`,
    struck: {
      deleted: 'deleted',
      cleared: 'removed',
      timeout: 'timed out',
      ban: 'banned',
    },
    struckFor: (seconds: number) => `for ${seconds} s`,
    struckBy: (moderator: string) => `by ${moderator}`,
  },
  why: {
    title: 'What happened and why',
    loading: 'Loading …',
    close: 'Close',
    cause: 'Show the event it responds to',
    tones: { good: 'yes', bad: 'no', wait: 'uncertain', quiet: 'note' },
    phases: {
      told: 'Received from',
      judged: 'Filters',
      done: 'Reactions',
      unmoved: 'No reaction',
      stored: 'Databases and other consumers',
    },
    toldFirst: 'reported it first',
    toldLater: 'reported it again (a copy)',
    toldAs: (id: string) => `with its own id ${id}`,
    isTest: 'Test event: not counted in any total',
    isRecovered: 'Received late: fetched after an outage, or found when Promethean connected',
    kept: 'Kept',
    keptBy: (plugins: string) => `Kept, checked by ${plugins}`,
    changed: 'changed it',
    dropped: (why: string) => (why === '' ? 'dropped it' : `dropped it: ${why}`),
    droppedEnd: 'No plugin received it',
    noted: 'noted',
    said: 'sent',
    notSaid: (reason: string) => `did not send (${reason})`,
    requested: (operation: string) => `requested ${operation}`,
    unconfirmed: 'the platform did not confirm it',
    matches: 'match',
    noMatch: 'no match',
    noNote: 'no record: it was not in the config at that time',
    silent: 'received it and did not respond',
    nobody: 'No plugin in this config listens to this type of event',
    nobodyLate: 'It was received late, and only plugins that ask for late events get them',
    consumers: {
      past: 'has received it',
      waiting: 'has not received it yet',
      parked: 'could not process it; it is parked (see promethean parked)',
      not_taken: 'does not receive it',
    },
    held: 'It arrived before every plugin had started. The next start will filter it.',
    unknown: 'This event is not in the journal: it was deleted or could not be stored.',
    after: (time: string) => `${time} later`,
  },
  acts: {
    title: 'Actions',
    answerTo: 'Your reply',
    send: 'Send',
    remove: 'Delete',
    timeout: 'Time out',
    length: 'Length of the timeout',
    lengths: { 60: '1 minute', 600: '10 minutes', 3600: '1 hour', 86400: '1 day' },
    undo: 'Undo',
    pending: 'Working …',
    sent: 'Sent',
    sentUnconfirmed: 'Sent; the platform did not confirm it',
    captured: (plugin: string) => `Nothing was sent: ${plugin} only simulates this platform`,
    notSent: (reason: string) => `Not sent: ${reason}`,
    removed: 'Deleted',
    timedOut: (length: string) => `Timed out for ${length}`,
    undone: 'Timeout ended',
    isDeleted: 'Already deleted',
    isSent:
      'Promethean sent this message. The platform has not confirmed it, so you cannot act on it here.',
    isTest: 'Test message: no real viewer wrote it',
    isElsewhere: 'Promethean can time out viewers on Twitch only; use the platform itself',
    isOwn: 'The streamer cannot be timed out',
    isNameless: 'The name of this viewer is unknown',
    notAllowed: 'The token of this page does not allow this action',
  },
  viewer: {
    title: 'About this viewer',
    loading: 'Loading …',
    names: 'Names',
    roles: 'Roles',
    badges: 'Badges',
    firstSeen: 'First seen',
    lastSeen: 'Last seen',
    lines: 'Messages',
    bits: 'Bits',
    given: 'Gifts given',
    received: 'Gifts received',
    events: 'Events',
    moderation: 'Moderation',
    lastLines: 'Last messages',
    by: (name: string) => `by ${name}`,
    completeUntil: (time: string) => `Counted up to ${time}; still counting`,
    none: 'none',
  },
  moment: {
    title: 'Chat at that time',
    loading: 'Loading …',
    none: 'No messages within ten minutes of that time',
  },
  events: {
    title: 'Events',
    list: 'Events, newest first',
    loading: 'Loading events …',
    empty: 'No events yet',
    noneFit: 'No events of this kind',
    totals: 'Totals of this stream',
    noStream: 'No totals: you are not live',
    counts: {
      lines: 'messages',
      chatters: 'chatters',
      follows: 'follows',
      subs: 'subs',
      gifts: 'gifts',
      bits: 'bits',
      raiders: 'raiders',
      tips: 'tips',
    },
    older: 'Show more',
    anonymous: 'somebody',
    kind: 'Show',
    all: 'everything',
    kinds: {
      follow: { word: 'follow', sign: '+' },
      sub: { word: 'sub', sign: '★' },
      gift: { word: 'gift', sign: '◈' },
      raid: { word: 'raid', sign: '»' },
      cheer: { word: 'cheer', sign: '◆' },
      tip: { word: 'tip', sign: '¤' },
      redeem: { word: 'redemption', sign: '●' },
      show: { word: 'on the channel', sign: '▲' },
      title: { word: 'title', sign: '✎' },
      stream: { word: 'stream', sign: '▶' },
      reload: { word: 'reload', sign: '↻' },
      trouble: { word: 'trouble', sign: '!' },
    },
    months: (count: number) => (count === 1 ? '1 month' : `${count} months`),
    tier: (tier: string) => `tier ${tier}`,
    prime: 'with Prime',
    new: 'new',
    giftFrom: (name: string) => `a gift from ${name}`,
    giftFromSomebody: 'a gift',
    gifts: (count: number) => (count === 1 ? '1 sub' : `${count.toLocaleString()} subs`),
    bits: (count: number) => (count === 1 ? '1 bit' : `${count.toLocaleString()} bits`),
    viewers: (count: number) => (count === 1 ? '1 viewer' : `${count.toLocaleString()} viewers`),
    cost: (points: number) => `${points.toLocaleString()} ${points === 1 ? 'point' : 'points'}`,
    hype: (phase: string, level?: number) =>
      level === undefined ? `hype train ${phase}` : `hype train ${phase}, level ${level}`,
    poll: (phase: string) => `poll ${phase}`,
    prediction: (phase: string) => `prediction ${phase}`,
    ad: (seconds: number) => `ad break of ${seconds} s`,
    online: 'live',
    offline: 'offline',
    obsStarted: 'OBS started streaming',
    obsStopped: 'OBS stopped streaming',
    recordingStarted: 'OBS started recording',
    recordingStopped: 'OBS stopped recording',
    unconfirmed: 'the platform did not confirm it',
    by: (plugin: string) => `by ${plugin}`,
    category: (name: string) => `category ${name}`,
    failed: 'failed',
    stale: 'stopped sending; reconnecting',
    disconnected: 'lost its connection',
    reloaded: (count: number) => (count === 1 ? '1 plugin changed' : `${count} plugins changed`),
  },
  search: {
    title: 'Search',
    words: 'Words or name',
    by: 'By',
    ways: { words: 'Words', meaning: 'Meaning', both: 'Both' },
    moments: (count: number) => (count === 1 ? '1 moment' : `${count} moments, the best first`),
    wordsOnly: (reason: string) => `Searched by words alone, because ${reason}`,
    completeUntil: (time: string) => `By meaning complete until ${time}`,
    since: 'Since',
    sinces: { '1d': 'yesterday', '7d': 'a week ago', '30d': 'a month ago', '': 'the beginning' },
    find: 'Find',
    loading: 'Searching …',
    found: (count: number, most: number) =>
      count === 1 ? '1 message' : count >= most ? `Newest ${count} messages` : `${count} messages`,
    none: 'No messages found',
    hiddenTests: (count: number) => `Show ${count} test ${messages(count)}`,
    hiddenMoments: (count: number) => `Show ${count} test ${count === 1 ? 'moment' : 'moments'}`,
    hiddenDropped: (count: number) => `Show ${count} dropped ${messages(count)}`,
    hiddenDroppedTests: (count: number) => `Show ${count} dropped test ${messages(count)}`,
    tests: 'Include test messages',
    dropped: 'Include copies and dropped messages',
    completeSince: (time: string) =>
      `Complete since ${time}. Older messages are still being indexed; search again in a minute.`,
    help: 'Searches all stored chat, from every stream.',
  },
  streams: {
    title: 'Streams',
    reading: 'Loading past streams …',
    empty:
      'No streams yet. This view lists your streams, each with its length, titles, totals and curves.',
    completeUntil: (time: string) =>
      `Still counting: events after ${time} are not in these totals yet.`,
    live: 'live now',
    untitled: 'No title',
    older: 'Show older streams',
    titlesBefore: 'Earlier titles:',
    readingCurves: 'Loading its curves …',
    noCurves:
      'No curves: the messages of this stream were deleted to save space. Its totals remain.',
    names: {
      length: 'Length',
      lines: 'Messages',
      chatters: 'Chatters',
      follows: 'Follows',
      subs: 'Subscriptions',
      gifts: 'Gifts',
      bits: 'Bits',
      tips: 'Tips',
      raids: 'Raids',
      peak: 'Peak',
    },
    recap: {
      title: 'Recap',
      kinds: {
        happened: 'What happened',
        jokes: 'Running jokes',
        questions: 'Open questions',
      },
      moment: (at: number, of: number) => `Show message ${at} of ${of}`,
      written: (model: string, read: number, lines: number) =>
        `Written by ${model} from ${read.toLocaleString()} of ${lines.toLocaleString()} ${messages(lines)}. The figures above are counted.`,
    },
    number: (count: number) => count.toLocaleString(),
    length: lengthText,
    brief: (length: string, lines: number) =>
      `${length}, ${lines.toLocaleString()} ${messages(lines)}`,
    tips: (tips: readonly { currency: string; count: number; amount: number }[]) =>
      tips
        .map(
          ({ count, amount, currency }) =>
            `${moneyText(amount, currency)} in ${count} ${count === 1 ? 'tip' : 'tips'}`,
        )
        .join(', ') || '0',
    raids: (raids: number, raiders: number) =>
      raids === 0
        ? '0'
        : `${raids} with ${raiders.toLocaleString()} ${raiders === 1 ? 'viewer' : 'viewers'}`,
    peak: (lines: number, time: string) => `${lines.toLocaleString()} per minute at ${time}`,
  },
} as const

function events(count: number): string {
  return count === 1 ? '1 event' : `${count} events`
}

function messages(count: number): string {
  return count === 1 ? 'message' : 'messages'
}

function aOr(what: string): string {
  return `${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}`
}
