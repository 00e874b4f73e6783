import { twitchIrc } from '@promethean/plugins'
import { defineConfig } from 'promethean'
import counter from './counter.ts'

export default defineConfig({
  plugins: [
    twitchIrc({ channels: ['ann'], server: '127.0.0.1', port: Number(process.env.BENCH_TWITCH) }),
    counter(),
  ],
})
