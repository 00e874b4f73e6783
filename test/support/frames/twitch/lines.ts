/**
 * Lines in Twitch's wire format, every name and word made up: one of each shape the chat server sends to a reader.
 * The channel is #ann, room 1001; Bea is room 2002.
 */
export const lines = {
  plain:
    '@badge-info=subscriber/14;badges=subscriber/12,bits/100;client-nonce=459e3142897c7a22b7d275178f2259e0;color=#1E90FF;display-name=Cleo;emotes=25:0-4,12-16/1902:6-10;first-msg=0;flags=;id=6f1f4a3e-0001-4c52-9d3a-5b0a00000001;mod=0;returning-chatter=0;room-id=1001;subscriber=1;tmi-sent-ts=1790000000123;turbo=0;user-id=3003;user-type= :cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann :Kappa Keepo Kappa',
  broadcaster:
    '@badge-info=;badges=broadcaster/1;color=#FF0000;display-name=Ann;emotes=;first-msg=0;flags=;id=6f1f4a3e-0002-4c52-9d3a-5b0a00000002;mod=0;room-id=1001;subscriber=0;tmi-sent-ts=1790000001000;turbo=0;user-id=1001;user-type= :ann!ann@ann.tmi.twitch.tv PRIVMSG #ann :welcome everybody',
  everyRole:
    '@badge-info=founder/20;badges=moderator/1,founder/0,vip/1;color=#00FF7F;display-name=Dora;emotes=;id=6f1f4a3e-0003-4c52-9d3a-5b0a00000003;mod=1;room-id=1001;subscriber=0;tmi-sent-ts=1790000002000;user-id=4004;user-type=mod;vip=1 :dora!dora@dora.tmi.twitch.tv PRIVMSG #ann :behave',
  action:
    '@badge-info=;badges=;color=;display-name=Cleo;emotes=25:7-11;id=6f1f4a3e-0004-4c52-9d3a-5b0a00000004;mod=0;room-id=1001;subscriber=0;tmi-sent-ts=1790000003000;user-id=3003;user-type= :cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann :\x01ACTION dances Kappa\x01',
  cheer:
    '@badge-info=;badges=bits/1000;bits=100;color=#0000FF;display-name=Ed;emotes=;id=6f1f4a3e-0005-4c52-9d3a-5b0a00000005;mod=0;room-id=1001;subscriber=0;tmi-sent-ts=1790000004000;user-id=5005;user-type= :ed!ed@ed.tmi.twitch.tv PRIVMSG #ann :Cheer100 well played',
  oneBit:
    '@badge-info=;badges=bits/1;bits=1;color=;display-name=Ed;emotes=;id=6f1f4a3e-0006-4c52-9d3a-5b0a00000006;mod=0;room-id=1001;subscriber=0;tmi-sent-ts=1790000005000;user-id=5005;user-type= :ed!ed@ed.tmi.twitch.tv PRIVMSG #ann :Cheer1',
  anonymousCheer:
    '@badge-info=;badges=;bits=50;color=;display-name=AnAnonymousCheerer;emotes=;id=6f1f4a3e-0007-4c52-9d3a-5b0a00000007;mod=0;room-id=1001;subscriber=0;tmi-sent-ts=1790000006000;user-id=407665396;user-type= :ananonymouscheerer!ananonymouscheerer@ananonymouscheerer.tmi.twitch.tv PRIVMSG #ann :Anon50',
  reply:
    '@badge-info=;badges=;color=;display-name=Ed;emotes=;first-msg=1;id=6f1f4a3e-0008-4c52-9d3a-5b0a00000008;mod=0;reply-parent-display-name=Cleo;reply-parent-msg-body=is\\sit\\:\\syes\\\\no?;reply-parent-msg-id=6f1f4a3e-0001-4c52-9d3a-5b0a00000001;reply-parent-user-id=3003;reply-parent-user-login=cleo;reply-thread-parent-msg-id=6f1f4a3e-0001-4c52-9d3a-5b0a00000001;reply-thread-parent-user-login=cleo;room-id=1001;subscriber=0;tmi-sent-ts=1790000007000;user-id=5005;user-type= :ed!ed@ed.tmi.twitch.tv PRIVMSG #ann :@Cleo yes',
  shared:
    '@badge-info=;badges=;color=;display-name=Finn;emotes=;id=6f1f4a3e-0009-4c52-9d3a-5b0a00000009;mod=0;room-id=1001;source-badge-info=subscriber/3;source-badges=subscriber/3;source-id=aaaaaaaa-0009-4c52-9d3a-5b0a00000009;source-room-id=2002;subscriber=0;tmi-sent-ts=1790000008000;user-id=6006;user-type= :finn!finn@finn.tmi.twitch.tv PRIVMSG #ann :hello from next door',
  sharedCheer:
    '@badge-info=;badges=;bits=300;color=;display-name=Finn;emotes=;id=6f1f4a3e-0010-4c52-9d3a-5b0a00000010;mod=0;room-id=1001;source-id=aaaaaaaa-0010-4c52-9d3a-5b0a00000010;source-room-id=2002;subscriber=0;tmi-sent-ts=1790000009000;user-id=6006;user-type= :finn!finn@finn.tmi.twitch.tv PRIVMSG #ann :Cheer300 next door',
  sharedAtHome:
    '@badge-info=;badges=;color=;display-name=Cleo;emotes=;id=6f1f4a3e-0011-4c52-9d3a-5b0a00000011;mod=0;room-id=1001;source-id=6f1f4a3e-0011-4c52-9d3a-5b0a00000011;source-room-id=1001;subscriber=0;tmi-sent-ts=1790000010000;user-id=3003;user-type= :cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann :hello from here',
  ones: '@badge-info=;badges=;color=;display-name=1;emotes=;first-msg=0;id=1;mod=0;room-id=0;subscriber=0;tmi-sent-ts=1790000011000;user-id=1;user-type= :one!one@one.tmi.twitch.tv PRIVMSG #ann :1',
  emoji:
    '@badge-info=;badges=;color=;display-name=\u732b\u306e\u59eb;emotes=25:2-6;id=6f1f4a3e-0012-4c52-9d3a-5b0a00000012;mod=0;room-id=1001;subscriber=0;tmi-sent-ts=1790000012000;user-id=7007;user-type= :gigi!gigi@gigi.tmi.twitch.tv PRIVMSG #ann :\u{1F389} Kappa \u{E0000}',
  spaces:
    '@badge-info=;badges=;color=;display-name=Cleo;emotes=;id=6f1f4a3e-0013-4c52-9d3a-5b0a00000013;mod=0;room-id=1001;subscriber=0;tmi-sent-ts=1790000013000;user-id=3003;user-type= :cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann :  two before, two after  ',
  redemption:
    '@badge-info=;badges=;color=;custom-reward-id=bbbbbbbb-0014-4c52-9d3a-5b0a00000014;display-name=Cleo;emotes=;id=6f1f4a3e-0014-4c52-9d3a-5b0a00000014;mod=0;room-id=1001;subscriber=0;tmi-sent-ts=1790000014000;user-id=3003;user-type= :cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann :play that song',
  untagged: ':cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann :no tags at all',
  noColon:
    '@id=6f1f4a3e-0015-4c52-9d3a-5b0a00000015;tmi-sent-ts=1790000015000;user-id=3003 :cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann oneword',
  bareTags:
    '@color;display-name;emotes;id=6f1f4a3e-0016-4c52-9d3a-5b0a00000016;tmi-sent-ts=1790000016000;user-id=3003;badges :cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #Ann :bare tags',
  hosting: ':jtv!jtv@jtv.tmi.twitch.tv PRIVMSG ann :Bea is now hosting you.',

  sub: '@badge-info=subscriber/1;badges=subscriber/0,premium/1;color=#9ACD32;display-name=Hugo;emotes=;flags=;id=7a000000-0001-4c52-9d3a-5b0a00000001;login=hugo;mod=0;msg-id=sub;msg-param-cumulative-months=1;msg-param-months=0;msg-param-should-share-streak=0;msg-param-sub-plan-name=Channel\\sSubscription\\s(ann);msg-param-sub-plan=Prime;room-id=1001;subscriber=1;system-msg=Hugo\\ssubscribed\\swith\\sPrime.;tmi-sent-ts=1790000100000;user-id=8008;user-type= :tmi.twitch.tv USERNOTICE #ann',
  resub:
    '@badge-info=subscriber/15;badges=subscriber/12;color=#9ACD32;display-name=Ina;emotes=;flags=;id=7a000000-0002-4c52-9d3a-5b0a00000002;login=ina;mod=0;msg-id=resub;msg-param-cumulative-months=15;msg-param-months=0;msg-param-should-share-streak=1;msg-param-streak-months=7;msg-param-sub-plan-name=Channel\\sSubscription\\s(ann);msg-param-sub-plan=2000;room-id=1001;subscriber=1;system-msg=Ina\\ssubscribed\\sat\\sTier\\s2.;tmi-sent-ts=1790000101000;user-id=9009;user-type= :tmi.twitch.tv USERNOTICE #ann :fifteen months of this',
  planOne:
    '@badge-info=;badges=;color=;display-name=Ina;emotes=;id=7a000000-0003-4c52-9d3a-5b0a00000003;login=ina;mod=0;msg-id=resub;msg-param-cumulative-months=2;msg-param-should-share-streak=0;msg-param-streak-months=2;msg-param-sub-plan=1;room-id=1001;subscriber=1;system-msg=;tmi-sent-ts=1790000102000;user-id=9009;user-type= :tmi.twitch.tv USERNOTICE #ann',
  singleGift:
    '@badge-info=;badges=sub-gifter/1;color=;display-name=Jo;emotes=;id=7a000000-0004-4c52-9d3a-5b0a00000004;login=jo;mod=0;msg-id=subgift;msg-param-gift-months=1;msg-param-months=3;msg-param-origin-id=5550000000000000001;msg-param-recipient-display-name=Kim;msg-param-recipient-id=1110;msg-param-recipient-user-name=kim;msg-param-sender-count=4;msg-param-sub-plan-name=Channel\\sSubscription;msg-param-sub-plan=1000;room-id=1001;subscriber=0;system-msg=Jo\\sgifted\\sa\\ssub\\sto\\sKim!;tmi-sent-ts=1790000103000;user-id=1010;user-type= :tmi.twitch.tv USERNOTICE #ann',
  mysteryGift:
    '@badge-info=;badges=sub-gifter/5;color=;display-name=Jo;emotes=;id=7a000000-0005-4c52-9d3a-5b0a00000005;login=jo;mod=0;msg-id=submysterygift;msg-param-community-gift-id=5550000000000000002;msg-param-mass-gift-count=2;msg-param-origin-id=5550000000000000002;msg-param-sender-count=6;msg-param-sub-plan=1000;room-id=1001;subscriber=0;system-msg=Jo\\sis\\sgifting\\s2\\ssubs!;tmi-sent-ts=1790000104000;user-id=1010;user-type= :tmi.twitch.tv USERNOTICE #ann',
  mysteryPart:
    '@badge-info=;badges=sub-gifter/5;color=;display-name=Jo;emotes=;id=7a000000-0006-4c52-9d3a-5b0a00000006;login=jo;mod=0;msg-id=subgift;msg-param-community-gift-id=5550000000000000002;msg-param-gift-months=1;msg-param-months=1;msg-param-origin-id=5550000000000000002;msg-param-recipient-display-name=Lea;msg-param-recipient-id=1112;msg-param-recipient-user-name=lea;msg-param-sender-count=0;msg-param-sub-plan=1000;room-id=1001;subscriber=0;system-msg=Jo\\sgifted\\sa\\ssub\\sto\\sLea!;tmi-sent-ts=1790000104010;user-id=1010;user-type= :tmi.twitch.tv USERNOTICE #ann',
  oldMysteryGift:
    '@badge-info=;badges=;color=;display-name=Jo;emotes=;id=7a000000-0007-4c52-9d3a-5b0a00000007;login=jo;mod=0;msg-id=submysterygift;msg-param-mass-gift-count=1;msg-param-origin-id=49\\s9d\\s3e\\s68;msg-param-sender-count=7;msg-param-sub-plan=1000;room-id=1001;subscriber=0;system-msg=;tmi-sent-ts=1790000105000;user-id=1010;user-type= :tmi.twitch.tv USERNOTICE #ann',
  oldMysteryPart:
    '@badge-info=;badges=;color=;display-name=Jo;emotes=;id=7a000000-0008-4c52-9d3a-5b0a00000008;login=jo;mod=0;msg-id=subgift;msg-param-months=1;msg-param-origin-id=49\\s9d\\s3e\\s68;msg-param-recipient-display-name=Mo;msg-param-recipient-id=1113;msg-param-recipient-user-name=mo;msg-param-sender-count=0;msg-param-sub-plan=1000;room-id=1001;subscriber=0;system-msg=;tmi-sent-ts=1790000105010;user-id=1010;user-type= :tmi.twitch.tv USERNOTICE #ann',
  anonymousGift:
    '@badge-info=;badges=;color=;display-name=AnAnonymousGifter;emotes=;id=7a000000-0009-4c52-9d3a-5b0a00000009;login=ananonymousgifter;mod=0;msg-id=subgift;msg-param-gift-months=1;msg-param-months=1;msg-param-origin-id=5550000000000000003;msg-param-recipient-display-name=Nia;msg-param-recipient-id=1114;msg-param-recipient-user-name=nia;msg-param-sub-plan=3000;room-id=1001;subscriber=0;system-msg=;tmi-sent-ts=1790000106000;user-id=274598607;user-type= :tmi.twitch.tv USERNOTICE #ann',
  giftUpgrade:
    '@badge-info=subscriber/2;badges=subscriber/0;color=;display-name=Kim;emotes=;id=7a000000-0010-4c52-9d3a-5b0a00000010;login=kim;mod=0;msg-id=giftpaidupgrade;msg-param-sender-login=jo;msg-param-sender-name=Jo;room-id=1001;subscriber=1;system-msg=Kim\\sis\\scontinuing\\sthe\\sgift.;tmi-sent-ts=1790000107000;user-id=1110;user-type= :tmi.twitch.tv USERNOTICE #ann',
  raid: '@badge-info=;badges=;color=#FF7F50;display-name=Bea;emotes=;id=7a000000-0011-4c52-9d3a-5b0a00000011;login=bea;mod=0;msg-id=raid;msg-param-displayName=Bea;msg-param-login=bea;msg-param-viewerCount=1;room-id=1001;subscriber=0;system-msg=1\\sraiders\\sfrom\\sBea\\shave\\sjoined!;tmi-sent-ts=1790000108000;user-id=2002;user-type= :tmi.twitch.tv USERNOTICE #ann',
  announcement:
    '@badge-info=;badges=moderator/1;color=;display-name=Dora;emotes=;id=7a000000-0012-4c52-9d3a-5b0a00000012;login=dora;mod=1;msg-id=announcement;msg-param-color=PURPLE;room-id=1001;subscriber=0;system-msg=;tmi-sent-ts=1790000109000;user-id=4004;user-type=mod :tmi.twitch.tv USERNOTICE #ann :stream starts late today',
  sharedGift:
    '@badge-info=;badges=;color=;display-name=Jo;emotes=;id=7a000000-0013-4c52-9d3a-5b0a00000013;login=jo;mod=0;msg-id=sharedchatnotice;msg-param-community-gift-id=5550000000000000004;msg-param-mass-gift-count=5;msg-param-origin-id=5550000000000000004;msg-param-sub-plan=1000;room-id=1001;source-badge-info=;source-badges=;source-id=cccccccc-0013-4c52-9d3a-5b0a00000013;source-msg-id=submysterygift;source-room-id=2002;subscriber=0;system-msg=;tmi-sent-ts=1790000110000;user-id=1010;user-type= :tmi.twitch.tv USERNOTICE #ann',
  sharedResub:
    '@badge-info=;badges=;color=;display-name=Ina;emotes=;id=7a000000-0014-4c52-9d3a-5b0a00000014;login=ina;mod=0;msg-id=resub;msg-param-cumulative-months=6;msg-param-sub-plan=1000;room-id=1001;source-id=7a000000-0014-4c52-9d3a-5b0a00000014;source-msg-id=resub;source-room-id=2002;subscriber=0;system-msg=;tmi-sent-ts=1790000111000;user-id=9009;user-type= :tmi.twitch.tv USERNOTICE #ann',
  bareNotice: ':tmi.twitch.tv USERNOTICE #ann :a notice without tags',

  timeout:
    '@ban-duration=1;room-id=1001;target-user-id=3003;tmi-sent-ts=1790000200000 :tmi.twitch.tv CLEARCHAT #ann :cleo',
  ban: '@room-id=1001;target-user-id=3003;tmi-sent-ts=1790000201000 :tmi.twitch.tv CLEARCHAT #ann :cleo',
  clear: '@room-id=1001;tmi-sent-ts=1790000202000 :tmi.twitch.tv CLEARCHAT #ann',
  untaggedTimeout: ':tmi.twitch.tv CLEARCHAT #ann :cleo',
  deleted:
    '@login=cleo;room-id=;target-msg-id=6f1f4a3e-0001-4c52-9d3a-5b0a00000001;tmi-sent-ts=1790000203000 :tmi.twitch.tv CLEARMSG #ann :Kappa Keepo Kappa',
  deletedUnsaid: '@login=cleo :tmi.twitch.tv CLEARMSG #ann',

  slowOn:
    '@msg-id=slow_on :tmi.twitch.tv NOTICE #ann :This room is now in slow mode. You may send messages every 30 seconds.',
  noticeUnnamed: ':tmi.twitch.tv NOTICE #ann :a notice without a name',
  roomChange: '@room-id=1001;slow=30 :tmi.twitch.tv ROOMSTATE #ann',
  roomState:
    '@emote-only=0;followers-only=-1;r9k=0;room-id=1001;slow=0;subs-only=0 :tmi.twitch.tv ROOMSTATE #ann',
  hostTarget: ':tmi.twitch.tv HOSTTARGET #ann :bea 12',
  unheardOf: '@tmi-sent-ts=1790000204000 :tmi.twitch.tv SOMETHINGNEW #ann :what is this',
  whisper:
    '@badges=;color=;display-name=Cleo;emotes=;message-id=12;thread-id=3003_1001;turbo=0;user-id=3003;user-type= :cleo!cleo@cleo.tmi.twitch.tv WHISPER ann :between you and me',
  userState:
    '@badge-info=;badges=;color=;display-name=Annbot;emote-sets=0;id=9f000000-0001-4c52-9d3a-5b0a00000001;mod=0;subscriber=0;user-type= :tmi.twitch.tv USERSTATE #ann',
  membership: ':cleo!cleo@cleo.tmi.twitch.tv JOIN #ann',
  names: ':annbot.tmi.twitch.tv 353 annbot = #ann :cleo dora',
  unknownCommand: ':tmi.twitch.tv 421 annbot WHO :Unknown command',
} as const

