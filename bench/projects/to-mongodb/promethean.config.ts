import { mongo, twitchIrc } from '@promethean/plugins'
import { defineConfig } from 'promethean'

export default defineConfig({
  plugins: [
    twitchIrc({ channels: ['ann'], server: '127.0.0.1', port: Number(process.env.BENCH_TWITCH) }),
    mongo({ uri: process.env.BENCH_MONGODB ?? '', database: process.env.BENCH_DATABASE }),
  ],
})
