import { memory, twitchIrc, web } from '@promethean/plugins'
import { defineConfig } from 'promethean'
import { madeEmbeddings } from './made-embeddings.ts'
import reactor from './reactor.ts'

const { BENCH_TWITCH: chat, BENCH_PAGE: page, BENCH_MEMORY: withMemory } = process.env

export default defineConfig({
  plugins: [
    twitchIrc({ channels: ['ann'], server: '127.0.0.1', port: Number(chat) }),
    reactor(),
    ...(withMemory === undefined ? [] : [madeEmbeddings(), memory()]),
    ...(page === undefined ? [] : [web({ port: Number(page) })]),
  ],
})
