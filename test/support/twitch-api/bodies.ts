import type { FakeUser, FakeWorld } from './world.ts'

export function userBody({ id, login, displayName }: FakeUser) {
  return {
    id,
    login,
    display_name: displayName,
    type: '',
    broadcaster_type: 'affiliate',
    description: '',
    profile_image_url: '',
    offline_image_url: '',
    view_count: 0,
    created_at: '2020-01-01T00:00:00Z',
  }
}

export function streamBody({ id, userId, title, game, startedAt }: FakeWorld['streams'][number]) {
  return { id, user_id: userId, title, game_name: game, type: 'live', started_at: startedAt }
}

export function channelBody(world: FakeWorld, { id, login, displayName }: FakeUser) {
  return {
    broadcaster_id: id,
    broadcaster_login: login,
    broadcaster_name: displayName,
    broadcaster_language: 'en',
    game_id: '509658',
    game_name: 'Just Chatting',
    title: world.titles.get(id) ?? '',
    delay: 0,
    tags: [],
    content_classification_labels: [],
    is_branded_content: false,
  }
}

interface Said {
  readonly id: string
  readonly sender: string
  readonly channel: string
  readonly text: string
}

/** A line of an account as it comes back over EventSub. */
export function lineBody(world: FakeWorld, { id, sender, channel, text }: Said) {
  const by = world.user({ id: sender })
  const at = world.user({ id: channel })
  return {
    broadcaster_user_id: channel,
    broadcaster_user_login: at?.login,
    broadcaster_user_name: at?.displayName,
    chatter_user_id: sender,
    chatter_user_login: by?.login,
    chatter_user_name: by?.displayName,
    message_id: id,
    message: {
      text,
      fragments: [{ type: 'text', text, cheermote: null, emote: null, mention: null }],
    },
    message_type: 'text',
    badges: [],
    cheer: null,
    color: '',
    reply: null,
    source_broadcaster_user_id: null,
  }
}