/** Lines that are cut short, twisted or alien; tmi.js's own reading throws on some of them. */
export const malformed: readonly string[] = [
  ':cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann',
  ':cleo!cleo@cleo.tmi.twitch.tv PRIVMSG',
  ':tmi.twitch.tv NOTICE #ann',
  ':tmi.twitch.tv HOSTTARGET #ann',
  ':annbot.tmi.twitch.tv 353 annbot',
  '@msg-id=resub;msg-param-sub-plan=1 :tmi.twitch.tv USERNOTICE #ann',
  '@msg-id=subgift :tmi.twitch.tv USERNOTICE #ann',
  '@msg-id=submysterygift;msg-param-mass-gift-count=many :tmi.twitch.tv USERNOTICE #ann',
  '@msg-id=raid;login=bea :tmi.twitch.tv USERNOTICE #ann',
  '@msg-id=constructor :tmi.twitch.tv USERNOTICE #ann',
  '@__proto__=x;constructor=y;toString=z;id= :cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann :prototypes',
  '@emotes=25:9-3,x-y,-1-2,0-9999/:1-2/;badges=,/,a,/b;bits=-5;tmi-sent-ts=soon :cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann :nonsense',
  '@id=1\\ :cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann :a lone backslash',
  '@only-tags',
  ':only.prefix',
  '@;=;;= : ',
  'PRIVMSG #ann :no prefix',
  ':!@ PRIVMSG # :',
  ':tmi.twitch.tv PRIVMSG #ann :a server speaks',
  '   ',
  'PONG',
  '\u0000\u0001',
]
