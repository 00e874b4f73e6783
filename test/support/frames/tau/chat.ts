/** Made-up lines as the chat server says them to the accounts in TAU, with every hazard of TAU's parser. */

const USER =
  'badge-info=subscriber/14;badges=moderator/1,subscriber/12;color=#1E90FF;mod=1;subscriber=1;room-id=700100'

export const chatLines = {
  plain: `@${USER};client-nonce=a=b=c;display-name=Bo_Builds;emotes=25:0-4,12-16/1902:6-10;first-msg=0;id=7c5d0001-0000-4000-8000-000000000001;tmi-sent-ts=1795200000001;user-id=700201 :bo_builds!bo_builds@bo_builds.tmi.twitch.tv PRIVMSG #annstreams :Kappa Keepo Kappa well: done`,
  escaped: `@display-name=Miss\\sFizz;emotes=;id=7c5d0001-0000-4000-8000-000000000002;reply-parent-msg-id=7c5d0001-0000-4000-8000-000000000001;reply-parent-user-login=bo_builds;reply-parent-display-name=Bo_Builds;reply-parent-user-id=700201;reply-parent-msg-body=a\\:\\sb\\sc=d;tmi-sent-ts=1795200000002;user-id=700203 :missfizz!missfizz@missfizz.tmi.twitch.tv PRIVMSG #annstreams :@Bo_Builds same`,
  action: `@display-name=Cy;emotes=25:8-12;id=7c5d0001-0000-4000-8000-000000000003;tmi-sent-ts=1795200000003;user-id=700202 :cyplays!cyplays@cyplays.tmi.twitch.tv PRIVMSG #annstreams :\u0001ACTION waves 👋 Kappa\u0001`,
  cheer: `@bits=250;display-name=Bo_Builds;emotes=;id=7c5d0001-0000-4000-8000-000000000004;tmi-sent-ts=1795200000004;user-id=700201 :bo_builds!bo_builds@bo_builds.tmi.twitch.tv PRIVMSG #annstreams :Cheer250 wow`,
  shared: `@display-name=Guest;emotes=;id=7c5d0001-0000-4000-8000-000000000005;room-id=700100;source-room-id=700400;source-id=7c5d0001-0000-4000-8000-0000000000aa;bits=5;tmi-sent-ts=1795200000005;user-id=700204 :guest!guest@guest.tmi.twitch.tv PRIVMSG #annstreams :hello from next door`,
  untagged: ':old_timer!old_timer@old_timer.tmi.twitch.tv PRIVMSG #annstreams :no tags at all',
} as const
