import { twitchIrc } from '@promethean/plugins'
import { defineConfig } from 'promethean'

const chat = Number(process.env.BENCH_TWITCH)

export default defineConfig({
  plugins: [twitchIrc({ channels: ['ann'], server: '127.0.0.1', port: chat })],
})
