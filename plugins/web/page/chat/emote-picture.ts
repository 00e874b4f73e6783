const PICTURES: Readonly<
  Record<string, { readonly id: RegExp; readonly at: (id: string) => string }>
> = {
  // https://dev.twitch.tv/docs/irc/emotes#getting-emote-images
  twitch: {
    id: /^(?:\d{1,20}(?:_[A-Z]{2})?|emotesv2_[0-9a-f]{32}(?:_[A-Z]{2})?)$/,
    at: id => `https://static-cdn.jtvnw.net/emoticons/v2/${id}/default/dark/1.0`,
  },
  // As Kick's own chat loads them.
  kick: { id: /^\d{1,20}$/, at: id => `https://files.kick.com/emotes/${id}/fullsize` },
}

/** Address of an emote's picture, always on its platform's own host. @returns undefined if the id is not of the platform's kind */
export function emotePicture(platform: string, id: string): string | undefined {
  const kind = Object.hasOwn(PICTURES, platform) ? PICTURES[platform] : undefined
  return kind?.id.test(id) ? kind.at(encodeURIComponent(id)) : undefined
}
