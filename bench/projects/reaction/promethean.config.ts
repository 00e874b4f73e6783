import { twitchIrc, web } from '@promethean/plugins'
import { defineConfig } from 'promethean'
import reactor from './reactor.ts'

const { BENCH_TWITCH: chat, BENCH_PAGE: page } = process.env

export default defineConfig({
  plugins: [
    twitchIrc({ channels: ['ann'], server: '127.0.0.1', port: Number(chat) }),
    reactor(),
    ...(page === undefined ? [] : [web({ port: Number(page) })]),
  ],
})
